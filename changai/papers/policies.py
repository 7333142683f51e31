"""Who sees a paper, who drafts and issues it, who approves it and who signs for it."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.utils import timezone

from changai.accounts.models import User
from changai.orgs import policies as orgs
from changai.orgs.models import Post, Unit
from changai.papers import rules
from changai.papers.models import Delivery, Paper

FROZEN = tuple(rules.FROZEN)
# At the unit itself; whoever oversees it may approve as well.
APPROVING_ROLES = frozenset({orgs.Role.OFFICE, orgs.Role.RESPONSIBLE, orgs.Role.LEADER})


def visible(papers: QuerySet[Paper], user: User, today: date) -> QuerySet[Paper]:
    """Narrow papers to those of units within the person's reach, and issued ones sent there."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return papers
    sent = Delivery.objects.filter(_within(seen)).values("paper_id")
    return papers.filter(_within(seen) | Q(state__in=FROZEN, pk__in=sent))


def visible_deliveries(
    deliveries: QuerySet[Delivery], user: User, today: date
) -> QuerySet[Delivery]:
    """Narrow deliveries to those the person may read of: to units within reach, or from there."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return deliveries
    return deliveries.filter(_within(seen) | _within(seen, "paper__unit"))


def _within(seen: orgs.Reach, unit: str = "unit") -> Q:
    at = seen.unit_ids(*orgs.SEEING_ROLES)
    return orgs.within(f"{unit}__path", seen.scopes) | Q(**{f"{unit}_id__in": at})


def covers(unit: Unit, user: User, today: date) -> bool:
    """Say whether a unit lies within the person's reach."""
    seen = orgs.reach(user, today)
    return seen.covers(unit.path) or unit.pk in seen.unit_ids(*orgs.SEEING_ROLES)


def may_see_live(kind: rules.Kind, thing_id: int, user: User, at: datetime) -> bool:
    """Say whether the person may see what a paper about a thing would say now."""
    try:
        return kind.may_see(thing_id, user, at) or kind.may_issue(thing_id, user, at)
    except ObjectDoesNotExist:
        return False


def may_draft(kind: rules.Kind, thing_id: int, user: User, at: datetime) -> bool:
    """Say whether the person may draft a paper about a thing: its noun decides."""
    try:
        return kind.may_issue(thing_id, user, at)
    except ObjectDoesNotExist:
        return False


def may_handle(paper: Paper, user: User, at: datetime) -> bool:
    """Say whether the person may edit, issue and withdraw a paper: whom its kind lets draft it."""
    kind = known_kind(paper.kind)
    return kind is not None and may_draft(kind, paper.thing_id, user, at)


def may_approve(paper: Paper, user: User, at: datetime) -> bool:
    """Say whether the person may approve: somebody of the unit or over it, not the drafter.

    Where nobody else of the unit could, the drafter may; the audit and the page say so.
    """
    if not _approves_at(paper, user, timezone.localdate(at)):
        return False
    return user.pk != paper.made_by_id or stands_alone(paper, at)


def _approves_at(paper: Paper, user: User, today: date) -> bool:
    seen = orgs.reach(user, today)
    return paper.unit_id in seen.unit_ids(*APPROVING_ROLES) or seen.oversees(paper.unit.path)


def stands_alone(paper: Paper, at: datetime) -> bool:
    """Say whether nobody but the drafter could approve at the issuing unit."""
    today = timezone.localdate(at)
    others = Post.objects.filter(
        orgs.in_force(today),
        unit_id=paper.unit_id,
        role__in=APPROVING_ROLES,
        person__is_active=True,
    )
    return not others.exclude(person_id=paper.made_by_id).exists()


def may_sign_for(delivery: Delivery, user: User, today: date) -> bool:
    """Say whether the person may sign for a paper: somebody working at the unit that got it."""
    return orgs.reach(user, today).works_at(delivery.unit_id)


def may_set_prefix(unit: Unit, user: User, today: date) -> bool:
    """Say whether the person may set how a unit's numbers begin: its office."""
    return unit.pk in orgs.reach(user, today).unit_ids(orgs.Role.OFFICE)


def known_kind(code: str) -> rules.Kind | None:
    """Return a kind of paper; None where this installation has no such kind."""
    try:
        return rules.kind_of(code)
    except rules.UnknownPaper:
        return None
