"""Coordination bodies and their seats, as they stand after the services."""

from changai.bodies.models import CoordinationBody, Seat
from tests.orgs.factories import LONG_AGO


def make_body(unit, office, name="产改工作联席会议", **fields):
    """Make a body of a unit run by an office."""
    fields.setdefault("kind", "joint_conference")
    fields.setdefault("began_on", LONG_AGO)
    return CoordinationBody.objects.create(unit=unit, office=office, name=name, **fields)


def make_seat(body, unit, role="MEMBER", **fields):
    """Give a unit a seat in a body."""
    fields.setdefault("from_on", LONG_AGO)
    fields.setdefault("position", body.seats.count() + 1)
    return Seat.objects.create(body=body, unit=unit, role=role, **fields)
