"""Problems as lists and pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from changai.accounts.models import User
from changai.calendar.queries import working_calendar
from changai.documents import queries as documents
from changai.meetings import queries as meetings
from changai.orgs.models import Unit
from changai.packs.current import pack
from changai.problems import policies
from changai.problems.models import Problem
from changai.problems.rules import Event, State
from changai.tasks import queries as tasks
from changai.tasks import rules as task_rules
from changai.tasks.models import Task

PAGE_ROWS = 50
MOST_CHOICES = 50
STATE_WORDS = {
    "OPEN": gettext_lazy("待交办整改"),
    "RECTIFYING": gettext_lazy("整改中"),
    "HELD": gettext_lazy("回头看未反弹"),
    "CAME_BACK": gettext_lazy("已反弹"),
    "DROPPED": gettext_lazy("不再跟踪"),
}
STATE_TONES = {
    "OPEN": "grey",
    "RECTIFYING": "blue",
    "HELD": "green",
    "CAME_BACK": "red",
    "DROPPED": "grey",
}
LOOK_BACK = gettext_lazy("整改办结，待回头看")
SOURCE_WORDS = {
    "MEETING": gettext_lazy("会议"),
    "INSPECTION": gettext_lazy("督查检查"),
    "DOCUMENT": gettext_lazy("文件"),
    "OTHER": gettext_lazy("其他"),
}
OVER = [state.value for state in task_rules.OVER]


@dataclass(frozen=True)
class ProblemFilter:
    """What the list is narrowed to; `stage` is a state, or LOOK_BACK for those to look back at."""

    words: str = ""
    stage: str = ""
    source: str = ""
    unit_id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is narrowed."""
        return self == ProblemFilter()


@dataclass(frozen=True)
class ProblemRow:
    """A problem with its stage, the light of its task and the day to look back."""

    problem: Problem
    state_words: Any
    state_tone: str
    source_words: Any
    colour: Mapping[str, Any] | None
    look_back_on: date | None
    is_due: bool


def visible_problems(*, user: User, today: date) -> QuerySet[Problem]:
    """Return the problems the person may see, with units and task."""
    rows = Problem.objects.select_related("unit", "concerned", "task", "earlier")
    return policies.visible(rows, user, today)


def problem_page(
    *, user: User, today: date, wanted: ProblemFilter, after: int | None = None
) -> tuple[list[ProblemRow], str]:
    """Return one page of problems, newest first, and the cursor of the next page or "".

    Cost: one query.
    """
    rows = _filtered(visible_problems(user=user, today=today), wanted)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    cursor = str(shown[-1].pk) if len(found) > PAGE_ROWS else ""
    return [problem_row(one, today=today) for one in shown], cursor


def _filtered(rows: QuerySet[Problem], wanted: ProblemFilter) -> QuerySet[Problem]:
    if wanted.words:
        rows = rows.filter(Q(words__icontains=wanted.words) | Q(where__icontains=wanted.words))
    if wanted.stage == "LOOK_BACK":
        rows = rows.filter(state=State.RECTIFYING, task__state__in=OVER)
    elif wanted.stage:
        rows = rows.filter(state=wanted.stage)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.unit_id is not None:
        rows = rows.filter(concerned_id=wanted.unit_id)
    return rows


def look_back_on(problem: Problem) -> date | None:
    """Return the day from which to look back: some working days after the task was done."""
    if problem.task is None or problem.task.done_on is None:
        return None
    return working_calendar().add_workdays(problem.task.done_on, problem.look_back_days)


def problem_row(problem: Problem, *, today: date) -> ProblemRow:
    """Return a problem as the pages show it; no query where it was read with its task."""
    planned = look_back_on(problem) if problem.state == State.RECTIFYING else None
    colour = None
    if problem.task is not None:
        near = tasks.near_until(today)
        reading = task_rules.colour(tasks.time_facts(problem.task), today=today, near_until=near)
        colour = tasks.colour_in_words(reading)
    return ProblemRow(
        problem=problem,
        state_words=LOOK_BACK if planned else STATE_WORDS[problem.state],
        state_tone="yellow" if planned else STATE_TONES[problem.state],
        source_words=SOURCE_WORDS[problem.source],
        colour=colour,
        look_back_on=planned,
        is_due=planned is not None and planned <= today,
    )


def chain_of(problem: Problem, *, user: User, today: date) -> list[ProblemRow]:
    """Return the lives of a problem the person may see, the first one first.

    Cost: one query a life.
    """
    seen = visible_problems(user=user, today=today)
    lives, one = [problem], problem.earlier
    while one is not None and len(lives) < MOST_CHOICES:
        lives.insert(0, one)
        one = one.earlier
    later = Problem.objects.filter(earlier=problem).first()
    while later is not None and len(lives) < MOST_CHOICES:
        lives.append(later)
        later = Problem.objects.filter(earlier=later).first()
    known = seen.in_bulk([life.pk for life in lives])
    return [problem_row(known[life.pk], today=today) for life in lives if life.pk in known]


def actions_for(problem: Problem, *, user: User, today: date) -> list[str]:
    """Return the names of what the person may do to a problem now."""
    names = []
    for event in (Event.RECTIFY, Event.HOLD, Event.CHANGE, Event.DROP):
        if not policies.may(event, problem, user, today):
            continue
        planned = look_back_on(problem)
        if event is Event.HOLD and (planned is None or planned > today):
            continue
        running = problem.task is not None and problem.task.state != task_rules.State.CANCELLED
        if event is Event.DROP and running:
            continue
        names.append("look_back" if event is Event.HOLD else event.value)
    return names


def keeping_units(*, user: User, today: date) -> list[Unit]:
    """Return the units for which the person may keep problems."""
    return list(policies.keeping_units(user, today))


def concerned_units(*, user: User, today: date) -> list[Unit]:
    """Return the units concerned in problems the person may see, a bounded number."""
    seen = visible_problems(user=user, today=today).order_by().values("concerned_id")
    return list(Unit.objects.filter(pk__in=seen).order_by("path")[:300])


def source_choices(*, user: User, today: date) -> tuple[list[Any], list[Any]]:
    """Return the last meetings and documents the person may see, as sources of a problem."""
    held = meetings.visible_meetings(user, today).order_by("-starts_at")[:MOST_CHOICES]
    papers = documents.visible_documents(user=user, today=today).order_by("-pk")[:MOST_CHOICES]
    return list(held), list(papers)


def default_look_back(today: date) -> int:
    """Return how many working days after the end one looks back, unless a problem says so."""
    return pack().clock("look_back_after").value_on(today)


def proposed_due(today: date) -> date:
    """Return the day by which a problem sent today is to be put right, unless somebody says so."""
    return working_calendar().add_workdays(today, pack().clock("rectify_within").value_on(today))


def problems_of_task(*, task: Task, user: User, today: date) -> list[ProblemRow]:
    """Return the problem a task puts right, if the person may see it."""
    rows = visible_problems(user=user, today=today).filter(task=task)
    return [problem_row(one, today=today) for one in rows]
