"""What a body still owes itself: its open decisions, and what changed since it last met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.bodies import queries as bodies
from changai.meetings import rules
from changai.meetings.models import Decision, Meeting
from changai.tasks import queries as tasks
from changai.tasks.models import DueChange, Task, TaskEvent, TaskTarget
from changai.tasks.queries import LedgerRow
from changai.tasks.rules import State as TaskState

MOST = 2000
OPEN = tuple(state.value for state in TaskState if state.is_open)


@dataclass(frozen=True)
class OpenDecision:
    """A decision that is not done, or was done since the last meeting.

    `changes` is empty where nothing happened since. Units: values as their targets have them.
    """

    decision: Decision
    task: Task | None
    state: str
    tone: str
    colour: Mapping[str, Any] | None
    targets: tuple[TaskTarget, ...]
    changes: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True)
class Owed:
    """The open decisions of a body before a meeting, and when it last met (None: never)."""

    since: Meeting | None
    rows: list[OpenDecision] = field(default_factory=list)

    @property
    def open_count(self) -> int:
        """Return how many are not done."""
        return sum(1 for row in self.rows if row.is_open)


def last_meeting(meeting: Meeting) -> Meeting | None:
    """Return the meeting of the body that was held last before this one."""
    held = Meeting.objects.filter(
        body_id=meeting.body_id,
        state__in=[rules.State.HELD, rules.State.MINUTES_SIGNED],
        starts_at__lt=meeting.starts_at,
    )
    return held.exclude(pk=meeting.pk).order_by("-starts_at").first()


def owed_before(meeting: Meeting, *, user: User, today: date) -> Owed:
    """Return every open decision of the body before a meeting, and those done since the last.

    Grain: one row per decision, oldest meeting first.
    Cost: six queries, however many decisions.
    """
    since = last_meeting(meeting)
    day = rules.day_of(since.starts_at) if since else date.min
    open_ones = Q(made=None) | Q(made__task__state__in=OPEN)
    finished = Q(made__task__done_on__gte=day) | Q(
        made__task__state="CANCELLED",
        made__task__events__event="cancel",
        made__task__events__at__gte=since.starts_at if since else meeting.made_at,
    )
    wanted = open_ones | finished if since else open_ones
    targets = Prefetch(
        "made__task__targets", TaskTarget.objects.filter(dropped_on=None).order_by("position", "pk")
    )
    rows = list(
        Decision.objects.filter(
            wanted,
            meeting__body_id=meeting.body_id,
            meeting__state__in=[rules.State.HELD, rules.State.MINUTES_SIGNED],
            meeting__starts_at__lt=meeting.starts_at,
        )
        .exclude(meeting=meeting)
        .select_related("meeting", "unit", "made__task__lead", "made__task__assigner")
        .prefetch_related(targets)
        .order_by("meeting__starts_at", "position", "pk")
        .distinct()[:MOST]
    )
    found = [task for row in rows if (task := _task(row)) is not None]
    shown = {row.task.pk: row for row in tasks.ledger_rows(found, user=user, today=today)}
    changes = _changes(found, since)
    return Owed(since, [_row(one, shown, changes, day) for one in rows])


def _task(decision: Decision) -> Task | None:
    made = getattr(decision, "made", None)
    return made.task if made else None


def _row(
    decision: Decision,
    shown: dict[int, LedgerRow],
    changes: dict[int, list[str]],
    since: date,
) -> OpenDecision:
    task = _task(decision)
    if task is None:
        return OpenDecision(decision, None, _("未立项"), "yellow", None, (), (), is_open=True)
    row, targets = shown[task.pk], tuple(task.targets.all())
    return OpenDecision(
        decision,
        task,
        str(row.state_words),
        row.state_tone,
        row.colour,
        targets,
        (*changes.get(task.pk, ()), *_values(targets, since)),
        is_open=task.state in OPEN,
    )


def _values(targets: Iterable[TaskTarget], since: date) -> Iterable[str]:
    for target in targets:
        said = (target.said_value, target.said_on, _("填报"))
        verified = (target.verified_value, target.verified_on, _("核实"))
        for value, on, words in (said, verified):
            if value is not None and on is not None and on >= since:
                yield _("%(what)s%(words)s %(value)s%(unit)s（%(day)s）") % {
                    "what": target.what,
                    "words": words,
                    "value": f"{value.normalize():f}",
                    "unit": target.unit,
                    "day": _day(on),
                }


def _changes(found: Iterable[Task], since: Meeting | None) -> dict[int, list[str]]:
    """Return what happened to tasks since a meeting, in words, by task; steps first, then dates."""
    ids = [task.pk for task in found]
    result: dict[int, list[str]] = {}
    if not ids or since is None:
        return result
    steps = TaskEvent.objects.filter(task_id__in=ids, at__gt=since.starts_at).order_by("at", "pk")
    for step in steps:
        words = tasks.EVENT_WORDS.get(step.event, step.event)
        line = f"{_day(rules.day_of(step.at))} {words}"
        result.setdefault(step.task_id, []).append(line)
    moved = DueChange.objects.filter(
        task_id__in=ids, in_force_from__gte=rules.day_of(since.starts_at)
    ).exclude(cause="ASSIGNED")
    for change in moved.order_by("in_force_from", "pk"):
        line = _("期限改为 %s") % (_day(change.due_on) if change.due_on else _("未定"))
        result.setdefault(change.task_id, []).append(line)
    return result


def _day(day: date) -> str:
    return date_format(day, "Y-m-d")


def decision_choices(meeting: Meeting) -> list[tuple[int, str]]:
    """Return the units most decisions go to, as (id, name): those invited, the office, the seats.

    A meeting taken in from a report has nobody invited, but its body has seats.
    """
    rows = meeting.attendance.select_related("unit").order_by("pk")
    units = {row.unit_id: row.unit.name for row in rows}
    units.setdefault(meeting.body.office_id, meeting.body.office.name)
    for moment in (meeting.starts_at, meeting.made_at):
        for seat in bodies.seats_on(meeting.body, rules.day_of(moment)):
            units.setdefault(seat.unit_id, seat.unit.name)
    return list(units.items())
