"""Slips drafted, sent and dismissed; digests; a scheme that is open and one being drawn up."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from changai.escalations import services
from changai.escalations.rules import Formula, Line
from changai.tasks.models import Task
from tests.trust.tree import Person
from tests.trust.world import Thing, World, sees_whole

LINES = [Line(Formula.LATE, Decimal(2)), Line(Formula.FALSE, Decimal(9))]
LIT = ("zone", "neighbour", "city assigned")


def sees_slip(who: Person, slip: Thing) -> bool:
    """A slip is for those at or above its sender; once sent, for its receiver and those above."""
    return who.sees(slip.unit) or (slip.sent and who.sees(slip.to))


def sees_scheme(who: Person, scheme: Thing) -> bool:
    """A scheme is its unit's; once open, also for the units it assesses."""
    told = scheme.state == "OPEN" and any(who.sees(unit) for unit in scheme.assessed)
    return who.sees(scheme.unit) or told


def add_escalations(world: World) -> None:
    """Add what is told and kept of supervision in the province and both cities."""
    for key in LIT:
        [task] = world.of("task", key)
        Task.objects.filter(pk=task.pk).update(poor_quality=True)
        task.row.refresh_from_db()
    _drafted(world)
    _reminded(world)
    _dismissed(world)
    for unit in ("PO", "AO", "BO"):
        _digest(world, unit)
    _scheme(world, "PO", ("D",), "OPEN")
    _scheme(world, "AO", ("A1O", "E5"), "DRAFT")
    for thing in world.of("task"):
        thing.row.refresh_from_db()


def _drafted(world: World) -> None:
    [task] = world.of("task", "province")
    words = world.mark("words of a drafted slip", lambda who: who.sees("PO") or who.audits("PO"))
    row = services.confirm_slip(
        task=task.row,
        level="BLUE_SLIP",
        words="请补报" + words,
        until_on=world.today + timedelta(days=5),
        by=world.user("PO.OFFICE"),
        at=world.now,
    )
    world.keep("slip", "drafted", row, "PO", to="D", sent=False, state="OPEN")


def _reminded(world: World) -> None:
    [task] = world.of("task", "zone")
    reads = lambda who: sees_whole(who, task) or who.audits("AO", "E5")  # noqa: E731
    row = services.confirm_slip(
        task=task.row,
        level="REMINDER",
        words="请补报" + world.mark("words of a reminder", reads),
        until_on=None,
        by=world.user("AO.OFFICE"),
        at=world.now,
    )
    world.keep("slip", "reminded", row, "AO", to="E5", sent=True, state="OPEN")


def _dismissed(world: World) -> None:
    [task] = world.of("task", "neighbour")
    reads = lambda who: who.sees("BO") or who.audits("BO")  # noqa: E731
    row = services.dismiss_proposal(
        task=task.row,
        reason="不必" + world.mark("why a proposal was dismissed", reads),
        by=world.user("BO.OFFICE"),
        at=world.now,
    )
    world.keep("slip", "dismissed", row, "BO", to="B1O", sent=False, state="DISMISSED")


def _digest(world: World, unit: str) -> None:
    reads = lambda who: who.sees(unit) or who.audits(unit)  # noqa: E731
    row = services.make_digest(
        kind="CIRCULAR",
        unit=world.units[unit],
        title="月度通报" + world.mark(f"digest of {unit}", reads),
        from_on=world.today - timedelta(days=30),
        to_on=world.today + timedelta(days=90),
        by=world.user(f"{unit}.OFFICE"),
        at=world.now,
    )
    world.keep("digest", unit, row, unit)


def _scheme(world: World, unit: str, assessed: tuple[str, ...], state: str) -> None:
    thing = Thing(unit, None, unit, {"assessed": assessed, "state": state})
    reads = lambda who: sees_scheme(who, thing) or who.audits(unit)  # noqa: E731
    by = {"by": world.user(f"{unit}.OFFICE"), "at": world.now}
    row = services.make_scheme(
        unit=world.units[unit],
        title="考核" + world.mark(f"scheme of {unit}", reads),
        from_on=world.today - timedelta(days=60),
        to_on=world.today + timedelta(days=90),
        base=Decimal(80),
        top=Decimal(100),
        lines=LINES,
        **by,
    )
    if state == "OPEN":
        row = services.open_scheme(scheme=row, until_on=world.today + timedelta(days=9), **by)
    world.keep("scheme", unit, row, unit, assessed=assessed, state=state)
    if state != "OPEN":
        return
    first = assessed[0]
    own = lambda who: who.sees(unit) or who.sees(first) or who.audits(unit, first)  # noqa: E731
    objection = services.object_to_result(
        scheme=row,
        unit=world.units[first],
        words="不同意" + world.mark(f"objection to {unit}", own),
        by=world.user(f"{first}.LIAISON"),
        at=world.now,
    )
    world.keep("objection", unit, objection, unit)
