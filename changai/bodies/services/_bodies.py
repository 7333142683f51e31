"""Set up, change and end a coordination body."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.bodies import policies
from changai.bodies.models import CoordinationBody, Seat
from changai.bodies.services._refusals import BodyRefused, NotTheOffice
from changai.bodies.services._seats import SeatDraft, give_seats
from changai.kernel.errors import OutOfDate
from changai.orgs.models import Unit
from changai.packs.current import pack


def found_body(
    *,
    kind: str,
    name: str,
    unit: Unit,
    office: Unit,
    began_on: date,
    by: User,
    at: datetime,
    seats: Sequence[SeatDraft] = (),
) -> CoordinationBody:
    """Set up a body of a unit, with its first seats: all or nothing.

    Raises:
        NotTheOffice: the person is not of the office that answers for the unit.
        BodyRefused: the kind is unknown, the name is taken, the office does not fit.
        SeatRefused: a seat is named twice, or its unit has ended.
    """
    today = timezone.localdate(at)
    if not policies.may_found(unit, by, today):
        raise NotTheOffice(_("只有本级产改办可以设立议事机构。"))
    _require_sound(kind, office, unit, by, today)
    with transaction.atomic():
        # Two who set up the same body at once: the second waits here and then is refused.
        Unit.objects.select_for_update().get(pk=unit.pk)
        _require_free_name(unit, name)
        body = CoordinationBody.objects.create(
            kind=kind, name=name.strip(), unit=unit, office=office, began_on=began_on
        )
        given = give_seats(body, seats, began_on)
        audit.record(
            "body.founded",
            body,
            by=by,
            at=at,
            unit_id=unit.pk,
            after={"kind": kind, "name": body.name, "office": office.pk, "count": len(given)},
        )
    return body


def change_body(
    *,
    body: CoordinationBody,
    kind: str,
    name: str,
    office: Unit,
    seen_revision: int | None,
    by: User,
    at: datetime,
) -> CoordinationBody:
    """Change what a body is called and who its office is.

    Raises:
        NotTheOffice, BodyRefused: as for setting one up.
        OutOfDate: somebody changed it meanwhile.
    """
    today = timezone.localdate(at)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=body.unit_id)
        fresh = _locked(body, seen_revision)
        if not policies.may_run(fresh, by, today):
            raise NotTheOffice(_("只有该议事机构的办公室可以修改。"))
        _require_sound(kind, office, fresh.unit, by, today)
        _require_free_name(fresh.unit, name, but=fresh)
        before = {"kind": fresh.kind, "name": fresh.name, "office": fresh.office_id}
        fresh.kind, fresh.name, fresh.office = kind, name.strip(), office
        fresh.revision += 1
        fresh.save(update_fields=["kind", "name", "office", "revision"])
        audit.record(
            "body.changed",
            fresh,
            by=by,
            at=at,
            unit_id=fresh.unit_id,
            before=before,
            after={"kind": kind, "name": fresh.name, "office": office.pk},
        )
    return fresh


def end_body(
    *, body: CoordinationBody, last_day: date, seen_revision: int | None, by: User, at: datetime
) -> CoordinationBody:
    """End a body with a last day; its seats end with it and stay in sight.

    Raises:
        NotTheOffice: the person is not of its office.
        BodyRefused: the day lies before its first or in the future.
        OutOfDate: somebody changed or ended it meanwhile.
    """
    today = timezone.localdate(at)
    with transaction.atomic():
        fresh = _locked(body, seen_revision)
        if not policies.may_run(fresh, by, today):
            raise NotTheOffice(_("只有该议事机构的办公室可以撤销它。"))
        if not fresh.began_on <= last_day <= today:
            raise BodyRefused(_("最后一天不能早于设立日期，也不能晚于今天。"))
        open_seats = Seat.objects.filter(body=fresh, to_on=None)
        count = open_seats.filter(from_on__lte=last_day).update(
            to_on=last_day, revision=F("revision") + 1
        )
        count += open_seats.update(to_on=F("from_on"), revision=F("revision") + 1)
        fresh.ended_on, fresh.revision = last_day, fresh.revision + 1
        fresh.save(update_fields=["ended_on", "revision"])
        audit.record(
            "body.ended",
            fresh,
            by=by,
            at=at,
            unit_id=fresh.unit_id,
            after={"ended_on": last_day.isoformat(), "count": count},
        )
    return fresh


def _locked(body: CoordinationBody, seen_revision: int | None) -> CoordinationBody:
    rows = CoordinationBody.objects.select_related("unit", "office")
    fresh = rows.select_for_update(of=("self",)).get(pk=body.pk)
    if fresh.ended_on is not None:
        raise OutOfDate(_("这个议事机构已经撤销，什么都没有改动。"))
    if seen_revision is not None and fresh.revision != seen_revision:
        raise OutOfDate(_("刚刚有人改过，请刷新页面，看过最新内容再改。"))
    return fresh


def _require_sound(kind: str, office: Unit, unit: Unit, by: User, today: date) -> None:
    if kind not in {one.code for one in pack().body_kinds}:
        raise BodyRefused(_("没有这种议事机构类型，请从列表中选择。"))
    if unit.ended_on is not None or office.ended_on is not None:
        raise BodyRefused(_("单位已撤销或合并，请改选承接它的单位。"))
    if not policies.may_be_office(office, unit, by, today):
        raise BodyRefused(_("办公室须是本级范围内的单位。"))


def _require_free_name(unit: Unit, name: str, but: CoordinationBody | None = None) -> None:
    if not name.strip():
        raise BodyRefused(_("请填写议事机构的名称。"))
    same = CoordinationBody.objects.filter(unit=unit, name=name.strip(), ended_on=None)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise BodyRefused(_("本单位已有同名的议事机构。"))
