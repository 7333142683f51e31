"""What the database itself refuses, whoever writes past the services."""

import pytest
from django.db import IntegrityError, transaction

from changai.tasks.models import Duty, Task, TaskUnit
from changai.tasks.rules import OPEN, DutyState, State
from tests.conftest import NOON, TODAY
from tests.tasks.factories import make_task


def refused(rows, **changes):
    """Say whether the database refuses a raw update."""
    try:
        with transaction.atomic():
            rows.update(**changes)
    except IntegrityError:
        return True
    return False


def test_nothing_is_closed_without_its_evidence(cast):
    task = make_task(cast, State.IN_PROGRESS, evidence_required=True)
    rows = Task.objects.filter(pk=task.pk)
    rows.update(submitted_by=cast.lead, submitted_on=TODAY, done_by=cast.clerk, done_on=TODAY)
    rows.update(closed_by=cast.supervisor, closed_on=TODAY)

    for state in (State.UNDER_REVIEW, State.DONE, State.CLOSED, State.ARCHIVED):
        assert refused(rows, state=state.value)
    assert not refused(rows, state="DONE", evidence_count=1)


def test_nobody_accepts_or_strikes_off_what_they_reported(cast):
    task = make_task(cast, State.UNDER_REVIEW)
    rows = Task.objects.filter(pk=task.pk)

    assert refused(rows, state="DONE", done_on=TODAY, done_by=cast.lead)
    assert not refused(rows, state="DONE", done_on=TODAY, done_by=cast.clerk)
    assert refused(rows, state="CLOSED", closed_on=TODAY, closed_by=cast.lead)
    assert not refused(rows, state="CLOSED", closed_on=TODAY, closed_by=cast.supervisor)


@pytest.mark.parametrize("state", ["DONE", "CLOSED", "ARCHIVED", "UNDER_REVIEW"])
def test_an_end_knows_who_and_when(cast, state):
    task = make_task(cast, State.IN_PROGRESS)

    assert refused(Task.objects.filter(pk=task.pk), state=state)


def test_what_is_assigned_has_a_lead(cast):
    task = make_task(cast, State.REGISTERED)

    assert refused(Task.objects.filter(pk=task.pk), state="ASSIGNED")


def test_a_waiver_has_a_person_and_a_reason(cast):
    task = make_task(cast, State.IN_PROGRESS)
    duty = Duty.objects.create(task=task, unit=cast.helper)

    assert refused(Task.objects.filter(pk=task.pk), waived_at=NOON, waived_by=cast.clerk)
    assert refused(Duty.objects.filter(pk=duty.pk), state="WAIVED", decided_by=cast.clerk)
    assert refused(Duty.objects.filter(pk=duty.pk), state="ACCEPTED", decided_by=cast.clerk)


def test_a_duty_is_accepted_by_another_person_than_its_reporter(cast):
    task = make_task(cast, State.IN_PROGRESS)
    rows = Duty.objects.filter(pk=Duty.objects.create(task=task, unit=cast.helper).pk)
    rows.update(state="REPORTED", reported_by=cast.cooperator, reported_on=TODAY)

    assert refused(rows, state="ACCEPTED", decided_by=cast.cooperator)
    assert not refused(rows, state="ACCEPTED", decided_by=cast.lead)


def test_a_unit_has_one_living_part_in_a_task(cast):
    parent = make_task(cast, State.IN_PROGRESS)
    parts = [make_task(cast, State.ASSIGNED, lead=cast.city_office) for _number in range(2)]

    assert not refused(Task.objects.filter(pk=parts[0].pk), parent=parent)
    assert refused(Task.objects.filter(pk=parts[1].pk), parent=parent)
    Task.objects.filter(pk=parts[0].pk).update(state="CANCELLED")
    assert not refused(Task.objects.filter(pk=parts[1].pk), parent=parent)


def test_the_states_of_rows_are_those_of_the_rules(cast):
    assert {choice for choice, _label in Duty.State.choices} == set(DutyState)
    assert {choice for choice, _label in Task._meta.get_field("state").choices} == set(State)
    assert len(OPEN) == 4
    assert TaskUnit.Part.values == ["LEAD", "ASSIGNER", "COOPERATING", "SOURCE"]
