"""Calls for pilots, their quotas down the tiers, and their panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.documents.models import Document
from changai.notices import services as notices
from changai.orgs import policies as org_policies
from changai.orgs import queries as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.packs.current import pack
from changai.pilots import policies, rules
from changai.pilots.models import Call, Quota, Seat, Vote
from changai.pilots.rules import CallState
from changai.pilots.services._guards import (
    BadDate,
    BadQuota,
    Basis,
    NotNow,
    WordsMissing,
    basis_fields,
    require,
    require_seen,
)
from changai.tasks.queries import local_day


@dataclass(frozen=True)
class CallDraft:
    """A call as it is handed in; scopes and category are codes of the packs."""

    title: str
    category: str
    scopes: tuple[str, ...]
    closes_on: date
    source: str
    words: str = ""
    document: Document | None = None


@dataclass(frozen=True)
class QuotaLine:
    """What one unit is to bring: at least so many, so many of them in zones."""

    unit: Unit
    minimum: int
    zone_minimum: int = 0


def draft_call(*, unit: Unit, draft: CallDraft, by: User, at: datetime) -> Call:
    """Draft a call for pilots of the tier of an office.

    Raises:
        NotAllowed: the person is not of that office.
        WordsMissing, BadDate: no title, no source, an unknown code, a day that has passed.
    """
    require(unit in policies.offices(by, local_day(at)), _("你不能代表该单位征集试点。"))
    fields = _checked(draft, by, at)
    with transaction.atomic():
        call = Call.objects.create(unit=unit, tier=unit.tier, made_by=by, made_at=at, **fields)
        audit.record("call.drafted", call, by=by, at=at, unit_id=unit.pk, after=_kept(call))
    return call


def change_call(
    *, call: Call, draft: CallDraft, by: User, at: datetime, seen_revision: int | None = None
) -> Call:
    """Write a call anew while it is a draft; its quotas and its panel stay.

    Raises:
        NotAllowed, NotNow: the person is not of that office, or the call is no draft any more.
        WordsMissing, BadDate: as when it was drafted.
        OutOfDate: somebody changed it since.
    """
    fields = _checked(draft, by, at)
    with transaction.atomic():
        fresh = _locked(call, by, at, {CallState.DRAFT})
        require_seen(seen_revision, fresh.revision)
        before = _kept(fresh)
        for name, value in fields.items():
            setattr(fresh, name, value)
        _save(fresh)
        audit.record("call.changed", fresh, by=by, at=at, unit_id=fresh.unit_id,
                     before=before, after=_kept(fresh))  # fmt: skip
    return fresh


def _checked(draft: CallDraft, by: User, at: datetime) -> dict[str, Any]:
    """Return the columns of a call as they are kept; refuse what cannot be."""
    today, content = local_day(at), pack().pilots
    known = {one.code for one in content.scopes}
    if draft.category not in {one.code for one in content.categories} or not draft.scopes:
        raise WordsMissing(_("请选择试点类别和范围。"))
    if set(draft.scopes) - known or not draft.title.strip():
        raise WordsMissing(_("请写明征集名称，并从列出的范围中选择。"))
    if draft.closes_on < today:
        raise BadDate(_("截止日期已经过去。"))
    fields = basis_fields(Basis(draft.source, draft.document), by, today)
    return {
        "title": draft.title.strip()[:200],
        "category": draft.category,
        "scopes": list(draft.scopes),
        "words": draft.words.strip(),
        "source": fields["source"],
        "document": fields["document"],
        "closes_on": draft.closes_on,
    }


def _kept(call: Call) -> dict[str, Any]:
    """Return what the audit keeps of a call."""
    kept = {name: getattr(call, name) for name in ("title", "tier", "category", "scopes", "source")}
    return {**kept, "closes_on": call.closes_on.isoformat(), "words": call.words}


def open_call(*, call: Call, by: User, at: datetime) -> Call:
    """Open a call: units below may read it and apply; those with a quota are told.

    Raises: NotAllowed, NotNow, BadDate.
    """
    with transaction.atomic():
        fresh = _locked(call, by, at, {CallState.DRAFT})
        if fresh.closes_on < local_day(at):
            raise BadDate(_("截止日期已经过去。"))
        fresh.state, fresh.opened_at = CallState.OPEN.value, at
        _save(fresh)
        _tell_quotas(list(fresh.quotas.select_related("unit")), fresh, by, at)
        audit.record("call.opened", fresh, by=by, at=at, unit_id=fresh.unit_id)
    return fresh


def close_call(*, call: Call, by: User, at: datetime) -> Call:
    """Close a call: nobody applies any more; what was handed in is judged.

    Raises: NotAllowed, NotNow.
    """
    with transaction.atomic():
        fresh = _locked(call, by, at, {CallState.OPEN})
        fresh.state, fresh.closed_at = CallState.CLOSED.value, at
        _save(fresh)
        audit.record("call.closed", fresh, by=by, at=at, unit_id=fresh.unit_id)
    return fresh


def set_quotas(
    *,
    call: Call,
    lines: Sequence[QuotaLine],
    by: User,
    at: datetime,
    parent: Quota | None = None,
) -> list[Quota]:
    """Set the quotas of a call, or hand one of them down to units below its unit.

    Handed down, the parts must make up the whole: of the quota and of its part for zones.
    Raises:
        NotAllowed: the person is not of the office of the call, or over the unit of the quota.
        NotNow: the call is closed.
        BadQuota: a unit that is not below, a zone part above the whole, or parts that lack some.
    """
    with transaction.atomic():
        fresh = Call.objects.select_for_update(of=("self",)).select_related("unit").get(pk=call.pk)
        today = local_day(at)
        if parent is None:
            require(policies.is_office(fresh.unit, by, today), _("你不能为这次征集分配名额。"))
            top = fresh.unit.scope_path
        else:
            allowed = parent.call_id == fresh.pk and policies.may_set_quota(parent, by, today)
            require(allowed, _("你不能分解这个名额。"))
            top = parent.unit.path
        if fresh.state == CallState.CLOSED:
            raise NotNow(_("征集已经结束。"))
        _check_lines(fresh, lines, top, parent)
        made = [_set(fresh, line, parent, by, at) for line in lines]
        if fresh.state == CallState.OPEN:
            _tell_quotas(made, fresh, by, at)
        audit.record(
            "quota.set",
            Quota,
            by=by,
            at=at,
            unit_id=parent.unit_id if parent else fresh.unit_id,
            after={"call_id": fresh.pk, "count": len(made)},
            touched=[
                audit.Touched(
                    one.pk, one.unit_id, after={"minimum": one.minimum, "zones": one.zone_minimum}
                )
                for one in made
            ],
        )
    return made


def _check_lines(call: Call, lines: Sequence[QuotaLine], top: str, parent: Quota | None) -> None:
    if not lines:
        raise BadQuota(_("请至少给一个单位分配名额。"))
    for line in lines:
        inside = tree.covers(top, line.unit.path) and line.unit.path != top
        if not inside:
            raise BadQuota(_("%(unit)s不在可以分配的范围内。") % {"unit": line.unit})
        if line.zone_minimum > line.minimum:
            raise BadQuota(
                _("%(unit)s：其中园区%(zones)d个，多于总数%(count)d个。")
                % {"unit": line.unit, "zones": line.zone_minimum, "count": line.minimum}
            )
    other = Quota.objects.filter(call=call, unit__in=[line.unit for line in lines])
    if other.exclude(parent=parent).exists():
        raise BadQuota(_("其中有单位已由别处分配名额。"))
    if parent is None:
        return
    kept = parent.children.exclude(unit__in=[line.unit for line in lines])
    parts = [rules.Quota(one.minimum, one.zone_minimum) for one in kept]
    parts += [rules.Quota(line.minimum, line.zone_minimum) for line in lines]
    gap = rules.cascade_gap(rules.Quota(parent.minimum, parent.zone_minimum), parts)
    if gap is not None:
        raise BadQuota(
            _("分解后合计不足：总数还差%(count)d个，其中园区还差%(zones)d个。")
            % {"count": gap.minimum, "zones": gap.zone_minimum}
        )


def _set(call: Call, line: QuotaLine, parent: Quota | None, by: User, at: datetime) -> Quota:
    quota, _made = Quota.objects.update_or_create(
        call=call,
        unit=line.unit,
        defaults={
            "parent": parent,
            "minimum": line.minimum,
            "zone_minimum": line.zone_minimum,
            "set_by": by,
            "set_at": at,
        },
    )
    return quota


def _tell_quotas(quotas: Sequence[Quota], call: Call, by: User, at: datetime) -> None:
    """Tell the offices that answer for the units of quotas, and the units themselves."""
    by_path = {one.unit.path: one for one in quotas}
    answering = Unit.objects.filter(scope_path__in=by_path, ended_on=None)
    units = dict(answering.values_list("pk", "scope_path"))
    people = orgs.people_at(units, org_policies.WORKING_ROLES, today=local_day(at))
    notices.tell_many(
        messages=[
            notices.Message(
                people=found,
                kind="pilot_call",
                key=f"pilot_call:{call.pk}:{one.pk}:{one.minimum}:{one.zone_minimum}",
                facts={"title": call.title, "unit": str(call.unit), "count": one.minimum},
                url=reverse("pilots:call", args=[call.pk]),
            )
            for unit_id, found in people.items()
            for one in [by_path[units[unit_id]]]
        ],
        at=at,
        by=by,
    )


def seat_panel(*, call: Call, people: Sequence[User], by: User, at: datetime) -> int:
    """Seat the panel of a call, in the place of the one before; who has voted keeps the seat.

    Raises: NotAllowed; WordsMissing where fewer are seated than a review needs.
    """
    with transaction.atomic():
        fresh = _locked(call, by, at, set(CallState))
        quorum = pack().pilots.limit("quorum").value
        voted = set(Vote.objects.filter(application__call=fresh).values_list("voter_id", flat=True))
        wanted = {one.pk for one in people} | voted
        if len(wanted) < quorum:
            raise WordsMissing(_("评审组至少%(count)d人。") % {"count": quorum})
        before = set(fresh.seats.values_list("person_id", flat=True))
        fresh.seats.exclude(person_id__in=wanted).delete()
        Seat.objects.bulk_create(
            Seat(call=fresh, person_id=pk, seated_at=at) for pk in sorted(wanted - before)
        )
        audit.record(
            "panel.seated",
            fresh,
            by=by,
            at=at,
            unit_id=fresh.unit_id,
            before={"people": sorted(before)},
            after={"people": sorted(wanted)},
        )
    return len(wanted)


def _locked(call: Call, by: User, at: datetime, states: set[CallState]) -> Call:
    fresh = Call.objects.select_for_update(of=("self",)).select_related("unit").get(pk=call.pk)
    require(policies.is_office(fresh.unit, by, local_day(at)), _("这次征集由发起的产改办办理。"))
    if fresh.state not in states:
        raise NotNow(_("征集现在不在这一步，请刷新后再办理。"))
    return fresh


def _save(call: Call) -> None:
    call.revision += 1
    call.save()
