"""Give, change and end seats. What a seat was stays: another person is another row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.bodies import policies
from changai.bodies.models import CoordinationBody, Seat
from changai.bodies.services._refusals import NotTheOffice, SeatRefused
from changai.kernel.errors import OutOfDate
from changai.orgs.models import Unit

KEPT = ("role", "person", "title", "alternate", "liaison", "from_on", "to_on")


@dataclass(frozen=True)
class SeatDraft:
    """A seat to give: which unit, as what, and who sits on it."""

    unit_id: int
    role: str = Seat.Role.MEMBER
    person: str = ""
    title: str = ""
    alternate: str = ""
    liaison: str = ""


def add_seats(
    *,
    body: CoordinationBody,
    seats: Sequence[SeatDraft],
    from_on: date,
    by: User,
    at: datetime,
) -> list[Seat]:
    """Give seats to many units from a day on: all or none.

    Cost: a handful of queries, however many seats.
    Raises:
        NotTheOffice: the person is not of the body's office.
        SeatRefused: nothing is named, a unit is named twice, holds it already or has ended.
    """
    with transaction.atomic():
        fresh = _locked_body(body.pk, by, timezone.localdate(at))
        if not seats:
            raise SeatRefused(_("请至少写明或勾选一个单位。"))
        if from_on < fresh.began_on:
            raise SeatRefused(_("席位不能早于议事机构设立的日期。"))
        given = give_seats(fresh, seats, from_on)
        audit.record(
            "seats.added",
            Seat,
            by=by,
            at=at,
            unit_id=fresh.unit_id,
            after={"name": fresh.name, "count": len(given)},
            touched=[audit.Touched(one.pk, one.unit_id, {}, _kept(one)) for one in given],
        )
    return given


def give_seats(body: CoordinationBody, seats: Sequence[SeatDraft], from_on: date) -> list[Seat]:
    """Write seats within a larger write, in the order given; the body is locked by the caller."""
    if not seats:
        return []
    keys = [(one.unit_id, str(one.role)) for one in seats]
    units = Unit.objects.in_bulk({one.unit_id for one in seats})
    for unit_id, role in keys:
        if role not in Seat.Role.values:
            raise SeatRefused(_("没有这种席位。"))
        if unit_id not in units or units[unit_id].ended_on is not None:
            raise SeatRefused(_("有的单位已撤销或合并，请改选承接它的单位。"))
        if keys.count((unit_id, role)) > 1:
            raise SeatRefused(_("“%(unit)s”写了不止一次。") % {"unit": units[unit_id]})
    held = Seat.objects.filter(body=body, to_on=None).values_list("unit_id", "role")
    for unit_id, _role in sorted({*keys} & {(unit, str(role)) for unit, role in held}):
        raise SeatRefused(_("“%(unit)s”已有这个席位。") % {"unit": units[unit_id]})
    # A seat without an end would begin inside a past term of the same unit otherwise.
    later = Seat.objects.filter(body=body, to_on__gte=from_on, unit_id__in=units)
    for unit_id, role in later.values_list("unit_id", "role"):
        if (unit_id, str(role)) in keys:
            raise SeatRefused(
                _("“%(unit)s”的上一个任期还没有结束，请改晚开始日期。") % {"unit": units[unit_id]}
            )
    last = Seat.objects.filter(body=body).count()
    rows = [
        Seat(
            body=body,
            unit=units[one.unit_id],
            role=one.role,
            person=one.person.strip(),
            title=one.title.strip(),
            alternate=one.alternate.strip(),
            liaison=one.liaison.strip(),
            position=last + place,
            from_on=from_on,
        )
        for place, one in enumerate(seats, start=1)
    ]
    return Seat.objects.bulk_create(rows, batch_size=500)


def change_seat(
    *,
    seat: Seat,
    draft: SeatDraft,
    from_on: date,
    seen_revision: int | None,
    by: User,
    at: datetime,
) -> Seat:
    """Change who sits on a seat, or as what, from a day on.

    From its first day on it is a correction; from a later day on the old term ends the day
    before and a new one begins, so that the past stays as it was.
    Raises:
        NotTheOffice: the person is not of the body's office.
        SeatRefused: the day lies before the term, the unit has that seat already.
        OutOfDate: somebody changed or ended it meanwhile.
    """
    with transaction.atomic():
        fresh = _locked_seat(seat, seen_revision, by, timezone.localdate(at))
        if from_on < fresh.from_on:
            raise SeatRefused(_("生效日期不能早于这个任期的开始日期。"))
        others = Seat.objects.filter(body=fresh.body, unit_id=fresh.unit_id, role=draft.role)
        if others.filter(to_on=None).exclude(pk=fresh.pk).exists():
            raise SeatRefused(_("“%(unit)s”已有这个席位。") % {"unit": fresh.unit})
        before = _kept(fresh)
        if from_on > fresh.from_on:
            fresh.to_on = from_on - timedelta(days=1)
            fresh.revision += 1
            fresh.save(update_fields=["to_on", "revision"])
            kept = Seat(body=fresh.body, unit=fresh.unit, position=fresh.position, from_on=from_on)
        else:
            kept = fresh
            kept.revision += 1
        kept.role = draft.role
        kept.person, kept.title = draft.person.strip(), draft.title.strip()
        kept.alternate, kept.liaison = draft.alternate.strip(), draft.liaison.strip()
        kept.save()
        audit.record(
            "seat.changed",
            kept,
            by=by,
            at=at,
            unit_id=fresh.body.unit_id,
            before=before,
            after=_kept(kept),
        )
    return kept


def end_seat(
    *, seat: Seat, last_day: date, seen_revision: int | None, by: User, at: datetime
) -> Seat:
    """End a seat with a last day.

    Raises:
        NotTheOffice: the person is not of the body's office.
        SeatRefused: the day lies before the term.
        OutOfDate: somebody changed or ended it meanwhile.
    """
    with transaction.atomic():
        fresh = _locked_seat(seat, seen_revision, by, timezone.localdate(at))
        if last_day < fresh.from_on:
            raise SeatRefused(_("最后一天不能早于这个任期的开始日期。"))
        fresh.to_on = last_day
        fresh.revision += 1
        fresh.save(update_fields=["to_on", "revision"])
        audit.record(
            "seat.ended",
            fresh,
            by=by,
            at=at,
            unit_id=fresh.body.unit_id,
            before={"to_on": ""},
            after={"to_on": last_day.isoformat()},
        )
    return fresh


def _locked_body(pk: int, by: User, today: date) -> CoordinationBody:
    body = CoordinationBody.objects.select_for_update().get(pk=pk)
    if not policies.may_run(body, by, today):
        raise NotTheOffice(_("只有该议事机构的办公室可以调整席位。"))
    return body


def _locked_seat(seat: Seat, seen_revision: int | None, by: User, today: date) -> Seat:
    body = _locked_body(seat.body_id, by, today)
    fresh = Seat.objects.select_related("unit").select_for_update(of=("self",)).get(pk=seat.pk)
    fresh.body = body
    if fresh.to_on is not None:
        raise OutOfDate(_("这个任期已经结束，什么都没有改动。请刷新页面。"))
    if seen_revision is not None and fresh.revision != seen_revision:
        raise OutOfDate(_("刚刚有人改过，请刷新页面，看过最新内容再改。"))
    return fresh


def _kept(seat: Seat) -> dict[str, Any]:
    return {name: str(getattr(seat, name) or "") for name in KEPT}
