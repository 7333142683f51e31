"""Cited documents; every title is invented."""

import pytest

from changai.reading.citations import find_documents

SAMPLES = [
    ("会议审议通过了《澄湖市技能提升三年行动方案》。", ("澄湖市技能提升三年行动方案",)),
    ("要严格依照《关于深化产改的意见》《2031年工作要点及责任分工》要求抓好落实。",
     ("关于深化产改的意见", "2031年工作要点及责任分工")),
    ("随后宣读了《关于表彰先进集体的决定》。", ("关于表彰先进集体的决定",)),
    ("副局长作题为《凝心聚力 再上台阶》的工作报告。", ("凝心聚力 再上台阶",)),
    ("《河湖日报》记者报道，晚会演出了小品《王大嫂进城》，职工合唱《咱们有力量》。", ()),
    ("观看了警示教育片《失控的权力》。", ()),
    ("教授作《产改之路》专题辅导报告。", ()),
    ("印发《职业技能竞赛管理办法》（以下简称《办法》），《办法》明确了奖项。",
     ("职业技能竞赛管理办法",)),
    ("集中学习了《中华人民共和国工会法》。", ("中华人民共和国工会法",)),
    ("按照《澄湖市工匠评选办法（试行）》执行。", ("澄湖市工匠评选办法（试行）",)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAMPLES)
def test_documents_that_are_used_are_cited_and_works_and_papers_are_not(text, expected):
    assert find_documents(text, kind="meeting") == expected


def test_a_text_that_is_neither_meeting_nor_plan_cites_nothing():
    assert find_documents("审议通过了《工作方案》和《考核办法（修订）》。", kind="other") == ()
