"""What a measure may ask, and what it is told when it may not."""

from dataclasses import replace
from datetime import date

import pytest

from changai.analytics.facts import FactColumn, FactTable
from changai.analytics.measures import Measure, MeasureError, Period, Quantity

COLUMNS = (
    FactColumn("unit_id", "integer"),
    FactColumn("day", "day"),
    FactColumn("heads", "integer", "persons"),
    FactColumn("entries", "integer", "person_times"),
    FactColumn("share", "real", "ratio"),
    FactColumn("name", "text"),
    FactColumn("worker", "integer"),
)


def fact(name="figures", columns=COLUMNS, key=("unit_id", "day")):
    return FactTable(name, "one row per unit and day", columns, list, key=key)


FACTS = {
    "figures": fact(),
    "timeless": fact("timeless", columns=(COLUMNS[0], COLUMNS[2]), key=()),
    "loose": fact("loose", key=()),
    "rows": fact("rows", key=("unit_id", "day", "worker")),
}
SUM = Measure("sum", "figures", "persons", numerator="heads")
RATIO = Measure("ratio_of_sums", "figures", "ratio", numerator="heads", denominator="heads")
WEIGHTED = Measure("weighted", "figures", "index", numerator="share", weight="heads")
DISTINCT = Measure("distinct", "figures", "persons", key="worker")
NONE = Measure("none", "figures", "index", numerator="share", as_of="last")


@pytest.mark.parametrize(
    "measure",
    [
        SUM,
        RATIO,
        DISTINCT,
        NONE,
        replace(WEIGHTED, numerator="entries"),
        replace(SUM, numerator="", unit_kind="count"),
        replace(SUM, as_of="last"),
        replace(DISTINCT, fact="rows", as_of="average", series=("unit_id", "worker")),
        replace(SUM, fact="rows", as_of="last", where=(("worker", "eq", 7),)),
        replace(RATIO, denominator="", denominator_fact="rows", denominator_key="worker"),
    ],
)
def test_what_can_be_answered_is_let_through(measure):
    measure.check(FACTS)


@pytest.mark.parametrize(
    ("measure", "field"),
    [
        (replace(SUM, rule="mean"), "rule"),
        (replace(SUM, as_of="first"), "as_of"),
        (replace(SUM, unit_kind="men"), "unit_kind"),
        (replace(RATIO, per=0), "per"),
        (replace(SUM, series=()), "series"),
        (replace(SUM, unit_kind="ratio"), "rule"),  # ratios are not added
        (replace(SUM, numerator="share", unit_kind="yuan"), "numerator"),
        (replace(WEIGHTED, unit_kind="ratio"), "rule"),  # nor averaged
        (WEIGHTED, "numerator"),  # nor is a column of them
        (replace(NONE, as_of="flow"), "as_of"),
        (replace(SUM, numerator="entries"), "unit_kind"),  # person-times are no persons
        (replace(SUM, unit_kind="person_times"), "unit_kind"),
        (replace(DISTINCT, unit_kind="person_times"), "unit_kind"),
        (replace(RATIO, unit_kind="persons"), "unit_kind"),
        (replace(DISTINCT, key=""), "key"),
        (replace(WEIGHTED, weight=""), "weight"),
        (replace(SUM, denominator="heads"), "denominator"),
        (replace(SUM, key="worker"), "key"),
        (replace(SUM, per=100), "per"),
        (replace(SUM, denominator_fact="rows"), "rule"),
        (replace(SUM, fact="people"), "fact"),
        (replace(SUM, fact="timeless"), "fact"),
        (replace(SUM, numerator="head"), "numerator"),
        (replace(SUM, numerator="name"), "numerator"),
        (replace(RATIO, denominator="name"), "denominator"),
        (replace(RATIO, denominator="base"), "denominator"),
        (replace(RATIO, denominator_fact="people"), "denominator_fact"),
        (replace(RATIO, denominator_fact="rows", denominator="base"), "denominator"),
        (replace(RATIO, denominator_key="person"), "denominator_key"),
        (replace(DISTINCT, key="person"), "key"),
        (replace(SUM, where=(("kind", "eq", "a"),)), "where"),
        (replace(SUM, where=(("name", "like", "a"),)), "where"),
        (replace(SUM, where=(("name", "in", "a"),)), "where"),
        (replace(SUM, where=(("heads", "between", (1, 2, 3)),)), "where"),
        (replace(SUM, where=(("heads", "ge", [1]),)), "where"),
        (replace(SUM, state=(("name", "eq", "a"),)), "state"),
        (replace(SUM, as_of="last", series=("person",)), "series"),
        (replace(SUM, as_of="last", fact="rows"), "series"),  # several workers a day: which?
        (replace(SUM, as_of="last", fact="loose"), "fact"),
    ],
)
def test_what_would_be_wrong_is_refused_with_field_and_remedy(measure, field):
    with pytest.raises(MeasureError) as refused:
        measure.check(FACTS)

    assert refused.value.field == field
    assert refused.value.remedy in str(refused.value)


def test_numbers_of_one_kind_add():
    assert Quantity(3, "persons") + Quantity(4, "persons") == Quantity(7, "persons")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Quantity(3, "persons"), Quantity(4, "person_times")),
        (Quantity(0.5, "ratio"), Quantity(0.5, "ratio")),
        (Quantity(3, "persons", additive=False), Quantity(4, "persons")),
    ],
    ids=["persons and person-times", "ratios", "distinct counts"],
)
def test_unlike_numbers_are_never_added(one, other):
    with pytest.raises(MeasureError):
        one + other


def test_the_month_ends_of_a_period():
    quarter = Period("Q1", date(2024, 1, 1), date(2024, 3, 31))
    within = Period("days", date(2024, 2, 10), date(2024, 2, 12))

    assert quarter.month_ends() == (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31))
    assert within.month_ends() == (date(2024, 2, 12),)
    assert quarter.is_of_whole_months
    assert not within.is_of_whole_months
