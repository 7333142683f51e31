"""What a request would ask, what it asked, and how much is asked of whom in a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from changai.accounts.models import User
from changai.evidence import policies, rules
from changai.evidence.models import Report, ReportRequest, ReportValue, RequestedReport
from changai.evidence.queries._words import period_words
from changai.orgs import policies as orgs
from changai.orgs.models import Unit
from changai.tasks.models import Task, TaskTarget
from changai.tasks.rules import WORKING, State

CANDIDATES = 300
MOST_ASKED = 6000
ROWS = 200
CHUNK = 1000


@dataclass(frozen=True)
class AskedLine:
    """One task in a request, its lead, and what is known of it for the period already."""

    task: Task
    unit_id: int
    field_count: int
    known_values: tuple[str, ...] = ()
    known_report: int | None = None


@dataclass(frozen=True)
class RequestPreview:
    """A request before it goes out.

    Units: `field_count` is fields times units, summed; `unit_count` counts each unit once.
    """

    to_ask: tuple[AskedLine, ...]
    known: tuple[AskedLine, ...]
    asked_before: tuple[AskedLine, ...]
    not_working: tuple[Task, ...]

    @property
    def field_count(self) -> int:
        """Return the burden."""
        return sum(line.field_count for line in self.to_ask)

    @property
    def unit_count(self) -> int:
        """Return how many units are asked."""
        return len({line.unit_id for line in self.to_ask})

    @property
    def spared_count(self) -> int:
        """Return how many fields are not asked because they are known."""
        return sum(line.field_count for line in self.known)


@dataclass(frozen=True)
class BurdenRow:
    """What was asked of one unit in a year. Units: counts."""

    unit: Unit
    field_count: int
    request_count: int
    open_count: int


def request_preview(*, tasks: Sequence[Task], period: str) -> RequestPreview:
    """Return what asking the leads of tasks for a period would ask, and what it need not.

    Cost: four queries for each 1,000 tasks.
    """
    to_ask: list[AskedLine] = []
    known: list[AskedLine] = []
    before: list[AskedLine] = []
    idle: list[Task] = []
    for start in range(0, len(tasks), CHUNK):
        some = tasks[start : start + CHUNK]
        facts = _Known(some, period)
        for task in some:
            if State(task.state) not in WORKING or task.lead_id is None:
                idle.append(task)
                continue
            line = facts.line(task, task.lead_id)
            if (task.pk, line.unit_id) in facts.asked:
                before.append(line)
            elif not line.field_count:
                known.append(facts.spared(line))
            else:
                to_ask.append(line)
    return RequestPreview(tuple(to_ask), tuple(known), tuple(before), tuple(idle))


class _Known:
    """What was reported and asked for some tasks and a period."""

    def __init__(self, tasks: Sequence[Task], period: str) -> None:
        ids = [task.pk for task in tasks]
        self.targets: dict[int, list[TaskTarget]] = {}
        live = TaskTarget.objects.filter(task_id__in=ids, dropped_on=None)
        for target in live.order_by("position", "pk"):
            self.targets.setdefault(target.task_id, []).append(target)
        reports = Report.objects.filter(task_id__in=ids, period=period, duty=None)
        sound = reports.exclude(state=Report.State.RETURNED)
        self.reports: dict[tuple[int, int], int] = {}
        for pk, task_id, unit_id in sound.order_by("at").values_list("pk", "task_id", "unit_id"):
            self.reports[task_id, unit_id] = pk
        self.values: dict[int, ReportValue] = {}
        for value in ReportValue.objects.filter(report__in=sound).order_by("report__at"):
            self.values[value.target_id] = value
        asked = RequestedReport.objects.filter(task_id__in=ids, period=period)
        self.asked = set(asked.values_list("task_id", "unit_id"))

    def line(self, task: Task, unit_id: int) -> AskedLine:
        """Return what would be asked of a task's lead."""
        targets = self.targets.get(task.pk, [])
        told = [target for target in targets if target.pk in self.values]
        report = self.reports.get((task.pk, unit_id))
        count = rules.fields_asked(len(targets), len(told), words_known=report is not None)
        return AskedLine(task, unit_id, count, tuple(self._words(one) for one in told), report)

    def spared(self, line: AskedLine) -> AskedLine:
        """Return the line with the fields that need not be asked because they are known."""
        targets = self.targets.get(line.task.pk, [])
        return replace(line, field_count=rules.fields_asked(len(targets), 0, words_known=False))

    def _words(self, target: TaskTarget) -> str:
        said = f"{self.values[target.pk].said.normalize():f}"
        return f"{target.what} {said}{target.unit}".strip()


def request_candidates(
    *, unit: Unit, words: str = "", parent_id: int | None = None, ids: Iterable[int] = ()
) -> QuerySet[Task]:
    """Return the tasks a unit assigned and that are worked on, by lead: those that can be asked.

    `parent_id` narrows them to the parts of one task.
    """
    rows = Task.objects.filter(
        assigner=unit, state__in=[state.value for state in WORKING], lead__isnull=False
    )
    if parent_id is not None:
        rows = rows.filter(parent_id=parent_id)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(lead__name__icontains=words))
    wanted = list(ids)
    if wanted:
        rows = rows.filter(pk__in=wanted)
    return rows.select_related("lead").order_by("lead__path", "due_on", "pk")


def visible_requests(*, user: User, today: date) -> QuerySet[ReportRequest]:
    """Return the requests the person may see, newest first, with how many were answered."""
    rows = ReportRequest.objects.select_related("unit", "made_by").annotate(
        asked_count=Count("wanted"),
        answered_count=Count("wanted", filter=Q(wanted__answered__isnull=False)),
    )
    return policies.visible_requests(rows, user, today).order_by("-made_at", "-pk")


def asked_rows(request: ReportRequest, *, open_only: bool = False) -> list[RequestedReport]:
    """Return what a request asked, unanswered first; at most 200 rows.

    Cost: one query.
    """
    rows = RequestedReport.objects.filter(request=request).select_related("task", "unit")
    if open_only:
        rows = rows.filter(answered=None)
    return list(rows.order_by("answered_id", "unit__path", "pk")[:ROWS])


def burden_rows(*, user: User, today: date, year: int) -> list[BurdenRow]:
    """Return how much was asked of each unit the person sees in a year, most first; at most 200.

    Cost: two queries.
    """
    seen = orgs.reach(user, today)
    rows = RequestedReport.objects.filter(request__made_at__year=year)
    if not seen.everything:
        mine = Q(unit_id__in=seen.unit_ids())
        made = Q(request__unit_id__in=seen.unit_ids(*orgs.WORKING_ROLES))
        rows = rows.filter(orgs.within("unit__path", seen.scopes) | mine | made)
    sums: list[Any] = list(
        rows.values("unit_id")
        .annotate(
            fields=Sum("field_count"),
            asked=Count("pk"),
            still=Count("pk", filter=Q(answered=None)),
        )
        .order_by("-fields", "unit_id")[:ROWS]
    )
    units = Unit.objects.in_bulk([row["unit_id"] for row in sums])
    return [
        BurdenRow(units[row["unit_id"]], row["fields"], row["asked"], row["still"]) for row in sums
    ]


def requests_of_year(*, user: User, today: date, year: int) -> list[tuple[ReportRequest, str]]:
    """Return the requests of a year that the person may see, newest first; at most 200."""
    rows = visible_requests(user=user, today=today).filter(made_at__year=year)
    return [(row, period_words(row.period)) for row in rows[:ROWS]]
