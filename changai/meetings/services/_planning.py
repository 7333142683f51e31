"""Planning: a single meeting or the next of a series, its rooms, and later changes of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.bodies.models import CoordinationBody
from changai.meetings import queries, rules
from changai.meetings.models import AgendaItem, Attendance, BranchRoom, Meeting, Series
from changai.meetings.rules import Event
from changai.meetings.services import _refusals as refusals
from changai.meetings.services._acting import (
    changing,
    living,
    record,
    require_office,
    require_words,
    write,
)
from changai.meetings.services._telling import tell_changed

LONGEST = timedelta(hours=18)


@dataclass(frozen=True)
class MeetingDraft:
    """What a meeting is planned as. Day and hours are those of Shanghai; an end not after the
    begin is that of the next day."""

    title: str
    kind: str
    form: str
    day: date
    begins: time
    ends: time
    venue: str = ""
    chair: str = ""
    number: int | None = None


@dataclass(frozen=True)
class RoomDraft:
    """A branch room and the unit that holds it."""

    name: str
    unit_id: int | None = None


def plan_meeting(
    *,
    body: CoordinationBody,
    draft: MeetingDraft,
    by: User,
    at: datetime,
    rooms: Sequence[RoomDraft] = (),
    series: Series | None = None,
    usual_agenda: bool = True,
) -> Meeting:
    """Plan a meeting of a body; a draft tells nobody.

    It starts with the agenda that is usual for its kind unless `usual_agenda` is false.
    Raises:
        NotAllowed: the person is not of the office of the body.
        WordsMissing, BadTime: as their names say.
        AlreadyThere: a room is named twice.
    """
    today = rules.day_of(at)
    require_office(body, by, today)
    with transaction.atomic():
        meeting = Meeting.objects.create(
            body=body,
            series=series,
            state=rules.line_of(Event.PLAN).target.value,
            made_by=by,
            made_at=at,
            **columns(draft),
        )
        make_rooms(meeting, rooms, today)
        if usual_agenda:
            _usual_agenda(meeting)
        record(
            "meeting.planned",
            meeting,
            by=by,
            at=at,
            after={"title": meeting.title, "starts_at": meeting.starts_at, "state": meeting.state},
        )
    return meeting


def columns(draft: MeetingDraft) -> dict[str, Any]:
    """Return the columns of a meeting as drafted.

    Raises:
        WordsMissing: it has no title.
        BadTime: it lasts longer than a day's sitting.
    """
    title = require_words(draft.title, _("请填写会议名称。"), 200)
    starts_at, ends_at = rules.span(draft.day, draft.begins, draft.ends)
    if ends_at - starts_at > LONGEST:
        raise refusals.BadTime(_("结束时间离开始时间超过18小时，请检查起止时间。"))
    return {
        "title": title,
        "kind": draft.kind,
        "form": draft.form,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "venue": draft.venue.strip()[:120],
        "chair": draft.chair.strip()[:120],
        "number": draft.number or rules.session_number(title),
    }


def make_rooms(meeting: Meeting, rooms: Sequence[RoomDraft], today: date) -> list[BranchRoom]:
    """Write the branch rooms of a meeting in their order.

    Raises:
        AlreadyThere: two have the same name.
    """
    names = [room.name.strip()[:120] for room in rooms]
    if len(set(names)) != len(names):
        raise refusals.AlreadyThere(_("分会场名称重复，请改成不同的名称。"))
    units = [living(room.unit_id, today) for room in rooms]
    return [
        BranchRoom.objects.create(
            meeting=meeting,
            position=place,
            name=require_words(name or (str(unit) if unit else ""), _("请填写分会场名称。")),
            unit=unit,
        )
        for place, (name, unit) in enumerate(zip(names, units, strict=True))
    ]


def _usual_agenda(meeting: Meeting) -> None:
    usual = rules.USUAL_AGENDA.get(meeting.kind, ())
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=place, kind=kind, title=title, minutes=minutes)
        for place, (kind, title, minutes) in enumerate(usual, start=1)
    )


def change_meeting(
    *, meeting: Meeting, draft: MeetingDraft, by: User, at: datetime, seen_revision: int | None
) -> Meeting:
    """Change what a meeting is planned as; once convened, the invited are told of a new day or
    place.

    Raises: as `plan_meeting`, and OutOfDate, NotNow.
    """
    with changing(meeting, rules.PREPARED_IN, by=by, at=at, seen_revision=seen_revision) as fresh:
        new = columns(draft)
        before = {name: getattr(fresh, name) for name in new}
        if new == before:
            raise refusals.NothingToDo(_("没有任何改动。"))
        write(fresh, **new)
        record("meeting.changed", fresh, by=by, at=at, before=before, after=new)
        moved = any(before[name] != new[name] for name in ("starts_at", "ends_at", "venue"))
        if moved and fresh.convened_at:
            tell_changed(fresh, by=by, at=at)
    return fresh


def set_rooms(
    *, meeting: Meeting, rooms: Sequence[RoomDraft], by: User, at: datetime
) -> list[BranchRoom]:
    """Set the branch rooms of a meeting anew; a room of the same name keeps its units.

    Raises: as `plan_meeting`, and NotNow.
    """
    with changing(meeting, rules.PREPARED_IN, by=by, at=at) as fresh:
        sat = {
            row.unit_id: row.room.name
            for row in Attendance.objects.filter(meeting=fresh, room__isnull=False).select_related(
                "room"
            )
            if row.room
        }
        before = list(fresh.rooms.order_by("position").values_list("name", flat=True))
        held = dict(fresh.rooms.values_list("name", "unit_id"))
        Attendance.objects.filter(meeting=fresh).update(room=None)
        fresh.rooms.all().delete()
        kept = [
            room if room.unit_id else replace(room, unit_id=held.get(room.name)) for room in rooms
        ]
        made = make_rooms(fresh, kept, rules.day_of(at))
        by_name = {room.name: room for room in made}
        for unit_id, name in sat.items():
            if name in by_name:
                Attendance.objects.filter(meeting=fresh, unit_id=unit_id).update(room=by_name[name])
        write(fresh)
        record(
            "meeting.rooms_set",
            fresh,
            by=by,
            at=at,
            before={"rooms": before},
            after={"rooms": [room.name for room in made]},
        )
    return made


def start_series(
    *,
    body: CoordinationBody,
    draft: MeetingDraft,
    rhythm: str,
    by: User,
    at: datetime,
    rooms: Sequence[RoomDraft] = (),
) -> Meeting:
    """Start a series of meetings of a body and plan its first one.

    Raises: as `plan_meeting`.
    """
    require_office(body, by, rules.day_of(at))
    new = columns(draft)
    with transaction.atomic():
        series = Series.objects.create(
            body=body,
            title=new["title"],
            kind=draft.kind,
            form=draft.form,
            rhythm=rhythm,
            begins=draft.begins,
            minutes=int((new["ends_at"] - new["starts_at"]).total_seconds() // 60),
            venue=new["venue"],
        )
        return plan_meeting(body=body, draft=draft, by=by, at=at, rooms=rooms, series=series)


def plan_next(*, series: Series, by: User, at: datetime, day: date | None = None) -> Meeting:
    """Plan the next meeting of a series: rooms as last time, the day by its rhythm if none is
    given, the number one on.

    Raises: as `plan_meeting`; NotNow where the series has ended.
    """
    if series.ended_on is not None:
        raise refusals.NotNow(_("这个系列已经结束。"))
    last = series.meetings.exclude(state=rules.State.CANCELLED).order_by("-starts_at").first()
    last_day = rules.day_of(last.starts_at) if last else rules.day_of(at)
    months = rules.MONTHS_BETWEEN[series.rhythm]
    wanted = day or rules.next_day(last_day, months)
    begins, ends = queries.hours_of(series)
    number = last.number + 1 if last and last.number else None
    draft = MeetingDraft(
        title=queries.title_of_next(series, last, number),
        kind=series.kind,
        form=series.form,
        day=wanted,
        begins=begins,
        ends=ends,
        venue=series.venue,
        chair=last.chair if last else "",
    )
    rooms = [
        RoomDraft(room.name, room.unit_id)
        for room in (last.rooms.order_by("position") if last else ())
    ]
    return plan_meeting(
        body=series.body,
        draft=replace(draft, number=number),
        by=by,
        at=at,
        rooms=rooms,
        series=series,
    )


def end_series(*, series: Series, by: User, at: datetime) -> None:
    """End a series; its meetings stay.

    Raises:
        NotAllowed: the person is not of the office.
        NotNow: it has ended already.
    """
    today = rules.day_of(at)
    require_office(series.body, by, today)
    with transaction.atomic():
        if not Series.objects.filter(pk=series.pk, ended_on=None).update(ended_on=today):
            raise refusals.NotNow(_("这个系列已经结束。"))
        audit.record(
            "series.ended",
            series,
            by=by,
            at=at,
            unit_id=series.body.office_id,
            after={"ended_on": today.isoformat()},
        )
