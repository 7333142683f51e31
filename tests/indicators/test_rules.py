"""Periods, warnings, colours, small cells and cuts: decisions that need no database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from changai.indicators import rules
from changai.indicators.rules import Aim, Cause, Event, Kind, Limits, State, Typed

SUM = Limits("sum")
AIM = Aim(date(2030, 12, 31), Decimal(200), date(2020, 12, 31), Decimal(100))


@pytest.mark.parametrize(
    ("code", "first", "last", "before"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "2024"),
        ("2025H1", date(2025, 1, 1), date(2025, 6, 30), "2024H2"),
        ("2025Q3", date(2025, 7, 1), date(2025, 9, 30), "2025Q2"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-01"),
    ],
)
def test_a_period_knows_its_days_and_the_one_before(code, first, last, before):
    period = rules.read_period(code)

    assert (period.first, period.last) == (first, last)
    assert (period.code, period.previous.code) == (code, before)


@pytest.mark.parametrize("text", ["", "25", "2025Q5", "2025-13", "2025H3", "next"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(rules.NoPeriod):
        rules.read_period(text)


def test_a_year_asked_of_a_quarterly_indicator_is_its_last_quarter():
    today = date(2026, 3, 2)

    assert rules.period_in("quarter", "2025", today).code == "2025Q4"
    assert rules.period_in("year", "2025Q2", today).code == "2025"
    assert rules.period_in("year", "nonsense", today).code == "2025"


def test_every_event_has_one_line_and_nothing_leaves_accepted_but_with_a_word():
    assert {line.event for line in rules.TRANSITIONS} == set(Event)
    leaving = [line for line in rules.TRANSITIONS if State.ACCEPTED in line.sources]
    assert all(rules.Guard.WORDS in line.guards for line in leaving)
    assert rules.transition(Event.TYPE, State.ACCEPTED) is None


@pytest.mark.parametrize(
    ("typed", "before", "kinds"),
    [
        (Typed(Decimal(50)), None, []),
        (Typed(Decimal(120)), None, [Kind.RANGE]),
        (Typed(Decimal(50)), Typed(Decimal(50)), [Kind.COPIED]),
        (Typed(Decimal(90)), Typed(Decimal(50)), [Kind.JUMP]),
        (Typed(Decimal(60)), Typed(Decimal(50)), []),
        (Typed(Decimal(0)), Typed(Decimal(0)), []),
    ],
)
def test_warnings_of_range_jump_and_copied_forward(typed, before, kinds):
    limits = Limits("sum", low=Decimal(0), high=Decimal(100))

    assert [one.kind for one in rules.warnings(typed, limits, before=before)] == kinds


def test_a_total_that_is_not_its_parts_is_asked_about_with_the_gap():
    [warned] = rules.warnings(Typed(Decimal(412)), SUM, below=Decimal(411))

    assert warned.kind is Kind.PARTS
    assert warned.facts == {"typed": "412", "sum": "411", "gap": "1"}


def test_a_score_says_by_how_much_its_parts_miss():
    parts = {"a": Decimal("9.8"), "b": Decimal("9.9")}

    assert rules.gap_of_score(Typed(Decimal("19.7"), parts=parts)) == 0
    assert rules.gap_of_score(Typed(Decimal("19.8"), parts=parts)) == Decimal("0.1")


@pytest.mark.parametrize(
    ("value", "on", "direction", "cause", "code"),
    [
        (200, date(2025, 12, 31), "up", Cause.REACHED, "GREEN"),
        (160, date(2025, 12, 31), "up", Cause.ON_LINE, "GREEN"),
        (140, date(2025, 12, 31), "up", Cause.BEHIND, "YELLOW"),
        (90, date(2025, 12, 31), "up", Cause.WORSE, "RED"),
        (199, date(2030, 12, 31), "up", Cause.MISSED, "RED"),
        (None, date(2025, 12, 31), "up", Cause.UNKNOWN, "GREY"),
    ],
)
def test_a_colour_is_computed_from_target_and_line(value, on, direction, cause, code):
    light = rules.light(None if value is None else Decimal(value), on, AIM, direction)

    assert (light.cause, light.code) == (cause, code)


def test_where_less_is_better_the_line_goes_down():
    aim = Aim(date(2030, 12, 31), Decimal(0), date(2020, 12, 31), Decimal(100))
    on = date(2025, 12, 31)

    assert rules.light(Decimal(40), on, aim, "down").cause is Cause.ON_LINE
    assert rules.light(Decimal(60), on, aim, "down").cause is Cause.BEHIND
    assert rules.light(Decimal(110), on, aim, "down").cause is Cause.WORSE


def test_without_a_start_nobody_says_fast_or_slow():
    aim = Aim(date(2030, 12, 31), Decimal(200))

    light = rules.light(Decimal(150), date(2025, 12, 31), aim, "up")

    assert (light.cause, light.code, light.gap) == (Cause.NO_START, "GREY", 50)


def test_a_lone_small_cell_takes_the_next_smallest_with_it():
    sizes = {1: Decimal(3), 2: Decimal(40), 3: Decimal(25), 4: None}

    assert rules.hidden_cells(sizes, 5) == {1, 3}
    assert rules.hidden_cells({1: Decimal(3), 2: Decimal(4), 3: Decimal(25)}, 5) == {1, 2}
    assert rules.hidden_cells({1: Decimal(30)}, 5) == frozenset()


@settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.integers(0, 9), st.integers(0, 30).map(Decimal), max_size=8))
def test_what_is_hidden_is_never_the_total_less_the_rest(sizes):
    hidden = rules.hidden_cells(sizes, 5)

    assert {key for key, size in sizes.items() if 0 < size < 5} <= hidden
    assert len(hidden) != 1 or len(sizes) == 1


def test_two_cuts_of_412_agree_and_a_gap_is_shown():
    tier = {"province": Decimal(22), "city": Decimal(51), "county": Decimal(174)}
    whole = {**tier, "town": Decimal(165)}
    ownership = {"state": Decimal(46), "foreign": Decimal(63), "private": Decimal(303)}

    good = rules.cuts(Decimal(412), {"tier": whole, "ownership": ownership})
    bad = rules.cuts(Decimal(412), {"tier": tier, "ownership": ownership})

    assert rules.agree(good)
    assert not rules.agree(bad)
    assert [cut.gap for cut in bad] == [165, 0]
