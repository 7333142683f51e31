"""Measures as Ibis expressions: tables in, tables out. No engine, no clock, and no row is read.

Facts are first brought together per unit and then joined to the ancestors of the unit, so that
each level is computed from the facts and never from another level's result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from changai.analytics import stocks
from changai.analytics.columns import Loaded, amounts, numbered, summed, told_of, within
from changai.analytics.facts import TREE
from changai.analytics.hierarchy import NAME as TREE_NAME
from changai.analytics.measures import READINGS, Measure, MeasureError, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

RESULT = (TREE, "unit_id", "tier", "period", "value", "numerator", "denominator", "facts")


@dataclass(frozen=True)
class Asked:
    """What is asked of a measure: which periods, which tiers (all where empty), read as of when."""

    periods: tuple[Period, ...]
    levels: tuple[str, ...] = ()
    reading: str = "then"
    today: date | None = None

    def __post_init__(self) -> None:
        if not self.periods:
            raise MeasureError("periods", "are missing", "Give at least one")
        if len({period.label for period in self.periods}) != len(self.periods):
            raise MeasureError("periods", "share a label", "Name each once")
        if self.reading not in READINGS:
            raise MeasureError("reading", f"{self.reading!r} is unknown", "Take then or now")
        if self.reading == "now" and self.today is None:
            raise MeasureError("today", "is missing", "Say which day's tree is meant")


def expression(
    measure: Measure,
    facts: Mapping[str, Loaded],
    periods: Sequence[Period],
    *,
    levels: Sequence[str] = (),
    reading: str = "then",
    today: date | None = None,
) -> ir.Table:
    """Return the measure for every unit of the levels that has a fact in a period.

    Grain: tree, unit and period. Columns: `RESULT`.
    `reading` "then" places a fact where its unit stood on its day (a stock: at the period's end);
    "now" places it where the unit, or its heir, stands today.
    Units: `value` of a ratio is null where the denominator is nothing: unknown, neither zero nor
    infinity. Where nothing is known of a unit there is no row. `facts` counts the rows used.

    Raises:
        MeasureError: the measure would give a wrong number.
    """
    measure.check({name: loaded.fact for name, loaded in facts.items()})
    asked = Asked(tuple(periods), tuple(levels), reading, today)
    tree = tree_of(facts[TREE_NAME].table)
    if measure.rule == "ratio_of_sums" and measure.has_own_denominator:
        sums = _both(measure, facts, tree, asked)
    else:
        sums = _sums(measure, facts, tree, asked)
    return _valued(measure, sums, asked)


def tree_of(tree: ir.Table) -> ir.Table:
    """Return the closure with names that no fact has."""
    return tree.select(
        t_tree=tree.tree_id,
        t_ancestor=tree.ancestor_id,
        t_unit=tree.unit_id,
        t_tier=tree.tier,
        t_since=tree.valid_from,
        t_until=tree.valid_to,
        t_distance=tree.distance,
    )


def above_of(tree: ir.Table, measure: Measure, asked: Asked) -> ir.Table:
    """Return the rows of the closure that facts are counted at."""
    import ibis

    if asked.levels:
        tree = tree.filter(tree.t_tier.isin(asked.levels))
    if measure.rule == "none":
        tree = tree.filter(tree.t_ancestor == tree.t_unit)
    if asked.reading == "now":
        tree = tree.filter(within(ibis.literal(asked.today), tree.t_since, tree.t_until))
    return tree


def _sums(measure: Measure, facts: Mapping[str, Loaded], tree: ir.Table, asked: Asked) -> ir.Table:
    """Return n, d and c per place, period and, for a stock, moment (`at`)."""
    import ibis

    above, by = above_of(tree, measure, asked), _place(facts[measure.fact])
    if measure.as_of == "flow":
        placed = _flow(measure, facts[measure.fact], above, asked)
        if len(asked.periods) > 1:
            return _gathered(measure, placed, [*by, "period"])
        return _gathered(measure, placed, by).mutate(period=ibis.literal(0))
    placed = stocks.placed(
        measure, facts[measure.fact], tree, above, asked.periods, asked.reading == "then"
    )
    sums = _gathered(measure, placed, [*by, "period", "at"])
    return sums if measure.as_of == "average" else sums.drop("at")


def _place(loaded: Loaded) -> list[str]:
    """Name what tells one place from another: a unit, and its tree where facts are of several."""
    return ["t_tree", "t_ancestor"] if loaded.has_tree else ["t_ancestor"]


def _flow(measure: Measure, loaded: Loaded, above: ir.Table, asked: Asked) -> ir.Table:
    first = min(period.first_on for period in asked.periods)
    last = max(period.last_on for period in asked.periods)
    rows = amounts(measure, loaded)
    rows = rows.filter(rows.day.between(first, last))
    by = ["unit", *([TREE] if loaded.has_tree else [])]
    many, monthly = len(asked.periods) > 1, all(one.is_of_whole_months for one in asked.periods)
    if many:
        # Months are few and days are many; a period of whole months needs no more.
        rows = rows.mutate(bucket=rows.day.truncate("M") if monthly else rows.day)
        by.append("bucket")
    if asked.reading == "then":
        spans = above.select("t_tree", "t_unit", "t_since", "t_until").distinct()
        spans = spans.rename(s_tree="t_tree", s_unit="t_unit", since="t_since", to="t_until")
        same = [rows.unit == spans.s_unit, within(rows.day, spans.since, spans.to)]
        if loaded.has_tree:
            same.append(rows[TREE] == spans.s_tree)
        rows = rows.join(spans, same)
        by.append("since")
    cube = _cube(measure, rows, by)
    if many:
        cube = _in_periods(cube, asked.periods, monthly)
    met = [cube.unit == above.t_unit]
    if loaded.has_tree:
        met.append(cube[TREE] == above.t_tree)
    if asked.reading == "then":
        met.append(cube.since == above.t_since)
    return cube.join(above, met)


def _in_periods(cube: ir.Table, periods: Sequence[Period], monthly: bool) -> ir.Table:
    """Give each bucket to every period it lies in, by its number."""
    if monthly:
        months = [
            (i, last.replace(day=1), last)
            for i, one in enumerate(periods)
            for last in one.month_ends()
        ]
        moments = numbered(months)
        return cube.join(moments, cube.bucket == moments.first)
    moments = numbered([(i, one.first_on, one.last_on) for i, one in enumerate(periods)])
    return cube.join(moments, [cube.bucket >= moments.first, cube.bucket <= moments.last])


def _cube(measure: Measure, rows: ir.Table, by: Sequence[str]) -> ir.Table:
    """Bring facts together before they are counted once for every ancestor."""
    if measure.rule == "distinct":
        return rows.group_by([*by, "key"]).aggregate(c=rows.count())
    return summed(rows, by)


def _gathered(measure: Measure, placed: ir.Table, by: Sequence[str]) -> ir.Table:
    if measure.rule == "distinct":
        return placed.group_by(list(by)).aggregate(
            n=placed.key.nunique(), c=placed.c.sum(), **told_of(placed, by)
        )
    return summed(placed, by)


def _both(measure: Measure, facts: Mapping[str, Loaded], tree: ir.Table, asked: Asked) -> ir.Table:
    """Return numerator and denominator of other facts side by side.

    A place with a denominator and nothing above it has 0 where rows are counted, which are all
    there; a sum of typed numbers stays unknown.
    """
    over, under = measure.above(), measure.below()
    moment = ["at"] if measure.as_of == "average" else []
    by = ["t_tree", "t_ancestor", "period", *moment]
    above = _sums(over, facts, tree, asked).select(*by, "n", "c")
    below = _sums(under, facts, tree, asked).rename(m="n", e="c", r_tier="t_tier")
    below = below.rename({f"r_{name}": name for name in by})
    joined = below.left_join(above, [below[f"r_{name}"] == above[name] for name in by])
    counted = not over.numerator or over.rule == "distinct"
    number = joined.n.fill_null(0) if counted else joined.n
    both = joined.select(
        **{name: joined[f"r_{name}"] for name in by},
        n=number,
        d=joined.m,
        t_tier=joined.r_tier,
        c=joined.c.fill_null(0) + joined.e,
    )
    return both.filter(both.n.notnull()) if measure.as_of == "average" else both


def _valued(measure: Measure, sums: ir.Table, asked: Asked) -> ir.Table:
    """Return the result: a sum, or a ratio of the sums; of several months their average."""
    import ibis

    if measure.as_of == "average":
        parts = {name: sums[name].sum() for name in ("n", "d", "c") if name in sums.columns}
        sums = sums.group_by(["t_tree", "t_ancestor", "period"]).aggregate(
            **parts, t_tier=sums.t_tier.arbitrary(), months=sums.count()
        )
    number = sums.n
    base = sums.d if "d" in sums.columns else ibis.literal(None, "float64")
    value = number
    if measure.rule in ("ratio_of_sums", "weighted"):
        value = number.cast("float64") * measure.per / base.cast("float64").nullif(0.0)
    if measure.as_of == "average":
        number, base = number.cast("float64") / sums.months, base.cast("float64") / sums.months
        value = value if "d" in sums.columns else number
    return sums.select(
        tree_id=sums.t_tree,
        unit_id=sums.t_ancestor,
        tier=sums.t_tier,
        period=sums.period.cases(*[(i, one.label) for i, one in enumerate(asked.periods)]),
        value=value,
        numerator=number,
        denominator=base,
        facts=sums.c,
    )


def gaps(measure: Measure, facts: Mapping[str, Loaded]) -> ir.Table:
    """Return what the measure cannot use, so that a page can say what is not known.

    One row: `facts` meant by the measure, `unknown` those with a missing number or key, `unplaced`
    those of a unit that the tree does not hold.
    """
    loaded, tree = facts[measure.fact], facts[TREE_NAME].table
    rows = amounts(measure, loaded, known_only=False)
    units = tree.select(s_unit=tree.unit_id, s_tree=tree.tree_id).distinct()
    same = [rows.unit == units.s_unit]
    if loaded.has_tree:
        same.append(rows[TREE] == units.s_tree)
    met = rows.left_join(units, same)
    return met.aggregate(
        facts=met.count(),
        unknown=met.count(where=~met.known),
        unplaced=met.count(where=met.s_unit.isnull()),
    )
