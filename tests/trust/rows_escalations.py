"""What is expected of slips, digests, schemes and findings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.trust.matrix import Case, Row, each, once, write
from tests.trust.tree import Person
from tests.trust.world import World
from tests.trust.world_escalations import sees_scheme, sees_slip

OWED = {"ASSIGNED", "IN_PROGRESS", "UNDER_REVIEW"}


def _works_anywhere(who: Person, _thing: Any) -> bool:
    return who.has("OFFICE", "LIAISON", "RESPONSIBLE", "CLERK")


def _own(who: Person) -> str:
    return next((at for _role, at in who.posts if who.works(at)), "PO")


def _escalates(who: Person, task: Any) -> bool:
    owed = task.state in OWED and task.lead not in (None, task.assigner)
    return owed and who.works(task.assigner)


def _slips_seen(world: World, who: Person) -> set[str]:
    return {str(one.pk) for one in world.of("slip") if sees_slip(who, one)}


def _day(world: World, days: int) -> str:
    return (world.today + timedelta(days=days)).isoformat()


def _slip(key: str, name: str) -> Any:
    return lambda world: [Case((one.pk, name), one) for one in world.of("slip", key)]


def _seen(world: World, thing: Any) -> Any:
    return thing.row.revision


def _digests_seen(world: World, who: Person) -> set[str]:
    return {str(one.pk) for one in world.of("digest") if who.sees(one.unit)}


def _schemes_seen(world: World, who: Person) -> set[str]:
    return {str(one.pk) for one in world.of("scheme") if sees_scheme(who, one)}


def _scheme_form(world: World, thing: Any, who: Person) -> dict[str, Any]:
    unit = thing.unit if thing else _own(who)
    return {
        "unit": world.units[unit].pk, "title": "考核", "from_on": _day(world, -30),
        "to_on": _day(world, 0), "base": "80", "top": "100", "LATE": "2", "FALSE": "9",
        "seen_revision": thing.row.revision if thing else "",
    }  # fmt: skip


def _results(world: World) -> list[Case]:
    return [
        Case((one.pk, world.units[unit].pk), _Result(one, unit))
        for one in world.of("scheme")
        for unit in one.assessed
    ]


class _Result:
    """One unit's result in a scheme."""

    def __init__(self, scheme: Any, unit: str) -> None:
        self.scheme, self.unit = scheme, unit


def _sees_result(who: Person, result: _Result) -> bool:
    told = result.scheme.state == "OPEN" and who.sees(result.unit)
    return who.sees(result.scheme.unit) or told


def _finds(who: Person, report: Any) -> bool:
    return who.works(report.task.assigner) and who.key != report.reporter


words = lambda *_: {"words": "依据如下"}  # noqa: E731
ROWS = {
    "escalations:list": Row(
        lambda _world: [Case(), Case(query={"q": "人才"})],
        shows=lambda world, who: _slips_seen(world, who),
        shown=r'href="/escalations/slips/(\d+)/"',
    ),
    "escalations:today": Row(may=_works_anywhere),
    "escalations:matter": Row(
        each("task", "province", "zone", "neighbour", "done", "registered", "own"), _escalates
    ),
    "escalations:confirm": write(
        each("task", "city assigned", "done", "cancelled"), _escalates,
        lambda world, *_: {"level": "BLUE_SLIP", "words": "请办", "until_on": _day(world, 5)},
    ),
    "escalations:dismiss": write(
        each("task", "city assigned", "done"), _escalates, lambda *_: {"reason": "不必"}
    ),
    "escalations:slip": Row(each("slip"), sees_slip),
    "escalations:act withdraw": write(
        _slip("drafted", "withdraw"), lambda who, one: who.works(one.unit),
        lambda world, one, _who: {
            "withdraw-reason": "误发", "withdraw-seen_revision": one.row.revision
        },
    ),
    "escalations:act answer": write(
        _slip("reminded", "answer"), lambda who, one: who.works(one.to),
        lambda world, one, _who: {
            "answer-answer": "已补", "answer-seen_revision": one.row.revision
        },
    ),
    "escalations:act lift": write(
        _slip("reminded", "lift"), lambda who, one: who.works(one.unit),
        lambda world, one, _who: {"lift-reason": "已补", "lift-seen_revision": one.row.revision},
    ),
    "escalations:digests": Row(
        shows=_digests_seen, shown=r'href="/escalations/digests/(\d+)/"'
    ),
    "escalations:digest_new": Row(may=_works_anywhere),
    "escalations:digest_make": write(
        once, _works_anywhere,
        lambda world, _thing, who: {
            "kind": "BRIEFING", "unit": world.units[_own(who)].pk, "title": "简报",
            "from_on": _day(world, -9), "to_on": _day(world, 0),
        },
    ),
    "escalations:digest": Row(each("digest"), lambda who, one: who.sees(one.unit)),
    "escalations:digest_change": write(
        each("digest"), lambda who, one: who.works(one.unit),
        lambda world, one, _who: {
            "title": "通报", "from_on": _day(world, -9), "to_on": _day(world, 90),
            "seen_revision": one.row.revision,
        },
    ),
    "escalations:schemes": Row(
        shows=_schemes_seen, shown=r'href="/escalations/schemes/(\d+)/"'
    ),
    "escalations:scheme_new": Row(may=_works_anywhere),
    "escalations:scheme_make": write(once, _works_anywhere, _scheme_form),
    "escalations:scheme": Row(each("scheme"), sees_scheme),
    "escalations:scheme_edit": Row(
        each("scheme"), lambda who, one: one.state == "DRAFT" and who.works(one.unit)
    ),
    "escalations:scheme_change": write(
        each("scheme", "AO"), lambda who, one: who.works(one.unit), _scheme_form
    ),
    "escalations:scheme_open": write(
        each("scheme", "AO"), lambda who, one: who.works(one.unit),
        lambda world, one, _who: {
            "until_on": _day(world, 5), "seen_revision": one.row.revision
        },
    ),
    "escalations:scheme_finalize": write(
        each("scheme"), lambda who, one: who.works(one.unit), ok=(422,), quiet=True
    ),
    "escalations:result": Row(_results, _sees_result),
    "escalations:object": write(
        _results, lambda who, one: one.scheme.state == "OPEN" and who.works(one.unit), words
    ),
    "escalations:answer": write(each("objection"), lambda who, one: who.works(one.unit), words),
    "escalations:finding": Row(each("report", "province", "zone", "province>AO"), _finds),
    "escalations:find": write(each("report", "province", "zone", "province>AO"), _finds, words),
}  # fmt: skip
