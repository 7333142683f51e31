"""Reads of coordination bodies and of who sits in them."""

from changai.bodies.queries._bodies import (
    BodyPage,
    BodyRow,
    SeatGroup,
    body_for,
    body_page,
    body_rows,
    kind_choices,
    kind_words,
    part_words,
    seats_on,
    unit_ids_on,
    visible_bodies,
    visible_seats,
)
from changai.bodies.queries._picking import (
    Picked,
    founding_units,
    member_candidates,
    office_choices,
    read_members,
)

__all__ = [
    "BodyPage",
    "BodyRow",
    "Picked",
    "SeatGroup",
    "body_for",
    "body_page",
    "body_rows",
    "founding_units",
    "kind_choices",
    "kind_words",
    "member_candidates",
    "office_choices",
    "part_words",
    "read_members",
    "seats_on",
    "unit_ids_on",
    "visible_bodies",
    "visible_seats",
]
