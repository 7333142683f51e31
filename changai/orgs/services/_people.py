"""Invite, reset, deactivate and bring back people, within the scope of the one who does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from changai.accounts import services as accounts
from changai.accounts.models import User
from changai.audit import services as audit
from changai.kernel.errors import Refused
from changai.orgs import policies
from changai.orgs.models import Post, Unit
from changai.orgs.services import _ending, _posts


class NotTheFirst(Refused):
    """There are people already; the next one is invited by one of them."""


@dataclass(frozen=True)
class Invitation:
    """A person and the secret of their one-time link, which is nowhere else to be read."""

    person: User
    secret: str


def found_first_person(
    *,
    login: str,
    name: str,
    unit: Unit,
    at: datetime,
    today: date,
    by: User | None = None,
) -> Invitation:
    """Create the first person of a place at the office of a unit; called at installation.

    Raises:
        NotTheFirst: there are people already.
    """
    with transaction.atomic():
        if User.objects.exists():
            raise NotTheFirst(_("已经有人员账号；请由其中的产改办人员邀请。"))
        person = accounts.open_account(login=login, name=name, by=by, at=at)
        _posts.give_post(
            person=person,
            unit=unit,
            role=Post.Role.OFFICE,
            from_on=today,
            by=by,
            at=at,
            today=today,
        )
        secret = accounts.make_ticket(person=person, by=person, at=at)
        audit.record("person.founded", person, by=by, at=at, unit_id=unit.pk)
    return Invitation(person, secret)


def invite_person(
    *,
    unit: Unit,
    role: str,
    login: str,
    name: str,
    email: str = "",
    phone: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Invitation:
    """Create a person with a first post and a one-time link to set a password.

    Raises:
        NotYours: the role at that unit is not the person's to give.
        LoginRefused: the login is malformed or taken.
    """
    with transaction.atomic():
        person = accounts.open_account(
            login=login, name=name, email=email, phone=phone, by=by, at=at
        )
        _posts.give_post(
            person=person, unit=unit, role=role, from_on=today, by=by, at=at, today=today
        )
        secret = accounts.make_ticket(person=person, by=by, at=at)
        audit.record("person.invited", person, by=by, at=at, unit_id=unit.pk, after={"role": role})
    return Invitation(person, secret)


def make_link(*, person: User, by: User, at: datetime, today: date) -> Invitation:
    """Make a new one-time link: an invitation again, or a reset of a forgotten password.

    Earlier links, the old password and every session of the person are void at once.
    Raises:
        NotYours: the person may not manage the other.
    """
    _require_may_manage(person, by, today)
    with transaction.atomic():
        secret = accounts.make_ticket(person=person, by=by, at=at)
        audit.record("person.link_made", person, by=by, at=at)
    return Invitation(person, secret)


def change_person(
    *,
    person: User,
    name: str,
    email: str,
    phone: str,
    by: User,
    at: datetime,
    today: date,
) -> User:
    """Correct the name and the ways to reach a person.

    Raises:
        NotYours: the person may not manage the other.
    """
    _require_may_manage(person, by, today)
    with transaction.atomic():
        accounts.change_details(person=person, name=name, email=email, phone=phone, by=by, at=at)
        audit.record("person.changed", person, by=by, at=at)
    return person


def deactivate_person(*, person: User, by: User, at: datetime, today: date) -> None:
    """Close the account of a person: sessions die at once and every post ends.

    Raises:
        NotYours: the person may not manage the other; nobody deactivates themselves.
    """
    _require_may_manage(person, by, today)
    with transaction.atomic():
        accounts.deactivate(person=person, by=by, at=at)
        posts = Post.objects.filter(Q(person=person) | Q(stand_in_for__person=person))
        ids = _ending.end_now(posts, at, today)
        audit.record("person.deactivated", person, by=by, at=at, after={"posts_ended": ids})


def reactivate_person(*, person: User, by: User, at: datetime, today: date) -> Invitation:
    """Bring a deactivated person back, without posts, with a link to set a new password.

    Raises:
        NotYours: the person may not manage the other.
    """
    _require_may_manage(person, by, today)
    with transaction.atomic():
        accounts.reactivate(person=person, by=by, at=at)
        secret = accounts.make_ticket(person=person, by=by, at=at)
        audit.record("person.reactivated", person, by=by, at=at)
    return Invitation(person, secret)


def _require_may_manage(person: User, by: User, today: date) -> None:
    policies.require(
        policies.can_manage_person(by, person, today),
        _("此人的职务超出您的管辖范围，或者是您自己；请由管辖其全部职务的产改办办理。"),
    )
