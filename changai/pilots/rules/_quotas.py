"""Quotas that go down the tiers, each with a part for zones. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Quota:
    """How many pilots a unit is to have at least, and how many of them in zones."""

    minimum: int
    zone_minimum: int = 0


@dataclass(frozen=True)
class Fill:
    """How far a quota is filled, and what is still missing of the whole and of the zones."""

    quota: Quota
    named: int
    in_zones: int

    @property
    def missing(self) -> int:
        """Return how many pilots are missing."""
        return max(0, self.quota.minimum - self.named)

    @property
    def zones_missing(self) -> int:
        """Return how many pilots in zones are missing."""
        return max(0, self.quota.zone_minimum - self.in_zones)

    @property
    def met(self) -> bool:
        """Say whether the quota and its part for zones are both met."""
        return not self.missing and not self.zones_missing


def cascade_gap(parent: Quota, children: Sequence[Quota]) -> Quota | None:
    """Return what the children's quotas lack of their parent's; None where nothing is lacking."""
    whole = parent.minimum - sum(one.minimum for one in children)
    zones = parent.zone_minimum - sum(one.zone_minimum for one in children)
    if whole <= 0 and zones <= 0:
        return None
    return Quota(max(0, whole), max(0, zones))


def in_zone(path: str, zones: Iterable[str]) -> bool:
    """Say whether a path is one of the zones or lies in one."""
    return any(path.startswith(zone) for zone in zones)


def fill_of(quota: Quota, top: str, pilots: Sequence[str], zones: Sequence[str]) -> Fill:
    """Return how pilots, given by their paths, fill the quota of the unit at a path.

    Each path is counted once, whatever it is named for.
    """
    mine = {path for path in pilots if path.startswith(top)}
    return Fill(quota, len(mine), sum(in_zone(path, zones) for path in mine))
