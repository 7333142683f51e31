"""Who leads and who cooperates is read as written."""

from __future__ import annotations

import pytest

from changai.reading.units import Assignment, is_body, parse, split_units


@pytest.mark.parametrize(
    ("words", "lead", "cooperating"),
    [
        ("省科技厅、工业和信息化厅按职责分工负责", ("省科技厅", "工业和信息化厅"), ()),
        (
            "省科技厅、财政厅按职责分工负责，各设区市人民政府结合实际落实",
            ("省科技厅", "财政厅"),
            ("各设区市人民政府",),
        ),
        (
            "市总工会牵头，市人社局、市教育局等单位按职责分工负责",
            ("市总工会",),
            ("市人社局", "市教育局"),
        ),
        (
            "牵头单位：市国资委；配合单位：市人社局、市总工会等",
            ("市国资委",),
            ("市人社局", "市总工会"),
        ),
        ("责任单位：市委组织部、市科技局", ("市委组织部", "市科技局"), ()),
        ("牵头单位：市总工会；责任单位：各县区", ("市总工会",), ("各县区",)),
        ("牵头领导：陈立；牵头单位：区工会；责任单位：各社区", ("区工会",), ("各社区",)),
        ("由市教育局会同市人社局负责", ("市教育局",), ("市人社局",)),
        ("市人社局、市财政局、各县区", ("市人社局", "市财政局", "各县区"), ()),
        ("市总工会，市人社局配合", ("市总工会",), ("市人社局",)),
        ("省工业和信息化厅、广电局牵头", ("省工业和信息化厅", "广电局"), ()),
        ("牵头单位：市住房和城乡建设局 配合单位：无", ("市住房和城乡建设局",), ()),
        ("市总工会（牵头）、市委宣传部、团市委", ("市总工会",), ("市委宣传部", "团市委")),
        ("主办单位：市妇联；协办单位：团市委", ("市妇联",), ("团市委",)),
        (
            "市卫生健康委负责，各县（市、区）人民政府配合",
            ("市卫生健康委",),
            ("各县（市、区）人民政府",),
        ),
    ],
)
def test_assignments_are_read_in_every_wording(
    words: str, lead: tuple[str, ...], cooperating: tuple[str, ...]
) -> None:
    given = parse(words)
    assert (given.lead, given.cooperating) == (lead, cooperating)


def test_a_deadline_beside_the_units_is_kept() -> None:
    assert parse("牵头单位：市总工会；完成时限：2026年9月30日前").due == "2026年9月30日前"
    assert parse("市总工会牵头，年底前完成").due == "年底前"
    assert parse("无") == Assignment()


@pytest.mark.parametrize(
    ("listing", "names"),
    [
        ("市发展改革委和市财政局", ("市发展改革委", "市财政局")),
        ("人力资源和社会保障局、文化和旅游局", ("人力资源和社会保障局", "文化和旅游局")),
        ("各县（市、区）人民政府、各开发区管委会", ("各县（市、区）人民政府", "各开发区管委会")),
        ("市发改委 市财政局", ("市发改委", "市财政局")),
        ("各地区各部门", ("各地区", "各部门")),
        ("各级各部门", ("各级各部门",)),
        ("全省各地各部门", ("全省各地", "各部门")),
        ("各县市、区、各部门", ("各县市、区", "各部门")),
        ("市国资委等有关部门", ("市国资委",)),
        ("市应急局主要负责同志", ("市应急局",)),
        ("无", ()),
    ],
)
def test_lists_are_split_without_breaking_names(listing: str, names: tuple[str, ...]) -> None:
    assert split_units(listing) == names


def test_a_body_ends_like_a_body() -> None:
    assert is_body("省工业和信息化厅")
    assert is_body("各县（市、区）人民政府")
    assert not is_body("共建")
    assert not is_body("进一步")
