"""The life of a value as one table: typed, approved by its unit, accepted above, then locked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_WORDS = 300


class State(StrEnum):
    """Where a value stands. Published is not a state: it is a third number beside the others."""

    TYPED = "TYPED"
    APPROVED = "APPROVED"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"


class Event(StrEnum):
    TYPE = "type"
    APPROVE = "approve"
    ACCEPT = "accept"
    RETURN = "return"
    REOPEN = "reopen"
    RESTATE = "restate"


class Actor(StrEnum):
    KEEPER = "keeper"  # of the unit the value speaks of, its office, or the department in charge
    ABOVE = "above"  # an office over that unit, and not the person who typed or approved


class Guard(StrEnum):
    WARNINGS_ANSWERED = "warnings_answered"
    NOT_LOCKED_ABOVE = "not_locked_above"
    WORDS = "words"
    NOT_PUBLISHED = "not_published"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Transition:
    """One line of the table: from states, by an event, to a state, under guards."""

    sources: frozenset[State | None]
    event: Event
    actor: Actor
    guards: tuple[Guard, ...]
    target: State


def _line(
    sources: set[State | None], event: Event, actor: Actor, guards: tuple[Guard, ...], target: State
) -> Transition:
    return Transition(frozenset(sources), event, actor, guards, target)


S, E, A, G = State, Event, Actor, Guard
TRANSITIONS: tuple[Transition, ...] = (
    _line(
        {None, S.TYPED, S.RETURNED},
        E.TYPE,
        A.KEEPER,
        (G.WARNINGS_ANSWERED, G.NOT_LOCKED_ABOVE),
        S.TYPED,
    ),
    _line({S.TYPED}, E.APPROVE, A.KEEPER, (), S.APPROVED),
    _line({S.APPROVED}, E.ACCEPT, A.ABOVE, (), S.ACCEPTED),
    _line({S.APPROVED}, E.RETURN, A.ABOVE, (G.WORDS,), S.RETURNED),
    _line(
        {S.ACCEPTED},
        E.REOPEN,
        A.ABOVE,
        (G.WORDS, G.NOT_PUBLISHED, G.NOT_LOCKED_ABOVE),
        S.RETURNED,
    ),
    _line({S.ACCEPTED}, E.RESTATE, A.ABOVE, (G.WORDS, G.PUBLISHED), S.ACCEPTED),
)
_LINES = {line.event: line for line in TRANSITIONS}


def line_of(event: Event) -> Transition:
    """Return the line of the table for an event."""
    return _LINES[event]


def transition(event: Event, state: State | None) -> Transition | None:
    """Return the line for an event in a state; None where the table has none."""
    line = _LINES[event]
    return line if state in line.sources else None
