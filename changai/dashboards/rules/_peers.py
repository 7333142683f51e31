"""A fair comparison: like with like, how sure a number is, and when a rank would say nothing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import sqrt
from statistics import median
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
# Two-sided 95 %.
Z = 1.959963984540054
FEWEST_TO_SPLIT = 6


@dataclass(frozen=True)
class Interval:
    """Where a number lies, chance taken into account. Units: those of the number."""

    low: float
    high: float

    def overlaps(self, other: Interval) -> bool:
        """Say whether two have a number in common."""
        return self.low <= other.high and other.low <= self.high


def share_interval(number: float, base: float, per: float = 1) -> Interval | None:
    """Return the Wilson 95 % interval of a share; none where it is no share of heads.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927).
    """
    if base <= 0 or not 0 <= number <= base:
        return None
    share, square = number / base, Z * Z / base
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / base + square / base / 4) / (1 + square)
    return Interval(max(0.0, middle - half) * per, min(1.0, middle + half) * per)


def count_interval(count: float) -> Interval | None:
    """Return the 95 % interval of a count of things that happen by themselves (Poisson).

    Byar's approximation, which is close from 1 on; of nothing the upper end is exact.
    Source: Breslow and Day, Statistical Methods in Cancer Research II (1987), p. 69.
    """
    if count < 0:
        return None
    if count == 0:
        return Interval(0.0, 3.6888794541139363)
    low = count * (1 - 1 / (9 * count) - Z / (3 * sqrt(count))) ** 3
    above = count + 1
    high = above * (1 - 1 / (9 * above) + Z / (3 * sqrt(above))) ** 3
    return Interval(max(0.0, low), high)


class Half(StrEnum):
    """On which side of the middle a unit lies."""

    HIGH = "high"
    LOW = "low"
    ALL = "all"
    UNKNOWN = "unknown"


def halves(values: Mapping[Key, Decimal | None]) -> dict[Key, Half]:
    """Split units at the median; fewer than six are not split, and equal ones never part."""
    known = [value for value in values.values() if value is not None]
    if len(known) < FEWEST_TO_SPLIT or len(set(known)) == 1:
        return {key: Half.UNKNOWN if one is None else Half.ALL for key, one in values.items()}
    middle = median(known)
    return {
        key: Half.UNKNOWN if one is None else (Half.HIGH if one > middle else Half.LOW)
        for key, one in values.items()
    }


@dataclass(frozen=True)
class Peer(Generic[Key]):
    """A unit to compare. Units: `value` of the indicator; `size` and `start` as their page says.

    `is_sure` says that the value was verified above it, not only stated.
    """

    key: Key
    value: Decimal | None
    interval: Interval | None
    size: Decimal | None
    start: Decimal | None
    is_sure: bool


@dataclass(frozen=True)
class Group(Generic[Key]):
    """Units of like size and start, the better value first, those without one last."""

    size: Half
    start: Half
    peers: tuple[Peer[Key], ...]


def grouped(peers: Sequence[Peer[Key]], direction: str) -> list[Group[Key]]:
    """Return units by size and start; large before small, high before low, unknown last."""
    sizes = halves({one.key: one.size for one in peers})
    starts = halves({one.key: one.start for one in peers})
    found: dict[tuple[Half, Half], list[Peer[Key]]] = {}
    for one in peers:
        found.setdefault((sizes[one.key], starts[one.key]), []).append(one)
    order = list(Half)
    return [
        Group(size, start, tuple(_best_first(rows, direction)))
        for (size, start), rows in sorted(
            found.items(), key=lambda pair: tuple(order.index(one) for one in pair[0])
        )
    ]


def _best_first(peers: Sequence[Peer[Key]], direction: str) -> list[Peer[Key]]:
    sign = 1 if direction == "down" else -1
    return sorted(peers, key=lambda one: (one.value is None, sign * (one.value or Decimal(0))))


class Why(StrEnum):
    """Why a unit has a rank, or none."""

    APART = "apart"
    NO_VALUE = "no_value"
    NO_ORDER = "no_order"
    ALONE = "alone"
    NO_INTERVAL = "no_interval"
    UNSURE = "unsure"
    OVERLAP = "overlap"


@dataclass(frozen=True)
class Rank:
    """The rank of a unit within its group, or why it has none."""

    why: Why
    place: int | None = None


def ranked(group: Group[Key], direction: str) -> dict[Key, Rank]:
    """Rank units that stand apart from every other of their group; the others get no rank.

    A rank says "better than", so it needs an order, verified numbers, and an interval that no
    other touches: where two overlap, the next year may show them the other way round.
    """
    valued = [one for one in group.peers if one.value is not None]
    found: dict[Key, Rank] = {}
    for one in group.peers:
        others = [other for other in valued if other.key != one.key]
        why = _why(one, others, direction)
        place = valued.index(one) + 1 if why is Why.APART else None
        found[one.key] = Rank(why, place)
    return found


def _why(one: Peer[Key], others: Sequence[Peer[Key]], direction: str) -> Why:
    if one.value is None:
        return Why.NO_VALUE
    if direction == "none":
        return Why.NO_ORDER
    if not others:
        return Why.ALONE
    if one.interval is None or any(other.interval is None for other in others):
        return Why.NO_INTERVAL
    if not one.is_sure or not all(other.is_sure for other in others):
        return Why.UNSURE
    intervals = [other.interval for other in others if other.interval is not None]
    return Why.OVERLAP if any(one.interval.overlaps(other) for other in intervals) else Why.APART
