"""Roll-ups of typed values: sums are kept or made by the database; the definition reads them.

The running totals are those of the tree that is stored. What stands elsewhere in the tree of a
reading is taken out of them as a whole and summed where it stands there, value by value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, DecimalField, F, Q, QuerySet, Sum
from django.db.models.functions import Substr

from changai.indicators import models
from changai.indicators.policies import BASE_KINDS
from changai.indicators.queries._places import TIERS, Places, base_units, inside, places
from changai.indicators.queries._totals import sums_at, sums_below, sums_of
from changai.indicators.rules import NOTHING, PLACES, Period, State, Sums, minus
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.packs.arithmetic import Rolled, from_sums
from changai.packs.indicators import Indicator, Version

SUM = DecimalField(max_digits=30, decimal_places=4)
PRODUCT = DecimalField(max_digits=38, decimal_places=8)


@dataclass
class Tally:
    """Sums over the base units of one part of the tree.

    Units: `number` holds products where values are weighted. `expected` counts the base units.
    """

    number: Decimal = Decimal(0)
    base: Decimal = Decimal(0)
    count: int = 0
    verified_number: Decimal = Decimal(0)
    verified_base: Decimal = Decimal(0)
    verified_count: int = 0
    expected: int = 0

    def add(self, other: Tally) -> None:
        """Take in the sums of another part; the two never share a base unit."""
        for name in vars(other):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def size(self, version: Version) -> Decimal | None:
        """Return of how many the cell speaks, said or verified, the fewer; None of none."""
        if not self.count:
            return None
        said = self.base if version.is_ratio else self.number
        verified = self.verified_base if version.is_ratio else self.verified_number
        return min((size for size in (said, verified) if size > 0), default=Decimal(0))

    def said(self, version: Version) -> Rolled:
        """Return the roll-up of what was said."""
        return self._rolled(version, self.number, self.base, self.count)

    def verified(self, version: Version) -> Rolled:
        """Return the roll-up of what was verified."""
        return self._rolled(version, self.verified_number, self.verified_base, self.verified_count)

    def _rolled(self, version: Version, number: Decimal, base: Decimal, count: int) -> Rolled:
        if version.rule == "none" and count != 1:
            return Rolled(None, None, None, count)
        below = base if version.is_ratio else None
        return from_sums(version.rule, number if count else None, below, count, version.per)


@dataclass(frozen=True)
class Tallies:
    """The sums of a unit and of each unit right below it, by path."""

    whole: Tally
    below: dict[str, Tally] = field(default_factory=dict)


def typed_tallies(
    unit: Unit, definition: Indicator, period: Period, reading: str = "then"
) -> Tallies:
    """Return the sums of typed values under a unit, in all and by the unit right below.

    Cost: four queries; where units have moved, four more and a row for each value of theirs.
    """
    standing = places(reading, period.last)
    units = base_units(definition.grain, period.last)
    weighted = definition.version_on(period.last).rule == "weighted"
    parts: dict[str, Tally] = {}
    moved = orgs.within("path", standing.differing)
    there = units.filter(inside("path", unit.path)).exclude(moved)
    part = Substr("path", 1, len(unit.path) + tree.STEP)
    counted = there.annotate(part=part).values_list("part").order_by()
    for path, count in counted.annotate(Count("pk")):
        parts.setdefault(path, Tally()).expected += count
    sums, below = _kept(unit, definition, period, standing)
    whole = _tally(sums, weighted)
    for path, one in below.items():
        parts.setdefault(path, Tally()).add(_tally(one, weighted))
    if standing.differing:
        _place_units(unit, standing, parts, units.filter(moved))
        for path, tally in _moved_values(unit, definition, period, standing):
            parts.setdefault(path, Tally()).add(tally)
            whole.add(tally)
    whole.expected = sum(tally.expected for tally in parts.values())
    return Tallies(whole, parts)


def _tally(sums: Sums, weighted: bool) -> Tally:
    number, base, product, count, sure, sure_base, sure_product, sure_count = sums
    return Tally(
        _decimal(product, 2 * PLACES) if weighted else _decimal(number, PLACES),
        _decimal(base, PLACES),
        count,
        _decimal(sure_product, 2 * PLACES) if weighted else _decimal(sure, PLACES),
        _decimal(sure_base, PLACES),
        sure_count,
    )


def _decimal(whole: int, places: int) -> Decimal:
    return Decimal(whole).scaleb(-places) or Decimal(0)


def _kept(
    unit: Unit, definition: Indicator, period: Period, standing: Places
) -> tuple[Sums, dict[str, Sums]]:
    """Return the totals of a unit and of those right below, without what stands elsewhere."""
    if any(tree.covers(path, unit.path) for path in standing.differing):
        return NOTHING, {}
    asked = (definition.code, period.code, TIERS[definition.grain])
    whole, parts = sums_below(unit, *asked)
    gone = [path for path in standing.differing if tree.covers(unit.path, path)]
    for path, sums in sums_at(gone, *asked).items():
        part = path[: len(unit.path) + tree.STEP]
        whole, parts[part] = minus(whole, sums), minus(parts[part], sums)
    return whole, {path: sums for path, sums in parts.items() if any(sums)}


def _moved_values(
    unit: Unit, definition: Indicator, period: Period, standing: Places
) -> Iterable[tuple[str, Tally]]:
    """Yield the sums of units that stand elsewhere, by the unit right below they stand under."""
    values = models.Value.objects.filter(
        orgs.within("unit__path", standing.differing),
        indicator=definition.code,
        period=period.code,
        unit__tier=TIERS[definition.grain],
        unit__kind__in=BASE_KINDS,
    )
    weighted = definition.version_on(period.last).rule == "weighted"
    for path, tally in _grouped(values, F("unit__path"), weighted):
        child = standing.child(path, unit.path)
        if child is not None:
            yield child, tally


def _place_units(
    unit: Unit, standing: Places, parts: dict[str, Tally], units: QuerySet[Unit]
) -> None:
    for path in units.values_list("path", flat=True):
        child = standing.child(path, unit.path)
        if child is not None:
            parts.setdefault(child, Tally()).expected += 1


def _grouped(
    values: QuerySet[models.Value], part: object, weighted: bool
) -> Iterable[tuple[str, Tally]]:
    said, verified = F("said"), F("verified")
    number = Sum(said * F("said_base"), output_field=PRODUCT) if weighted else Sum(said)
    sure = Sum(verified * F("verified_base"), output_field=PRODUCT) if weighted else Sum(verified)
    accepted = Q(state=State.ACCEPTED)
    rows = values.annotate(part=part).values("part").order_by()
    for row in rows.annotate(
        n=number,
        b=Sum("said_base", output_field=SUM),
        c=Count("pk"),
        vn=sure,
        vb=Sum("verified_base", output_field=SUM),
        vc=Count("pk", filter=accepted),
    ):
        yield (
            row["part"],
            Tally(
                row["n"] or Decimal(0), row["b"] or Decimal(0), row["c"],
                row["vn"] or Decimal(0), row["vb"] or Decimal(0), row["vc"],
            ),
        )  # fmt: skip


def typed_wholes(
    unit: Unit, asked: Sequence[tuple[Indicator, Period]], reading: str = "then"
) -> dict[str, Tally]:
    """Return the sums of a unit for many typed indicators at once, by code.

    Cost: three queries and one for each tier and period; where units have moved, five for each
    indicator and a row for each value of theirs.
    """
    standings = {on: places(reading, on) for on in {period.last for _one, period in asked}}
    if any(standing.differing for standing in standings.values()):
        found = {one.code: _whole(unit, one, period, standings[period.last])
                 for one, period in asked}  # fmt: skip
    else:
        found = _stored_wholes(unit, asked)
    counts: dict[tuple[str, date], int] = {}
    for one, period in asked:
        place = (one.grain, period.last)
        if place not in counts:
            counts[place] = _count_units(unit, *place, standings[period.last])
        found.setdefault(one.code, Tally()).expected = counts[place]
    return found


def _stored_wholes(unit: Unit, asked: Sequence[tuple[Indicator, Period]]) -> dict[str, Tally]:
    wanted = {
        (one.code, period.code, TIERS[one.grain]): one.version_on(period.last).rule == "weighted"
        for one, period in asked
    }
    return {key[0]: _tally(sums, wanted[key]) for key, sums in sums_of(unit, wanted).items()}


def _whole(unit: Unit, one: Indicator, period: Period, standing: Places) -> Tally:
    sums, _below = _kept(unit, one, period, standing)
    whole = _tally(sums, one.version_on(period.last).rule == "weighted")
    for _path, tally in _moved_values(unit, one, period, standing):
        whole.add(tally)
    return whole


def _count_units(unit: Unit, grain: str, on: date, standing: Places) -> int:
    units, moved = base_units(grain, on), orgs.within("path", standing.differing)
    here = units.filter(inside("path", unit.path)).exclude(moved).count()
    if not standing.differing:
        return here
    paths = units.filter(moved).values_list("path", flat=True)
    return here + sum(standing.child(path, unit.path) is not None for path in paths)


def silent_units(unit: Unit, definition: Indicator, period: Period) -> QuerySet[Unit]:
    """Return the base units under a unit, as stored now, of which nothing is known."""
    told = models.Value.objects.filter(indicator=definition.code, period=period.code)
    units = base_units(definition.grain, period.last).filter(inside("path", unit.path))
    return units.exclude(pk__in=told.values("unit_id")).order_by("path")
