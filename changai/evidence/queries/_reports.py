"""Reports as pages show them: of a task, one by one, waiting for review, wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from changai.accounts.models import User
from changai.calendar.queries import working_calendar
from changai.evidence import policies
from changai.evidence.models import EvidenceUse, Report, ReportValue, RequestedReport
from changai.evidence.queries._words import (
    JUDGE_WORDS,
    PURPOSE_WORDS,
    STATE_ICONS,
    STATE_TONES,
    STATE_WORDS,
    period_words,
)
from changai.kernel.prepared import Prepared
from changai.orgs import policies as orgs
from changai.tasks.models import Duty, Task, TaskTarget
from changai.tasks.queries import local_day
from changai.tasks.rules import WORKING, DutyState, State

PAGE_ROWS = 50
REPORTS_SHOWN = 50
MOST_COUNTED = 99
Purpose = Report.Purpose


@dataclass(frozen=True)
class ValueRow:
    """What a report says of one target. Units: values in the unit of the target."""

    target: TaskTarget
    said: Decimal
    verified: Decimal | None
    differs: bool


@dataclass(frozen=True)
class ReportRow:
    """A report as pages show it, with what the reader may do about it.

    Units: `waiting_days` in working days since it came.
    """

    report: Report
    state_words: Any
    state_tone: str
    state_icon: str
    purpose_words: Any
    judge_words: Any
    period: str
    values: tuple[ValueRow, ...]
    files: tuple[EvidenceUse, ...]
    may_verify: bool
    may_return: bool
    waiting_days: int


@dataclass(frozen=True)
class LastSaid:
    """What a new report begins with: the last one, even a returned one with its reason."""

    report: Report | None
    values: dict[int, Decimal]
    file_ids: tuple[int, ...]
    changed_words: str
    blocked_words: str
    returned_reason: str


@dataclass(frozen=True)
class WantedRow:
    """A report that was asked for and not given yet. Units: `days_left` in working days."""

    wanted: RequestedReport
    period: str
    days_left: int


def _full(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.select_related(
        "task__assigner", "task__lead", "duty__unit", "unit", "by", "reviewed_by"
    ).prefetch_related(
        Prefetch(
            "values",
            ReportValue.objects.select_related("target").order_by("target__position", "target_id"),
        ),
        Prefetch(
            "evidence", EvidenceUse.objects.select_related("file__stored").order_by("file__name")
        ),
    )


def visible_reports(*, user: User, today: date) -> QuerySet[Report]:
    """Return the reports the person may see, with all that a page shows of them."""
    return policies.visible_reports(_full(Report.objects.all()), user, today)


def report_rows(reports: Iterable[Report], *, user: User, today: date) -> list[ReportRow]:
    """Return reports as pages show them; no query where they came from `visible_reports`."""
    calendar = working_calendar()
    rows = []
    for report in reports:
        if report.duty is not None:
            report.duty.task = report.task
        waiting = calendar.workdays_between(local_day(report.at), today)
        rows.append(
            ReportRow(
                report=report,
                state_words=STATE_WORDS[report.state],
                state_tone=STATE_TONES[report.state],
                state_icon=STATE_ICONS[report.state],
                purpose_words=PURPOSE_WORDS[report.purpose],
                judge_words=JUDGE_WORDS[report.purpose],
                period=period_words(report.period),
                values=tuple(
                    ValueRow(
                        row.target,
                        row.said,
                        row.verified,
                        row.verified is not None and row.verified != row.said,
                    )
                    for row in report.values.all()
                ),
                files=tuple(report.evidence.all()),
                may_verify=policies.may_verify(report, user, today),
                may_return=policies.may_return(report, user, today),
                waiting_days=max(0, waiting),
            )
        )
    return rows


def reports_of(*, task: Task, user: User, today: date) -> list[ReportRow]:
    """Return the newest reports on a task that the person may see, newest first.

    Cost: four queries, however many reports; at most 50.
    """
    reports = visible_reports(user=user, today=today).filter(task=task).order_by("-at", "-pk")
    return report_rows(reports[:REPORTS_SHOWN], user=user, today=today)


def report_row(*, pk: int, user: User, today: date) -> ReportRow | None:
    """Return one report, None where the person may not see it.

    Cost: three queries.
    """
    rows = visible_reports(user=user, today=today).filter(pk=pk)
    return next(iter(report_rows(rows, user=user, today=today)), None)


def last_said(*, task: Task, duty: Duty | None = None) -> LastSaid:
    """Return what a new report begins with.

    Values are those in force on the targets; words and files are those of the last report.
    Cost: two queries.
    """
    unit = duty.unit if duty else task.lead
    reports = Report.objects.filter(task=task, duty=duty, unit=unit)
    last = reports.order_by("-at", "-pk").first()
    if last is None:
        return LastSaid(None, {}, (), "", "", "")
    returned = last.state == Report.State.RETURNED
    values = dict(ReportValue.objects.filter(report=last).values_list("target_id", "said"))
    files = EvidenceUse.objects.filter(report=last) if returned else EvidenceUse.objects.none()
    return LastSaid(
        report=last,
        values=values,
        file_ids=tuple(files.values_list("file_id", flat=True)),
        changed_words=last.changed_words,
        blocked_words=last.blocked_words,
        returned_reason=last.review_words if returned else "",
    )


def _by_id(task_id: int) -> QuerySet[Task]:
    return Task.objects.filter(pk=task_id)


def _little(task_id: int) -> QuerySet[Task]:
    return _by_id(task_id).only("lead_id", "assigner_id", "state", "revision")


_TASK: Prepared[Task] = Prepared(_by_id, int)
_LITTLE: Prepared[Task] = Prepared(_little, int)


def led_task(*, pk: int, user: User, today: date, little: bool = False) -> Task | None:
    """Return a task if the person reports on it, whatever its state.

    `little` reads no more than a report needs; anything else asked of the task is read then.
    Cost: one query.
    """
    rows = (_LITTLE if little else _TASK).rows(pk)
    found = [task for task in rows if policies.leads(task, user, today)]
    return found[0] if found else None


def _waiting(user: User, today: date) -> QuerySet[Report]:
    """Return the reports that wait for this person: the newest of its kind on a task or duty.

    An older report of progress needs no word once a newer one stands beside it.
    """
    seen = orgs.reach(user, today)
    mine = seen.unit_ids(*orgs.WORKING_ROLES)
    newer = Report.objects.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")),
        task_id=OuterRef("task_id"),
    ).exclude(state=Report.State.RETURNED)
    assigned = Q(task__assigner_id__in=mine) & (
        Q(unit_id=F("task__assigner_id")) | ~Q(unit_id__in=mine)
    )
    progress = Q(purpose=Purpose.PROGRESS, task__state__in=[State.IN_PROGRESS.value])
    closing = Q(purpose=Purpose.CLOSING, task__state=State.UNDER_REVIEW, task__submitted_by=F("by"))
    duty = Q(
        purpose=Purpose.DUTY,
        duty__state=DutyState.REPORTED,
        duty__reported_by=F("by"),
        task__lead_id__in=mine,
    ) & ~Q(unit_id__in=mine)
    lead_newer = Exists(newer.filter(~Q(purpose=Purpose.DUTY)))
    duty_newer = Exists(newer.filter(duty_id=OuterRef("duty_id")))
    return (
        Report.objects.filter(state=Report.State.SAID)
        .exclude(by=user)
        .filter(
            (assigned & (progress | closing) & ~lead_newer)
            | (
                duty
                & Q(task__state__in=[state.value for state in State if state.is_owed])
                & ~duty_newer
            )
        )
    )


def to_review(
    *, user: User, today: date, purpose: str = "", after: str = ""
) -> tuple[list[ReportRow], str]:
    """Return a page of the reports that wait for this person, longest waiting first.

    `after` is the cursor of the page before. Cost: three queries, however many rows.
    """
    found = _full(_waiting(user, today))
    if purpose:
        found = found.filter(purpose=purpose)
    place = _place(after)
    if place:
        at, pk = place
        found = found.filter(Q(at__gt=at) | Q(at=at, pk__gt=pk))
    page = list(found.order_by("at", "pk")[: PAGE_ROWS + 1])
    shown = page[:PAGE_ROWS]
    cursor = f"{shown[-1].at.isoformat()}_{shown[-1].pk}" if len(page) > PAGE_ROWS else ""
    return report_rows(shown, user=user, today=today), cursor


def _place(text: str) -> tuple[datetime, int] | None:
    moment, _, pk = text.rpartition("_")
    try:
        return datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None


def wanted_reports(*, user: User, today: date, most: int = PAGE_ROWS) -> list[WantedRow]:
    """Return the reports that others ask of the person's units, soonest due first.

    Cost: one query.
    """
    calendar = working_calendar()
    rows = _wanted(user, today).select_related("task", "request__unit", "unit")
    return [
        WantedRow(row, period_words(row.period), calendar.workdays_between(today, row.due_on))
        for row in rows.order_by("due_on", "pk")[:most]
    ]


def _wanted(user: User, today: date) -> QuerySet[RequestedReport]:
    mine = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    return RequestedReport.objects.filter(
        unit_id__in=mine,
        answered=None,
        task__lead_id=F("unit_id"),
        task__state__in=[state.value for state in WORKING],
    )


def wanted_for(*, task: Task) -> list[RequestedReport]:
    """Return what is asked of a task's lead and not answered, soonest due first."""
    rows = RequestedReport.objects.filter(task=task, unit=task.lead, answered=None)
    return list(rows.select_related("request__unit").order_by("due_on", "pk"))


def report_counts(*, user: User, today: date) -> dict[str, int]:
    """Return how many reports wait for this person's review, and how many others want of them.

    Cost: two queries; each is counted up to 99.
    """
    return {
        "to_review": _waiting(user, today).values("pk")[:MOST_COUNTED].count(),
        "wanted": _wanted(user, today).values("pk")[:MOST_COUNTED].count(),
    }


def reports_to_judge(*, ids: Sequence[int], user: User, today: date) -> list[Report]:
    """Return the reports with these numbers that the person may see."""
    return list(visible_reports(user=user, today=today).filter(pk__in=ids).order_by("pk"))
