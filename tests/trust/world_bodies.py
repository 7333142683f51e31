"""Bodies of the province and of both cities: with seats now and before, and one that ended."""

from __future__ import annotations

from datetime import timedelta

from changai.bodies import services
from changai.bodies.models import CoordinationBody, Seat
from changai.bodies.services import SeatDraft
from tests.trust import tree
from tests.trust.tree import Person
from tests.trust.world import Thing, World

# Office, units that sit there now, units that once did.
BODIES = (("PO", ("D", "AO"), ("E7",)), ("AO", ("A1O",), ("H",)), ("BO", ("B1O",), ()))


def serves_under(who: Person, unit: str) -> bool:
    """Say whether the person holds a post that sees anything within a division."""
    return any(role in tree.SEEING and tree.covers(unit, at) for role, at in who.posts)


def sees_body(who: Person, body: Thing) -> bool:
    """All who serve under it know it, and those who hold or held a seat, and those above."""
    units = (body.unit, body.office, *body.seated)
    return serves_under(who, body.unit) or any(who.sees(unit) for unit in units)


def runs(who: Person, body: Thing) -> bool:
    """Its office runs it while it lives."""
    return not body.ended and (who.holds("OFFICE", body.office) or who.holds("OFFICE", body.unit))


def add_bodies(world: World) -> None:
    """Add the bodies by the services, so that every trace they leave is there."""
    for office, now, before in BODIES:
        division = tree.root(office)
        thing = Thing(
            office,
            None,
            division,
            {"office": office, "seated": (*now, *before), "ended": office == "BO"},
        )
        reads = lambda who, one=thing: sees_body(who, one) or who.audits(one.unit, *one.seated)  # noqa: E731
        by = {"by": world.user(f"{office}.OFFICE"), "at": world.now}
        body = services.found_body(
            kind="joint_conference",
            name="联席会议" + world.mark(f"body of {office}", reads),
            unit=world.units[division],
            office=world.units[office],
            began_on=world.today - timedelta(days=90),
            **by,
        )
        services.add_seats(
            body=body,
            seats=[
                SeatDraft(world.units[unit].pk, person=world.mark(f"seat of {unit}", reads))
                for unit in (*now, *before)
            ],
            from_on=world.today - timedelta(days=60),
            **by,
        )
        for unit in before:
            services.end_seat(
                seat=Seat.objects.get(body=body, unit=world.units[unit]),
                last_day=world.today - timedelta(days=9),
                seen_revision=None,
                **by,
            )
        if thing.ended:
            services.end_body(
                body=body, last_day=world.today - timedelta(days=1), seen_revision=None, **by
            )
        thing.row = CoordinationBody.objects.get(pk=body.pk)
        world.things.setdefault("body", {})[office] = thing
        for seat in Seat.objects.filter(body=body).select_related("unit"):
            unit = next(key for key in thing.seated if world.units[key] == seat.unit)
            over = seat.to_on is not None
            world.keep("seat", f"{office}.{unit}", seat, unit, body=thing, over=over)
