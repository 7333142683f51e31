"""Which notice is due on which day, worked out slowly from what happened and nothing else.

Shares no code with the program: its own calendar, its own straight line, its own state.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

DAY = timedelta(days=1)


def span(first, last):
    days = [date(2026, *first)]
    while days[-1] < date(2026, *last):
        days.append(days[-1] + DAY)
    return days


# The notice of the State Council on the holidays of 2026.
HOLIDAYS = {
    *span((1, 1), (1, 3)),
    *span((2, 15), (2, 23)),
    *span((4, 4), (4, 6)),
    *span((5, 1), (5, 5)),
    *span((6, 19), (6, 21)),
    *span((9, 25), (9, 27)),
    *span((10, 1), (10, 7)),
}
MADE_UP = {
    date(2026, month, day) for month, day in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
}


def worked(day):
    return day in MADE_UP or (day.weekday() < 5 and day not in HOLIDAYS)


def monday_to_friday(day):
    return day.weekday() < 5


def after_working_days(day, count, is_worked):
    while count:
        day += DAY
        count -= is_worked(day)
    return day


@dataclass
class Story:
    """What has happened to one task so far."""

    lead: int
    cooperator: int | None = None
    duty_due: date | None = None
    duty_open: bool = True
    state: str = "ASSIGNED"
    due: date | None = None
    assigned: date | None = None
    said: Fraction | None = None
    has_target: bool = False
    stopped: date | None = None
    asked_in_time: bool | None = None
    wanted: date | None = None
    last_due_change: date | None = None
    told: set = field(default_factory=set)

    def happen(self, day, what, value=None):
        """Take one event into the story."""
        getattr(self, f"_{what}")(day, value)

    def _acknowledge(self, day, _):
        self.state = "IN_PROGRESS"

    def _report(self, day, value):
        self.said = Fraction(value)

    def _ask(self, day, wanted):
        counted = min(self.stopped, day) if self.stopped else day
        self.asked_in_time, self.wanted = counted <= self.due - DAY, wanted

    def _approve(self, day, granted):
        if self.asked_in_time:
            self.due, self.last_due_change = granted, day
        self.asked_in_time = None

    def _refuse(self, day, _):
        self.asked_in_time = None

    def _stop(self, day, _):
        self.stopped = day

    def _resume(self, day, _):
        since = max(self.stopped, self.last_due_change)
        if self.due >= since:
            moved = self.due + (day - since)
            if moved != self.due:
                self.due, self.last_due_change = moved, day
        self.stopped = None

    def _amend(self, day, due):
        self.due, self.last_due_change, self.asked_in_time = due, day, None

    def _submit(self, day, _):
        if self.stopped:
            self._resume(day, None)
        self.state = "UNDER_REVIEW"

    def _return(self, day, _):
        self.state = "IN_PROGRESS"

    def _accept(self, day, _):
        self.state = "DONE"
        self.asked_in_time = None

    def _duty(self, day, _):
        self.duty_open = False

    def behind_since(self):
        """Return the first day on which the line, less a tenth, has passed what is said."""
        if not self.has_target or self.due is None or self.due <= self.assigned:
            return None
        reached = (self.said or Fraction(0)) / 100
        if reached >= 1:
            return None
        length, day = (self.due - self.assigned).days, self.assigned
        while Fraction((day - self.assigned).days, length) <= min(reached + Fraction(1, 10), 1):
            day += DAY
        return day

    def due_now(self, today, is_worked):
        """Return the causes that hold today, told before or not: (kind, mark, who is told)."""
        found = []
        running = self.state in ("ASSIGNED", "IN_PROGRESS") and not self.stopped
        near = after_working_days(today, 3, is_worked)
        if running and self.due:
            if today <= self.due <= near:
                found.append(("near_due", self.due, "lead"))
            if self.due < today and not self.asked_in_time:
                found.append(("overdue", self.due, "lead office"))
            behind = self.behind_since()
            if behind and behind <= today <= self.due:
                found.append(("behind", behind, "lead"))
        if self.state == "ASSIGNED" and not self.stopped:
            for kind, days, who in (
                ("unsigned", 2, "lead"),
                ("unsigned_escalated", 3, "office supervisor"),
            ):
                if today > after_working_days(self.assigned, days, is_worked):
                    found.append((kind, self.assigned, who))
        if self.duty_due and self.duty_open and self.state != "DONE":
            if today <= self.duty_due <= near:
                found.append(("duty_near_due", self.duty_due, "cooperator"))
            if self.duty_due < today:
                found.append(("duty_overdue", self.duty_due, "cooperator lead"))
        return found

    def tell(self, today, is_worked=worked):
        """Return what is to be told today and was not told before."""
        new = [cause for cause in self.due_now(today, is_worked) if cause[:2] not in self.told]
        self.told |= {cause[:2] for cause in new}
        return new
