"""Undo what machines wrote into a text: escapes, entities, invisible characters."""

from __future__ import annotations

import html
import re
from typing import Final

from changai.reading.mapping import Tracked

_ESCAPE: Final = re.compile(
    r"\\+u(d[89ab][0-9a-f]{2})\\+u(d[c-f][0-9a-f]{2})|\\+u([0-9a-f]{4})|\\+(r\\+n|[rntbf])|\\+([/\"'])",
    re.I,
)
_CONTROL: Final = {"r": "\n", "n": "\n", "t": "\t", "b": "", "f": "\n"}
ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
# Zero-width characters, marks of direction, soft hyphens, the byte-order mark, stray controls.
_INVISIBLE: Final = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u061c\u180e\ufff9-\ufffb"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+"
)
_ODD_SPACE: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")
_BREAK: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def undo_escapes(text: Tracked) -> tuple[Tracked, int]:
    r"""Return the text with written-out escapes such as `\n`, `\u3000` and `\/` undone."""
    words = text.text
    if "\\" not in words:
        return text, 0
    edits = [
        (match.start(), match.end(), unescaped(match))
        for match in _ESCAPE.finditer(words)
        if not _in_path(words, match)
    ]
    return text.edit(edits), len(edits)


def json_unescape_edits(words: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Return the edits that turn the inside of a JSON string into its value."""
    edits = [
        (match.start(), match.end(), unescaped(match))
        for match in _ESCAPE.finditer(words, start, end)
    ]
    return edits


def unescaped(match: re.Match[str]) -> str:
    """Return the character that one escape stands for."""
    high, low, code, control, itself = match.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))
    if code:
        number = int(code, 16)
        return "\ufffd" if 0xD800 <= number <= 0xDFFF else chr(number)
    if control:
        return _CONTROL[control[0].lower()]
    return itself or ""


def _in_path(words: str, match: re.Match[str]) -> bool:
    r"""Tell a Windows path (`D:\new`) from an escape."""
    before = words[match.start() - 1 : match.start()]
    after = words[match.end() : match.end() + 1]
    return bool(
        match[4]
        and before.isascii()
        and (before.isalnum() or before in (":", "_", "."))
        and before
        and after.isascii()
        and after.isalnum()
    )


def undo_entities(text: Tracked) -> tuple[Tracked, int]:
    """Return the text with entities such as `&nbsp;` and `&#20135;` undone, also doubled ones."""
    total = 0
    for _ in range(3):  # &amp;nbsp; needs two turns
        edits = []
        for match in ENTITY.finditer(text.text):
            value = html.unescape(match[0])
            if value != match[0]:
                edits.append((match.start(), match.end(), value))
        if not edits:
            break
        total += len(edits)
        text = text.edit(edits)
    return text, total


def drop_invisible(text: Tracked) -> tuple[Tracked, int]:
    """Return the text without characters nobody sees; odd spaces become plain ones."""
    words = text.text
    edits = [(match.start(), match.end(), "") for match in _INVISIBLE.finditer(words)]
    edits += [(match.start(), match.end(), " ") for match in _ODD_SPACE.finditer(words)]
    return text.edit(sorted(edits)), len(edits)


def plain_breaks(text: Tracked) -> Tracked:
    """Return the text with every kind of line break as a line feed."""
    return text.edit((match.start(), match.end(), "\n") for match in _BREAK.finditer(text.text))
