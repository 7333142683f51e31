"""Pages of coordination bodies."""

from changai.bodies.views._bodies import (
    body,
    body_list,
    change,
    change_page,
    end,
    end_page,
    found,
    new_page,
)
from changai.bodies.views._seats import add_seats, change_seat, end_seat, seat_page, seats_page

__all__ = [
    "add_seats",
    "body",
    "body_list",
    "change",
    "change_page",
    "change_seat",
    "end",
    "end_page",
    "end_seat",
    "found",
    "new_page",
    "seat_page",
    "seats_page",
]
