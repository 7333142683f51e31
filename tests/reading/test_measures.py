"""Measures are found with their span, doers, deadline, targets and speaker."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.reading.facts import Measure
from changai.reading.kind import document_kind
from changai.reading.measures import find_measures
from tests.reading.measure_samples import NOTHING, REPORTS, Sample, Says


def told(measure: Measure) -> Says:
    return Says(
        measure.text,
        measure.lead,
        measure.cooperating,
        measure.deadline,
        tuple(f"{target.value} {target.unit}".strip() for target in measure.targets),
        measure.speaker,
    )


def plan(text: str) -> list[Says]:
    assert document_kind(text) == "plan"
    return [told(measure) for measure in find_measures(text, kind="plan", names=())]


@pytest.mark.parametrize("sample", REPORTS, ids=lambda sample: sample.name)
def test_reports_yield_each_order_once_with_who_gave_it(sample: Sample) -> None:
    found = find_measures(sample.text, kind=document_kind(sample.text), names=sample.names)
    assert tuple(told(measure) for measure in found) == sample.says


@pytest.mark.parametrize(("name", "text"), NOTHING)
def test_pages_that_order_nothing_yield_nothing(name: str, text: str) -> None:
    assert document_kind(text) == "other", name
    assert find_measures(text, kind=document_kind(text), names=("马一鸣",)) == []


def test_plan_items_end_before_their_units_in_every_style() -> None:
    assert plan(
        """关于进一步提高技术工人待遇的若干措施
为深入贯彻落实上级部署，提高我市技术工人待遇，制定如下措施。
一、健全工资增长机制
（一）推行技能等级薪酬制度。2027年底前国有企业全部建立技能津贴制度。（牵头单位：市国资委；责任单位：市人社局、市总工会）
（二）开展集体协商。规模以上企业集体合同签订率保持在90%以上。（市总工会牵头，市人社局、市工商联配合）
二、优化服务保障
（三）办好实事。全年组织技术工人疗休养1500人次，新建职工服务驿站30个。
牵头单位：市总工会
配合单位：市财政局、市卫生健康委等
完成时限：2026年11月底前
（四）拓宽发展通道。由市教育局会同市人社局负责，每年选送200名一线职工接受学历教育。
三、强化组织实施
（五）加强督促检查。各县区要于每季度末报送进展情况。（各县区人民政府）
本措施自2026年5月1日起施行，有效期3年。
清岭市人民政府办公室
2026年4月20日
"""
    ) == [
        Says(
            "推行技能等级薪酬制度。2027年底前国有企业全部建立技能津贴制度",
            ("市国资委",),
            ("市人社局", "市总工会"),
            "2027年底前",
        ),
        Says(
            "开展集体协商。规模以上企业集体合同签订率保持在90%以上",
            ("市总工会",),
            ("市人社局", "市工商联"),
            targets=("90 %",),
        ),
        Says(
            "办好实事。全年组织技术工人疗休养1500人次，新建职工服务驿站30个",
            ("市总工会",),
            ("市财政局", "市卫生健康委"),
            "2026年11月底前",
            ("1500 人次", "30 个"),
        ),
        Says(
            "拓宽发展通道。由市教育局会同市人社局负责，每年选送200名一线职工接受学历教育",
            ("市教育局",),
            ("市人社局",),
            targets=("200 名",),
        ),
        Says(
            "加强督促检查。各县区要于每季度末报送进展情况",
            ("各县区人民政府",),
            deadline="每季度末",
        ),
    ]


def test_plan_on_one_line_is_cut_at_its_numbers() -> None:
    found = plan(
        "关于支持工匠成长的若干意见。为支持工匠成长，提出以下意见。"
        "1.对新认定的市级工匠，给予每人5000元奖励。责任单位：市总工会、市财政局。"
        "2.建立工匠学院3所，年培训不少于600人次。责任单位：市教育局。"
    )
    assert [says.lead for says in found] == [("市总工会", "市财政局"), ("市教育局",)]
    assert found[1].text == "建立工匠学院3所，年培训不少于600人次"
    assert found[1].targets == ("3 所", "600 人次")


def test_notice_with_ordinals_and_a_filing_duty() -> None:
    found = plan(
        """市产改办关于印发《2026年产改宣传工作安排》的通知
各县（市、区）总工会，各产业工会：
现将《2026年产改宣传工作安排》印发给你们，请结合实际认真贯彻执行。
请各单位于3月25日前将联络员名单报送市产改办。
一是抓好主流媒体宣传。刊发稿件不少于50篇。（责任部门：宣教部）
二是选树先进典型。5月前评选“十大工匠”10名。（责任部门：经济部，宣教部配合）
"""
    )
    assert [(says.text, says.lead, says.cooperating, says.deadline) for says in found] == [
        ("请各单位于3月25日前将联络员名单报送市产改办", ("各单位",), (), "3月25日前"),
        ("抓好主流媒体宣传。刊发稿件不少于50篇", ("宣教部",), (), None),
        ("选树先进典型。5月前评选“十大工匠”10名", ("经济部",), ("宣教部",), "5月前"),
    ]


ROWS = [
    Says(
        "培育县级示范企业15家，建成职工书屋20个",
        ("县总工会",),
        ("县工信局", "县财政局"),
        "9月底前",
        ("15 家", "20 个"),
    ),
    Says("组织职业技能培训3000人次", ("县人社局",), (), "全年", ("3000 人次",)),
    Says("健全职工代表大会制度", ("各乡镇（街道）",), ("县总工会",), "持续推进"),
]
HEADS = ("序号", "工作任务", "牵头单位", "配合单位", "完成时限")
CELLS = (
    ("1", "培育县级示范企业15家，建成职工书屋20个", "县总工会", "县工信局、县财政局", "9月底前"),
    ("2", "组织职业技能培训3000人次", "县人社局", "无", "全年"),
    ("3", "健全职工代表大会制度", "各乡镇（街道）", "县总工会", "持续推进"),
)


@pytest.mark.parametrize(
    ("cell", "row"),
    [("\t", "\n"), ("\n", "\n"), (" ", "\n"), (" ", " "), ("  ", "\n"), (" | ", "\n")],
    ids=["tabs", "a line per cell", "spaces", "one line", "two spaces", "bars"],
)
def test_tables_read_the_same_however_they_were_flattened(cell: str, row: str) -> None:
    title = "青石县2026年产改重点任务分解表\n"
    assert plan(title + row.join(cell.join(cells) for cells in (HEADS, *CELLS))) == ROWS


def test_table_without_numbers_and_with_a_wider_heading() -> None:
    found = plan(
        "任务 牵头单位 配合单位 时限\n"
        "编制技能人才需求目录 市人社局 市工信局、市发改委 5月底前\n"
        "落实技术工人住房保障政策 市住建局 各县区 持续推进\n"
    )
    assert [(says.lead, says.cooperating, says.deadline) for says in found] == [
        (("市人社局",), ("市工信局", "市发改委"), "5月底前"),
        (("市住建局",), ("各县区",), "持续推进"),
    ]


def test_instruction_in_one_long_sentence_is_one_measure() -> None:
    text = (
        "丁绍文对产改工作作出批示\n省产改现场推进会7月2日召开。省委副书记丁绍文作出批示。"
        "批示指出，产改是基础工程。要坚持以上级精神为指导，聚焦关键领域持续攻坚，"
        "拓宽技能人才成长通道，为全省高质量发展奠定坚实基础。"
    )
    (only,) = find_measures(text, kind=document_kind(text), names=("丁绍文",))
    assert only.speaker == "丁绍文"
    assert only.text.startswith("要坚持")
    assert only.text.endswith("奠定坚实基础")


def test_speaker_is_read_from_the_lead_in_when_nobody_named_the_people() -> None:
    text = "全县安全生产会议召开\n5月6日，会议召开。县长江一舟强调，要压实各方责任，限期完成整改。"
    (only,) = find_measures(text, kind="meeting", names=())
    assert (only.speaker, only.text) == ("江一舟", "要压实各方责任，限期完成整改")


def test_subjects_without_a_modal_hopes_and_reasons_before_an_order() -> None:
    text = (
        "石桥镇召开产改工作调度会\n会议要求，镇产改巡查队、各村包保干部严格按照方案开展走访；"
        "各村提前摸清底数。副镇长江一舟强调：一是汛期将至，要做好职工防汛培训；"
        "二是任务很重，希望各企业积极配合。"
    )
    found = find_measures(text, kind="meeting", names=("江一舟",))
    assert [(one.text, one.lead, one.speaker) for one in found] == [
        (
            "镇产改巡查队、各村包保干部严格按照方案开展走访",
            ("镇产改巡查队", "各村包保干部"),
            "会议",
        ),
        ("各村提前摸清底数", ("各村",), "会议"),
        ("要做好职工防汛培训", (), "江一舟"),
        ("各企业积极配合", ("各企业",), "江一舟"),
    ]


def test_a_section_may_begin_its_numbers_again_and_cells_may_wrap() -> None:
    found = plan(
        "某市任务表\n序号\n工作任务\n牵头单位\n配合单位\n完成时限\n"
        "1\n组织技能提升培训，\n全年培训3万人次\n市人社局\n市总工会、市\n教育局\n12月底前\n"
        "二、关心关爱\n1\n新建职工书屋10个\n市总工会\n9月底前\n"
    )
    assert [(says.lead, says.cooperating, says.deadline) for says in found] == [
        (("市人社局",), ("市总工会", "市教育局"), "12月底前"),
        (("市总工会",), (), "9月底前"),
    ]


def test_attitudes_results_and_promises_are_no_measures() -> None:
    text = (
        "全县产改会议召开\n县长江一舟指出，一年来全县建成驿站30个，取得了明显成效。"
        "要充分认识产改的重大意义，切实增强责任感。与会人员纷纷表示，要认真抓好落实。"
    )
    assert find_measures(text, kind="meeting", names=("江一舟",)) == []


_WORDS = st.sampled_from(
    [
        "要",
        "会议强调，",
        "一是",
        "二是",
        "（一）",
        "1.",
        "2.",
        "3.",
        "。",
        "；",
        "，",
        "：",
        "“",
        "”",
        "（",
        "）",
        "《",
        "》",
        "\n",
        "\t",
        "各部门",
        "市总工会",
        "牵头",
        "配合",
        "加强",
        "推进",
        "落实",
        "（牵头单位：市人社局）",
        "责任单位：",
        "6月底前",
        "年底前要",
        "不少于",
        "30",
        "%",
        "场",
        "人次",
        ",",
        ";",
        ":",
        "序号",
        "工作任务",
        "完成时限",
        "给予",
        "元",
        "以上",
        "取得了成效",
        "李强",
        "指出",
        "要求",
        "希望大家",
        "由",
        "会同",
        "负责",
        "首先，",
        "其次，",
        "、",
        "|",
        "\\r\\n",
    ]
)


@given(st.lists(_WORDS, max_size=60), st.sampled_from(["meeting", "plan", "other"]))
def test_every_span_is_a_slice_of_the_text_and_none_overlap(words: list[str], kind: str) -> None:
    text = "".join(words)
    end = 0
    for measure in find_measures(text, kind=kind, names=("李强",)):
        assert text[slice(*measure.span)] == measure.text
        assert measure.span[0] >= end
        assert measure.text.strip() == measure.text != ""
        end = measure.span[1]
    assert document_kind(text) in {"meeting", "plan", "other"}


@pytest.mark.parametrize(
    "unit",
    [
        "要",
        "，",
        "“",
        "（",
        "9",
        "1.",
        "一、",
        "各",
        "市县区委办局、",
        "（牵头单位：",
        "会议强调，",
        "序号 任务 ",
        "1\t",
        "对企业给予1元，",
        "希望各",
        "由市局",
        "2025年",
        "不少于",
        "加强推进",
        " ",
        "《",
        "牵头单位和责任单位",
    ],
)
def test_hostile_repetition_is_read_in_time(unit: str) -> None:
    body = (unit * 25_000)[:25_000]
    text = f"全市推进会召开\n会议强调，要{body}要。\n1.要{body}。（牵头单位：市总工会）"
    began = time.process_time()  # the machine may be shared
    kind = document_kind(text)
    find_measures(text, kind=kind, names=("李强",))
    find_measures(text, kind="plan", names=())
    assert time.process_time() - began < 2.0
