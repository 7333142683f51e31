"""The words that say by when are found as written."""

from __future__ import annotations

import pytest

from changai.reading.deadlines import cell_deadline, is_deadline_cell, last_deadline


@pytest.mark.parametrize(
    ("words", "deadline"),
    [
        ("要在6月底前完成整改", "6月底前"),
        ("2026年12月前建成", "2026年12月前"),
        ("年底前建成职工服务中心", "年底前"),
        ("今年年底前要完成平台建设", "今年年底前"),
        ("8月下旬启动试点工作", "8月下旬"),
        ("元旦前要完成换届", "元旦前"),
        ("每季度末报送进展", "每季度末"),
        ("每月5日前报送进展", "每月5日前"),
        ("到2027年，技能人才总量达到60万人", "到2027年"),
        ("到“十四五”末，占比超过三成", "到“十四五”末"),
        ("力争5年内建成", "5年内"),
        ("第三季度开展评估", "第三季度"),
        ("各街道一周内召开会议", "一周内"),
        ("3个工作日内反馈", "3个工作日内"),
        ("即日起至6月30日开展排查", "即日起至6月30日"),
        ("3月完成摸底，10月底前全面建成", "10月底前"),
        ("全年开展竞赛12场", "全年"),
        ("落实《2026年工作要点》要求", None),
        ("加强组织领导", None),
        ("完成全年目标任务", None),
        ("贯彻5月6日会议精神", None),
    ],
)
def test_the_last_deadline_of_a_duty(words: str, deadline: str | None) -> None:
    assert last_deadline(words) == deadline


@pytest.mark.parametrize(
    ("cell", "deadline"),
    [
        ("持续推进", "持续推进"),
        ("长期坚持", "长期坚持"),
        ("2026年12月", "2026年12月"),
        ("2026.09", "2026.09"),
        ("全年", "全年"),
        ("年底前完成", "年底前"),
        ("立行立改", "立行立改"),
        ("无", None),
        ("", None),
        ("市总工会", None),
    ],
)
def test_cells_also_hold_continuous_duties(cell: str, deadline: str | None) -> None:
    assert cell_deadline(cell) == deadline


def test_a_cell_of_time_is_told_from_a_cell_of_units() -> None:
    assert is_deadline_cell("11月底前")
    assert is_deadline_cell("长期坚持")
    assert not is_deadline_cell("市总工会")
    assert not is_deadline_cell("开展职业技能竞赛12场")


@pytest.mark.parametrize(
    ("words", "deadline"),
    [
        ("2026年春节前兑现欠薪", "2026年春节前"),
        ("本月20日前报送方案", "本月20日前"),
        ("下周五前反馈意见", "下周五前"),
        ("“十五五”期间培训10万人次", "“十五五”期间"),
        ("明年上半年建成", "明年上半年"),
    ],
)
def test_deadlines_counted_from_now(words: str, deadline: str) -> None:
    assert last_deadline(words) == deadline
