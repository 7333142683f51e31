"""A definition that is damaged in one place is refused with its line, its field and a remedy."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from changai.indicators.queries import fact_tables
from changai.packs import PackError, checked, load
from changai.packs.fact_columns import FACTS
from changai.pilots.rules import Status
from scripts import check_packs

ROOT = Path(__file__).parents[2]
BAD = Path(__file__).parent / "bad"
TRIAL = BAD / "indicator_unknown_rule" / "trial"
TYPED = """\
code = "apprentices"
zh = "新型学徒人数"
en = "Apprentices"
axis = "task_quality"
goal = "quality"
owner = "reform_office"
unit_kind = "persons"
unit_zh = "人"
unit_en = "persons"
grain = "city"
direction = "up"
range = [0, 1000]
jump = 0.5
source = "Trial rules"
grade = "design"
reviewed_by = "tests"
reviewed_on = 2026-01-01
review_again_on = 2027-01-01

[[versions]]
starts_on = 2020-01-01
rule = "sum"
fact = "entered"
numerator = "trained"
numerator_zh = "学徒"
numerator_en = "apprentices"
numerator_kind = "persons"
as_of = "flow"
meaning_zh = "本期学徒"
meaning_en = "Apprentices of the period"
source = "Trial rules"
grade = "design"

[[targets]]
due_on = 2030-12-31
value = 20000
tier = "province"
division = "320000"
source = "Trial rules"
grade = "design"

[[examples]]
zh = "两地相加"
en = "Two places"
source = "Made up"
grade = "design"
given = [{ trained = 1 }, { trained = 2 }]
expect = 3
"""
RATIO = (
    TYPED.replace('unit_kind = "persons"', 'unit_kind = "ratio"')
    .replace('"人"', '"比率"')
    .replace('unit_en = "persons"', 'unit_en = "ratio"')
    .replace("[0, 1000]", "[0, 1]")
    .replace(
        'rule = "sum"',
        'rule = "ratio_of_sums"\ndenominator = "workers"\ndenominator_zh = "职工"\n'
        'denominator_en = "workers"\ndenominator_kind = "persons"',
    )
    .replace("value = 20000", "value = 0.5")
    .replace("{ trained = 1 }, { trained = 2 }", "{ trained = 1, workers = 2 }")
    .replace("expect = 3", "expect = 0.5\ndecimals = 1")
)
COUNTED = (
    TYPED.replace('fact = "entered"\nnumerator = "trained"', 'fact = "pilots"')
    .replace('"persons"', '"units"')
    .replace("jump = 0.5", 'jump = 0.5\ncuts = ["tier"]')
    .replace(
        'as_of = "flow"',
        'as_of = "last"\nwhere = [{ column = "tier", op = "eq", values = ["CITY"] }]',
    )
    .replace("{ trained = 1 }, { trained = 2 }", '{ tier = "CITY" }, { tier = "TOWN" }')
    .replace("expect = 3", "expect = 1")
)
SCORE = (
    TYPED.replace('"persons"', '"index"')
    .replace("jump = 0.5", "most = 10")
    .replace('rule = "sum"', 'rule = "none"')
    .replace(
        "[[targets]]",
        '[[parts]]\ncode = "care"\nzh = "细致"\nen = "Care"\nmost = 6\n\n'
        '[[parts]]\ncode = "speed"\nzh = "及时"\nen = "Speed"\n\n[[targets]]',
    )
    .replace("value = 20000", "value = 9")
    .replace("given = [{ trained = 1 }, { trained = 2 }]", "parts = { care = 5, speed = 3 }")
    .replace("expect = 3", "expect = 8")
)
FILES = {"typed": TYPED, "ratio": RATIO, "counted": COUNTED, "score": SCORE}
TARGET = TYPED[TYPED.index("[[targets]]") : TYPED.index("[[examples]]")]

# Grain: one damage: the file, what is replaced by what, then what the error says, line and all.
DAMAGES = [
    # nonsense
    ("typed", '"entered"', '"banana"', "23: versions.0.fact: no fact 'banana'. Write \"entered\""),
    ("counted", '"pilots"', '"pilot"', "24: versions.0.fact: no fact 'pilot' (did you mean pilots"),
    ("counted", '["tier"]', '["colour"]', "14: cuts: pilots has no column of words 'colour'. Use"),
    ("counted", '["tier"]', '["workers_count"]', "of words 'workers_count'. Use one of: tier, cat"),
    ("typed", "jump = 0.5", 'cuts = ["tier"]', "13: cuts: entered has no columns to cut by. Rem"),
    ("counted", 'column = "tier"', 'column = "teir"', "where.0.column: pilots has no column 'teir"),
    ("counted", '["CITY"]', '["city"]', "where.0.values: tier is never 'city'. Use one of: PROV"),
    ("counted", '["CITY"]', "[1]", "where.0.values: 1 is no value of tier. Write a text"),
    ("typed", 'as_of', 'where = [{ column = "a", op = "eq", values = [1] }]\nas_of',
     "where: numbers that people type have no columns. Remove where"),
    ("counted", 'fact = "pilots"', 'fact = "pilots"\nnumerator = "tier"',
     "versions.0.numerator: tier of pilots is no number. Use one of: "),
    ("counted", 'fact = "pilots"', 'fact = "pilots"\nnumerator = "workers"',
     "numerator: pilots has no column 'workers' (did you mean workers_count?)"),
    ("counted", 'fact = "pilots"', 'fact = "pilots"\nnumerator = "workers_count"',
     "numerator_kind: workers_count counts persons, not units. Write persons"),
    ("counted", 'rule = "sum"', 'rule = "distinct"\nkey = "unit"',
     "versions.0.key: pilots has no column 'unit' (did you mean unit_id?)"),
    ("typed", 'tier = "province"\ndivision = "320000"', 'tier = "city"\ndivision = "999999"',
     "38: targets.0.division: no division '999999'. Write a code of divisions.csv"),
    ("typed", 'tier = "province"', 'tier = "city"',
     "38: targets.0.division: 320000 is a province, but tier is city. Remove tier"),
    ("typed", 'tier = "province"\ndivision = "320000"\n', "",
     "34: targets.0.tier: is missing. Write a tier: \"province\""),
    ("typed", "[0, 1000]", "[1000000, 0]", "12: range: 1000000 is not below 0. Write the lower"),
    ("typed", "jump = 0.5", "jump = -1", "13: jump: -1 is below 0. Write a share: 0.5"),
    ("ratio", "value = 0.5", "value = 80",
     "targets.0.value: 80 is above the range, which ends at 1. Write 0.8 for 80 per cent"),
    ("ratio", "value = 0.5", "value = 0.5\nfrom_on = 2025-12-31\nfrom_value = 2",
     "targets.0.from_value: 2 is above the range"),
    ("typed", "value = 20000", "value = -5", "36: targets.0.value: -5 is below the range, which"),
    ("typed", "[[examples]]", TARGET + "[[examples]]",
     "43: targets.1.due_on: 2030-12-31 for 320000 has a target already. Keep one of the two"),
    ("ratio", 'unit_kind = "ratio"', 'unit_kind = "persons"',
     "7: unit_kind: persons are counted, but rule ratio_of_sums divides. Take ratio"),
    ("typed", '"persons"', '"per_10000"', "versions.0.rule: per_10000 is never added. Take rule"),
    ("ratio", '"ratio_of_sums"', '"weighted"', "versions.0.rule: ratio is never averaged. Take"),
    ("counted", 'rule = "sum"', 'rule = "sum"\nper = 100', "per: rule sum multiplies nothing. Rem"),
    ("ratio", '"workers"\ndenominator_zh', '"trained"\ndenominator_zh',
     "versions.0.denominator: 'trained' is the numerator too. Give each number"),
    ("ratio", 'unit_zh = "比率"', 'unit_zh = "倍"', "unit_en: only one of unit_zh and unit_en say"),
    ("score", "{ care = 5, speed = 3 }", "{ care = 5, sped = 3 }",
     "examples.0.parts: no part 'sped' (did you mean speed?). Use one of: care, speed"),
    ("typed", "given = [{ trained = 1 }, { trained = 2 }]", "parts = { care = 3 }",
     "examples.0.parts: no part 'care'. Write a [[parts]] for each part"),
    ("score", "{ care = 5, speed = 3 }\nexpect = 8", "{ care = 5, speed = 6 }\nexpect = 11",
     "examples.0.parts: the parts come to 11, more than 10. Correct the parts, or most"),
    ("score", "{ care = 5, speed = 3 }", "{ care = 7, speed = 1 }",
     "examples.0.parts: care is 7, more than 6. Correct the part"),
    ("score", "most = 10", "most = 5", "13: most: the parts come to 6, more than 5. Correct"),
    ("score", 'code = "speed"', 'code = "care"', "parts.1.code: care stands twice. Keep one"),
    ("typed", "trained = 1 }", 'trained = "1" }',
     "47: examples.0.given.0.trained: '1' is no value of trained. Write a number without quotes"),
    ("typed", "trained = 1 }", "trained = nan }", "given.0.trained: NaN is no value of trained"),
    ("typed", "trained = 1 }", "trained = 1, traned = 2 }",
     "given.0: unknown column 'traned' (did you mean trained?). The columns are trained, unit"),
    ("typed", "expect = 3", 'by = "town"\nexpect_by = { A = 3 }', "by: no row of given has 'town'"),
    ("counted", "expect = 1", "cuts = { colour = { red = 1 } }\nexpect = 1",
     "examples.0.cuts: colour is not in the cuts of this indicator. Write cuts = [\"colour\"]"),
    ("ratio", "jump = 0.5", 'adds = ["apprentices"]', "adds: ratio is never added. Remove adds"),
    # the wrong kind of value
    ("typed", "value = 20000", 'value = "20000"',
     "36: targets.0.value: '20000' is not a number. Write a number without quotes: 0.5"),
    ("typed", "jump = 0.5", "jump = true", "jump: true is not a number. Write a number without"),
    ("typed", "[0, 1000]", "1000", "12: range: is not two numbers. Write two numbers in brackets:"),
    ("typed", "[0, 1000]", "[0]", "12: range: is not two numbers. Write two numbers in brackets:"),
    ("typed", "[0, 1000]", "[0, 5, 9]", "range: is not two numbers. Write two numbers in brackets"),
    ("typed", "jump = 0.5", 'adds = "studios"', "adds: 'studios' is not a list. Write a list in b"),
    ("typed", "2030-12-31", '"2030-12-31"',
     "35: targets.0.due_on: '2030-12-31' is not a date. Write a date without quotes: 2030-12-31"),
    ("typed", "jump = 0.5", "decimals = 1.5", "decimals: 1.5 is not a whole number. Write a whole"),
    ("typed", "jump = 0.5", "minimum_cell = -1", "minimum_cell: is -1. Give at least 0"),
    ("typed", '"新型学徒人数"', "5", "2: zh: 5 is not a text. Write a text in straight quotes"),
    ("typed", '"新型学徒人数"', '""', "2: zh: is empty. Write it"),
    ("typed", '"sum"', '"total"', "22: versions.0.rule: 'total' is no rule. Use one of: sum, "),
    ("counted", 'column = "tier"', 'column = "试点层级"', "has no column '试点层级'. Use one of:"),
    ("score", 'code = "speed"', 'code = "Speed 1"',
     "parts.1.code: 'Speed 1' is not a code. Use lower-case letters, digits and _, starting with"),
    ("typed", "expect = 3", "", "42: examples.0.expect: is missing. Say what comes of it"),
    # the wrong place
    ("typed", "[[versions]]", "[versions]",
     "20: versions: stands in single brackets. Write [[versions]] with double brackets"),
    ("typed", 'rule = "sum"', 'rule = "sum"\nadds = ["studios"]',
     "23: versions.0.adds: belongs to the whole file, not to [[versions]]. Write it above the fi"),
    ("typed", "value = 20000", "value = 20000\nminimum_cell = 5",
     "37: targets.0.minimum_cell: belongs to the whole file, not to [[targets]]. Write it above"),
    ("typed", "jump = 0.5", 'as_of = "flow"', "13: as_of: is a field of [[versions]]. Write it be"),
    ("typed", "value = 20000", 'as_of = "last"', "targets.0.as_of: is a field of [[versions]]. Wr"),
    ("typed", 'owner = "reform_office"', 'owner = "人社厅"',
     "6: owner: no owner '人社厅'. Use one of: reform_office (产改办)"),
    ("typed", 'rule = "sum"', 'rule = "sum"\ndenominator = "workers"',
     "denominator: rule sum has no denominator. Remove denominator, or take rule ratio_of_sums"),
    ("typed", 'code = "apprentices"', "", "1: code: missing field. Write code = \"apprentices\""),
    # what the parser cannot read
    ("typed", TYPED, "", "1: is empty. Copy the file of a similar one into it"),
    ("typed", 'zh = "新型学徒人数"', 'code = "apprentices"', "2: code: stands in this file or tab"),
    ("typed", "2030-12-31", "2024-13-01", "35: due_on: 2024-13-01 is no date. There is no such da"),
    ("typed", "2030-12-31", "2024/01/01", "35: due_on: 2024/01/01 is no date. There is no such da"),
    ("typed", "2030-12-31", "2024年1月1日", "no such date, or no such form; write 2024-01-31"),
    ("typed", '"新型学徒人数"', "“新型学徒人数”", "2: zh: has Chinese quotes around the text. Use"),
    ("typed", '"新型学徒人数"', '"新型学徒人数”', "2: zh: has Chinese quotes around the text. Use"),
    ("typed", '"新型学徒人数"', '"新型学徒人数', "2: zh: has a text that does not end. Put a stra"),
    ("typed", '"新型学徒人数"', "新型学徒人数", "2: zh: is no number, date, list or quoted text."),
    ("typed", "[0, 1000]", "[0， 1000]", "12: range: has a full-width ，. Write , as on an Englis"),
    ("typed", "jump = 0.5", "jump = 50%", "13: jump: has a per cent sign. Write a share: 0.5 for"),
    ("typed", "20000", "20,000", "36: value: has commas in a number. Write 20000"),
    ("typed", "jump = 0.5", "jump = .5", "13: jump: begins with a point. Write 0 before the point"),
    ("typed", "jump = 0.5", "jump =", "13: jump: has no value. Write the value, or remove the lin"),
    ("typed", "jump = 0.5", "jump: 0.5", "13: is no field. Write name = value"),
    ("typed", '"320000"', "012000", "38: division: begins with a zero. Put a code such as"),
    ("typed", "[[targets]]", "[[targets]", "34: has brackets that are not closed. Write [[name]]"),
    ("typed", "1 }, {", "1 } {", "47: given: is inside a list that is not closed, here or above."),
    ("typed", "[[examples]]", TARGET.replace("[[targets]]", "[targets]") + "[[examples]]",
     "targets is begun in two ways, or twice with single brackets. Write [[targets]] with dou"),
]  # fmt: skip


def _pack(root: Path, text: str) -> Path:
    folder = root / "trial" / "indicators"
    folder.mkdir(parents=True)
    for name in ("pack.toml", "axes.toml"):
        shutil.copy(TRIAL / name, folder.parent / name)
    (folder / "apprentices.toml").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("name", FILES)
def test_the_files_that_are_damaged_below_are_right_before(tmp_path: Path, name: str) -> None:
    assert load(["trial"], _pack(tmp_path, FILES[name])).indicator("apprentices").targets


@pytest.mark.parametrize(("name", "old", "new", "words"), DAMAGES)
def test_a_damaged_definition_is_told_where_what_and_how(
    tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    assert old in FILES[name]

    with pytest.raises(PackError) as refused:
        load(["trial"], _pack(tmp_path, FILES[name].replace(old, new)))

    told = str(refused.value)
    assert words in told
    assert told.startswith("trial/indicators/apprentices.toml:")
    assert not [dump for dump in ("{'", "('", "Decimal", "datetime", "should be") if dump in told]


def test_several_faults_of_one_definition_are_told_at_once(tmp_path: Path) -> None:
    text = TYPED.replace("[0, 1000]", "[9, 0]").replace("0.5", "-1").replace('"entered"', '"x"')

    with pytest.raises(PackError) as refused:
        load(["trial"], _pack(tmp_path, text))

    assert [one.field for one in refused.value.problems] == ["range", "jump", "versions.0.fact"]


def test_a_file_of_tables_is_told_of_single_brackets(tmp_path: Path) -> None:
    axes = _pack(tmp_path, TYPED) / "trial" / "axes.toml"
    axes.write_text(axes.read_text(encoding="utf-8").replace("[[axis]]", "[axis]"), "utf-8")

    with pytest.raises(PackError, match=r"axis: stands in single brackets. Write \[\[axis\]\]"):
        load(["trial"], tmp_path)


def _beside(root: Path, name: str, text: str) -> Path:
    """Put a pack that requires Jiangsu beside the shipped ones."""
    for shipped in ("core", "jiangsu"):
        (root / shipped).symlink_to(ROOT / "packs" / shipped)
    folder = root / "trial" / "indicators"
    folder.mkdir(parents=True)
    info = (TRIAL / "pack.toml").read_text(encoding="utf-8")
    (folder.parent / "pack.toml").write_text(f'{info}requires = ["jiangsu"]\n', encoding="utf-8")
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return root


def test_a_code_of_another_pack_is_told_to_be_taken(tmp_path: Path) -> None:
    text = TYPED.replace('"apprentices"', '"studios"', 1)

    with pytest.raises(PackError) as refused:
        load(["trial"], _beside(tmp_path, "studios", text))

    fields = {one.field: f"{one.what}. {one.remedy}" for one in refused.value.problems}
    assert set(fields) == {"unit_kind", "versions"}
    taken = "the code studios is taken by core/indicators/studios.toml, and this"
    assert fields["versions"] == (
        f"{taken} is not as it was. Choose another code, or change only targets, names and limits"
    )
    assert fields["unit_kind"].startswith(f"{taken} changes units to persons. ")


def test_departments_are_offered_by_name_and_unknown_divisions_refused(tmp_path: Path) -> None:
    text = TYPED.replace('"reform_office"', '"人社厅"').replace(
        'tier = "province"\ndivision = "320000"', 'division = "320999"'
    )

    with pytest.raises(PackError) as refused:
        load(["trial"], _beside(tmp_path, "apprentices", text))

    owner, division = refused.value.problems
    assert owner.what == "no owner '人社厅' (did you mean human_resources?)"
    assert "human_resources (人力资源社会保障)" in owner.remedy
    assert (division.field, division.what) == ("targets.0.division", "no division '320999'")


def test_a_division_alone_says_the_tier_of_its_target(tmp_path: Path) -> None:
    text = TYPED.replace('tier = "province"\ndivision = "320000"', 'division = "320500"')

    indicator = load(["trial"], _pack(tmp_path, text)).indicator("apprentices")

    assert indicator.targets_for("city", "320500") == indicator.targets
    assert indicator.targets[0].tier == "city"


def test_the_facts_the_check_knows_are_those_the_nouns_publish() -> None:
    published = {
        name: {one.name: (one.type, one.unit) for one in table.columns}
        for name, table in fact_tables().items()
    }

    known = {
        name: {one: (column.type, column.unit) for one, column in columns.items()}
        for name, columns in FACTS.items()
    }
    assert known == published
    assert FACTS["pilots"]["status"].values == tuple(Status)


def test_the_how_to_lists_every_fact_with_its_columns() -> None:
    text = (ROOT / "docs" / "how-to" / "indicators.md").read_text(encoding="utf-8")

    for name, columns in FACTS.items():
        shown = ", ".join(f"`{one}`" for one in columns if one != "unit_id")
        assert f"| `{name}` | {shown} |" in text


def test_the_definition_shown_in_the_how_to_is_right(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "how-to" / "indicators.md").read_text(encoding="utf-8")
    shown = text.partition("```toml\n")[2].partition("```")[0]

    pack = load(["trial"], _beside(tmp_path, "apprentices", shown))

    assert pack.indicator("apprentices").targets[0].tier == "province"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_of_packs_lists_every_file(name: str) -> None:
    text = (ROOT / "packs" / name).read_text(encoding="utf-8")

    files = {path.name + "/" * path.is_dir() for path in (ROOT / "packs" / "core").iterdir()}
    assert [file for file in sorted(files) if f"| `{file}` |" not in text] == []


def test_ratios_are_in_per_cent_unless_their_unit_says_otherwise() -> None:
    ratios = [
        one
        for one in load(["core", "jiangsu"], ROOT / "packs").indicators
        if one.unit_kind == "ratio"
    ]

    assert {one.code for one in ratios if not one.in_per_cent} == {
        "instructors_per_pilot", "vacancies_per_seeker",
    }  # fmt: skip
    assert all(one.range[1] <= 10 for one in ratios if one.in_per_cent and one.range)


def test_what_is_counted_one_by_one_is_whole() -> None:
    pack = load(["core", "jiangsu"], ROOT / "packs")

    def whole(code: str) -> tuple[bool, bool]:
        version = pack.indicator(code).versions[-1]
        return version.whole_numerator, version.whole_denominator

    assert whole("studios") == (True, False)
    assert whole("senior_share") == (True, True)
    assert whole("schooling_years") == (False, True)
    assert whole("arrears_recovered") == (False, False)
    persons = pack.indicator("trained_last_year").versions[-1]
    assert not persons.model_copy(update={"as_of": "average"}).whole_numerator
    assert not persons.model_copy(update={"rule": "weighted"}).whole_numerator


def test_the_check_says_how_much_was_in_order(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done = checked(_pack(tmp_path, TYPED), datetime.date(2026, 3, 2))

    assert (done.problems, done.packs, done.files) == ((), 1, 3)
    assert (done.indicators, done.examples) == (1, 1)

    monkeypatch.setattr(check_packs, "PACKS", tmp_path)
    (tmp_path / "trial" / "indicators" / "apprentices.toml").write_text("", encoding="utf-8")
    assert check_packs.main() == 1
    assert capsys.readouterr().out.endswith("Errors to repair: 1.\n")
