"""All running totals made anew from the values, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal
from typing import Any

from django.db import connection, transaction

from changai.accounts.models import User
from changai.audit import services as audit
from changai.indicators import rules
from changai.indicators.models import Total, Value
from changai.indicators.policies import BASE_KINDS
from changai.indicators.rules import Sums
from changai.indicators.services._totals import Cell, add_to_totals, lock_totals
from changai.orgs import rules as tree
from changai.orgs.models import Unit

FIRST = 5
ROWS = 10_000
SCALE: int = 10**rules.PLACES
# Below it a number with four places is exact in the 15 digits that SQLite keeps of it.
EXACT = 10.0**11
# How Django reads a decimal that SQLite keeps as floating point.
AS_READ = Context(prec=15)
# Where a value counts: the path of the unit above, and the tier of its own.
Place = tuple[str, str]
Sought = tuple[str, str, str, str]  # path, indicator, period, tier


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild did: how many cells there are now, and how many were not what they are."""

    cells: int
    changed: int


def rebuild_totals(*, by: User | None, at: datetime) -> Rebuilt:
    """Make every total anew from the values; nobody adds to one meanwhile.

    Only the differences are written, and how many there were is recorded with the first of them.
    Cost: one pass over the values. Ten million take about a minute on SQLite.
    """
    with transaction.atomic():
        wanted, kept, changed = make_right()
        first = [
            {"cell": list(cell), "kept": _told(kept, cell), "now": _told(wanted, cell)}
            for cell in changed[:FIRST]
        ]
        after = {"cells": len(wanted), "changed": len(changed), "first": first}
        audit.record("totals.rebuilt", Total, by=by, at=at, after=after)
    return Rebuilt(len(wanted), len(changed))


def make_right() -> tuple[dict[Cell, Sums], dict[Cell, Sums], list[Cell]]:
    """Write what is not what it should be; return what should be, what was, and where it differed.

    Within a transaction.
    """
    lock_totals()
    wanted, kept = _wanted(), _kept()
    differences = {
        cell: rules.minus(wanted.get(cell, rules.NOTHING), kept.get(cell, rules.NOTHING))
        for cell in wanted.keys() | kept.keys()
    }
    differences = {cell: sums for cell, sums in differences.items() if any(sums)}
    add_to_totals(differences)
    return wanted, kept, sorted(differences)


def _told(sums: dict[Cell, Sums], cell: Cell) -> list[str]:
    return [str(one) for one in sums.get(cell, rules.NOTHING)]


def _kept() -> dict[Cell, Sums]:
    rows = Total.objects.values_list(
        "unit_id", "indicator", "period", "tier", *rules.NAMES
    ).iterator(chunk_size=ROWS)
    return {(row[0], row[1], row[2], row[3]): tuple(row[4:]) for row in rows}


def _wanted() -> dict[Cell, Sums]:
    """Return what every total should be."""
    # Its own unit's path lies in each of the paths above it, so sums are made at the unit above
    # first and then given to everything over that: values are many, those places are few.
    found: dict[Sought, list[int]] = {}
    for (path, code, period, tier), sums in _by_unit_above():
        for above in (*tree.ancestors(path), path):
            key = (above, code, period, tier)
            held = found.get(key)
            found[key] = list(sums) if held is None else list(rules.plus(tuple(held), sums))
    ids = dict(Unit.objects.values_list("path", "pk"))
    return {(ids[key[0]], *key[1:]): tuple(sums) for key, sums in found.items()}


def _by_unit_above() -> Iterator[tuple[Sought, Sums]]:
    yield from _read_one_by_one() if connection.vendor == "sqlite" else _summed_by_database()


def _read_one_by_one() -> Iterator[tuple[Sought, Sums]]:
    """Sum in Python: SQLite would add decimals as floating point."""
    rows = Unit.objects.filter(kind__in=BASE_KINDS, depth__gt=0).values_list("pk", "path", "tier")
    places = {pk: (tree.parent_path(path), tier) for pk, path, tier in rows.iterator()}
    found: dict[Sought, list[int]] = {}
    for unit_id, code, period, *numbers in _raw_values():
        if (place := places.get(unit_id)) is None:
            continue
        key = (place[0], code, period, place[1])
        said, base, sure, sure_base = (None if one is None else _whole(one) for one in numbers)
        below, sure_below = base or 0, sure_base or 0
        sums = found.get(key)
        if sums is None:
            sums = found[key] = [0] * len(rules.NAMES)
        if said is not None:
            sums[0] += said
            sums[1] += below
            sums[2] += said * below
            sums[3] += 1
        if sure is not None:
            sums[4] += sure
            sums[5] += sure_below
            sums[6] += sure * sure_below
            sums[7] += 1
    for key, sums in found.items():
        yield key, tuple(sums)


def _raw_values() -> Iterator[tuple[Any, ...]]:
    columns = "unit_id, indicator, period, said, said_base, verified, verified_base"
    with connection.cursor() as cursor:
        # Names come from the model, never from a person.
        cursor.execute(f"SELECT {columns} FROM {Value._meta.db_table}")  # noqa: S608
        while batch := cursor.fetchmany(ROWS):
            yield from batch


def _whole(number: float | int) -> int:
    if isinstance(number, int):
        return int(number * SCALE)
    if -EXACT < number < EXACT:
        return round(number * SCALE)
    read = AS_READ.create_decimal_from_float(number)
    return int(read.quantize(Decimal(1).scaleb(-rules.PLACES)).scaleb(rules.PLACES))


def _summed_by_database() -> Iterator[tuple[Sought, Sums]]:
    """Sum in PostgreSQL, whose decimals are exact."""
    sums = ", ".join(
        f"coalesce(sum({side}), 0) * 10000, coalesce(sum({side}_base), 0) * 10000, "
        f"coalesce(sum({side} * {side}_base), 0) * 100000000, count({side})"
        for side in ("v.said", "v.verified")
    )
    sql = (
        f"SELECT p.path, v.indicator, v.period, u.tier, {sums} "  # noqa: S608
        f"FROM {Value._meta.db_table} v JOIN {Unit._meta.db_table} u ON u.id = v.unit_id "
        f"JOIN {Unit._meta.db_table} p ON p.id = u.parent_id "
        "WHERE u.kind = ANY(%s) GROUP BY 1, 2, 3, 4"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(BASE_KINDS)])
        while batch := cursor.fetchmany(ROWS):
            for path, code, period, tier, *numbers in batch:
                yield (path, code, period, tier), tuple(int(one) for one in numbers)
