"""The life of a pilot as one table, and its term. Plain Python."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Status(StrEnum):
    """Where a pilot stands; the first three are alive."""

    NEW = "NEW"
    CULTIVATED = "CULTIVATED"
    CONSOLIDATED = "CONSOLIDATED"
    GRADUATED = "GRADUATED"
    REMOVED = "REMOVED"


LIVE = (Status.NEW, Status.CULTIVATED, Status.CONSOLIDATED)


class Event(StrEnum):
    NAME = "name"
    CULTIVATE = "cultivate"
    CONSOLIDATE = "consolidate"
    DEEPEN = "deepen"
    CHECK = "check"
    RENEW = "renew"
    GRADUATE = "graduate"
    REMOVE = "remove"
    RAISE = "raise"
    ALARM = "alarm"


class Actor(StrEnum):
    NAMER = "namer"  # of the office that named it, and not of the pilot itself
    HIGHER = "higher"  # of the office of a wider tier that answers for it
    CLOCK = "clock"


class Guard(StrEnum):
    BASIS = "basis"
    WORDS = "words"
    PASSED = "passed"
    NOT_LIVE = "not_live"
    NOT_CHECKED = "not_checked"
    CHECKED = "checked"
    NEXT_PHASE = "next_phase"
    TERM_NEAR = "term_near"
    HIGHER_TIER = "higher_tier"
    DAY_COME = "day_come"


@dataclass(frozen=True)
class Transition:
    """One line of the table; `target` None leaves the status as it is. Its event is its rule."""

    sources: frozenset[Status | None]
    event: Event
    actor: Actor
    guards: tuple[Guard, ...]
    target: Status | None


def _line(
    sources: set[Status | None],
    event: Event,
    actor: Actor,
    guards: tuple[Guard, ...],
    target: Status | None,
) -> Transition:
    return Transition(frozenset(sources), event, actor, (Guard.BASIS, *guards), target)


S, E, A, G = Status, Event, Actor, Guard
_ALIVE: set[Status | None] = set(LIVE)
TRANSITIONS: tuple[Transition, ...] = (
    _line({None}, E.NAME, A.NAMER, (G.PASSED, G.NOT_LIVE), S.NEW),
    _line({S.NEW}, E.CULTIVATE, A.NAMER, (), S.CULTIVATED),
    _line({S.CULTIVATED}, E.CONSOLIDATE, A.NAMER, (G.CHECKED,), S.CONSOLIDATED),
    _line(_ALIVE, E.DEEPEN, A.NAMER, (G.NEXT_PHASE,), None),
    _line(_ALIVE, E.CHECK, A.NAMER, (G.WORDS, G.NOT_CHECKED), None),
    _line(_ALIVE, E.RENEW, A.NAMER, (G.CHECKED, G.TERM_NEAR), None),
    _line({S.CULTIVATED, S.CONSOLIDATED}, E.GRADUATE, A.NAMER, (G.CHECKED,), S.GRADUATED),
    _line(_ALIVE, E.REMOVE, A.NAMER, (G.WORDS,), S.REMOVED),
    _line(_ALIVE, E.RAISE, A.HIGHER, (G.PASSED, G.HIGHER_TIER), None),
    _line(_ALIVE, E.ALARM, A.CLOCK, (G.DAY_COME,), None),
)
_LINES = {line.event: line for line in TRANSITIONS}


def line_of(event: Event) -> Transition:
    """Return the line of the table for an event."""
    return _LINES[event]


def transition(event: Event, status: Status | None) -> Transition | None:
    """Return the line for an event in a status; None where the table has none."""
    line = _LINES[event]
    return line if status in line.sources else None


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Term:
    """The days of one term: its first, the one by which it is checked, and its last."""

    from_on: date
    mid_on: date
    ends_on: date


def term_from(day: date, *, months: int, mid_months: int) -> Term:
    """Return the term that begins on a day. Units: months."""
    last = add_months(day, months) - timedelta(days=1)
    return Term(day, min(add_months(day, mid_months), last), last)


class Alarm(StrEnum):
    """What a pilot's days call for."""

    CHECK_DUE = "CHECK_DUE"
    TERM_NEAR = "TERM_NEAR"
    TERM_PAST = "TERM_PAST"


def alarms_due(
    term: Term, *, is_checked: bool, told: frozenset[Alarm], before_days: int, today: date
) -> list[Alarm]:
    """Return what is to be told of a live pilot today and was not told in this term."""
    lead = timedelta(days=before_days)
    due = []
    if not is_checked and term.mid_on - lead <= today:
        due.append(Alarm.CHECK_DUE)
    if term.ends_on < today:
        due.append(Alarm.TERM_PAST)
    elif term.ends_on - lead <= today:
        due.append(Alarm.TERM_NEAR)
    return [one for one in due if one not in told]
