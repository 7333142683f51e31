"""Reading packs: what is laid over what, and what is refused where."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from changai.packs import PackError, UnknownCode, check, load

BAD = Path(__file__).parent / "bad"
INFO = """
code = "{code}"
zh = "试验包"
en = "Trial pack"
version = "1.2.0"
owner = "tests"
requires = {requires}
reviewed_by = "tests"
reviewed_on = 2026-01-01
review_again_on = 2027-01-01
"""
CLOCK = """
[[clock]]
code = "blue_before_due"
zh = "蓝色提醒"
en = "Blue before due"
value = 3
unit = "working_days"
meaning_zh = "到期前几个工作日"
meaning_en = "Working days before the due day"
source = "Trial rules 〔2026〕1号"
grade = "design"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for code, requires in (("base", "[]"), ("province", '["base"]')):
        (tmp_path / code).mkdir()
        (tmp_path / code / "pack.toml").write_text(
            INFO.format(code=code, requires=requires), encoding="utf-8"
        )
    (tmp_path / "base" / "clocks.toml").write_text(CLOCK, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("case", sorted(path.name for path in BAD.iterdir()))
def test_a_bad_pack_is_refused_with_file_line_field_and_remedy(case: str) -> None:
    expected = (BAD / case / "expected.txt").read_text(encoding="utf-8").strip()

    with pytest.raises(PackError) as refused:
        load(["trial"], BAD / case)

    assert str(refused.value) == expected
    assert all(problem.line >= 1 and problem.remedy for problem in refused.value.problems)


def test_bad_packs_cover_every_rule_of_the_loader() -> None:
    assert len(list(BAD.iterdir())) >= 30


def test_a_required_pack_is_read_first_without_being_named(root: Path) -> None:
    pack = load(["province"], root)

    assert list(pack.versions) == ["base", "province"]
    assert pack.versions["base"] == "1.2.0"


def test_a_province_overrides_a_value_by_code_and_keeps_the_words(root: Path) -> None:
    (root / "province" / "clocks.toml").write_text(
        '[[clock]]\ncode = "blue_before_due"\nvalue = 5\nsource = "Trial 2"\ngrade = "A"\n',
        encoding="utf-8",
    )

    clock = load(["province"], root).clock("blue_before_due")

    assert (clock.value, clock.unit, clock.source) == (5, "working_days", "Trial 2")
    assert clock.label("zh-hans") == "蓝色提醒"
    assert clock.label("en-us") == "Blue before due"
    assert load(["base"], root).clock("blue_before_due").value == 3


def test_an_earlier_value_holds_until_its_day(root: Path) -> None:
    earlier = '\n[[clock.earlier]]\nuntil = 2026-01-01\nvalue = 2\nsource = "Trial rules 2020"\n'
    (root / "base" / "clocks.toml").write_text(CLOCK + earlier, encoding="utf-8")

    clock = load(["base"], root).clock("blue_before_due")

    assert clock.value_on(datetime.date(2025, 12, 31)) == 2
    assert clock.value_on(datetime.date(2026, 1, 1)) == 3


def test_what_a_pack_does_not_hold_is_named(root: Path) -> None:
    with pytest.raises(UnknownCode, match="no clock 'green'"):
        load(["base"], root).clock("green")


def test_a_pack_that_does_not_exist_is_refused_with_those_that_do(root: Path) -> None:
    with pytest.raises(PackError, match="no pack 'hubei'. Choose one of: base, province"):
        load(["hubei"], root)


def test_check_lists_the_problems_of_every_pack(root: Path) -> None:
    (root / "province" / "glossary.csv").write_text("term\n", encoding="utf-8")

    problems = check(root, datetime.date(2026, 3, 2))

    assert {problem.file for problem in problems} == {"province/glossary.csv"}
    assert {problem.field for problem in problems} == {"en", "identifier", "note", "source"}


def test_check_warns_from_the_day_a_pack_was_to_be_looked_at_again(root: Path) -> None:
    assert check(root, datetime.date(2026, 12, 31)) == ()

    warnings = check(root, datetime.date(2027, 1, 1))

    assert [(note.level, note.file, note.line) for note in warnings] == [
        ("warning", "base/pack.toml", 10),
        ("warning", "province/pack.toml", 10),
    ]


def test_one_file_may_have_its_own_date_to_look_again(root: Path) -> None:
    path = root / "base" / "pack.toml"
    review = (
        '\n[[reviews]]\nfile = "clocks.toml"\nreviewed_by = "tests"\n'
        "reviewed_on = 2026-01-01\nreview_again_on = 2026-03-01\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + review, encoding="utf-8")

    warnings = check(root, datetime.date(2026, 3, 2))

    assert [(note.line, note.what) for note in warnings] == [
        (16, "clocks.toml was to be looked at again on 2026-03-01")
    ]


def test_working_years_count_once_their_notice_stands_in_the_pack(root: Path) -> None:
    path = root / "base" / "pack.toml"
    path.write_text(path.read_text(encoding="utf-8") + "working_years = [2027]\n", "utf-8")
    (root / "base" / "working_days.csv").write_text(
        "date,is_working,note,source\n2027-01-01,false,New Year's Day,Trial notice\n",
        encoding="utf-8",
    )

    pack = load(["base"], root)

    assert pack.working_years == frozenset({2027})
    assert pack.working_day_overrides == {datetime.date(2027, 1, 1): False}
