"""A unit reports: on a task it leads, or on its duty in another's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
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
from changai.tasks import services as tasks
from changai.tasks.models import Duty, Task, TaskTarget
from changai.tasks.queries import local_day

Purpose = Report.Purpose


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
    # The task first, as everywhere: its row orders all that is done to it.
    locked = Task.objects.select_for_update().filter(pk=task.pk).values_list("lead_id", flat=True)
    lead_ids = list(locked)
    unit_id = duty.unit_id if duty else next(iter(lead_ids), None)
    if not lead_ids or unit_id is None:
        raise refusals.NotThere(_("任务不存在，或还没有牵头单位。"))
    report = Report.objects.create(
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
    _say(report, said.values, local_day(at))
    _attach(report, said.file_ids)
    if duty is None:
        RequestedReport.objects.filter(
            task_id=task.pk, unit_id=unit_id, period=said.period, answered=None
        ).update(answered=report)
    _tell_task(report, task, duty, said, seen_revision)
    audit.record(
        "report.posted",
        report,
        by=by,
        at=at,
        unit_id=unit_id,
        after={
            "task": task.pk,
            "purpose": said.purpose,
            "period": said.period,
            "said": {str(pk): str(value) for pk, value in said.values.items()},
            "files": list(said.file_ids),
        },
    )
    return report


def _say(report: Report, values: Mapping[int, Decimal], today: date) -> None:
    for target_id, value in values.items():
        live = TaskTarget.objects.filter(pk=target_id, task_id=report.task_id, dropped_on=None)
        if not live.update(said_value=value, said_on=today):
            raise refusals.BadValue(_("有指标已调整或不属于本任务，请刷新页面后再填。"))
    ReportValue.objects.bulk_create(
        [ReportValue(report=report, target_id=pk, said=value) for pk, value in values.items()]
    )


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
    elif said.purpose == Purpose.CLOSING:
        if said.values:
            recompute_behind(report.task_id)
        tasks.submit_task(
            task=task,
            by=report.by,
            at=report.at,
            words=said.changed_words,
            seen_revision=seen_revision,
        )
    else:
        tasks.note_progress(
            task=task,
            by=report.by,
            at=report.at,
            words=said.changed_words,
            blocked_words=said.blocked_words,
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
