"""Meetings of a body in any state of their life, brought there by the services."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from changai.bodies.models import CoordinationBody
from changai.meetings import services
from changai.meetings.models import Meeting
from changai.meetings.rules import State, span
from changai.meetings.services import MeetingDraft, RoomDraft
from tests.bodies.factories import make_body, make_seat
from tests.conftest import NOON, TODAY
from tests.tasks.factories import Cast, make_cast


def draft(**fields):
    """Return what planning a meeting needs."""
    fields.setdefault("title", "联席会议第四次季度工作例会")
    fields.setdefault("kind", "QUARTERLY")
    fields.setdefault("form", "TV_PHONE")
    fields.setdefault("day", TODAY)
    fields.setdefault("begins", time(9))
    fields.setdefault("ends", time(11, 30))
    fields.setdefault("venue", "第一会议室")
    return MeetingDraft(**fields)


def make_meeting(body, by, state=State.DRAFT, *, at=NOON, rooms=(), day=None, **fields):
    """Make a meeting of a body, brought to a state by the services.

    `rooms` are (name, unit) pairs. A meeting that is held lies on the day of `at` unless `day`
    says otherwise; `convened_at` is some days before that.
    """
    told = fields.pop("convened_at", at)
    if (
        state in (State.HELD, State.MINUTES_SIGNED)
        and at < span(day or TODAY, time(9), time(10))[0]
    ):
        # Whatever the hour at which the tests run, what was held has begun.
        fields.setdefault("begins", time(0))
    meeting = services.plan_meeting(
        body=body,
        draft=draft(day=day or TODAY, **fields),
        by=by,
        at=told,
        rooms=[RoomDraft(name, unit.pk if unit else None) for name, unit in rooms],
    )
    if state in (State.CONVENED, State.HELD, State.MINUTES_SIGNED):
        services.convene_meeting(meeting=meeting, by=by, at=told)
    if state in (State.HELD, State.MINUTES_SIGNED):
        services.hold_meeting(meeting=meeting, by=by, at=at)
    if state == State.MINUTES_SIGNED:
        services.sign_minutes(meeting=meeting, by=by, at=at)
    if state == State.CANCELLED:
        services.cancel_meeting(meeting=meeting, reason="另行安排", by=by, at=at)
    return Meeting.objects.select_related("body__office", "body__unit").get(pk=meeting.pk)


def make_decision(meeting, by, words="健全技能人才评价机制。", *, unit=None, due_on=None, at=NOON):
    """Add a decision to a meeting that is held; without unit or day it is incomplete."""
    return services.add_decision(
        meeting=meeting,
        words=words,
        unit_id=unit.pk if unit else None,
        due_on=due_on,
        by=by,
        at=at,
    )


def whole_decision(meeting, by, unit, words="健全技能人才评价机制。", *, at=NOON, days=60):
    """Add a decision with its unit and its day."""
    due_on: date = TODAY + timedelta(days=days)
    return make_decision(meeting, by, words, unit=unit, due_on=due_on, at=at)


@dataclass(frozen=True)
class Sitting:
    """A body with its seats, and the people around it: the province's office runs it."""

    cast: Cast
    body: CoordinationBody

    @property
    def office(self):
        """The person who runs the body."""
        return self.cast.clerk


def make_sitting():
    """Make a body of the province with seats of two departments and a city."""
    cast = make_cast()
    body = make_body(cast.province, cast.office)
    make_seat(body, cast.department, person="丁厅长")
    make_seat(body, cast.helper)
    return Sitting(cast, body)
