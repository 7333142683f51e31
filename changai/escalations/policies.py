"""Who sees which slip, digest and result, and who may act."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from changai.accounts.models import User
from changai.escalations.models import Digest, Scheme, Slip
from changai.escalations.rules import (
    Actor,
    Event,
    Guard,
    Level,
    SchemeState,
    State,
    transition,
)
from changai.evidence.models import Report
from changai.orgs import policies as orgs
from changai.orgs.models import Unit
from changai.papers.models import Paper
from changai.tasks.models import Task


def with_sent(slips: QuerySet[Slip]) -> QuerySet[Slip]:
    """Add `sent`: its paper is issued, or it is a reminder, which is no paper."""
    return slips.annotate(sent=_sent())


def only_sent(slips: QuerySet[Slip]) -> QuerySet[Slip]:
    """Narrow slips to those that went out."""
    return slips.filter(_sent())


def _sent() -> Q:
    issued = Paper.objects.filter(
        kind=OuterRef("level"), thing_id=OuterRef("pk"), state=Paper.State.ISSUED
    )
    return Q(Exists(issued)) | Q(level=Level.REMINDER.value)


def visible_slips(slips: QuerySet[Slip], user: User, today: date) -> QuerySet[Slip]:
    """Narrow slips to those sent from the person's subtree, and those that reached it.

    The unit a slip goes to sees it once it is sent, never the draft; siblings see nothing.
    What was dismissed or withdrawn stays with the office.
    """
    seen = orgs.reach(user, today)
    slips = with_sent(slips)
    if seen.everything:
        return slips
    ours = orgs.within("unit__path", seen.scopes) | Q(
        unit_id__in=seen.unit_ids(*orgs.WORKING_ROLES)
    )
    got = _sent() & orgs.within("to_unit__path", seen.scopes)
    return slips.filter(ours | got)


def acts_as(actor: Actor, slip: Slip, user: User, today: date) -> bool:
    """Say whether the person is this actor for this slip."""
    seen = orgs.reach(user, today)
    return seen.works_at(slip.unit_id if actor is Actor.OFFICE else slip.to_unit_id)


def is_sent(slip: Slip) -> bool:
    """Say whether a slip went out; it costs no query where it was read with `sent`."""
    known = slip.__dict__.get("sent")
    if known is None:
        known = Slip.objects.filter(_sent(), pk=slip.pk).exists()
    return bool(known)


def may(event: Event, slip: Slip, user: User, today: date) -> bool:
    """Say whether the table, the paper and the person's posts allow an event on a slip."""
    line = transition(event, State(slip.state))
    if line is None or not acts_as(line.actor, slip, user, today):
        return False
    if Guard.SENT in line.guards:
        return is_sent(slip)
    return Guard.NOT_SENT not in line.guards or not is_sent(slip)


def events_for(slip: Slip, user: User, today: date) -> list[Event]:
    """Return the events of the table this person may cause now, in the table's order."""
    return [event for event in Event if may(event, slip, user, today)]


def may_escalate(task: Task, user: User, today: date) -> bool:
    """Say whether the person may confirm or dismiss a proposal: they work at the assigner."""
    return orgs.reach(user, today).works_at(task.assigner_id)


def visible_digests(digests: QuerySet[Digest], user: User, today: date) -> QuerySet[Digest]:
    """Narrow digests to those of units in the person's subtree; others get the paper."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return digests
    mine = Q(unit_id__in=seen.unit_ids(*orgs.WORKING_ROLES))
    return digests.filter(mine | orgs.within("unit__path", seen.scopes))


def may_write_digest(unit_id: int, user: User, today: date) -> bool:
    """Say whether the person may write digests of a unit: they work there."""
    return orgs.reach(user, today).works_at(unit_id)


def working_units(user: User, today: date) -> QuerySet[Unit]:
    """Return the living units at which the person works, in the order of the tree."""
    ids = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    return Unit.objects.filter(pk__in=ids, ended_on=None).order_by("path")


def visible_schemes(schemes: QuerySet[Scheme], user: User, today: date) -> QuerySet[Scheme]:
    """Narrow schemes to those of units in the person's subtree, and open ones that assess them."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return schemes
    units = Unit.objects.filter(orgs.within("path", seen.scopes)).values("pk")
    led = Task.objects.filter(lead_id__in=units, assigner=OuterRef("unit_id"))
    ours = orgs.within("unit__path", seen.scopes) | Q(
        unit_id__in=seen.unit_ids(*orgs.WORKING_ROLES)
    )
    told = Q(state__in=[SchemeState.OPEN, SchemeState.FINAL]) & Q(Exists(led))
    return schemes.filter(ours | told)


def runs_scheme(scheme: Scheme, user: User, today: date) -> bool:
    """Say whether the person may change, open and finish a scheme: they work at its unit."""
    return orgs.reach(user, today).works_at(scheme.unit_id)


def sees_all_results(scheme: Scheme, user: User, today: date) -> bool:
    """Say whether the person sees every unit's result: those at or above the scheme's unit."""
    seen = orgs.reach(user, today)
    return seen.covers(scheme.unit.path) or seen.works_at(scheme.unit_id)


def sees_result(scheme: Scheme, unit: Unit, user: User, today: date) -> bool:
    """Say whether the person sees one unit's result: their own once open; siblings never."""
    if sees_all_results(scheme, user, today):
        return True
    told = scheme.state in (SchemeState.OPEN, SchemeState.FINAL)
    return told and orgs.reach(user, today).covers(unit.path)


def may_object(scheme: Scheme, unit: Unit, user: User, today: date) -> bool:
    """Say whether the person may object for a unit: they work there, and it is still open."""
    if scheme.state != SchemeState.OPEN or scheme.objections_until is None:
        return False
    return today <= scheme.objections_until and orgs.reach(user, today).works_at(unit.pk)


def may_find(report: Report, user: User, today: date) -> bool:
    """Say whether the person may find a report false: of the assigning unit, not the reporter."""
    works = orgs.reach(user, today).works_at(report.task.assigner_id)
    return works and report.by_id != user.pk
