"""Dates, lateness and colors, in plain Python."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.tasks import rules
from changai.tasks.rules import Colour, TimeFacts

TODAY = date(2026, 3, 2)
NEAR = TODAY + timedelta(days=3)


def day(number):
    """Return a day counted from today."""
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("facts", "shade", "cause"),
    [
        (TimeFacts(day(-1), owed=True), "red", "overdue"),
        (TimeFacts(day(0), owed=True), "blue", "near_due"),
        (TimeFacts(day(3), owed=True), "blue", "near_due"),
        (TimeFacts(day(4), owed=True), "green", "on_course"),
        (TimeFacts(None, owed=True), "none", "no_date"),
        (TimeFacts(day(9), owed=True, behind_on=day(0)), "yellow", "behind_trajectory"),
        (TimeFacts(day(9), owed=True, behind_on=day(1)), "green", "on_course"),
        (TimeFacts(day(9), owed=True, first_late_on=day(-9)), "yellow", "late_before"),
        (TimeFacts(day(-1), owed=True, submitted_on=day(-2)), "green", "submitted_in_time"),
        (TimeFacts(day(-3), owed=True, submitted_on=day(-2)), "red", "overdue"),
        (TimeFacts(day(-1), owed=True, stopped_on=day(-2)), "stopped", "clock_stopped"),
        (TimeFacts(day(-3), owed=True, stopped_on=day(-2)), "red", "overdue"),
        (TimeFacts(day(-3), owed=False, done_on=day(-4)), "green", "finished"),
        (
            TimeFacts(day(-3), False, done_on=day(0), first_late_on=day(-2)),
            "yellow",
            "made_up_late",
        ),
        (TimeFacts(day(-3), owed=False, first_late_on=day(-2)), "none", "not_owed"),
    ],
)
def test_a_color_follows_from_the_dates_and_names_its_cause(facts, shade, cause):
    reading = rules.colour(facts, today=TODAY, near_until=NEAR)

    assert (reading.colour, reading.cause) == (Colour(shade), cause)


def test_a_color_shows_its_inputs():
    facts = TimeFacts(day(-5), owed=True, behind_on=day(-9), first_late_on=day(-4))

    reading = rules.colour(facts, today=TODAY, near_until=NEAR)

    assert reading.days_late == 5
    assert (reading.due_on, reading.behind_on) == (day(-5), day(-9))
    assert reading.first_late_on == day(-4)


DAYS = st.integers(0, 40)
CHANGES = st.lists(st.tuples(DAYS, st.one_of(st.none(), DAYS)), min_size=1, max_size=5)
STOPS = st.lists(st.tuples(DAYS, st.one_of(st.none(), st.integers(1, 15))), max_size=3)


@given(CHANGES, STOPS, DAYS)
def test_the_first_day_late_is_found_as_if_each_day_were_looked_at(changes, stops, until):
    dates = [(day(begins), None if due is None else day(due)) for begins, due in changes]
    spans = [(day(a), None if n is None else day(a + n)) for a, n in stops]

    def late_on(one):
        in_force = [due for begins, due in sorted(dates, key=lambda c: c[0]) if begins <= one]
        stopped = any(a <= one and (b is None or one < b) for a, b in spans)
        return bool(in_force) and in_force[-1] is not None and in_force[-1] < one and not stopped

    expected = next((day(n) for n in range(until + 1) if late_on(day(n))), None)

    assert rules.first_late_day(dates, stopped=spans, until=day(until)) == expected


def test_an_amendment_never_erases_what_was_late_before_it():
    dates = [(day(0), day(5)), (day(8), day(30))]

    assert rules.first_late_day(dates, until=day(20)) == day(6)


@pytest.mark.parametrize(
    ("due", "stopped", "resumed", "expected"),
    [(10, 4, 9, 15), (4, 4, 9, 9), (3, 4, 9, 3), (10, 4, 4, 10)],
)
def test_stopped_days_are_added_to_a_date_that_had_not_passed(due, stopped, resumed, expected):
    assert rules.resumed_due(day(due), day(stopped), day(resumed)) == day(expected)


def test_there_is_nothing_to_move_without_a_date():
    assert rules.resumed_due(None, day(1), day(5)) is None


def test_a_task_is_behind_once_a_straight_line_has_passed_what_was_reached():
    line = {"started_on": day(0), "due_on": day(100), "wanted": Decimal(200)}

    assert rules.behind_from(**line, reached=None) == day(11)
    assert rules.behind_from(**line, reached=Decimal(100)) == day(61)
    assert rules.behind_from(**line, reached=Decimal(190)) == day(101)
    assert rules.behind_from(**line, reached=Decimal(200)) is None
    assert rules.behind_from(**{**line, "wanted": None}, reached=None) is None


@pytest.mark.parametrize(("asked", "in_time"), [(-2, True), (-1, True), (0, False), (1, False)])
def test_an_extension_is_in_time_before_the_due_day(asked, in_time):
    assert rules.asked_in_time(day(0), day(asked), days_before=1) is in_time


def test_a_gap_is_what_the_parts_lack():
    assert rules.split_gap(Decimal(100), [Decimal(30), Decimal(50)]) == 20
    assert rules.split_gap(Decimal(100), []) == 100
