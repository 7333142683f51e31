"""Published figures in briefings and special reports, as they were published."""

from datetime import timedelta
from decimal import Decimal

import pytest

from changai.escalations import services as escalations
from changai.papers.rules import Table, facts_of, kind_of, plain
from tests.conftest import NOON
from tests.indicators.factories import accept, publish, say

TODAY = NOON.date()


@pytest.fixture
def published(cast, places):
    """Skilled workers of three cities, one of them put right when accepted, and published."""
    for city, clerk, number in zip(places.cities, places.clerks, (100, 200, 300), strict=True):
        value = say(city, clerk, number)
        accept(
            value,
            clerk,
            cast.clerk,
            **({"number": Decimal(290), "words": "重复"} if number > 200 else {}),
        )
    return publish(cast)


def sheet_of(cast, kind, *, to_on=TODAY):
    made = escalations.make_digest(
        kind=kind, unit=cast.office, title="产改指标情况", by=cast.clerk, at=NOON,
        from_on=TODAY - timedelta(days=60), to_on=to_on,
    )  # fmt: skip
    return kind_of(kind).compose(made.pk, cast.clerk, NOON)


def numbers_of(sheet):
    return [
        [plain(cell) for cell in row]
        for annex in sheet.annexes
        for block in annex.blocks
        if isinstance(block, Table)
        for row in block.rows
    ]


@pytest.mark.parametrize("kind", ["BRIEFING", "SPECIAL_REPORT"])
def test_said_verified_and_published_stand_beside_each_other(cast, published, kind):
    sheet = sheet_of(cast, kind)

    assert numbers_of(sheet) == [["技能人才总量", "2025", "人", "600", "590", "590"]]
    keys = {one.key for one in facts_of(sheet) if one.key.startswith("figure:")}
    assert f"figure:{cast.province.pk}:skilled_workers:2025:published" in keys


def test_a_circular_and_a_paper_of_days_before_carry_none(cast, published):
    assert sheet_of(cast, "CIRCULAR").annexes == ()
    assert sheet_of(cast, "BRIEFING", to_on=TODAY - timedelta(days=1)).annexes == ()


def test_a_hidden_figure_stays_hidden(cast, published):
    published.figures.update(is_hidden=True)

    assert sheet_of(cast, "BRIEFING").annexes == ()


def test_what_is_published_anew_is_listed_as_a_change(cast, published):
    before = {one.key: one.text for one in facts_of(sheet_of(cast, "BRIEFING"))}
    published.figures.filter(unit=cast.province).update(published=588)

    after = {one.key: one.text for one in facts_of(sheet_of(cast, "BRIEFING"))}

    key = f"figure:{cast.province.pk}:skilled_workers:2025:published"
    assert (before[key], after[key]) == ("590", "588")
