"""Hand over everything open of a person who leaves to a successor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from changai.accounts import services as accounts
from changai.accounts.models import User
from changai.audit import services as audit
from changai.kernel import events
from changai.kernel.errors import Refused
from changai.orgs import policies, queries
from changai.orgs.models import Post
from changai.orgs.services import _ending


class HandOverRefused(Refused):
    """The posts cannot be handed to this person."""


@dataclass(frozen=True)
class PersonLeft:
    """A person left; the successor holds their posts and personal items."""

    person_id: int
    successor_id: int


def hand_over(
    *,
    person: User,
    successor: User,
    deactivate: bool = True,
    by: User,
    at: datetime,
    today: date,
) -> list[Post]:
    """End every post of a leaving person and give the same to the successor, from today.

    Tasks, duties and plans belong to units and stay where they are: the successor finds them by
    the posts. What belongs to the person alone moves too. Takes effect at once.

    Raises:
        NotYours: the person may not manage the leaving one or not give one of the posts.
        HandOverRefused: the successor is the same person or inactive, or nothing is to hand over.
    """
    policies.require(
        policies.can_manage_person(by, person, today),
        _("此人的职务超出您的管辖范围，或者是您自己；请由管辖其全部职务的产改办办理。"),
    )
    if successor.pk == person.pk or not successor.is_active:
        raise HandOverRefused(_("请选择另一位账号正常的接任人。"))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        held = list(
            Post.objects.filter(_ending.still_open(today), person=person, stand_in_for=None)
        )
        fresh = [_same_post(post, successor, today) for post in held]
        if successor.pk == by.pk and any(fresh):
            raise HandOverRefused(_("不能把职务交给您自己，请由另一人办理。"))
        if not fresh and not any(count for _label, count in queries.belongings_of(person)):
            raise HandOverRefused(_("此人没有可以交接的职务或事项。"))
        ended = _ending.end_now(
            Post.objects.filter(Q(stand_in_for__in=held) | Q(person=person)), at, today
        )
        given = Post.objects.bulk_create([post for post in fresh if post is not None])
        moved = {one.code: one.move(person, successor, at) for one in queries.belongings()}
        if deactivate:
            accounts.deactivate(person=person, by=by, at=at)
        audit.record(
            "person.handed_over",
            person,
            by=by,
            at=at,
            before={"posts": ended},
            after={"successor": successor.pk, "posts": [post.pk for post in given], "moved": moved},
        )
        events.publish(PersonLeft(person.pk, successor.pk))
    return list(given)


def _same_post(post: Post, successor: User, today: date) -> Post | None:
    """Return the same post for the successor, or None where they hold it already."""
    held = Post.objects.filter(
        _ending.still_open(today),
        person=successor,
        unit_id=post.unit_id,
        role=post.role,
        stand_in_for=None,
    )
    if held.exists():
        return None
    return Post(
        person=successor,
        unit_id=post.unit_id,
        role=post.role,
        from_on=max(post.from_on, today),
        to_on=post.to_on,
    )
