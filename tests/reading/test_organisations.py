"""Bodies that act; every name is invented."""

import pytest

from changai.reading.bodies import is_named_body, split_list
from changai.reading.facts import Measure
from changai.reading.organisations import find_organisations, find_voices
from changai.reading.people import find_mentions


def read(text, kind="meeting", measures=()):
    voices = find_voices(text, find_mentions(text)) if kind == "meeting" else []
    return set(find_organisations(text, kind=kind, measures=measures, voices=voices))


SAMPLES = [
    ("会上，市产改办、市人社局、临港街道、瑞丰纺织、捷安物流先后作了经验介绍。",
     {"市产改办", "市人社局", "临港街道", "瑞丰纺织", "捷安物流"}),
    ("县发改局主要负责人通报了上半年情况，县财政局就资金安排作了说明。", {"县发改局", "县财政局"}),
    ("市人力资源和社会保障局、市林业和园林局等牵头部门汇报了工作进展情况。",
     {"市人力资源和社会保障局", "市林业和园林局"}),
    ("省教育厅、省商务厅和云岭省政府、海川省政府主要负责同志在会上发言。",
     {"省教育厅", "省商务厅", "云岭省政府", "海川省政府"}),
    ("会议听取了市安委办、市消防支队关于冬季防火工作的汇报。", {"市安委办", "市消防支队"}),
    ("4月2日，澄湖市总工会召开产改座谈会。", {"澄湖市总工会"}),
    ("活动由市总工会、市工商联联合主办。", {"市总工会", "市工商联"}),
    ("青禾大学等6家单位作了交流发言。", {"青禾大学"}),
    ("我市召开推进会，各县区、有关部门负责人作表态发言。", set()),
    ("四个村党总支书记作表态发言，全体参会人员分组讨论。", set()),
    ("市总工会主席施秀兰作了总结。", set()),
    ("会议传达了上级精神，通报了情况，部署了下一步工作。", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAMPLES)
def test_bodies_that_convene_speak_or_report_are_found(text, expected):
    assert read(text) == expected


def test_named_units_of_a_measure_are_given_a_task_and_groups_are_not():
    measure = Measure(
        text="x", span=(0, 1), lead=("市工信局", "各镇（街道）"), cooperating=("供销社", "有关单位")
    )
    assert read("要抓紧办理。", measures=[measure]) == {"市工信局", "供销社"}


def test_the_host_lines_of_a_plan_name_bodies():
    text = (
        "2031年职工运动会实施方案\n一、主办单位\n澄湖市总工会 澄湖市体育局\n"
        "二、承办单位：松溪县总工会、松溪县职业中学\n三、时间\n5月1日\n"
    )
    assert read(text, kind="plan") == {
        "澄湖市总工会",
        "澄湖市体育局",
        "松溪县总工会",
        "松溪县职业中学",
    }


def test_who_issues_the_paper_is_read_from_the_opening():
    text = (
        "关于技能培训的意见\n近日，澄湖市委办公室、澄湖市政府办公室印发了《关于技能培训的意见》。"
    )
    assert read(text, kind="plan") == {"澄湖市委办公室", "澄湖市政府办公室"}


@pytest.mark.parametrize(
    "name", ["各县区", "有关部门", "规上企业", "三家单位", "全市上下", "与会人员"]
)
def test_groups_are_no_bodies(name):
    assert not is_named_body(name)


def test_a_list_is_split_but_not_inside_a_name():
    assert split_list("市发展和改革委员会、市水利局和青禾大学") == [
        "市发展和改革委员会",
        "市水利局",
        "青禾大学",
    ]
