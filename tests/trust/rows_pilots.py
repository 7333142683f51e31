"""What is expected of calls, applications, pilots, instructors and practices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from changai.packs.current import pack
from tests.trust import tree
from tests.trust.matrix import Case, Row, each, once, write
from tests.trust.tree import Person
from tests.trust.world import World
from tests.trust.world_pilots import (
    SOURCE,
    sees_application,
    sees_call,
    sees_pilot,
    sees_practice,
    sits,
)

FIRMS_OF_CITY = {"E1", "E2", "E3", "E4", "E5", "E6", "Z"}
STANDING = {"E1", "E3", "E5", "E6"}


def _offices(who: Person) -> list[str]:
    return [at for role, at in who.posts if role == "OFFICE" and tree.KINDS[at] == "reform_office"]


def _of_an_office(who: Person, _thing: Any) -> bool:
    return bool(_offices(who))


def _office(who: Person, call: Any) -> bool:
    return who.holds("OFFICE", call.unit)


def _in_state(*states: str):
    return lambda who, call: _office(who, call) and call.state in states


def _splits(who: Person, quota: Any) -> bool:
    """An office that answers for just this unit, or who is of the office at the unit itself."""
    if who.holds("OFFICE", quota.unit):
        return True
    return any(role == "OFFICE" and tree.root(at) == quota.unit for role, at in who.posts)


def _ways(who: Person, call: Any) -> list[str]:
    """The units for which somebody may apply, those of which is known all that is asked last."""
    if call.key != "city":
        own = [at for _role, at in who.posts if at in ("E7", "E8") and who.works(at)]
        return own if call.key == "other" else []
    own = [at for _role, at in who.posts if at in FIRMS_OF_CITY and who.works(at)]
    return [*own, *(["E2"] if who.holds("OFFICE", "A1O") else [])]


def _puts_forward(who: Person, call: Any) -> bool:
    """Whose units lie below and fit, who holds a quota, and who may recommend and sees it."""
    recommends = any(who.works(at) and tree.KINDS[at] == "member_unit" for _role, at in who.posts)
    return call.state == "OPEN" and (
        bool(_ways(who, call)) or (recommends and sees_call(who, call))
    )


def _applies(who: Person, call: Any) -> bool:
    """Puts a unit forward that does not stand in the call yet."""
    ways = _ways(who, call)
    return call.state == "OPEN" and bool(ways) and ways[0] not in {*STANDING, "E7"}


def _application_form(world: World, call: Any, who: Person) -> dict[str, Any]:
    unit = next(iter(_ways(who, call)), "E1")
    own = who.works(unit)
    way = f"OWN:{world.units[unit].pk}" if own else f"QUOTA:{world.units['A1O'].pk}"
    return {
        "way": way, "unit": world.units[unit].pk, "words": "三年打算",
        "scope": "zone" if unit == "Z" else "enterprise",
        "workers_count": "300", "output_yuan": "0", "ownership": "private",
    }  # fmt: skip


def _call_form(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    unit = next(iter(_offices(who)), "PO")
    return {
        "unit": world.units[unit].pk, "title": "征集", "category": "skills",
        "scopes": ["enterprise"], "source": SOURCE,
        "closes_on": (world.today + timedelta(days=9)).isoformat(),
    }  # fmt: skip


def _changed_call(world: World, call: Any, who: Person) -> dict[str, Any]:
    return {
        **_call_form(world, None, who),
        "unit": world.units[call.unit].pk,
        "title": "另一次征集",
    }


def _quotas(world: World, call: Any, _who: Person) -> dict[str, Any]:
    below = {"AO": "A1", "BO": "B1", "PO": "A"}[call.unit]
    return {f"minimum_{world.units[below].pk}": "3", f"zones_{world.units[below].pk}": "1"}


def _people(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    """Three people the office sees; those who have voted stay by themselves."""
    unit = next(iter(_offices(who)), "PO")
    picks = [
        one
        for one in world.people.values()
        if any(tree.covers(tree.root(unit), at) for _role, at in one.posts) and one.user.is_active
    ]
    return {"people": [one.user.pk for one in picks[:4]]}


def _may_vote(who: Person, one: Any) -> bool:
    own = any(tree.covers(one.unit, at) for _role, at in who.posts)
    return one.state == "SUBMITTED" and sits(who, one.call) and not own


def _vote(_world: World, _one: Any, _who: Person) -> dict[str, Any]:
    points = {line.code: "12" for line in pack().pilots.criteria}
    return {**points, "in_favor": "1", "words": "同意"}


def _of_call(*states: str):
    return lambda who, one: _office(who, one.call) and one.state in states


def _own(*states: str):
    return lambda who, one: who.works(one.unit) and one.state in states


def _names(who: Person, pilot: Any) -> bool:
    return who.holds("OFFICE", pilot.office)


def _teaches(who: Person, pilot: Any) -> bool:
    return who.key == pilot.instructor


def _writes(who: Person, pilot: Any) -> bool:
    return who.works(pilot.unit) or _names(who, pilot) or _teaches(who, pilot)


def _adopts(who: Person, practice: Any) -> bool:
    """Works at a unit that sees it, where it neither comes from nor is taken over already."""
    if practice.state != "PUBLISHED" or not sees_practice(who, practice):
        return False
    return any(who.works(at) and at not in ("E7", "E8") for _role, at in who.posts)


def _adopt(world: World, practice: Any, who: Person) -> dict[str, Any]:
    posts = (at for _role, at in who.posts if who.works(at) and at not in ("E7", "E8"))
    unit = world.units[next(posts, "E8")]
    return {"unit": unit.pk, "adopted_on": world.today.isoformat(), "changes": "照搬"}


def _appoint(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    unit = next(iter(_offices(who)), "PO")
    top = tree.root(unit)
    below = {"P": "AO.LIAISON", "A": "A1O.RESPONSIBLE", "A1": "E1.LIAISON", "A2": "E3.CLERK",
             "B": "E8.CLERK", "B1": "E8.CLERK"}  # fmt: skip
    return {
        "office": world.units[unit].pk, "post": world.things["post"][below[top]].pk,
        "source": SOURCE,
    }  # fmt: skip


def _seen(kind: str, sees):
    return lambda world, who: {str(one.pk) for one in world.of(kind) if sees(who, one)}


def _to_judge(world: World, who: Person) -> set[str]:
    """What waits for a vote: three have voted, the fourth may not."""
    return set()


def _quota_cases(world: World) -> list[Case]:
    return [Case((one.call.pk,), one, {"parent": one.pk}) for one in world.of("quota")]


def _cut_cases(world: World) -> list[Case]:
    units = world.of("unit", "A1", "E7")
    return [Case(), *(Case((), one, {"unit": one.pk}) for one in units)]


CALLS, CALL = each("call"), each("call", "city", "other")
FOUND = r'href="/pilots/{}(\d+)/"'
ROWS = {
    "pilots:list": Row(
        lambda _world: [Case(), Case(query={"scope": "enterprise", "unit": "1"})][:1],
        shows=_seen("pilot", sees_pilot), shown=FOUND.format(""),
    ),
    "pilots:export_xlsx": Row(),
    "pilots:export_csv": Row(),
    "pilots:cuts": Row(_cut_cases, lambda who, unit: unit is None or who.sees(unit.unit)),
    "pilots:calls": Row(shows=_seen("call", sees_call), shown=FOUND.format("calls/")),
    "pilots:new_call": Row(may=_of_an_office),
    "pilots:add_call": write(once, _of_an_office, _call_form),
    "pilots:call": Row(CALLS, sees_call),
    "pilots:edit_call": Row(CALLS, _in_state("DRAFT")),
    "pilots:change_call": write(CALLS, _in_state("DRAFT"), _changed_call, sees=_office),
    "pilots:open_call": write(CALLS, _in_state("DRAFT"), sees=_office),
    "pilots:close_call": write(CALLS, _in_state("OPEN"), sees=_office),
    "pilots:quotas": Row(_quota_cases, _splits),
    "pilots:set_quotas": write(CALLS, _office, _quotas),
    "pilots:panel": Row(CALLS, _office),
    "pilots:seat_panel": write(CALLS, _office, _people),
    "pilots:naming": Row(CALLS, _office),
    "pilots:name_batch": write(
        each("call", "city"), _office,
        lambda world, _call, _who: {
            "title": "第二批", "source": SOURCE,
            "applications": [world.of("application", "E6")[0].pk],
        },
    ),
    "pilots:apply": Row(CALLS, _puts_forward),
    "pilots:apply_now": write(CALL, _applies, _application_form, sees=_puts_forward),
    "pilots:reviews": Row(shows=_to_judge, shown=FOUND.format("applications/")),
    "pilots:application": Row(each("application"), sees_application),
    "pilots:correct": write(
        each("application"), _own("RETURNED"),
        lambda _world, one, _who: {"words": "改好了", "seen_revision": one.row.revision},
    ),
    "pilots:withdraw": write(each("application"), _own("SUBMITTED", "RETURNED")),
    "pilots:return": write(
        each("application"), lambda _who, _one: False, lambda *_: {"reason": "请改"},
        sees=_of_call("SUBMITTED"),
    ),
    "pilots:vote": write(each("application"), _may_vote, _vote),
    "pilots:settle": write(each("application"), _of_call("SUBMITTED")),
    "pilots:pilot": Row(each("pilot"), sees_pilot),
    "pilots:move": write(
        each("pilot"), _names,
        lambda _world, pilot, _who: {
            "event": "cultivate", "source": SOURCE, "seen_revision": pilot.row.revision
        },
    ),
    "pilots:pair": write(
        each("pilot"), _names,
        lambda world, pilot, _who: {
            "instructor": world.of("spare instructor", pilot.office)[0].pk
        },
    ),
    "pilots:visit": Row(each("pilot"), _teaches),
    "pilots:add_visit": write(
        each("pilot"), _teaches,
        lambda world, _pilot, _who: {
            "on": world.today.isoformat(), "talked_count": "3", "words": "看了车间",
            "finding_1": "台账不全", "due_1": (world.today + timedelta(days=9)).isoformat(),
        },
    ),
    "pilots:new_practice": Row(each("pilot"), _writes),
    "pilots:add_practice": write(
        each("pilot"), _writes, lambda *_: {"title": "做法", "words": "分三步"}
    ),
    "pilots:instructors": Row(),
    "pilots:appoint": write(once, _of_an_office, _appoint),
    "pilots:end_instructor": write(
        each("instructor"), lambda who, one: who.holds("OFFICE", one.office)
    ),
    "pilots:practices": Row(
        shows=_seen("practice", sees_practice), shown=FOUND.format("practices/")
    ),
    "pilots:practice": Row(each("practice"), sees_practice),
    "pilots:publish": write(
        each("practice"),
        lambda who, one: one.state == "DRAFT" and who.holds("OFFICE", one.pilot.office),
    ),
    "pilots:adopt": write(each("practice"), _adopts, _adopt),
    "pilots:tell_outcome": write(
        each("adoption"), lambda who, one: who.works(one.unit),
        lambda *_: {"outcome": "FAILED", "words": "订单太少"},
    ),
}  # fmt: skip
