"""A person confirms, dismisses, answers and lifts; everybody else is refused aloud."""

from datetime import timedelta

import pytest

from changai.audit.models import Entry
from changai.escalations import queries, services
from changai.escalations.models import Slip
from changai.escalations.rules import Cause, Level
from changai.notices.models import Notice
from changai.papers.models import Paper
from changai.tasks import services as tasks
from changai.tasks.models import Duty, Task
from tests.conftest import NOON, TODAY
from tests.escalations.factories import UNTIL, confirm, make_late_task, paper_of, send

LATER = TODAY + timedelta(days=10)
LATER_NOON = NOON + timedelta(days=10)


def row_of(task, today=TODAY):
    [row] = queries.matter_rows(
        Task.objects.filter(pk=task.pk).select_related("lead", "assigner", "row"), today=today
    )
    return row


def proposed(user, today=TODAY):
    return [(row.task.pk, row.proposal.level) for row in queries.proposals(user=user, today=today)]


class TestProposals:
    def test_a_late_task_is_proposed_to_its_assigner_only(self, cast, task):
        assert proposed(cast.clerk) == [(task.pk, Level.BLUE_SLIP)]
        for other in ("lead", "cooperator", "city_clerk", "stranger", "supervisor"):
            assert proposed(cast.people[other]) == []

    def test_a_cooperating_unit_that_owes_its_duty_is_named_and_the_lead_spared(self, cast, task):
        Duty.objects.create(task=task, unit=cast.helper, due_on=TODAY - timedelta(days=1))

        row = row_of(task)

        assert row.proposal.level is None
        assert row.proposal.cause is Cause.WAITING_UNIT
        assert row.waits_for == ("省财务厅",)

    def test_a_stopped_clock_is_named_and_the_lead_spared(self, cast, task):
        later = task.due_on + timedelta(days=60)
        Task.objects.filter(pk=task.pk).update(due_on=later, first_late_on=None)
        tasks.stop_clock(
            task=Task.objects.get(pk=task.pk), cause="OTHER_UNIT", words="等论证", by=cast.clerk,
            at=NOON, waiting_for=cast.helper,
        )  # fmt: skip
        Task.objects.filter(pk=task.pk).update(poor_quality=True)

        row = row_of(task)

        assert row.proposal.cause is Cause.CLOCK_STOPPED
        assert row.waits_for == ("省财务厅",)

    def test_an_extension_asked_in_time_waits_for_the_assigner(self, cast, task):
        task.extensions.create(
            asked_by=cast.lead, asked_at=NOON, asked_on=TODAY, asked_late=False,
            wanted_on=LATER, reason="等数据",
        )  # fmt: skip

        assert row_of(task).proposal.cause is Cause.EXTENSION

    def test_many_matters_cost_as_many_queries_as_one(
        self, cast, task, django_assert_max_num_queries
    ):
        for _ in range(6):
            make_late_task(cast)
        proposed(cast.clerk)

        with django_assert_max_num_queries(9):
            assert len(proposed(cast.clerk)) == 7


class TestConfirm:
    def test_it_makes_a_slip_with_its_cause_and_the_draft_of_its_paper(self, cast, task):
        slip = confirm(task, cast.clerk)

        assert (slip.level, slip.cause, slip.cause_on) == ("BLUE_SLIP", "overdue", task.due_on)
        assert (slip.unit, slip.to_unit) == (cast.office, cast.department)
        assert paper_of(slip).state == Paper.State.DRAFT
        assert Entry.objects.filter(action="slip.confirmed", object_id=slip.pk).count() == 1

    def test_nobody_else_confirms(self, cast, task):
        for other in ("lead", "cooperator", "supervisor", "city_clerk", "stranger"):
            with pytest.raises(services.NotAllowed):
                confirm(task, cast.people[other])
        assert not Slip.objects.exists()

    def test_a_higher_slip_first_needs_a_reason(self, cast, task):
        with pytest.raises(services.ReasonMissing, match="逐级"):
            confirm(task, cast.clerk, "RED_SLIP")

        slip = confirm(task, cast.clerk, "RED_SLIP", started_higher="省领导批示件")

        assert slip.started_higher == "省领导批示件"

    def test_one_matter_one_slip(self, cast, task):
        confirm(task, cast.clerk)

        with pytest.raises(services.NotNow, match="已有督办单"):
            confirm(task, cast.clerk)

    def test_the_next_rung_comes_after_the_lower_failed(self, cast, task):
        blue = send(confirm(task, cast.clerk), cast)

        with pytest.raises(services.NotNow):
            confirm(task, cast.clerk, "YELLOW_SLIP", until_on=LATER)
        yellow = confirm(
            task, cast.clerk, "YELLOW_SLIP", until_on=LATER + timedelta(days=5), at=LATER_NOON
        )

        assert yellow.earlier == blue
        assert yellow.started_higher == ""

    def test_a_slip_that_was_never_sent_has_not_failed(self, cast, task):
        confirm(task, cast.clerk)

        assert row_of(task, LATER).proposal.cause is Cause.SLIP_RUNS

    def test_a_slip_needs_a_day_that_has_not_passed(self, cast, task):
        for until in (None, TODAY - timedelta(days=1)):
            with pytest.raises(services.BadDate):
                confirm(task, cast.clerk, until_on=until)

    def test_a_reminder_is_told_at_once_and_is_no_paper(self, cast, task):
        slip = confirm(task, cast.clerk, "REMINDER", until_on=None, words="请本周报送")

        assert not Paper.objects.exists()
        assert Notice.objects.filter(kind="reminder", person=cast.lead).count() == 1
        assert queries.visible_slips(user=cast.lead, today=TODAY).get() == slip


class TestDismiss:
    def test_it_keeps_the_reason_and_is_not_proposed_again_for_the_same_cause(self, cast, task):
        slip = services.dismiss_proposal(task=task, reason="当面说过了", by=cast.clerk, at=NOON)

        assert (slip.state, slip.reason) == ("DISMISSED", "当面说过了")
        assert proposed(cast.clerk) == []
        Task.objects.filter(pk=task.pk).update(due_on=task.due_on + timedelta(days=1))
        assert proposed(cast.clerk) == [(task.pk, Level.BLUE_SLIP)]

    def test_it_needs_a_reason(self, cast, task):
        with pytest.raises(services.ReasonMissing):
            services.dismiss_proposal(task=task, reason=" ", by=cast.clerk, at=NOON)

    def test_nobody_else_dismisses(self, cast, task):
        with pytest.raises(services.NotAllowed):
            services.dismiss_proposal(task=task, reason="不用", by=cast.lead, at=NOON)


class TestLife:
    def test_a_draft_is_changed_and_its_paper_drawn_again(self, cast, task):
        slip = confirm(task, cast.clerk)

        services.change_slip(slip=slip, words="请补报", until_on=LATER, by=cast.colleague, at=NOON)

        assert "请补报" in paper_of(slip).content
        assert Slip.objects.get(pk=slip.pk).until_on == LATER

    def test_a_draft_is_withdrawn_and_its_paper_thrown_away(self, cast, task):
        slip = confirm(task, cast.clerk)

        services.withdraw_slip(slip=slip, reason="误发", by=cast.clerk, at=NOON)

        assert not Paper.objects.exists()
        assert proposed(cast.clerk) == [(task.pk, Level.BLUE_SLIP)]

    def test_what_was_sent_is_neither_changed_nor_withdrawn(self, cast, task):
        slip = send(confirm(task, cast.clerk), cast)

        with pytest.raises(services.NotNow):
            services.change_slip(slip=slip, words="x", until_on=LATER, by=cast.clerk, at=NOON)
        with pytest.raises(services.NotNow):
            services.withdraw_slip(slip=slip, reason="x", by=cast.clerk, at=NOON)

    def test_the_unit_answers_once_it_was_sent(self, cast, task):
        slip = confirm(task, cast.clerk)
        with pytest.raises(services.NotNow):
            services.answer_slip(slip=slip, answer="已补报", by=cast.lead, at=NOON)

        send(slip, cast)
        with pytest.raises(services.NotAllowed):
            services.answer_slip(slip=slip, answer="已补报", by=cast.clerk, at=NOON)
        services.answer_slip(slip=slip, answer="已补报", by=cast.lead, at=NOON)

        slip.refresh_from_db()
        assert (slip.state, slip.answered_by) == ("ANSWERED", cast.lead)
        assert Notice.objects.filter(kind="slip_answered", person=cast.clerk).exists()

    def test_lifting_lifts_the_whole_chain(self, cast, task):
        blue = send(confirm(task, cast.clerk), cast)
        yellow = confirm(
            task, cast.clerk, "YELLOW_SLIP", until_on=LATER + timedelta(days=5), at=LATER_NOON
        )
        send(yellow, cast, at=LATER_NOON)

        services.lift_slip(slip=yellow, reason="已办结并核实", by=cast.clerk, at=LATER_NOON)

        blue.refresh_from_db()
        assert blue.state == "LIFTED"
        assert row_of(task, LATER).proposal.level is Level.BLUE_SLIP

    def test_two_people_at_once_are_told(self, cast, task):
        slip = confirm(task, cast.clerk)
        services.change_slip(
            slip=slip, words="a", until_on=UNTIL, by=cast.clerk, at=NOON, seen_revision=0
        )

        with pytest.raises(services.OutOfDate):
            services.change_slip(
                slip=slip, words="b", until_on=UNTIL, by=cast.colleague, at=NOON, seen_revision=0
            )


class TestWhoSees:
    def test_the_unit_sees_its_slip_once_sent_and_siblings_never(self, cast, task):
        def seen(who):
            return list(queries.visible_slips(user=cast.people[who], today=TODAY))

        slip = confirm(task, cast.clerk)
        assert seen("clerk") == seen("supervisor") == [slip]
        assert seen("lead") == []
        send(slip, cast)
        assert seen("lead") == [slip]
        for other in ("cooperator", "city_clerk", "enterprise_clerk", "auditor", "stranger"):
            assert seen(other) == []

    def test_what_was_dismissed_stays_with_the_office(self, cast, task):
        services.dismiss_proposal(task=task, reason="不用", by=cast.clerk, at=NOON)

        assert not queries.visible_slips(user=cast.lead, today=TODAY).exists()
        assert queries.visible_slips(user=cast.clerk, today=TODAY).exists()
