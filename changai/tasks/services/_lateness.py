"""Marks of lateness, kept for good: put before every change that would hide them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from changai.audit import services as audit
from changai.tasks import rules
from changai.tasks.models import DueChange, Duty, Extension, Stop, Task
from changai.tasks.queries import behind_day, first_late_day, local_day
from changai.tasks.rules import DutyState, State
from changai.tasks.services._action import Action
from changai.tasks.services._guards import held_extension


def late_mark(task: Task, today: date) -> dict[str, Any]:
    """Return the mark of lateness the task has earned by a day, as a change; empty if none.

    The caller writes it in the same step. A request asked in time and not yet answered holds it
    off. Cost: none for a task in time or marked before, else four queries.
    """
    if task.first_late_on is not None or not State(task.state).is_owed:
        return {}
    late = rules.late_from(
        task.due_on, today=today, submitted_on=task.submitted_on, stopped_on=task.stopped_on
    )
    if late is None or held_extension(task):
        return {}
    # Days under review or with a stopped clock before today do not count.
    return {"first_late_on": first_late_day(task, today) or late}


def end_requests(action: Action, task: Task) -> int:
    """Withdraw the request for a later date that waits, because it lost its object."""
    return Extension.objects.filter(task=task, state=Extension.State.ASKED).update(
        state=Extension.State.WITHDRAWN, decided_by=action.by, decided_at=action.at
    )


def resume(action: Action, task: Task) -> None:
    """Let a stopped clock run again: the days since the stop, or since the date in force was
    set, are added to a due date that had not passed."""
    stop = Stop.objects.filter(task=task, to_on=None).first()
    if stop is None or task.stopped_on is None:
        return
    Stop.objects.filter(pk=stop.pk).update(to_on=action.today, resumed_by=action.by)
    last = DueChange.objects.filter(task=task).order_by("-in_force_from", "-pk").first()
    since = max(task.stopped_on, last.in_force_from) if last else task.stopped_on
    due_on = rules.resumed_due(task.due_on, since, action.today)
    moved = due_on != task.due_on
    action.change(
        task,
        stopped_on=None,
        due_on=due_on,
        behind_on=behind_day(task, task.targets.all(), due_on=due_on, started_on=task.assigned_on),
    )
    if moved:
        action.due(task, DueChange.Cause.STOPPED)


@dataclass(frozen=True)
class Stamped:
    """What the nightly run marked as late."""

    task_ids: tuple[int, ...]
    duty_ids: tuple[int, ...]


def stamp_lateness(*, at: datetime, by: None = None) -> Stamped:
    """Mark every task and duty whose date has passed since the last run; safe to run again.

    A run that was missed loses nothing: the first day late follows from the date, not from the run.
    Cost: two reads, and an update per date that has passed.
    """
    today = local_day(at)
    held = Extension.objects.filter(
        task=OuterRef("pk"), state=Extension.State.ASKED, asked_late=False
    )
    tasks = Task.objects.filter(
        ~Exists(held),
        state__in=rules.WORKING,
        first_late_on=None,
        stopped_on=None,
        due_on__lt=today,
    )
    duties = Duty.objects.filter(
        task__state__in=rules.OWED, state=DutyState.OPEN, first_late_on=None, due_on__lt=today
    )
    late_tasks = list(tasks.order_by("due_on", "pk").values_list("pk", "due_on"))
    late_duties = list(duties.order_by("due_on", "pk").values_list("pk", "due_on"))
    marked = _mark(Task, late_tasks, today)
    marked_duties = _mark(Duty, late_duties, today)
    for model, lines in ((Task, marked), (Duty, marked_duties)):
        if lines:
            audit.record("task.marked_late", model, by=by, at=at, touched=lines)
    return Stamped(
        tuple(line.object_id for line in marked), tuple(line.object_id for line in marked_duties)
    )


def _mark(
    model: type[Task] | type[Duty], rows: Sequence[tuple[int, date | None]], today: date
) -> list[audit.Touched]:
    by_day: dict[date, list[int]] = {}
    for pk, due_on in rows:
        if due_on is not None:
            by_day.setdefault(due_on + timedelta(days=1), []).append(pk)
    lines = []
    for day, ids in by_day.items():
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            model._default_manager.filter(pk__in=some, first_late_on=None, due_on__lt=today).update(
                first_late_on=day
            )
        lines += [audit.Touched(pk, after={"first_late_on": day.isoformat()}) for pk in ids]
    return lines
