"""What is expected of instructions, of what is conveyed, and of the rules of bodies."""

from __future__ import annotations

import uuid
from typing import Any

from tests.trust.matrix import Case, Row, anybody, each, once, write
from tests.trust.tree import Person
from tests.trust.world import World
from tests.trust.world_bodies import runs, sees_body
from tests.trust.world_conveyance import below, sees_conveyance, sees_node

# What nobody signed for; see world_conveyance.
UNSIGNED = ("all of BO",)


def _orders(world: World) -> list[Case]:
    rows = [*world.of("order"), *world.of("instruction")]
    return [Case((one.pk,), one) for one in rows]


def _sees_order(who: Person, order: Any) -> bool:
    return who.sees(order.unit)


def _acts(who: Person, order: Any) -> bool:
    return who.works(order.unit) or who.holds("SUPERVISOR", order.unit)


def _changes(who: Person, order: Any) -> bool:
    return "document" not in order.facts and _acts(who, order)


def _registers(who: Person, order: Any) -> bool:
    return _acts(who, order)


def _keeps(who: Person, _thing: Any) -> bool:
    return who.has("OFFICE", "LIAISON", "RESPONSIBLE", "CLERK", "SUPERVISOR")


def _keeping(who: Person) -> str:
    return next((at for role, at in who.posts if who.works(at) or role == "SUPERVISOR"), "PO")


def _sending(who: Person) -> str:
    return next((at for _role, at in who.posts if who.works(at) and below(at)), "")


def _sends(who: Person, _thing: Any) -> bool:
    return bool(_sending(who))


def _signs(who: Person, node: Any) -> bool:
    return node.state == "SENT" and who.works(node.unit)


def _recalls(who: Person, sent: Any) -> bool:
    return sent.key in UNSIGNED and who.works(sent.unit)


def _passes_on(who: Person, node: Any) -> bool:
    return node.state != "SENT" and who.works(node.unit) and bool(below(node.unit))


def _downloads(who: Person, sent: Any) -> bool:
    return sent.document is not None and sees_conveyance(who, sent)


def _ends_rules(who: Person, procedure: Any) -> bool:
    return runs(who, procedure.body)


def _sees_rules(who: Person, procedure: Any) -> bool:
    return sees_body(who, procedure.body)


def _waiting(world: World, who: Person) -> set[str]:
    return {str(one.pk) for one in world.of("node") if _signs(who, one)}


def _sent(world: World, who: Person) -> set[str]:
    return {str(one.pk) for one in world.of("conveyance") if who.sees(one.unit)}


def _instructions(world: World, who: Person) -> set[str]:
    rows = [*world.of("order"), *world.of("instruction")]
    return {str(one.pk) for one in rows if _sees_order(who, one)}


def _order_form(world: World, thing: Any, who: Person) -> dict[str, Any]:
    return {
        "owner": world.units[_keeping(who)].pk, "leader_name": "林致远",
        "dated_on": world.today.isoformat(), "words": "请阅。", "urgency": "ORDINARY",
        "client_key": str(uuid.uuid4()),
    }  # fmt: skip


def _sending_form(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    return {
        "unit": world.units[_sending(who) or "PO"].pk, "title": "传达会议精神",
        "sign_within_days": "2", "reach": "all", "client_key": str(uuid.uuid4()),
    }  # fmt: skip


def _rules_form(world: World, body: Any, _who: Person) -> dict[str, Any]:
    [document] = world.of("document", "AO" if body.key == "PO" else "PO")
    if body.key == "AO":
        [document] = world.of("document", "E1")
    return {"document": document.row.title, "from_on": world.today.isoformat()}


ROWS: dict[str, Row] = {
    "conveyance:list": Row(
        once, anybody, shows=_waiting, shown=r'action="/conveyance/nodes/(\d+)/sign/"'
    ),
    "conveyance:sent": Row(
        once, anybody, shows=_sent, shown=r'class="row-title" href="/conveyance/(\d+)/"'
    ),
    "conveyance:convey_form": Row(once, _sends),
    "conveyance:convey": write(once, _sends, _sending_form),
    "conveyance:conveyance": Row(each("conveyance"), sees_conveyance),
    "conveyance:original": Row(each("conveyance"), _downloads),
    "conveyance:recall": write(each("conveyance"), _recalls, sees=sees_conveyance),
    "conveyance:branch": Row(each("node"), sees_node),
    "conveyance:sign": write(each("node"), _signs, sees=sees_node),
    "conveyance:pass_on_form": Row(each("node"), _passes_on),
    "conveyance:pass_on": write(each("node"), _passes_on, lambda *_: {"reach": "all"}),
    "conveyance:instructions": Row(
        once, anybody, shows=_instructions, shown=r'href="/conveyance/instructions/(\d+)/"'
    ),
    "conveyance:enter_form": Row(once, _keeps),
    "conveyance:enter": write(once, _keeps, _order_form),
    "conveyance:instruction": Row(_orders, _sees_order),
    "conveyance:change_form": Row(_orders, _changes),
    "conveyance:change": write(_orders, _changes, _order_form),
    "conveyance:decide": write(
        _orders, _acts, lambda *_: {"verdict": "READ_ONLY"}, sees=_sees_order
    ),
    "conveyance:register": write(
        _orders, _registers, lambda *_: {"title": "办理"}, sees=_sees_order
    ),
    "conveyance:procedures": Row(each("body"), sees_body),
    "conveyance:procedure_link": write(each("body"), runs, _rules_form),
    "conveyance:procedure_end": write(each("procedure"), _ends_rules, sees=_sees_rules),
}
