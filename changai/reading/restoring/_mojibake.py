"""Repair text whose bytes were once read in the wrong encoding."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from changai.reading.decoding import COMMON, plausibility
from changai.reading.mapping import Piece, Tracked

# Bytes with the index of the character each came from; None is a byte the wrong reading lost.
Bytes = list[tuple[int | None, int]]
# (character, first and last index of the garbled characters it came from)
Found = list[tuple[str, int, int]]

LOST: Final = "\ufffd"
GONE: Final = re.compile("(?:锟斤拷|锟斤|斤拷|\ufffd)")

_CP1252: Final = {
    bytes((code,)).decode("cp1252"): code
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_LATIN: Final = {chr(code): code for code in range(0x80, 0x100)} | _CP1252
_LATIN_CLASS: Final = "\x80-\xff" + "".join(map(re.escape, _CP1252))
_LATIN_RUN: Final = re.compile(f"[{_LATIN_CLASS}](?:[{_LATIN_CLASS} {LOST}]*[{_LATIN_CLASS}{LOST}])?")
_LINE: Final = re.compile(r"[^\n]*[^\x00-\x7f][^\n]*")
_ENOUGH: Final = 0.6
_GAIN: Final = 0.25


def repair(text: Tracked) -> tuple[Tracked, int]:
    """Return the text with garbled stretches read again, and how many characters that gave."""
    total = 0
    for _ in range(2):  # a page converted twice is garbled twice
        repaired, count = _once(text)
        if not count:
            break
        text, total = repaired, total + count
    return text, total


def _once(text: Tracked) -> tuple[Tracked, int]:
    if text.text.isascii() or plausibility(text.text) >= 0.9:
        return text, 0
    best: tuple[float, Tracked, int] | None = None
    before = plausibility(text.text)
    for run, reader in _WAYS:
        repaired, count = _reread(text, run, reader)
        if not count:
            continue
        score = plausibility(repaired.text)
        if best is None or score > best[0]:
            best = score, repaired, count
        if score >= 0.9:
            break
    if best is None or best[0] <= before:
        return text, 0
    return best[1], best[2]


def _reread(
    text: Tracked, run: re.Pattern[str], reader: Callable[[str], Found | None]
) -> tuple[Tracked, int]:
    pieces: list[Piece] = []
    at = count = 0
    for match in run.finditer(text.text):
        garbled = match[0]
        if plausibility(garbled) >= 0.75:
            continue
        found = reader(garbled)
        if not found or not _better(garbled, "".join(char for char, _, _ in found)):
            continue
        base = match.start()
        pieces.append((at, base, None))
        pieces.extend((base + first, base + last + 1, char) for char, first, last in found)
        at = match.end()
        count += len(found)
    pieces.append((at, len(text.text), None))
    return (text.assemble(pieces), count) if count else (text, 0)


def _better(garbled: str, repaired: str) -> bool:
    if repaired.isascii():
        return False
    if repaired.count(LOST) > garbled.count(LOST) + max(1, len(repaired) // 12):
        return False
    score = plausibility(repaired.replace(LOST, ""))
    return score >= _ENOUGH and score >= plausibility(garbled) + _GAIN


def _from_latin(garbled: str) -> Bytes | None:
    return [(None if char == LOST else _LATIN.get(char, ord(char)), index)
            for index, char in enumerate(garbled)]


def _from_codec(codec: str) -> Callable[[str], Bytes | None]:
    def encode(garbled: str) -> Bytes | None:
        found: Bytes = []
        misses = 0
        for index, char in enumerate(garbled):
            try:
                found.extend((byte, index) for byte in char.encode(codec))
            except UnicodeEncodeError:
                if char != LOST:
                    misses += 1
                found.append((None, index))
        return None if misses > 1 + len(garbled) // 20 else found

    return encode


def _to_utf8(garbled: Bytes) -> Found | None:
    """Read bytes as UTF-8, naming what a lost byte can only have been."""
    found: Found = []
    at, size = 0, len(garbled)
    while at < size:
        byte, index = garbled[at]
        if byte is None or byte < 0x80:
            found.append((LOST if byte is None else chr(byte), index, index))
            at += 1
            continue
        length = 2 if 0xC2 <= byte <= 0xDF else 3 if 0xE0 <= byte <= 0xEF else 4
        if not 0xC2 <= byte <= 0xF4:
            found.append((LOST, index, index))
            at += 1
            continue
        used = 1
        values: list[int | None] = [byte]
        while used < length and at + used < size and _continues(garbled, at + used):
            value = garbled[at + used][0]
            values.append(0xA0 if value == 0x20 else value)
            used += 1
        found.append((_one(values, length, garbled, at + used), index, garbled[at + used - 1][1]))
        at += used
    return found


def _continues(garbled: Bytes, at: int) -> bool:
    value = garbled[at][0]
    # A no-break space (0xA0) is often tidied into a plain one.
    return value is None or 0x80 <= value <= 0xBF or (
        value == 0x20 and at + 1 < len(garbled) and (garbled[at + 1][0] or 0x80) >= 0x80
    )


def _one(values: list[int | None], length: int, garbled: Bytes, after: int) -> str:
    known = [value for value in values if value is not None]
    if len(known) == length:
        try:
            return bytes(known).decode("utf-8")
        except UnicodeDecodeError:
            return LOST
    if len(known) < length - 1 or length != 3:
        return LOST
    hole = values.index(None) if None in values else length - 1
    options = []
    following = known[hole] if hole < len(known) else _next_byte(garbled, after)
    for guess in range(0x80, 0xC0):
        # The wrong reading only loses a byte that forms no character with the one after it.
        if following is not None and following >= 0x80 and _is_pair(guess, following):
            continue
        whole = bytes([*known[:hole], guess, *known[hole:]])
        try:
            options.append(whole.decode("utf-8"))
        except UnicodeDecodeError:
            continue
    if known[:2] == [0xE3, 0x80] and (following is None or following < 0x30):
        return "。"
    likely = [option for option in options if option in COMMON]
    return likely[0] if len(likely) == 1 else options[0] if len(options) == 1 else LOST


def _next_byte(garbled: Bytes, at: int) -> int | None:
    return garbled[at][0] if at < len(garbled) else None


def _is_pair(first: int, second: int) -> bool:
    try:
        bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return False
    return True


def _to_double(codec: str) -> Callable[[Bytes], Found | None]:
    """Read bytes as a code of one- and two-byte characters."""

    def read(garbled: Bytes) -> Found | None:
        found: Found = []
        at = 0
        while at < len(garbled):
            byte, index = garbled[at]
            if byte is None or byte < 0x80:
                found.append((LOST if byte is None else chr(byte), index, index))
                at += 1
                continue
            second, last = garbled[at + 1] if at + 1 < len(garbled) else (None, index)
            try:
                char = bytes((byte, 0xA0 if second == 0x20 else second or 0)).decode(codec)
                found.append((char, index, last))
                at += 2
            except UnicodeDecodeError:
                found.append((LOST, index, index))
                at += 1
        return found

    return read


def _way(
    run: re.Pattern[str],
    encode: Callable[[str], Bytes | None],
    read: Callable[[Bytes], Found | None],
) -> tuple[re.Pattern[str], Callable[[str], Found | None]]:
    def reader(garbled: str) -> Found | None:
        encoded = encode(garbled)
        return None if encoded is None else read(encoded)

    return run, reader


_WAYS: Final = (
    _way(_LATIN_RUN, _from_latin, _to_utf8),
    _way(_LATIN_RUN, _from_latin, _to_double("gbk")),
    _way(_LATIN_RUN, _from_latin, _to_double("big5hkscs")),
    _way(_LINE, _from_codec("gb18030"), _to_utf8),
    _way(_LINE, _from_codec("big5hkscs"), _to_double("gbk")),
    _way(_LINE, _from_codec("gbk"), _to_double("big5hkscs")),
    _way(_LINE, _from_codec("big5hkscs"), _to_utf8),
    _way(_LINE, _from_codec("shift_jis"), _to_double("gbk")),
    _way(_LINE, _from_codec("shift_jis"), _to_utf8),
    _way(_LINE, _from_codec("euc_kr"), _to_double("gbk")),
    _way(_LINE, _from_codec("cp1251"), _to_utf8),
    _way(_LINE, _from_codec("mac_roman"), _to_utf8),
)
