"""Ask units for reports: only for what is not known, and never twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.evidence import policies, queries, rules
from changai.evidence.models import ReportRequest, RequestedReport
from changai.evidence.services import _refusals as refusals
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.models import Unit
from changai.orgs.policies import WORKING_ROLES
from changai.tasks.models import Task
from changai.tasks.queries import local_day

BATCH = 1000


def request_reports(
    *,
    unit: Unit,
    task_ids: Sequence[int],
    period: str,
    due_on: date,
    by: User,
    at: datetime,
    words: str = "",
    client_key: UUID | None = None,
) -> ReportRequest:
    """Ask the leads of tasks the unit assigned for a report on a period.

    What has been reported for the period is not asked again; the same key by the same person is
    the same request.
    Raises:
        NotAllowed: the person does not work at the unit, or a task is another unit's.
        BadPeriod: the period is none, or the date has passed.
        AlreadyAsked: a unit was asked for the same task and period before.
        NothingChosen: everything asked for is known, or nothing is being worked on.
    """
    today = local_day(at)
    if not policies.may_request(unit.pk, by, today):
        raise refusals.NotAllowed(_("你不能以该单位的名义要求填报。"))
    if rules.period(period) is None:
        raise refusals.BadPeriod(_("报送期写法不对，应如 2026-03、2026-Q1 或 2026。"))
    if due_on < today:
        raise refusals.BadPeriod(_("截止日期已过，请填写今天或以后的日期。"))
    if client_key is not None:
        known = ReportRequest.objects.filter(made_by=by, client_key=client_key).first()
        if known is not None:
            return known
    request = ReportRequest(
        unit=unit,
        period=period,
        due_on=due_on,
        words=words.strip()[: rules.MAX_WORDS],
        made_by=by,
        made_at=at,
        client_key=client_key,
    )
    try:
        with transaction.atomic():
            return _ask(request, task_ids)
    except IntegrityError as error:
        known = ReportRequest.objects.filter(made_by=by, client_key=client_key).first()
        if client_key is not None and known is not None:
            return known
        raise refusals.AlreadyAsked(_("刚刚有人要求过同样的填报，请刷新页面。")) from error


def _ask(request: ReportRequest, task_ids: Sequence[int]) -> ReportRequest:
    tasks = _tasks(request.unit, task_ids)
    preview = queries.request_preview(tasks=tasks, period=request.period)
    if preview.asked_before:
        raise refusals.AlreadyAsked(
            _("有%(count)d项已经要求过同一期的填报，没有发出。请去掉后再发。")
            % {"count": len(preview.asked_before)}
        )
    if not preview.to_ask:
        raise refusals.NothingChosen(_("所选任务这一期都已报送或不在办理中，不需要再要求填报。"))
    request.field_count, request.unit_count = preview.field_count, preview.unit_count
    request.save(force_insert=True)
    RequestedReport.objects.bulk_create(
        [
            RequestedReport(
                request=request,
                task=line.task,
                unit_id=line.unit_id,
                period=request.period,
                due_on=request.due_on,
                field_count=line.field_count,
            )
            for line in preview.to_ask
        ],
        batch_size=BATCH,
    )
    _tell(request, [line.task for line in preview.to_ask])
    audit.record(
        "reports.requested",
        request,
        by=request.made_by,
        at=request.made_at,
        unit_id=request.unit_id,
        after={
            "period": request.period,
            "due_on": request.due_on.isoformat(),
            "fields": preview.field_count,
            "count": preview.unit_count,
        },
        touched=[
            audit.Touched(line.task.pk, line.unit_id, {}, {"fields": line.field_count})
            for line in preview.to_ask
        ],
    )
    return request


def _tasks(unit: Unit, task_ids: Sequence[int]) -> list[Task]:
    wanted = sorted(set(task_ids))
    found: list[Task] = []
    for start in range(0, len(wanted), BATCH):
        rows = Task.objects.select_for_update(of=("self",)).select_related("lead")
        some = wanted[start : start + BATCH]
        found += rows.filter(pk__in=some, assigner=unit).order_by("pk")
    if len(found) != len(wanted):
        raise refusals.NotAllowed(_("只能就本单位交办的任务要求填报。"))
    return found


def _tell(request: ReportRequest, tasks: Sequence[Task]) -> None:
    units = {task.lead_id for task in tasks if task.lead_id is not None}
    people = orgs.people_at(units, WORKING_ROLES, today=local_day(request.made_at))
    notices.tell_many(
        messages=[
            notices.Message(
                people=people.get(task.lead_id or 0, []),
                kind="report_requested",
                key=f"report_requested:{request.pk}:{task.pk}",
                facts={
                    "unit": str(request.unit),
                    "period": request.period,
                    "due_on": request.due_on,
                    "title": task.title,
                },
                url=f"/evidence/tasks/{task.pk}/report/?period={request.period}",
            )
            for task in tasks
        ],
        at=request.made_at,
        by=request.made_by,
    )
