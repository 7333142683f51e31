"""Who may look into the audit: auditors and offices, each within the subtree of their post."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from changai.accounts.models import User
from changai.audit.models import Entry, Line
from changai.orgs import policies as orgs
from changai.orgs import rules
from changai.orgs.models import Post, Unit

LOOKING_ROLES = frozenset({orgs.Role.AUDITOR, orgs.Role.OFFICE})


def scopes(user: User, today: date) -> tuple[str, ...]:
    """Return the subtrees whose audit the person may read; none for everybody else."""
    held = orgs.reach(user, today).held
    return rules.widest({post.scope_path for post in held if post.role in LOOKING_ROLES})


def may_look(user: User, today: date) -> bool:
    """Say whether the person may open the page of the audit at all."""
    return bool(scopes(user, today))


def sees_all(user: User, today: date) -> bool:
    """Say whether nothing lies outside: then entries of no unit are seen as well."""
    at_root = any(len(scope) == rules.STEP for scope in scopes(user, today))
    return at_root and Unit.objects.filter(depth=0).count() == 1


def visible(entries: QuerySet[Entry], user: User, today: date) -> QuerySet[Entry]:
    """Narrow entries to those for a unit of the person's scope, or with a line for one.

    What was done for no unit at all (mail, the clock) is for the root only.
    """
    seen = scopes(user, today)
    if not seen:
        return entries.none()
    if sees_all(user, today):
        return entries
    units = _units(seen)
    lines = Line.objects.filter(unit_id__in=units).values("entry_id")
    return entries.filter(Q(unit_id__in=units) | Q(pk__in=lines))


def visible_lines(lines: QuerySet[Line], user: User, today: date) -> QuerySet[Line]:
    """Narrow the lines of bulk actions to those for a unit of the person's scope."""
    if sees_all(user, today):
        return lines
    units = _units(scopes(user, today))
    return lines.filter(Q(unit_id__in=units) | Q(unit_id=None, entry__unit_id__in=units))


def _units(seen: tuple[str, ...]) -> QuerySet[Unit, int]:
    units = Unit.objects.filter(orgs.within("path", seen))
    return units.values_list("pk", flat=True)


def whole_ids(entries: list[Entry], user: User, today: date) -> set[int]:
    """Return which of these entries the person sees whole, not only single lines of."""
    if sees_all(user, today):
        return {entry.pk for entry in entries}
    wanted = {entry.unit_id for entry in entries if entry.unit_id}
    seen = set(_units(scopes(user, today)).filter(pk__in=wanted))
    return {entry.pk for entry in entries if entry.unit_id in seen}


def opens_personal_of(people: set[int], user: User, today: date) -> set[int]:
    """Return the people of these whose personal values the person may read.

    They are the ones who hold or held a post within the scope: an entry about somebody elsewhere
    shows that something personal changed, and no more.
    """
    if sees_all(user, today):
        return people
    posts = Post.objects.filter(
        orgs.within("unit__path", scopes(user, today)), person_id__in=people
    )
    return set(posts.values_list("person_id", flat=True))
