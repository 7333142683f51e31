"""Working days as published, provisional ones, and counting over both."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.calendar.rules import WorkCalendar

D = datetime.date
CALENDAR = WorkCalendar()
DAYS = st.dates(min_value=D(2019, 1, 1), max_value=D(2029, 12, 31))


@pytest.mark.parametrize(
    "day",
    [D(2026, 2, 14), D(2026, 2, 28), D(2026, 5, 9), D(2026, 9, 20), D(2026, 10, 10)],
)
def test_make_up_days_of_2026_are_worked(day: datetime.date) -> None:
    assert day.weekday() >= 5
    assert CALENDAR.is_workday(day)
    assert not CALENDAR.is_provisional(day)


def test_the_spring_festival_of_2026_is_nine_days_of_rest() -> None:
    rest = [D(2026, 2, 15) + datetime.timedelta(days=n) for n in range(9)]

    assert not any(CALENDAR.is_workday(day) for day in rest)
    assert CALENDAR.add_workdays(D(2026, 2, 14), 1) == D(2026, 2, 24)
    assert CALENDAR.add_workdays(D(2026, 2, 24), -1) == D(2026, 2, 14)
    assert CALENDAR.workdays_between(D(2026, 2, 14), D(2026, 2, 24)) == 1


def test_the_day_after_the_start_is_day_one() -> None:
    monday = D(2026, 3, 2)

    assert CALENDAR.add_workdays(monday, 1) == D(2026, 3, 3)
    assert CALENDAR.add_workdays(monday, 5) == D(2026, 3, 9)
    assert CALENDAR.add_workdays(monday, 0) == monday
    assert CALENDAR.workdays_between(monday, D(2026, 3, 9)) == 5
    assert CALENDAR.workdays_between(D(2026, 3, 9), monday) == -5


def test_a_count_over_a_make_up_saturday_ends_a_day_earlier() -> None:
    friday = D(2026, 5, 8)

    assert CALENDAR.add_workdays(friday, 1) == D(2026, 5, 9)
    assert WorkCalendar({D(2026, 5, 9): False}).add_workdays(friday, 1) == D(2026, 5, 11)


def test_2027_is_monday_to_friday_and_provisional() -> None:
    assert CALENDAR.is_workday(D(2027, 1, 1))
    assert not CALENDAR.is_workday(D(2027, 1, 2))
    assert CALENDAR.is_provisional(D(2027, 1, 1))
    assert CALENDAR.is_provisional(D(1999, 5, 3))
    assert CALENDAR.spans_provisional(D(2026, 12, 20), D(2027, 1, 4))
    assert not CALENDAR.spans_provisional(D(2026, 1, 1), D(2026, 12, 31))


def test_one_override_settles_its_own_day_only() -> None:
    calendar = WorkCalendar({D(2027, 1, 1): False})

    assert not calendar.is_workday(D(2027, 1, 1))
    assert not calendar.is_provisional(D(2027, 1, 1))
    assert calendar.is_provisional(D(2027, 1, 4))
    assert not calendar.spans_provisional(D(2026, 12, 31), D(2027, 1, 1))


def test_dates_change_when_the_year_is_loaded() -> None:
    before = CALENDAR.add_workdays(D(2026, 12, 31), 1)
    loaded = WorkCalendar({D(2027, 1, 1): False}, loaded_years=frozenset({2027}))

    assert before == D(2027, 1, 1)
    assert loaded.add_workdays(D(2026, 12, 31), 1) == D(2027, 1, 4)
    assert not loaded.is_provisional(D(2027, 5, 6))


def test_the_next_workday_is_the_day_itself_if_worked() -> None:
    assert CALENDAR.next_workday(D(2026, 10, 10)) == D(2026, 10, 10)
    assert CALENDAR.next_workday(D(2026, 10, 1)) == D(2026, 10, 8)


def test_a_calendar_does_not_follow_later_changes_of_the_overrides() -> None:
    overrides = {D(2026, 3, 3): False}
    calendar = WorkCalendar(overrides)
    overrides[D(2026, 3, 4)] = False

    assert calendar.is_workday(D(2026, 3, 4))
    assert calendar == WorkCalendar({D(2026, 3, 3): False})


@given(DAYS, st.integers(min_value=-400, max_value=400))
def test_adding_and_counting_agree(day: datetime.date, n: int) -> None:
    reached = CALENDAR.add_workdays(day, n)

    assert CALENDAR.workdays_between(day, reached) == n
    assert n == 0 or CALENDAR.is_workday(reached)


@given(DAYS, st.integers(min_value=0, max_value=500))
def test_counting_agrees_with_walking_day_by_day(day: datetime.date, length: int) -> None:
    end = day + datetime.timedelta(days=length)
    walked = sum(CALENDAR.is_workday(day + datetime.timedelta(days=n + 1)) for n in range(length))

    assert CALENDAR.workdays_between(day, end) == walked


def test_a_list_of_200_000_rows_is_counted_quickly() -> None:
    day = D(2026, 3, 2)
    CALENDAR.add_workdays(day, 300)
    started = time.perf_counter()

    for n in range(200_000):
        CALENDAR.add_workdays(day, n % 60)

    # Measured at about 0.2 s; the slow way, day by day, takes 10 s.
    assert time.perf_counter() - started < 3
