"""The life of a cooperating unit's duty, as a table beside that of the task."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DutyState(StrEnum):
    OPEN = "OPEN"
    REPORTED = "REPORTED"
    ACCEPTED = "ACCEPTED"
    WAIVED = "WAIVED"

    @property
    def is_open(self) -> bool:
        """Say whether it still stands between its task and the end."""
        return self in OPEN_DUTY


OPEN_DUTY = frozenset({DutyState.OPEN, DutyState.REPORTED})


class DutyEvent(StrEnum):
    ADD = "add"
    REPORT = "report"
    ACCEPT = "accept"
    RETURN = "return"
    WAIVE = "waive"


class DutyActor(StrEnum):
    """Who may act, as seen from the duty."""

    OFFICE = "office"  # office of the unit that assigned the task
    COOPERATOR = "cooperator"  # works at the cooperating unit
    LEAD = "lead"  # works at the lead unit, another person than the reporter


@dataclass(frozen=True)
class DutyTransition:
    """One line of the table of duties; the task itself must be owed."""

    sources: frozenset[DutyState | None]
    event: DutyEvent
    actor: DutyActor
    needs_reason: bool
    target: DutyState


def _line(
    sources: set[DutyState | None],
    event: DutyEvent,
    actor: DutyActor,
    target: DutyState,
    *,
    needs_reason: bool = False,
) -> DutyTransition:
    return DutyTransition(frozenset(sources), event, actor, needs_reason, target)


S, E, A = DutyState, DutyEvent, DutyActor
DUTY_TRANSITIONS: tuple[DutyTransition, ...] = (
    _line({None}, E.ADD, A.OFFICE, S.OPEN),
    _line({S.OPEN}, E.REPORT, A.COOPERATOR, S.REPORTED),
    _line({S.REPORTED}, E.ACCEPT, A.LEAD, S.ACCEPTED),
    _line({S.REPORTED}, E.RETURN, A.LEAD, S.OPEN, needs_reason=True),
    _line({S.OPEN, S.REPORTED}, E.WAIVE, A.OFFICE, S.WAIVED, needs_reason=True),
)
_LINES = {line.event: line for line in DUTY_TRANSITIONS}


def duty_line_of(event: DutyEvent) -> DutyTransition:
    """Return the line of the table for an event."""
    return _LINES[event]


def duty_transition(event: DutyEvent, state: DutyState | None) -> DutyTransition | None:
    """Return the line of the table for an event in a state; None where the table has none."""
    line = _LINES[event]
    return line if state in line.sources else None
