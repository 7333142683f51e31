"""The life of a task as one table, shared by services, pages and tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    REGISTERED = "REGISTERED"
    ASSIGNED = "ASSIGNED"
    IN_PROGRESS = "IN_PROGRESS"
    UNDER_REVIEW = "UNDER_REVIEW"
    DONE = "DONE"
    CLOSED = "CLOSED"
    ARCHIVED = "ARCHIVED"
    CANCELLED = "CANCELLED"

    @property
    def is_open(self) -> bool:
        """Say whether it still stands between a parent and its end: not accepted, not cancelled."""
        return self in OPEN

    @property
    def is_owed(self) -> bool:
        """Say whether a unit owes it now, so that its clock runs."""
        return self in OWED

    @property
    def is_over(self) -> bool:
        """Say whether it was accepted; such a task never opens again."""
        return self in OVER


OPEN = frozenset({State.REGISTERED, State.ASSIGNED, State.IN_PROGRESS, State.UNDER_REVIEW})
OWED = OPEN - {State.REGISTERED}
OVER = frozenset({State.DONE, State.CLOSED, State.ARCHIVED})
WORKING = frozenset({State.ASSIGNED, State.IN_PROGRESS})


class Event(StrEnum):
    REGISTER = "register"
    ASSIGN = "assign"
    ACKNOWLEDGE = "acknowledge"
    DECLINE = "decline"
    REPORT = "report"
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    STRIKE_OFF = "strike_off"
    ARCHIVE = "archive"
    CANCEL = "cancel"
    REASSIGN = "reassign"


class Actor(StrEnum):
    """Who may act, as seen from the task; policies turn it into posts at units."""

    OFFICE = "office"  # office of the assigning unit
    REGISTRAR = "registrar"  # office or supervisor of the registering unit
    LEAD = "lead"  # liaison, responsible person or clerk of the lead unit
    REVIEWER = "reviewer"  # of the assigning unit, neither the reporter nor of the lead unit
    STRIKER = "striker"  # supervisor or leader over the assigning unit, not the reporter


class Guard(StrEnum):
    SOURCE_CLAUSE = "source_clause"
    LEAD_AND_DATE = "lead_and_date"
    WITHIN_DECLINE_DAYS = "within_decline_days"
    REASON = "reason"
    EVIDENCE = "evidence"
    NOTHING_OPEN_BELOW = "nothing_open_below"
    ANOTHER_PERSON = "another_person"
    EXTENSION_ANSWERED = "extension_answered"


@dataclass(frozen=True)
class Transition:
    """One line of the table: from a state, by an event, to a state, under guards."""

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
# Each event has one line: who may cause it does not depend on the state.
TRANSITIONS: tuple[Transition, ...] = (
    _line({None}, E.REGISTER, A.REGISTRAR, (G.SOURCE_CLAUSE,), S.REGISTERED),
    _line({S.REGISTERED}, E.ASSIGN, A.OFFICE, (G.LEAD_AND_DATE,), S.ASSIGNED),
    _line({S.ASSIGNED}, E.ACKNOWLEDGE, A.LEAD, (), S.IN_PROGRESS),
    _line({S.ASSIGNED}, E.DECLINE, A.LEAD, (G.WITHIN_DECLINE_DAYS, G.REASON), S.REGISTERED),
    _line({S.IN_PROGRESS}, E.REPORT, A.LEAD, (), S.IN_PROGRESS),
    _line({S.IN_PROGRESS}, E.SUBMIT, A.LEAD, (G.EVIDENCE, G.NOTHING_OPEN_BELOW), S.UNDER_REVIEW),
    _line({S.UNDER_REVIEW}, E.RETURN, A.REVIEWER, (G.ANOTHER_PERSON, G.REASON), S.IN_PROGRESS),
    _line(
        {S.UNDER_REVIEW},
        E.ACCEPT,
        A.REVIEWER,
        (G.ANOTHER_PERSON, G.EVIDENCE, G.NOTHING_OPEN_BELOW, G.EXTENSION_ANSWERED),
        S.DONE,
    ),
    _line({S.DONE}, E.STRIKE_OFF, A.STRIKER, (G.ANOTHER_PERSON, G.NOTHING_OPEN_BELOW), S.CLOSED),
    _line({S.CLOSED}, E.ARCHIVE, A.OFFICE, (), S.ARCHIVED),
    _line(set(OPEN), E.CANCEL, A.OFFICE, (G.REASON,), S.CANCELLED),
    _line(set(OPEN), E.REASSIGN, A.OFFICE, (G.REASON, G.LEAD_AND_DATE), S.ASSIGNED),
)
_LINES = {line.event: line for line in TRANSITIONS}


def line_of(event: Event) -> Transition:
    """Return the line of the table for an event."""
    return _LINES[event]


def transition(event: Event, state: State | None) -> Transition | None:
    """Return the line of the table for an event in a state; None where the table has none."""
    line = _LINES[event]
    return line if state in line.sources else None
