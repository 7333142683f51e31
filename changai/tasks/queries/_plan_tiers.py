"""What a plan above asks of a plan below: quotas, gaps, changes, and plans that may be copied."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.tasks.models import ParentChange, Plan, PlanRow, Task
from changai.tasks.queries._plans import adopted_of, facts_of, rows_of
from changai.tasks.rules import plans as plan_rules

Facts = plan_rules.RowFacts


@dataclass(frozen=True)
class QuotaGap:
    """What the plan above asks of this unit in one target, and what the own rows promise.

    Units: all values in `unit`.
    """

    title: str
    what: str
    unit: str
    wanted: Decimal
    own: Decimal
    gap: Decimal


def quota_gaps(plan: Plan, rows: Sequence[PlanRow]) -> list[QuotaGap]:
    """Return, for a copy, each quota from above beside what its own rows promise.

    Cost: three queries.
    """
    above = adopted_of(plan.parent) if plan.parent else None
    if above is None:
        return []
    own: dict[uuid.UUID, list[Facts]] = {}
    for row in rows:
        if row.parent_key and not row.dropped_reason:
            own.setdefault(row.parent_key, []).append(facts_of(row))
    places = division_ids(plan.owner)
    gaps = []
    for row in rows_of(above):
        if row.dropped_reason:
            continue
        for target in facts_of(row).targets:
            wanted = quota_for(target, places)
            if wanted is None:
                continue
            promised = [
                one.value
                for facts in own.get(row.key, [])
                for one in facts.targets
                if (one.what, one.unit) == (target.what, target.unit)
            ]
            gap = plan_rules.quota_gap(wanted, promised)
            gaps.append(
                QuotaGap(
                    row.title, target.what, target.unit, wanted, sum(promised, Decimal(0)), gap
                )
            )
    return gaps


def division_ids(owner: Unit) -> frozenset[int]:
    """Return the units under whose name a quota is meant for an office: itself, its division."""
    return frozenset(pk for pk in (owner.pk, _division_id(owner)) if pk is not None)


def _division_id(owner: Unit) -> int | None:
    return owner.parent_id if owner.scope_path != owner.path else None


def quota_for(target: plan_rules.Target, unit_ids: frozenset[int]) -> Decimal | None:
    """Return the part of a target meant for a unit; None if it has none.

    A figure for a tier is that of the tier as a whole and says nothing of one unit.
    """
    for quota in target.quotas:
        if quota.unit_id in unit_ids:
            return quota.value
    return None


def plan_quotas(task: Task) -> dict[int, dict[int, Decimal]]:
    """Return the quotas the plan gives to units, by target of the task, to prefill a cascade.

    Cost: two queries.
    """
    row = PlanRow.objects.filter(pk=task.row_id).first() if task.row_id else None
    if row is None:
        return {}
    targets = [plan_rules.read_target(one) for one in row.targets]
    quotas: dict[int, dict[int, Decimal]] = {}
    for kept in task.targets.filter(dropped_on=None):
        for target in targets:
            if (target.what, target.unit) == (kept.what, kept.unit):
                given = {q.unit_id: q.value for q in target.quotas if q.unit_id is not None}
                if given:
                    quotas[kept.pk] = given
    return quotas


def parent_changes(plan: Plan) -> list[ParentChange]:
    """Return what amendments above did to this plan's rows, open ones first."""
    rows = ParentChange.objects.filter(plan=plan).select_related(
        "plan__owner", "version", "decided_by"
    )
    return list(rows.order_by("-state", "-version__number", "pk"))


def offices_below(owner: Unit) -> list[int]:
    """Return the offices of the divisions right below the one an office serves."""
    depth = len(owner.scope_path) // tree.STEP
    below = Unit.objects.filter(
        Q(ended_on=None),
        scope_path__gt=owner.scope_path,
        scope_path__lt=tree.after(owner.scope_path),
        kind=tree.OFFICE_KIND,
        depth=depth + 1,
    )
    return list(below.order_by("path").values_list("pk", flat=True))
