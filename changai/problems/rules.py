"""The life of a problem as one table, and how a pasted list is read. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MAX_WORDS, MAX_WHERE, MAX_REASON = 600, 300, 300
MAX_LINES = 500


class State(StrEnum):
    """Where a problem stands. That its rectification is done is said by its task."""

    OPEN = "OPEN"
    RECTIFYING = "RECTIFYING"
    HELD = "HELD"
    CAME_BACK = "CAME_BACK"
    DROPPED = "DROPPED"


class Source(StrEnum):
    """Where a problem was found."""

    MEETING = "MEETING"
    INSPECTION = "INSPECTION"
    DOCUMENT = "DOCUMENT"
    OTHER = "OTHER"


class Event(StrEnum):
    ADD = "add"
    CHANGE = "change"
    RECTIFY = "rectify"
    HOLD = "hold"
    COME_BACK = "come_back"
    DROP = "drop"


class Actor(StrEnum):
    OFFICE = "office"  # works at the unit that keeps the problem
    LOOKER = "looker"  # of that unit or over it, of another unit than the one concerned


class Guard(StrEnum):
    WORDS = "words"
    LEAD_AND_DATE = "lead_and_date"
    TASK_OVER = "task_over"
    LOOK_BACK_DAY = "look_back_day"
    TASK_NOT_RUNNING = "task_not_running"


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
_LOOK = (G.WORDS, G.TASK_OVER, G.LOOK_BACK_DAY)
TRANSITIONS: tuple[Transition, ...] = (
    _line({None}, E.ADD, A.OFFICE, (G.WORDS,), S.OPEN),
    _line({S.OPEN}, E.CHANGE, A.OFFICE, (G.WORDS,), S.OPEN),
    _line({S.OPEN}, E.RECTIFY, A.OFFICE, (G.LEAD_AND_DATE,), S.RECTIFYING),
    _line({S.RECTIFYING}, E.HOLD, A.LOOKER, _LOOK, S.HELD),
    _line({S.RECTIFYING}, E.COME_BACK, A.LOOKER, _LOOK, S.CAME_BACK),
    _line({S.OPEN, S.RECTIFYING}, E.DROP, A.OFFICE, (G.WORDS, G.TASK_NOT_RUNNING), S.DROPPED),
)
_LINES = {line.event: line for line in TRANSITIONS}


def line_of(event: Event) -> Transition:
    """Return the line of the table for an event."""
    return _LINES[event]


def transition(event: Event, state: State | None) -> Transition | None:
    """Return the line for an event in a state; None where the table has none."""
    line = _LINES[event]
    return line if state in line.sources else None


@dataclass(frozen=True)
class ListLine:
    """One line of a pasted list. `number` is the line as the person counts it, from 1."""

    number: int
    words: str
    unit: str
    found: str
    where: str


_HEADINGS = ("问题", "存在问题", "问题描述")  # not shown: headings of pasted lists
_UNIT_HEADING = "责任单位"  # not shown: a heading of pasted lists
_BREAK = re.compile(r"\t|\s*[|｜]\s*")
_DAY = re.compile(r"(20\d\d)[-./年](\d{1,2})[-./月](\d{1,2})")


def read_lines(text: str) -> list[ListLine]:
    """Return the lines of a pasted list: problem, unit, day found, where; by tabs or bars.

    A heading and empty lines are left out.
    """
    rows = [_BREAK.split(line.strip()) for line in text.splitlines()]
    return read_rows(rows)


def read_rows(rows: Sequence[Sequence[str]]) -> list[ListLine]:
    """Return the rows of a table as lines of a list; the first cell may be a running number."""
    found = []
    for number, row in enumerate(rows, start=1):
        cells = [str(cell).strip() for cell in row]
        if cells and cells[0].isdigit() and len(cells) > 1:
            cells = cells[1:]
        if not any(cells) or cells[0] in _HEADINGS or cells[:2][-1:] == [_UNIT_HEADING]:
            continue
        words, unit, day, where = (*cells[:4], "", "", "", "")[:4]
        found.append(ListLine(number, words, unit, day, where))
    return found


def read_day(text: str) -> date | None:
    """Return a day as lists write it; None for no day or none that exists."""
    match = _DAY.search(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
