"""What is expected of problems, their rectification and looking back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.trust.matrix import Case, Row, each, once, write
from tests.trust.tree import Person
from tests.trust.world import World, worker_of
from tests.trust.world_problems import sees_problem


def _works_anywhere(who: Person, _thing: Any) -> bool:
    return who.has("OFFICE", "LIAISON", "RESPONSIBLE", "CLERK")


def _own(who: Person) -> str:
    return next((at for _role, at in who.posts if who.works(at)), "PO")


def _seen(world: World, who: Person) -> set[str]:
    return {str(one.pk) for one in world.of("problem") if sees_problem(who, one)}


def _open(who: Person, problem: Any) -> bool:
    return problem.state == "OPEN" and who.works(problem.unit)


def _looks(who: Person, problem: Any) -> bool:
    """Of the unit that keeps it or over it, not of the unit concerned, not who reported."""
    if problem.state != "LOOK_BACK":
        return False
    keeps = who.works(problem.unit) or who.oversees(problem.unit)
    reported = who.key == worker_of(problem.concerned)
    return keeps and not reported and not who.works(problem.concerned)


def _form(world: World, thing: Any, who: Person) -> dict[str, Any]:
    unit = thing.unit if thing else _own(who)
    return {
        "unit": world.units[unit].pk, "concerned": world.units[unit].pk, "source": "INSPECTION",
        "words": "台账不全", "where": "督查", "found_on": world.today.isoformat(),
        "look_back_days": "20", "seen_revision": thing.row.revision if thing else "",
    }  # fmt: skip


def _list(world: World, _thing: Any, who: Person) -> dict[str, Any]:
    unit = world.units[_own(who)]
    return {
        "unit": unit.pk, "source": "INSPECTION", "where": "督查",
        "found_on": world.today.isoformat(), "lines": f"台账不全\t{unit.name}",
    }  # fmt: skip


def _of_tasks(world: World) -> list[Case]:
    return [Case((one.row.task_id,), one) for one in world.of("problem") if one.row.task_id]


ROWS = {
    "problems:list": Row(
        lambda _world: [Case(), Case(query={"q": "台账"})],
        shows=_seen, shown=r'href="/problems/(\d+)/"',
    ),
    "problems:new": Row(may=_works_anywhere),
    "problems:add": write(once, _works_anywhere, _form),
    "problems:import": Row(may=_works_anywhere),
    "problems:import_now": write(once, _works_anywhere, _list),
    "problems:of_task": Row(_of_tasks, sees_problem),
    "problems:problem": Row(each("problem"), sees_problem),
    "problems:edit": Row(each("problem"), _open),
    "problems:change": write(each("problem"), _open, _form),
    "problems:rectify": write(
        each("problem"), _open,
        lambda world, one, _who: {
            "title": "整改", "due_on": (world.today + timedelta(days=9)).isoformat(),
            "seen_revision": one.row.revision,
        },
    ),
    "problems:look_back": write(
        each("problem"), _looks,
        lambda _world, one, _who: {
            "held": "0", "words": "又不全", "seen_revision": one.row.revision
        },
    ),
    "problems:drop": write(
        each("problem"), _open,
        lambda _world, one, _who: {"reason": "重复", "seen_revision": one.row.revision},
    ),
}  # fmt: skip
