"""What is true of a quotation, whoever makes it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

SAME_FROM = 0.9
NOT_WORDS = re.compile(r"[\W_]+")


def squeezed(text: str) -> str:
    """Return the text without white space and punctuation, for comparing sentences."""
    return NOT_WORDS.sub("", text)


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
    one, other = squeezed(left), squeezed(right)
    if not one or not other:
        return False
    if one == other:
        return True
    longest = max(len(one), len(other))
    if min(len(one), len(other)) < SAME_FROM * longest:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= SAME_FROM and matcher.ratio() >= SAME_FROM


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
