"""The nightly recomputation: nothing differs, or those concerned are told once; nothing heals."""

from argparse import Namespace
from datetime import timedelta
from decimal import Decimal

import pytest

from changai.analytics import snapshot
from changai.audit.models import Entry
from changai.config import place, recompute
from changai.indicators import queries, rules, services
from changai.indicators.models import Recompute, Total, Value
from changai.indicators.queries import _fact_rows, _facts
from changai.notices.models import Notice
from changai.orgs.models import Unit
from tests.conftest import NOON
from tests.indicators.factories import PER_10000, SKILLED, accept, say
from tests.orgs.factories import make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fractions")]
NIGHT = timedelta(days=1)
SCHOOLING = "schooling_years"
LARGE = Decimal("999999999999999")


@pytest.fixture
def told(cast, places):
    """Values of three rules said by three cities, one of them verified otherwise."""
    answers = {kind.value: "已核对" for kind in rules.Kind}
    for city, clerk, number in zip(
        places.cities, places.clerks, ("10.1", "20", LARGE), strict=True
    ):
        value = say(city, clerk, number, answers=answers)
        say(city, clerk, "12.55", number, code=PER_10000, answers=answers)
        say(city, clerk, number, number, code=SCHOOLING, answers=answers)
        if number == "20":
            accept(value, clerk, cast.clerk, number=Decimal(19), words="重复")
    return cast


def night(folder, number=0):
    return services.recompute_totals(folder=folder, by=None, at=NOON + number * NIGHT)


def spoil(code=SKILLED, number=5):
    """Let a total of the province be wrong."""
    assert Total.objects.filter(unit__depth=0, indicator=code).update(number=number) == 1


def test_in_an_untouched_place_every_total_is_what_the_engine_finds(told, tmp_path):
    run = night(tmp_path)

    assert (run.differing, run.first) == (0, [])
    assert run.cells == Total.objects.count() == 3
    assert run.values == Value.objects.count() == 9
    kept = {one.name: list(one.rows()) for one in snapshot.facts_in(tmp_path / run.snapshot)}
    assert len(kept["values"]) == 9
    assert not Notice.objects.filter(kind="totals_differ").exists()


def test_a_wrong_total_is_told_once_and_again_when_it_is_another_and_not_healed(told, tmp_path):
    spoil()

    run = night(tmp_path)

    alarms = Notice.objects.filter(kind="totals_differ")
    assert {one.person for one in alarms.all()} == {told.clerk, told.colleague}
    first = run.first[0]
    assert (run.differing, first["unit"], first["indicator"], first["period"]) == (
        1, told.province.name, SKILLED, "2025",
    )  # fmt: skip
    assert (first["expected"], first["found"]) == ("1000000000000029.1", "0.0005")
    assert Entry.objects.get(action="totals.recomputed").after["first"][0] == first
    assert night(tmp_path, 1).differing == 1
    assert alarms.count() == 2  # the same two, once
    spoil(number=6)
    night(tmp_path, 2)
    assert alarms.count() == 4
    assert Total.objects.get(unit__depth=0, indicator=SKILLED).number == 6


def test_a_total_without_values_and_a_value_without_total_differ_too(told, tmp_path):
    Total.objects.filter(indicator=PER_10000).delete()
    row = Total.objects.filter(indicator=SKILLED).get()
    Total.objects.filter(pk=row.pk).update(unit=Unit.objects.get(pk=told.county.pk))

    run = night(tmp_path)

    assert run.differing == 3  # the province lacks two, and a county has what is not its own


def test_killed_in_the_middle_the_snapshot_before_stays_and_no_run_is_told(
    told, tmp_path, monkeypatch
):
    before = night(tmp_path).snapshot
    whole = _fact_rows.value_rows

    def killed():
        yield next(iter(whole()))
        raise KeyboardInterrupt

    monkeypatch.setattr(
        queries._recomputed,
        "VALUES",
        type(_fact_rows.VALUES)(**{**vars(_fact_rows.VALUES), "rows": killed}),
    )
    with pytest.raises(KeyboardInterrupt):
        night(tmp_path, 1)

    assert snapshot.newest(tmp_path).name == before
    snapshot.check(tmp_path / before)
    assert {path.name for path in tmp_path.iterdir()} == {before, snapshot.POINTER}
    assert Recompute.objects.count() == 1


def test_only_the_newest_snapshots_are_kept(told, tmp_path, monkeypatch):
    monkeypatch.setattr("changai.indicators.services._recomputing.KEPT", 2)
    monkeypatch.setattr(queries, "differences", lambda *_all: (0, []))

    names = [night(tmp_path, number).snapshot for number in range(3)]

    assert sorted(one.name for one in tmp_path.iterdir() if one.is_dir()) == names[1:]


def test_the_command_says_the_day_and_heals_only_when_asked(
    told, tmp_path, monkeypatch, settings, capsys
):
    settings.FACTS_DIR = tmp_path
    monkeypatch.setattr(place, "choose", lambda demo: tmp_path)
    monkeypatch.setattr(place, "require_office", lambda folder: None)
    assert "还没有核对过" in recompute.outcome()
    spoil()

    assert recompute.run(Namespace(heal=False)) == 1
    assert "--heal" in recompute.problems()[0]
    assert recompute.run(Namespace(heal=True)) == 0

    assert recompute.problems() == []
    assert "不符 0 个" in capsys.readouterr().out
    assert Entry.objects.get(action="totals.rebuilt").after["changed"] == 1


def test_the_closure_of_the_tree_is_kept_until_a_unit_changes(told):
    fact, mark = _facts._tree()

    assert _facts._tree() == (fact, mark)
    make_unit("新设市", told.province)
    again, other = _facts._tree()
    assert other != mark
    assert len(list(again.rows())) == len(list(fact.rows())) + 2
