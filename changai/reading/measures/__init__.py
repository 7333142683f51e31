"""Find the measures a text states: who must do what by when, in whose words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from changai.reading.facts import Measure
from changai.reading.measures._aims import told_aims
from changai.reading.measures._items import find_charges, find_item_measures, find_requests
from changai.reading.measures._policy import find_policy_measures
from changai.reading.measures._speech import find_speech_measures
from changai.reading.measures._table import find_table_measures
from changai.reading.sentences import Page, read_page, widen

__all__ = ["find_measures"]


def find_measures(text: str, *, kind: str, names: Sequence[str]) -> list[Measure]:
    """Return the measures of a clean text in its order; every span is a slice of the text."""
    found = _find(read_page(widen(text)), kind, names)
    return [replace(measure, text=text[slice(*measure.span)]) for measure in _in_order(found)]


def _find(page: Page, kind: str, names: Sequence[str]) -> list[Measure]:
    if kind == "meeting":
        return find_speech_measures(page, names=names)
    if kind != "plan":
        return []
    tabled = find_table_measures(page)
    if tabled:
        opening = min(measure.span[0] for measure in tabled)
        return [*tabled, *_letter(page, opening)]
    items = find_item_measures(page)
    if len(items) >= 2 or any(item.lead for item in items):
        opening = items[0].span[0]
        return [*items, *_letter(page, opening), *told_aims(page, 0, opening)]
    requests = find_requests(page, 0, len(page.text))
    return [*find_policy_measures(page, names=names), *items, *requests]


def _letter(page: Page, end: int) -> list[Measure]:
    """Return the orders of the letter that stands before the items or rows of a plan."""
    return [*find_requests(page, 0, end), *find_charges(page, 0, end)]


def _in_order(measures: list[Measure]) -> list[Measure]:
    """Sort by place and drop what lies inside another measure."""
    kept: list[Measure] = []
    for measure in sorted(measures, key=lambda found: (found.span[0], -found.span[1])):
        if kept and measure.span[0] < kept[-1].span[1]:
            continue
        kept.append(measure)
    return kept
