"""What is asked about a number while it is typed, and what is never taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from changai.packs import arithmetic

LARGEST = Decimal(10) ** 15


class Kind(StrEnum):
    """What a warning is about; each is put right or answered with a word."""

    RANGE = "range"
    JUMP = "jump"
    COPIED = "copied"
    PARTS = "parts"


@dataclass(frozen=True)
class Typed:
    """The numbers of one value: above the line, below it, and the parts of a score."""

    number: Decimal
    base: Decimal | None = None
    parts: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """What a definition says of its values. Units: `jump` is a share."""

    rule: str
    per: int = 1
    low: Decimal | None = None
    high: Decimal | None = None
    jump: Decimal = Decimal("0.5")


@dataclass(frozen=True)
class Warned:
    """One thing to look at, with the numbers it is about."""

    kind: Kind
    facts: Mapping[str, str] = field(default_factory=dict)


def value_of(typed: Typed, limits: Limits) -> Decimal | None:
    """Return what typed numbers come to; None where nothing can be said."""
    one = arithmetic.Amounts(typed.number, typed.base)
    rule = "sum" if limits.rule == "distinct" else limits.rule
    return arithmetic.roll_up(rule, [one], limits.per).value


def warnings(
    typed: Typed,
    limits: Limits,
    *,
    before: Typed | None = None,
    below: Decimal | None = None,
    parts: Mapping[str, Decimal] | None = None,
) -> list[Warned]:
    """Return what is to be looked at in typed numbers.

    `before` is what was typed for the period before, `below` the roll-up of the units below,
    `parts` the values of the indicators whose sum this one is.
    """
    value = value_of(typed, limits)
    found = [*_range(value, limits)]
    if before is not None:
        found += _against_before(typed, value, before, limits)
    if below is not None and value is not None and below != value:
        facts = {"typed": _shown(value), "sum": _shown(below), "gap": _shown(value - below)}
        found.append(Warned(Kind.PARTS, facts))
    elif parts and value is not None and (gap := arithmetic.gap_of_parts(parts, value)):
        facts = {"typed": _shown(value), "sum": _shown(value - gap), "gap": _shown(gap)}
        found.append(Warned(Kind.PARTS, facts))
    return found


def _range(value: Decimal | None, limits: Limits) -> list[Warned]:
    if value is None:
        return []
    low, high = limits.low, limits.high
    if (low is None or value >= low) and (high is None or value <= high):
        return []
    facts = {"value": _shown(value), "low": _shown(low), "high": _shown(high)}
    return [Warned(Kind.RANGE, facts)]


def _against_before(
    typed: Typed, value: Decimal | None, before: Typed, limits: Limits
) -> list[Warned]:
    if (typed.number, typed.base) == (before.number, before.base) and typed.number:
        return [Warned(Kind.COPIED, {"value": _shown(typed.number)})]
    earlier = value_of(before, limits)
    if value is None or not earlier:
        return []
    change = (value - earlier) / abs(earlier)
    if abs(change) <= limits.jump:
        return []
    facts = {"before": _shown(earlier), "value": _shown(value), "change": f"{change * 100:.0f}"}
    return [Warned(Kind.JUMP, facts)]


def gap_of_score(typed: Typed) -> Decimal:
    """Return by how much the total of a score table is more than its parts; 0 where they add."""
    return arithmetic.gap_of_parts(typed.parts, typed.number) if typed.parts else Decimal(0)


def fits(number: Decimal | None) -> bool:
    """Say whether a number is one that can be kept."""
    return number is None or (number.is_finite() and abs(number) < LARGEST)


def _shown(value: Decimal | None) -> str:
    if value is None:
        return ""
    text = f"{value.quantize(Decimal('0.0001')):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
