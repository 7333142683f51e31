"""Tell what a file is by its first bytes, and take its text out."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import Final

from changai.reading.containers._docx import docx_text
from changai.reading.containers._guard import LIMITS, open_archive, read_part
from changai.reading.containers._pdf import pdf_text
from changai.reading.containers._xlsx import xlsx_text
from changai.reading.decoding import decode
from changai.reading.errors import Unreadable
from changai.reading.restoring import looks_like_html

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_IMAGES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF", b"%!PS")
_ARCHIVES: Final = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


@dataclass(frozen=True)
class Opened:
    """A file's text: `kind` is txt, html, json, docx, pdf or xlsx; `lost` counts characters."""

    kind: str
    text: str
    encoding: str | None = None
    lost: int = 0

    @property
    def extracted(self) -> bool:
        """Tell whether the text was taken out of an office file rather than decoded."""
        return self.encoding is None


def open_container(data: bytes) -> Opened:
    """Open a file by its content; its name plays no part.

    Raises: Unreadable, with what to do about it.
    """
    if len(data) > LIMITS.file:
        raise Unreadable("too_large")
    if not data:
        raise Unreadable("empty")
    if data.startswith(b"PK"):
        return _office(data)
    if b"%PDF-" in data[:1024]:
        return _solid(Opened("pdf", pdf_text(data)))
    if data.startswith(_OLE):
        raise Unreadable("encrypted" if _ENCRYPTED in data else "old_office")
    if data.lstrip().startswith(b"{\\rtf"):
        raise Unreadable("rtf")
    if data.startswith(_IMAGES) or (data.startswith(b"BM") and b"\x00" in data[:32]):
        raise Unreadable("image")
    if data.startswith(_ARCHIVES):
        raise Unreadable("archive")
    found = decode(data)
    if len(found.text) > LIMITS.characters:
        raise Unreadable("too_large")
    return Opened(_text_kind(found.text), found.text, found.encoding, found.lost)


def _office(data: bytes) -> Opened:
    archive = open_archive(data)
    kind = _office_kind(archive)
    if kind == "docx":
        return _solid(Opened("docx", docx_text(archive)))
    return _solid(Opened("xlsx", xlsx_text(data)))


def _office_kind(archive: zipfile.ZipFile) -> str:
    types = read_part(archive, "[Content_Types].xml") or b""
    names = set(archive.namelist())
    if b"wordprocessingml" in types and "word/document.xml" in names:
        return "docx"
    if b"spreadsheetml" in types or b"ms-excel" in types:
        return "xlsx"
    raise Unreadable("binary" if types or "mimetype" in names else "archive")


def _solid(opened: Opened) -> Opened:
    if not opened.text.strip():
        raise Unreadable("no_text")
    if len(opened.text) > LIMITS.characters:
        raise Unreadable("too_large")
    return opened


def _text_kind(text: str) -> str:
    if text.lstrip()[:1] in ("{", "[") and '":' in text.replace(" ", "")[:4000]:
        return "json"
    return "html" if looks_like_html(text) else "txt"
