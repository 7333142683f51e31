"""Who sees what was conveyed to whom, and who may convey, sign and pass on.

A unit sees its own node, from whom it came, and its own branch below; never its neighbors. The
unit that sent it, and those above that unit, see the whole tree.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from changai.accounts.models import User
from changai.bodies import policies as bodies
from changai.bodies.models import CoordinationBody
from changai.conveyance.models import Conveyance, Node
from changai.conveyance.rules import SIGNED, Event, State, transition
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit


def visible_nodes(nodes: QuerySet[Node], user: User, today: date) -> QuerySet[Node]:
    """Narrow nodes to the person's own units and what lies below, and whole trees they sent."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return nodes
    received = orgs.within("unit__path", seen.scopes) & ~Q(state=State.RECALLED)
    return nodes.filter(received | orgs.within("conveyance__unit__path", seen.scopes))


def visible(conveyances: QuerySet[Conveyance], user: User, today: date) -> QuerySet[Conveyance]:
    """Narrow conveyances to those sent or received within the person's reach."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return conveyances
    received = Node.objects.filter(
        orgs.within("unit__path", seen.scopes), conveyance=OuterRef("pk")
    ).exclude(state=State.RECALLED)
    return conveyances.filter(orgs.within("unit__path", seen.scopes) | Exists(received))


def sees_whole(conveyance: Conveyance, user: User, today: date) -> bool:
    """Say whether the person sees the whole tree: they see the unit that sent it."""
    return orgs.reach(user, today).covers(conveyance.unit.path)


def may_send(unit: Unit, user: User, today: date) -> bool:
    """Say whether the person may convey in the name of a unit: whoever works there."""
    return unit.ended_on is None and orgs.reach(user, today).works_at(unit.pk)


def may_recall(conveyance: Conveyance, user: User, today: date) -> bool:
    """Say whether the person may recall: they work at the sender, and nobody has signed yet.

    Cost: one query for those who work there.
    """
    if conveyance.recalled_at is not None:
        return False
    return (
        orgs.reach(user, today).works_at(conveyance.unit_id)
        and not conveyance.nodes.filter(state__in=SIGNED).exists()
    )


def holding(conveyance: Conveyance) -> QuerySet[Node]:
    """Return the nodes, of this and other conveyances, through which units have the same thing.

    The same thing is the same instruction or document; words alone are always new.
    """
    if conveyance.instruction_id is not None:
        same = Q(conveyance__instruction_id=conveyance.instruction_id)
    elif conveyance.document_id is not None:
        same = Q(conveyance__document_id=conveyance.document_id)
    else:
        same = Q(conveyance_id=conveyance.pk)
    return Node.objects.filter(same).exclude(state=State.RECALLED)


def may(event: Event, node: Node, user: User, today: date) -> bool:
    """Say whether the table and the person's posts allow an event on a node."""
    return transition(event, State(node.state)) is not None and works_at(node, user, today)


def works_at(node: Node, user: User, today: date) -> bool:
    """Say whether the person signs and passes on for the unit of a node."""
    return orgs.reach(user, today).works_at(node.unit_id)


def below(unit: Unit) -> QuerySet[Unit]:
    """Return the units to which a unit may convey: all that do work within what it answers for.

    A division has no desk: its reform office stands for it.
    """
    rows = Unit.objects.filter(
        path__gte=unit.scope_path, path__lt=tree.after(unit.scope_path), ended_on=None
    )
    return rows.exclude(pk=unit.pk).exclude(kind=tree.DIVISION_KIND)


def may_keep_rules(body: CoordinationBody, user: User, today: date) -> bool:
    """Say whether the person may say which documents are the rules of a body: its office."""
    return bodies.may_run(body, user, today)
