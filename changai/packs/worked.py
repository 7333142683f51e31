"""Work an indicator out of a few rows, slowly, and compare it with what its examples expect."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from changai.packs import arithmetic
from changai.packs.indicators import Example, Indicator, Version


def amounts(version: Version, row: Mapping[str, Any]) -> arithmetic.Amounts:
    """Return what a row of a fact, or of typed numbers, brings to a roll-up."""
    if version.denominator_fact:
        return arithmetic.Amounts(_number(row.get("numerator")), _number(row.get("denominator")))
    number = _number(row.get(version.numerator)) if version.numerator else Decimal(1)
    base = _number(row.get(version.denominator)) if version.denominator else None
    return arithmetic.Amounts(number, base, str(row.get(version.key) or "") if version.key else "")


def _number(value: Any) -> Decimal | None:
    if value is None:
        return None
    return Decimal(int(value)) if isinstance(value, bool) else Decimal(str(value))


def worked_out(version: Version, rows: Sequence[Mapping[str, Any]]) -> Decimal | None:
    """Return the roll-up of rows by a version of a definition; None where it is not known."""
    asked = () if version.denominator_fact else version.where
    kept = [row for row in rows if all(arithmetic.holds(one, row) for one in asked)]
    brought = [amounts(version, row) for row in kept]
    return arithmetic.roll_up(version.rule, brought, version.per).value


def wrong_in_example(indicator: Indicator, example: Example) -> list[str]:
    """Say where an example comes out otherwise than it says; nothing where it is right."""
    if not example.given:
        return []
    version = indicator.version_on(example.on or datetime.date.max)
    places = indicator.decimals if example.decimals is None else example.decimals
    missing = sorted(columns_of(version) - set().union(*example.given))
    if missing:
        return [f"no row of given has {', '.join(missing)}"]
    wrong = []
    if example.expect is not None:
        found = arithmetic.rounded(worked_out(version, example.given), places)
        if found != arithmetic.rounded(example.expect, places):
            wrong.append(f"comes to {_shown(found)}, not {example.expect:f}")
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in example.given:
        groups.setdefault(str(row.get(example.by, "")), []).append(row)
    wanted: dict[str, Decimal | None] = {**example.expect_by, **dict.fromkeys(example.unknown)}
    for name, value in wanted.items():
        found = arithmetic.rounded(worked_out(version, groups.get(name, [])), places)
        if found != arithmetic.rounded(value, places):
            wrong.append(f"{name} comes to {_shown(found)}, not {_shown(value)}")
    return wrong


def columns_of(version: Version) -> set[str]:
    """Name the columns that a version reads; of two facts, the two counts."""
    if version.denominator_fact:
        return {"numerator", "denominator"}
    named = {version.numerator, version.denominator, version.key}
    return {*(name for name in named if name), *(one.column for one in version.where)}


def _shown(value: Decimal | None) -> str:
    return "unknown" if value is None else f"{value:f}"
