"""What is last known of a thing at a moment, and where it counts then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from changai.analytics.columns import Loaded, amounts, numbered, summed, within
from changai.analytics.facts import TREE
from changai.analytics.measures import Measure, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

CARRIED = ("unit", "day", "n", "d", "key", "stands", "end")


def placed(
    measure: Measure,
    loaded: Loaded,
    tree: ir.Table,
    above: ir.Table,
    periods: Sequence[Period],
    as_then: bool,
) -> ir.Table:
    """Return n, d, key and c of what stands at each moment, once for every place above it.

    A moment (`at`) is the end of a period or, for an average, of each of its months. What stands
    with a unit that has ended counts with its heir; with no heir it stands no more.
    """
    rows = amounts(measure, loaded)
    moments = [
        (number, at)
        for number, period in enumerate(periods)
        for at in (period.month_ends() if measure.as_of == "average" else (period.last_on,))
    ]
    rows = rows.filter(rows.day <= max(at for _number, at in moments))
    last = _last(measure, loaded, rows, moments)
    last = last.filter(last.stands, last.end > last["at"])
    tree_too, ends = loaded.has_tree, numbered([(0, at, at) for _number, at in moments])
    ends = ends.select(e_at="last").distinct()
    last = _represented(last, tree, ends, tree_too)
    if _is_by_unit(measure, loaded):
        last = _not_absorbed(last, rows, tree, ends, tree_too)
    by = ["unit", "period", "at", *([TREE] if tree_too else [])]
    if measure.rule == "distinct":
        cube = last.group_by([*by, "key"]).aggregate(c=last.count())
    else:
        cube = summed(last, by)
    met = [cube.unit == above.t_unit]
    if tree_too:
        met.append(cube[TREE] == above.t_tree)
    if as_then:
        met.append(within(cube["at"], above.t_since, above.t_until))
    return cube.join(above, met)


def _is_by_unit(measure: Measure, loaded: Loaded) -> bool:
    return set(measure.series) <= {loaded.fact.unit, TREE}


def _last(
    measure: Measure, loaded: Loaded, rows: ir.Table, moments: Sequence[tuple[int, date]]
) -> ir.Table:
    """Return the last row of each series at each moment."""
    import ibis

    series = sorted({f"s_{name}" for name in measure.series} | ({TREE} & set(rows.columns)))
    one_each = set(loaded.fact.key) <= {*measure.series, TREE}
    if len(moments) == 1:
        number, at = moments[0]
        last = rows if one_each else _newest(rows, series)
        return last.mutate(period=ibis.literal(number), at=ibis.literal(at))
    ends = numbered([(number, at, at) for number, at in moments]).drop("first")
    if not one_each:
        # Of each month only the last row can still be the last one at the end of a month.
        whole = all(_ends_a_month(at) for _number, at in moments)
        rows = rows.mutate(bucket=rows.day.truncate("M") if whole else rows.day)
        rows = _newest(rows, [*series, "bucket"]).drop("bucket")
    met = rows.join(ends, [rows.day <= ends["last"]]).rename(at="last")
    return met if one_each else _newest(met, [*series, "period", "at"])


def _ends_a_month(at: date) -> bool:
    return Period("", at.replace(day=1), at).is_of_whole_months


def _newest(rows: ir.Table, by: Sequence[str]) -> ir.Table:
    kept = [name for name in CARRIED if name in rows.columns and name != "day"]
    return rows.group_by(list(by)).aggregate(
        day=rows.day.max(), **{name: rows[name].argmax(rows.day) for name in kept}
    )


def _represented(last: ir.Table, tree: ir.Table, ends: ir.Table, tree_too: bool) -> ir.Table:
    """Keep what stands with a unit that is there at the moment, or with an heir that is."""
    stand = tree.filter(tree.t_distance == 0)
    # First the few units at the few moments, so that the many rows are met by equality alone.
    there = stand.join(ends, within(ends.e_at, stand.t_since, stand.t_until))
    same = [last.unit == there.t_unit, last["at"] == there.e_at]
    if tree_too:
        same.append(last[TREE] == there.t_tree)
    return last.semi_join(there, same)


def _not_absorbed(
    last: ir.Table, rows: ir.Table, tree: ir.Table, ends: ir.Table, tree_too: bool
) -> ir.Table:
    """Drop what an ended unit last said once its heir has spoken: that contains it already."""
    heirs = tree.filter(tree.t_distance == 0, tree.t_ancestor != tree.t_unit)
    same = [rows.unit == heirs.t_ancestor, within(rows.day, heirs.t_since, heirs.t_until)]
    if tree_too:
        same.append(rows[TREE] == heirs.t_tree)
    spoken = rows.join(heirs, same)
    spoken = spoken.group_by(["t_tree", "t_unit"]).aggregate(spoke_on=spoken.day.min())
    since = spoken.join(ends, spoken.spoke_on <= ends.e_at)
    contained = [last.unit == since.t_unit, last["at"] == since.e_at]
    if tree_too:
        contained.append(last[TREE] == since.t_tree)
    return last.anti_join(since, contained)
