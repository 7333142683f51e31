"""The table of a pilot's life and the services agree: every event, status and person is tried."""

import pytest
from django.db import IntegrityError, transaction

from changai.pilots import policies, services
from changai.pilots.models import Application, Pilot, Vote
from changai.pilots.rules import (
    APPLICATION_LINES,
    LIVE,
    TRANSITIONS,
    Actor,
    ApplicationEvent,
    ApplicationState,
    Event,
    Guard,
    Status,
)
from changai.pilots.services import Basis, Move
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_post
from tests.pilots.factories import BASIS, SCORES, apply, at, make_call, make_pilot, vote

ALIVE = set(LIVE)
# Where each event leads, written here a second time; None leaves the status as it is.
TABLE = {
    Event.CULTIVATE: ({Status.NEW}, Status.CULTIVATED),
    Event.CONSOLIDATE: ({Status.CULTIVATED}, Status.CONSOLIDATED),
    Event.DEEPEN: (ALIVE, None),
    Event.CHECK: (ALIVE, None),
    Event.RENEW: (ALIVE, None),
    Event.GRADUATE: ({Status.CULTIVATED, Status.CONSOLIDATED}, Status.GRADUATED),
    Event.REMOVE: (ALIVE, Status.REMOVED),
}
NEEDS_CHECK = {Event.CONSOLIDATE, Event.RENEW, Event.GRADUATE}
LATE = at(1080)


def test_the_table_is_that_of_the_issue():
    for line in TRANSITIONS:
        if line.event in TABLE:
            assert (set(line.sources), line.target) == TABLE[line.event]
            assert line.actor is Actor.NAMER
        assert Guard.BASIS in line.guards
    assert {line.event for line in TRANSITIONS} == set(Event)


@pytest.mark.parametrize("status", list(Status))
def test_every_event_in_every_status_by_everybody_is_allowed_just_as_the_table_says(world, status):
    pilot = make_pilot(world, status)
    checked = bool(pilot.check_passed)

    for event, (sources, target) in TABLE.items():
        for name, person in world.people.items():
            may = status in sources and name == "clerk"
            ready = checked if event in NEEDS_CHECK else event is not Event.CHECK or not checked
            with transaction.atomic():
                happened = True
                try:
                    services.move_pilot(
                        pilot=pilot,
                        move=Move(event, BASIS, "现场核实过。", event is Event.CHECK or None),
                        by=person,
                        at=LATE,
                    )
                except services.Refused:
                    happened = False
                after = Pilot.objects.get(pk=pilot.pk)
                last = after.steps.latest("pk")
                transaction.set_rollback(True)
            case = f"{event} in {status} by {name}"
            assert happened is (may and ready), case
            assert after.status == (target or status if happened else status), case
            assert policies.may(event, pilot, person, TODAY) is may, case
            if happened:
                told = (last.rule, last.actor, last.source, last.to_status)
                assert told == (event.value, person, BASIS.words, after.status), case


def test_a_step_without_rule_actor_or_source_cannot_be_stored(world):
    pilot = make_pilot(world)
    kept = pilot.steps.get()

    for fields in ({"source": ""}, {"rule": ""}, {"actor": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(kept).objects.filter(pk=kept.pk).update(**fields)


def test_nobody_decides_about_their_own_unit(world):
    pilot = make_pilot(world)
    make_post(world.clerk, world.firm, "CLERK")
    # What a person may see is kept on their object; this one has not been asked yet.
    both = type(world.clerk).objects.get(pk=world.clerk.pk)

    with pytest.raises(services.NotAllowed):
        services.move_pilot(
            pilot=pilot, move=Move(Event.REMOVE, Basis("文"), "不合格"), by=both, at=NOON
        )


WHO = {
    "office": {"clerk"},
    "applicant": {"maker"},
    "panel": {"expert", "second_expert", "unionist"},
}


def drive(event, application, by):
    """Cause an event of an application through the service that stands for it."""
    told = {"application": application, "by": by, "at": NOON}
    match event:
        case ApplicationEvent.CORRECT:
            services.correct_application(**told, words="改好了")
        case ApplicationEvent.WITHDRAW:
            services.withdraw_application(**told)
        case ApplicationEvent.RETURN:
            Vote.objects.filter(application=application).delete()
            services.return_application(**told, reason="请补正")
        case ApplicationEvent.VOTE:
            services.cast_vote(**told, scores=SCORES, in_favor=True, words="看过")
        case ApplicationEvent.SETTLE:
            services.settle_application(**told)
        case ApplicationEvent.NAME:
            services.name_batch(
                call=application.call, applications=[application], title="批", basis=BASIS,
                by=by, at=NOON,
            )  # fmt: skip


@pytest.mark.parametrize("state", list(ApplicationState))
def test_every_event_of_an_application_is_allowed_just_as_its_table_says(world, state):
    application = apply(world, make_call(world))
    vote(application, world.expert, world.second_expert, world.unionist)
    settled = state in ("PASSED", "FAILED", "NAMED")
    Application.objects.filter(pk=application.pk).update(
        state=state,
        vote_count=3,
        settled_by=world.clerk if settled else None,
        settled_at=NOON if settled else None,
    )

    for event, (sources, targets, actor) in APPLICATION_LINES.items():
        for name, person in world.people.items():
            seen = Application.objects.get(pk=application.pk)
            expected = state in sources and name in WHO[actor]
            with transaction.atomic():
                happened = True
                try:
                    drive(event, seen, person)
                except services.Refused:
                    happened = False
                after = Application.objects.get(pk=seen.pk).state
                transaction.set_rollback(True)
            assert happened is expected, f"{event} in {state} by {name}"
            assert after in targets if happened else after == state
