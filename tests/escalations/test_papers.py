"""The papers of supervision say what the task says, each figure with where it came from."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from changai.escalations import queries, services
from changai.papers.rules import Table, facts_of, kind_of, plain
from changai.tasks.models import Duty, Task
from changai.tasks.rules import State
from changai.tasks.services import TargetDraft
from tests.conftest import NOON, TODAY
from tests.escalations.factories import confirm, make_late_task, send
from tests.tasks.factories import make_task

LATER_NOON = NOON + timedelta(days=10)


def words_of(sheet):
    return "".join(plain(one.words) for one in sheet.blocks if not isinstance(one, Table))


def tables_of(sheet):
    return [
        [[plain(cell) for cell in row] for row in one.rows]
        for one in sheet.blocks
        if isinstance(one, Table)
    ]


def fact(sheet, key):
    return next(one for one in facts_of(sheet) if one.key == key)


def compose(kind, thing, cast, at=NOON):
    return kind_of(kind).compose(thing.pk, cast.clerk, at)


class TestSlip:
    def test_it_names_matter_cause_date_and_the_three_values(self, cast, task):
        task.targets.update(said_value=86, verified_value=61)
        sheet = compose("BLUE_SLIP", confirm(task, cast.clerk), cast)

        words = words_of(sheet)
        assert sheet.title == "蓝色督办单"
        assert sheet.addressees == "省技能厅"
        assert "年内培养高技能人才一万人。" in words
        assert "完成时限为2026年2月27日" in words
        assert "已超期3天（首次超期日2026年2月28日）" in words
        assert "不少于100家；填报数86家，核实数61家，公布数尚无" in words
        assert "请于2026年3月9日前整改并书面答复" in words
        assert fact(sheet, f"task:{task.pk}:days_late").url == f"/tasks/{task.pk}/"

    def test_what_nobody_verified_is_none_and_not_nought(self, cast, task):
        sheet = compose("BLUE_SLIP", confirm(task, cast.clerk), cast)

        assert "填报数尚无，核实数尚无" in words_of(sheet)

    def test_a_slip_behind_its_trajectory_names_the_day(self, cast):
        task = make_task(cast, State.IN_PROGRESS)
        Task.objects.filter(pk=task.pk).update(behind_on=TODAY - timedelta(days=2))
        sheet = compose("BLUE_SLIP", confirm(task, cast.clerk), cast)

        assert "自2026年2月28日起落后于进度" in words_of(sheet)

    def test_an_unsigned_task_is_chased_with_the_day_it_was_assigned(self, cast):
        task = make_task(cast, State.ASSIGNED)
        Task.objects.filter(pk=task.pk).update(assigned_on=TODAY - timedelta(days=12))
        sheet = compose("CHASING_NOTICE", confirm(task, cast.clerk, "CHASING_NOTICE"), cast)

        assert sheet.title == "催办通知单"
        assert "于2026年2月18日交办" in words_of(sheet)
        assert "仍未签收" in words_of(sheet)

    def test_a_higher_slip_names_the_lower_one_by_its_number(self, cast, task):
        blue = send(confirm(task, cast.clerk), cast)
        yellow = confirm(
            task, cast.clerk, "YELLOW_SLIP", until_on=TODAY + timedelta(days=15), at=LATER_NOON
        )
        sheet = compose("YELLOW_SLIP", yellow, cast, LATER_NOON)

        number = fact(sheet, f"slip:{blue.pk}:number").text
        assert "产改督〔2026〕1号" in number
        assert "2026年3月9日前整改，至今未解除" in words_of(sheet)

    def test_a_reason_for_starting_higher_is_said(self, cast, task):
        slip = confirm(task, cast.clerk, "RED_SLIP", started_higher="省领导批示件")

        assert "理由：省领导批示件" in words_of(compose("RED_SLIP", slip, cast))

    def test_who_gets_it_and_who_issues_it(self, cast, task):
        slip, kind = confirm(task, cast.clerk), kind_of("BLUE_SLIP")

        assert kind.issuer(slip.pk) == cast.office.pk
        assert kind.recipients(slip.pk) == [cast.department.pk]
        assert kind.may_issue(slip.pk, cast.clerk, NOON)
        assert not kind.may_issue(slip.pk, cast.lead, NOON)
        assert not kind.may_see(slip.pk, cast.lead, NOON)
        assert not kind.may_see(slip.pk, cast.cooperator, NOON)
        services.withdraw_slip(slip=slip, reason="误发", by=cast.clerk, at=NOON)
        assert not kind.may_issue(slip.pk, cast.clerk, NOON)


class TestAssignmentNotice:
    def test_it_names_source_dates_target_and_who_cooperates(self, cast):
        target = TargetDraft(Decimal(150), "个", "≥", what="新增工作室")
        task = make_task(cast, State.ASSIGNED, targets=(target,), deliverable_form="实施方案")
        Duty.objects.create(
            task=task, unit=cast.helper, words="保障经费", due_on=TODAY + timedelta(days=30)
        )

        sheet = compose("ASSIGNMENT_NOTICE", task, cast)

        words = words_of(sheet)
        assert "根据全省推进会讲话第三部分“年内培养高技能人才一万人。”，现将任务" in words
        assert "完成时限：2026年5月1日。签收时限：2026年3月4日" in words
        assert "工作目标：新增工作室不少于150个" in words
        assert "成果形式：实施方案" in words
        assert tables_of(sheet) == [[["省财务厅", "保障经费", "2026年4月1日"]]]
        assert sheet.copies_to == "省财务厅"

    def test_it_goes_to_the_lead_and_the_cooperating_units(self, cast):
        task, kind = make_task(cast, State.ASSIGNED), kind_of("ASSIGNMENT_NOTICE")
        Duty.objects.create(task=task, unit=cast.helper)

        assert kind.recipients(task.pk) == [cast.department.pk, cast.helper.pk]
        assert kind.may_issue(task.pk, cast.clerk, NOON)
        assert not kind.may_issue(task.pk, cast.lead, NOON)
        assert kind.may_see(task.pk, cast.lead, NOON)
        assert not kind.may_see(task.pk, cast.cooperator, NOON)


@pytest.fixture
def made_up(cast):
    task = make_task(cast, State.DONE, due_on=TODAY)
    Task.objects.filter(pk=task.pk).update(first_late_on=TODAY - timedelta(days=3))
    return task


def digest(cast, kind, *tasks, **fields):
    made = services.make_digest(
        kind=kind, unit=cast.office, title="一季度产改任务推进情况", by=cast.clerk, at=NOON,
        from_on=TODAY - timedelta(days=60), to_on=TODAY + timedelta(days=5), **fields,
    )  # fmt: skip
    return services.change_digest(
        digest=made, title=made.title, from_on=made.from_on, to_on=made.to_on, by=cast.clerk,
        lead_words=made.lead_words, task_ids=[task.pk for task in tasks], at=NOON,
    )  # fmt: skip


class TestDigests:
    def test_a_circular_names_laggards_by_unit_and_item_number_with_facts(self, cast, task):
        Duty.objects.create(task=task, unit=cast.helper, due_on=TODAY - timedelta(days=1))
        sheet = compose("CIRCULAR", digest(cast, "CIRCULAR", task), cast)

        assert tables_of(sheet) == [
            [["省技能厅", "—", "培养高技能人才", "2026年2月27日",
              "已超期3天；在等配合单位：省财务厅"]]
        ]  # fmt: skip

    def test_late_and_made_up_late_are_two_numbers(self, cast, task, made_up):
        on_time = make_task(cast, State.DONE, due_on=TODAY)
        sheet = compose("BRIEFING", digest(cast, "BRIEFING"), cast)

        words = words_of(sheet)
        assert "任务共3项" in words
        assert "按期1项，超期后补办1项；现超期1项" in words
        assert "期内到期3项，其中按期办结1项，按期办结率33.3%" in words
        assert tables_of(sheet)[0] == [["省技能厅", "3", "2", "1", "1", "1", "0"]]
        assert on_time.state == "DONE"

    def test_said_verified_and_published_stand_apart_and_the_ratio_is_of_sums(self, cast):
        for said, verified in ((90, 90), (40, 10)):
            one = make_late_task(cast)
            one.targets.update(said_value=said, verified_value=verified)
        make_late_task(cast)

        sheet = compose("BRIEFING", digest(cast, "BRIEFING"), cast)

        assert tables_of(sheet)[1] == [["试点企业", "300家", "130家", "100家", "无", "33.3%"]]

    def test_a_special_report_lists_problems_and_the_words_typed(self, cast, task):
        made = digest(cast, "SPECIAL_REPORT", task, lead_words="建议约谈。\n建议调度。")
        sheet = compose("SPECIAL_REPORT", made, cast)

        words = words_of(sheet)
        assert "省技能厅牵头的任务“培养高技能人才”" in words
        assert "超期3天" in words
        assert "建议约谈。建议调度。" in words
        assert kind_of("SPECIAL_REPORT").recipients(made.pk) == []

    def test_a_period_without_a_due_task_has_no_ratio(self, cast):
        sheet = compose("BRIEFING", digest(cast, "BRIEFING"), cast)

        assert "按期办结率无" in words_of(sheet)
        assert "期内任务没有数量指标" in words_of(sheet)

    def test_every_figure_is_a_fact_once_and_chinese_for_everybody(self, cast, task, made_up):
        made = digest(cast, "BRIEFING", task)
        with translation.override("en"):
            sheet = compose("BRIEFING", made, cast)

        keys = [one.key for one in facts_of(sheet)]
        assert len(keys) == len(set(keys))
        assert "超期3天" in str(tables_of(sheet))

    def test_only_tasks_of_the_unit_and_period_are_named(self, cast, task):
        other = make_late_task(cast)
        Task.objects.filter(pk=other.pk).update(assigned_on=TODAY + timedelta(days=30))

        with pytest.raises(services.NothingChosen):
            digest(cast, "CIRCULAR", other)

    def test_who_sees_and_writes_a_digest(self, cast, task):
        made = digest(cast, "CIRCULAR", task)

        def sees(who):
            return queries.visible_digests(user=cast.people[who], today=TODAY).exists()

        assert sees("clerk")
        assert sees("supervisor")
        for other in ("lead", "cooperator", "city_clerk", "stranger", "auditor"):
            assert not sees(other)
        with pytest.raises(services.NotAllowed):
            services.make_digest(
                kind="CIRCULAR", unit=cast.office, title="x", by=cast.lead, at=NOON,
                from_on=TODAY, to_on=TODAY,
            )  # fmt: skip
        assert kind_of("CIRCULAR").recipients(made.pk) == [cast.department.pk]
