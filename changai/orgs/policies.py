"""Who sees which unit, and who holds which role where. Every noun asks here.

The reach of a person is read once a request and day, and kept on the person's object.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from changai.accounts.models import User
from changai.orgs import rules
from changai.orgs.models import Post, Unit

Role = Post.Role
ModelT = TypeVar("ModelT", bound=Model)
WORKING_ROLES = frozenset({Role.OFFICE, Role.LIAISON, Role.RESPONSIBLE, Role.CLERK})
OVERSEEING_ROLES = frozenset({Role.SUPERVISOR, Role.LEADER})
SEEING_ROLES = WORKING_ROLES | OVERSEEING_ROLES


@dataclass(frozen=True)
class Held:
    """A post in force: where, as what, and what people of that unit may see."""

    post_id: int
    unit_id: int
    role: str
    path: str
    scope_path: str


@dataclass(frozen=True)
class Reach:
    """What a person may see and where they may act on one day."""

    person_id: int
    held: tuple[Held, ...]
    scopes: tuple[str, ...]
    everything: bool

    def covers(self, path: str) -> bool:
        """Say whether a unit with this path is within what the person sees."""
        return any(rules.covers(scope, path) for scope in self.scopes)

    def unit_ids(self, *roles: str) -> frozenset[int]:
        """Return the units where the person holds one of the roles; any role if none is named."""
        return frozenset(post.unit_id for post in self.held if not roles or post.role in roles)

    def works_at(self, unit_id: int | None) -> bool:
        """Say whether the person holds a working role at the unit."""
        return unit_id in self.unit_ids(*WORKING_ROLES)

    def oversees(self, path: str) -> bool:
        """Say whether the person is a supervisor or leader over a unit with this path."""
        return any(
            rules.covers(post.scope_path, path)
            for post in self.held
            if post.role in OVERSEEING_ROLES
        )


def reach(user: User, today: date) -> Reach:
    """Return what the person may see and do today.

    Cost: one query for a person and day, then none; a second one for somebody at the root.
    """
    kept: dict[date, Reach] = user.__dict__.setdefault("_reach_by_day", {})
    if today not in kept:
        kept[today] = _read_reach(user, today)
    return kept[today]


def _read_reach(user: User, today: date) -> Reach:
    if not user.is_active or user.pk is None:
        return Reach(user.pk or 0, (), (), everything=False)
    posts = Post.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=today), person=user, from_on__lte=today
    ).values_list("pk", "unit_id", "role", "unit__path", "unit__scope_path")
    held = tuple(Held(*post) for post in posts)
    scopes = rules.widest({post.scope_path for post in held if post.role in SEEING_ROLES})
    at_root = any(len(scope) == rules.STEP for scope in scopes)
    everything = at_root and Unit.objects.filter(depth=0).count() == 1
    return Reach(user.pk, held, scopes, everything)


def within(field: str, scopes: tuple[str, ...]) -> Q:
    """Return the condition that a path field lies in one of the subtrees; nothing if none."""
    condition = Q(pk__in=[])
    for scope in scopes:
        condition |= Q(**{f"{field}__gte": scope, f"{field}__lt": rules.after(scope)})
    return condition


def visible(units: QuerySet[Unit], user: User, today: date) -> QuerySet[Unit]:
    """Narrow units to those the person may see: the subtrees of the places where they serve."""
    seen = reach(user, today)
    return units if seen.everything else units.filter(within("path", seen.scopes))


def visible_unit_ids(user: User, today: date) -> QuerySet[Unit, int]:
    """Return the ids of the units the person may see, as a subquery for other nouns."""
    return visible(Unit.objects.all(), user, today).values_list("pk", flat=True)
