"""Calls, applications, pilots, instructors and practices of two cities, and a draft above."""

from __future__ import annotations

from datetime import timedelta

from changai.packs.current import pack
from changai.pilots import services
from changai.pilots.models import Pilot
from changai.pilots.services import ApplicationDraft, Basis, CallDraft, QuotaLine, VisitDraft
from tests.trust import tree
from tests.trust.tree import Person
from tests.trust.world import Thing, World
from tests.trust.world_problems import sees_problem

PANEL = ("D.LIAISON", "H.LIAISON", "PO.LIAISON", "E1.CLERK")
JUDGES = PANEL[:3]
SOURCE = "云产改〔2026〕3号"


def works_under(who: Person, office: str) -> bool:
    """Say whether the person holds any post within the division of an office."""
    return any(tree.covers(tree.root(office), at) for _role, at in who.posts)


def sits(who: Person, call: Thing) -> bool:
    """Say whether the person sits on the panel of a call."""
    return who.key in call.panel


def sees_call(who: Person, call: Thing) -> bool:
    """A draft is for those at or above its office; an open call for all below it and its panel."""
    if who.sees(call.unit):
        return True
    return call.state != "DRAFT" and (works_under(who, call.unit) or sits(who, call))


def sees_application(who: Person, one: Thing) -> bool:
    """An application is for those at or above the unit, those who called, and the panel."""
    return who.sees(one.unit) or who.sees(one.call.unit) or sits(who, one.call)


def sees_pilot(who: Person, pilot: Thing) -> bool:
    """A pilot is for those at or above the unit, for who named it, and for its instructor."""
    return who.sees(pilot.unit) or who.sees(pilot.office) or who.key == pilot.instructor


def sees_practice(who: Person, practice: Thing) -> bool:
    """A practice is for who sees its pilot; a published one for all below the office."""
    published = practice.state == "PUBLISHED"
    return sees_pilot(who, practice.pilot) or (
        published and works_under(who, practice.pilot.office)
    )


def add_pilots(world: World) -> None:
    """Add them by the services, so that every trace they leave is there."""
    _call(world, "draft", "PO", opened=False)
    city = _call(world, "city", "AO", quotas=("A1", "Z"))
    other = _call(world, "other", "BO")
    waiting = _application(world, city, "E1")
    for judge in JUDGES:
        _vote(world, waiting, judge)
    returned = _application(world, city, "E5")
    reason = "请补正" + world.mark(
        "reason of a return", lambda who: sees_application(who, returned) or who.audits("E5")
    )
    row = services.return_application(
        application=returned.row, reason=reason, **_by(world, "AO.OFFICE")
    )
    world.keep("application", "E5", row, "E5", call=city, state="RETURNED")
    _pass(world, city, "E6")
    first = _pilot(world, city, "E3", "H.LIAISON")
    second = _pilot(world, other, "E7", "B1O.OFFICE")
    _second_instructor(world, "AO", "A1O.LIAISON")
    _second_instructor(world, "BO", "BO.LIAISON")
    _visit(world, first)
    _practice(world, first, "E3.CLERK", published=False)
    _adopted(world, _practice(world, second, "E7.CLERK", published=True), "E8")


def _by(world: World, key: str) -> dict:
    return {"by": world.user(key), "at": world.now}


def _call(world: World, key: str, unit: str, *, opened: bool = True, quotas=()) -> Thing:
    panel = PANEL if opened else ()
    thing = Thing(key, None, unit, {"state": "OPEN" if opened else "DRAFT", "panel": panel})
    reads = lambda who: sees_call(who, thing) or who.audits(unit)  # noqa: E731
    draft = CallDraft(
        title="试点征集" + world.mark(f"call {key}", reads),
        category="comprehensive",
        scopes=("enterprise", "zone"),
        closes_on=world.today + timedelta(days=30),
        source=SOURCE,
    )
    boss = _by(world, f"{unit}.OFFICE")
    row = services.draft_call(unit=world.units[unit], draft=draft, **boss)
    if quotas:
        lines = [QuotaLine(world.units[one], 2) for one in quotas]
        for one in services.set_quotas(call=row, lines=lines, **boss):
            at = next(key for key in quotas if world.units[key] == one.unit)
            world.keep("quota", at, one, at, call=thing)
    if opened:
        services.seat_panel(call=row, people=[world.user(one) for one in PANEL], **boss)
        row = services.open_call(call=row, **boss)
    thing.row = row
    world.things.setdefault("call", {})[key] = thing
    return thing


def _application(world: World, call: Thing, unit: str) -> Thing:
    thing = Thing(unit, None, unit, {"call": call, "state": "SUBMITTED"})
    draft = ApplicationDraft(
        unit=world.units[unit],
        nominated_by=world.units[unit],
        route="OWN",
        scope="enterprise",
        words="三年打算"
        + world.mark(f"application {unit}", lambda who: sees_application(who, thing)),
        workers_count=300,
        output_yuan=90_000_000,
        ownership="private",
    )
    thing.row = services.apply(call=call.row, draft=draft, **_by(world, f"{unit}.CLERK"))
    world.things.setdefault("application", {})[unit] = thing
    return thing


def _vote(world: World, one: Thing, judge: str) -> None:
    office = one.call.unit
    words = "看过现场" + world.mark(
        f"vote of {judge} on {one.unit}",
        lambda who: who.holds("OFFICE", office) or who.oversees(office) or who.key == judge,
    )
    services.cast_vote(
        application=one.row,
        scores={line.code: 15 for line in pack().pilots.criteria},
        in_favor=True,
        words=words,
        **_by(world, judge),
    )


def _pass(world: World, call: Thing, unit: str) -> Thing:
    one = _application(world, call, unit)
    for judge in JUDGES:
        _vote(world, one, judge)
    boss = _by(world, f"{call.unit}.OFFICE")
    one.row = services.settle_application(application=one.row, **boss)
    one.facts["state"] = "PASSED"
    return one


def _pilot(world: World, call: Thing, unit: str, instructor: str) -> Thing:
    one, boss = _pass(world, call, unit), _by(world, f"{call.unit}.OFFICE")
    thing = Thing(unit, None, unit, {"office": call.unit, "instructor": instructor})
    title = "第一批" + world.mark(
        f"batch of {unit}", lambda who: sees_pilot(who, thing) or sees_call(who, call)
    )
    services.name_batch(
        call=call.row, applications=[one.row], title=title, basis=Basis(SOURCE), **boss
    )
    one.row.refresh_from_db()
    one.facts["state"] = "NAMED"
    thing.row = Pilot.objects.get(unit=world.units[unit])
    world.things.setdefault("pilot", {})[unit] = thing
    appointed = _appoint(world, call.unit, instructor)
    services.pair_instructor(pilot=thing.row, instructor=appointed.row, **boss)
    return thing


def _appoint(world: World, office: str, person: str) -> Thing:
    at = world.people[person].posts[0][1]
    reads = lambda who: who.sees(at) or who.sees(office) or who.key == person  # noqa: E731
    row = services.appoint_instructor(
        office=world.units[office],
        person=world.user(person),
        unit=world.units[at],
        source=SOURCE + world.mark(f"appointment of {person}", reads),
        **_by(world, f"{office}.OFFICE"),
    )
    return world.keep("instructor", person, row, at, office=office)


def _second_instructor(world: World, office: str, person: str) -> None:
    world.keep("spare instructor", office, _appoint(world, office, person).row, office)


def _visit(world: World, pilot: Thing) -> None:
    kept, concerned = world.people[pilot.instructor].posts[0][1], pilot.unit
    problem = Thing("finding", None, kept, {"concerned": concerned, "state": "RECTIFYING"})
    reads = lambda who: (  # noqa: E731
        sees_problem(who, problem) or sees_pilot(who, pilot) or who.audits(kept, concerned)
    )
    draft = VisitDraft(
        on=world.today,
        talked_count=6,
        words="看了车间" + world.mark("visit", lambda who: sees_pilot(who, pilot)),
        findings=[("台账不全" + world.mark("finding", reads), world.today + timedelta(days=20))],
    )
    visit = services.record_visit(pilot=pilot.row, draft=draft, **_by(world, pilot.instructor))
    row = visit.findings.get().problem
    world.keep("problem", "finding", row, kept, concerned=concerned, state="RECTIFYING")


def _practice(world: World, pilot: Thing, by: str, *, published: bool) -> Thing:
    state = "PUBLISHED" if published else "DRAFT"
    thing = Thing(pilot.unit, None, pilot.unit, {"pilot": pilot, "state": state})
    reads = lambda who: sees_practice(who, thing) or who.audits(pilot.unit)  # noqa: E731
    row = services.write_practice(
        pilot=pilot.row,
        title="薪酬挂钩技能" + world.mark(f"practice of {pilot.unit}", reads),
        words="分四步走。",
        **_by(world, by),
    )
    if published:
        boss = _by(world, f"{pilot.office}.OFFICE")
        row = services.publish_practice(practice=row, **boss)
    thing.row = row
    world.things.setdefault("practice", {})[pilot.unit] = thing
    return thing


def _adopted(world: World, practice: Thing, unit: str) -> None:
    row = services.adopt_practice(
        practice=practice.row,
        unit=world.units[unit],
        changes="改为按班组" + world.mark("adoption", lambda who: sees_practice(who, practice)),
        adopted_on=world.today,
        **_by(world, f"{unit}.CLERK"),
    )
    world.keep("adoption", unit, row, unit, practice=practice)
