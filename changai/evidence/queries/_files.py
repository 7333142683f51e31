"""Files kept as evidence, and where each is used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet

from changai.accounts.models import User
from changai.evidence import policies
from changai.evidence.models import EvidenceFile, EvidenceUse, Report
from changai.evidence.queries._reports import ReportRow, report_rows, visible_reports
from changai.orgs.models import Unit
from changai.tasks.models import Task

PAGE_ROWS = 50
CHOICES = 60


def visible_files(*, user: User, today: date) -> QuerySet[EvidenceFile]:
    """Return the files the person may see, with unit, stored file and person."""
    rows = EvidenceFile.objects.select_related("unit", "stored", "by")
    return policies.visible_files(rows, user, today)


def file_page(
    *, user: User, today: date, words: str = "", mine_only: bool = True, before: int | None = None
) -> list[EvidenceFile]:
    """Return files, newest first, each with `use_count`; one more than a page holds.

    `use_count` counts the reports of the file's own unit and of those the person sees whole.
    Cost: one query.
    """
    rows = visible_files(user=user, today=today)
    if mine_only:
        rows = rows.filter(unit__in=policies.working_units(user, today))
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(words__icontains=words))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    seen = policies.visible_reports(Report.objects.all(), user, today).values("pk")
    counted = rows.annotate(use_count=Count("uses", filter=Q(uses__report__in=seen)))
    return list(counted.order_by("-pk")[: PAGE_ROWS + 1])


def uses_of(*, file: EvidenceFile, user: User, today: date) -> list[ReportRow]:
    """Return the reports a file is used in, of those the person may see, newest first.

    Cost: three queries.
    """
    reports = visible_reports(user=user, today=today)
    used = reports.filter(pk__in=EvidenceUse.objects.filter(file=file).values("report_id"))
    return report_rows(used.order_by("-at", "-pk")[:PAGE_ROWS], user=user, today=today)


def file_choices(
    *, unit_id: int, task: Task | None, chosen: Sequence[int] = ()
) -> list[EvidenceFile]:
    """Return the files a report may use: those chosen, the newest of the unit, and for a task's
    lead what others handed in for it.

    Cost: one query; at most 60 beside those chosen.
    """
    wanted = Q(unit_id=unit_id)
    if task is not None:
        uses = EvidenceUse.objects.filter(report__task=task)
        handed_in = uses.exclude(report__state=Report.State.RETURNED)
        wanted |= Q(pk__in=handed_in.values("file_id"))
    rows = EvidenceFile.objects.filter(wanted).select_related("stored", "unit")
    newest = list(rows.order_by("-pk")[:CHOICES])
    missing = set(chosen) - {file.pk for file in newest}
    older = list(rows.filter(pk__in=missing).order_by("-pk")) if missing else []
    return sorted([*older, *newest], key=lambda file: (file.pk not in chosen, -file.pk))


def working_units(*, user: User, today: date) -> list[Unit]:
    """Return the units for which the person may keep files, ask and publish."""
    return list(policies.working_units(user, today))
