"""One conveyance: what a reader may see of its tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from changai.accounts.models import User
from changai.conveyance import policies
from changai.conveyance.models import Conveyance, Node
from changai.conveyance.queries._words import LAMPS
from changai.conveyance.rules import Counts, Event, Lamp, State, branches, counted, lamp
from changai.documents import policies as documents
from changai.orgs import policies as orgs
from changai.orgs.models import Unit

SHOWN = 300
_UNSIGNED_FIRST = Case(
    When(state=State.SENT, then=Value(0)), default=Value(1), output_field=IntegerField()
)


@dataclass(frozen=True)
class NodeRow:
    """A node as lists show it, with its state in words."""

    node: Node
    lamp: Lamp
    words: Any
    tone: str
    icon: str


@dataclass(frozen=True)
class Branch:
    """A node in the tree with the counts of all that lies below it."""

    row: NodeRow
    below: Counts


@dataclass(frozen=True)
class TierRow:
    """The counts of one tier."""

    words: Any
    counts: Counts


@dataclass(frozen=True)
class ConveyancePage:
    """All that the page of a conveyance shows a reader, and what they may do there.

    `mine` are the nodes of units where the reader works; `tops` the highest nodes they see.
    """

    conveyance: Conveyance
    mine: list[NodeRow]
    tops: list[Branch]
    more: int
    tiers: list[TierRow]
    total: Counts
    sees_whole: bool
    may_read_document: bool
    may_open_instruction: bool
    to_sign: set[int]
    to_pass_on: set[int]
    may_recall: bool


def node_row(node: Node, today: date) -> NodeRow:
    """Return a node with what its state looks like."""
    shown = lamp(node.state, node.sign_by, today)
    return NodeRow(node, shown, *LAMPS[shown])


def _seen(conveyance: Conveyance, user: User, today: date) -> QuerySet[Node]:
    return policies.visible_nodes(Node.objects.filter(conveyance=conveyance), user, today)


def conveyance_page(*, conveyance: Conveyance, user: User, today: date) -> ConveyancePage:
    """Return what the page of a conveyance shows.

    Cost: a handful of queries, however many nodes; one of them reads five columns of each node.
    """
    seen = _seen(conveyance, user, today)
    facts = list(seen.values_list("pk", "parent_id", "state", "sign_by", "unit__tier"))
    below = branches([row[:4] for row in facts], today)
    by_tier = counted([(row[4], row[2], row[3]) for row in facts], today)
    total = Counts(
        sum(one.total for one in by_tier.values()),
        sum(one.signed for one in by_tier.values()),
        sum(one.overdue for one in by_tier.values()),
    )
    tops = [row for row in facts if row[1] not in below]
    # Unsigned first, also where not all are shown.
    tops.sort(key=lambda row: (row[2] != State.SENT, row[0]))
    works = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    mine = list(seen.filter(unit_id__in=works).select_related("unit", "sender", "conveyance"))
    instruction = conveyance.instruction
    return ConveyancePage(
        conveyance=conveyance,
        mine=[node_row(node, today) for node in mine],
        tops=_branches(seen, [row[0] for row in tops[:SHOWN]], below, today),
        more=max(0, len(tops) - SHOWN),
        tiers=[
            TierRow(tier.label, by_tier[tier.value]) for tier in Unit.Tier if tier.value in by_tier
        ],
        total=total,
        sees_whole=policies.sees_whole(conveyance, user, today),
        may_read_document=conveyance.document is not None,
        may_open_instruction=instruction is not None
        and documents.may_see_instruction(instruction, user, today),
        to_sign={node.pk for node in mine if policies.may(Event.SIGN, node, user, today)},
        to_pass_on={
            node.pk
            for node in mine
            if policies.may(Event.HAND_DOWN, node, user, today)
            and policies.below(node.unit).exists()
        },
        may_recall=policies.may_recall(conveyance, user, today),
    )


def branch_rows(*, node: Node, user: User, today: date) -> tuple[list[Branch], int]:
    """Return what stands right under a node, unsigned first, and how many more there are.

    Cost: three queries.
    """
    seen = _seen(node.conveyance, user, today)
    facts = list(seen.values_list("pk", "parent_id", "state", "sign_by"))
    below = branches(facts, today)
    under = sorted(
        (row for row in facts if row[1] == node.pk),
        key=lambda row: (row[2] != State.SENT, row[0]),
    )
    ids = [row[0] for row in under[:SHOWN]]
    return _branches(seen, ids, below, today), max(0, len(under) - SHOWN)


def _branches(
    seen: QuerySet[Node], ids: Sequence[int], below: dict[int, Counts], today: date
) -> list[Branch]:
    rows = seen.filter(pk__in=ids).select_related("unit", "sender", "signed_by")
    nodes = {node.pk: node for node in rows}
    return [Branch(node_row(nodes[pk], today), below[pk]) for pk in ids if pk in nodes]


def unsigned_rows(
    *, conveyance: Conveyance, user: User, today: date, after: str = ""
) -> list[NodeRow]:
    """Return the nodes that have not signed, in the order of the tree; a page and one row more.

    Cost: one query.
    """
    rows = _seen(conveyance, user, today).filter(state=State.SENT, unit__path__gt=after)
    found = rows.select_related("unit__parent", "sender").order_by("unit__path")[:101]
    return [node_row(node, today) for node in found]


def quoted_paragraphs(conveyance: Conveyance) -> list[str]:
    """Return the text of the document that was conveyed, as those who got it may read it."""
    if conveyance.document is None:
        return []
    lines = conveyance.document.clean_text.split("\n")
    return [line.strip() for line in lines if line.strip()]
