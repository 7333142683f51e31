"""Who sees which value, who types, approves, accepts and publishes."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Q, QuerySet

from changai.accounts.models import User
from changai.indicators.models import Publication, Restatement, Value
from changai.indicators.rules import Actor, Event, State, transition
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.packs.current import pack
from changai.packs.indicators import Indicator

# What stands for a place or a firm: values speak of these, not of the offices that serve them.
BASE_KINDS = (tree.DIVISION_KIND, "zone", "town", "enterprise")
MEMBER_KINDS = ("member_unit", "union_federation")


def in_charge(user: User, today: date) -> dict[str, frozenset[str]]:
    """Return the fields of work the person's departments answer for, by the path of the division.

    A department is told by its name, as the pack says people call such units.
    Cost: one query for a person and day, then none.
    """
    kept: dict[date, dict[str, frozenset[str]]] = user.__dict__.setdefault("_charge_by_day", {})
    if today not in kept:
        ids = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
        rows = Unit.objects.filter(pk__in=ids, kind__in=MEMBER_KINDS).values_list("path", "name")
        owners = {one.owner for one in pack().indicators}
        fields = [one for one in pack().unit_names if one.code in owners]
        found = {
            tree.parent_path(path) or path: frozenset(
                one.code
                for one in fields
                if re.search(tree.in_order(one.zh), name)
                or any(word in name for word in one.shorts)
            )
            for path, name in rows
        }
        kept[today] = {path: codes for path, codes in found.items() if codes}
    return kept[today]


def codes_of(owners: frozenset[str]) -> list[str]:
    """Return the codes of the indicators that belong to these fields of work."""
    return [one.code for one in pack().indicators if one.owner in owners]


def visible(values: QuerySet[Value], user: User, today: date) -> QuerySet[Value]:
    """Narrow values to those of units in the person's subtree, and those their department keeps."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return values
    condition = orgs.within("unit__path", seen.scopes)
    for path, owners in in_charge(user, today).items():
        condition |= Q(unit__path=path, indicator__in=codes_of(owners))
    return values.filter(condition)


def visible_units(user: User, today: date) -> QuerySet[Unit]:
    """Return the places and firms whose figures the person may see."""
    units = orgs.visible(Unit.objects.all(), user, today)
    charged = Unit.objects.filter(path__in=list(in_charge(user, today)))
    return (units | charged).filter(kind__in=BASE_KINDS)


def sees_figure(unit: Unit, definition: Indicator, user: User, today: date) -> bool:
    """Say whether the person may see one figure of a unit: in their subtree, or in their charge."""
    seen = orgs.reach(user, today)
    if seen.everything or seen.covers(unit.path):
        return True
    return definition.owner in in_charge(user, today).get(unit.path, frozenset())


def sees_rows(unit: Unit, user: User, today: date) -> bool:
    """Say whether the person sees what the units below a unit said, and not its total alone."""
    seen = orgs.reach(user, today)
    return seen.everything or seen.covers(unit.path)


def may_keep(unit: Unit, definition: Indicator, user: User, today: date) -> bool:
    """Say whether the person types for a unit: who works there, its office, its department."""
    seen = orgs.reach(user, today)
    if seen.works_at(unit.pk):
        return True
    held = [post for post in seen.held if post.role == orgs.Role.OFFICE]
    if any(post.scope_path == unit.path for post in held):
        return True
    return definition.owner in in_charge(user, today).get(unit.path, frozenset())


def kept_units(user: User, today: date) -> QuerySet[Unit]:
    """Return the living places and firms for which the person types any value, in tree order."""
    seen = orgs.reach(user, today)
    offices = [post.scope_path for post in seen.held if post.role == orgs.Role.OFFICE]
    paths = [*offices, *in_charge(user, today)]
    mine = Q(pk__in=seen.unit_ids(*orgs.WORKING_ROLES)) | Q(path__in=paths)
    return Unit.objects.filter(mine, kind__in=BASE_KINDS, ended_on=None).order_by("path")


def is_above(value: Value, user: User, today: date) -> bool:
    """Say whether the person judges a value: of an office over its unit, and another person.

    Above the root there is nobody: there another person of its own office judges.
    """
    if user.pk in (value.typed_by_id, value.approved_by_id):
        return False
    path = value.unit.path
    return any(
        post.role == orgs.Role.OFFICE
        and tree.covers(post.scope_path, path)
        and (post.scope_path != path or len(path) == tree.STEP)
        for post in orgs.reach(user, today).held
    )


def waiting(values: QuerySet[Value], user: User, today: date) -> QuerySet[Value]:
    """Narrow approved values to those the person may judge."""
    held = [post for post in orgs.reach(user, today).held if post.role == orgs.Role.OFFICE]
    condition = Q(pk__in=[])
    for scope in {post.scope_path for post in held}:
        below = orgs.within("unit__path", (scope,))
        condition |= below if len(scope) == tree.STEP else below & ~Q(unit__path=scope)
    rows = values.filter(condition, state=State.APPROVED)
    return rows.exclude(typed_by_id=user.pk).exclude(approved_by_id=user.pk)


def acts_as(actor: Actor, value: Value, definition: Indicator, user: User, today: date) -> bool:
    """Say whether the person is this actor for a value."""
    if actor is Actor.KEEPER:
        return may_keep(value.unit, definition, user, today)
    return is_above(value, user, today)


def may(event: Event, value: Value, definition: Indicator, user: User, today: date) -> bool:
    """Say whether the table and the person's posts allow an event on a value."""
    line = transition(event, State(value.state))
    return line is not None and acts_as(line.actor, value, definition, user, today)


def publishing_units(user: User, today: date) -> QuerySet[Unit]:
    """Return the living divisions whose office the person works at: they publish for them."""
    held = orgs.reach(user, today).held
    paths = [post.scope_path for post in held if post.role == orgs.Role.OFFICE]
    return Unit.objects.filter(path__in=paths, kind__in=BASE_KINDS, ended_on=None).order_by("path")


def visible_publications(
    publications: QuerySet[Publication], user: User, today: date
) -> QuerySet[Publication]:
    """Narrow publications to those of units in the person's reach, and those of units above.

    What was published is public; what it was computed from is not shown with it to others.
    """
    seen = orgs.reach(user, today)
    if seen.everything:
        return publications
    above = {path for post in seen.held for path in (*tree.ancestors(post.path), post.path)}
    return publications.filter(orgs.within("unit__path", seen.scopes) | Q(unit__path__in=above))


def visible_restatements(
    rows: QuerySet[Restatement], user: User, today: date
) -> QuerySet[Restatement]:
    """Narrow restatements to those of units in the person's subtree."""
    seen = orgs.reach(user, today)
    return rows if seen.everything else rows.filter(orgs.within("unit__path", seen.scopes))


def above_paths(unit: Unit) -> list[str]:
    """Return the paths of the units above one, the root first."""
    return tree.ancestors(unit.path)
