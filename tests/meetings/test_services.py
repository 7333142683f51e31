"""Meetings from draft to signed minutes, through the services."""

import pytest

from changai.meetings import services
from changai.meetings.rules import State
from changai.meetings.services import RoomDraft
from changai.tasks.models import Task
from tests.bodies.factories import make_body, make_seat
from tests.conftest import NOON
from tests.meetings.factories import make_meeting, make_sitting, whole_decision
from tests.tasks.factories import make_cast

pytestmark = pytest.mark.django_db


def test_a_room_of_the_same_name_keeps_the_unit_that_holds_it_and_who_sits_there():
    sitting = make_sitting()
    rooms = [("云溪分会场", sitting.cast.city)]
    meeting = make_meeting(sitting.body, sitting.office, State.CONVENED, rooms=rooms)
    drafts = [RoomDraft("云溪分会场"), RoomDraft("石桥分会场")]

    services.set_rooms(meeting=meeting, rooms=drafts, by=sitting.office, at=NOON)

    kept = meeting.rooms.get(name="云溪分会场")
    assert kept.unit == sitting.cast.city
    assert meeting.attendance.get(unit=sitting.cast.city).room == kept


def test_a_decision_becomes_a_task_that_knows_its_sentence():
    cast = make_cast()
    body = make_body(cast.province, cast.office)
    make_seat(body, cast.department)
    meeting = make_meeting(body, cast.clerk, State.HELD, rooms=[("云溪分会场", cast.city)])
    decision = whole_decision(meeting, cast.clerk, cast.department)

    services.make_tasks(meeting=meeting, by=cast.clerk, at=NOON)

    task = Task.objects.get()
    assert task.decided.decision == decision
    assert task.clause_words == decision.words
    assert meeting.title in task.clause_where
    assert task.lead == cast.department
