"""The calendar of this place: published working days, with what the packs override."""

from __future__ import annotations

from functools import cache

from changai.calendar.rules import WorkCalendar
from changai.packs.current import pack


@cache
def working_calendar() -> WorkCalendar:
    """Return the working-day calendar of the packs in use."""
    return WorkCalendar(pack().working_day_overrides, pack().working_years)
