"""Count working days with the published holidays and make-up days of China."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import chinese_calendar

_DAY = datetime.timedelta(days=1)
_FIRST_PUBLISHED = min(chinese_calendar.holidays).year
_LAST_PUBLISHED = max(chinese_calendar.holidays).year


@dataclass(frozen=True)
class _Year:
    """Hold the ordinals of the working days of one year, in order."""

    workdays: tuple[int, ...]
    published: bool


@dataclass(frozen=True)
class WorkCalendar:
    """Answer questions about working days; the day after a start is day 1.

    A year that nobody has published is taken as Monday to Friday and its dates are provisional:
    store them as such and count again when the year is loaded. `overrides` win over everything;
    `loaded_years` are years whose whole notice stands in the overrides.
    """

    overrides: Mapping[datetime.date, bool] = field(default_factory=lambda: MappingProxyType({}))
    loaded_years: frozenset[int] = frozenset()
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A copy: the years already counted must not outlive a change of the caller's mapping.
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))

    def __hash__(self) -> int:
        return hash((frozenset(self.overrides.items()), self.loaded_years))

    def is_workday(self, day: datetime.date) -> bool:
        """Say whether a day is worked."""
        workdays = self._year(day.year).workdays
        place = bisect_left(workdays, day.toordinal())
        return place < len(workdays) and workdays[place] == day.toordinal()

    def is_provisional(self, day: datetime.date) -> bool:
        """Say whether a day was only taken from the Monday-to-Friday rule."""
        return not self._year(day.year).published and day not in self.overrides

    def spans_provisional(self, start: datetime.date, end: datetime.date) -> bool:
        """Say whether any day from one day to another, both included, is provisional."""
        first, last = sorted((start, end))
        for year in range(first.year, last.year + 1):
            if not self._year(year).published:
                day = max(first, datetime.date(year, 1, 1))
                stop = min(last, datetime.date(year, 12, 31))
                while day <= stop and day in self.overrides:
                    day += _DAY
                if day <= stop:
                    return True
        return False

    def add_workdays(self, day: datetime.date, n: int) -> datetime.date:
        """Give the n-th working day after a day, or before it where n is negative."""
        if n == 0:
            return day
        year, ordinal = day.year, day.toordinal()
        workdays = self._year(year).workdays
        if n > 0:
            place = bisect_right(workdays, ordinal) + n - 1
            while place >= len(workdays):
                place -= len(workdays)
                year += 1
                workdays = self._year(year).workdays
        else:
            place = bisect_left(workdays, ordinal) + n
            while place < 0:
                year -= 1
                workdays = self._year(year).workdays
                place += len(workdays)
        return datetime.date.fromordinal(workdays[place])

    def workdays_between(self, start: datetime.date, end: datetime.date) -> int:
        """Count the working days after `start` up to and including `end`; negative backwards.

        `add_workdays(start, n)` lies `n` working days from `start`, in either direction.
        """
        if end < start:
            return -self._count(end, start - _DAY)
        return self._count(start + _DAY, end)

    def next_workday(self, day: datetime.date) -> datetime.date:
        """Give the day itself if it is worked, else the first working day after it."""
        return day if self.is_workday(day) else self.add_workdays(day, 1)

    def _count(self, first: datetime.date, last: datetime.date) -> int:
        """Count the working days from one day to another, both included."""
        total = 0
        for year in range(first.year, last.year + 1):
            workdays = self._year(year).workdays
            start = bisect_left(workdays, first.toordinal()) if year == first.year else 0
            stop = len(workdays)
            if year == last.year:
                stop = bisect_right(workdays, last.toordinal())
            total += stop - start
        return max(total, 0)

    def _year(self, year: int) -> _Year:
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._counted(year)
        return found

    def _counted(self, year: int) -> _Year:
        listed = _FIRST_PUBLISHED <= year <= _LAST_PUBLISHED
        first = datetime.date(year, 1, 1).toordinal()
        last = datetime.date(year, 12, 31).toordinal()
        workdays = []
        for ordinal in range(first, last + 1):
            day = datetime.date.fromordinal(ordinal)
            worked = self.overrides.get(day)
            if worked is None:
                worked = chinese_calendar.is_workday(day) if listed else day.weekday() < 5
            if worked:
                workdays.append(ordinal)
        return _Year(tuple(workdays), listed or year in self.loaded_years)
