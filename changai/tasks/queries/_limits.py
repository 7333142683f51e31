"""Limits and working days of the packs in use, as tasks need them."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from changai import packs
from changai.calendar.rules import WorkCalendar

PLACE = ZoneInfo("Asia/Shanghai")


@cache
def pack() -> packs.Pack:
    """Return the packs in use; read once for the life of the process."""
    return packs.load(settings.PACK_NAMES, settings.PACKS_DIR)


@cache
def work_calendar() -> WorkCalendar:
    """Return the working days of the packs in use."""
    return WorkCalendar(pack().working_day_overrides, pack().working_years)


def local_day(at: datetime) -> date:
    """Return the day of a moment in Shanghai."""
    return at.astimezone(PLACE).date()


def near_until(today: date) -> date:
    """Return the last due date that counts as near on a day."""
    return work_calendar().add_workdays(today, pack().clock("blue_before_due").value_on(today))


def decline_until(assigned_on: date) -> date:
    """Return the last day on which a lead unit may say that an item is not its own."""
    days = pack().clock("decline_within").value_on(assigned_on)
    return work_calendar().add_workdays(assigned_on, days)


def extension_days_before(day: date) -> int:
    """Return how many days before the due date an extension must have been asked."""
    return pack().clock("extension_asked_before").value_on(day)


def evidence_by_default(shape: str) -> bool:
    """Say whether a row of this shape asks for evidence unless its plan says otherwise."""
    return any(row.code == shape and row.evidence_by_default for row in pack().task_shapes)
