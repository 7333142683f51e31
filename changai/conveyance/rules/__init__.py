"""The life of a node and the shape of a conveyance. Plain Python: no clock, no rows."""

from changai.conveyance.rules._life import (
    SIGNED,
    TRANSITIONS,
    Event,
    Lamp,
    State,
    Transition,
    lamp,
    line_of,
    transition,
)
from changai.conveyance.rules._shape import Counts, Desk, Placed, branches, counted, lay_out

__all__ = [
    "Counts",
    "Desk",
    "Event",
    "Lamp",
    "Placed",
    "SIGNED",
    "State",
    "TRANSITIONS",
    "Transition",
    "branches",
    "counted",
    "lamp",
    "lay_out",
    "line_of",
    "transition",
]
