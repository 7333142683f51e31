"""What waits for a person beyond tasks: to sign, to answer, to look back at, to come to."""

from datetime import timedelta

import pytest

from changai.dashboards import queries
from changai.escalations.models import Slip
from changai.meetings.rules import State as MeetingState
from changai.problems import services as problems
from tests.bodies.factories import make_body, make_seat
from tests.conftest import NOON, TODAY
from tests.conveyance.factories import make_conveyance
from tests.escalations.factories import UNTIL, confirm, make_late_task, send
from tests.meetings.factories import make_meeting
from tests.pilots.factories import apply, make_call, make_world, vote
from tests.problems.factories import add, put_right, rectify


def items(user, today=TODAY):
    return {item.kind: item for item in queries.my_work(user=user, today=today).items}


def test_what_was_conveyed_waits_to_be_signed_for_and_stands_in_the_menu(cast):
    sent = make_conveyance(cast, [cast.city_office.pk])

    item = items(cast.city_clerk)["conveyed"]
    assert (item.group, item.title, item.url) == ("sign", sent.title, f"/conveyance/{sent.pk}/")
    assert queries.nav_counts(cast.city_clerk, TODAY)["conveyance:list"] == 1
    assert items(cast.county_clerk) == items(cast.stranger) == {}


def test_a_sent_slip_is_signed_for_and_answered_by_its_unit_alone(cast):
    slip = confirm(make_late_task(cast), cast.clerk)
    assert not {"slip", "paper"} & set(items(cast.lead))

    send(slip, cast)

    found = items(cast.lead)
    assert (found["slip"].due_on, found["slip"].url) == (UNTIL, f"/escalations/slips/{slip.pk}/")
    assert found["paper"].group == "sign"
    assert queries.nav_counts(cast.lead, TODAY)["papers:list"] == 1
    assert not {"slip", "paper"} & set(items(cast.cooperator))
    Slip.objects.filter(pk=slip.pk).update(
        state="ANSWERED", answer="已办", answered_by=cast.lead, answered_at=NOON
    )
    assert "slip" not in items(cast.lead)


@pytest.fixture
def body(cast):
    """A body of the province with a seat of the department."""
    body = make_body(cast.province, cast.office)
    make_seat(body, cast.department)
    return body


def test_meetings_of_the_next_days_are_told_without_pressing(cast, body):
    meeting = make_meeting(body, cast.clerk, day=TODAY + timedelta(days=3))
    assert items(cast.clerk)["meeting"].url == f"/meetings/{meeting.pk}/"
    assert "meeting" not in items(cast.lead)
    make_meeting(body, cast.clerk, MeetingState.CONVENED, day=TODAY + timedelta(days=2))
    make_meeting(body, cast.clerk, MeetingState.CONVENED, day=TODAY + timedelta(days=9))

    item = items(cast.lead)["meeting"]
    assert (item.group, item.due_on) == ("meet", TODAY + timedelta(days=2))
    counts = queries.group_counts(user=cast.lead, today=TODAY)
    assert (counts["meet"], counts[queries.PRESSING]) == (1, 0)


def test_a_look_back_waits_from_its_day_and_not_for_the_unit_concerned(cast):
    problem = put_right(rectify(add(cast, look_back_days=2), cast), cast)
    problems.tell_look_backs(at=NOON + timedelta(days=1))
    assert "look_back" not in items(cast.colleague, TODAY + timedelta(days=1))

    later = TODAY + timedelta(days=2)
    problems.tell_look_backs(at=NOON + timedelta(days=2))

    item = items(cast.colleague, later)["look_back"]
    assert (item.since, item.url) == (later, f"/problems/{problem.pk}/")
    assert "look_back" not in items(cast.lead, later)


def test_an_application_waits_for_every_judge_until_they_have_voted_but_not_for_its_own(db):
    world = make_world()
    application = apply(world, make_call(world))

    item = items(world.expert)["vote"]
    assert (item.group, item.title) == ("decide", str(world.firm))
    assert item.url == f"/pilots/applications/{application.pk}/"
    assert "vote" not in items(world.maker)  # sits on the panel, works at the firm
    assert "vote" not in items(world.boss)

    vote(application, world.expert)

    assert "vote" not in items(world.expert)
    assert "vote" in items(world.unionist)
