"""The life of a node as one table, shared by services, pages and tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    SENT = "SENT"
    SIGNED = "SIGNED"
    PASSED_ON = "PASSED_ON"
    RECALLED = "RECALLED"


class Event(StrEnum):
    SEND = "send"
    SIGN = "sign"
    HAND_DOWN = "hand_down"
    RECALL = "recall"


class Lamp(StrEnum):
    """What pages show: the state, and overdue, which is counted and never typed."""

    OVERDUE = "OVERDUE"
    SENT = "SENT"
    SIGNED = "SIGNED"
    PASSED_ON = "PASSED_ON"
    RECALLED = "RECALLED"


@dataclass(frozen=True)
class Transition:
    """One line of the table: from a state, by an event, to a state."""

    sources: frozenset[State | None]
    event: Event
    target: State


TRANSITIONS: tuple[Transition, ...] = (
    Transition(frozenset({None}), Event.SEND, State.SENT),
    Transition(frozenset({State.SENT}), Event.SIGN, State.SIGNED),
    Transition(frozenset({State.SIGNED, State.PASSED_ON}), Event.HAND_DOWN, State.PASSED_ON),
    Transition(frozenset({State.SENT}), Event.RECALL, State.RECALLED),
)
# A unit in one of these states signed for what it got.
SIGNED = (State.SIGNED, State.PASSED_ON)
_LINES = {line.event: line for line in TRANSITIONS}


def line_of(event: Event) -> Transition:
    """Return the line of the table for an event."""
    return _LINES[event]


def transition(event: Event, state: State | None) -> Transition | None:
    """Return the line of the table for an event in a state; None where the table has none."""
    line = _LINES[event]
    return line if state in line.sources else None


def lamp(state: str, sign_by: date, today: date) -> Lamp:
    """Return what a node shows: past its day without a signature it is overdue."""
    if state == State.SENT and sign_by < today:
        return Lamp.OVERDUE
    return Lamp(state)
