"""What an engine answers, on a few rows that can be counted by hand."""

from datetime import UTC, date, datetime
from unittest import mock

import pytest

from changai.analytics import engine, snapshot
from changai.analytics.expressions import expression, gaps
from changai.analytics.facts import FactColumn, FactTable
from changai.analytics.hierarchy import Ending, Placement, unit_tree
from changai.analytics.measures import Measure, MeasureError, Period

BEGAN, MERGED, TODAY = date(2024, 1, 1), date(2025, 7, 1), date(2026, 3, 2)
PROVINCE, EAST, WEST, FIRM, MILL, SHOP = 1, 2, 3, 4, 5, 6
YEAR = Period("2025", date(2025, 1, 1), date(2025, 12, 31))
PLACES = [
    Placement(PROVINCE, None, "province", BEGAN),
    Placement(EAST, PROVINCE, "city", BEGAN),
    Placement(WEST, PROVINCE, "city", BEGAN),
    Placement(FIRM, EAST, "enterprise", BEGAN),
    Placement(MILL, EAST, "enterprise", BEGAN),
    Placement(SHOP, WEST, "enterprise", BEGAN),
]
INTEGERS = {"unit_id", "worker", "heads", "skilled", "employed", "instructors", "pilots"}


def column(name):
    kinds = {"day": "day", "ended": "day"} | dict.fromkeys(INTEGERS, "integer")
    return FactColumn(name, kinds.get(name, "text"))


def fact(names, rows, key=(), until=""):
    columns = tuple(column(name) for name in names.split())
    return FactTable("facts", "one row", columns, lambda: rows, key=key, until=until)


@pytest.fixture(scope="module")
def opened():
    with engine.connect() as one:
        yield one


def values(opened, measure, table, *, endings=(), **asked):
    """Return the values by unit for the year."""
    facts = opened.load([table, unit_tree(PLACES, endings)])
    rows = opened.run(expression(measure, facts, [YEAR], **asked))
    return {row["unit_id"]: row["value"] for row in rows}


def test_a_worker_in_two_firms_counts_once_in_their_city_and_province(opened):
    measure = Measure("distinct", "facts", "persons", key="worker")
    jobs = fact(
        "unit_id day worker",
        [(unit, YEAR.first_on, worker) for unit, worker in [(FIRM, 7), (MILL, 7), (SHOP, 8)]],
    )

    assert values(opened, measure, jobs) == {
        FIRM: 1, MILL: 1, SHOP: 1, EAST: 1, WEST: 1, PROVINCE: 2,
    }  # fmt: skip


def test_a_ratio_is_that_of_the_sums_and_nothing_to_divide_by_is_unknown(opened):
    rows = [(FIRM, YEAR.last_on, 1, 10), (MILL, YEAR.last_on, 80, 100), (SHOP, YEAR.last_on, 3, 0)]
    table = fact("unit_id day skilled employed", rows)
    measure = Measure(
        "ratio_of_sums", "facts", "ratio", numerator="skilled", denominator="employed"
    )

    found = values(opened, measure, table)

    assert (found[FIRM], found[EAST]) == (0.1, 81 / 110)  # not (0.1 + 0.8) / 2
    assert found[WEST] is None
    assert found[PROVINCE] == 84 / 110


def test_high_skilled_per_10000_of_jiangsu_from_its_published_parts(opened):
    # 4.94 m high-skilled are 33.1 % of the skilled, who are 30.9 % of the employed.
    employed = round(14_940_000 / 0.309)
    table = fact("unit_id day skilled employed", [(PROVINCE, YEAR.last_on, 4_940_000, employed)])
    measure = Measure(
        "ratio_of_sums",
        "facts",
        "per_10000",
        numerator="skilled",
        denominator="employed",
        per=10_000,
    )

    assert round(values(opened, measure, table)[PROVINCE]) == 1022


def test_instructors_per_pilot_of_two_facts(opened):
    names = ("unit_id", "day")
    instructors = FactTable(
        "instructors", "one", tuple(map(column, names)), lambda: [(EAST, YEAR.first_on)] * 192
    )
    pilots = FactTable(
        "pilots", "one", tuple(map(column, names)),
        lambda: [(EAST, YEAR.first_on)] * 742 + [(WEST, YEAR.first_on)] * 5,
    )  # fmt: skip
    measure = Measure("ratio_of_sums", "instructors", "ratio", denominator_fact="pilots")
    facts = opened.load([instructors, pilots, unit_tree(PLACES)])

    found = opened.run(expression(measure, facts, [YEAR], levels=["city"]))

    ratios = {row["unit_id"]: row["value"] for row in found}
    assert round(ratios[EAST], 2) == 0.26
    assert ratios[WEST] == 0  # every instructor is on the list: none is none


def test_412_pilots_counted_by_tier_and_by_ownership(opened):
    tiers = ["province"] * 22 + ["city"] * 51 + ["county"] * 174 + ["town"] * 165
    kinds = ["state"] * 46 + ["foreign"] * 63 + ["private"] * 303
    rows = [
        (EAST, BEGAN, None, f"p{number}", tier, kind)
        for number, (tier, kind) in enumerate(zip(tiers, kinds, strict=True))
    ]
    table = fact("unit_id day ended name level owner", rows, key=("name",), until="ended")

    def count(*where):
        measure = Measure("sum", "facts", "units", where=where, series=("name",), as_of="last")
        return values(opened, measure, table)[EAST]

    by_tier = [count(("level", "eq", tier)) for tier in dict.fromkeys(tiers)]
    by_owner = [count(("owner", "eq", kind)) for kind in dict.fromkeys(kinds)]
    assert (by_tier, by_owner) == ([22, 51, 174, 165], [46, 63, 303])
    assert sum(by_tier) == sum(by_owner) == count() == 412


def test_what_a_merged_firm_last_said_counts_with_its_heir_until_the_heir_speaks(opened):
    merged = [Ending(MILL, MERGED, SHOP)]
    said = [(MILL, YEAR.first_on, 40), (SHOP, YEAR.first_on, 10)]
    measure = Measure("sum", "facts", "persons", numerator="heads", as_of="last")

    def heads(rows):
        table = fact("unit_id day heads", rows, key=("unit_id", "day"))
        return values(opened, measure, table, endings=merged)

    assert heads(said) == {SHOP: 50, WEST: 50, PROVINCE: 50}
    assert heads([*said, (SHOP, MERGED, 48)]) == {SHOP: 48, WEST: 48, PROVINCE: 48}


def test_as_then_and_as_now(opened):
    table = fact("unit_id day heads", [(MILL, YEAR.first_on, 40), (MILL, YEAR.last_on, 2)])
    measure = Measure("sum", "facts", "persons", numerator="heads")
    merged = [Ending(MILL, MERGED, SHOP)]

    then = values(opened, measure, table, endings=merged)
    now = values(opened, measure, table, endings=merged, reading="now", today=TODAY)

    assert then == {MILL: 40, EAST: 40, SHOP: 2, WEST: 2, PROVINCE: 42}
    assert now == {SHOP: 42, WEST: 42, PROVINCE: 42}


def test_what_cannot_be_used_is_counted(opened):
    rows = [(FIRM, BEGAN, 1), (FIRM, BEGAN, None), (99, BEGAN, 1), (None, BEGAN, 1)]
    facts = opened.load([fact("unit_id day heads", rows), unit_tree(PLACES)])
    measure = Measure("sum", "facts", "persons", numerator="heads")

    assert opened.run(gaps(measure, facts)) == [{"facts": 4, "unknown": 1, "unplaced": 2}]


@pytest.mark.parametrize(
    ("periods", "asked", "field"),
    [
        ([], {}, "periods"),
        ([YEAR, YEAR], {}, "periods"),
        ([YEAR], {"reading": "later"}, "reading"),
        ([YEAR], {"reading": "now"}, "today"),
    ],
)
def test_a_question_without_sense_is_refused(opened, periods, asked, field):
    facts = opened.load([fact("unit_id day heads", []), unit_tree(PLACES)])
    measure = Measure("sum", "facts", "persons", numerator="heads")

    with pytest.raises(MeasureError) as refused:
        expression(measure, facts, periods, **asked)

    assert refused.value.field == field


def test_the_newest_snapshot_of_a_folder_is_read(opened, tmp_path):
    tables = [fact("unit_id day heads", [(FIRM, YEAR.first_on, 3)]), unit_tree(PLACES)]
    snapshot.write(tables, tmp_path, datetime(2026, 3, 2, tzinfo=UTC))
    measure = Measure("sum", "facts", "persons", numerator="heads")

    found = opened.run(expression(measure, opened.open(tmp_path), [YEAR], levels=["province"]))

    assert found == [
        {
            "tree_id": 0, "unit_id": PROVINCE, "tier": "province", "period": "2025",
            "value": 3, "numerator": 3, "denominator": None, "facts": 1,
        }
    ]  # fmt: skip


def test_an_unknown_engine_is_refused_by_name():
    with pytest.raises(engine.EngineError, match="mysql"):
        engine.connect("mysql://host")


def test_the_address_may_stand_in_the_environment(monkeypatch):
    monkeypatch.setenv("CHANGAI_ANALYTICS_URL", "mysql://elsewhere")

    with pytest.raises(engine.EngineError, match="elsewhere"):
        engine.connect()


def test_without_spark_the_address_says_how_to_get_it():
    with (
        mock.patch.dict("sys.modules", {"pyspark.sql": None}),
        pytest.raises(engine.EngineError, match="make spark"),
    ):
        engine.connect("spark://local[2]")
