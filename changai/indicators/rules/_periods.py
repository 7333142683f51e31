"""Periods as they are written in an address: 2025, 2025H1, 2025Q3, 2025-07."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

MONTHS_OF = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}
_SHAPES = (
    ("year", re.compile(r"(20\d\d)")),
    ("half_year", re.compile(r"(20\d\d)H([12])")),
    ("quarter", re.compile(r"(20\d\d)Q([1-4])")),
    ("month", re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")),
)


class NoPeriod(ValueError):
    """A text names no period."""


@dataclass(frozen=True, order=True)
class Period:
    """A period by its first day and rhythm; `index` counts from 1 within the year."""

    first: date
    rhythm: str

    @property
    def index(self) -> int:
        """Return which one of its year it is, from 1."""
        return (self.first.month - 1) // MONTHS_OF[self.rhythm] + 1

    @property
    def last(self) -> date:
        """Return the last day."""
        month = self.first.month + MONTHS_OF[self.rhythm] - 1
        return date(self.first.year, month, calendar.monthrange(self.first.year, month)[1])

    @property
    def code(self) -> str:
        """Return the period as addresses and tables write it."""
        year = self.first.year
        shapes = {
            "year": f"{year}",
            "half_year": f"{year}H{self.index}",
            "quarter": f"{year}Q{self.index}",
            "month": f"{year}-{self.first.month:02d}",
        }
        return shapes[self.rhythm]

    @property
    def previous(self) -> Period:
        """Return the period before this one, of the same rhythm."""
        months = self.first.year * 12 + self.first.month - 1 - MONTHS_OF[self.rhythm]
        return Period(date(months // 12, months % 12 + 1, 1), self.rhythm)


def period_of(rhythm: str, day: date) -> Period:
    """Return the period of a rhythm in which a day lies."""
    size = MONTHS_OF[rhythm]
    return Period(date(day.year, (day.month - 1) // size * size + 1, 1), rhythm)


def last_over(rhythm: str, day: date) -> Period:
    """Return the newest period that was over before a day: the one figures are asked for."""
    return period_of(rhythm, day).previous


def read_period(text: str) -> Period:
    """Return the period a code names.

    Raises:
        NoPeriod: the text names none.
    """
    for rhythm, shape in _SHAPES:
        if found := shape.fullmatch(text.strip()):
            year, *rest = (int(one) for one in found.groups())
            return Period(
                date(year, (rest[0] - 1) * MONTHS_OF[rhythm] + 1 if rest else 1, 1), rhythm
            )
    raise NoPeriod(text)


def period_in(rhythm: str, wanted: str, today: date) -> Period:
    """Return the period asked for where it has the rhythm, else the newest that is over.

    A wider one stands for its last part: 2025 asked of a quarterly indicator is 2025Q4.
    """
    try:
        asked = read_period(wanted)
    except NoPeriod:
        return last_over(rhythm, today)
    found = asked if asked.rhythm == rhythm else period_of(rhythm, asked.last)
    return found if found.first <= today else period_of(rhythm, today)


def recent(period: Period, count: int) -> list[Period]:
    """Return so many periods that end with this one, the oldest first."""
    found = [period]
    while len(found) < count:
        found.insert(0, found[0].previous)
    return found
