"""The units right below one, side by side: colour, size, where they began, which tell anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count
from django.db.models.functions import Substr

from changai.accounts.models import User
from changai.indicators import models, policies, rules
from changai.indicators.policies import BASE_KINDS
from changai.indicators.queries._figures import (
    TREND,
    Cell,
    Figure,
    aim_of,
    cells,
    counts_at,
    hidden_paths,
    tallies,
    target_of,
)
from changai.indicators.queries._places import TIERS, inside, rank
from changai.indicators.queries._sums import Tallies, Tally
from changai.indicators.rules import Cause, Light, Period
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.packs.current import pack
from changai.packs.indicators import Indicator, Target, Version


@dataclass(frozen=True)
class LitCell:
    """A unit right below with the colour of its own target; of a hidden one nothing is told.

    `best` is the verified value, else the stated one, unrounded; `number` and `base` are the sums
    it was made of. `is_sure` says that all of it is verified.
    """

    cell: Cell
    light: Light
    target: Target | None = None
    best: Decimal | None = None
    number: Decimal | None = None
    base: Decimal | None = None
    is_sure: bool = False


def lit_cells(figure: Figure, found: Tallies) -> list[LitCell]:
    """Return the units right below a figure with their computed colours, in the order of the tree.

    One of which nothing is known stands there too. Cost: two queries.
    """
    told = cells(figure, found)
    paths = {one.unit.path for one in told}
    below = Unit.objects.filter(parent=figure.unit, kind__in=BASE_KINDS, ended_on=None)
    silent = [
        Cell(one, None, None, known=0, expected=0, is_hidden=False)
        for one in below
        if one.path not in paths and counts_at(figure.definition, one)
    ]
    rows = []
    for cell in sorted((*told, *silent), key=lambda one: one.unit.path):
        if cell.is_hidden:
            rows.append(LitCell(cell, Light(Cause.UNKNOWN)))
            continue
        tally = found.below.get(cell.unit.path, Tally())
        said, verified = tally.said(figure.version), tally.verified(figure.version)
        best = verified if verified.value is not None else said
        target = target_of(cell.unit, figure.definition, figure.period.last)
        light = rules.light(
            best.value, figure.period.last, aim_of(target), figure.definition.direction
        )
        sure = bool(tally.count) and tally.verified_count >= tally.count
        rows.append(LitCell(cell, light, target, best.value, best.number, best.base, sure))
    return rows


@dataclass(frozen=True)
class Start:
    """The first value known of a unit among the last periods."""

    period: Period
    value: Decimal


def starts(figure: Figure, *, reading: str = "then") -> dict[str, Start]:
    """Return the first known value of each unit right below, by path; hidden ones are none.

    Cost: a few queries a period.
    """
    found: dict[str, Start] = {}
    below = Unit.objects.filter(inside("path", figure.unit.path), kind__in=BASE_KINDS)
    units = {one.path: one for one in below.filter(depth__lte=figure.unit.depth + 1)}
    for period in rules.recent(figure.period, TREND)[:-1]:
        version = figure.definition.version_on(period.last)
        parts = tallies(figure.unit, figure.definition, period, reading).below
        hidden = hidden_paths(figure.definition, version, parts, units)
        for path, tally in parts.items():
            value = _best(tally, version)
            if path in units and units[path].pk not in hidden and value is not None:
                found.setdefault(path, Start(period, value))
    return found


def _best(tally: Tally, version: Version) -> Decimal | None:
    verified = tally.verified(version).value
    return verified if verified is not None else tally.said(version).value


def counts_below(unit: Unit) -> dict[str, int]:
    """Return how many living places and firms stand under each unit right below, by its path.

    Cost: one query.
    """
    length = len(unit.path) + tree.STEP
    living = Unit.objects.filter(inside("path", unit.path), kind__in=BASE_KINDS, ended_on=None)
    grouped = living.annotate(part=Substr("path", 1, length)).values_list("part").order_by()
    return {path: count - 1 for path, count in grouped.annotate(Count("pk")) if path != unit.path}


def comparable(unit: Unit, *, user: User, today: date) -> list[Indicator]:
    """Return the indicators that have figures below a unit and of which anything can be known.

    Those with a target first, then in the order of the list. Cost: one query.
    """
    told = set(
        models.Value.objects.filter(inside("unit__path", unit.path))
        .values_list("indicator", flat=True)
        .order_by()
        .distinct()
    )
    kept = [
        one
        for one in pack().indicators
        if rank(unit.tier) < rank(TIERS[one.grain])
        and (one.code in told or not one.version_on(today).is_entered)
        and policies.sees_figure(unit, one, user, today)
    ]
    return sorted(kept, key=lambda one: (not one.targets, one.number or 999, one.code))


def visible_below(units: Sequence[Unit], *, user: User, today: date) -> frozenset[int]:
    """Return which of some units the person may open. Cost: one query."""
    seen = policies.visible_units(user, today).filter(pk__in=[one.pk for one in units])
    return frozenset(seen.values_list("pk", flat=True))
