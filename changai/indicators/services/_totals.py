"""The running totals: every write of a value adds its difference, a moved unit takes its own along.

One lock for all of it on PostgreSQL, held from the first difference to the commit: whoever adds
reads where the unit stands only then, so that a move cannot come between, and two that add to the
same rows in another order never wait for each other. SQLite writes one at a time anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection

from changai.indicators import rules
from changai.indicators.models import Total, Value
from changai.indicators.policies import BASE_KINDS
from changai.indicators.queries import SAID
from changai.indicators.rules import Sums
from changai.kernel.whole import added
from changai.orgs import rules as tree
from changai.orgs.models import Unit

# Any number that nobody else takes for a lock.
LOCK = 7_102_608
Cell = tuple[int, str, str, str]  # unit, indicator, period, tier of the values


def save_value(value: Value) -> None:
    """Save a value and bring the totals of the units above it up to date.

    Numbers are kept with four places: PostgreSQL would round them, SQLite would keep more and add
    them to sums. They are read back, since SQLite keeps 15 digits.
    Cost: five small statements besides the save, one of them a row for each unit above.
    """
    before = _kept(value.pk)
    for name in SAID:
        setattr(value, name, rules.with_places(getattr(value, name)))
    value.save()
    difference = rules.minus(_kept(value.pk), before)
    if not any(difference):
        return
    lock_totals()
    unit = Unit.objects.only("path", "tier").get(pk=value.unit_id)
    place = (value.indicator, value.period, unit.tier)
    add_to_totals({(pk, *place): difference for pk in _ids(tree.ancestors(unit.path))})


def _kept(pk: int | None) -> Sums:
    if pk is None:
        return rules.NOTHING
    counted = Value.objects.filter(pk=pk, unit__kind__in=BASE_KINDS)
    numbers = counted.values_list(*SAID).first()
    return rules.brought(*numbers) if numbers else rules.NOTHING


def _ids(paths: Iterable[str]) -> list[int]:
    return list(Unit.objects.filter(path__in=list(paths)).values_list("pk", flat=True))


def lock_totals() -> None:
    """Let one transaction at a time change totals, until it commits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def add_to_totals(differences: Mapping[Cell, Sums]) -> None:
    """Add differences to the rows of the totals, which are made where there are none."""
    rows = [
        (*cell, *(str(one) if name not in COUNTS else one for name, one in named(sums)))
        for cell, sums in sorted(differences.items())
        if any(sums)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_upsert(), rows)


COUNTS = ("count", "verified_count")


def named(sums: Sums) -> list[tuple[str, int]]:
    """Return sums with their names."""
    return list(zip(rules.NAMES, sums, strict=True))


def _upsert() -> str:
    table = Total._meta.db_table
    columns = ", ".join(("unit_id", "indicator", "period", "tier", *rules.NAMES))
    marks = ", ".join(["%s"] * (4 + len(rules.NAMES)))
    sums = ", ".join(
        f"{name} = {table}.{name} + excluded.{name}"
        if name in COUNTS
        else f"{name} = {added(name, table)}"
        for name in rules.NAMES
    )
    # Names come from the model, never from a person.
    return (
        f"INSERT INTO {table} ({columns}) VALUES ({marks}) "  # noqa: S608
        f"ON CONFLICT (unit_id, indicator, period, tier) DO UPDATE SET {sums}"
    )


def follow_unit(unit: Unit, old: str, new: str) -> None:
    """Take the sums of a subtree that was hung elsewhere from the units it left to those above.

    Cost: two reads, and a row for each of its sums and each unit that it left or came under.
    """
    lock_totals()
    left, come = set(tree.ancestors(old)), set(tree.ancestors(new))
    taken = _of_subtree(unit)
    if not taken:
        return
    differences = {
        (pk, *place): rules.minus(rules.NOTHING, sums)
        for pk in _ids(left - come)
        for place, sums in taken.items()
    }
    differences |= {(pk, *place): sums for pk in _ids(come - left) for place, sums in taken.items()}
    add_to_totals(differences)


def _of_subtree(unit: Unit) -> dict[tuple[str, str, str], Sums]:
    """Return all that a unit and those below it said, by indicator, period and tier."""
    names = ("indicator", "period")
    totals = Total.objects.filter(unit=unit).values_list(*names, "tier", *rules.NAMES)
    found: dict[tuple[str, str, str], Sums] = {
        (code, period, tier): tuple(sums) for code, period, tier, *sums in totals
    }
    values = Value.objects.filter(unit=unit, unit__kind__in=BASE_KINDS)
    for code, period, *numbers in values.values_list(*names, *SAID):
        key = (code, period, unit.tier)
        found[key] = rules.plus(found.get(key, rules.NOTHING), rules.brought(*numbers))
    return found
