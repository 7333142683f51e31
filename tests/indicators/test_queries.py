"""Roll-ups: by the definition's rule, as then and as now, from values and from records."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from changai.analytics.engine import connect
from changai.analytics.expressions import expression
from changai.analytics.measures import Measure
from changai.analytics.measures import Period as Days
from changai.config.demo._pilots import city_of_412
from changai.indicators import queries, services
from changai.indicators.queries import _fact_rows, _facts
from changai.orgs import services as orgs
from changai.packs.current import pack
from changai.pilots import facts as pilots
from tests.conftest import NOON, TODAY
from tests.indicators.factories import PER_10000, SKILLED, YEAR, accept, draft, say
from tests.orgs.factories import make_unit

pytestmark = pytest.mark.django_db


def whole(unit, code, reading="then"):
    return queries.figure(unit, pack().indicator(code), YEAR, reading=reading)[0]


def test_a_ratio_of_a_province_is_the_ratio_of_its_sums(cast, places):
    for city, clerk, base in zip(places.cities, places.clerks, (1000, 9000, 0), strict=True):
        say(city, clerk, 100 if base else 0, base, code=PER_10000)

    found, below = queries.figure(cast.province, pack().indicator(PER_10000), YEAR)

    assert found.shown_said == 200  # the mean of 1,000 and 111 would be 556
    cells = {one.unit.name: one.said for one in queries.cells(found, below)}
    assert [cells[city.name] for city in places.cities] == [1000, 111, None]


def test_said_and_verified_are_two_sums_and_the_share_says_how_far(cast, places):
    numbers = zip(places.cities, places.clerks, (100, 200), strict=False)
    values = [say(city, clerk, number) for city, clerk, number in numbers]
    accept(values[0], places.clerks[0], cast.clerk, number=Decimal(90), words="重复10人")

    found = whole(cast.province, SKILLED)

    assert (found.said.value, found.verified.value) == (300, 90)
    assert found.verified_share == Decimal("0.5")
    assert found.silent == 2  # a third city of the places, and the stranger's


def test_what_does_not_roll_up_says_nothing_of_two(cast, places):
    parts = {"completeness": 10, "content": 10, "timeliness": 5, "stability": 4}
    given = {name: Decimal(one) for name, one in parts.items()}
    for city, clerk in zip(places.cities[:2], places.clerks, strict=False):
        say(city, clerk, 29, code="data_quality_score", parts=given)

    assert whole(cast.province, "data_quality_score").said.value is None
    assert whole(cast.city, "data_quality_score").said.value == 29


def test_a_list_of_figures_says_what_each_page_says_in_few_queries(
    cast, places, django_assert_max_num_queries
):
    for city, clerk, number in zip(places.cities, places.clerks, (1, 2, 3), strict=True):
        say(city, clerk, number)
        say(city, clerk, number, 100, code=PER_10000)

    with django_assert_max_num_queries(45), queries.Shelf():
        rows = queries.figures_of(cast.province, user=cast.clerk, today=TODAY, wanted="2025")

    for row in rows:
        one = queries.figure(cast.province, row.definition, row.period)[0]
        assert (row.said, row.verified, row.expected) == (one.said, one.verified, one.expected)


def test_a_county_that_moved_counts_where_it_stood_then_and_where_it_stands_now(
    cast, places, monkeypatch
):
    by_county = pack().indicator(SKILLED).model_copy(update={"grain": "county"})
    services.type_value(
        unit=cast.county, definition=by_county, period=YEAR, draft=draft(70),
        by=cast.county_clerk, at=NOON,
    )  # fmt: skip
    second = places.cities[1]
    make_unit("临江县", second)
    orgs.move_unit(
        unit=cast.county, to=second, effective_on=date(2026, 2, 1), reason="区划调整",
        by=cast.clerk, at=NOON, today=TODAY,
    )  # fmt: skip

    def said(unit, reading):
        unit.refresh_from_db()
        return queries.tallies(unit, by_county, YEAR, reading).whole.number

    assert [said(cast.city, "then"), said(second, "then")] == [70, 0]
    assert [said(cast.city, "now"), said(second, "now")] == [0, 70]
    assert said(cast.province, "then") == said(cast.province, "now") == 70


def test_412_pilots_are_counted_from_records_and_agree_both_ways(cast, monkeypatch):
    table = pilots.FACTS[0]
    names = [column.name for column in table.columns]

    def records():
        for number, one in enumerate(city_of_412(), start=1):
            known = {"pilot_id": number, "unit_id": cast.enterprise.pk, "tier": one.tier,
                     "ownership": one.ownership, "named_on": date(2022, 2, 1)}  # fmt: skip
            yield tuple(known.get(name) for name in names)

    tables = {**_facts.fact_tables(), "pilots": replace(table, rows=records)}
    monkeypatch.setattr(_facts, "fact_tables", lambda: tables)
    definition = pack().indicator("pilots")

    found = whole(cast.city, "pilots")
    cuts = queries.cut_sums(cast.city, definition, YEAR, "then")

    assert found.said.value == 412
    assert {name: int(one) for name, one in cuts["tier"].items()} == {
        "PROVINCE": 22, "CITY": 51, "COUNTY": 174, "TOWN": 165,
    }  # fmt: skip
    assert whole(cast.city, "pilots_county").said.value == 174
    assert {name: int(one) for name, one in cuts["ownership"].items()} == {
        "state": 46, "foreign": 63, "private": 303,
    }  # fmt: skip
    assert whole(cast.city, "pilots_state_share").shown_said == Decimal("11.17")
    behind = queries.records_behind(cast.province, definition, YEAR)
    assert (behind["total"], len(behind["rows"])) == (412, 200)


def test_the_engine_recomputes_every_roll_up_of_typed_values_with_no_difference(cast, places):
    for city, clerk, number in zip(places.cities, places.clerks, (10, 20, 30), strict=True):
        say(city, clerk, number)
        say(city, clerk, number, number * 7, code=PER_10000)
    units = [cast.province, *places.cities]

    with connect() as engine:
        held = engine.load([_fact_rows.VALUES, _fact_rows.tree_fact()])
        for code, rule, base, per in (
            (SKILLED, "sum", "", 1), (PER_10000, "ratio_of_sums", "said_base", 10_000),
        ):  # fmt: skip
            measure = Measure(
                rule=rule, fact="values", unit_kind=pack().indicator(code).unit_kind,
                numerator="said", denominator=base, per=per,
                where=(("indicator", "eq", code),),
            )  # fmt: skip
            days = Days(YEAR.code, YEAR.first, YEAR.last)
            rows = engine.run(expression(measure, held, [days]))
            found = {row["unit_id"]: row["value"] for row in rows}

            for unit in units:
                assert float(whole(unit, code).said.value) == pytest.approx(found[unit.pk])


def test_every_fact_has_words_for_people():
    from changai.indicators.queries import fact_tables
    from changai.indicators.queries._words import FACT_WORDS

    assert set(FACT_WORDS) == set(fact_tables())


@pytest.mark.django_db
def test_the_engine_is_warm_before_the_first_page(cast, monkeypatch):
    from changai.indicators import jobs
    from changai.indicators.queries import _facts

    worked = []
    monkeypatch.setattr(_facts, "_answers", {})
    monkeypatch.setattr(
        _facts.Shelf, "_worked_out", lambda _shelf, names, *_asked: worked.append(names) or []
    )
    jobs.warm_up()
    assert worked == []  # nothing is recorded, so no engine is loaded

    monkeypatch.setattr(_facts.Shelf, "_is_empty", lambda _shelf, _measure: False)
    jobs.warm_up()
    assert any("pilots" in names for names in worked)
