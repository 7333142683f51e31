"""Every rule equals the slow and obvious way, over random trees that are reorganised."""

import os
from dataclasses import replace

import pytest

from changai.analytics import engine
from changai.analytics.expressions import expression
from tests.analytics import oracles, worlds

TREES = int(os.environ.get("CHANGAI_TREES", "100"))


@pytest.fixture(scope="module")
def world():
    return worlds.world_of(TREES)


@pytest.fixture(scope="module")
def duckdb(world):
    """The engine with all trees loaded, as a function that answers a measure."""
    with engine.connect() as opened:
        facts = opened.load(world.tables())

        def answer(measure, periods=worlds.PERIODS, **asked):
            return worlds.cells(opened.run(expression(measure, facts, periods, **asked)))

        yield answer


@pytest.mark.slow
@pytest.mark.parametrize("reading", worlds.READINGS)
@pytest.mark.parametrize("name", worlds.MEASURES)
def test_every_rule_equals_the_slow_way(world, duckdb, name, reading):
    measure, asked = worlds.MEASURES[name], {"reading": reading, "today": worlds.TODAY}
    periods = worlds.periods_of(measure)

    found = duckdb(measure, periods, **asked)

    assert worlds.differences(found, world.oracle(measure, periods, **asked)) == []
    assert len(found) > TREES  # it must not pass because there was nothing to compare


def root_values(found, world):
    """Return the value of each tree's root by period."""
    roots = {tree_id: places[0].unit_id for tree_id, places in world.placements.items()}
    return {
        (tree, period): value
        for (tree, unit, _tier, period), (value, *_parts) in found.items()
        if unit == roots[tree]
    }


@pytest.mark.parametrize("name", ["sum flow", "ratio flow", "weighted flow", "distinct flow"])
def test_reorganisations_keep_all_totals(world, duckdb, name):
    measure = worlds.MEASURES[name]

    then = duckdb(measure, reading="then")
    now = duckdb(measure, reading="now", today=worlds.TODAY)

    assert then != now  # units did move
    assert root_values(then, world) == root_values(now, world)


def test_a_total_is_that_of_the_raw_rows(world, duckdb):
    year, raw = worlds.PERIODS[2], {}
    columns = [column.name for column in worlds.SHAPES["events"][0]]
    for row in (dict(zip(columns, values, strict=True)) for values in world.rows["events"]):
        if row["n"] is not None and year.first_on <= row["day"] <= year.last_on:
            raw[row["tree_id"], year.label] = raw.get((row["tree_id"], year.label), 0) + row["n"]

    found = duckdb(worlds.MEASURES["sum flow"], periods=[year], levels=["province"])

    assert root_values(found, world) == raw
    assert {tier for _tree, _unit, tier, _period in found} == {"province"}


def test_periods_need_not_be_months(world, duckdb):
    measure = worlds.MEASURES["sum flow"]

    alone = duckdb(measure, periods=worlds.ODD)
    beside = duckdb(measure, periods=[*worlds.ODD, *worlds.PERIODS])

    assert worlds.differences(alone, world.oracle(measure, worlds.ODD)) == []
    assert alone == {place: cell for place, cell in beside.items() if place[3] == "odd"}


def average_of_ratios(parts):
    """What the comparison must see: each row's own ratio, averaged."""
    ratios = [row["n"] / row["d"] for row in parts if row["d"]]
    return sum(ratios) / len(ratios) if ratios else None


def test_the_comparison_sees_an_averaged_ratio(world, duckdb, monkeypatch):
    measure = worlds.MEASURES["ratio flow"]
    right = duckdb(measure)
    monkeypatch.setattr(oracles, "over_under", lambda _measure, rows: (average_of_ratios(rows), 1))

    assert worlds.differences(right, world.oracle(measure, worlds.PERIODS))


def test_the_comparison_sees_a_worker_counted_twice(world, duckdb):
    once = worlds.MEASURES["distinct last"]
    twice = replace(once, rule="sum", key="", unit_kind="count")

    wrong = worlds.differences(duckdb(twice), world.oracle(once, worlds.PERIODS))

    assert any(found and right and found[0] > right[0] for _place, found, right in wrong)


def test_the_comparison_sees_a_fact_placed_in_todays_tree(world, duckdb):
    measure = worlds.MEASURES["sum flow"]

    assert worlds.differences(
        duckdb(measure, reading="now", today=worlds.TODAY), world.oracle(measure, worlds.PERIODS)
    )
