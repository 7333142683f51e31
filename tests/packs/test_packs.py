"""The packs that are shipped: complete, sound and as the sources have them."""

from __future__ import annotations

import csv
import datetime
import re
from pathlib import Path

import pytest

from changai.packs import Pack, check, load

ROOT = Path(__file__).parents[2] / "packs"


@pytest.fixture(scope="module")
def jiangsu() -> Pack:
    return load(["core", "jiangsu"], ROOT)


def test_every_pack_is_sound(today: datetime.date) -> None:
    assert check(ROOT, today) == ()


def test_jiangsu_has_one_province_13_cities_and_95_counties(jiangsu: Pack) -> None:
    below = jiangsu.divisions_under("320000")

    assert jiangsu.division("320000").name == "江苏省"
    assert [row.tier for row in below].count("city") == 13
    assert [row.tier for row in below].count("county") == 95
    assert not [row for row in below if row.name == "市辖区"]


@pytest.mark.parametrize(("year", "counties"), [(2011, 104), (2013, 100), (2016, 96), (2020, 95)])
def test_the_number_of_counties_of_earlier_years_is_right(
    jiangsu: Pack, year: int, counties: int
) -> None:
    below = jiangsu.divisions_under("320000", datetime.date(year, 12, 31))

    assert [row.tier for row in below].count("county") == counties


def test_divisions_agree_with_the_list_they_were_taken_from(jiangsu: Pack) -> None:
    import stdnum

    text = (Path(stdnum.__file__).parent / "cn" / "loc.dat").read_text(encoding="utf-8")
    block = re.search(r"^32 province.*?(?=^\d\d province)", text, re.MULTILINE | re.DOTALL)
    assert block is not None
    current = {
        f"32{code}": name
        for code, names in re.findall(r'^ +(\d{4}) county="(.*)"$', block.group(), re.MULTILINE)
        for begin, end, name in re.findall(r"(?:\[(\d*)-(\d*)\])?([^,\[\]]+)", names)
        if not end and name != "市辖区"
    }

    ours = {row.code: row.name for row in jiangsu.divisions if row.valid_to is None}

    assert ours == current


def test_every_abolished_code_leads_to_divisions_of_today(jiangsu: Pack) -> None:
    gone = [row for row in jiangsu.divisions if row.valid_to is not None]

    assert len(gone) > 40
    for row in gone:
        assert all(later.valid_to is None for later in jiangsu.successors(row.code)), row


def test_a_merged_district_is_found_as_it_was_and_as_it_is(jiangsu: Pack) -> None:
    before = jiangsu.division("320584", datetime.date(2011, 6, 1))

    assert before.name == "吴江市"
    assert [row.name for row in jiangsu.successors("320584")] == ["吴江区"]
    assert jiangsu.division("320803", datetime.date(2005, 1, 1)).name == "楚州区"
    assert jiangsu.division("320803").name == "淮安区"
    assert [row.name for row in jiangsu.successors("320586")] == ["吴中区", "相城区"]


def test_zones_stand_under_a_host_of_today(jiangsu: Pack) -> None:
    assert 15 <= len(jiangsu.zones) <= 40
    for zone in jiangsu.zones:
        assert jiangsu.division(zone.host_code).tier == zone.host_kind
        assert zone.code[2:6] == zone.host_code[:4]
    assert jiangsu.zone("Z-320500-01").label("en") == "Suzhou Industrial Park"


def test_evidence_is_required_for_count_share_and_money_only(jiangsu: Pack) -> None:
    required = {shape.code for shape in jiangsu.task_shapes if shape.evidence_by_default}

    assert len(jiangsu.task_shapes) == 9
    assert required == {"count", "share", "money"}


def test_the_line_has_four_parts_and_the_tasks_are_five(jiangsu: Pack) -> None:
    families = [axis.family for axis in jiangsu.axes]

    assert families.count("four_part_line") == 4
    assert families.count("five_tasks") == 5
    assert jiangsu.axis("task_merit").label("zh-hans") == "建功立业"


def test_the_clocks_of_the_life_of_a_task_are_there(jiangsu: Pack) -> None:
    blue = jiangsu.clock("blue_before_due")

    assert (blue.value, blue.unit) == (3, "working_days")
    for code in (
        "decline_within", "sign_for_within", "unsigned_escalates_after", "meeting_items",
        "leader_instruction_urgent", "leader_instruction_ordinary", "leader_instruction_hard",
        "ordinary_document", "extension_asked_before", "monthly_status", "notice_bundling",
        "quiet_from", "quiet_until",
    ):  # fmt: skip
        assert jiangsu.clock(code).meaning("zh-hans")
        assert jiangsu.clock(code).source


def test_roles_and_kinds_that_the_program_names_are_there(jiangsu: Pack) -> None:
    assert [role.code for role in jiangsu.roles] == [
        "office", "liaison", "responsible_person", "supervisor", "leader", "enterprise_clerk",
        "auditor",
    ]  # fmt: skip
    assert jiangsu.unit_kind("enterprise").needs_credit_code
    assert jiangsu.document_kind("annual_plan").has_term
    assert jiangsu.unit_kind("zone").tier == "zone"


def test_the_glossary_holds_the_words_of_the_life_of_a_task(jiangsu: Pack) -> None:
    terms = {term.term: term for term in jiangsu.glossary}

    assert len(terms) >= 80
    assert terms["销号"].identifier == "CLOSED"
    assert terms["联席会议"].label("en") == "joint conference"


def test_no_file_of_a_pack_holds_an_address() -> None:
    for path in ROOT.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"https?://|www\.", text), path


def test_codes_read_as_text_so_that_no_zero_is_lost() -> None:
    with (ROOT / "jiangsu" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        assert all(len(row["code"]) == 6 for row in csv.DictReader(file))
