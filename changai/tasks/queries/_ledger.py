"""The ledger: the tasks a person may see, filtered, in pages, with computed colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from changai.accounts.models import User
from changai.calendar.queries import working_calendar
from changai.orgs.models import Unit
from changai.tasks import policies, rules
from changai.tasks.models import Duty, Task, TaskTarget
from changai.tasks.queries._life import colour_condition, time_facts
from changai.tasks.queries._limits import near_until
from changai.tasks.queries._words import STATE_TONES, STATE_WORDS, colour_in_words
from changai.tasks.rules import Colour, ColourReading

PAGE_ROWS = 50
EXPORT_ROWS = 20_000
_NULLS_LAST = F("due_on").asc(nulls_last=True)


@dataclass(frozen=True)
class LedgerFilter:
    """What the ledger is narrowed to; an empty field narrows nothing."""

    words: str = ""
    state: str = ""
    colour: str = ""
    axis: str = ""
    leader: str = ""
    unit_id: int | None = None
    assigner_id: int | None = None
    plan_id: int | None = None
    open_only: bool = False

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is narrowed."""
        return self == LedgerFilter()


@dataclass(frozen=True)
class LedgerRow:
    """A task as the ledger shows it. Units: `days_left` in working days, negative when late."""

    task: Task
    colour: Mapping[str, Any]
    reading: ColourReading
    state_words: Any
    state_tone: str
    days_left: int | None
    target: TaskTarget | None


def visible_tasks(*, user: User, today: date) -> QuerySet[Task]:
    """Return the tasks the person may see, with lead and assigner."""
    return policies.visible(Task.objects.select_related("lead", "assigner"), user, today)


def visible_duties(*, user: User, today: date) -> QuerySet[Duty]:
    """Return the duties the person may see, with task and units."""
    rows = Duty.objects.select_related("unit", "task__lead", "task__assigner")
    return policies.visible_duties(rows, user, today)


def filtered(tasks: QuerySet[Task], wanted: LedgerFilter, today: date) -> QuerySet[Task]:
    """Narrow tasks by a filter; an unknown code of a state or colour finds nothing."""
    if wanted.words:
        tasks = tasks.filter(
            Q(title__icontains=wanted.words) | Q(clause_words__icontains=wanted.words)
        )
    if wanted.state:
        tasks = tasks.filter(state=wanted.state)
    if wanted.open_only:
        tasks = tasks.filter(state__in=[state.value for state in rules.OPEN])
    if wanted.colour:
        known = wanted.colour in {colour.value for colour in Colour}
        tasks = (
            tasks.filter(colour_condition(Colour(wanted.colour), today, near_until(today)))
            if known
            else tasks.none()
        )
    if wanted.axis:
        tasks = tasks.filter(axes__axis=wanted.axis)
    if wanted.leader:
        tasks = tasks.filter(leader_name=wanted.leader)
    for name, value in (
        ("lead_id", wanted.unit_id),
        ("assigner_id", wanted.assigner_id),
        ("plan_id", wanted.plan_id),
    ):
        if value is not None:
            tasks = tasks.filter(**{name: value})
    return tasks


def ledger_page(
    *, user: User, today: date, wanted: LedgerFilter, after: str = ""
) -> tuple[list[LedgerRow], str]:
    """Return one page of the ledger, soonest due first, and the cursor of the next page or "".

    Grain: one row per task; tasks without a date come last.
    Cost: three queries, however many rows.
    """
    tasks = filtered(visible_tasks(user=user, today=today), wanted, today)
    found = _after(tasks, after)[: PAGE_ROWS + 1]
    page = list(found.prefetch_related(_targets()))
    shown = page[:PAGE_ROWS]
    cursor = _cursor(shown[-1]) if len(page) > PAGE_ROWS else ""
    return ledger_rows(shown, user=user, today=today), cursor


def ledger_all(*, user: User, today: date, wanted: LedgerFilter) -> list[LedgerRow]:
    """Return the whole filtered ledger for print and export, up to a stated bound of rows."""
    tasks = filtered(visible_tasks(user=user, today=today), wanted, today)
    rows = _after(tasks, "")[:EXPORT_ROWS].prefetch_related(_targets())
    return ledger_rows(rows, user=user, today=today)


def _targets() -> Prefetch[str]:
    return Prefetch("targets", TaskTarget.objects.filter(dropped_on=None).order_by("position"))


def _after(tasks: QuerySet[Task], cursor: str) -> QuerySet[Task]:
    """Return tasks behind a cursor: those with a date first, then those without, by number."""
    day, _, number = cursor.partition("_")
    if not number.isdigit():
        return tasks.order_by(_NULLS_LAST, "pk")
    if day == "none":
        rest = Q(due_on=None, pk__gt=int(number))
    else:
        try:
            due = date.fromisoformat(day)
        except ValueError:
            return tasks.none()
        rest = Q(due_on=None) | Q(due_on__gt=due) | Q(due_on=due, pk__gt=int(number))
    return tasks.filter(rest).order_by(_NULLS_LAST, "pk")


def _cursor(task: Task) -> str:
    return f"{task.due_on.isoformat() if task.due_on else 'none'}_{task.pk}"


def ledger_rows(tasks: Iterable[Task], *, user: User, today: date) -> list[LedgerRow]:
    """Return rows with colours and working days left for tasks that carry their targets.

    What the lead reported is left out where the person does not see the task whole.
    """
    until, calendar = near_until(today), working_calendar()
    rows = []
    for task in tasks:
        reading = rules.colour(time_facts(task), today=today, near_until=until)
        targets = list(task.targets.all())
        if not policies.sees_whole(task, user, today):
            task.blocked_words = ""
            for target in targets:
                target.said_value = target.verified_value = None
        left = None
        if task.due_on and rules.State(task.state).is_owed and not task.stopped_on:
            left = calendar.workdays_between(today, task.due_on)
        rows.append(
            LedgerRow(
                task=task,
                colour=colour_in_words(reading),
                reading=reading,
                state_words=STATE_WORDS[task.state],
                state_tone=STATE_TONES[task.state],
                days_left=left,
                target=targets[0] if targets else None,
            )
        )
    return rows


def leaders(*, user: User, today: date) -> list[str]:
    """Return the leaders named in the tasks the person may see."""
    names = visible_tasks(user=user, today=today).exclude(leader_name="")
    return sorted(names.order_by().values_list("leader_name", flat=True).distinct())


def colour_counts(*, user: User, today: date, wanted: LedgerFilter) -> dict[str, int]:
    """Return how many tasks of a filter have each colour.

    Cost: one query a colour.
    """
    tasks = filtered(visible_tasks(user=user, today=today), wanted, today)
    until = near_until(today)
    return {
        colour.value: tasks.filter(colour_condition(colour, today, until)).count()
        for colour in Colour
    }


def lead_units(*, user: User, today: date) -> list[Unit]:
    """Return the units that lead a task the person may see, a bounded number, in tree order."""
    tasks = visible_tasks(user=user, today=today).order_by().values("lead_id")
    return list(Unit.objects.filter(pk__in=tasks).order_by("path")[:300])
