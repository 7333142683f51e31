"""What a definition says about numbers, in plain Python: conditions, the five roll-up rules, parts.

Slow and exact. The worked examples of a pack are computed with it, and so are roll-ups of values
that people typed, whose sums the database has already made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

ZERO = Decimal(0)
# What nobody may add or divide as if it were one thing: a person who comes twice is two
# person-times and one person.
HEADS = frozenset({"persons", "person_times"})


class Conditioned(Protocol):
    """A condition of a definition: a column, an operator of the closed list and values."""

    @property
    def column(self) -> str: ...
    @property
    def op(self) -> str: ...
    @property
    def values(self) -> Sequence[Any]: ...


class UnknownRule(ValueError):
    """No roll-up rule has this name."""


@dataclass(frozen=True)
class Amounts:
    """What one row brings to a roll-up: a number, what it is divided or weighted by, a key.

    A number or base that is None is not known, and the row with it.
    """

    number: Decimal | None
    base: Decimal | None = None
    key: str = ""


@dataclass(frozen=True)
class Rolled:
    """A roll-up: its value, or None where it is not known, with the sums that made it."""

    value: Decimal | None
    number: Decimal | None = None
    base: Decimal | None = None
    count: int = 0


def roll_up(rule: str, rows: Iterable[Amounts], per: int = 1) -> Rolled:
    """Return the roll-up of rows; a ratio is the ratio of the sums and never a mean of ratios.

    Raises:
        UnknownRule: the rule is not one of the five.
    """
    known = [row for row in rows if row.number is not None or rule == "distinct"]
    if rule == "distinct":
        keys = {row.key for row in known if row.key}
        return Rolled(Decimal(len(keys)) if known else None, Decimal(len(keys)), None, len(known))
    if rule == "none":
        only = known[0] if len(known) == 1 else None
        return from_sums("none", only.number, only.base, 1, per) if only else Rolled(None)
    if rule in ("ratio_of_sums", "weighted"):
        known = [row for row in known if row.base is not None]
    elif rule != "sum":
        raise UnknownRule(rule)
    if not known:
        return Rolled(None)
    base = sum((row.base for row in known if row.base is not None), ZERO)
    number = sum((_above_the_line(rule, row) for row in known), ZERO)
    return from_sums(rule, number, base, len(known), per)


def _above_the_line(rule: str, row: Amounts) -> Decimal:
    number = row.number or ZERO
    return number * (row.base or ZERO) if rule == "weighted" else number


def from_sums(
    rule: str, number: Decimal | None, base: Decimal | None, count: int, per: int = 1
) -> Rolled:
    """Return the roll-up of sums somebody else made; `number` of a weighted one holds products.

    A base that is none or nothing leaves the value unknown: not zero, and never infinity.
    """
    if number is None or not count:
        return Rolled(None, number, base, count)
    if rule in ("ratio_of_sums", "weighted") or (rule == "none" and base is not None):
        value = None if not base else number * per / base
        return Rolled(value, number, base, count)
    return Rolled(number, number, None, count)


def holds(condition: Conditioned, row: Mapping[str, Any]) -> bool:
    """Say whether a row meets a condition; a row without the column does not."""
    value, wanted = row.get(condition.column), condition.values
    if value is None:
        return False
    match condition.op:
        case "eq":
            return bool(value == wanted[0])
        case "ne":
            return bool(value != wanted[0])
        case "in":
            return value in wanted
        case "ge":
            return bool(value >= wanted[0])
        case "le":
            return bool(value <= wanted[0])
        case "between":
            return bool(wanted[0] <= value <= wanted[1])
    raise UnknownRule(condition.op)


def rounded(value: Decimal | None, decimals: int) -> Decimal | None:
    """Return a value with so many places, halves away from zero, as tables print them."""
    if value is None:
        return None
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def gap_of_parts(parts: Mapping[str, Decimal], total: Decimal) -> Decimal:
    """Return by how much a total is more than its parts; 0 where they add."""
    return total - sum(parts.values(), ZERO)


def addition(parts: Mapping[str, Decimal]) -> str:
    """Write parts and their sum as one line, so that a reader can check it."""
    shown = " + ".join(f"{name} {value:f}" for name, value in parts.items())
    return f"{shown} = {sum(parts.values(), ZERO):f}"


def may_add(kinds: Iterable[str]) -> bool:
    """Say whether numbers of these kinds may be added: only those of one kind."""
    return len(set(kinds)) <= 1


def may_share(number_kind: str, base_kind: str) -> bool:
    """Say whether one may be called a share of the other: never person-times of persons."""
    return number_kind == base_kind or not {number_kind, base_kind} <= HEADS
