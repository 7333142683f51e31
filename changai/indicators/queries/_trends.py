"""Trends of many figures of one unit at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from changai.indicators import policies, rules
from changai.indicators.queries import _words as words
from changai.indicators.queries._facts import Shelf, prepare
from changai.indicators.queries._figures import (
    TREND,
    Figure,
    TrendRow,
    aim_of,
    counts_at,
    wholes,
)
from changai.orgs.models import Unit
from changai.packs.current import pack


def trends(figures: Sequence[Figure], *, reading: str = "then") -> dict[str, list[TrendRow]]:
    """Return the last periods of each figure by the code of its indicator, the oldest first.

    Each period goes by its definition of then. A period that speaks of too few is hidden.
    Cost: a few queries a period for all that is typed, and reading the facts of the others.
    """
    if not figures:
        return {}
    rows: dict[str, list[TrendRow]] = {one.definition.code: [] for one in figures}
    for place in range(TREND):
        asked = [(one.definition, rules.recent(one.period, TREND)[place]) for one in figures]
        newest = place == TREND - 1
        then = figures if newest else wholes(figures[0].unit, asked, reading)
        for one, past in zip(figures, then, strict=True):
            rows[one.definition.code].append(_row(one, past))
    return rows


def prepare_trends(unit: Unit, *, today: date, wanted: str = "", reading: str = "then") -> None:
    """Work the facts of every indicator out for the last periods at once, while a shelf is open."""
    periods = [
        (one, rules.period_in(one.rhythm, wanted, today))
        for one in pack().indicators
        if counts_at(one, unit)
    ]
    asked = [(one, past) for one, newest in periods for past in rules.recent(newest, TREND)]
    prepare(unit, [pair for pair in asked if not pair[0].version_on(pair[1].last).is_entered],
            reading)  # fmt: skip


def work_out_newest(*, today: date) -> None:
    """Work out what the first page of figures will ask of the engine, for the places at the top.

    Cost: that of `prepare_trends`; one query where nothing is recorded.
    """
    wanted = rules.last_over("year", today).code
    with Shelf():
        for unit in Unit.objects.filter(parent=None, kind__in=policies.BASE_KINDS):
            prepare_trends(unit, today=today, wanted=wanted)


def _row(figure: Figure, past: Figure) -> TrendRow:
    aim, hides = aim_of(figure.target), past.is_small
    line = rules.on_line(aim, past.period.last) if aim else None
    return TrendRow(
        past.period,
        None if hides else past.shown_said,
        None if hides else past.shown_verified,
        None if hides else past.shown_published,
        words.shown(line, figure.definition),
    )
