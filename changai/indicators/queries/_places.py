"""Where units stood in the tree, as then and as now, for roll-ups over stored paths."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from changai.indicators.policies import BASE_KINDS
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit, UnitChange

READINGS = ("then", "now")
TIERS = {"province": "PROVINCE", "city": "CITY", "county": "COUNTY", "town": "TOWN"}
TIERS |= {"enterprise": "ENTERPRISE"}


@dataclass(frozen=True)
class Places:
    """How the tree of a reading differs from the paths that are stored.

    `parents` gives for a unit that has moved since the path of the unit above it then; `heirs`
    for a unit that is no more the path of the one that took its place.
    """

    parents: dict[str, str] = field(default_factory=dict)
    heirs: dict[str, str] = field(default_factory=dict)

    @property
    def differing(self) -> tuple[str, ...]:
        """Return the widest paths whose subtree stands elsewhere than its path says."""
        return tree.widest({*self.parents, *self.heirs})

    def child(self, path: str, top: str) -> str | None:
        """Return the path of the child of a unit under which another stands, or its own.

        None where it does not stand under it at all.
        """
        for _step in range(64):
            moved = max((one for one in self.parents if path.startswith(one)), key=len, default="")
            heir = max((one for one in self.heirs if path.startswith(one)), key=len, default="")
            if len(heir) >= len(moved) and heir:
                path = self.heirs[heir]
                continue
            if not moved or top.startswith(moved):
                return _child(path, top)
            above = self.parents[moved]
            if above == top:
                return moved
            path = above
        return None


def _child(path: str, top: str) -> str | None:
    return path[: len(top) + tree.STEP] if path.startswith(top) else None


def places(reading: str, on: date) -> Places:
    """Return the tree as it was on a day, or as it is now.

    Cost: one query.
    """
    if reading == "then":
        moves = UnitChange.objects.filter(
            kind=UnitChange.Kind.MOVED, effective_on__gt=on, old_parent__isnull=False
        ).order_by("-effective_on", "-pk")
        rows = moves.values_list("unit__path", "old_parent__path")
        return Places(parents={path: parent for path, parent in rows if parent})
    ended = Unit.objects.filter(ended_on__isnull=False, successor__isnull=False)
    heirs = ended.values_list("path", "successor__path")
    return Places(heirs={path: heir for path, heir in heirs if heir})


def base_units(grain: str, period_last: date) -> QuerySet[Unit]:
    """Return the places or firms of a tier that stood on a day: those of whom values are asked.

    Of a unit that came with a pack the first day says when it was loaded, not when it began; only
    one that was opened here began on a day that is known.
    """
    living = Q(ended_on=None) | Q(ended_on__gt=period_last)
    opened = UnitChange.objects.filter(
        kind=UnitChange.Kind.OPENED, effective_on__gt=period_last
    ).values("unit_id")
    units = Unit.objects.filter(living, tier=TIERS[grain], kind__in=BASE_KINDS)
    return units.exclude(pk__in=opened)


def inside(field_name: str, top: str) -> Q:
    """Return the condition that a path lies at or below another."""
    return orgs.within(field_name, (top,))


def rank(tier: str) -> int:
    """Return how far below the province a tier stands, from 0."""
    return tree.TIERS.index(tier)
