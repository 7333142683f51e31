"""Wordings of the genre met in unseen papers; every name and sentence here is invented."""

from __future__ import annotations

import pytest

from changai.reading.facts import Measure
from changai.reading.reader import read_facts
from changai.reading.restoring import restore


def orders(text: str) -> list[str]:
    return [measure.text for measure in read_facts(text).measures]


def row(measure: Measure) -> tuple[object, ...]:
    targets = tuple(f"{target.value}{target.unit}" for target in measure.targets)
    return measure.text, measure.lead, measure.cooperating, measure.deadline, targets


BARRED = """2026年民生实事任务分解表
序号 |
工作任务 |
分管领导 |
牵头单位 |
责任单位 |
完成时限 |
31 |
新建口袋公园4处，改造老旧小区12个。 |
陶一鸣 |
市住建局 |
市财政局
市城管局 |
10月底前 |
32 |
新增托位300个以上。 |
陶一鸣 |
市卫健委 |
各县区 |
2026年12月 |
"""
VERTICAL = """2026年民生实事任务分解表
序号
民生实事
责任单位
完成时限
1
启动河道整治工程。
市水利局
市住建局
11月底前
2
新建公办幼儿园2所。
市教育局
9月投入使用
"""
HEADLESS = """市农业局2026年重点工作任务分解表
1
|
一、稳产保供
|
粮食产量100亿斤以上。
|
市农技中心
|
柯小满
|
2026年底前
|
5550001
|
2
|
新建高标准农田5万亩。
|
市农技中心
市农发中心
|
柯小满
|
2026年底前
|
5550002
|
"""


def test_tables_with_a_cell_a_line_are_read_by_their_bars() -> None:
    assert [row(measure) for measure in read_facts(BARRED).measures] == [
        (
            "新建口袋公园4处，改造老旧小区12个",
            ("市住建局",),
            ("市财政局", "市城管局"),
            "10月底前",
            ("4处", "12个"),
        ),
        ("新增托位300个以上", ("市卫健委",), ("各县区",), "2026年12月", ("300个",)),
    ]


def test_a_column_of_an_unknown_name_is_the_task_and_units_may_stand_a_line_each() -> None:
    assert [row(measure) for measure in read_facts(VERTICAL).measures] == [
        ("启动河道整治工程", ("市水利局", "市住建局"), (), "11月底前", ()),
        ("新建公办幼儿园2所", ("市教育局",), (), "9月", ("2所",)),
    ]


def test_rows_without_a_heading_are_read_by_the_look_of_their_cells() -> None:
    assert [row(measure) for measure in read_facts(HEADLESS).measures] == [
        ("粮食产量100亿斤以上", ("市农技中心",), (), "2026年底前", ("100亿斤",)),
        ("新建高标准农田5万亩", ("市农技中心", "市农发中心"), (), "2026年底前", ("5万亩",)),
    ]


MEETING = "镇里召开安全生产推进会\n5月6日，南渡镇召开安全生产推进会，镇党委书记柯明远出席会议。\n"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "柯明远提出三点要求：一是领导重视、严抓落实；二是把握重点、确保成效。",
            ["领导重视、严抓落实", "把握重点、确保成效"],
        ),
        ("会议要求各有关议题按规定程序提交审定。", ["各有关议题按规定程序提交审定"]),
        (
            "会议强调，各村（社区）、镇直各单位，切实履行安全生产职责，确保行动取得实效。",
            ["各村（社区）、镇直各单位，切实履行安全生产职责，确保行动取得实效"],
        ),
        (
            "柯明远强调，针对汛期值守工作，各单位要严格落实带班制度。",
            ["各单位要严格落实带班制度"],
        ),
        (
            "会议指出，抓好安全工作是当前重大的政治任务。各村要开展隐患排查。",
            ["各村要开展隐患排查"],
        ),
        (
            "柯明远强调，各推进工作小组要每月上报清单。",
            ["各推进工作小组要每月上报清单"],
        ),
    ],
)
def test_orders_behind_a_demand(said: str, told: list[str]) -> None:
    assert orders(MEETING + said) == told


def test_a_title_alone_refers_back_to_its_holder() -> None:
    text = (
        "集团部署安全生产\n6月9日，集团董事长戴望舒主持召开专题会议，集团总经理王清扬传达会议精神。\n"
        "董事长结合公司实际，提出两点工作要求：一是各部门迅速开展自查；二是各分公司全面整改。"
    )
    assert {measure.speaker for measure in read_facts(text).measures} == {"戴望舒"}


def test_a_name_may_stand_between_a_body_and_a_title() -> None:
    text = (
        "州水利局召开专题会议\n8月16日，州水利局召开专题会议。\n"
        "会上，州水利局章建国局长对下一阶段工作进行了安排，提出了具体要求。一是要按时完成公示牌设立。"
    )
    facts = read_facts(text)
    assert [person.name for person in facts.people] == ["章建国"]
    assert [measure.speaker for measure in facts.measures] == ["章建国"]


def test_the_letter_before_a_plan_orders_too() -> None:
    text = (
        "关于开展2026年为民办实事工作的通知\n各乡镇，县直各单位：\n"
        "各主办单位要科学安排进度，并将进展情况于每月25日前书面报告县政府。\n"
        "（1）改造老旧小区。\n主办单位：县城投公司，协办单位：县住建局。\n"
        "（2）建设民俗公园。\n主办单位：县住建局，协办单位：凤山镇。"
    )
    assert orders(text) == [
        "各主办单位要科学安排进度，并将进展情况于每月25日前书面报告县政府",
        "改造老旧小区",
        "建设民俗公园",
    ]


def test_dated_aims_are_measures_and_guidance_before_them_is_not() -> None:
    text = (
        "关于印发《南渡市技能人才三年行动方案（2026—2028年）》的通知\n各县区人民政府：\n"
        "南渡市技能人才三年行动方案（2026—2028年）\n一、总体要求\n以高质量发展为主题，健全培养体系。\n"
        "2026年，全市新增高技能人才2000人以上。到2028年，累计新增高技能人才8000人，占比达到35%。\n"
        "——平台建设加快完善。新建实训基地6家，工作室30个。\n"
    )
    found = [row(measure) for measure in read_facts(text).measures]
    assert [(words, due, targets) for words, _, _, due, targets in found] == [
        ("2026年，全市新增高技能人才2000人以上", "2026年", ("2000人",)),
        ("到2028年，累计新增高技能人才8000人，占比达到35%", "到2028年", ("8000人", "35%")),
        ("平台建设加快完善。新建实训基地6家，工作室30个", None, ("6家", "30个")),
    ]


def test_a_notice_of_progress_is_no_plan() -> None:
    text = (
        "全市民生工程实施进度通报\n现将1至7月实施进度通报如下：\n"
        "1、农村道路畅通工程，牵头部门：市交通局。进度较慢的为临江县。\n"
        "2、农村饮水安全工程，牵头部门：市水利局。未完成任务的为临江县。"
    )
    assert orders(text) == []


def test_lines_cut_at_a_count_of_characters_are_joined() -> None:
    text = (
        "会议强调，到2026年底完成规上工业产值3600亿元、培育龙头企业120家，"
        "新增就业岗位15万个；各县区要按照《促进就业若干措施》抓好落实，确保完成任务。"
    )
    cut = "\n".join(text[at : at + 21] for at in range(0, len(text), 21))
    assert restore(cut, extracted=False).text.strip() == text


def test_lost_bytes_are_named_by_their_neighbors() -> None:
    text = "会议强调，要加强组织领导，要落实工作责任，要提高服务质量。\n"
    broken = text.encode().decode("gbk", "replace")
    assert restore(broken, extracted=False).text.count("要") >= 2
