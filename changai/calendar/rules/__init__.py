"""Working days of China, and what a deadline in words means as a date."""

from changai.calendar.rules._deadlines import DeadlineKind, DeadlineReading, deadline_date
from changai.calendar.rules._workdays import WorkCalendar

__all__ = ["DeadlineKind", "DeadlineReading", "WorkCalendar", "deadline_date"]
