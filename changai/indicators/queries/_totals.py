"""Reads of the running totals: what stands below a unit, and what the unit says itself."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from changai.indicators import rules
from changai.indicators.models import Total, Value
from changai.indicators.policies import BASE_KINDS
from changai.indicators.rules import Sums
from changai.orgs.models import Unit

SAID = ("said", "said_base", "verified", "verified_base")
Sought = tuple[str, str, str]


def sums_below(unit: Unit, code: str, period: str, tier: str) -> tuple[Sums, dict[str, Sums]]:
    """Return the sums over a unit, and those of each unit right below it, by path.

    What the unit says itself, where it is of the tier, stands under its own path.
    Cost: two queries, however many values.
    """
    near = Unit.objects.filter(Q(pk=unit.pk) | Q(parent_id=unit.pk))
    asked = {"indicator": code, "period": period}
    kept = Total.objects.filter(unit__in=near.values("pk"), tier=tier, **asked)
    whole, parts = rules.NOTHING, dict[str, Sums]()
    for path, *sums in kept.values_list("unit__path", *rules.NAMES):
        if path == unit.path:
            whole = tuple(sums)
        elif any(sums):
            parts[path] = tuple(sums)
    counted = near.filter(tier=tier, kind__in=BASE_KINDS)
    values = Value.objects.filter(unit__in=counted.values("pk"), **asked)
    for path, *numbers in values.values_list("unit__path", *SAID):
        own = rules.brought(*numbers)
        parts[path] = rules.plus(parts.get(path, rules.NOTHING), own)
        whole = rules.plus(whole, own) if path == unit.path else whole
    return whole, parts


def sums_at(paths: Collection[str], code: str, period: str, tier: str) -> dict[str, Sums]:
    """Return the sums over units, what they say themselves included, by path.

    Cost: two queries; none without a path.
    """
    if not paths:
        return {}
    asked = {"unit__path__in": list(paths), "indicator": code, "period": period}
    kept = Total.objects.filter(tier=tier, **asked)
    found: dict[str, Sums] = {
        path: tuple(sums) for path, *sums in kept.values_list("unit__path", *rules.NAMES)
    }
    values = Value.objects.filter(unit__tier=tier, unit__kind__in=BASE_KINDS, **asked)
    for path, *numbers in values.values_list("unit__path", *SAID):
        found[path] = rules.plus(found.get(path, rules.NOTHING), rules.brought(*numbers))
    return {path: sums for path, sums in found.items() if any(sums)}


def sums_of(unit: Unit, sought: Collection[Sought]) -> dict[Sought, Sums]:
    """Return the sums over a unit for many indicators, periods and tiers at once.

    Cost: two queries, however many values.
    """
    asked = {
        "unit": unit,
        "indicator__in": {code for code, _period, _tier in sought},
        "period__in": {period for _code, period, _tier in sought},
    }
    found: dict[Sought, Sums] = {}
    for code, period, tier, *sums in Total.objects.filter(**asked).values_list(
        "indicator", "period", "tier", *rules.NAMES
    ):
        if (code, period, tier) in sought and any(sums):
            found[code, period, tier] = tuple(sums)
    if unit.kind not in BASE_KINDS:
        return found
    for code, period, *numbers in Value.objects.filter(**asked).values_list(
        "indicator", "period", *SAID
    ):
        key = (code, period, unit.tier)
        if key in sought:
            found[key] = rules.plus(found.get(key, rules.NOTHING), rules.brought(*numbers))
    return found
