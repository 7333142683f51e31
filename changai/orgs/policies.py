"""Who sees which unit, and who holds which role where. Every noun asks here.

The reach of a person is read once a request and day, and kept on the person's object.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from changai.accounts.models import User
from changai.kernel.errors import Refused
from changai.kernel.prepared import Prepared
from changai.orgs import rules
from changai.orgs.models import Post, Unit

Role = Post.Role
ModelT = TypeVar("ModelT", bound=Model)
WORKING_ROLES = frozenset({Role.OFFICE, Role.LIAISON, Role.RESPONSIBLE, Role.CLERK})
OVERSEEING_ROLES = frozenset({Role.SUPERVISOR, Role.LEADER})
SEEING_ROLES = WORKING_ROLES | OVERSEEING_ROLES
GIVEN_BY_RESPONSIBLE: frozenset[str] = frozenset({Role.LIAISON, Role.RESPONSIBLE, Role.CLERK})
# An enterprise has no reform office, no supervisor and no auditor of the programme.
ENTERPRISE_ROLES: frozenset[str] = GIVEN_BY_RESPONSIBLE | {Role.LEADER}


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


def in_force(today: date) -> Q:
    """Return the condition that a post holds today: begun, not over, not ended by hand."""
    return Q(from_on__lte=today, ended_at=None) & (Q(to_on=None) | Q(to_on__gte=today))


def _held_by(person_id: int, today: date) -> QuerySet[Post, tuple[int, int, str, str, str]]:
    return Post.objects.filter(in_force(today), person_id=person_id).values_list(
        "pk", "unit_id", "role", "unit__path", "unit__scope_path"
    )


_HELD: Prepared[tuple[int, int, str, str, str]] = Prepared(_held_by, int, date)


def _read_reach(user: User, today: date) -> Reach:
    if not user.is_active or user.pk is None:
        return Reach(user.pk or 0, (), (), everything=False)
    held = tuple(Held(*post) for post in _HELD.rows(user.pk, today))
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


class NotYours(Refused):
    """The person may not do this to this unit or this person."""


def can_open_under(user: User, parent: Unit, today: date) -> bool:
    """Say whether the person may open a unit under this one: an office over it."""
    return _is_office_over(user, parent.path, today)


def can_rename(user: User, unit: Unit, today: date) -> bool:
    """Say whether the person may rename the unit: an office over it."""
    return _is_office_over(user, unit.path, today)


def can_reshape(user: User, unit: Unit, today: date) -> bool:
    """Say whether the person may move, merge or close the unit.

    An office over it, but neither the unit it serves at nor the division it answers for: those
    are for the office above.
    """
    held = [post for post in reach(user, today).held if post.role == Role.OFFICE]
    return unit.pk not in {post.unit_id for post in held} and any(
        rules.covers(post.scope_path, unit.path) and post.scope_path != unit.path for post in held
    )


def grantable_roles(user: User, unit: Unit, today: date) -> frozenset[str]:
    """Return the roles the person may give and take at a unit.

    An office over the unit's scope gives every role there; the responsible person of the unit
    itself gives only those that do its daily work.
    """
    if _is_office_over(user, unit.scope_path, today):
        return frozenset(Role.values)
    if unit.pk in reach(user, today).unit_ids(Role.RESPONSIBLE):
        return GIVEN_BY_RESPONSIBLE
    return frozenset()


def fitting_roles(unit: Unit) -> frozenset[str]:
    """Return the roles that make sense at a unit, whoever gives them."""
    at_enterprise = unit.tier == Unit.Tier.ENTERPRISE
    return ENTERPRISE_ROLES if at_enterprise else frozenset(Role.values)


def offered_roles(user: User, unit: Unit, today: date) -> frozenset[str]:
    """Return the roles the person may give at a unit and that make sense there."""
    return grantable_roles(user, unit, today) & fitting_roles(unit)


def gives_posts(user: User, today: date) -> bool:
    """Say whether there is any unit at which the person may give posts."""
    return any(post.role in (Role.OFFICE, Role.RESPONSIBLE) for post in reach(user, today).held)


def can_end(user: User, post: Post, today: date) -> bool:
    """Say whether the person may end a post: one who may give it, and not one's own."""
    return post.person_id != user.pk and post.role in grantable_roles(user, post.unit, today)


def can_cover(user: User, post: Post, today: date) -> bool:
    """Say whether the person may name a stand-in: who may give the post, and its holder."""
    return post.person_id == user.pk or post.role in grantable_roles(user, post.unit, today)


def can_manage_person(user: User, person: User, today: date) -> bool:
    """Say whether the person may reset, deactivate and hand over for another.

    Only who may give every post the other holds or will hold; for somebody without any, every
    post they ever held. Otherwise a reset would be a way into a scope beyond one's own.
    """
    if person.pk == user.pk or not reach(user, today).held:
        return False
    posts = list(Post.objects.filter(person=person).select_related("unit"))
    current = [p for p in posts if p.ended_at is None and not rules.is_over(p.to_on, today)]
    asked = current or posts
    return bool(asked) and all(p.role in grantable_roles(user, p.unit, today) for p in asked)


def require(allowed: bool, message: str) -> None:
    """Refuse with the message where the answer of a policy is no."""
    if not allowed:
        raise NotYours(message)


def _is_office_over(user: User, path: str, today: date) -> bool:
    return any(
        post.role == Role.OFFICE and rules.covers(post.scope_path, path)
        for post in reach(user, today).held
    )
