"""Every write on coordination bodies and their seats."""

from changai.bodies.services._bodies import change_body, end_body, found_body
from changai.bodies.services._refusals import BodyRefused, NotTheOffice, SeatRefused
from changai.bodies.services._seats import SeatDraft, add_seats, change_seat, end_seat

__all__ = [
    "BodyRefused",
    "NotTheOffice",
    "SeatDraft",
    "SeatRefused",
    "add_seats",
    "change_body",
    "change_seat",
    "end_body",
    "end_seat",
    "found_body",
]
