"""Shapes, words of a cell and headings, without a database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.tasks.rules import plan_faults, plan_tables, plan_words, plans

Operator, Quota, RowFacts = plans.Operator, plans.Quota, plans.RowFacts
Stage, Target = plans.Stage, plans.Target

TODAY = date(2026, 3, 2)
HAN = st.text("产业工人队伍建设改革新增培训机制试点企业占比高技能人才的（）、：", max_size=12)
UNITS = st.sampled_from(["", "家", "人次", "万元", "%", "个百分点", "项"])
VALUES = st.decimals(min_value=0, max_value=10**9, places=2).map(
    lambda value: Decimal(plans.plain(value))
)


def targets():
    counted = st.builds(
        Target,
        operator=st.sampled_from([one.value for one in Operator if one.has_value]),
        value=VALUES,
        unit=UNITS,
        what=HAN.map(str.strip),
        base_year=st.none() | st.integers(2000, 2099),
    )
    bare = st.builds(
        lambda operator, what: Target(operator.value, *plans.IMPLIED[operator], what),
        st.sampled_from(list(plans.IMPLIED)),
        HAN.map(str.strip),
    )
    return counted | bare


@given(st.lists(targets(), max_size=4))
def test_targets_come_back_from_a_cell_as_they_were(given_targets):
    cell = plan_words.write_targets(given_targets)
    assert plan_words.read_targets(cell) == tuple(given_targets)


@given(st.lists(targets(), max_size=4))
def test_what_the_database_keeps_is_what_was_said(given_targets):
    stored = [plans.target_json(one) for one in given_targets]
    assert [plans.read_target(one) for one in stored] == given_targets


@pytest.mark.parametrize(
    ("words", "target"),
    [
        (">= 300 场 宣讲", Target(">=", Decimal(300), "场", "宣讲")),
        ("不少于1,200家：试点", Target(">=", Decimal(1200), "家", "试点")),
        ("10个左右 工作室", Target("~", Decimal(10), "个", "工作室")),
        ("30家以上", Target(">=", Decimal(30), "家")),
        ("占比达到35%：高技能人才", Target("share", Decimal(35), "%", "高技能人才")),
        ("全覆盖：开发区", Target("all", Decimal(100), "%", "开发区")),
        ("=100 % 复核率", Target("=", Decimal(100), "%", "复核率")),
    ],
)
def test_targets_as_offices_write_them(words, target):
    assert plan_words.read_targets(words) == (target,)


def test_words_without_a_figure_are_kept_as_done_or_not():
    (target,) = plan_words.read_targets("形成可复制推广的经验")
    assert (target.operator, target.what) == ("yes", "形成可复制推广的经验")


def test_quotas_are_read_for_one_target_or_several():
    assert plan_words.read_quotas("苏州市=90；无锡市=1,075") == (
        {0: [("苏州市", "90"), ("无锡市", "1,075")]},
        [],
    )
    several, bad = plan_words.read_quotas("目标1：市级=30\n目标2：县级=15；三家")
    assert several == {0: [("市级", "30")], 1: [("县级", "15")]}
    assert bad == ["三家"]


def test_a_stage_with_a_day_no_calendar_has_keeps_its_words():
    assert plan_words.read_stages("2026-02-30 总结\n2026-06-30 中期\n") == (
        Stage("2026-02-30 总结"),
        Stage("中期", date(2026, 6, 30)),
    )


COUNT = Target(">=", Decimal(20), "家", "试点")


@pytest.mark.parametrize(
    ("words", "targets", "kind", "shape"),
    [
        ("健全薪酬分配机制", (), "", "mechanism"),
        ("新增试点企业20家", (COUNT,), "year_end", "count"),
        ("占比达到三成", (Target("share", Decimal(30), "%"),), "", "share"),
        ("分级新增试点", (Target(">=", Decimal(9), quotas=(Quota(Decimal(3), 1),)),), "", "quota"),
        ("发放培训补贴", (Target(">=", Decimal(300), "万元"),), "", "money"),
        ("举办技能大赛", (), "month", "event"),
        ("常态化走访企业", (), "continuous", "continuous"),
        ("复核2024年命名的示范单位", (), "", "renewal"),
        ("延续实施稳岗返还政策", (), "window", "policy_window"),
    ],
)
def test_the_shape_is_guessed_from_what_the_row_says(words, targets, kind, shape):
    assert plans.guess_shape(words, targets=targets, deadline_kind=kind) == shape


def test_differences_name_the_fields_and_leave_out_the_number():
    before = RowFacts(title="甲", number="1", targets=(COUNT,))
    after = before.with_changes(number="2", due_on=TODAY)
    assert plans.differences(before, after) == {"due_on": (None, "2026-03-02")}
    assert plans.read_facts(plans.facts_json(after)) == after


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (RowFacts(title="甲", shape="count", leads=(1, 2)), "leads"),
        (RowFacts(title="甲", shape="count", leads=(1,), joint=True), "leads"),
        (RowFacts(title="甲", shape="x"), "shape"),
        (RowFacts(title="甲", shape="count", axes=("x",)), "axes"),
        (RowFacts(title="长" * 601, shape="count"), "title"),
        (RowFacts(title="甲", shape="count", targets=(Target(">=", Decimal(-1)),)), "targets"),
        (RowFacts(title="甲", shape="count", targets=(Target("?", Decimal(1)),)), "targets"),
        (
            RowFacts(title="甲", shape="count", targets=(Target(">=", Decimal(1), "家", "a；b"),)),
            "targets",
        ),
        (
            RowFacts(
                title="甲",
                shape="count",
                due_on=TODAY,
                stages=(Stage("后", date(2027, 1, 1)),),
            ),
            "stages",
        ),
    ],
)
def test_what_cannot_be_kept_is_named_by_field(facts, field):
    faults = plan_faults.shape_faults(facts, shapes={"count"}, axes=set())
    assert [one.field for one in faults] == [field]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("序号", "number"),
        ("重点任务", "title"),
        ("工作任务", "title"),
        ("牵头单位", "leads"),
        ("责任单位", "leads"),
        ("责 任 部 门", "leads"),
        ("配合单位", "cooperating"),
        ("完成时限", "deadline_words"),
        ("时间节点", "deadline_words"),
        ("年度目标", "targets"),
        ("责任领导", "leader_name"),
        ("责任人", "responsible_name"),
        ("成果形式", "deliverable_form"),
        ("考核办法", "assessment_rule"),
        ("具体措施", "stages"),
        ("分级指标", "quotas"),
        ("类别", "section"),
        ("天气", ""),
    ],
)
def test_a_heading_is_recognized(heading, field):
    assert plan_tables.field_of(heading) == field


def test_every_column_that_is_exported_is_recognized_by_its_own_heading():
    for name in (*plan_tables.EXPORT_ORDER, *plan_tables.PAPER_ORDER):
        assert plan_tables.field_of(plan_tables.COLUMN_WORDS[name]) == name


def test_measures_are_the_task_where_no_column_is():
    assert plan_tables.proposed_columns(["序号", "具体措施", "责任单位"])[1] == "title"


def test_labelled_lines_come_back():
    fields = {"stages": "2026-04-30 方案\n中期", "axes": "思想引领"}
    assert plan_tables.labelled(plan_tables.write_labelled(fields)) == fields


def test_names_are_told_apart_outside_brackets():
    named = plan_tables.read_names("省工会（甲、乙）、省财政厅（2026-05-31），各市等")
    assert [(one.name, one.extras) for one in named] == [
        ("省工会", ("甲、乙",)),
        ("省财政厅", ("2026-05-31",)),
        ("各市", ()),
    ]
