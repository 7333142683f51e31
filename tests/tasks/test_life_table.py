"""The table of a task's life and the services agree: every event, state and person is tried."""

from datetime import timedelta

import pytest
from django.db import transaction

from changai.tasks import policies, services
from changai.tasks.models import Task
from changai.tasks.rules import TRANSITIONS, Actor, Event, State
from changai.tasks.services._guards import GUARDS
from tests.conftest import NOON, TODAY
from tests.tasks.factories import DUE, draft, make_task

AT = NOON + timedelta(hours=1)
OFFICE = {"clerk", "colleague"}
LEAD = {"lead", "second_lead"}
# Who each actor of the table is in the cast, for a task of the office that `lead` reported.
PEOPLE = {
    Actor.OFFICE: OFFICE,
    Actor.REGISTRAR: OFFICE | {"supervisor"},
    Actor.LEAD: LEAD,
    Actor.REVIEWER: OFFICE,
    Actor.STRIKER: {"supervisor"},
}
# Where each event leads, written here a second time as the issue has it.
TABLE = {
    Event.ASSIGN: ({State.REGISTERED}, Actor.OFFICE, State.ASSIGNED),
    Event.ACKNOWLEDGE: ({State.ASSIGNED}, Actor.LEAD, State.IN_PROGRESS),
    Event.DECLINE: ({State.ASSIGNED}, Actor.LEAD, State.REGISTERED),
    Event.REPORT: ({State.IN_PROGRESS}, Actor.LEAD, State.IN_PROGRESS),
    Event.SUBMIT: ({State.IN_PROGRESS}, Actor.LEAD, State.UNDER_REVIEW),
    Event.RETURN: ({State.UNDER_REVIEW}, Actor.REVIEWER, State.IN_PROGRESS),
    Event.ACCEPT: ({State.UNDER_REVIEW}, Actor.REVIEWER, State.DONE),
    Event.STRIKE_OFF: ({State.DONE}, Actor.STRIKER, State.CLOSED),
    Event.ARCHIVE: ({State.CLOSED}, Actor.OFFICE, State.ARCHIVED),
    Event.CANCEL: (
        {State.REGISTERED, State.ASSIGNED, State.IN_PROGRESS, State.UNDER_REVIEW},
        Actor.OFFICE,
        State.CANCELLED,
    ),
    Event.REASSIGN: (
        {State.REGISTERED, State.ASSIGNED, State.IN_PROGRESS, State.UNDER_REVIEW},
        Actor.OFFICE,
        State.ASSIGNED,
    ),
}


def cause(event, task, by, cast):
    """Cause an event through the service that stands for it."""
    told = {"task": task, "by": by, "at": AT}
    match event:
        case Event.ASSIGN:
            services.assign_task(**told, lead_ids=[cast.helper.pk], due_on=DUE)
        case Event.ACKNOWLEDGE:
            services.acknowledge_task(**told)
        case Event.DECLINE:
            services.decline_task(**told, reason="非本单位职责")
        case Event.REPORT:
            services.note_progress(**told, words="已开班")
        case Event.SUBMIT:
            services.submit_task(**told)
        case Event.RETURN:
            services.return_task(**told, reason="数字不实")
        case Event.ACCEPT:
            services.accept_task(**told)
        case Event.STRIKE_OFF:
            services.strike_off_task(**told)
        case Event.ARCHIVE:
            services.archive_task(**told)
        case Event.CANCEL:
            services.cancel_task(**told, reason="上级撤销")
        case Event.REASSIGN:
            services.reassign_task(**told, lead_id=cast.helper.pk, due_on=DUE, reason="职责调整")


def test_the_table_is_that_of_the_issue():
    for line in TRANSITIONS:
        if line.event is not Event.REGISTER:
            assert (set(line.sources), line.actor, line.target) == TABLE[line.event]
    assert len(TRANSITIONS) == len(TABLE) + 1 == len(Event)


def test_every_guard_of_the_table_has_its_check():
    assert {guard for line in TRANSITIONS for guard in line.guards} == set(GUARDS)


@pytest.mark.parametrize("state", list(State))
def test_every_event_in_every_state_by_everybody_is_allowed_just_as_the_table_says(cast, state):
    task = make_task(cast, state)

    for event in TABLE:
        sources, actor, target = TABLE[event]
        for name, person in cast.people.items():
            seen = Task.objects.get(pk=task.pk)
            # Without a lead nobody is the lead, so that nobody acts for it.
            expected = state in sources and name in PEOPLE[actor]
            with transaction.atomic():
                happened = True
                try:
                    cause(event, seen, person, cast)
                except services.Refused:
                    happened = False
                after = Task.objects.get(pk=task.pk)
                transaction.set_rollback(True)
            case = f"{event} in {state} by {name}"
            assert happened is expected, case
            assert after.state == (target if expected else state), case
            assert policies.may(event, task, person, TODAY) is expected, case


def test_the_events_a_person_is_offered_are_those_the_services_allow(cast):
    task = make_task(cast, State.IN_PROGRESS)

    assert policies.events_for(task, cast.lead, TODAY) == [Event.REPORT, Event.SUBMIT]
    assert policies.events_for(task, cast.clerk, TODAY) == [Event.CANCEL, Event.REASSIGN]
    assert policies.events_for(task, cast.stranger, TODAY) == []


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("clerk", True),
        ("supervisor", True),
        ("lead", False),
        ("stranger", False),
        ("auditor", False),
    ],
)
def test_an_item_is_registered_by_the_office_or_its_supervisor(cast, who, allowed):
    person = cast.people[who]

    if allowed:
        task = services.register_task(draft=draft(cast.office), by=person, at=NOON)
        assert task.state == State.REGISTERED
    else:
        with pytest.raises(services.NotAllowed):
            services.register_task(draft=draft(cast.office), by=person, at=NOON)
        assert not Task.objects.exists()
