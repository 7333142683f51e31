"""The order of the list and where a page begins."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.dashboards import rules
from changai.dashboards.rules import Place

DAYS = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
PLACES = st.builds(Place, DAYS, st.integers(0, 20), st.integers(1, 10**9))


@given(PLACES)
def test_a_place_survives_the_address(place):
    assert rules.place_of(place.to_text()) == place


@pytest.mark.parametrize("text", ["", "x", "1_2", "none_x_1", "2026-13-01_1_1", "none_1_-1", "___"])
def test_nonsense_means_the_beginning(text):
    assert rules.place_of(text) is None


@given(PLACES, PLACES)
def test_what_has_no_day_comes_last(one, other):
    if one.due_on is not None and other.due_on is None:
        assert one.key() < other.key()


def test_the_line_to_a_target_runs_from_its_start_to_its_day():
    start, due = date(2026, 1, 1), date(2026, 1, 11)

    assert rules.expected_share(start, due, date(2026, 1, 6)) == Decimal("0.5")
    assert rules.expected_share(start, due, date(2027, 1, 1)) == 1
    assert rules.expected_share(start, due, date(2025, 1, 1)) == 0
    assert rules.expected_share(None, due, start) is None
    assert rules.expected_share(due, due, due) is None


def test_a_gap_is_what_is_missing_today_and_not_what_is_missing_in_all():
    assert rules.gap_points(Decimal(30), Decimal(100), Decimal("0.5")) == Decimal("0.2")
    assert rules.gap_points(Decimal(80), Decimal(100), Decimal("0.5")) == Decimal("-0.3")
