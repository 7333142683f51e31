"""Dates, lateness and colours of a task. Colours are computed from facts and never typed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum


class Colour(StrEnum):
    """What the lamp shows. NONE: nothing is owed or no date is set."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"
    STOPPED = "stopped"
    NONE = "none"


@dataclass(frozen=True)
class TimeFacts:
    """All a colour follows from.

    Units: dates; `blue_from` is the first day on which the due date counts as near.
    """

    due_on: date | None
    owed: bool
    submitted_on: date | None = None
    done_on: date | None = None
    behind_on: date | None = None
    first_late_on: date | None = None
    stopped_on: date | None = None


@dataclass(frozen=True)
class ColourReading:
    """A colour, the code of its cause, and the days that gave it."""

    colour: Colour
    cause: str
    due_on: date | None
    days_late: int
    behind_on: date | None
    first_late_on: date | None


def days_late(due_on: date | None, today: date) -> int:
    """Return whole days past the due date; 0 on the day itself, before it and without one."""
    return max(0, (today - due_on).days) if due_on else 0


def colour(facts: TimeFacts, *, today: date, near_until: date) -> ColourReading:
    """Return the colour of a task on a day, with its cause.

    `near_until` is the last due date that counts as near: today plus the pack's working days.
    Order: red (overdue) before yellow (late before, or behind) before blue (near) before green.
    A submission on time stops lateness while it is under review; a stopped clock hides a date
    that has not passed, never one that had passed before the stop.
    Source: blue near due, yellow behind or made up late, red overdue until closed (Suqian 2025;
    Wenzhou Ouhai 2020: a red caught up late turns yellow, not green).
    """
    due = facts.due_on
    judged = facts.submitted_on or facts.stopped_on or today
    late = days_late(due, judged) if facts.owed else 0

    def reading(shade: Colour, cause: str) -> ColourReading:
        return ColourReading(shade, cause, due, late, facts.behind_on, facts.first_late_on)

    if not facts.owed:
        if facts.done_on is None:
            return reading(Colour.NONE, "not_owed")
        if facts.first_late_on:
            return reading(Colour.YELLOW, "made_up_late")
        return reading(Colour.GREEN, "finished")
    if late:
        return reading(Colour.RED, "overdue")
    if facts.first_late_on:
        return reading(Colour.YELLOW, "late_before")
    if facts.stopped_on:
        return reading(Colour.STOPPED, "clock_stopped")
    if facts.submitted_on:
        return reading(Colour.GREEN, "submitted_in_time")
    if facts.behind_on and facts.behind_on <= today:
        return reading(Colour.YELLOW, "behind_trajectory")
    if due is None:
        return reading(Colour.NONE, "no_date")
    if due <= near_until:
        return reading(Colour.BLUE, "near_due")
    return reading(Colour.GREEN, "on_course")


def behind_from(
    *, started_on: date | None, due_on: date | None, wanted: Decimal | None, reached: Decimal | None
) -> date | None:
    """Return the first day on which a straight line to the target has passed what was reached.

    None without a start, a date or a positive target, and when the target is reached.
    A tenth of the way is granted at the start, so that nothing is behind on its second day.
    """
    if started_on is None or due_on is None or not wanted or wanted <= 0 or due_on <= started_on:
        return None
    share = (reached or Decimal(0)) / wanted
    if share >= 1:
        return None
    span = (due_on - started_on).days
    passed = math.floor(span * min(share + Decimal("0.1"), Decimal(1)))
    return started_on + timedelta(days=passed + 1)


def first_late_day(
    due_dates: Sequence[tuple[date, date | None]],
    *,
    stopped: Sequence[tuple[date, date | None]] = (),
    until: date,
) -> date | None:
    """Return the first day on which the date in force had passed, up to and including `until`.

    `due_dates` are (in force from, due date); the last one begun is in force. `stopped` are spans
    (first day, day of resumption or None) in which no day counts as late.
    Source: an amendment or an extension never erases lateness that had happened before it.
    """
    history = sorted(due_dates, key=lambda change: change[0])
    for index, (begins, due) in enumerate(history):
        if due is None:
            continue
        ends = history[index + 1][0] - timedelta(days=1) if index + 1 < len(history) else until
        day = max(begins, due + timedelta(days=1))
        while day <= min(ends, until):
            span = next((s for s in stopped if s[0] <= day and (s[1] is None or day < s[1])), None)
            if span is None:
                return day
            if span[1] is None:
                break
            day = span[1]
    return None


def late_from(
    due_on: date | None,
    *,
    today: date,
    submitted_on: date | None = None,
    stopped_on: date | None = None,
) -> date | None:
    """Return the first day late under the date in force, None if it is not late on a day.

    A submission and a stopped clock end the counting on their day.
    """
    judged = submitted_on or stopped_on or today
    return due_on + timedelta(days=1) if due_on is not None and due_on < judged else None


def asked_in_time(due_on: date, asked_on: date, *, days_before: int) -> bool:
    """Say whether an extension was asked while there was still time."""
    return asked_on <= due_on - timedelta(days=days_before)


def resumed_due(due_on: date | None, stopped_on: date, resumed_on: date) -> date | None:
    """Return the due date moved by the days the clock stood still; unchanged if it had passed."""
    if due_on is None or due_on < stopped_on:
        return due_on
    return due_on + (resumed_on - stopped_on)


def split_gap(wanted: Decimal, splits: Sequence[Decimal]) -> Decimal:
    """Return what the parts lack of the whole; negative where they promise more."""
    return wanted - sum(splits, Decimal(0))
