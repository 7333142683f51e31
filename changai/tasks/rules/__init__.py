"""What is true of a task, whoever asks and wherever it is stored."""

from changai.tasks.rules._clock import (
    Colour,
    ColourReading,
    TimeFacts,
    behind_from,
    colour,
    days_late,
    first_late_day,
    resumed_due,
)
from changai.tasks.rules._life import (
    TRANSITIONS,
    Actor,
    Event,
    Guard,
    State,
    Transition,
    transition,
)

__all__ = [
    "TRANSITIONS",
    "Actor",
    "Colour",
    "ColourReading",
    "Event",
    "Guard",
    "State",
    "TimeFacts",
    "Transition",
    "behind_from",
    "colour",
    "days_late",
    "first_late_day",
    "resumed_due",
    "transition",
]
