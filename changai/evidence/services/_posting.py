"""A unit reports: on a task it leads, or on its duty in another's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.evidence import rules
from changai.evidence.models import (
    EvidenceFile,
    EvidenceUse,
    Report,
    ReportValue,
    RequestedReport,
)
from changai.evidence.services import _refusals as refusals
from changai.evidence.services._recount import count_evidence, recompute_behind
from changai.kernel.bulk import insert_row, update_rows
from changai.tasks import services as tasks
from changai.tasks.models import Duty, Task, TaskTarget
from changai.tasks.queries import live_targets, local_day

Purpose = Report.Purpose
COLUMNS = (
    "task_id",
    "duty_id",
    "unit_id",
    "purpose",
    "period",
    "changed_words",
    "blocked_words",
    "by_id",
    "at",
    "client_key",
)


@dataclass(frozen=True)
class Said:
    """What a person says in one report, checked as far as it can be without the database."""

    purpose: str
    period: str
    values: Mapping[int, Decimal]
    changed_words: str
    blocked_words: str
    client_key: UUID
    file_ids: tuple[int, ...] = field(default=())


def post_report(
    *,
    task: Task,
    purpose: str,
    period: str,
    client_key: UUID,
    by: User,
    at: datetime,
    duty: Duty | None = None,
    values: Mapping[int, Decimal] | None = None,
    changed_words: str = "",
    blocked_words: str = "",
    file_ids: Sequence[int] = (),
    seen_revision: int | None = None,
) -> Report:
    """Report on a task for its lead, or on a duty for its cooperating unit.

    The same key by the same person is the same report, however often and however fast it is
    sent. `seen_revision` is that of the duty where there is one, else that of the task.
    Cost: a bounded number of statements, one more for each value.
    Raises:
        AlreadySaid: the key was used for a report with other contents.
        BadPeriod, BadValue, NothingSaid, TooLong: what was said cannot be kept.
        NotAllowed, OutOfDate, NotNow, EvidenceMissing, StillOpenBelow: as tasks say.
    """
    said = Said(
        purpose=purpose,
        period=period,
        values=dict(values or {}),
        changed_words=changed_words.strip(),
        blocked_words=blocked_words.strip(),
        client_key=client_key,
        file_ids=tuple(dict.fromkeys(file_ids)),
    )
    _require_sound(said, duty)
    try:
        with transaction.atomic():
            return _post(task, duty, said, seen_revision, by, at)
    except (refusals.Refused, IntegrityError):
        # Looked for only now: the usual report is new, and a repeated one fails on something.
        known = Report.objects.filter(by=by, client_key=client_key).first()
        if known is None:
            raise
        return _same(known, task, duty, said)


def _require_sound(said: Said, duty: Duty | None) -> None:
    if (said.purpose == Purpose.DUTY) != (duty is not None) or said.purpose not in Purpose.values:
        raise refusals.NotNow(_("报送类型不对，请从任务页面重新打开。"))
    if rules.period(said.period) is None:
        raise refusals.BadPeriod(_("报送期写法不对，应如 2026-03、2026-Q1 或 2026。"))
    if not (said.values or said.changed_words or said.blocked_words):
        raise refusals.NothingSaid(_("请至少填写一项：指标数值、进展情况或受阻情况。"))
    if len(said.changed_words) > rules.MAX_CHANGED or len(said.blocked_words) > rules.MAX_WORDS:
        raise refusals.TooLong(
            _("进展情况最多%(changed)d字，受阻情况最多%(blocked)d字。")
            % {"changed": rules.MAX_CHANGED, "blocked": rules.MAX_WORDS}
        )
    if len(said.file_ids) > rules.MAX_FILES:
        raise refusals.TooLong(_("一次报送最多附%(count)d个文件。") % {"count": rules.MAX_FILES})
    if not all(rules.fits(value) for value in said.values.values()):
        raise refusals.BadValue(_("指标数值应为数字，整数部分不超过14位，小数不超过4位。"))
    if said.values and duty is not None:
        raise refusals.BadValue(_("配合事项不填指标数值，指标由牵头单位填报。"))


def _post(
    task: Task, duty: Duty | None, said: Said, seen_revision: int | None, by: User, at: datetime
) -> Report:
    if said.purpose == Purpose.PROGRESS:
        return _progress(task, said, seen_revision, by, at)
    # The task first, as everywhere: its row orders all that is done to it.
    locked = Task.objects.select_for_update().filter(pk=task.pk).values_list("lead_id", flat=True)
    lead_ids = list(locked)
    unit_id = duty.unit_id if duty else next(iter(lead_ids), None)
    if not lead_ids or unit_id is None:
        raise refusals.NotThere(_("任务不存在，或还没有牵头单位。"))
    report = _write(task, duty, unit_id, said, by, at)
    _say(task.pk, said.values, local_day(at))
    _keep(report, said)
    _tell_task(report, task, duty, said, seen_revision)
    _record(report, said)
    return report


def _progress(task: Task, said: Said, seen_revision: int | None, by: User, at: datetime) -> Report:
    noted = tasks.take_progress(
        task=task,
        by=by,
        at=at,
        say=lambda fresh: _say(fresh.pk, said.values, local_day(at)),
        words=said.changed_words,
        blocked_words=said.blocked_words,
        seen_revision=seen_revision,
    )
    if noted.task.lead_id is None:
        raise refusals.NotThere(_("任务不存在，或还没有牵头单位。"))
    report = _write(task, None, noted.task.lead_id, said, by, at)
    _keep(report, said)
    _record(report, said, noted.before, noted.after)
    return report


def _write(
    task: Task, duty: Duty | None, unit_id: int, said: Said, by: User, at: datetime
) -> Report:
    report = Report(
        task_id=task.pk,
        duty=duty,
        unit_id=unit_id,
        purpose=said.purpose,
        period=said.period,
        changed_words=said.changed_words,
        blocked_words=said.blocked_words,
        by=by,
        at=at,
        client_key=said.client_key,
    )
    report.pk = insert_row(Report, COLUMNS, [getattr(report, name) for name in COLUMNS])
    report._state.adding = False
    return report


def _keep(report: Report, said: Said) -> None:
    """Keep what belongs to the report: its values, its files, and which request it answers."""
    for target_id, value in said.values.items():
        insert_row(ReportValue, ("report_id", "target_id", "said"), (report.pk, target_id, value))
    _attach(report, said.file_ids)
    if report.purpose != Purpose.DUTY:
        wanted = {"task": report.task_id, "unit": report.unit_id, "period": said.period}
        update_rows(RequestedReport, {"answered": report}, where={**wanted, "answered": None})


def _record(
    report: Report,
    said: Said,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record the report, and with it what the progress changed on the task."""
    audit.record(
        "report.posted",
        report,
        by=report.by,
        at=report.at,
        unit_id=report.unit_id,
        before=before,
        after={
            **(after or {}),
            "task": report.task_id,
            "purpose": said.purpose,
            "period": said.period,
            "said": {str(pk): str(value) for pk, value in said.values.items()},
            "files": list(said.file_ids),
        },
    )


def _say(task_id: int, values: Mapping[int, Decimal], today: date) -> list[TaskTarget]:
    """Write the values said on the targets, and return all targets that count."""
    targets = live_targets(task_id)
    known = {target.pk: target for target in targets}
    for target_id, value in values.items():
        target = known.get(target_id)
        said = {"said_value": value, "said_on": today}
        live = {"id": target_id, "task": task_id, "dropped_on": None}
        if target is None or not update_rows(TaskTarget, said, where=live):
            raise refusals.BadValue(_("有指标已调整或不属于本任务，请刷新页面后再填。"))
        target.said_value, target.said_on = value, today
    return targets


def _attach(report: Report, file_ids: Sequence[int]) -> None:
    """Use files in a report: those of the unit, for a lead also what was handed in for the task."""
    if not file_ids:
        return
    usable = Q(unit_id=report.unit_id)
    if report.purpose != Purpose.DUTY:
        uses = EvidenceUse.objects.filter(report__task_id=report.task_id)
        handed_in = uses.exclude(report__state=Report.State.RETURNED)
        usable |= Q(pk__in=handed_in.values("file_id"))
    files = EvidenceFile.objects.filter(usable, pk__in=file_ids)
    found = set(files.values_list("pk", flat=True))
    if found != set(file_ids):
        raise refusals.NotThere(_("有佐证材料不属于本单位，请重新选择。"))
    EvidenceUse.objects.bulk_create([EvidenceUse(file_id=pk, report=report) for pk in file_ids])
    if report.purpose != Purpose.DUTY:
        count_evidence(report.task_id)


def _tell_task(
    report: Report, task: Task, duty: Duty | None, said: Said, seen_revision: int | None
) -> None:
    if duty is not None:
        tasks.report_duty(
            duty=duty,
            by=report.by,
            at=report.at,
            words=said.changed_words,
            seen_revision=seen_revision,
        )
    else:
        if said.values:
            recompute_behind(report.task_id)
        tasks.submit_task(
            task=task,
            by=report.by,
            at=report.at,
            words=said.changed_words,
            seen_revision=seen_revision,
        )


def _same(known: Report, task: Task, duty: Duty | None, said: Said) -> Report:
    """Return the report that was made of the same form.

    Raises:
        AlreadySaid: it says something else.
    """
    values = dict(ReportValue.objects.filter(report=known).values_list("target_id", "said"))
    files = set(EvidenceUse.objects.filter(report=known).values_list("file_id", flat=True))
    now = (task.pk, duty.pk if duty else None, said.purpose, said.period)
    then = (known.task_id, known.duty_id, known.purpose, known.period)
    words = (said.changed_words, said.blocked_words, dict(said.values), set(said.file_ids))
    if now != then or words != (known.changed_words, known.blocked_words, values, files):
        raise refusals.AlreadySaid(
            _(
                "这张表已经提交过，内容与这次不同。请打开已提交的报送核对；要更正的，请重新填报一次。"
            )
        )
    return known
