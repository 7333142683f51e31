"""What a fact table may say, and what a row must hold."""

from datetime import date, datetime

import pytest

from changai.analytics.facts import FactColumn, FactError, FactTable

DAY = date(2026, 3, 2)
COLUMNS = (
    FactColumn("unit_id", "integer"),
    FactColumn("day", "day"),
    FactColumn("name", "text"),
    FactColumn("share", "real"),
    FactColumn("done", "yes_no"),
)
RIGHT = (1, DAY, "x", 0.5, True)


def table(*rows, columns=COLUMNS, **more):
    return FactTable("things", "one row per thing", columns, lambda: iter(rows), **more)


def test_a_fact_gives_its_rows_as_they_are():
    rows = [RIGHT, (None, None, None, 1, None)]

    assert list(table(*rows).checked_rows()) == rows


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, "1"), (0, True), (0, 1.0), (1, datetime(2026, 3, 2)), (2, 5), (3, "0.5"), (4, 1)],  # noqa: DTZ001
)
def test_a_value_that_does_not_fit_names_table_column_and_row(place, value):
    wrong = (*RIGHT[:place], value, *RIGHT[place + 1 :])

    with pytest.raises(FactError, match=rf"things\.{COLUMNS[place].name}, row 2"):
        list(table(RIGHT, wrong).checked_rows())


def test_a_row_of_another_length_is_refused():
    with pytest.raises(FactError, match="row 1: has 2 values for 5 columns"):
        list(table((1, DAY)).checked_rows())


@pytest.mark.parametrize(
    "more",
    [
        {"columns": (*COLUMNS, FactColumn("day", "text"))},
        {"columns": (FactColumn("when", "datetime"),)},
        {"key": ("thing_id",)},
        {"until": "ended_on"},
        {"day": "name"},
    ],
)
def test_a_table_that_contradicts_itself_is_refused(more):
    with pytest.raises(FactError):
        table(**more)


def test_the_day_is_the_first_day_unless_another_is_named():
    two = (*COLUMNS, FactColumn("ended_on", "day"))

    assert table(columns=two).day_column == "day"
    assert table(columns=two, day="ended_on").day_column == "ended_on"
    assert table(columns=(FactColumn("unit_id", "integer"),)).day_column == ""
