"""The life of a meeting as one table, shared by services, pages and tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    DRAFT = "DRAFT"
    CONVENED = "CONVENED"
    HELD = "HELD"
    MINUTES_SIGNED = "MINUTES_SIGNED"
    CANCELLED = "CANCELLED"


class Event(StrEnum):
    PLAN = "plan"
    RECORD = "record"
    CONVENE = "convene"
    HOLD = "hold"
    SIGN = "sign"
    CANCEL = "cancel"


class Guard(StrEnum):
    HAS_AGENDA = "has_agenda"
    DAY_AHEAD = "day_ahead"
    DAY_COME = "day_come"
    BEGUN = "begun"
    DECISIONS_COMPLETE = "decisions_complete"
    REASON = "reason"


@dataclass(frozen=True)
class Transition:
    """One line of the table: from a state, by an event, to a state, under guards.

    Every step is taken by somebody who runs the body: its office.
    """

    sources: frozenset[State | None]
    event: Event
    guards: tuple[Guard, ...]
    target: State


def _line(
    sources: set[State | None], event: Event, guards: tuple[Guard, ...], target: State
) -> Transition:
    return Transition(frozenset(sources), event, guards, target)


S, E, G = State, Event, Guard
# RECORD is a past meeting taken from a report that a person confirmed.
TRANSITIONS: tuple[Transition, ...] = (
    _line({None}, E.PLAN, (), S.DRAFT),
    _line({None}, E.RECORD, (), S.HELD),
    _line({S.DRAFT}, E.CONVENE, (G.HAS_AGENDA, G.DAY_AHEAD), S.CONVENED),
    _line({S.CONVENED}, E.HOLD, (G.DAY_COME,), S.HELD),
    _line({S.HELD}, E.SIGN, (G.BEGUN, G.DECISIONS_COMPLETE), S.MINUTES_SIGNED),
    _line({S.DRAFT, S.CONVENED}, E.CANCEL, (G.REASON,), S.CANCELLED),
)
_LINES = {line.event: line for line in TRANSITIONS}
# Day, rooms, agenda and papers may change until the meeting is held.
PREPARED_IN = frozenset({State.DRAFT, State.CONVENED})
# Who came, who spoke, outcomes and decisions are written down while the minutes are open.
RECORDED_IN = frozenset({State.HELD})
# A decision becomes a task once the meeting is held, before the minutes are signed or after.
TASKS_IN = frozenset({State.HELD, State.MINUTES_SIGNED})
AHEAD = frozenset({State.DRAFT, State.CONVENED})


def line_of(event: Event) -> Transition:
    """Return the line of the table for an event."""
    return _LINES[event]


def transition(event: Event, state: State | None) -> Transition | None:
    """Return the line of the table for an event in a state; None where the table has none."""
    line = _LINES[event]
    return line if state in line.sources else None


def events_from(state: State) -> tuple[Event, ...]:
    """Return what may happen to a meeting in a state, in the order of the table."""
    return tuple(line.event for line in TRANSITIONS if state in line.sources)
