"""One set counted in two ways, and whether both give the same. Plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cuts:
    """The distinct units of a set, cut twice; what has no place in a cut is its gap."""

    total: int
    by_tier: tuple[tuple[str, int], ...]
    by_ownership: tuple[tuple[str, int], ...]

    @property
    def tier_total(self) -> int:
        """Return the sum of the cut by tier."""
        return sum(count for _, count in self.by_tier)

    @property
    def ownership_total(self) -> int:
        """Return the sum of the cut by ownership."""
        return sum(count for _, count in self.by_ownership)

    @property
    def tier_gap(self) -> int:
        """Return how many units the cut by tier lacks."""
        return self.total - self.tier_total

    @property
    def ownership_gap(self) -> int:
        """Return how many units the cut by ownership lacks."""
        return self.total - self.ownership_total

    @property
    def agree(self) -> bool:
        """Say whether both cuts give the set."""
        return not self.tier_gap and not self.ownership_gap


def cuts_of(
    rows: Iterable[tuple[int, str, str]], tiers: Sequence[str], ownerships: Sequence[str]
) -> Cuts:
    """Return both cuts of rows (unit, tier, ownership), each unit counted once.

    Each cut is counted by itself from the rows; neither is made from the other or from the total.
    """
    kept: dict[int, tuple[str, str]] = {}
    for unit, tier, ownership in rows:
        kept.setdefault(unit, (tier, ownership))
    by_tier = Counter(tier for tier, _ in kept.values())
    by_ownership = Counter(ownership for _, ownership in kept.values())
    return Cuts(
        len(kept),
        tuple((code, by_tier[code]) for code in tiers),
        tuple((code, by_ownership[code]) for code in ownerships),
    )
