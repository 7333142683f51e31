"""When a slip is due and which one, and the life of a slip as one table.

The colours are those of the task, computed elsewhere; a slip has a cause or it is not proposed.
Source: blue near due, yellow behind or of poor quality, red overdue (Suqian 2025); one matter one
slip, each higher one only after the lower failed, important matters may start higher (Sanming).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """What is sent; the codes are those of the papers, but a reminder is no paper."""

    REMINDER = "REMINDER"
    CHASING_NOTICE = "CHASING_NOTICE"
    BLUE_SLIP = "BLUE_SLIP"
    YELLOW_SLIP = "YELLOW_SLIP"
    RED_SLIP = "RED_SLIP"

    @property
    def rung(self) -> int:
        """Return its place on the ladder: 0 for what stands before the slips, 3 for red."""
        return RUNGS[self]

    @property
    def is_paper(self) -> bool:
        """Say whether it goes out as an official paper."""
        return self is not Level.REMINDER


RUNGS = {
    Level.REMINDER: 0,
    Level.CHASING_NOTICE: 0,
    Level.BLUE_SLIP: 1,
    Level.YELLOW_SLIP: 2,
    Level.RED_SLIP: 3,
}
LADDER = (Level.BLUE_SLIP, Level.YELLOW_SLIP, Level.RED_SLIP)


class Cause(StrEnum):
    """Why a matter is looked at; the first five propose a slip, the others say why none is."""

    OVERDUE = "overdue"
    BEHIND = "behind_trajectory"
    POOR = "poor_quality"
    NEAR_DUE = "near_due"
    UNSIGNED = "unsigned"
    WAITING_UNIT = "waiting_unit"
    CLOCK_STOPPED = "clock_stopped"
    UNDER_REVIEW = "under_review"
    EXTENSION = "extension_asked"
    SLIP_RUNS = "slip_runs"
    ALL_FAILED = "all_failed"
    NOTHING = "nothing"


TOPS = {
    Cause.OVERDUE: Level.RED_SLIP,
    Cause.BEHIND: Level.YELLOW_SLIP,
    Cause.POOR: Level.YELLOW_SLIP,
    Cause.NEAR_DUE: Level.BLUE_SLIP,
    Cause.UNSIGNED: Level.CHASING_NOTICE,
}
# What keeps a slip from the lead although a light is on: somebody else is waited for.
EXCUSES = (Cause.CLOCK_STOPPED, Cause.WAITING_UNIT, Cause.EXTENSION, Cause.UNDER_REVIEW)


@dataclass(frozen=True)
class Matter:
    """All a proposal follows from.

    `colour_cause` is the cause of the task's own light. `duty_late` means that a cooperating unit
    owes its duty beyond the date. `failed` are the slips that went out and whose date to put it
    right has passed; `running` says that one is being drafted, or its date has not passed.
    """

    colour_cause: str
    unsigned: bool = False
    poor: bool = False
    submitted: bool = False
    stopped: bool = False
    duty_late: bool = False
    extension_asked: bool = False
    running: bool = False
    failed: tuple[Level, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What the software proposes: a level and its cause, or no level and why not."""

    level: Level | None
    cause: Cause
    light: Cause


def light_of(matter: Matter) -> Cause:
    """Return what is wrong with a matter, the worst first; NOTHING for a good one."""
    known = {Cause.OVERDUE.value: Cause.OVERDUE, Cause.BEHIND.value: Cause.BEHIND}
    if found := known.get(matter.colour_cause):
        return found
    if matter.poor:
        return Cause.POOR
    if matter.unsigned:
        return Cause.UNSIGNED
    return Cause.NEAR_DUE if matter.colour_cause == Cause.NEAR_DUE.value else Cause.NOTHING


def excuse_of(matter: Matter) -> Cause | None:
    """Return for whom or what the lead waits, None where it waits for nobody."""
    holds = {
        Cause.CLOCK_STOPPED: matter.stopped,
        Cause.WAITING_UNIT: matter.duty_late,
        Cause.EXTENSION: matter.extension_asked,
        Cause.UNDER_REVIEW: matter.submitted,
    }
    return next((cause for cause in EXCUSES if holds[cause]), None)


def propose(matter: Matter) -> Proposal:
    """Return what to send the lead of a matter.

    No slip against a lead that waits for another unit, a review, an answer or a stopped clock.
    The level is the next rung above those that failed, never above the one the light allows.
    """
    light = light_of(matter)
    if light is Cause.NOTHING:
        return Proposal(None, Cause.NOTHING, light)
    if excuse := excuse_of(matter):
        return Proposal(None, excuse, light)
    if matter.running:
        return Proposal(None, Cause.SLIP_RUNS, light)
    top = TOPS[light]
    if top.rung == 0:
        return Proposal(top, light, light)
    rung = max((level.rung for level in matter.failed), default=0) + 1
    if rung > top.rung:
        return Proposal(None, Cause.ALL_FAILED, light)
    return Proposal(LADDER[rung - 1], light, light)


def needs_reason(level: Level, proposed: Level) -> bool:
    """Say whether starting at a level skips a rung, which only a stated reason allows."""
    return level.rung > proposed.rung


def has_failed(*, until_on: date | None, today: date, lifted: bool) -> bool:
    """Say whether a slip that went out did not help: its date has passed and it still stands."""
    return not lifted and until_on is not None and until_on < today


class State(StrEnum):
    """Where a slip stands. Approved, sent and signed for are states of its paper."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    LIFTED = "LIFTED"
    WITHDRAWN = "WITHDRAWN"
    DISMISSED = "DISMISSED"

    @property
    def is_live(self) -> bool:
        """Say whether the slip still stands against its unit."""
        return self in LIVE


LIVE = frozenset({State.OPEN, State.ANSWERED})


class Event(StrEnum):
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    ANSWER = "answer"
    LIFT = "lift"


class Actor(StrEnum):
    OFFICE = "office"  # works at the unit that assigned the task
    RECEIVER = "receiver"  # works at the unit the slip goes to


class Guard(StrEnum):
    REASON = "reason"
    NOT_SENT = "not_sent"
    SENT = "sent"


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
    _line({None}, E.CONFIRM, A.OFFICE, (), S.OPEN),
    _line({None}, E.DISMISS, A.OFFICE, (G.REASON,), S.DISMISSED),
    _line({S.OPEN}, E.CHANGE, A.OFFICE, (G.NOT_SENT,), S.OPEN),
    _line({S.OPEN}, E.WITHDRAW, A.OFFICE, (G.NOT_SENT, G.REASON), S.WITHDRAWN),
    _line({S.OPEN, S.ANSWERED}, E.ANSWER, A.RECEIVER, (G.SENT, G.REASON), S.ANSWERED),
    _line({S.OPEN, S.ANSWERED}, E.LIFT, A.OFFICE, (G.SENT, G.REASON), S.LIFTED),
)
_LINES = {line.event: line for line in TRANSITIONS}


def line_of(event: Event) -> Transition:
    """Return the line of the table for an event."""
    return _LINES[event]


def transition(event: Event, state: State | None) -> Transition | None:
    """Return the line for an event in a state; None where the table has none."""
    line = _LINES[event]
    return line if state in line.sources else None
