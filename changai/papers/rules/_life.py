"""The life of a paper as one table, shared by services, pages and tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    ISSUED = "ISSUED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def is_frozen(self) -> bool:
        """Say whether the paper went out: nothing in it ever changes again."""
        return self in FROZEN


FROZEN = frozenset({State.ISSUED, State.WITHDRAWN})
OPEN = frozenset({State.DRAFT, State.APPROVED})


class Event(StrEnum):
    DRAFT = "draft"
    EDIT = "edit"
    REDRAW = "redraw"
    APPROVE = "approve"
    RETURN = "return"
    DISCARD = "discard"
    ISSUE = "issue"
    WITHDRAW = "withdraw"


class Actor(StrEnum):
    """Who may act, as seen from the paper; policies turn it into people."""

    ISSUER = "issuer"  # whom the kind lets draft and issue it
    APPROVER = "approver"  # another person of the issuing unit, or above it


@dataclass(frozen=True)
class Transition:
    """One line of the table: from a state, by an event, to a state; None is before and after."""

    sources: frozenset[State | None]
    event: Event
    actor: Actor
    target: State | None


S, E, A = State, Event, Actor
TRANSITIONS: tuple[Transition, ...] = (
    Transition(frozenset({None}), E.DRAFT, A.ISSUER, S.DRAFT),
    Transition(frozenset({S.DRAFT}), E.EDIT, A.ISSUER, S.DRAFT),
    Transition(frozenset({S.DRAFT}), E.REDRAW, A.ISSUER, S.DRAFT),
    Transition(frozenset({S.DRAFT}), E.APPROVE, A.APPROVER, S.APPROVED),
    Transition(frozenset({S.APPROVED}), E.RETURN, A.ISSUER, S.DRAFT),
    Transition(frozenset({S.DRAFT}), E.DISCARD, A.ISSUER, None),
    Transition(frozenset({S.APPROVED}), E.ISSUE, A.ISSUER, S.ISSUED),
    Transition(frozenset({S.ISSUED}), E.WITHDRAW, A.ISSUER, S.WITHDRAWN),
)
_LINES = {line.event: line for line in TRANSITIONS}


def line_of(event: Event) -> Transition:
    """Return the line of the table for an event."""
    return _LINES[event]


def allows(event: Event, state: State | None) -> bool:
    """Say whether the table has this event in this state."""
    return state in _LINES[event].sources
