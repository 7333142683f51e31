"""The dictionary of indicators that is shipped: complete, and right by its own worked examples."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from changai.packs import Pack, check, load
from changai.packs.arithmetic import Amounts, UnknownRule, may_add, may_share, roll_up, rounded
from changai.packs.indicators import Indicator
from changai.packs.worked import worked_out, wrong_in_example

ROOT = Path(__file__).parents[2] / "packs"
BAD = Path(__file__).parent / "bad"
FILES = sorted((ROOT / "core" / "indicators").glob("*.toml"))


@pytest.fixture(scope="module")
def jiangsu() -> Pack:
    return load(["core", "jiangsu"], ROOT)


def example(indicator: Indicator, words: str):
    return next(one for one in indicator.examples if words in one.en)


def test_all_57_rows_of_the_list_are_defined(jiangsu: Pack) -> None:
    assert {one.number for one in jiangsu.indicators} == set(range(1, 58))
    assert len({one.zh for one in jiangsu.indicators}) == len(jiangsu.indicators) == len(FILES)


def test_what_our_data_can_feed_names_its_fact_and_the_rest_is_typed(jiangsu: Pack) -> None:
    facts = {one.versions[-1].fact for one in jiangsu.indicators}

    assert {"pilots", "policies", "tasks", "tasks_due", "decisions", "special_reports"} <= facts
    assert "entered" in facts


def test_every_worked_example_comes_out(jiangsu: Pack) -> None:
    for indicator in jiangsu.indicators:
        assert [wrong_in_example(indicator, one) for one in indicator.examples if one.given] == [
            [] for one in indicator.examples if one.given
        ], indicator.code


def test_high_skilled_per_10000_of_jiangsu_is_1022(jiangsu: Pack) -> None:
    indicator = jiangsu.indicator("high_skilled_per_10000")
    row = example(indicator, "Jiangsu").given

    assert rounded(worked_out(indicator.versions[0], row), 0) == 1022
    assert indicator.readings[0].value == 1021


def test_412_pilots_of_one_city_agree_both_ways(jiangsu: Pack) -> None:
    one = example(jiangsu.indicator("pilots"), "412")

    assert sum(one.cuts["tier"].values()) == sum(one.cuts["ownership"].values()) == one.expect
    assert {name: int(value) for name, value in one.cuts["tier"].items()} == {
        "province": 22, "city": 51, "county": 174, "town": 165,
    }  # fmt: skip


def test_192_instructors_for_742_pilots_are_026(jiangsu: Pack) -> None:
    indicator = jiangsu.indicator("instructors_per_pilot")

    value = worked_out(indicator.versions[0], example(indicator, "Suzhou").given)

    assert rounded(value, 2) == Decimal("0.26")


def test_a_ratio_is_never_a_mean_of_ratios() -> None:
    rows = [Amounts(Decimal(100), Decimal(1000)), Amounts(Decimal(100), Decimal(9000))]

    assert roll_up("ratio_of_sums", rows, 10_000).value == 200  # the mean would be 556


def test_a_ratio_without_a_denominator_is_unknown_and_not_zero() -> None:
    assert roll_up("ratio_of_sums", [Amounts(Decimal(0), Decimal(0))]).value is None
    assert roll_up("sum", []).value is None


def test_one_worker_in_two_firms_counts_once() -> None:
    rows = [Amounts(None, key="li"), Amounts(None, key="li"), Amounts(None, key="wang")]

    assert roll_up("distinct", rows).value == 2


def test_weights_make_a_mean_and_what_does_not_roll_up_says_nothing_of_two() -> None:
    rows = [Amounts(Decimal(10), Decimal(300)), Amounts(Decimal(14), Decimal(100))]

    assert roll_up("weighted", rows).value == 11
    assert roll_up("none", [Amounts(Decimal(3)), Amounts(Decimal(4))]).value is None
    assert roll_up("none", [Amounts(Decimal(3))]).value == 3
    with pytest.raises(UnknownRule):
        roll_up("mean", rows)


def test_persons_and_person_times_are_never_added_nor_shared() -> None:
    assert may_add(["persons", "persons"])
    assert not may_add(["persons", "person_times"])
    assert not may_share("person_times", "persons")
    assert may_share("persons", "units")


def test_an_old_period_keeps_its_old_definition(tmp_path: Path) -> None:
    before = BAD / "indicator_versions_out_of_order" / "trial" / "indicators" / "trained.toml"
    text = before.read_text(encoding="utf-8").replace("2019-01-01", "2025-01-01")
    old, _, new = text.rpartition('numerator = "trained"')
    (tmp_path / "trial" / "indicators").mkdir(parents=True)
    for name in ("pack.toml", "axes.toml"):
        source = BAD / "indicator_versions_out_of_order" / "trial" / name
        (tmp_path / "trial" / name).write_bytes(source.read_bytes())
    file = tmp_path / "trial" / "indicators" / "trained.toml"
    text = f'{old}numerator = "certified"{new}'.replace("given =", "on = 2024-12-31\ngiven =")
    file.write_text(text, encoding="utf-8")
    indicator = load(["trial"], tmp_path).indicator("trained")
    rows = [{"trained": 5, "certified": 2}]

    then = indicator.version_on(datetime.date(2024, 12, 31))
    now = indicator.version_on(datetime.date(2025, 1, 1))

    assert (worked_out(then, rows), worked_out(now, rows)) == (5, 2)


def test_a_province_adds_a_target_and_may_not_change_what_is_counted(tmp_path: Path) -> None:
    target = (
        '[[targets]]\ndue_on = 2030-12-31\nvalue = 900\ntier = "city"\n'
        'source = "Trial plan"\ngrade = "A"\n'
    )
    for name, text in (("target", target), ("unit", 'goal = "quality"\ngrain = "county"\n')):
        folder = tmp_path / name / "trial"
        (folder / "indicators").mkdir(parents=True)
        (tmp_path / name / "core").symlink_to(ROOT / "core")
        info = (BAD / "unknown_field" / "trial" / "pack.toml").read_text(encoding="utf-8")
        (folder / "pack.toml").write_text(f'{info}requires = ["core"]\n', encoding="utf-8")
        head = 'code = "studios"\nsource = "Trial plan"\ngrade = "A"\n'
        (folder / "indicators" / "studios.toml").write_text(head + text, encoding="utf-8")

    studios = load(["trial"], tmp_path / "target").indicator("studios")
    problems = check(tmp_path / "unit", datetime.date(2026, 11, 23))

    assert [one.value for one in studios.targets_for("city")] == [900]
    assert {problem.field for problem in problems} == {"grain"}


def test_check_warns_of_an_indicator_whose_review_has_run_out(tmp_path: Path) -> None:
    (tmp_path / "core").symlink_to(ROOT / "core")

    notes = check(tmp_path, datetime.date(2027, 11, 22))

    stale = [note for note in notes if note.file.startswith("core/indicators/")]
    assert len(stale) == len(FILES)
    assert all(note.level == "warning" and note.line > 1 for note in stale)
