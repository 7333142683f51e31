"""Registering, assigning, declining, reassigning and what follows a finished task."""

from datetime import timedelta
from decimal import Decimal

import pytest

from changai.audit.models import Entry, Line
from changai.documents.models import Document, Instruction, Measure, StoredFile
from changai.notices.models import Notice
from changai.tasks import services
from changai.tasks.models import DueChange, Duty, Task, TaskEvent, TaskUnit
from changai.tasks.rules import State
from changai.tasks.services import Assignment, DutyDraft, TargetDraft
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_unit
from tests.tasks.factories import DUE, draft, make_task


def make_document(cast):
    """Make a document with one sentence in it."""
    text = "年内培养高技能人才一万人。"
    stored = StoredFile.objects.create(sha256="a" * 64, byte_count=9, kind="txt", stored_at=NOON)
    return Document.objects.create(
        owner=cast.office,
        title="推进会讲话",
        kind="speech",
        original=stored,
        file_name="a.txt",
        container="txt",
        raw_text=text,
        clean_text=text,
        mapping="",
        received_at=NOON,
        received_by=cast.clerk,
    )


def make_clause(cast, state):
    """Make a clause of a document, decided by a person unless only proposed."""
    document = make_document(cast)
    decided = {} if state == "PROPOSED" else {"decided_by": cast.clerk, "decided_at": NOON}
    return Measure.objects.create(
        document=document,
        start=0,
        end=5,
        quote=document.clean_text[:5],
        source_start=0,
        source_end=5,
        state=state,
        **decided,
    )


def units_of(task, part):
    """Return the ids of the units with a part in a task."""
    return set(TaskUnit.objects.filter(task=task, part=part).values_list("unit_id", flat=True))


def test_a_registered_item_keeps_its_sentence_and_owes_nothing(cast):
    wanted = draft(
        cast.office,
        shape="count",
        targets=(TargetDraft(Decimal(10000), "人", ">="),),
        axes=("task_skill",),
        source_unit_ids=(cast.helper.pk,),
        due_on=TODAY - timedelta(days=9),
    )

    task = services.register_task(draft=wanted, by=cast.clerk, at=NOON)

    task.refresh_from_db()
    assert (task.state, task.lead_id, task.clause_words) == (
        "REGISTERED",
        None,
        wanted.clause_words,
    )
    assert task.evidence_required, "a count asks for evidence by the packs"
    assert units_of(task, "ASSIGNER") == {cast.office.pk}
    assert units_of(task, "SOURCE") == {cast.helper.pk}
    assert [target.value for target in task.targets.all()] == [10000]
    entry = Entry.objects.get(action="task.registered")
    assert (entry.object_id, entry.unit_id, entry.actor_id) == (
        task.pk,
        cast.office.pk,
        cast.clerk.pk,
    )
    services.stamp_lateness(at=NOON)
    task.refresh_from_db()
    assert task.first_late_on is None


@pytest.mark.parametrize("missing", ["title", "clause_words", "clause_where"])
def test_no_sentence_no_task(cast, missing):
    with pytest.raises(services.SourceMissing):
        services.register_task(draft=draft(cast.office, **{missing: " "}), by=cast.clerk, at=NOON)


@pytest.mark.parametrize("state", ["PROPOSED", "REJECTED", "READ_ONLY", "SUPERSEDED"])
def test_a_clause_makes_a_task_only_once_a_person_accepted_it(cast, state):
    clause = make_clause(cast, state)

    with pytest.raises(services.ClauseNotConfirmed):
        services.register_task(
            draft=draft(cast.office, clause_id=clause.pk), by=cast.clerk, at=NOON
        )


def test_the_words_of_an_accepted_clause_are_its_quote(cast):
    clause = make_clause(cast, "ACCEPTED")
    wanted = draft(cast.office, clause_id=clause.pk, clause_words="另一句话", clause_where="")

    task = services.register_task(draft=wanted, by=cast.clerk, at=NOON)

    assert (task.clause_words, task.clause_where) == (clause.quote, "推进会讲话")


@pytest.mark.parametrize(("verdict", "makes"), [("OPEN", 0), ("READ_ONLY", 0), ("ACTION", 1)])
def test_an_instruction_to_read_makes_no_task(cast, verdict, makes):
    instruction = Instruction.objects.create(
        owner=cast.office,
        document=make_document(cast),
        leader_name="某领导",
        words="请阅",
        start=0,
        end=2,
        verdict=verdict,
    )
    wanted = draft(cast.office, instruction_id=instruction.pk)

    if makes:
        services.register_task(draft=wanted, by=cast.clerk, at=NOON)
    else:
        with pytest.raises(services.ReadOnlyInstruction):
            services.register_task(draft=wanted, by=cast.clerk, at=NOON)

    assert Task.objects.count() == makes


def test_one_item_nobody_may_register_refuses_them_all(cast):
    with pytest.raises(services.NotAllowed):
        services.register_tasks(
            drafts=[draft(cast.office), draft(cast.city_office)], by=cast.clerk, at=NOON
        )

    assert not Task.objects.exists()


def test_an_assigned_task_has_a_lead_a_date_and_duties_and_tells_them(cast):
    task = make_task(cast, State.REGISTERED)

    services.assign_task(
        task=task,
        by=cast.clerk,
        at=NOON,
        lead_ids=[cast.department.pk],
        due_on=DUE,
        duties=[DutyDraft(cast.helper.pk, DUE - timedelta(days=9), "拨付资金")],
        seen_revision=task.revision,
    )

    task = Task.objects.get(pk=task.pk)
    assert (task.state, task.lead, task.due_on, task.assigned_on) == (
        "ASSIGNED",
        cast.department,
        DUE,
        TODAY,
    )
    duty = Duty.objects.get(task=task)
    assert (duty.unit, duty.due_on) == (cast.helper, DUE - timedelta(days=9))
    assert units_of(task, "LEAD") == {cast.department.pk}
    assert units_of(task, "COOPERATING") == {cast.helper.pk}
    assert list(DueChange.objects.values_list("due_on", "cause")) == [(DUE, "ASSIGNED")]
    told = set(Notice.objects.values_list("person_id", "kind"))
    assert told == {
        (cast.lead.pk, "task_assigned"),
        (cast.second_lead.pk, "task_assigned"),
        (cast.cooperator.pk, "duty_assigned"),
        (cast.second_cooperator.pk, "duty_assigned"),
    }


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"lead_ids": []}, services.LeadMissing),
        ({"due_on": None}, services.BadDate),
        ({"due_on": TODAY - timedelta(days=1)}, services.BadDate),
        ({"two": False}, services.LeadMissing),
        ({"joint": True}, services.LeadMissing),
        ({"lead_ids": [10**9]}, services.OutOfReach),
    ],
)
def test_a_task_is_not_assigned_without_lead_and_date(cast, changes, refusal):
    task = make_task(cast, State.REGISTERED)
    given = {"lead_ids": [cast.department.pk], "due_on": DUE, **changes}
    if "two" in given:
        given.pop("two")
        given["lead_ids"] = [cast.department.pk, cast.helper.pk]

    with pytest.raises(refusal):
        services.assign_task(task=task, by=cast.clerk, at=NOON, **given)

    assert Task.objects.get(pk=task.pk).state == "REGISTERED"
    assert not TaskUnit.objects.filter(task=task, part="LEAD").exists()


def test_words_stand_in_for_a_date(cast):
    task = make_task(cast, due_on=None, due_words="长期坚持")

    assert (task.due_on, task.due_words, task.state) == (None, "长期坚持", "ASSIGNED")


def test_a_unit_that_has_ended_leads_nothing(cast):
    gone = make_unit("旧单位", cast.province, ended_on=TODAY)
    task = make_task(cast, State.REGISTERED)

    with pytest.raises(services.OutOfReach):
        services.assign_task(task=task, by=cast.clerk, at=NOON, lead_ids=[gone.pk], due_on=DUE)


def test_the_lead_does_not_cooperate_with_itself(cast):
    task = make_task(cast, State.REGISTERED)

    with pytest.raises(services.AlreadyAmong):
        services.assign_task(
            task=task,
            by=cast.clerk,
            at=NOON,
            lead_ids=[cast.department.pk],
            due_on=DUE,
            duties=[DutyDraft(cast.department.pk)],
        )


def test_many_are_assigned_at_once_and_one_refusal_does_not_lose_the_others(cast):
    good = [make_task(cast, State.REGISTERED) for _number in range(2)]
    bad = make_task(cast, State.DONE)
    wanted = [Assignment(task.pk, (cast.department.pk,), due_on=DUE) for task in [*good, bad]]
    entries = Entry.objects.count()

    outcome = services.assign_tasks(assignments=wanted, by=cast.clerk, at=NOON)

    assert {task.pk for task in outcome.done} == {task.pk for task in good}
    assert [one.task_id for one in outcome.refused] == [bad.pk]
    assert Entry.objects.count() == entries + 1
    entry = Entry.objects.latest("pk")
    assert entry.line_count == 2
    assert set(Line.objects.filter(entry=entry).values_list("object_id", flat=True)) == {
        task.pk for task in good
    }
    assert Task.objects.get(pk=bad.pk).state == "DONE"
    assert TaskEvent.objects.filter(task=bad, event="assign").count() == 1


class TestJoint:
    def assign(self, cast, **fields):
        task = make_task(cast, State.REGISTERED, evidence_required=True, **fields)
        services.assign_task(
            task=task,
            by=cast.clerk,
            at=NOON,
            lead_ids=[cast.department.pk, cast.helper.pk],
            joint=True,
            due_on=DUE,
        )
        return Task.objects.get(pk=task.pk)

    def test_the_assigner_holds_it_and_each_lead_has_a_part(self, cast):
        task = self.assign(cast)

        assert (task.joint, task.lead, task.evidence_required) == (True, cast.office, False)
        parts = Task.objects.filter(parent=task)
        assert {part.lead for part in parts} == {cast.department, cast.helper}
        assert {part.assigner for part in parts} == {cast.office}
        assert {(part.state, part.due_on, part.evidence_required) for part in parts} == {
            ("ASSIGNED", DUE, True)
        }
        assert set(Notice.objects.values_list("person_id", flat=True)) >= {
            cast.lead.pk,
            cast.cooperator.pk,
        }

    def test_it_closes_after_all_its_parts(self, cast):
        task = self.assign(cast)
        services.acknowledge_task(task=task, by=cast.clerk, at=NOON)
        parts = {part.lead_id: part for part in Task.objects.filter(parent=task)}
        for part, person in (
            (parts[cast.department.pk], cast.lead),
            (parts[cast.helper.pk], cast.cooperator),
        ):
            with pytest.raises(services.StillOpenBelow):
                services.submit_task(task=task, by=cast.clerk, at=NOON)
            services.acknowledge_task(task=part, by=person, at=NOON)
            Task.objects.filter(pk=part.pk).update(evidence_count=1)
            services.submit_task(task=part, by=person, at=NOON)
            services.accept_task(task=part, by=cast.clerk, at=NOON)

        services.submit_task(task=task, by=cast.clerk, at=NOON)
        services.accept_task(task=task, by=cast.colleague, at=NOON)

        assert Task.objects.get(pk=task.pk).state == "DONE"


class TestDecline:
    def test_it_goes_back_to_the_assigner_who_is_told_why(self, cast):
        task = make_task(cast)

        services.decline_task(task=task, reason="不属本单位职责", by=cast.lead, at=NOON)

        task = Task.objects.get(pk=task.pk)
        assert (task.state, task.lead, task.due_on) == ("REGISTERED", None, DUE)
        assert units_of(task, "LEAD") == set()
        notice = Notice.objects.get(person=cast.clerk)
        assert notice.facts["reason"] == "不属本单位职责"
        services.assign_task(
            task=task, by=cast.clerk, at=NOON, lead_ids=[cast.helper.pk], due_on=DUE
        )
        causes = DueChange.objects.filter(task=task).order_by("pk").values_list("cause", "due_on")
        assert list(causes) == [("ASSIGNED", DUE), ("DECLINED", None), ("ASSIGNED", DUE)]

    @pytest.mark.parametrize(("days", "allowed"), [(0, True), (3, True), (4, False), (30, False)])
    def test_only_within_the_working_days_of_the_packs(self, cast, days, allowed):
        task = make_task(cast)  # assigned on a Monday: three working days end on Thursday
        at = NOON + timedelta(days=days)

        if allowed:
            services.decline_task(task=task, reason="非本单位职责", by=cast.lead, at=at)
        else:
            with pytest.raises(services.DeclinedTooLate):
                services.decline_task(task=task, reason="非本单位职责", by=cast.lead, at=at)

    def test_a_weekend_does_not_count(self, cast):
        friday = NOON + timedelta(days=4)
        task = make_task(cast, at=friday)

        services.decline_task(
            task=task, reason="非本单位职责", by=cast.lead, at=friday + timedelta(days=5)
        )

    def test_not_without_a_reason(self, cast):
        with pytest.raises(services.ReasonMissing):
            services.decline_task(task=make_task(cast), reason="  ", by=cast.lead, at=NOON)


class TestReassign:
    def test_the_new_lead_signs_and_everybody_is_told(self, cast):
        task = make_task(cast, State.IN_PROGRESS)
        services.add_duty(task=task, unit=cast.enterprise, by=cast.clerk, at=NOON)
        services.report_duty(duty=Duty.objects.get(), by=cast.enterprise_clerk, at=NOON)
        services.accept_duty(duty=Duty.objects.get(), by=cast.lead, at=NOON)
        services.submit_task(task=task, by=cast.lead, at=NOON)
        Notice.objects.all().delete()

        services.reassign_task(
            task=task, lead_id=cast.helper.pk, reason="职责调整", by=cast.clerk, at=NOON
        )

        task = Task.objects.get(pk=task.pk)
        assert (task.state, task.lead) == ("ASSIGNED", cast.helper)
        assert (task.submitted_by, task.submitted_on, task.acknowledged_on) == (None, None, None)
        assert units_of(task, "LEAD") == {cast.helper.pk}
        assert set(Notice.objects.values_list("person_id", flat=True)) == {
            cast.lead.pk,
            cast.second_lead.pk,
            cast.cooperator.pk,
            cast.second_cooperator.pk,
            cast.enterprise_clerk.pk,
        }

    def test_its_children_hang_under_the_new_lead(self, cast):
        task = make_task(cast, State.IN_PROGRESS)
        services.cascade_task(
            task=task, targets=[services.Split(cast.city_office.pk)], by=cast.clerk, at=NOON
        )

        services.reassign_task(
            task=task, lead_id=cast.helper.pk, reason="职责调整", by=cast.clerk, at=NOON
        )

        child = Task.objects.get(parent=task)
        assert child.assigner == cast.helper
        assert units_of(child, "ASSIGNER") == {cast.helper.pk}

    def test_a_duty_of_the_new_lead_is_waived(self, cast):
        task = make_task(cast, State.IN_PROGRESS)
        services.add_duty(task=task, unit=cast.helper, by=cast.clerk, at=NOON)

        services.reassign_task(
            task=task, lead_id=cast.helper.pk, reason="职责调整", by=cast.clerk, at=NOON
        )

        duty = Duty.objects.get(task=task)
        assert (duty.state, duty.decided_by) == ("WAIVED", cast.clerk)

    def test_a_date_that_has_passed_needs_a_new_one_and_the_lateness_stays(self, cast):
        task = make_task(cast, State.IN_PROGRESS)
        late = NOON + timedelta(days=70)
        told = {"task": task, "lead_id": cast.helper.pk, "reason": "调整", "by": cast.clerk}

        with pytest.raises(services.BadDate):
            services.reassign_task(**told, at=late)
        services.reassign_task(**told, at=late, due_on=TODAY + timedelta(days=90))

        task = Task.objects.get(pk=task.pk)
        assert task.first_late_on == DUE + timedelta(days=1)
        assert task.due_on == TODAY + timedelta(days=90)

    def test_not_to_the_lead_it_has(self, cast):
        with pytest.raises(services.AlreadyAmong):
            services.reassign_task(
                task=make_task(cast),
                lead_id=cast.department.pk,
                reason="调整",
                by=cast.clerk,
                at=NOON,
            )


class TestFollowUp:
    def test_a_finished_task_is_followed_by_a_new_one_and_stays_finished(self, cast):
        old = make_task(
            cast, State.CLOSED, targets=(TargetDraft(Decimal(5), "个"),), axes=("task_skill",)
        )

        new = services.follow_up_task(task=old, cause="回头看未通过", by=cast.supervisor, at=NOON)

        new.refresh_from_db()
        assert (new.state, new.follows, new.follows_cause) == ("REGISTERED", old, "回头看未通过")
        assert new.clause_words == old.clause_words
        assert [target.value for target in new.targets.all()] == [5]
        assert Task.objects.get(pk=old.pk).state == "CLOSED"
        assert TaskEvent.objects.filter(task=old, event="followed_up").exists()

    def test_an_open_task_has_nothing_to_follow(self, cast):
        with pytest.raises(services.NotNow):
            services.follow_up_task(
                task=make_task(cast, State.IN_PROGRESS), cause="批示", by=cast.clerk, at=NOON
            )

    def test_a_stranger_may_not(self, cast):
        with pytest.raises(services.NotAllowed):
            services.follow_up_task(
                task=make_task(cast, State.DONE), cause="批示", by=cast.lead, at=NOON
            )
