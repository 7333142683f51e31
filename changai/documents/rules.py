"""What is true of a quotation, whoever makes it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

SAME_FROM = 0.9
NOT_WORDS = re.compile(r"[\W_]+")
NUMBERS = re.compile(r"[0-9０-９一二三四五六七八九十百千万亿两]+")


def squeezed(text: str) -> str:
    """Return the text without white space, punctuation and a leading "shall", for comparing."""
    return NOT_WORDS.sub("", text).removeprefix("要")  # not shown: a word of the text


def find_quote(text: str, quote: str, *, near: int) -> tuple[int, int] | None:
    """Return the span of the occurrence of a quote nearest to a place; None if it is not there.

    Units: code points, end exclusive. White space at the ends of the quote is left out.
    """
    wanted = quote.strip()
    if not wanted:
        return None
    places = [match.start() for match in re.finditer(re.escape(wanted), text)]
    if not places:
        return None
    start = min(places, key=lambda place: abs(place - near))
    return start, start + len(wanted)


def alike(left: str, right: str) -> bool:
    """Say whether two sentences are the same measure but for punctuation and a few words."""
    return _alike(squeezed(left), squeezed(right))


def _alike(one: str, other: str) -> bool:
    if not one or not other:
        return False
    if one == other:
        return True
    # The same words with another number or year are another measure.
    if NUMBERS.findall(one) != NUMBERS.findall(other):
        return False
    longest = max(len(one), len(other))
    if min(len(one), len(other)) < SAME_FROM * longest:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= SAME_FROM and matcher.ratio() >= SAME_FROM


class Known:
    """Sentences among which to look for one that says the same, many times over.

    Cost: each is squeezed once; only those that share half their pairs of characters are compared.
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        self.squeezed = [squeezed(one) for one in sentences]
        self.by_pair: dict[str, list[int]] = {}
        for place, text in enumerate(self.squeezed):
            for pair in _pairs(text):
                self.by_pair.setdefault(pair, []).append(place)

    def like(self, sentence: str) -> int | None:
        """Return the place of the first sentence that says the same; None if none does."""
        wanted = squeezed(sentence)
        pairs = _pairs(wanted)
        shared = Counter(place for pair in pairs for place in self.by_pair.get(pair, ()))
        near = sorted(place for place, count in shared.items() if 2 * count >= len(pairs))
        return next((place for place in near if _alike(self.squeezed[place], wanted)), None)


def _pairs(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(max(1, len(text) - 1))} if text else set()


def overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Say whether a span shares a character with any of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space and closing punctuation at its ends."""
    while start < end and (text[start].isspace() or text[start] in "，,。；;、"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "，,。；;、"):
        end -= 1
    return start, end
