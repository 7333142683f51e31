"""What the life of a task needs to know, and colours as conditions of SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum

from changai.accounts.models import User
from changai.kernel.prepared import Prepared
from changai.orgs.models import Unit
from changai.orgs.policies import within
from changai.tasks import policies, rules
from changai.tasks.models import DueChange, Stop, Task, TaskEvent, TaskTarget
from changai.tasks.queries._limits import local_day
from changai.tasks.rules import Colour, Event, State, TimeFacts

OWED = Q(state__in=[state.value for state in rules.OWED])
# Operators that ask for less, not more: no straight line leads up to such a target.
DOWNWARD = frozenset({"<", "<=", "≤", "＜", "at_most", "less_than"})


def time_facts(task: Task) -> TimeFacts:
    """Return all that the colour of a task follows from."""
    return TimeFacts(
        due_on=task.due_on,
        owed=State(task.state).is_owed,
        submitted_on=task.submitted_on,
        done_on=task.done_on,
        behind_on=task.behind_on,
        first_late_on=task.first_late_on,
        stopped_on=task.stopped_on,
    )


def colour_condition(colour: Colour, today: date, near_until: date) -> Q:
    """Return the condition under which a task has a colour; `rules.colour` said in SQL.

    The six conditions never overlap and together hold for every task.
    """
    unpaused = Q(submitted_on=None, stopped_on=None)
    late = OWED & (
        (unpaused & Q(due_on__lt=today))
        | Q(submitted_on__isnull=False, due_on__lt=F("submitted_on"))
        | Q(submitted_on=None, stopped_on__isnull=False, due_on__lt=F("stopped_on"))
    )
    not_late = OWED & (
        Q(due_on=None)
        | (unpaused & Q(due_on__gte=today))
        | Q(submitted_on__isnull=False, due_on__gte=F("submitted_on"))
        | Q(submitted_on=None, stopped_on__isnull=False, due_on__gte=F("stopped_on"))
    )
    clean = not_late & Q(first_late_on=None)
    course = clean & unpaused
    on_course = course & (Q(behind_on=None) | Q(behind_on__gt=today))
    over = ~OWED & Q(done_on__isnull=False)
    conditions: dict[Colour, Q] = {
        Colour.RED: late,
        Colour.YELLOW: (not_late & Q(first_late_on__isnull=False))
        | (course & Q(behind_on__lte=today))
        | (over & Q(first_late_on__isnull=False)),
        Colour.STOPPED: clean & Q(stopped_on__isnull=False),
        Colour.BLUE: on_course & Q(due_on__lte=near_until),
        Colour.GREEN: (clean & Q(stopped_on=None, submitted_on__isnull=False))
        | (on_course & Q(due_on__gt=near_until))
        | (over & Q(first_late_on=None)),
        Colour.NONE: (on_course & Q(due_on=None)) | (~OWED & Q(done_on=None)),
    }
    return conditions[colour]


def behind_day(
    task: Task, targets: Iterable[TaskTarget], *, due_on: date | None, started_on: date | None
) -> date | None:
    """Return the first day on which the task stands behind, by the target that is worst off."""
    days = [
        rules.behind_from(
            started_on=started_on,
            due_on=due_on,
            wanted=target.value,
            reached=target.said_value if target.said_value is not None else target.verified_value,
        )
        for target in targets
        if target.dropped_on is None and target.operator not in DOWNWARD
    ]
    return min((day for day in days if day), default=None)


def _targets_of(task_id: int) -> QuerySet[TaskTarget]:
    return TaskTarget.objects.filter(task_id=task_id, dropped_on=None).order_by("position", "pk")


_TARGETS: Prepared[TaskTarget] = Prepared(_targets_of, int)


def live_targets(task_id: int) -> list[TaskTarget]:
    """Return the targets of a task that count, in their order. Cost: one query."""
    return _TARGETS.rows(task_id)


def first_late_day(task: Task, today: date) -> date | None:
    """Return the first day late over the whole history of the task's dates.

    A day is judged by what held when it began: a date given on it, or a pause begun on it, comes
    too late for that day. Days under review and days with a stopped clock are not late.
    Cost: three queries.
    """
    dates = list(
        DueChange.objects.filter(task=task)
        .order_by("in_force_from", "pk")
        .values_list("in_force_from", "due_on")
    )
    next_day = timedelta(days=1)
    stops = Stop.objects.filter(task=task).values_list("from_on", "to_on")
    # A clock that runs again has its date moved that day; a task sent back past its date is late.
    spans = [(begins, ends and ends + next_day) for begins, ends in stops]
    spans += review_spans(task)
    pauses = [(begins + next_day, ends) for begins, ends in spans]
    kept = [span for span in pauses if span[1] is None or span[0] < span[1]]
    in_force = [(begins + next_day, due_on) for begins, due_on in dates]
    return rules.first_late_day(in_force, stopped=kept, until=today)


def review_spans(task: Task) -> list[tuple[date, date | None]]:
    """Return the days from each submission to its return; the last one may have no end."""
    spans: list[tuple[date, date | None]] = []
    wanted = [event.value for event in (Event.SUBMIT, Event.RETURN, Event.REASSIGN)]
    events = TaskEvent.objects.filter(task=task, event__in=wanted).order_by("at", "pk")
    for event, at in events.values_list("event", "at"):
        if event == Event.SUBMIT:
            spans.append((local_day(at), None))
        elif spans and spans[-1][1] is None:
            spans[-1] = (spans[-1][0], local_day(at))
    return spans


def cascade_candidates(task: Task, user: User, today: date) -> QuerySet[Unit]:
    """Return the units to which the person may split the task, in the order of the tree.

    Without the lead itself, units that have ended, and those that already have a part in it.
    """
    scopes = policies.cascade_scopes(task, user, today)
    taken = Task.objects.filter(parent=task, lead__isnull=False).exclude(state=State.CANCELLED)
    return (
        Unit.objects.filter(within("path", scopes), Q(ended_on=None) | Q(ended_on__gt=today))
        .exclude(pk__in=[pk for pk in (task.lead_id, task.assigner_id) if pk is not None])
        .exclude(pk__in=taken.values("lead_id"))
        .order_by("path")
    )


@dataclass(frozen=True)
class SplitGap:
    """A target and what its splits leave open; negative where they promise more.

    Units: all values in the unit of the target.
    """

    target: TaskTarget
    split_sum: Decimal
    split_count: int
    gap: Decimal


def split_gaps(task: Task) -> list[SplitGap]:
    """Return each target of a task with the gap to the sum of its splits; cancelled ones apart.

    Cost: two queries.
    """
    targets = list(TaskTarget.objects.filter(task=task, dropped_on=None).order_by("position", "pk"))
    sums = _split_sums([target.pk for target in targets])
    gaps = []
    for target in targets:
        total, count = sums.get(target.pk, (Decimal(0), 0))
        gap = rules.split_gap(target.value, [total])
        gaps.append(SplitGap(target, total, count, gap))
    return gaps


def split_gap(target: TaskTarget) -> Decimal:
    """Return what the splits of one target lack of it."""
    total, _count = _split_sums([target.pk]).get(target.pk, (Decimal(0), 0))
    return rules.split_gap(target.value, [total])


def _split_sums(target_ids: list[int]) -> Mapping[int, tuple[Decimal, int]]:
    splits = (
        TaskTarget.objects.filter(parent_id__in=target_ids, dropped_on=None)
        .exclude(task__state=State.CANCELLED)
        .values("parent_id")
        .annotate(total=Sum("value"), count=Count("pk"))
        .values_list("parent_id", "total", "count")
    )
    return {parent: (total, count) for parent, total, count in splits}
