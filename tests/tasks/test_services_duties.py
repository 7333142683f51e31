"""Duties of cooperating units: their own date, life and notices."""

from datetime import timedelta

import pytest

from changai.audit.models import Entry
from changai.notices.models import Notice
from changai.tasks import policies, services
from changai.tasks.models import Duty, Task, TaskEvent
from changai.tasks.rules import DUTY_TRANSITIONS, DutyActor, DutyEvent, DutyState, State
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_person, make_post
from tests.tasks.factories import DUE, make_task

AT = NOON + timedelta(hours=1)
PEOPLE = {
    DutyActor.OFFICE: {"clerk", "colleague"},
    DutyActor.COOPERATOR: {"cooperator", "second_cooperator"},
    DutyActor.LEAD: {"lead", "second_lead"},
}
TABLE = {
    DutyEvent.REPORT: ({DutyState.OPEN}, DutyActor.COOPERATOR, DutyState.REPORTED),
    DutyEvent.ACCEPT: ({DutyState.REPORTED}, DutyActor.LEAD, DutyState.ACCEPTED),
    DutyEvent.RETURN: ({DutyState.REPORTED}, DutyActor.LEAD, DutyState.OPEN),
    DutyEvent.WAIVE: ({DutyState.OPEN, DutyState.REPORTED}, DutyActor.OFFICE, DutyState.WAIVED),
}


@pytest.fixture
def task(cast):
    """A task of the department that is being worked on."""
    return make_task(cast, State.IN_PROGRESS)


@pytest.fixture
def duty(cast, task):
    """A duty of the helper in it, due before the task."""
    return services.add_duty(
        task=task, unit=cast.helper, by=cast.clerk, at=NOON, due_on=TODAY + timedelta(days=10)
    )


def cause(event, duty, by):
    """Cause an event of the table of duties."""
    told = {"duty": duty, "by": by, "at": AT}
    match event:
        case DutyEvent.REPORT:
            services.report_duty(**told)
        case DutyEvent.ACCEPT:
            services.accept_duty(**told)
        case DutyEvent.RETURN:
            services.return_duty(**told, reason="不全")
        case DutyEvent.WAIVE:
            services.waive_duty(**told, reason="已无必要")


def bring(cast, duty, state):
    """Bring a duty to a state by its services."""
    if state in {DutyState.REPORTED, DutyState.ACCEPTED}:
        services.report_duty(duty=duty, by=cast.cooperator, at=NOON)
    if state == DutyState.ACCEPTED:
        services.accept_duty(duty=duty, by=cast.lead, at=NOON)
    if state == DutyState.WAIVED:
        services.waive_duty(duty=duty, reason="已无必要", by=cast.clerk, at=NOON)


def test_the_table_of_duties_is_the_one_written_here():
    lines = {line.event: (set(line.sources), line.actor, line.target) for line in DUTY_TRANSITIONS}

    assert lines.pop(DutyEvent.ADD) == ({None}, DutyActor.OFFICE, DutyState.OPEN)
    assert lines == TABLE


@pytest.mark.parametrize("state", list(DutyState))
def test_every_event_in_every_state_by_everybody_follows_the_table(cast, duty, state):
    from django.db import transaction

    bring(cast, duty, state)
    for event, (sources, actor, target) in TABLE.items():
        for name, person in cast.people.items():
            seen = Duty.objects.select_related("task").get(pk=duty.pk)
            expected = state in sources and name in PEOPLE[actor]
            assert policies.may_duty(event, seen, person, TODAY) is expected
            with transaction.atomic():
                happened = True
                try:
                    cause(event, seen, person)
                except services.Refused:
                    happened = False
                after = Duty.objects.get(pk=duty.pk).state
                transaction.set_rollback(True)
            assert happened is expected, f"{event} in {state} by {name}"
            assert after == (target if expected else state)


@pytest.mark.parametrize("who", ["lead", "cooperator", "supervisor", "stranger", "city_clerk"])
def test_only_the_assigner_adds_a_duty(cast, task, who):
    with pytest.raises(services.NotAllowed):
        services.add_duty(task=task, unit=cast.helper, by=cast.people[who], at=NOON)

    assert not Duty.objects.exists()


def test_a_duty_is_seen_by_its_unit_and_told(cast, task, duty):
    assert policies.visible(Task.objects.all(), cast.cooperator, TODAY).get() == task
    notice = Notice.objects.get(person=cast.cooperator)
    assert (notice.kind, notice.facts["due_on"]) == ("duty_assigned", "2026-03-12")
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.object_id, entry.unit_id) == (
        "task.duties_added",
        task.pk,
        cast.office.pk,
    )
    assert TaskEvent.objects.filter(task=task, event="duty_added").exists()


def test_without_a_date_of_its_own_it_has_that_of_the_task(cast, task):
    duty = services.add_duty(task=task, unit=cast.helper, by=cast.clerk, at=NOON)

    assert duty.due_on == DUE


@pytest.mark.parametrize("state", [State.REGISTERED, State.UNDER_REVIEW, State.DONE])
def test_no_duty_is_added_to_a_task_that_is_not_worked_on(cast, state):
    with pytest.raises(services.NotNow):
        services.add_duty(task=make_task(cast, state), unit=cast.helper, by=cast.clerk, at=NOON)


@pytest.mark.parametrize("unit", ["helper", "department"])
def test_a_unit_has_one_duty_and_the_lead_has_none(cast, task, duty, unit):
    with pytest.raises(services.AlreadyAmong):
        services.add_duty(task=task, unit=getattr(cast, unit), by=cast.clerk, at=NOON)


@pytest.mark.parametrize("end", [DutyState.ACCEPTED, DutyState.WAIVED])
def test_the_task_waits_for_its_duty(cast, task, duty, end):
    with pytest.raises(services.StillOpenBelow):
        services.submit_task(task=task, by=cast.lead, at=NOON)
    bring(cast, duty, DutyState.REPORTED if end == DutyState.ACCEPTED else DutyState.OPEN)
    with pytest.raises(services.StillOpenBelow):
        services.submit_task(task=task, by=cast.lead, at=NOON)
    if end == DutyState.ACCEPTED:
        services.accept_duty(duty=duty, by=cast.lead, at=NOON)
    else:
        services.waive_duty(duty=duty, reason="已无必要", by=cast.clerk, at=NOON)

    services.submit_task(task=task, by=cast.lead, at=NOON)


def test_nobody_accepts_the_duty_they_reported(cast, duty):
    both = make_person(cast.helper, "LIAISON", "两岗")
    make_post(both, cast.department, "LIAISON")
    services.report_duty(duty=duty, by=both, at=NOON)

    with pytest.raises(services.NotAllowed):
        services.accept_duty(duty=duty, by=both, at=NOON)


def test_each_step_tells_the_other_side(cast, duty):
    services.report_duty(duty=duty, by=cast.cooperator, at=NOON)
    services.return_duty(duty=duty, reason="不全", by=cast.lead, at=NOON)
    services.report_duty(duty=duty, by=cast.cooperator, at=NOON)
    services.accept_duty(duty=duty, by=cast.lead, at=NOON)

    lead = list(Notice.objects.filter(person=cast.second_lead).values_list("kind", flat=True))
    assert lead.count("duty_reported") == 2
    helper = Notice.objects.filter(person=cast.cooperator).order_by("pk")
    kinds = ["duty_assigned", "duty_returned", "duty_accepted"]
    assert list(helper.values_list("kind", flat=True)) == kinds


def test_a_reason_is_needed_to_return_and_to_waive(cast, duty):
    with pytest.raises(services.ReasonMissing):
        services.waive_duty(duty=duty, reason=" ", by=cast.clerk, at=NOON)
    services.report_duty(duty=duty, by=cast.cooperator, at=NOON)
    with pytest.raises(services.ReasonMissing):
        services.return_duty(duty=duty, reason="", by=cast.lead, at=NOON)


def test_lateness_of_a_duty_is_marked_for_good(cast, duty):
    late = NOON + timedelta(days=15)

    services.report_duty(duty=duty, by=cast.cooperator, at=late)

    assert Duty.objects.get(pk=duty.pk).first_late_on == TODAY + timedelta(days=11)


def test_a_duty_returned_after_its_date_is_late_from_that_day(cast, duty):
    services.report_duty(duty=duty, by=cast.cooperator, at=NOON + timedelta(days=9))
    services.return_duty(duty=duty, reason="不全", by=cast.lead, at=NOON + timedelta(days=12))

    assert Duty.objects.get(pk=duty.pk).first_late_on == TODAY + timedelta(days=12)


def test_another_date_does_not_erase_lateness(cast, duty):
    services.change_duty_due(
        duty=duty,
        due_on=TODAY + timedelta(days=40),
        reason="资金未到",
        by=cast.clerk,
        at=NOON + timedelta(days=15),
    )

    duty.refresh_from_db()
    assert duty.due_on == TODAY + timedelta(days=40)
    assert duty.first_late_on == TODAY + timedelta(days=11)


def test_two_people_cannot_both_judge_a_duty(cast, duty):
    services.report_duty(duty=duty, by=cast.cooperator, at=NOON)
    first, second = Duty.objects.get(pk=duty.pk), Duty.objects.get(pk=duty.pk)

    services.accept_duty(duty=first, by=cast.lead, at=NOON)
    with pytest.raises(services.OutOfDate):
        services.return_duty(duty=second, reason="不全", by=cast.second_lead, at=NOON)
    with pytest.raises(services.OutOfDate):
        services.waive_duty(duty=duty, reason="免", by=cast.clerk, at=NOON, seen_revision=0)


def test_a_finished_task_has_no_living_duties(cast, task, duty):
    services.waive_duty(duty=duty, reason="已无必要", by=cast.clerk, at=NOON)
    services.submit_task(task=task, by=cast.lead, at=NOON)
    services.accept_task(task=task, by=cast.clerk, at=NOON)
    stray = Duty.objects.create(task=task, unit=cast.city_office)

    with pytest.raises(services.NotNow):
        services.report_duty(duty=stray, by=cast.city_clerk, at=NOON)
