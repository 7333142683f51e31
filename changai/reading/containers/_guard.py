"""Refuse archives that would swell, before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from lxml import etree

from changai.reading.errors import Unreadable

_MEBI: Final = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a file may ask of the machine. Units: bytes, entries, times, pages, characters."""

    file: int = 50 * _MEBI
    unpacked: int = 200 * _MEBI
    part: int = 64 * _MEBI
    entries: int = 4096
    ratio: int = 200
    pages: int = 600
    squares: int = 2_000_000
    characters: int = 5_000_000


LIMITS: Final = Limits()
# Small files compress absurdly well without harm.
_RATIO_FROM: Final = 20 * _MEBI


def open_archive(data: bytes, limits: Limits = LIMITS) -> zipfile.ZipFile:
    """Return an archive whose declared sizes are bearable.

    `zipfile` itself refuses a part that turns out longer than declared; archives inside the
    archive are never opened, so nesting adds nothing.
    Raises: Unreadable for a broken, encrypted or swelling archive.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as problem:
        raise Unreadable("broken") from problem
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    # Parts that overlap claim more packed bytes than the file has.
    if len(parts) > limits.entries or unpacked > limits.unpacked or packed > len(data):
        raise Unreadable("bomb")
    if unpacked > _RATIO_FROM and unpacked > limits.ratio * max(packed, 1):
        raise Unreadable("bomb")
    if len({part.filename for part in parts}) != len(parts):
        raise Unreadable("broken")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable("encrypted")
    return archive


def read_part(archive: zipfile.ZipFile, name: str, limits: Limits = LIMITS) -> bytes | None:
    """Return one part of an archive, or None where it has none of that name.

    Raises: Unreadable for a part that is broken or too long.
    """
    try:
        part = archive.getinfo(name)
    except KeyError:
        return None
    if part.file_size > limits.part:
        raise Unreadable("bomb")
    try:
        return archive.read(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as problem:
        raise Unreadable("broken") from problem


def parse_part(data: bytes) -> etree._Element:
    """Parse the XML of a part; entities are not expanded and nothing is fetched.

    Raises: Unreadable for XML that is broken or brings its own document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise Unreadable("broken") from problem
    if root.getroottree().docinfo.doctype:
        raise Unreadable("bomb")
    return root
