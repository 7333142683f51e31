"""People at units: who holds which post where."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from changai.accounts import queries as accounts
from changai.accounts.models import User
from changai.orgs import policies, rules
from changai.orgs.models import Post, Unit

MOST_CHOICES = 200
FOUND_AT_MOST = 50


@dataclass(frozen=True)
class PostRow:
    """A post as pages show it.

    Grain: one post, in force, to come or past.
    """

    post: Post
    role: str
    state: str
    in_force: bool
    may_end: bool
    may_cover: bool


@dataclass(frozen=True)
class PersonPage:
    """All that the page of a person shows, and what the reader may do there."""

    person: User
    now: list[PostRow]
    past: list[PostRow]
    may_manage: bool
    is_self: bool
    never_signed_in: bool
    has_open_link: bool


def people_at(
    unit_ids: Iterable[int], roles: Collection[str] | None = None, *, today: date
) -> dict[int, list[int]]:
    """Return the ids of the active people by unit, of any role if none is named.

    Stand-ins are among them for as long as they stand in. A unit without people is left out.
    Cost: one query, or one for each 900 units.
    """
    wanted = sorted(set(unit_ids))
    found: dict[int, list[int]] = {}
    for start in range(0, len(wanted), 900):
        posts = Post.objects.filter(
            policies.in_force(today),
            unit_id__in=wanted[start : start + 900],
            person__is_active=True,
        )
        if roles is not None:
            posts = posts.filter(role__in=list(roles))
        pairs = posts.order_by("unit_id", "person_id").values_list("unit_id", "person_id")
        for unit_id, person_id in pairs.distinct():
            found.setdefault(unit_id, []).append(person_id)
    return found


def posts_in_words(user: User, today: date) -> list[str]:
    """Return the posts a person holds today in words: the unit and the role.

    Cost: one query.
    """
    posts = Post.objects.filter(policies.in_force(today), person=user).select_related("unit")
    return [_in_words(post) for post in posts.order_by("unit__path", "role")]


def visible_people(*, user: User, today: date) -> QuerySet[User]:
    """Return the people the person may see: themselves, and all who serve or served in scope."""
    held = Post.objects.filter(person=OuterRef("pk"))
    seen = policies.reach(user, today)
    if not seen.everything:
        held = held.filter(policies.within("unit__path", seen.scopes))
    return User.objects.filter(Q(pk=user.pk) | Exists(held))


def visible_posts(*, user: User, today: date) -> QuerySet[Post]:
    """Return the posts the person may see: their own and those at units in scope."""
    posts = Post.objects.select_related("unit", "person", "stand_in_for__person")
    seen = policies.reach(user, today)
    if seen.everything:
        return posts
    return posts.filter(Q(person=user) | policies.within("unit__path", seen.scopes))


def found_people(*, text: str, user: User, today: date) -> list[tuple[User, str]]:
    """Return the people in reach whose name or login holds the text, with where they serve.

    Cost: two queries; at most 50 people.
    """
    words = text.strip()
    if not words:
        return []
    named = Q(name__icontains=words) | Q(login__icontains=words.lower())
    people = list(
        visible_people(user=user, today=today).filter(named).order_by("name", "pk")[:FOUND_AT_MOST]
    )
    posts = visible_posts(user=user, today=today).filter(
        policies.in_force(today), person__in=people
    )
    places: dict[int, list[str]] = {}
    for post in posts.order_by("unit__path"):
        places.setdefault(post.person_id, []).append(_in_words(post))
    return [(person, _("；").join(places.get(person.pk, []))) for person in people]


def person_by_key(*, key: str) -> User | None:
    """Return the person chosen in a form whose choices held only people in reach."""
    return User.objects.filter(pk=int(key)).first()


def link_expires_at(*, person: User) -> datetime | None:
    """Return until when the open link of a person can be used."""
    return accounts.open_ticket_expires_at(person=person)


def role_choices(roles: Collection[str]) -> list[tuple[str, str]]:
    """Return roles with their names, in the order of the offices."""
    return [(code, str(label)) for code, label in Post.Role.choices if code in roles]


def post_rows_at(*, unit: Unit, user: User, today: date) -> list[PostRow]:
    """Return the posts at a unit that hold today or are to come, by role.

    Cost: one query.
    """
    posts = Post.objects.filter(
        Q(to_on=None) | Q(to_on__gte=today), unit=unit, ended_at=None
    ).select_related("unit", "person", "stand_in_for__person")
    rows = [_row(post, user, today) for post in posts.order_by("from_on", "pk")]
    order = list(Post.Role.values)
    return sorted(rows, key=lambda row: order.index(row.post.role))


def post_rows_of(*, person: User, user: User, today: date) -> list[PostRow]:
    """Return the posts of a person that the reader may see, the latest first.

    Cost: one query.
    """
    posts = visible_posts(user=user, today=today).filter(person=person)
    return [_row(post, user, today) for post in posts.order_by("-from_on", "-pk")]


def person_page(*, person: User, user: User, today: date) -> PersonPage:
    """Return what the page of a person shows.

    Cost: a handful of queries, however many posts.
    """
    rows = post_rows_of(person=person, user=user, today=today)
    over = [row for row in rows if row.post.ended_at or rules.is_over(row.post.to_on, today)]
    return PersonPage(
        person=person,
        now=[row for row in rows if row not in over],
        past=over,
        may_manage=policies.can_manage_person(user, person, today),
        is_self=person.pk == user.pk,
        never_signed_in=not person.has_usable_password(),
        has_open_link=accounts.has_open_ticket(person=person),
    )


def successor_choices(*, person: User, user: User, today: date) -> list[tuple[int, str]]:
    """Return whom the posts of a person can be handed to, colleagues of the same unit first.

    Cost: two queries; at most 200 people.
    """
    units = set(
        Post.objects.filter(policies.in_force(today), person=person).values_list(
            "unit_id", flat=True
        )
    )
    posts = (
        visible_posts(user=user, today=today)
        .filter(policies.in_force(today), person__is_active=True)
        .exclude(person=person)
        .order_by("unit__path", "pk")[: MOST_CHOICES * 2]
    )
    found: dict[int, tuple[bool, str]] = {}
    for post in posts:
        words = _("%(name)s（%(unit)s）") % {"name": post.person, "unit": post.unit}
        near = post.unit_id in units
        if post.person_id not in found or (near and not found[post.person_id][0]):
            found[post.person_id] = (near, words)
    ordered = sorted(found.items(), key=lambda item: not item[1][0])
    return [(pk, words) for pk, (_near, words) in ordered[:MOST_CHOICES]]


def stand_in_choices(*, post: Post, user: User, today: date) -> list[tuple[int, str]]:
    """Return who can stand in for a post: colleagues, and for who may give it all in reach.

    Cost: two queries; at most 200 people.
    """
    if post.role in policies.grantable_roles(user, post.unit, today):
        people = successor_choices(person=post.person, user=user, today=today)
        return [(pk, words) for pk, words in people if pk != user.pk]
    posts = Post.objects.filter(
        policies.in_force(today), unit=post.unit, person__is_active=True
    ).exclude(person_id__in=[post.person_id, user.pk])
    found = {one.person_id: str(one.person) for one in posts.select_related("person")}
    return list(found.items())[:MOST_CHOICES]


def demo_rows(*, today: date) -> list[tuple[User, list[str]]]:
    """Return the people of the demo with their posts in words, the highest unit first.

    Cost: one query.
    """
    posts = (
        Post.objects.filter(
            policies.in_force(today),
            person__is_active=True,
            person__login__startswith=accounts.DEMO_PREFIX,
        )
        .select_related("person", "unit")
        .order_by("unit__depth", "person_id", "pk")
    )
    people: dict[int, tuple[User, list[str]]] = {}
    for post in posts:
        words = _in_words(post)
        people.setdefault(post.person_id, (post.person, []))[1].append(words)
    return list(people.values())


def _in_words(post: Post) -> str:
    return _("%(unit)s · %(role)s") % {"unit": post.unit, "role": post.get_role_display()}


def _row(post: Post, user: User, today: date) -> PostRow:
    holds = post.ended_at is None and rules.holds(post.from_on, post.to_on, today)
    open_ended = post.ended_at is None and not rules.is_over(post.to_on, today)
    if post.ended_at or rules.is_over(post.to_on, today):
        state = _("已结束")
    elif post.from_on > today:
        state = _("尚未开始")
    else:
        state = _("在任")
    return PostRow(
        post=post,
        role=post.get_role_display(),
        state=state,
        in_force=holds,
        may_end=open_ended and policies.can_end(user, post, today),
        may_cover=holds and not post.stand_in_for_id and policies.can_cover(user, post, today),
    )
