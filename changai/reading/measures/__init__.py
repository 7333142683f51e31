"""Find the measures a text states: who must do what by when, in whose words."""

from __future__ import annotations

from collections.abc import Sequence

from changai.reading.facts import Measure
from changai.reading.measures._items import find_item_measures
from changai.reading.measures._policy import find_policy_measures
from changai.reading.measures._speech import find_speech_measures
from changai.reading.measures._table import find_table_measures
from changai.reading.sentences import read_page

__all__ = ["find_measures"]


def find_measures(text: str, *, kind: str, names: Sequence[str]) -> list[Measure]:
    """Return the measures of a clean text in its order; every span is a slice of the text."""
    page = read_page(text)
    if kind == "meeting":
        return _in_order(find_speech_measures(page, names=names))
    if kind != "plan":
        return []
    tabled = find_table_measures(page)
    if tabled:
        return _in_order(tabled)
    items = find_item_measures(page)
    if len(items) >= 2 or (items and any(item.lead for item in items)):
        return _in_order(items)
    return _in_order([*find_policy_measures(page, names=names), *items])


def _in_order(measures: list[Measure]) -> list[Measure]:
    """Sort by place and drop what lies inside another measure."""
    kept: list[Measure] = []
    for measure in sorted(measures, key=lambda found: (found.span[0], -found.span[1])):
        if kept and measure.span[0] < kept[-1].span[1]:
            continue
        kept.append(measure)
    return kept
