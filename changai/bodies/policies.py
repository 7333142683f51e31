"""Who sees a coordination body, and who may run it."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from changai.accounts.models import User
from changai.bodies.models import CoordinationBody, Seat
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit


def visible(
    bodies: QuerySet[CoordinationBody], user: User, today: date
) -> QuerySet[CoordinationBody]:
    """Narrow bodies to those of the person's line.

    A body is known to all who serve under the unit whose body it is, to those whose scope covers
    that unit or its office, and to every unit that holds or once held a seat and those above it:
    nobody loses sight of the past.
    """
    seen = orgs.reach(user, today)
    if seen.everything:
        return bodies
    line = {
        tree_path
        for post in seen.held
        if post.role in orgs.SEEING_ROLES
        for tree_path in (*tree.ancestors(post.path), post.path)
    }
    seats = Seat.objects.filter(orgs.within("unit__path", seen.scopes), body=OuterRef("pk"))
    return bodies.filter(
        Q(unit__path__in=line)
        | orgs.within("unit__path", seen.scopes)
        | orgs.within("office__path", seen.scopes)
        | Q(Exists(seats))
    )


def may_run(body: CoordinationBody, user: User, today: date) -> bool:
    """Say whether the person edits the body and plans its meetings: its office, while it lives."""
    return body.ended_on is None and serves_office(body, user, today)


def serves_office(body: CoordinationBody, user: User, today: date) -> bool:
    """Say whether the person is of the office at the body's office or unit, ended or not."""
    at = orgs.reach(user, today).unit_ids(orgs.Role.OFFICE)
    return body.office_id in at or body.unit_id in at


def founding_units(user: User, today: date) -> QuerySet[Unit]:
    """Return the units for which the person may set up a body: those their offices answer for."""
    held = [post for post in orgs.reach(user, today).held if post.role == orgs.Role.OFFICE]
    paths = {post.scope_path for post in held} | {post.path for post in held}
    return Unit.objects.filter(path__in=paths, ended_on=None).order_by("path")


def may_found(unit: Unit, user: User, today: date) -> bool:
    """Say whether the person may set up a body of this unit."""
    held = orgs.reach(user, today).held
    return any(
        post.role == orgs.Role.OFFICE and unit.path in (post.scope_path, post.path) for post in held
    )


def may_be_office(office: Unit, unit: Unit, user: User, today: date) -> bool:
    """Say whether a unit may be the office of a body of another: within it, and within reach."""
    return tree.covers(unit.path, office.path) and orgs.reach(user, today).covers(office.path)
