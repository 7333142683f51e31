"""Turn traditional characters into simplified ones where a text is written in them."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from changai.reading.mapping import Piece, Tracked

if TYPE_CHECKING:
    from opencc import OpenCC

# Ordinary in simplified text too, or turned by context only: they tell nothing about the script.
_UNDECIDED: Final = frozenset("著乾瞭徵於覆藉後髮麼麽餘鍾穀闆乹")
_QUOTES: Final = str.maketrans("「」『』", "“”‘’")


def simplify(text: Tracked) -> tuple[Tracked, int]:
    """Return the text in simplified characters, and how many were turned.

    A name or a word in traditional characters inside a simplified text is left as it is written.
    """
    words = text.text
    counts = Counter(words)
    traditional, plain = _scripts("".join(sorted(counts)))
    if not traditional:
        return text, 0
    old = sum(counts[char] for char in traditional)
    new = sum(counts[char] for char in plain)
    if old * 4 >= new:
        return _turn(text, [(0, len(words))])
    return _turn(text, _traditional_lines(words, traditional, plain))


def simplified(words: str) -> str:
    """Return words in simplified characters, wherever they come from."""
    return _tidy(_opencc("tw2s").convert(words))


def _traditional_lines(
    words: str, traditional: frozenset[str], plain: frozenset[str]
) -> list[tuple[int, int]]:
    lines, at = [], 0
    for line in words.split("\n"):
        old = sum(char in traditional for char in line)
        if old >= 4 and old > sum(char in plain for char in line):
            lines.append((at, at + len(line)))
        at += len(line) + 1
    return lines


def _turn(text: Tracked, ranges: list[tuple[int, int]]) -> tuple[Tracked, int]:
    pieces: list[Piece] = []
    at = count = 0
    for start, end in ranges:
        before = text.text[start:end]
        after = simplified(before).translate(_QUOTES)
        pieces.append((at, start, None))
        pieces.extend(_aligned(before, after, start))
        at = end
        count += sum(a != b for a, b in zip(before, after, strict=False))
    pieces.append((at, len(text.text), None))
    return text.assemble(pieces), count


def _aligned(before: str, after: str, base: int) -> list[Piece]:
    """Pair a text with its conversion, also where a phrase changed its length."""
    if len(before) == len(after):
        return [(base, base + len(before), after)]
    from difflib import SequenceMatcher

    single = "".join(simplified(char)[:1] or char for char in before)
    steps = SequenceMatcher(None, single, after, autojunk=False).get_opcodes()
    return [(base + i1, base + i2, after[j1:j2]) for _, i1, i2, j1, j2 in steps]


@lru_cache(maxsize=256)
def _scripts(alphabet: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters that only traditional, and only simplified, text is written with."""
    chars = [char for char in alphabet if char > "\u33ff"]
    if not chars:
        return frozenset(), frozenset()
    lines = "\n".join(chars)
    to_plain = _tidy(_opencc("tw2s").convert(lines)).split("\n")
    to_old = _opencc("s2t").convert(lines).split("\n")
    traditional = {
        char
        for char, turned in zip(chars, to_plain, strict=True)
        if turned != char and char not in _UNDECIDED
    }
    plain = {
        char
        for char, turned in zip(chars, to_old, strict=True)
        if turned != char and char not in traditional
    }
    return frozenset(traditional), frozenset(plain)


def _tidy(words: str) -> str:
    """Turn what the Taiwan table leaves of Hong Kong and old forms (衞, 説)."""
    return words.translate(_leftovers(frozenset(words))) if not words.isascii() else words


@lru_cache(maxsize=256)
def _leftovers(alphabet: frozenset[str]) -> dict[int, str]:
    chars = sorted(char for char in alphabet if char > "\u33ff")
    if not chars:
        return {}
    lines = "\n".join(chars)
    taiwan = _opencc("tw2s").convert(lines).split("\n")
    hong_kong = _opencc("hk2s").convert(lines).split("\n")
    return {
        ord(char): there
        for char, here, there in zip(chars, taiwan, hong_kong, strict=True)
        if here == char and there != char and len(there) == 1
    }


@lru_cache(maxsize=4)
def _opencc(name: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(name)
