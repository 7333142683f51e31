"""What a unit may be in a body, and when a seat holds."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

MAX_NAME = 40


class Part(StrEnum):
    """What a unit is in a body, in the order in which lists name them."""

    CONVENOR = "CONVENOR"
    DEPUTY = "DEPUTY"
    MEMBER = "MEMBER"
    PARTICIPATING = "PARTICIPATING"


PARTS = tuple(Part)


def holds(from_on: date, to_on: date | None, day: date) -> bool:
    """Say whether a seat with these first and last days holds on a day."""
    return from_on <= day and not is_over(to_on, day)


def is_over(to_on: date | None, day: date) -> bool:
    """Say whether the last day of a seat has passed."""
    return to_on is not None and to_on < day
