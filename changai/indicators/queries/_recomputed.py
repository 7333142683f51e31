"""The totals once more, by the measures of analytics from a snapshot: a second, independent way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

from changai.analytics.columns import Loaded
from changai.analytics.engine import Engine, connect
from changai.analytics.expressions import expression
from changai.analytics.facts import FactTable
from changai.analytics.hierarchy import EVER, Placement, unit_tree
from changai.analytics.hierarchy import NAME as TREE
from changai.analytics.measures import Measure
from changai.analytics.measures import Period as Days
from changai.indicators import models, rules
from changai.indicators.queries._definitions import definition
from changai.indicators.queries._fact_rows import VALUES, tree_fact
from changai.indicators.queries._facts import LAST_DAY, fact_tables
from changai.indicators.queries._places import TIERS
from changai.indicators.rules import Period, Sums
from changai.orgs import policies as orgs
from changai.orgs.models import Post, Unit
from changai.packs.current import language
from changai.packs.indicators import Indicator

STORED = "stored_tree"
ENOUGH = Context(prec=60)
Cell = tuple[int, str, str]  # unit, indicator, period


@dataclass(frozen=True)
class Difference:
    """A cell whose total is not what the values come to. Units: as the totals are kept."""

    cell: Cell
    expected: Sums
    found: Sums

    @property
    def mark(self) -> str:
        """Return what tells this difference from another, of the same cell too."""
        return "|".join(str(one) for one in (*self.cell, *self.expected, *self.found))


def snapshot_facts() -> tuple[FactTable, ...]:
    """Return all published facts, the typed values, and the tree by its days and as stored."""
    return (*fact_tables().values(), VALUES, tree_fact(), _stored_tree())


def _stored_tree() -> FactTable:
    """Return which unit stands above which now, by the parents: pages go by the paths."""
    rows = Unit.objects.values_list("pk", "parent_id", "tier")
    whole = unit_tree(Placement(pk, parent_id, tier, EVER) for pk, parent_id, tier in rows)
    distance = [column.name for column in whole.columns].index("distance")
    return replace(
        whole,
        name=STORED,
        grain="a unit and one of those above it, as they are stored",
        rows=lambda: (row for row in whole.rows() if row[distance] > 0),
    )


def typed_periods() -> dict[str, list[str]]:
    """Return the periods of which there are values, by indicator.

    Cost: one pass over the index of the values.
    """
    found: dict[str, list[str]] = {}
    pairs = models.Value.objects.values_list("indicator", "period").order_by().distinct()
    for code, period in sorted(pairs):
        found.setdefault(code, []).append(period)
    return found


def kept_totals() -> dict[Cell, Sums]:
    """Return the totals that pages read: those of the tier whose values an indicator adds."""
    rows = models.Total.objects.values_list(
        "unit_id", "indicator", "period", "tier", *rules.NAMES
    ).iterator(chunk_size=10_000)
    tiers = {code: TIERS[one.grain] for code, one in _typed(_codes())}
    return {
        (pk, code, period): tuple(sums)
        for pk, code, period, tier, *sums in rows
        if tiers.get(code) == tier and any(sums)
    }


def _codes() -> Iterable[str]:
    return models.Total.objects.values_list("indicator", flat=True).order_by().distinct()


def _typed(codes: Iterable[str]) -> Iterator[tuple[str, Indicator]]:
    for code in sorted(codes):
        if (one := definition(code)) is not None:
            yield code, one


def differences(
    snapshot: Path, kept: Mapping[Cell, Sums], periods: Mapping[str, list[str]]
) -> tuple[int, list[Difference]]:
    """Return how many cells there are, and those whose total is not what the engine finds.

    Cost: six queries of the engine for each indicator.
    """
    left, count, found = dict(kept), 0, list[Difference]()
    with connect() as engine:
        held = engine.open_snapshot(snapshot)
        for code, one in _typed(periods):
            expected = _recomputed(engine, held, one, periods[code])
            count += len(expected)
            for cell, sums in expected.items():
                there = left.pop(cell, rules.NOTHING)
                if there != sums:
                    found.append(Difference(cell, sums, there))
    # What is left has a total and no value.
    found += [Difference(cell, rules.NOTHING, sums) for cell, sums in left.items()]
    return count + len(left), sorted(found, key=lambda one: one.cell)


def _recomputed(
    engine: Engine, held: Mapping[str, Loaded], one: Indicator, codes: list[str]
) -> dict[Cell, Sums]:
    facts = {VALUES.name: held[VALUES.name], TREE: held[STORED]}
    periods = [rules.read_period(code) for code in codes]
    found: dict[Cell, list[int]] = {}
    for place, column in enumerate(("said", "said_base", "said_product")):
        for start, name in ((0, column), (4, column.replace("said", "verified"))):
            for row in engine.run(_asked(facts, one, name, periods)):
                cell = (row["unit_id"], one.code, row["period"])
                sums = found.setdefault(cell, [0] * len(rules.NAMES))
                sums[start + place] = _whole(row["numerator"], 2 if place == 2 else 1)
                if place == 0:
                    sums[start + 3] = int(row["facts"])
    return {cell: tuple(sums) for cell, sums in found.items()}


def _asked(facts: Mapping[str, Loaded], one: Indicator, column: str, periods: list[Period]) -> Any:
    measure = Measure(
        rule="sum",
        fact=VALUES.name,
        unit_kind="count",
        numerator=column,
        where=(
            ("indicator", "eq", one.code),
            ("tier", "eq", TIERS[one.grain]),
            ("counts", "eq", True),
            ("period", "in", [period.code for period in periods]),
        ),
    )
    days = [Days(period.code, period.first, period.last) for period in periods]
    return expression(measure, facts, days, reading="now", today=LAST_DAY)


def _whole(value: Decimal, times: int) -> int:
    return int(ENOUGH.scaleb(ENOUGH.create_decimal(value), times * rules.PLACES))


def told(one: Difference) -> dict[str, Any]:
    """Return a difference in words and numbers: of what, what was expected and found.

    Numbers are those said; where these agree, the ones that differ among the others.
    """
    unit = Unit.objects.get(pk=one.cell[0])
    known = definition(one.cell[1])
    place = next(i for i in range(len(rules.NAMES)) if one.expected[i] != one.found[i])
    return {
        "unit": str(unit),
        "unit_id": unit.pk,
        "indicator": one.cell[1],
        "title": known.label(language()) if known else one.cell[1],
        "period": one.cell[2],
        "what": rules.NAMES[place],
        "expected": _shown(place, one.expected[place]),
        "found": _shown(place, one.found[place]),
    }


def _shown(place: int, whole: int) -> str:
    steps = {3: 0, 2: 2}.get(place % 4, 1)
    number = ENOUGH.scaleb(Decimal(whole), -steps * rules.PLACES)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def offices_over(units: Iterable[int], on: date) -> list[int]:
    """Return the people of the reform offices of these units, and of the top."""
    paths = set(Unit.objects.filter(pk__in=set(units)).values_list("path", flat=True))
    paths |= set(Unit.objects.filter(depth=0).values_list("path", flat=True))
    posts = Post.objects.filter(
        orgs.in_force(on),
        role=Post.Role.OFFICE,
        unit__scope_path__in=paths,
        person__is_active=True,
    )
    return sorted(set(posts.values_list("person_id", flat=True)))


def last_recompute(before: datetime | None = None) -> models.Recompute | None:
    """Return the last recomputation, or the last before a moment; None where there was none."""
    runs = models.Recompute.objects.order_by("-at", "-pk")
    return (runs.filter(at__lt=before) if before else runs).first()
