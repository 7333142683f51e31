"""Make a measure of a span: trim it and read its deadline and targets."""

from __future__ import annotations

import re

from changai.reading.deadlines import last_deadline
from changai.reading.facts import Measure
from changai.reading.measures._words import AIM_TAIL
from changai.reading.sentences import trim
from changai.reading.targets import find_targets
from changai.reading.units import Assignment

_OUTER = "。；;，,、：: "
_NOTE = re.compile(r"[。！]\s*[（(][^（）()]{1,20}[)）]$")


def drop_aim(text: str, start: int, end: int) -> int:
    """Return where the order ends once wishes at its tail are left out."""
    for _ in range(2):
        tail = AIM_TAIL.search(text, max(start, end - 130), end)
        if not tail or tail.start() - start < 12:
            return end
        end = tail.start()
    return end


def _balance(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out a quote or bracket whose other half lies outside the span."""
    if text[start] in '“"' and text.count("”", start, end) < text.count("“", start, end):
        start += 1
    if text[end - 1] == "”" and text.count("”", start, end) > text.count("“", start, end):
        end -= 1
    return trim(text, start, end, _OUTER)


def make(
    text: str,
    start: int,
    end: int,
    *,
    speaker: str | None = None,
    assigned: Assignment | None = None,
    due: str | None = None,
) -> Measure | None:
    """Return the measure of a span, or None where nothing is left of it."""
    start, end = trim(text, start, end, _OUTER)
    if start >= end:
        return None
    start, end = _balance(text, start, end)
    note = _NOTE.search(text, max(start, end - 24), end)
    if note:
        end = note.start()
    if end - start < 4:
        return None
    words = text[start:end]
    given = assigned or Assignment()
    return Measure(
        text=words,
        span=(start, end),
        lead=given.lead,
        cooperating=given.cooperating,
        deadline=due or given.due or last_deadline(words),
        targets=find_targets(words),
        speaker=speaker,
    )
