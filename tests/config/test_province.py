"""The synthetic province: the same for the same seed, sound in every row, and with a story."""

import secrets
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from changai.config.demo import _province as province
from changai.config.demo._province import STORY, Place, Province
from changai.config.demo._quantities import CITIES, INDICATORS, QUARTERS, YEARS
from changai.indicators import rules
from changai.indicators.rules import Cause, State
from changai.packs import arithmetic
from changai.packs.load import load
from tests.config.conftest import inside

PACKS = Path(__file__).parents[2] / "packs"
TODAY = date(2026, 11, 23)
WHOLE = {"persons", "person_times", "units", "items"}
# What a changed number of the same size is asked about more often than not; answered all the same.
CHANGES = {"complaints_growth", "disputes_growth", "new_party_members_growth"}


@pytest.fixture(scope="module")
def pack():
    """The packs as the demo reads them."""
    return load(["core", "jiangsu", "demo"], PACKS)


@pytest.fixture(scope="module")
def typed(pack):
    return [one for one in pack.indicators if one.versions[-1].is_entered]


@pytest.fixture(scope="module")
def places(pack):
    rows = pack.divisions_under("320000")
    cities = [Place(one.code, one.code) for one in rows if one.tier == "city"]
    return cities + [Place(one.code, one.parent) for one in rows if one.tier == "county"]


def periods(today=TODAY):
    return {
        "year": rules.recent(rules.last_over("year", today), YEARS),
        "quarter": rules.recent(rules.last_over("quarter", today), QUARTERS),
    }


@pytest.fixture(scope="module")
def rows(typed, places):
    return list(province.tell(typed, places, periods()))


def sound(one, definition):
    """Say what is wrong with the numbers of one row; nothing where they are sound."""
    version = definition.version_on(one.period.last)
    numbers = ((one.number, version.numerator_kind), (one.base, version.denominator_kind))
    for number, kind in numbers:
        if kind in WHOLE and number is not None and number != number.to_integral_value():
            return f"{kind} are whole"
    if version.is_ratio != (one.base is not None):
        return "a base where there is none, or none where there is one"
    if one.base is not None and one.base <= 0:
        return "nothing to divide by"
    if definition.parts and sum(one.parts.values()) != one.number:
        return "parts do not add"
    value = rules.value_of(
        rules.Typed(one.number, one.base), rules.Limits(version.rule, version.per)
    )
    low, high = definition.range or (Decimal(0), Decimal("Infinity"))
    return "" if low <= value <= high else "out of range"


def test_the_demo_reads_its_own_targets_and_an_office_never_does(tmp_path, settings):
    code = "from django.conf import settings; print(settings.PACK_NAMES)"

    assert "'demo'" in inside(
        tmp_path, code, CHANGAI_DEMO="1", CHANGAI_SECRET_KEY=secrets.token_hex(32)
    )
    assert "demo" not in settings.PACK_NAMES


def test_every_typed_indicator_is_told_of(typed):
    assert {one.code for one in typed} == set(INDICATORS)
    assert pytest.approx(1) == sum(CITIES.values())


def test_the_same_seed_gives_the_same_numbers_whatever_else_is_asked(typed, places, rows):
    few = [one for one in typed if one.code in ("hotline_on_time", "skilled_share")]
    alone = list(province.tell(few, places[::-1], periods()))

    assert {(one.indicator, one.place, one.period.code): one for one in alone} == {
        (one.indicator, one.place, one.period.code): one
        for one in rows
        if one.indicator in ("hotline_on_time", "skilled_share")
    }
    other = Province(places, seed=7)
    period = periods()["year"][0]
    assert other.amount("skilled", places[0], period) != Province(places).amount(
        "skilled", places[0], period
    )


def test_every_row_is_sound_and_there_is_one_of_each(pack, rows):
    faults = {
        (one.indicator, one.place, one.period.code, wrong)
        for one in rows
        if (wrong := sound(one, pack.indicator(one.indicator)))
    }
    assert faults == set()
    assert len({(one.indicator, one.place, one.period) for one in rows}) == len(rows) < 9000


@pytest.mark.parametrize("today", ["2026-01-01", "2026-12-31", "2029-06-01"])
def test_in_other_years_the_numbers_are_as_sound(pack, typed, places, today):
    told = list(province.tell(typed, places, periods(date.fromisoformat(today))))

    assert not [one for one in told if sound(one, pack.indicator(one.indicator))]


def test_counts_that_belong_together_agree(rows):
    known = {(one.indicator, one.place, one.period.code): one for one in rows}
    for (code, place, period), one in known.items():
        if code == "skilled_share":
            assert one.number == known["skilled_workers", place, period].number
            assert one.number >= known["middle_and_high_share", place, period].number
        if code == "craftsmen":
            parts = (f"craftsmen_{tier}" for tier in ("national", "provincial", "municipal"))
            assert one.number == sum(known[part, place, period].number for part in parts)


def whole_of(definition, rows, period):
    version = definition.version_on(period.last)
    amounts = [
        arithmetic.Amounts(one.number, one.base)
        for one in rows
        if (one.indicator, one.period) == (definition.code, period) and one.state is State.ACCEPTED
    ]
    return arithmetic.roll_up(version.rule, amounts, version.per).value


def test_the_province_is_of_the_size_that_reports_give(pack, rows):
    newest = periods()["year"][-1]
    sizes = {"skilled_workers": 14_940_000, "skilled_share": 0.309, "high_skilled_share": 0.331,
             "high_skilled_per_10000": 1021}  # fmt: skip
    for code, size in sizes.items():
        found = whole_of(pack.indicator(code), rows, newest)
        assert float(found) == pytest.approx(size, rel=0.04), code


def test_most_goals_are_on_the_line_and_two_are_behind(pack, typed, rows):
    newest, causes = periods()["year"][-1], {}
    for definition in typed:
        if targets := definition.targets_for("province", "320000"):
            one = targets[0]
            aim = rules.Aim(one.due_on, one.value, one.from_on, one.from_value)
            value = whole_of(definition, rows, newest)
            light = rules.light(value, newest.last, aim, definition.direction)
            causes[definition.code] = light.cause

    assert len(causes) == 23
    assert {code for code, cause in causes.items() if cause is Cause.BEHIND} == {
        "high_skilled_share", "wage_contract_share",
    }  # fmt: skip
    assert set(causes.values()) == {Cause.BEHIND, Cause.ON_LINE, Cause.REACHED}


def test_the_story_is_in_the_newest_year(pack, rows):
    newest = periods()["year"][-1]
    late = {one.indicator for one in rows if (one.place, one.period) == (STORY.late, newest)}
    owners = {pack.indicator(code).owner for code in late}
    states = Counter(one.state for one in rows)
    jump = {one.period.code: one.number / one.base for one in rows
            if (one.place, one.indicator) == (STORY.jump, STORY.by_county)}  # fmt: skip

    assert owners == {"human_resources", "statistics"}
    assert 15 < states[State.APPROVED] < 40
    assert set(states) == set(State)
    assert all(one.period == newest for one in rows if one.state is not State.ACCEPTED)
    assert jump["2025"] > Decimal("1.5") * jump["2024"]
    assert [one for one in rows if one.verified is not None and one.verified < one.number]


def test_no_number_is_out_of_range_and_only_one_share_jumps(pack, rows):
    known = {(one.indicator, one.place, one.period): one for one in rows}
    jumps = set()
    for one in rows:
        definition = pack.indicator(one.indicator)
        version = definition.version_on(one.period.last)
        before = known.get((one.indicator, one.place, one.period.previous))
        limits = rules.Limits(
            version.rule, version.per, *(definition.range or (None, None)), definition.jump
        )
        found = rules.warnings(
            rules.Typed(one.number, one.base),
            limits,
            before=rules.Typed(before.number, before.base) if before else None,
        )
        assert rules.Kind.RANGE not in [warned.kind for warned in found]
        if definition.unit_kind == "ratio" and one.indicator not in CHANGES:
            jumps |= {(one.indicator, one.place) for w in found if w.kind is rules.Kind.JUMP}

    assert jumps == {(STORY.by_county, STORY.jump), (STORY.small_indicator, STORY.small)}
