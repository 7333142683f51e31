"""Repair text whose bytes were once read in the wrong encoding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from changai.reading.decoding import ordinary, plausibility
from changai.reading.mapping import Piece, Tracked
from changai.reading.restoring._guess import Guessed, likeliest

# Bytes with the index of the character each came from; None is a byte the wrong reading lost.
Bytes = list[tuple[int | None, int]]
# (character, first and last index of the garbled characters it came from)
Found = list[tuple[str, int, int]]
# Whether a reading loses a byte before another one.
Losable = Callable[[int, int | None], bool]

LOST: Final = "\ufffd"
GONE: Final = re.compile("(?:锟斤拷|锟斤|斤拷|\ufffd)")

_CP1252: Final = {
    bytes((code,)).decode("cp1252"): code
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_LATIN: Final = {chr(code): code for code in range(0x80, 0x100)} | _CP1252
# A no-break space and a soft hyphen get tidied away; the others Windows-1252 does not have.
_LOST_IN_LATIN: Final = frozenset((0xA0, 0xAD, 0x81, 0x8D, 0x8F, 0x90, 0x9D))
_LATIN_CLASS: Final = "\x80-\xff" + "".join(map(re.escape, _CP1252))
_LATIN_RUN: Final = re.compile(
    f"[{_LATIN_CLASS}](?:[{_LATIN_CLASS} {LOST}]*[{_LATIN_CLASS}{LOST}])?"
)
_CHINESE: Final = re.compile("[\u2010-\u203b\u3000-\u9fff\uff00-\uffee]")
_PLAIN: Final = re.compile("[\x00-\x7f\u00a0āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]+")
_LINE: Final = re.compile(r"[^\n]+")
_ENOUGH: Final = 0.6
_GAIN: Final = 0.25
_FEWEST_ODD: Final = 3
_LONG: Final = 10
_ODD_SHARE: Final = 0.65
_LEAST: Final = 4


def repair(text: Tracked) -> tuple[Tracked, dict[str, int]]:
    """Return the text with garbled stretches read again.

    Beside it, how many characters that gave, and how many of them could only be inferred.
    """
    total: Counter[str] = Counter()
    for _ in range(2):  # a page converted twice is garbled twice
        text, found = _once(text)
        if not found:
            break
        total.update(found)
    return text, dict(total)


def _once(text: Tracked) -> tuple[Tracked, dict[str, int]]:
    if not _suspicious(text.text):
        return text, {}
    best: tuple[float, Tracked, dict[str, int]] | None = None
    before = plausibility(text.text)
    for run, reader, certain in _WAYS:
        repaired, count = _reread(text, run, reader, certain=certain)
        if not count:
            continue
        score = plausibility(repaired.text)
        if best is None or score > best[0]:
            best = score, repaired, count
        if score >= _ENOUGH and not _suspicious(repaired.text):
            break
    if best is None or best[0] <= before:
        return text, {}
    return best[1], best[2]


def _suspicious(words: str) -> bool:
    """Tell whether any line, or any stretch of accented Latin, may be garbled."""
    if words.isascii():
        return False
    if any(_odd(run[0]) for run in _LATIN_RUN.finditer(words)):
        return True
    odd = [len(_PLAIN.sub("", line)) for line in words.split("\n") if _odd(line)]
    # A few short odd lines are names, or words that tags have cut up.
    return max(odd, default=0) >= _LONG or sum(odd) * 4 > len(_PLAIN.sub("", words))


def _odd(stretch: str, fewest: int = _FEWEST_ODD) -> bool:
    """Tell a stretch of mostly odd characters; the toned letters of pinyin are not odd.

    Ordinary lines, those of names included, are more than half ordinary characters; garbled ones
    less than a sixth.
    """
    if stretch.isascii():
        return False
    high = _PLAIN.sub("", stretch)
    strange = len(high) - ordinary(high)
    return strange >= fewest and strange > _ODD_SHARE * len(high)


def _reread(
    text: Tracked,
    run: re.Pattern[str],
    reader: Callable[[str], Found | None],
    *,
    certain: bool,
) -> tuple[Tracked, dict[str, int]]:
    changes: list[tuple[re.Match[str], Found, str]] = []
    fewest = 1 if run is _LATIN_RUN else _FEWEST_ODD
    for match in run.finditer(text.text):
        found = reader(match[0]) if _odd(match[0], fewest) else None
        if found:
            changes.append((match, found, "".join(char for char, _, _ in found)))
    # A short run of rare characters (a name) is believed where the text as a whole is.
    whole = _better("".join(m[0] for m, _, _ in changes), "".join(new for _, _, new in changes))
    pieces: list[Piece] = []
    at = count = guessed = 0
    for match, found, new in changes:
        enough = len(match[0]) * (1 if run is _LATIN_RUN else 2)
        believed = _better(match[0], new) or (whole and _passable(new))
        if not believed and not (certain and _certain(new, enough)):
            continue
        base = match.start()
        pieces.append((at, base, None))
        pieces.extend((base + first, base + last + 1, char) for char, first, last in found)
        at = match.end()
        count += len(found)
        guessed += sum(isinstance(char, Guessed) for char, _, _ in found)
    pieces.append((at, len(text.text), None))
    if not count:
        return text, {}
    return text.assemble(pieces), {"mojibake": count, "guessed-characters": guessed}


def _better(garbled: str, repaired: str) -> bool:
    """Tell whether a reading turns odd characters into ordinary ones, enough not to be chance."""
    real = repaired.replace(LOST, "")
    if len(repaired) - len(real) > max(1, len(repaired) // 6):
        return False
    gained = ordinary(real) - ordinary(garbled)
    score = plausibility(real)
    return gained >= _LEAST and score >= _ENOUGH and score >= plausibility(garbled) + _GAIN


def _passable(repaired: str) -> bool:
    """Tell a stretch that may be rare characters, in a text whose other stretches are certain."""
    return repaired.count(LOST) * 3 <= len(repaired) and not repaired.isascii()


def _certain(repaired: str, garbled_bytes: int) -> bool:
    """Tell whole characters of nothing but Chinese, in a code where chance forms none: UTF-8."""
    high = [char for char in repaired if not char.isascii()]
    return 3 * len(high) <= garbled_bytes and all(map(_CHINESE.match, high)) and bool(high)


def _from_latin(garbled: str) -> Bytes | None:
    found: Bytes = []
    for index, char in enumerate(garbled):
        byte = _LATIN.get(char, ord(char))
        if byte > 0xFF and char != LOST:
            return None
        found.append((None if char == LOST else byte, index))
    return found


def _from_codec(codec: str) -> Callable[[str], Bytes | None]:
    def encode(garbled: str) -> Bytes | None:
        allowed = 1 + len(garbled) // 20 + garbled.count(LOST)
        if len(garbled.encode(codec, "ignore").decode(codec, "ignore")) < len(garbled) - allowed:
            return None
        found: Bytes = []
        misses = 0
        for index, char in enumerate(garbled):
            if char == LOST:  # GB18030 has a code for it, which is not the byte that was lost
                found.append((None, index))
                continue
            try:
                found.extend((byte, index) for byte in char.encode(codec))
            except UnicodeEncodeError:
                misses += 1
                found.append((None, index))
        return None if misses > 1 + len(garbled) // 20 else found

    return encode


def _to_utf8(garbled: Bytes) -> Found | None:
    """Read as UTF-8 what was read in a code of two-byte characters."""
    return _read_utf8(garbled, _lost_in_pairs)


def _latin_to_utf8(garbled: Bytes) -> Found | None:
    """Read as UTF-8 what was read as Latin-1 or Windows-1252."""
    return _read_utf8(garbled, _lost_in_latin)


def _lost_in_latin(byte: int, following: int | None) -> bool:
    """Tell whether a byte is one that gets tidied away after a reading as Latin-1."""
    return byte in _LOST_IN_LATIN


def _read_utf8(garbled: Bytes, losable: Losable) -> Found | None:
    """Read bytes as UTF-8; a lost byte is named where its character can be told."""
    found: Found = []
    open_places: dict[int, list[str]] = {}
    at, size = 0, len(garbled)
    while at < size:
        byte, index = garbled[at]
        length = _length(byte)
        if byte is None or length < 2:
            found.append((LOST if byte is None or length == 0 else chr(byte), index, index))
            at += 1
            continue
        values: list[int | None] = [byte]
        while len(values) < length and at + len(values) < size:
            value = garbled[at + len(values)][0]
            if not _continues(garbled, at + len(values)):
                break
            values.append(0xA0 if value == 0x20 else value)
        after = garbled[at + len(values)][0] if at + len(values) < size else None
        options = _options(values, length, after, losable)
        if len(options) != 1:
            open_places[len(found)] = options
        char = options[0] if len(options) == 1 else LOST
        found.append((char, index, garbled[at + len(values) - 1][1]))
        at += len(values)
    if len(open_places) * 2 > len(found):  # not what these bytes were
        return None
    return _filled(found, open_places)


def _length(byte: int | None) -> int:
    """Return how many bytes a UTF-8 character has that begins so; 0 where none does."""
    if byte is None or 0x80 <= byte < 0xC2 or byte > 0xF4:
        return 0
    return 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4


def _continues(garbled: Bytes, at: int) -> bool:
    value = garbled[at][0]
    # A no-break space (0xA0) is often tidied into a plain one.
    return (
        value is None
        or 0x80 <= value <= 0xBF
        or (value == 0x20 and at + 1 < len(garbled) and (garbled[at + 1][0] or 0x80) >= 0x80)
    )


def _options(
    values: list[int | None],
    length: int,
    after: int | None,
    losable: Losable,
) -> list[str]:
    """Return the characters that known bytes with at most one hole can have been."""
    known = [value for value in values if value is not None]
    if len(known) == length:
        return _readable(bytes(known))
    if length != 3 or not known or len(known) + values.count(None) > 3:
        return []
    if len(known) == 1:
        return list(_all_but_kind(known[0], after, losable))
    marked = None in values
    options: list[str] = []
    for hole in (values.index(None),) if marked else (1, 2):
        following = known[hole] if hole < len(known) else after
        for guess in range(0x80, 0xC0):
            if losable(guess, following):
                options += _readable(bytes((*known[:hole], guess, *known[hole:])))
    return options


@lru_cache(maxsize=1024)
def _all_but_kind(first: int, after: int | None, losable: Losable) -> tuple[str, ...]:
    """Return the characters that begin with a byte where both others were lost."""
    options: list[str] = []
    for second in range(0x80, 0xC0):
        for third in range(0x80, 0xC0):
            if losable(second, third) and losable(third, after):
                options += _readable(bytes((first, second, third)))
    return tuple(options)


def _readable(whole: bytes) -> list[str]:
    try:
        return [whole.decode("utf-8")]
    except UnicodeDecodeError:
        return []


def _filled(found: Found, open_places: dict[int, list[str]]) -> Found:
    for place, options in open_places.items():
        before = found[place - 1][0] if place else ""
        after = found[place + 1][0] if place + 1 < len(found) else "\n"
        if "。" in options and (after in "\n\r\u3000" or place + 1 == len(found)):
            char: str | None = Guessed("。")
        else:
            char = likeliest(before, options, after)
        if char is not None:
            found[place] = (char, *found[place][1:])
    return found


@lru_cache(maxsize=65536)
def _lost_in_pairs(byte: int, following: int | None) -> bool:
    """Tell whether a reading in pairs loses a byte: it forms no character with the one after it."""
    if following is None or following < 0x80:
        return True
    try:
        bytes((byte, following)).decode("gbk")
    except UnicodeDecodeError:
        return True
    return False


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
) -> tuple[re.Pattern[str], Callable[[str], Found | None], bool]:
    def reader(garbled: str) -> Found | None:
        encoded = encode(garbled)
        return None if encoded is None else read(encoded)

    return run, reader, read in (_to_utf8, _latin_to_utf8)


def _twice(garbled: str) -> Found | None:
    """Read as UTF-8 what was read as Latin-1 two times over."""
    encoded = _from_latin(garbled)
    first = _latin_to_utf8(encoded) if encoded else None
    if not first:
        return None
    again = _from_latin("".join(char for char, _, _ in first))
    second = _latin_to_utf8(again) if again else None
    return second and [(char, first[low][1], first[high][2]) for char, low, high in second]


_WAYS: Final = (
    _way(_LATIN_RUN, _from_latin, _latin_to_utf8),
    _way(_LATIN_RUN, _from_latin, _to_double("gbk")),
    _way(_LATIN_RUN, _from_latin, _to_double("big5hkscs")),
    (_LATIN_RUN, _twice, True),
    _way(_LINE, _from_codec("gb18030"), _to_utf8),
    _way(_LINE, _from_codec("big5hkscs"), _to_double("gbk")),
    _way(_LINE, _from_codec("gb18030"), _to_double("big5hkscs")),
    _way(_LINE, _from_codec("big5hkscs"), _to_utf8),
    _way(_LINE, _from_codec("shift_jis"), _to_double("gbk")),
    _way(_LINE, _from_codec("shift_jis"), _to_utf8),
    _way(_LINE, _from_codec("euc_kr"), _to_double("gbk")),
    _way(_LINE, _from_codec("cp1251"), _to_utf8),
    _way(_LINE, _from_codec("mac_roman"), _to_utf8),
)
