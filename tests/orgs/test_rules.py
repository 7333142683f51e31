from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.orgs import rules

LAST = 36**rules.STEP - 1
NUMBERS = st.one_of(st.integers(1, LAST), st.sampled_from([1, 35, 36, LAST - 1, LAST]))


@given(NUMBERS)
def test_a_segment_tells_its_number_again(number):
    assert rules.number_of(rules.segment(number)) == number


@given(NUMBERS, NUMBERS)
def test_segments_sort_like_their_numbers(one, other):
    assert (rules.segment(one) < rules.segment(other)) == (one < other)


@given(st.lists(NUMBERS, min_size=1, max_size=4), st.lists(NUMBERS, min_size=1, max_size=6))
def test_the_range_of_a_subtree_holds_exactly_what_it_covers(scope_numbers, numbers):
    scope = "".join(map(rules.segment, scope_numbers))
    path = "".join(map(rules.segment, numbers))

    in_range = scope <= path < rules.after(scope)

    assert in_range == rules.covers(scope, path)
    assert rules.covers(scope, path) == (numbers[: len(scope_numbers)] == scope_numbers)


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ("0001", "0002"),
        ("0009", "000a"),
        ("000z", "0010"),
        ("0001zzzz", "0002"),
        ("0zzzzzzz", "1000"),
    ],
)
def test_the_end_of_a_range_is_written_in_the_digits_of_a_path(path, end):
    assert rules.after(path) == end


@pytest.mark.parametrize("number", [0, -1, 36**rules.STEP])
def test_a_number_that_does_not_fit_is_an_error(number):
    with pytest.raises(ValueError, match="segment"):
        rules.segment(number)


def test_an_office_sees_its_division_and_everybody_else_themselves():
    assert rules.scope_of("reform_office", "00010002") == "0001"
    assert rules.scope_of("enterprise", "00010002") == "00010002"
    assert rules.scope_of("reform_office", "0001") == "0001"


@pytest.mark.parametrize(
    ("kind", "kind_tier", "parent_tier", "tier"),
    [
        ("division_government", "any", None, "PROVINCE"),
        ("division_government", "any", "PROVINCE", "CITY"),
        ("division_government", "any", "CITY", "COUNTY"),
        ("reform_office", "any", "CITY", "CITY"),
        ("zone", "zone", "CITY", "COUNTY"),
        ("zone", "zone", "COUNTY", "TOWN"),
        ("zone", "zone", "TOWN", "TOWN"),
        ("town", "town", "COUNTY", "TOWN"),
        ("enterprise", "enterprise", "COUNTY", "ENTERPRISE"),
    ],
)
def test_the_tier_follows_from_kind_and_parent(kind, kind_tier, parent_tier, tier):
    assert rules.tier_of(kind, kind_tier, parent_tier) == tier


def test_a_post_holds_on_its_first_and_its_last_day(today):
    assert rules.holds(today, today, today)
    assert not rules.holds(date(2026, 3, 3), None, today)
    assert not rules.holds(date(2020, 1, 1), date(2026, 3, 1), today)


def test_the_widest_paths_swallow_those_below():
    assert rules.widest({"00010001", "0001", "0002", "00030001"}) == ("0001", "0002", "00030001")


def test_a_mark_changes_with_what_was_read():
    assert rules.mark(1, "a") == rules.mark(1, "a")
    assert rules.mark(1, "a") != rules.mark(1, "b")
