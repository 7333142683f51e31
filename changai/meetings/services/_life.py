"""The steps of a meeting: convened, held, cancelled. Signing stands by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.bodies import queries as bodies
from changai.meetings import rules
from changai.meetings.models import Attendance, Meeting
from changai.meetings.rules import Event
from changai.meetings.services import _refusals as refusals
from changai.meetings.services._acting import changing, record, require_reason, sources, step
from changai.meetings.services._telling import tell_cancelled, tell_convened


def convene_meeting(
    *, meeting: Meeting, by: User, at: datetime, seen_revision: int | None = None
) -> Meeting:
    """Convene a meeting: every seat of the body and every branch room is invited and told.

    Raises:
        NotAllowed, OutOfDate, NotNow: as everywhere.
        NothingToDo: it has no agenda yet.
        BadTime: its day has passed.
    """
    with changing(
        meeting, sources(Event.CONVENE), by=by, at=at, seen_revision=seen_revision
    ) as fresh:
        if not fresh.items.exists():
            raise refusals.NothingToDo(_("还没有议程。请先排一项议题，再发会议通知。"))
        if rules.day_of(fresh.ends_at) < rules.day_of(at):
            raise refusals.BadTime(_("会议日期已过。请先改会期，再发会议通知。"))
        before = {"state": fresh.state}
        count = _invite(fresh)
        step(fresh, Event.CONVENE, convened_at=at)
        tell_convened(fresh, by=by, at=at)
        record(
            "meeting.convened",
            fresh,
            by=by,
            at=at,
            before=before,
            after={"state": fresh.state, "count": count},
        )
    return fresh


def _invite(meeting: Meeting) -> int:
    """Write an invitation for every unit with a seat on the day, and for those with a room."""
    rooms = {room.unit_id: room for room in meeting.rooms.order_by("position") if room.unit_id}
    rows: dict[int, Attendance] = {}
    for seat in bodies.seats_on(meeting.body, rules.day_of(meeting.starts_at)):
        rows.setdefault(
            seat.unit_id,
            Attendance(
                meeting=meeting,
                unit_id=seat.unit_id,
                role=seat.role,
                who=seat.person,
                room=rooms.get(seat.unit_id),
            ),
        )
    for unit_id, room in rooms.items():
        rows.setdefault(unit_id, Attendance(meeting=meeting, unit_id=unit_id, room=room))
    Attendance.objects.bulk_create(rows.values(), ignore_conflicts=True)
    return len(rows)


def hold_meeting(
    *, meeting: Meeting, by: User, at: datetime, seen_revision: int | None = None
) -> Meeting:
    """Open the record of a convened meeting on its day or later.

    Raises:
        NotAllowed, OutOfDate, NotNow: as everywhere.
        BadTime: its day has not come.
    """
    with changing(meeting, sources(Event.HOLD), by=by, at=at, seen_revision=seen_revision) as fresh:
        if rules.day_of(at) < rules.day_of(fresh.starts_at):
            raise refusals.BadTime(_("还没到开会的日子，不能开始记录。"))
        before = {"state": fresh.state}
        step(fresh, Event.HOLD)
        record("meeting.held", fresh, by=by, at=at, before=before, after={"state": fresh.state})
    return fresh


def cancel_meeting(
    *, meeting: Meeting, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> Meeting:
    """Cancel a meeting that was not held; the invited are told if it was convened.

    Raises:
        NotAllowed, OutOfDate, NotNow, ReasonMissing: as their names say.
    """
    with changing(
        meeting, sources(Event.CANCEL), by=by, at=at, seen_revision=seen_revision
    ) as fresh:
        kept = require_reason(reason)
        before = {"state": fresh.state}
        step(fresh, Event.CANCEL, cancelled_reason=kept)
        if fresh.convened_at:
            tell_cancelled(fresh, by=by, at=at)
        for item in fresh.items.filter(topic__isnull=False).select_related("topic"):
            topic = item.topic
            if topic is not None:
                item.topic = None
                item.save(update_fields=["topic"])
                topic.state = topic.State.OPEN
                topic.save(update_fields=["state"])
        record(
            "meeting.cancelled",
            fresh,
            by=by,
            at=at,
            before=before,
            after={"state": fresh.state, "reason": kept},
        )
    return fresh
