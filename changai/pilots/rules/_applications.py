"""Whether a unit may be a pilot, and what a panel decided. Plain Python."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "le": operator.le,
    "lt": operator.lt,
    "eq": operator.eq,
}


class Condition(Protocol):
    """One comparison of a fact with a number, as a pack writes it."""

    @property
    def fact(self) -> str: ...
    @property
    def op(self) -> str: ...
    @property
    def value(self) -> int: ...
    @property
    def source(self) -> str: ...


class Asked(Protocol):
    """A rule of eligibility, as a pack writes it."""

    @property
    def code(self) -> str: ...
    @property
    def any_of(self) -> Sequence[Condition]: ...


@dataclass(frozen=True)
class Check:
    """What came of one rule: met, not met, or unknown for want of facts; with each condition."""

    code: str
    met: bool | None
    lines: tuple[dict[str, Any], ...]


def checks_of(rules: Sequence[Asked], facts: Mapping[str, int | None]) -> list[Check]:
    """Return what comes of every rule with these facts; one condition met is enough for a rule."""
    return [_check(rule, facts) for rule in rules]


def _check(rule: Asked, facts: Mapping[str, int | None]) -> Check:
    lines = []
    for one in rule.any_of:
        given = facts.get(one.fact)
        met = None if given is None else _COMPARE[one.op](given, one.value)
        line = {"fact": one.fact, "op": one.op, "value": one.value, "source": one.source}
        lines.append({**line, "given": given, "met": met})
    outcomes = [line["met"] for line in lines]
    met = True if True in outcomes else None if None in outcomes else False
    return Check(rule.code, met, tuple(lines))


def is_met(checks: Sequence[Check]) -> bool:
    """Say whether every rule is met; what is unknown is not met."""
    return all(check.met for check in checks)


@dataclass(frozen=True)
class Vote:
    """One vote: the points of every line of the rubric together, and for or against."""

    points: int
    in_favor: bool


@dataclass(frozen=True)
class Tally:
    """The votes together. Units: mean_points of 100, favor_share 0 to 1; None without votes."""

    count: int
    mean_points: Decimal | None
    favor_share: Decimal | None
    quorate: bool
    passed: bool


def tally_of(votes: Sequence[Vote], *, quorum: int, pass_points: int, pass_percent: int) -> Tally:
    """Return what the votes decide: quorate, enough points on average, and a share exceeded."""
    count = len(votes)
    if not count:
        return Tally(0, None, None, quorate=False, passed=False)
    points = sum(vote.points for vote in votes)
    favor = sum(vote.in_favor for vote in votes)
    quorate = count >= quorum
    # Whole numbers are compared, so that nothing is lost to rounding.
    passed = quorate and points >= pass_points * count and favor * 100 > pass_percent * count
    mean = (Decimal(points) / count).quantize(Decimal("0.1"))
    return Tally(count, mean, Decimal(favor) / count, quorate, passed)
