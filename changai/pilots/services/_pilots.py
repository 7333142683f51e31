"""Pilots named in batches, moved along their life, and never forgotten past their term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.notices import services as notices
from changai.orgs import policies as org_policies
from changai.orgs import queries as orgs
from changai.packs.current import pack
from changai.pilots import policies, queries, rules
from changai.pilots.models import Application, Batch, Call, Pilot, Step
from changai.pilots.rules import (
    ApplicationEvent,
    ApplicationState,
    Event,
    Guard,
    Status,
    Term,
)
from changai.pilots.services._guards import (
    AlreadyThere,
    Basis,
    NotAllowed,
    NotNow,
    WordsMissing,
    basis_fields,
    kept_words,
    require_seen,
)
from changai.tasks.queries import local_day


def name_batch(
    *,
    call: Call,
    applications: Sequence[Application],
    title: str,
    basis: Basis,
    by: User,
    at: datetime,
) -> Batch:
    """Name pilots by one decision; a unit that is a pilot of a narrower tier is raised.

    Raises:
        NotAllowed: the person is not of the office of the call, or works at one of the units.
        NotNow: an application did not pass, or is none of this call.
        AlreadyThere: a unit is a pilot of this tier or a wider one.
        WordsMissing: no title, nobody to name, or no basis.
    """
    today = local_day(at)
    if not applications or not title.strip():
        raise WordsMissing(_("请写明批次名称，并选择要命名的单位。"))
    with transaction.atomic():
        fields = basis_fields(basis, by, today)
        rows = Application.objects.select_for_update(of=("self",)).filter(
            pk__in=[one.pk for one in applications], call=call, state=ApplicationState.PASSED
        )
        passed = list(rows.select_related("unit", "call__unit", "profile").order_by("pk"))
        if len(passed) != len({one.pk for one in applications}):
            raise NotNow(_("其中有申报没有通过评审，或已经命名，请刷新后再办理。"))
        seen = org_policies.reach(by, today)
        for one in passed:
            allowed = policies.may_on_application(ApplicationEvent.NAME, one, by, today)
            if not allowed or seen.works_at(one.unit_id):
                raise NotAllowed(_("命名由发起征集的产改办办理，且不能命名本单位。"))
        batch = Batch.objects.create(
            unit=call.unit,
            call=call,
            title=title.strip()[:200],
            named_on=today,
            named_by=by,
            named_at=at,
            **fields,
        )
        standing = _standing(passed)
        made = [_name_or_raise(batch, one, standing.get(one.unit_id)) for one in passed]
        Application.objects.filter(pk__in=[one.pk for one in passed]).update(
            state=ApplicationState.NAMED.value
        )
        _tell(made, "pilot_named", by, at, title=batch.title)
        audit.record(
            "pilot.named",
            Pilot,
            by=by,
            at=at,
            unit_id=call.unit_id,
            after={"batch_id": batch.pk, "source": batch.source, "count": len(made)},
            touched=[audit.Touched(one.pk, one.unit_id, after={"tier": one.tier}) for one in made],
        )
    return batch


def _standing(passed: Sequence[Application]) -> dict[int, Pilot]:
    rows = queries.live_pilots().select_for_update(of=("self",))
    found = rows.filter(unit_id__in=[one.unit_id for one in passed])
    return {one.unit_id: one for one in found.select_related("unit", "named_by_unit")}


def _name_or_raise(batch: Batch, application: Application, standing: Pilot | None) -> Pilot:
    call = application.call
    tier = pack().pilots.tier(call.tier.lower())
    term = rules.term_from(batch.named_on, months=tier.term_months, mid_months=tier.mid_term_months)
    profile = application.profile
    facts = {
        "named_by_unit": call.unit,
        "call": call,
        "batch": batch,
        "tier": call.tier,
        "category": call.category,
        "scope": application.scope,
        "ownership": profile.ownership if profile else "",
        "workers_count": profile.workers_count if profile else None,
    }
    if standing is None:
        pilot = Pilot.objects.create(
            unit=application.unit,
            application=application,
            phase=pack().pilots.phases[0].code,
            named_on=batch.named_on,
            **_term_fields(term),
            **facts,
        )
        _step(pilot, Event.NAME, "", batch, after={"tier": pilot.tier})
        return pilot
    if pack().pilots.tier(standing.tier.lower()).rank <= tier.rank:
        raise AlreadyThere(_("%(unit)s已是本级或上级试点。") % {"unit": application.unit})
    before = standing.tier
    for name, value in {**facts, **_term_fields(term)}.items():
        setattr(standing, name, value)
    _save(standing)
    after = {"from": before, "tier": standing.tier, "application_id": application.pk}
    _step(standing, Event.RAISE, standing.status, batch, after=after)
    return standing


def _step(pilot: Pilot, event: Event, from_status: str, batch: Batch, after: Any) -> None:
    Step.objects.create(
        pilot=pilot,
        rule=event.value,
        from_status=from_status,
        to_status=pilot.status,
        after={**after, "term_ends_on": pilot.term_ends_on.isoformat()},
        source=batch.source,
        document=batch.document,
        paper=batch.paper,
        on=batch.named_on,
        actor=batch.named_by,
        at=batch.named_at,
    )


def _term_fields(term: Term) -> dict[str, Any]:
    """Return the columns of a new term: nothing checked, nothing told."""
    return {
        "term_from": term.from_on,
        "mid_term_on": term.mid_on,
        "term_ends_on": term.ends_on,
        "checked_on": None,
        "check_passed": None,
        "check_told_on": None,
        "near_told_on": None,
        "past_told_on": None,
    }


@dataclass(frozen=True)
class Move:
    """A step of a pilot as it is handed in; `passed` is the outcome of a mid-term check."""

    event: Event
    basis: Basis
    words: str = ""
    passed: bool | None = None


def move_pilot(
    *, pilot: Pilot, move: Move, by: User, at: datetime, seen_revision: int | None = None
) -> Pilot:
    """Take a live pilot one step further: every step with its rule, its actor and its source.

    Raises:
        NotAllowed: the person is not of the office that named it, or works at the pilot.
        NotNow: the table has no such step here, or what it asks for is not there yet.
        WordsMissing: no basis, or no words where they are asked.
        OutOfDate: somebody was quicker.
    """
    today = local_day(at)
    if move.event in (Event.NAME, Event.RAISE, Event.ALARM):
        raise NotNow(_("命名和升级通过批次办理。"))
    with transaction.atomic():
        rows = Pilot.objects.select_for_update(of=("self",))
        fresh = rows.select_related("unit", "named_by_unit").get(pk=pilot.pk)
        line = rules.transition(move.event, Status(fresh.status))
        if line is None:
            raise NotNow(
                _("试点现在是“%(state)s”，不能这样办理。")
                % {"state": queries.STATUS_WORDS[fresh.status]}
            )
        if not policies.acts_as(line.actor, fresh, by, today):
            raise NotAllowed(_("这一步由命名试点的产改办办理，且不能办理本单位的试点。"))
        require_seen(seen_revision, fresh.revision)
        fields = basis_fields(move.basis, by, today)
        _require_guards(line.guards, fresh, move, today)
        before = fresh.status
        after = _apply(fresh, move, today)
        if line.target is not None:
            fresh.status = line.target.value
        if not fresh.is_live:
            fresh.ended_on = today
            fresh.pairings.filter(to_on=None).update(to_on=today)
        _save(fresh)
        Step.objects.create(
            pilot=fresh,
            rule=move.event.value,
            from_status=before,
            to_status=fresh.status,
            after=after,
            words=move.words.strip()[:600],
            on=today,
            actor=by,
            at=at,
            **fields,
        )
        if not fresh.is_live:
            _tell([fresh], "pilot_ended", by, at, reason=fields["source"])
        audit.record(
            f"pilot.{_PAST[move.event]}",
            fresh,
            by=by,
            at=at,
            unit_id=fresh.unit_id,
            before={"status": before},
            after={**after, "status": fresh.status, "source": fields["source"]},
        )
    return fresh


_PAST = {
    Event.CULTIVATE: "cultivated",
    Event.CONSOLIDATE: "consolidated",
    Event.DEEPEN: "deepened",
    Event.CHECK: "checked",
    Event.RENEW: "renewed",
    Event.GRADUATE: "graduated",
    Event.REMOVE: "removed",
}


def _require_guards(guards: Sequence[Guard], pilot: Pilot, move: Move, today: date) -> None:
    if Guard.WORDS in guards:
        kept_words(move.words)
    if Guard.NOT_CHECKED in guards and pilot.check_passed:
        raise NotNow(_("本任期的中期检查已经通过。"))
    if Guard.NOT_CHECKED in guards and move.passed is None:
        raise WordsMissing(_("请选择中期检查的结果。"))
    if Guard.CHECKED in guards and not pilot.check_passed:
        raise NotNow(_("本任期的中期检查还没有通过。"))
    if Guard.NEXT_PHASE in guards and queries.next_phase(pilot.phase) is None:
        raise NotNow(_("已经是最后一个阶段。"))
    if Guard.TERM_NEAR in guards and not queries.is_term_near(pilot, today):
        raise NotNow(_("任期还长，临近期满时再续期。"))


def _apply(pilot: Pilot, move: Move, today: date) -> dict[str, Any]:
    """Change what the step changes beside the status, and return it."""
    if move.event is Event.DEEPEN:
        pilot.phase = queries.next_phase(pilot.phase) or pilot.phase
        return {"phase": pilot.phase}
    if move.event is Event.CHECK:
        pilot.checked_on, pilot.check_passed = today, bool(move.passed)
        return {"check_passed": pilot.check_passed}
    if move.event is Event.RENEW:
        tier = pack().pilots.tier(pilot.tier.lower())
        # The new term follows the old one; renewed late, it begins today.
        start = max(today, pilot.term_ends_on + timedelta(days=1))
        mid = tier.renewal_months * tier.mid_term_months // tier.term_months
        term = rules.term_from(start, months=tier.renewal_months, mid_months=mid)
        for name, value in _term_fields(term).items():
            setattr(pilot, name, value)
        return {"term_from": term.from_on.isoformat(), "term_ends_on": term.ends_on.isoformat()}
    return {}


def _tell(pilots: Sequence[Pilot], kind: str, by: User, at: datetime, **facts: str) -> None:
    people = orgs.people_at(
        {one.unit_id for one in pilots}, org_policies.WORKING_ROLES, today=local_day(at)
    )
    notices.tell_many(
        messages=[
            notices.Message(
                people=people.get(one.unit_id, []),
                kind=kind,
                key=f"{kind}:{one.pk}:{one.revision}",
                facts={"unit": str(one.unit), **facts},
                url=reverse("pilots:pilot", args=[one.pk]),
            )
            for one in pilots
        ],
        at=at,
        by=by,
    )


def _save(pilot: Pilot) -> None:
    pilot.revision += 1
    pilot.save()
