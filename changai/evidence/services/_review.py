"""Another person judges a report: as said, in part, or back with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.evidence import policies, rules
from changai.evidence.models import Report, ReportValue, RequestedReport
from changai.evidence.services import _refusals as refusals
from changai.evidence.services._recount import (
    count_evidence,
    evidence_of,
    recompute_behind,
    say_again,
)
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.policies import WORKING_ROLES
from changai.tasks import services as tasks
from changai.tasks.models import Duty, Task, TaskTarget
from changai.tasks.queries import local_day
from changai.tasks.rules import DutyEvent, State

Purpose = Report.Purpose


@dataclass(frozen=True)
class RefusedReport:
    """A report of a bulk review that was refused, and why."""

    report_id: int
    message: str


@dataclass(frozen=True)
class BulkReview:
    """What became of a bulk review: each report judged or refused, by itself."""

    done: tuple[Report, ...]
    refused: tuple[RefusedReport, ...]


def verify_report(
    *,
    report: Report,
    by: User,
    at: datetime,
    values: Mapping[int, Decimal] | None = None,
    words: str = "",
    seen_revision: int | None = None,
) -> Report:
    """Verify a report as it was said, or in part with one's own values and a reason.

    A closing report ends its task as done, a duty's report fulfils the duty. `values` are by
    target; what is not named is verified as said. `seen_revision` is that of the task, or of
    the duty.
    Raises:
        ReasonMissing: a value differs from what was said, without a reason.
        OwnReport, NotAllowed, NotNow, OutOfDate, BadValue: as their names say.
        EvidenceMissing, StillOpenBelow, ExtensionUnanswered: a closing report asks too early.
    """
    with transaction.atomic():
        fresh = _lock(report, by, at)
        _require(policies.may_verify(fresh, by, local_day(at)), fresh)
        verified = _verified(fresh, values or {})
        kept = words.strip()
        partly = any(said != value for said, value in verified.values())
        if partly:
            kept = _require_reason(words)
        if fresh.purpose == Purpose.CLOSING:
            tasks.accept_task(
                task=fresh.task, by=by, at=at, words=kept, seen_revision=seen_revision
            )
        _judge(fresh, Report.State.PARTLY if partly else Report.State.VERIFIED, kept, by, at)
        if fresh.duty is not None:
            tasks.accept_duty(
                duty=fresh.duty, by=by, at=at, words=kept, seen_revision=seen_revision
            )
        _keep_verified(fresh, verified, at)
        _tell(fresh, "report_verified", by, at)
        audit.record(
            "report.verified",
            fresh,
            by=by,
            at=at,
            unit_id=_unit_for(fresh),
            before={"state": Report.State.SAID.value},
            after={"state": fresh.state, "words": kept, **_shown(verified)},
        )
    return fresh


def accept_closing(
    *,
    report: Report,
    by: User,
    at: datetime,
    values: Mapping[int, Decimal] | None = None,
    words: str = "",
    seen_revision: int | None = None,
) -> Report:
    """Verify a closing report and accept its task as done.

    Raises: as `verify_report`; NotNow for a report with another purpose.
    """
    if report.purpose != Purpose.CLOSING:
        raise refusals.NotNow(_("这不是办结报送。"))
    return verify_report(
        report=report, by=by, at=at, values=values, words=words, seen_revision=seen_revision
    )


def return_report(
    *, report: Report, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> Report:
    """Return a report with a reason; what it said and the files it used no longer count.

    A closing report takes its task back into work, a duty's report opens the duty again.
    Raises:
        NotNow: it was judged before, or the task is finished, or stands on this evidence.
        OwnReport, NotAllowed, OutOfDate, ReasonMissing: as their names say.
    """
    with transaction.atomic():
        fresh = _lock(report, by, at)
        _require(policies.may_return(fresh, by, local_day(at)), fresh)
        kept = _require_reason(reason)
        if fresh.purpose == Purpose.CLOSING:
            tasks.return_task(
                task=fresh.task, reason=kept, by=by, at=at, seen_revision=seen_revision
            )
        _judge(fresh, Report.State.RETURNED, kept, by, at)
        if fresh.duty is not None:
            tasks.return_duty(
                duty=fresh.duty, reason=kept, by=by, at=at, seen_revision=seen_revision
            )
        _forget(fresh)
        _tell(fresh, "report_returned", by, at, reason=kept)
        audit.record(
            "report.returned",
            fresh,
            by=by,
            at=at,
            unit_id=_unit_for(fresh),
            before={"state": Report.State.SAID.value},
            after={"state": fresh.state, "reason": kept},
        )
    return fresh


def verify_reports(*, reports: Sequence[Report], by: User, at: datetime) -> BulkReview:
    """Verify many reports as they were said; each one is judged or refused by itself.

    The audit has one entry with a line per report, beside what each task keeps of its own end.
    """
    done: list[Report] = []
    refused: list[RefusedReport] = []
    lines: list[audit.Touched] = []
    with transaction.atomic():
        ids = sorted({report.task_id for report in reports})
        list(Task.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        ended = _accept_tasks(reports, by, at, refused)
        for report in sorted(reports, key=lambda one: one.pk):
            if any(one.report_id == report.pk for one in refused):
                continue
            try:
                with transaction.atomic():
                    fresh = _verify_one(report, by, at, ended=report.pk in ended)
            except refusals.Refused as refusal:
                refused.append(RefusedReport(report.pk, str(refusal)))
                continue
            done.append(fresh)
            before, after = {"state": Report.State.SAID.value}, {"state": fresh.state}
            lines.append(audit.Touched(fresh.pk, fresh.unit_id, before, after))
        if lines:
            audit.record("report.verified", Report, by=by, at=at, touched=lines)
    return BulkReview(tuple(done), tuple(refused))


def _accept_tasks(
    reports: Sequence[Report], by: User, at: datetime, refused: list[RefusedReport]
) -> set[int]:
    """Accept the tasks of closing reports in one action; return the reports whose task is done."""
    asked: dict[int, Report] = {}
    for report in reports:
        if report.purpose != Purpose.CLOSING:
            continue
        try:
            fresh = _lock(report, by, at)
        except refusals.Refused:
            continue  # refused below, with its words
        if policies.may_verify(fresh, by, local_day(at)):
            asked[fresh.task_id] = fresh
    if not asked:
        return set()
    outcome = tasks.accept_tasks(tasks=[one.task for one in asked.values()], by=by, at=at)
    for one in outcome.refused:
        refused.append(RefusedReport(asked[one.task_id].pk, one.message))
    return {asked[task.pk].pk for task in outcome.done}


def _verify_one(report: Report, by: User, at: datetime, *, ended: bool) -> Report:
    fresh = _lock(report, by, at)
    if not ended:
        _require(policies.may_verify(fresh, by, local_day(at)), fresh)
    verified = _verified(fresh, {})
    _judge(fresh, Report.State.VERIFIED, "", by, at)
    if fresh.duty is not None:
        tasks.accept_duty(duty=fresh.duty, by=by, at=at)
    _keep_verified(fresh, verified, at)
    _tell(fresh, "report_verified", by, at)
    return fresh


def settle_duty_report(*, duty: Duty, event: DutyEvent, words: str, by: User, at: datetime) -> None:
    """Judge what was reported of a duty as the duty itself is judged, wherever that happens.

    Called inside the transaction and the audit entry of the judgment.
    """
    state = Report.State.VERIFIED if event is DutyEvent.ACCEPT else Report.State.RETURNED
    for report in Report.objects.filter(duty=duty, state=Report.State.SAID):
        _judge(report, state, words, by, at)


def _lock(report: Report, by: User, at: datetime) -> Report:
    """Lock the task, then read the report as it stands; refuse what only its reporter lacks."""
    list(Task.objects.select_for_update().filter(pk=report.task_id).values_list("pk"))
    rows = Report.objects.select_related("task__assigner", "task__lead", "duty__unit", "unit", "by")
    fresh = rows.filter(pk=report.pk).first()
    if fresh is None:
        raise refusals.NotThere(_("报送不存在。"))
    if fresh.by_id == by.pk:
        raise refusals.OwnReport(_("不能审核自己的报送，请由他人办理。"))
    if not policies.may_judge(fresh, by, local_day(at)):
        raise refusals.NotAllowed(_("你没有审核这份报送的权限。"))
    if fresh.duty is not None:
        fresh.duty.task = fresh.task
    return fresh


def _require(allowed: bool, report: Report) -> None:
    if allowed:
        return
    if report.state != Report.State.SAID:
        raise refusals.OutOfDate(_("这份报送已经审核过，请刷新页面。"))
    raise refusals.NotNow(_("任务当前状态不能审核这份报送，请刷新页面。"))


def _require_reason(words: str) -> str:
    kept = words.strip()
    if not kept:
        raise refusals.ReasonMissing(_("核实数与填报数不同或退回时，请写明理由。"))
    if len(kept) > rules.MAX_WORDS:
        raise refusals.ReasonMissing(
            _("理由请控制在%(count)d字以内。") % {"count": rules.MAX_WORDS}
        )
    return kept


def _verified(
    report: Report, values: Mapping[int, Decimal]
) -> dict[ReportValue, tuple[Decimal, Decimal]]:
    """Return for each value what was said and what is verified of it."""
    rows = {row.target_id: row for row in ReportValue.objects.filter(report=report)}
    if not set(values) <= set(rows):
        raise refusals.BadValue(_("只能核实报送中填了数的指标。"))
    if not all(rules.fits(value) for value in values.values()):
        raise refusals.BadValue(_("指标数值应为数字，整数部分不超过14位，小数不超过4位。"))
    return {row: (row.said, values.get(pk, row.said)) for pk, row in rows.items()}


def _judge(report: Report, state: Report.State, words: str, by: User, at: datetime) -> None:
    """Write the judgment where the report still waits for one."""
    changes = {
        "state": state.value,
        "review_words": words[: rules.MAX_WORDS],
        "reviewed_by_id": by.pk,
        "reviewed_at": at,
    }
    still = Report.objects.filter(pk=report.pk, state=Report.State.SAID)
    if not still.update(**changes):
        raise refusals.OutOfDate(_("这份报送已经审核过，请刷新页面。"))
    for name, value in changes.items():
        setattr(report, name, value)


def _keep_verified(
    report: Report, verified: Mapping[ReportValue, tuple[Decimal, Decimal]], at: datetime
) -> None:
    """Keep what was verified, on the target too unless a later report was verified before."""
    for row, (_said, value) in verified.items():
        ReportValue.objects.filter(pk=row.pk).update(verified=value)
        later = ReportValue.objects.filter(
            target_id=row.target_id, verified__isnull=False, report__at__gt=report.at
        )
        if not later.exists():
            TaskTarget.objects.filter(pk=row.target_id).update(
                verified_value=value, verified_on=local_day(at)
            )


def _forget(report: Report) -> None:
    """Take back what a returned report brought: values, files, and the answer to a request."""
    stands_on_it = report.task.state == State.UNDER_REVIEW and report.task.evidence_required
    if stands_on_it and not evidence_of(report.task_id):
        raise refusals.NotNow(_("待审核的办结报送以这份报送的材料为佐证，请退回办结报送。"))
    count_evidence(report.task_id)
    say_again(ReportValue.objects.filter(report=report).values_list("target_id", flat=True))
    recompute_behind(report.task_id)
    RequestedReport.objects.filter(answered=report).update(answered=None)


def _tell(report: Report, kind: str, by: User, at: datetime, **facts: str) -> None:
    """Tell the reporting unit; of a task's end and of duties the task itself tells."""
    if report.purpose != Purpose.PROGRESS:
        return
    people = orgs.people_at([report.unit_id], WORKING_ROLES, today=local_day(at))
    notices.tell(
        people=people.get(report.unit_id, []),
        kind=kind,
        key=f"{kind}:{report.pk}",
        facts={"title": report.task.title, **facts},
        url=f"/evidence/reports/{report.pk}/",
        at=at,
        by=by,
    )


def _unit_for(report: Report) -> int | None:
    """Return the unit the reviewer acts for."""
    return report.task.lead_id if report.purpose == Purpose.DUTY else report.task.assigner_id


def _shown(verified: Mapping[ReportValue, tuple[Decimal, Decimal]]) -> dict[str, object]:
    """Return what the trail keeps of the values."""
    return {
        "said": {str(row.target_id): str(said) for row, (said, _value) in verified.items()},
        "verified": {str(row.target_id): str(value) for row, (_said, value) in verified.items()},
    }
