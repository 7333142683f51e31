"""What is expected of coordination bodies and their seats."""

from __future__ import annotations

from typing import Any

from tests.trust import tree
from tests.trust.matrix import Row, anybody, each, once, write
from tests.trust.tree import Person
from tests.trust.world import World
from tests.trust.world_bodies import runs, sees_body


def _office(who: Person) -> str:
    return next(at for role, at in who.posts if role == "OFFICE")


def _founds(who: Person, _thing: Any) -> bool:
    return who.has("OFFICE")


def _runs_seat(who: Person, seat: Any) -> bool:
    return not seat.over and runs(who, seat.body)


def _shown(world: World, who: Person) -> set[str]:
    live = [one for one in world.of("body") if not one.ended]
    return {str(one.pk) for one in live if sees_body(who, one)}


def _new(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    at = _office(who) if who.has("OFFICE") else "PO"
    return {
        "kind": "leading_group", "name": "新设领导小组",
        "unit": world.units[tree.root(at)].pk, "office": world.units[at].pk,
        "began_on": world.today.isoformat(), "members": "",
    }  # fmt: skip


def _named(world: World, body: Any, _who: Person) -> dict[str, Any]:
    return {"kind": "mechanism", "name": "改名", "office": world.units[body.office].pk}


def _day(world: World, _thing: Any, _who: Person) -> dict[str, Any]:
    return {"last_day": world.today.isoformat(), "end-last_day": world.today.isoformat()}


def _seats(world: World, body: Any, _who: Person) -> dict[str, Any]:
    office = world.units[body.office]
    return {"from_on": world.today.isoformat(), "members": f"副召集人：{office.name}，李敏"}


def _holder(world: World, _seat: Any, _who: Person) -> dict[str, Any]:
    return {"role": "DEPUTY", "person": "周洁", "from_on": world.today.isoformat()}


ROWS: dict[str, Row] = {
    "bodies:list": Row(once, anybody, shows=_shown, shown=r'href="/bodies/(\d+)/"'),
    "bodies:new": Row(once, _founds),
    "bodies:found": write(once, _founds, _new),
    "bodies:body": Row(each("body"), sees_body),
    "bodies:change_form": Row(each("body"), runs),
    "bodies:change": write(each("body"), runs, _named),
    "bodies:end_form": Row(each("body"), runs),
    "bodies:end": write(each("body"), runs, _day),
    "bodies:seats_form": Row(each("body"), runs),
    "bodies:seats": write(each("body"), runs, _seats),
    "bodies:seat_form": Row(each("seat"), _runs_seat),
    "bodies:seat_change": write(each("seat"), _runs_seat, _holder),
    "bodies:seat_end": write(each("seat"), _runs_seat, _day),
}
