"""Units: the tree, one unit with its history, search within scope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from changai.accounts.models import User
from changai.orgs import policies, rules
from changai.orgs.models import Post, Unit, UnitChange
from changai.orgs.queries._pack import kind_label
from changai.orgs.queries._people import PostRow, post_rows_at
from changai.orgs.queries._pick import called_so
from changai.packs.current import pack

CHILDREN_A_PAGE = 100
FOUND_AT_MOST = 50
SUGGESTED = 300


@dataclass(frozen=True)
class UnitRow:
    """A unit as trees and lists show it.

    Units: `people` counts the people with a post in force at the unit itself.
    """

    unit: Unit
    kind: str
    has_children: bool
    people: int
    place: str = ""


@dataclass(frozen=True)
class UnitPage:
    """All that the page of a unit shows, and what the reader may do there."""

    unit: Unit
    kind: str
    above: list[Unit]
    children: list[UnitRow]
    next_children: str
    posts: list[PostRow]
    changes: list[UnitChange]
    may_open: bool
    may_rename: bool
    may_reshape: bool
    may_invite: bool


def visible_units(*, user: User, today: date) -> QuerySet[Unit]:
    """Return the units the person may see, ended ones included."""
    return policies.visible(Unit.objects.select_related("parent", "successor"), user, today)


def unit_finder(*, user: User, today: date) -> Callable[[str], list[Unit]]:
    """Return a search for open units in reach by code, or by their exact name.

    Cost: one query a search; at most two units, for more than one is too many.
    """

    def find(text: str) -> list[Unit]:
        words = text.strip()
        units = visible_units(user=user, today=today).filter(ended_on=None)
        exact = Q(code=words) | Q(credit_code=words.upper()) | Q(name=words) | Q(short_name=words)
        return list(units.filter(exact)[:2])

    return find


def suggested_names(*, unit: Unit, kind: str = "", user: User, today: date) -> list[str]:
    """Return names of units that this one could go to: of one kind, else those that hold others.

    Cost: one query; at most 300 names, the nearest to the top first.
    """
    kinds = [kind] if kind else [one.code for one in pack().unit_kinds if one.may_have_children]
    units = visible_units(user=user, today=today).filter(ended_on=None, kind__in=kinds)
    if not kind:
        units = units.exclude(tier=Unit.Tier.ENTERPRISE)
    outside = units.exclude(path__gte=unit.path, path__lt=rules.after(unit.path))
    return list(outside.order_by("depth", "path").values_list("name", flat=True)[:SUGGESTED])


def units_to_give_at(*, user: User, today: date) -> list[str]:
    """Return names of units at which the person may give posts.

    Cost: one query; at most 300 names, the nearest to the top first.
    """
    held = policies.reach(user, today).held
    over = tuple(one.scope_path for one in held if one.role == Post.Role.OFFICE)
    own = [one.unit_id for one in held if one.role == Post.Role.RESPONSIBLE]
    units = Unit.objects.filter(policies.within("path", over) | Q(pk__in=own), ended_on=None)
    return list(units.order_by("depth", "path").values_list("name", flat=True)[:SUGGESTED])


def units_to_open_under(*, user: User, today: date) -> list[str]:
    """Return names of units under which the person may open others.

    Cost: one query; at most 300 names, the nearest to the top first.
    """
    held = policies.reach(user, today).held
    over = tuple(one.scope_path for one in held if one.role == Post.Role.OFFICE)
    kinds = [one.code for one in pack().unit_kinds if one.may_have_children]
    units = Unit.objects.filter(policies.within("path", over), ended_on=None, kind__in=kinds)
    units = units.exclude(kind=rules.OFFICE_KIND)
    return list(units.order_by("depth", "path").values_list("name", flat=True)[:SUGGESTED])


def places_to_add(*, user: User, today: date) -> tuple[int | None, int | None]:
    """Return the unit to begin with when opening a unit, and the one when inviting a person.

    An office begins with its division and with itself, a responsible person with their unit.
    Cost: one query at most.
    """
    held = policies.reach(user, today).held
    offices = sorted(
        (one for one in held if one.role == Post.Role.OFFICE), key=lambda one: one.scope_path
    )
    own = [one for one in held if one.role == Post.Role.RESPONSIBLE]
    invite_at = next((one.unit_id for one in (*offices, *own)), None)
    if not offices:
        return None, invite_at
    top = Unit.objects.filter(path=offices[0].scope_path, ended_on=None)
    return top.values_list("pk", flat=True).first(), invite_at


def mark_of(unit: Unit) -> str:
    """Return the mark of what a page showed of a unit."""
    return rules.mark(unit.parent_id, unit.name, unit.short_name, unit.ended_on)


def top_rows(*, user: User, today: date) -> list[UnitRow]:
    """Return the units at the top of what the person may see.

    Cost: three queries.
    """
    tops = Unit.objects.filter(path__in=policies.reach(user, today).scopes).order_by("path")
    return unit_rows(list(tops), today)


def child_rows(
    *, unit: Unit, today: date, after: str = "", ended: bool = False
) -> tuple[list[UnitRow], str]:
    """Return a page of the units right below one, and the cursor of the next page or "".

    Cost: three queries, however many units; at most 100 rows.
    """
    below = Unit.objects.filter(parent=unit, path__gt=after).order_by("path")
    if not ended:
        below = below.filter(ended_on=None)
    found = list(below[: CHILDREN_A_PAGE + 1])
    shown = found[:CHILDREN_A_PAGE]
    return unit_rows(shown, today), shown[-1].path if len(found) > CHILDREN_A_PAGE else ""


def found_rows(*, text: str, user: User, today: date) -> list[UnitRow]:
    """Return the open units in scope whose name or code holds the text, or that are called so.

    Cost: five queries; at most 50 rows.
    """
    words = text.strip()
    if not words:
        return []
    named = (
        Q(name__icontains=words)
        | Q(short_name__icontains=words)
        | Q(code__istartswith=words)
        | Q(credit_code__istartswith=words)
    )
    units = visible_units(user=user, today=today).filter(ended_on=None).order_by("depth", "path")
    rows = list(units.filter(named)[:FOUND_AT_MOST])
    return unit_rows(rows or list(units.filter(called_so(words))[:FOUND_AT_MOST]), today)


def unit_page(*, unit: Unit, user: User, today: date) -> UnitPage:
    """Return what the page of a unit shows.

    Cost: a handful of queries, however many units and people.
    """
    seen = policies.reach(user, today)
    paths = [path for path in rules.ancestors(unit.path) if seen.covers(path)]
    children, more = child_rows(unit=unit, today=today)
    changes = UnitChange.objects.filter(unit=unit).select_related(
        "old_parent", "new_parent", "into"
    )
    is_open = unit.ended_on is None
    return UnitPage(
        unit=unit,
        kind=kind_label(unit.kind),
        above=list(Unit.objects.filter(path__in=paths).order_by("depth")) if paths else [],
        children=children,
        next_children=more,
        posts=post_rows_at(unit=unit, user=user, today=today),
        changes=list(changes.order_by("-effective_on", "-pk")),
        may_open=is_open and policies.can_open_under(user, unit, today),
        may_rename=is_open and policies.can_rename(user, unit, today),
        may_reshape=is_open and policies.can_reshape(user, unit, today),
        may_invite=is_open and bool(policies.grantable_roles(user, unit, today)),
    )


def unit_rows(units: Sequence[Unit], today: date) -> list[UnitRow]:
    """Return the units with what a list says about each.

    Cost: two queries, however many units.
    """
    keys = [unit.pk for unit in units]
    below = Unit.objects.filter(parent=OuterRef("pk"), ended_on=None)
    parents = set(
        Unit.objects.filter(Exists(below), pk__in=keys).values_list("pk", flat=True) if keys else ()
    )
    counts = (
        Post.objects.filter(policies.in_force(today), unit_id__in=keys, person__is_active=True)
        .values_list("unit_id")
        .annotate(people=Count("person_id", distinct=True))
    )
    people = dict(counts) if keys else {}
    return [
        UnitRow(
            unit=unit,
            kind=kind_label(unit.kind),
            has_children=unit.pk in parents,
            people=people.get(unit.pk, 0),
            place=str(unit.parent) if "parent" in unit._state.fields_cache and unit.parent else "",
        )
        for unit in units
    ]
