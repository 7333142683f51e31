"""What the province and the cities conveyed, in every state, and instructions entered by hand."""

from __future__ import annotations

from datetime import timedelta

from changai.conveyance import services
from changai.conveyance.models import Node
from changai.documents import services as documents
from tests.trust import tree
from tests.trust.tree import Person
from tests.trust.world import Thing, World, worker_of


def sees_conveyance(who: Person, sent: Thing) -> bool:
    """Whoever sees the sender, or a unit that got it."""
    return any(who.sees(unit) for unit in (sent.unit, *sent.units))


def sees_node(who: Person, node: Thing) -> bool:
    """The unit itself and those above it, and whoever sees the sender's whole tree."""
    return who.sees(node.unit) or who.sees(node.sent.unit)


def below(unit: str) -> list[str]:
    """Return the desks within what a unit answers for."""
    top = tree.root(unit)
    return [
        one
        for one in tree.PARENTS
        if one != unit and tree.covers(top, one) and tree.KINDS[one] != "division_government"
    ]


def add_conveyance(world: World) -> None:
    """Add instructions by hand, and what was conveyed, signed for and passed on."""
    orders = {unit: _order(world, unit) for unit in ("PO", "AO", "E1")}
    everyone = _convey(world, "all of PO", "PO", below("PO"), None)
    some = _convey(world, "order of PO", "PO", ["AO", "D"], orders["PO"])
    city = _convey(world, "document of AO", "AO", ["A1O", "E5"], None, document="AO")
    _convey(world, "all of BO", "BO", below("BO"), None)
    _sign(world, some, "AO")
    _sign(world, city, "A1O")
    _sign(world, everyone, "E4")
    services.pass_on(
        node=_node(world, city, "A1O"),
        unit_ids=[world.units["E1"].pk],
        by=world.user("A1O.OFFICE"),
        at=world.now,
    )
    city.facts["units"].append("E1")
    for sent in (everyone, some, city, world.of("conveyance", "all of BO")[0]):
        for unit in sent.units:
            node = _node(world, sent, unit)
            world.keep("node", f"{sent.key}>{unit}", node, unit, sent=sent, state=node.state)
    _rules(world)


def _order(world: World, unit: str) -> Thing:
    thing = Thing(f"by hand at {unit}", None, unit, {"sent": []})
    reads = lambda who: (  # noqa: E731
        who.sees(unit) or who.audits(unit) or any(sees_conveyance(who, one) for one in thing.sent)
    )
    words = world.mark(f"order by hand at {unit}", reads)
    thing.row = documents.enter_instruction(
        owner=world.units[unit],
        leader_name="林致远",
        words=f"请抓紧办理{words}。",
        dated_on=world.today,
        by=world.user(f"{unit}.OFFICE"),
        at=world.now,
    )
    world.things.setdefault("order", {})[unit] = thing
    return thing


def _convey(world, key, unit, units, order, document=None) -> Thing:
    thing = Thing(key, None, unit, {"units": list(units), "document": document})
    reads = lambda who: sees_conveyance(who, thing) or who.audits(unit, *thing.units)  # noqa: E731
    if order is not None:
        order.facts["sent"].append(thing)
    if document is not None:
        _open_marks(world, f"of {document}", ("A1O", "E5", "E1"))
    thing.row = services.convey(
        unit=world.units[unit],
        unit_ids=[world.units[one].pk for one in units],
        title="传达" + world.mark(f"conveyance {key}", reads),
        sign_within_days=3,
        instruction=order.row if order else None,
        document=world.of("document", document)[0].row if document else None,
        by=world.user(worker_of(unit)),
        at=world.now,
    )
    world.things.setdefault("conveyance", {})[key] = thing
    return thing


def _open_marks(world: World, of: str, units: tuple[str, ...]) -> None:
    """What is conveyed is read by those who got it: the document's own marks are theirs too."""
    for number, what in enumerate(world.marks.what):
        if what in (f"document title {of}", f"text of a document {of}", f"file name {of}"):
            old = world.marks.who[number]
            world.marks.who[number] = lambda who, old=old: (
                old(who) or any(who.sees(unit) for unit in units)
            )


def _node(world: World, sent: Thing, unit: str) -> Node:
    return Node.objects.get(conveyance=sent.row, unit=world.units[unit])


def _sign(world: World, sent: Thing, unit: str) -> None:
    by = f"{unit}.CLERK" if unit.startswith("E") else worker_of(unit)
    services.sign_for(node=_node(world, sent, unit), by=world.user(by), at=world.now)


def _rules(world: World) -> None:
    """The rules of the city's body: their title is known to all who know the body."""
    from tests.trust.world_bodies import sees_body

    [body] = world.of("body", "AO")
    [document] = world.of("document", "AO")
    number = world.marks.what.index("document title of AO")
    old = world.marks.who[number]
    world.marks.who[number] = lambda who: old(who) or sees_body(who, body) or who.audits(body.unit)
    row = services.link_procedure(
        body=body.row,
        document=document.row,
        from_on=world.today - timedelta(days=5),
        by=world.user("AO.OFFICE"),
        at=world.now,
    )
    world.keep("procedure", "AO", row, "AO", body=body)
