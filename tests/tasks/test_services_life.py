"""From signing to the archive: guards, two people at once, trails and notices."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from changai.audit.models import Entry, Line
from changai.notices.models import Notice
from changai.tasks import services
from changai.tasks.models import Duty, Task, TaskEvent
from changai.tasks.rules import State
from changai.tasks.services import TargetDraft, _action
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_person, make_post
from tests.tasks.factories import DUE, make_task


def test_a_step_leaves_one_entry_and_one_event(cast):
    task = make_task(cast)
    entries, events = Entry.objects.count(), TaskEvent.objects.count()

    services.acknowledge_task(task=task, by=cast.lead, at=NOON)

    assert (Entry.objects.count(), TaskEvent.objects.count()) == (entries + 1, events + 1)
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.object_id, entry.actor_id, entry.unit_id) == (
        "task.acknowledged",
        task.pk,
        cast.lead.pk,
        cast.department.pk,
    )
    assert (entry.before["state"], entry.after["state"]) == ("ASSIGNED", "IN_PROGRESS")
    event = TaskEvent.objects.latest("pk")
    assert (event.from_state, event.to_state, event.by) == ("ASSIGNED", "IN_PROGRESS", cast.lead)


def test_a_refused_step_leaves_nothing(cast):
    task = make_task(cast)
    before = (Entry.objects.count(), TaskEvent.objects.count(), Notice.objects.count())

    with pytest.raises(services.NotAllowed):
        services.acknowledge_task(task=task, by=cast.stranger, at=NOON)

    after = (Entry.objects.count(), TaskEvent.objects.count(), Notice.objects.count())
    assert before == after


def test_an_older_sight_of_a_task_changes_nothing(cast):
    task = make_task(cast, State.IN_PROGRESS)

    with pytest.raises(services.OutOfDate):
        services.note_progress(task=task, by=cast.lead, at=NOON, seen_revision=task.revision - 1)


def test_two_people_who_saw_the_same_task_cannot_both_win(cast):
    task = make_task(cast, State.UNDER_REVIEW)
    first, second = Task.objects.get(pk=task.pk), Task.objects.get(pk=task.pk)

    services.accept_task(task=first, by=cast.clerk, at=NOON)
    with pytest.raises(services.OutOfDate):
        services.return_task(task=second, reason="数字不实", by=cast.colleague, at=NOON)

    task.refresh_from_db()
    assert (task.state, task.done_by) == ("DONE", cast.clerk)


def test_the_same_step_twice_is_one_step(cast):
    task = make_task(cast)
    seen = Task.objects.get(pk=task.pk)

    services.acknowledge_task(task=task, by=cast.lead, at=NOON)
    with pytest.raises(services.OutOfDate):
        services.acknowledge_task(task=seen, by=cast.second_lead, at=NOON)

    assert TaskEvent.objects.filter(task=task, event="acknowledge").count() == 1


def test_a_write_that_slips_in_before_the_update_wins_and_the_other_is_refused(cast, monkeypatch):
    """Stands for a database without row locks: the change itself compares state and revision."""
    task = make_task(cast, State.UNDER_REVIEW)
    inner = _action.Action.change

    def slow(self, locked, **changes):
        Task.objects.filter(pk=locked.pk).update(state="IN_PROGRESS", revision=99)
        return inner(self, locked, **changes)

    monkeypatch.setattr(_action.Action, "change", slow)
    with pytest.raises(services.OutOfDate), transaction.atomic():
        services.accept_task(task=task, by=cast.clerk, at=NOON)

    assert Task.objects.get(pk=task.pk).state == "UNDER_REVIEW"


def test_a_report_keeps_what_is_blocked_and_recounts_when_it_falls_behind(cast):
    task = make_task(cast, targets=(TargetDraft(Decimal(100), "人", ">="),))
    services.acknowledge_task(task=task, by=cast.lead, at=NOON)
    assert Task.objects.get(pk=task.pk).behind_on == TODAY + timedelta(days=7)
    task.targets.update(said_value=Decimal(50), said_on=TODAY)

    services.note_progress(task=task, by=cast.lead, at=NOON, blocked_words=" 等资金 ")

    task = Task.objects.get(pk=task.pk)
    assert (task.state, task.blocked_words) == ("IN_PROGRESS", "等资金")
    assert task.behind_on == TODAY + timedelta(days=37)
    services.note_progress(task=task, by=cast.lead, at=NOON)
    assert Task.objects.get(pk=task.pk).blocked_words == ""


def test_a_target_that_asks_for_less_has_no_line_to_fall_behind(cast):
    task = make_task(cast, targets=(TargetDraft(Decimal(3), "%", "<="),))

    assert task.behind_on is None


@pytest.mark.parametrize(("files", "allowed"), [(0, False), (1, True)])
def test_evidence_is_asked_where_it_is_required(cast, files, allowed):
    task = make_task(cast, State.IN_PROGRESS, evidence_required=True, evidence=files)

    if allowed:
        services.submit_task(task=task, by=cast.lead, at=NOON)
    else:
        with pytest.raises(services.EvidenceMissing):
            services.submit_task(task=task, by=cast.lead, at=NOON)


def test_a_returned_task_needs_its_evidence_again(cast):
    task = make_task(cast, State.UNDER_REVIEW, evidence_required=True, evidence=1)
    services.return_task(task=task, reason="材料不全", by=cast.clerk, at=NOON)
    Task.objects.filter(pk=task.pk).update(evidence_count=0)

    with pytest.raises(services.EvidenceMissing):
        services.submit_task(task=task, by=cast.lead, at=NOON)


def test_nobody_reviews_what_they_reported_even_with_two_hats(cast):
    both = make_person(cast.office, "OFFICE", "两岗")
    make_post(both, cast.department, "LIAISON")
    task = make_task(cast, State.IN_PROGRESS)
    services.submit_task(task=task, by=both, at=NOON)

    with pytest.raises(services.OwnReport):
        services.accept_task(task=task, by=both, at=NOON)
    with pytest.raises(services.OwnReport):
        services.return_task(task=task, reason="不全", by=both, at=NOON)


def test_a_reviewer_is_not_of_the_lead_unit_either(cast):
    both = make_person(cast.office, "OFFICE", "两岗")
    make_post(both, cast.department, "LIAISON")
    task = make_task(cast, State.UNDER_REVIEW)

    with pytest.raises(services.NotAllowed):
        services.accept_task(task=task, by=both, at=NOON)


def test_an_office_of_two_can_close_its_own_task(cast):
    task = make_task(cast, lead=cast.office)
    services.acknowledge_task(task=task, by=cast.clerk, at=NOON)
    services.submit_task(task=task, by=cast.clerk, at=NOON)

    with pytest.raises(services.OwnReport):
        services.accept_task(task=task, by=cast.clerk, at=NOON)
    services.accept_task(task=task, by=cast.colleague, at=NOON)

    assert Task.objects.get(pk=task.pk).done_by == cast.colleague


def test_a_supervisor_does_not_strike_off_what_they_reported(cast):
    make_post(cast.supervisor, cast.office, "OFFICE")
    cast.supervisor.__dict__.pop("_reach_by_day", None)
    task = make_task(cast, lead=cast.office)
    services.acknowledge_task(task=task, by=cast.supervisor, at=NOON)
    services.submit_task(task=task, by=cast.supervisor, at=NOON)
    services.accept_task(task=task, by=cast.clerk, at=NOON)

    with pytest.raises(services.OwnReport):
        services.strike_off_task(task=task, by=cast.supervisor, at=NOON)

    leader = make_person(cast.office, "LEADER", "分管")
    services.strike_off_task(task=task, by=leader, at=NOON)
    assert Task.objects.get(pk=task.pk).closed_by == leader


def test_a_returned_task_is_told_with_the_reason(cast):
    task = make_task(cast, State.UNDER_REVIEW)

    services.return_task(task=task, reason="数字不实", by=cast.clerk, at=NOON)

    task.refresh_from_db()
    assert (task.state, task.submitted_by, task.submitted_on) == ("IN_PROGRESS", None, None)
    assert Notice.objects.get(person=cast.lead, kind="task_returned").facts["reason"] == "数字不实"


class TestBelow:
    @pytest.fixture
    def parent(self, cast):
        task = make_task(cast, State.IN_PROGRESS)
        services.cascade_task(
            task=task, targets=[services.Split(cast.city_office.pk)], by=cast.clerk, at=NOON
        )
        return task

    def test_a_parent_waits_for_its_child(self, cast, parent):
        with pytest.raises(services.StillOpenBelow):
            services.submit_task(task=parent, by=cast.lead, at=NOON)

    def test_a_waived_child_lets_the_parent_close_and_is_still_owed(self, cast, parent):
        child = Task.objects.get(parent=parent)

        services.waive_child(task=child, reason="机构改革", by=cast.lead, at=NOON)
        services.submit_task(task=parent, by=cast.lead, at=NOON)
        services.accept_task(task=parent, by=cast.clerk, at=NOON)

        child.refresh_from_db()
        assert (child.state, child.waived_by, child.waived_reason) == (
            "ASSIGNED",
            cast.lead,
            "机构改革",
        )
        assert Notice.objects.filter(person=cast.city_clerk, kind="task_waived").exists()

    @pytest.mark.parametrize("who", ["city_clerk", "clerk", "supervisor", "stranger"])
    def test_only_the_assigner_waives(self, cast, parent, who):
        child = Task.objects.get(parent=parent)

        with pytest.raises(services.NotAllowed):
            services.waive_child(task=child, reason="免", by=cast.people[who], at=NOON)

    def test_a_waiver_has_a_reason_and_is_given_once(self, cast, parent):
        child = Task.objects.get(parent=parent)

        with pytest.raises(services.ReasonMissing):
            services.waive_child(task=child, reason="", by=cast.lead, at=NOON)
        services.waive_child(task=child, reason="机构改革", by=cast.lead, at=NOON)
        with pytest.raises(services.NotNow):
            services.waive_child(task=child, reason="再免", by=cast.lead, at=NOON)

    def test_a_cancelled_child_is_no_longer_in_the_way(self, cast, parent):
        child = Task.objects.get(parent=parent)

        services.cancel_task(task=child, reason="不再需要", by=cast.lead, at=NOON)
        services.submit_task(task=parent, by=cast.lead, at=NOON)

    def test_what_slips_in_before_the_acceptance_stops_it(self, cast, parent):
        child = Task.objects.get(parent=parent)
        services.waive_child(task=child, reason="机构改革", by=cast.lead, at=NOON)
        services.submit_task(task=parent, by=cast.lead, at=NOON)
        Duty.objects.create(task=parent, unit=cast.helper)

        with pytest.raises(services.StillOpenBelow):
            services.accept_task(task=parent, by=cast.clerk, at=NOON)


class TestCancel:
    def test_the_branch_goes_with_it_and_all_are_told(self, cast):
        task = make_task(cast, State.IN_PROGRESS)
        splits = [services.Split(cast.city_office.pk), services.Split(cast.county_office.pk)]
        services.cascade_task(task=task, targets=splits, by=cast.clerk, at=NOON)
        services.add_duty(task=task, unit=cast.helper, by=cast.clerk, at=NOON)
        Notice.objects.all().delete()

        services.cancel_task(task=task, reason="计划修订", by=cast.clerk, at=NOON)

        assert set(Task.objects.values_list("state", flat=True)) == {"CANCELLED"}
        assert Duty.objects.get().state == "WAIVED"
        told = set(Notice.objects.values_list("person_id", flat=True))
        assert told == {
            cast.lead.pk,
            cast.second_lead.pk,
            cast.cooperator.pk,
            cast.second_cooperator.pk,
            cast.city_clerk.pk,
            cast.county_clerk.pk,
        }
        entry = Entry.objects.latest("pk")
        assert (entry.action, entry.line_count) == ("task.cancelled", 3)
        assert Line.objects.filter(entry=entry).count() == 3

    def test_what_was_finished_below_stays_finished(self, cast):
        task = make_task(cast, State.IN_PROGRESS)
        services.cascade_task(
            task=task, targets=[services.Split(cast.city_office.pk)], by=cast.clerk, at=NOON
        )
        child = Task.objects.get(parent=task)
        services.acknowledge_task(task=child, by=cast.city_clerk, at=NOON)
        services.submit_task(task=child, by=cast.city_clerk, at=NOON)
        services.accept_task(task=child, by=cast.lead, at=NOON)

        services.cancel_task(task=task, reason="计划修订", by=cast.clerk, at=NOON)

        assert Task.objects.get(pk=child.pk).state == "DONE"

    def test_many_are_cancelled_at_once(self, cast):
        tasks = [make_task(cast), make_task(cast, State.DONE), make_task(cast, State.REGISTERED)]

        outcome = services.cancel_tasks(tasks=tasks, reason="修订", by=cast.clerk, at=NOON)

        assert [task.pk for task in outcome.done] == [tasks[0].pk, tasks[2].pk]
        assert [one.task_id for one in outcome.refused] == [tasks[1].pk]


def test_quality_is_a_mark_of_its_own(cast):
    task = make_task(cast, State.IN_PROGRESS)

    services.mark_quality(task=task, poor=True, reason="内容空泛", by=cast.clerk, at=NOON)

    assert Task.objects.get(pk=task.pk).poor_quality
    with pytest.raises(services.NotAllowed):
        services.mark_quality(task=task, poor=False, reason="改了", by=cast.lead, at=NOON)


def test_many_are_accepted_at_once_each_with_its_guards(cast):
    good = [make_task(cast, State.UNDER_REVIEW) for _number in range(2)]
    own = make_task(cast, lead=cast.office)
    services.acknowledge_task(task=own, by=cast.clerk, at=NOON)
    services.submit_task(task=own, by=cast.clerk, at=NOON)
    unready = make_task(cast, State.UNDER_REVIEW)
    Duty.objects.create(task=unready, unit=cast.helper)

    outcome = services.accept_tasks(
        tasks=[*good, own, unready], by=cast.clerk, at=NOON, words="同意"
    )

    assert {task.pk for task in outcome.done} == {task.pk for task in good}
    assert {one.task_id for one in outcome.refused} == {own.pk, unready.pk}
    assert Entry.objects.latest("pk").line_count == 2
    assert Task.objects.get(pk=own.pk).state == "UNDER_REVIEW"
    assert not TaskEvent.objects.filter(task=unready, event="accept").exists()


def test_the_reminder_reaches_those_who_owe_and_names_who_was_left_out(cast):
    tasks = [make_task(cast), make_task(cast, State.DONE)]
    services.add_duty(task=tasks[0], unit=cast.helper, by=cast.clerk, at=NOON)
    Notice.objects.all().delete()
    told = {"tasks": tasks, "words": "请尽快办理", "by": cast.clerk, "at": NOON}

    outcome = services.remind_tasks(**told, duties_too=True)

    assert [task.pk for task in outcome.done] == [tasks[0].pk]
    assert [one.task_id for one in outcome.refused] == [tasks[1].pk]
    people = set(
        Notice.objects.filter(kind="reminder", urgent=True).values_list("person", flat=True)
    )
    assert people == {
        cast.lead.pk,
        cast.second_lead.pk,
        cast.cooperator.pk,
        cast.second_cooperator.pk,
    }
    services.remind_tasks(**told)
    assert Notice.objects.filter(person=cast.lead).count() == 1, "the same minute tells once"
    assert Task.objects.get(pk=tasks[0].pk).state == "ASSIGNED"
    assert Task.objects.get(pk=tasks[0].pk).due_on == DUE
