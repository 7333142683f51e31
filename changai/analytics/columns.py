"""The columns of a fact that a measure needs, as Ibis expressions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from changai.analytics.facts import TREE, FactTable
from changai.analytics.measures import Condition, Measure

if TYPE_CHECKING:
    import ibis.expr.types as ir

NEVER = date(2999, 12, 31)  # stands for "still holds", so that the last row is not skipped as null


@dataclass(frozen=True)
class Loaded:
    """A fact and the table that holds its rows."""

    fact: FactTable
    table: ir.Table

    @property
    def has_tree(self) -> bool:
        """Say whether its rows belong to several trees."""
        return self.fact.has(TREE) and self.fact.unit != TREE


def holds(table: ir.Table, condition: Condition) -> ir.BooleanValue:
    """Return a condition of the closed list; of a null it is null, which no filter lets through."""
    name, op, value = condition
    column = table[name]
    asked: ir.BooleanValue
    match op:
        case "eq":
            asked = column == value
        case "ne":
            asked = column != value
        case "in":
            asked = column.isin(list(value))
        case "ge":
            asked = column >= value
        case "le":
            asked = column <= value
        case "between":
            asked = column.between(value[0], value[1])
        case _:
            raise ValueError(op)
    return asked


def all_of(conditions: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    """Join conditions by and; none at all is true."""
    import ibis

    return reduce(and_, conditions, ibis.literal(True))


def within(day: Any, since: Any, to: Any) -> ir.BooleanValue:
    """Say whether a day lies in a span, whose end is the first day after it."""
    return (since <= day) & (to.isnull() | (to > day))


def number(table: ir.Table, name: str) -> ir.NumericValue:
    """Return a column as numbers: a yes is 1; without a name each row is 1."""
    import ibis

    if not name:
        return ibis.literal(1, "int64")
    column = table[name]
    return column.cast("int64") if column.type().is_boolean() else column


def amounts(measure: Measure, loaded: Loaded, *, known_only: bool = True) -> ir.Table:
    """Return what each fact brings: unit, day, n, d and key, with its series, state and end.

    n and d are the numerator and denominator, or weighted products and weights; there is no d
    where a measure has none. Facts of which one of these is not known are left out, unless asked
    for: half a ratio would pull it to one side.
    """
    import ibis

    fact, table = loaded.fact, loaded.table
    if measure.where:
        table = table.filter(*[holds(table, one) for one in measure.where])
    over, under = number(table, measure.numerator), None
    needed = [table[measure.numerator].notnull()] if measure.numerator else []
    if measure.rule == "ratio_of_sums" and not measure.has_own_denominator:
        under = number(table, measure.denominator)
        needed += [under.notnull()] if measure.denominator else []
    elif measure.rule == "weighted":
        under = number(table, measure.weight)
        over = over * under
        needed.append(under.notnull())
    columns = {"unit": table[fact.unit], "day": table[fact.day_column], "n": over}
    if under is not None:
        columns["d"] = under
    if loaded.has_tree:
        columns[TREE] = table[TREE]
    if measure.key:
        columns["key"] = table[measure.key]
        needed.append(table[measure.key].notnull())
    if measure.as_of != "flow":
        columns |= {f"s_{name}": table[name] for name in measure.series}
        columns["stands"] = all_of([holds(table, one).fill_null(False) for one in measure.state])
        columns["end"] = table[fact.until].fill_null(NEVER) if fact.until else ibis.literal(NEVER)
    if known_only:
        return table.filter(*needed).select(**columns) if needed else table.select(**columns)
    return table.select(**columns, known=all_of(needed))


def numbered(periods: Sequence[tuple[int, date, date]]) -> ir.Table:
    """Return stretches with a number as a table that every engine can make out of nothing."""
    import ibis

    rows = ibis.range(0, len(periods)).unnest().name("i").as_table()
    place = rows.i
    return rows.select(
        period=place.cases(*[(i, one[0]) for i, one in enumerate(periods)]),
        first=place.cases(*[(i, ibis.literal(one[1])) for i, one in enumerate(periods)]),
        last=place.cases(*[(i, ibis.literal(one[2])) for i, one in enumerate(periods)]),
    )


def summed(rows: ir.Table, by: Sequence[str]) -> ir.Table:
    """Add n and d, where there is one, and count the facts behind them."""
    counted = rows.c.sum() if "c" in rows.columns else rows.count()
    sums = {name: rows[name].sum() for name in ("n", "d") if name in rows.columns}
    return rows.group_by(list(by)).aggregate(**sums, c=counted, **told_of(rows, by))


def told_of(rows: ir.Table, by: Sequence[str]) -> dict[str, ir.Value]:
    """Return what any row of a place tells of it: its tier, and its tree.

    A unit is of one tier, and to group by few numbers is faster than to group by words.
    """
    names = [name for name in ("t_tree", "t_tier") if name in rows.columns and name not in by]
    return {name: rows[name].arbitrary() for name in names}
