"""The figures of a period: numbers of tasks, and sums of values, never typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Prefetch, Q, QuerySet

from changai.accounts.models import User
from changai.escalations import policies
from changai.escalations.models import Digest
from changai.escalations.queries._proposals import MatterRow, matter_rows
from changai.orgs.models import Unit
from changai.tasks.models import Duty, Task, TaskTarget
from changai.tasks.queries import DOWNWARD, near_until, time_facts
from changai.tasks.rules import OVER, OWED, Colour, State, colour

MOST = 5_000


@dataclass(frozen=True)
class Figures:
    """Numbers of tasks. `due` were due in the period; `due_on_time` of them were done in time.

    `waiting` stand because of a stopped clock or a cooperating unit that owes its duty.
    """

    all: int
    assigned: int
    in_progress: int
    under_review: int
    done: int
    done_on_time: int
    made_up_late: int
    late: int
    waiting: int
    due: int
    due_on_time: int


@dataclass(frozen=True)
class UnitFigures:
    """The numbers of one lead unit."""

    unit: Unit
    figures: Figures


@dataclass(frozen=True)
class ValueSum:
    """Sums of targets with one name and unit; None where nobody gave a value."""

    what: str
    unit: str
    target: Decimal
    said: Decimal | None
    verified: Decimal | None
    published: Decimal | None


def visible_digests(*, user: User, today: date) -> QuerySet[Digest]:
    """Return the digests the person may see, newest first."""
    rows = Digest.objects.select_related("unit", "made_by").order_by("-made_at", "-pk")
    return policies.visible_digests(rows, user, today)


def tasks_of_period(unit: Unit, from_on: date, to_on: date) -> QuerySet[Task]:
    """Return what a unit assigned and others owed in a period: open in it, or done in it.

    A joint task is held by its assigner and counted by its parts, never twice.
    """
    owed = [state.value for state in OWED]
    over = [state.value for state in OVER]
    rows = Task.objects.filter(assigner=unit, assigned_on__lte=to_on).filter(
        Q(state__in=owed) | Q(state__in=over, done_on__gte=from_on)
    )
    rows = rows.exclude(lead_id=F("assigner_id"))
    targets = TaskTarget.objects.filter(dropped_on=None).order_by("position", "pk")
    rows = rows.select_related("lead", "assigner", "row")
    return rows.prefetch_related(Prefetch("targets", targets)).order_by("lead__path", "due_on")


def digest_tasks(digest: Digest) -> list[Task]:
    """Return the tasks a digest counts; at most 5,000. Cost: two queries."""
    found = tasks_of_period(digest.unit, digest.from_on, digest.to_on)
    return list(found[:MOST])


def choosable_tasks(digest: Digest, *, today: date) -> list[MatterRow]:
    """Return the tasks of the period that are not in order or chosen, for a person to choose."""
    rows = matter_rows(digest_tasks(digest), today=today)
    chosen = set(digest.tasks.values_list("pk", flat=True))
    return [
        row
        for row in rows
        if row.proposal.light.value != "nothing" or row.reading.days_late or row.task.pk in chosen
    ]


def chosen_matters(digest: Digest, *, today: date) -> list[MatterRow]:
    """Return the tasks a person chose to name, by unit."""
    targets = TaskTarget.objects.filter(dropped_on=None).order_by("position", "pk")
    rows = digest.tasks.select_related("lead", "assigner", "row")
    ordered = rows.prefetch_related(Prefetch("targets", targets)).order_by("lead__path", "due_on")
    return matter_rows(ordered, today=today)


def figures_of(tasks: Sequence[Task], digest: Digest, *, today: date) -> Figures:
    """Return the numbers of some tasks. Cost: one query."""
    return _figures(tasks, digest, today, _owing([task.pk for task in tasks], today))


def unit_figures(tasks: Sequence[Task], digest: Digest, *, today: date) -> list[UnitFigures]:
    """Return the numbers of each lead, in the order of the tree. Cost: one query."""
    owing = _owing([task.pk for task in tasks], today)
    by_unit: dict[Unit, list[Task]] = {}
    for task in tasks:
        if task.lead is not None:
            by_unit.setdefault(task.lead, []).append(task)
    return [
        UnitFigures(unit, _figures(some, digest, today, owing)) for unit, some in by_unit.items()
    ]


def _owing(ids: list[int], today: date) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), 900):
        rows = Duty.objects.filter(
            task_id__in=ids[start : start + 900], state=Duty.State.OPEN, due_on__lt=today
        )
        found.update(rows.values_list("task_id", flat=True))
    return found


def _figures(tasks: Iterable[Task], digest: Digest, today: date, owing: set[int]) -> Figures:
    some, near = list(tasks), near_until(today)
    done = [task for task in some if task.done_on is not None]
    due = [task for task in some if task.due_on and digest.from_on <= task.due_on <= digest.to_on]
    late = [
        task
        for task in some
        if colour(time_facts(task), today=today, near_until=near).colour is Colour.RED
    ]
    return Figures(
        all=len(some),
        assigned=sum(task.state == State.ASSIGNED for task in some),
        in_progress=sum(task.state == State.IN_PROGRESS for task in some),
        under_review=sum(task.state == State.UNDER_REVIEW for task in some),
        done=len(done),
        done_on_time=sum(task.first_late_on is None for task in done),
        made_up_late=sum(task.first_late_on is not None for task in done),
        late=len(late),
        waiting=sum(
            task.done_on is None and (task.stopped_on is not None or task.pk in owing)
            for task in some
        ),
        due=len(due),
        due_on_time=sum(task.done_on is not None and task.first_late_on is None for task in due),
    )


def value_sums(tasks: Iterable[Task]) -> list[ValueSum]:
    """Return the sums of targets by name and unit, for tasks read with their targets.

    Targets that ask for less, or for a share, are no sum and are left out.
    """
    groups: dict[tuple[str, str], list[TaskTarget]] = {}
    for task in tasks:
        for target in task.targets.all():
            if target.operator not in DOWNWARD and target.unit not in ("%", "％"):
                groups.setdefault((target.what, target.unit), []).append(target)
    return [_sum(what, unit, some) for (what, unit), some in sorted(groups.items())]


def _sum(what: str, unit: str, targets: list[TaskTarget]) -> ValueSum:
    def total(name: str) -> Decimal | None:
        values = [getattr(one, name) for one in targets if getattr(one, name) is not None]
        return sum(values, Decimal(0)) if values else None

    return ValueSum(
        what=what,
        unit=unit,
        target=sum((one.value for one in targets), Decimal(0)),
        said=total("said_value"),
        verified=total("verified_value"),
        published=total("published_value"),
    )
