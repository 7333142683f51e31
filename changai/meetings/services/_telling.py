"""Whom a meeting is told: the people who work for the units invited and those with a room."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from changai.accounts.models import User
from changai.meetings import queries, rules
from changai.meetings.models import Attendance, Meeting
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.policies import SEEING_ROLES


def tell_convened(meeting: Meeting, *, by: User, at: datetime) -> int:
    """Invite every unit, each with the room it goes to; return how many people are told."""
    return _tell(meeting, "meeting_convened", by=by, at=at)


def tell_changed(meeting: Meeting, *, by: User, at: datetime) -> int:
    """Tell everybody invited of a new day, hour or place."""
    return _tell(meeting, "meeting_changed", by=by, at=at)


def tell_cancelled(meeting: Meeting, *, by: User, at: datetime) -> int:
    """Tell everybody invited that the meeting is off."""
    return _tell(meeting, "meeting_cancelled", by=by, at=at, reason=meeting.cancelled_reason)


def tell_signed(meeting: Meeting, *, by: User, at: datetime) -> int:
    """Tell everybody invited that the minutes are out."""
    return _tell(meeting, "minutes_signed", by=by, at=at)


def tell_amended(meeting: Meeting, *, by: User, at: datetime, label: str, mark: int) -> int:
    """Tell everybody invited that signed minutes were corrected."""
    return _tell(meeting, "minutes_amended", by=by, at=at, mark=mark, label=label)


def _tell(
    meeting: Meeting, kind: str, *, by: User, at: datetime, mark: int = 0, **more: Any
) -> int:
    rooms = _rooms_by_unit(meeting)
    places = queries.working_places(rooms)
    people = orgs.people_at(places, SEEING_ROLES, today=rules.day_of(at))
    day, begins, _ends = rules.parts(meeting.starts_at, meeting.ends_at)
    facts = {
        "unit": str(meeting.body),
        "title": meeting.title,
        "starts_on": day,
        "begins": f"{begins:%H:%M}",
    }
    messages = [
        notices.Message(
            people=people.get(place, ()),
            kind=kind,
            key=f"{kind}:{meeting.pk}:{mark or meeting.revision}",
            facts={**facts, "room": rooms[unit_id] or meeting.venue, **more},
            url=f"/meetings/{meeting.pk}/",
        )
        for place, unit_id in places.items()
    ]
    return notices.tell_many(messages=messages, at=at, by=by)


def _rooms_by_unit(meeting: Meeting) -> dict[int, str]:
    invited = Attendance.objects.filter(meeting=meeting).select_related("room")
    rooms = {row.unit_id: row.room.name if row.room else "" for row in invited}
    for room in meeting.rooms.all():
        if room.unit_id is not None:
            rooms[room.unit_id] = room.name
    return rooms
