"""Lists of what came and what was sent, and to whom a unit may convey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from changai.accounts.models import User
from changai.conveyance import policies
from changai.conveyance.models import Conveyance, Node
from changai.conveyance.queries._nodes import NodeRow, node_row
from changai.conveyance.rules import SIGNED, Desk, State, lay_out
from changai.orgs import policies as orgs
from changai.orgs.models import Unit
from changai.packs.current import pack

PAGE_ROWS = 50
MOST_TICKED = 300
MOST_WAITING = 200


@dataclass(frozen=True)
class TierChoice:
    """The units of one tier that may be ticked; `is_next` for those right below."""

    tier: str
    words: Any
    units: tuple[Unit, ...]
    is_next: bool


@dataclass(frozen=True)
class ReachChoice:
    """How many units each way of sending reaches."""

    next_ids: tuple[int, ...]
    all_count: int

    @property
    def next_count(self) -> int:
        """Return how many units stand right below."""
        return len(self.next_ids)


def visible_conveyances(*, user: User, today: date) -> QuerySet[Conveyance]:
    """Return what was conveyed by or to units within the person's reach."""
    rows = Conveyance.objects.select_related("unit", "instruction__owner", "document")
    return policies.visible(rows, user, today)


def visible_nodes(*, user: User, today: date) -> QuerySet[Node]:
    """Return the nodes the person may see, with unit, sender and conveyance."""
    rows = Node.objects.select_related("conveyance__unit", "unit", "sender")
    return policies.visible_nodes(rows, user, today)


def waiting(user: User, today: date) -> int:
    """Return how much waits for a signature of the person's units.

    Cost: one query, none for somebody who works nowhere.
    """
    works = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    return Node.objects.filter(unit_id__in=works, state=State.SENT).count() if works else 0


def node_rows(
    *, user: User, today: date, words: str = "", before: int | None = None
) -> tuple[list[NodeRow], list[NodeRow]]:
    """Return what the units at which the person works received: what waits, and what is signed.

    What waits stands on the first page only, oldest day first and at most 200; what is signed is
    a page and one row more, newest first.
    Cost: two queries.
    """
    works = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    rows = Node.objects.filter(unit_id__in=works).select_related(
        "conveyance__unit", "unit", "sender"
    )
    if words:
        rows = rows.filter(
            Q(conveyance__title__icontains=words) | Q(conveyance__quoted__icontains=words)
        )
    signed = rows.filter(state__in=SIGNED)
    if before:
        signed = signed.filter(pk__lt=before)
    unsigned = rows.filter(state=State.SENT).order_by("sign_by", "pk")
    return (
        [] if before else [node_row(node, today) for node in unsigned[:MOST_WAITING]],
        [node_row(node, today) for node in signed.order_by("-pk")[: PAGE_ROWS + 1]],
    )


def sent_rows(
    *, user: User, today: date, words: str = "", before: int | None = None
) -> list[Conveyance]:
    """Return what units within the person's reach sent, newest first, with how many signed.

    Grain: one row per conveyance, with `total`, `signed` and `overdue`.
    Cost: one query; a page and one row more.
    """
    seen = orgs.reach(user, today)
    rows = Conveyance.objects.select_related("unit")
    if not seen.everything:
        rows = rows.filter(orgs.within("unit__path", seen.scopes))
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(quoted__icontains=words))
    if before:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk").values_list("pk", flat=True)[: PAGE_ROWS + 1])
    counted = Conveyance.objects.filter(pk__in=page).select_related("unit")
    return list(
        counted.annotate(
            total=Count("nodes"),
            signed=Count("nodes", filter=Q(nodes__state__in=SIGNED)),
            overdue=Count("nodes", filter=Q(nodes__state=State.SENT, nodes__sign_by__lt=today)),
        ).order_by("-pk")
    )


def sending_units(*, user: User, today: date) -> list[Unit]:
    """Return the units in whose name the person may convey: where they work, with units below.

    Cost: two queries a post.
    """
    ids = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    units = Unit.objects.filter(pk__in=ids, ended_on=None).order_by("path")
    return [unit for unit in units if policies.below(unit).exists()]


def reach_choices(unit: Unit, taken: Sequence[int] = ()) -> ReachChoice:
    """Return which units stand right below, and how many stand below in all, without those taken.

    Cost: one query.
    """
    rows = policies.below(unit).values_list("pk", "path", "scope_path")
    top = Desk(unit.pk, unit.path, unit.scope_path)
    placed = lay_out([Desk(*row) for row in rows], [top])
    free = [one for one in placed if one.unit_id not in set(taken)]
    right_below = tuple(one.unit_id for one in free if one.above in (unit.pk, None))
    return ReachChoice(right_below, len(free))


def holders(conveyance: Conveyance) -> list[int]:
    """Return the units that have what a conveyance conveys, by this or by another one.

    Cost: one query.
    """
    return list(policies.holding(conveyance).values_list("unit_id", flat=True))


def holders_of(*, instruction: Any, document: Any) -> list[int]:
    """Return the units that have an instruction or a document; none where neither is named.

    Cost: one query at most.
    """
    if instruction is None and document is None:
        return []
    return holders(Conveyance(instruction=instruction, document=document))


def tier_choices(unit: Unit, taken: Sequence[int] = ()) -> list[TierChoice]:
    """Return the units that may be ticked, by tier; at most a stated number a tier.

    Cost: one query.
    """
    units = policies.below(unit).exclude(pk__in=list(taken)).select_related("parent")
    by_tier: dict[str, list[Unit]] = {}
    for one in units.order_by("path")[: MOST_TICKED * len(Unit.Tier)]:
        by_tier.setdefault(one.tier, []).append(one)
    order = [tier.value for tier in Unit.Tier]
    here = order.index(unit.tier)
    below = next((tier for tier in order[here + 1 :] if tier in by_tier), "")
    return [
        TierChoice(tier, Unit.Tier(tier).label, tuple(by_tier[tier][:MOST_TICKED]), tier == below)
        for tier in order
        if tier in by_tier
    ]


def sign_within(today: date) -> int:
    """Return within how many working days a unit signs, where nothing else is said."""
    return int(pack().clock("conveyance_sign_within").value_on(today))
