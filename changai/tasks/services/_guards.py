"""The guards of the table, one function each; services run those that the line names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.tasks import rules
from changai.tasks.models import Duty, Extension, Task
from changai.tasks.queries import decline_until
from changai.tasks.rules import Guard
from changai.tasks.services import _refusals as refusals

MAX_WORDS = 300


@dataclass(frozen=True)
class Asked:
    """What a person gave with an event, for the guards to look at."""

    by: User
    today: date
    reason: str = ""
    lead_ids: tuple[int, ...] = ()
    joint: bool = False
    due_on: date | None = None
    due_words: str = ""


def require_reason(reason: str) -> str:
    """Return the reason without the blanks around it.

    Raises:
        ReasonMissing: there is none, or it is too long to keep.
    """
    kept = reason.strip()
    if not kept:
        raise refusals.ReasonMissing(_("请写明理由。"))
    if len(kept) > MAX_WORDS:
        raise refusals.ReasonMissing(_("理由请控制在%(count)d字以内。") % {"count": MAX_WORDS})
    return kept


def require_date(due_on: date | None, due_words: str, today: date) -> None:
    """Refuse a date that has passed, and neither date nor words."""
    if due_on is None and not due_words.strip():
        raise refusals.BadDate(_("请填写期限；没有期限的，请用文字写明，例如“长期坚持”。"))
    if due_on is not None and due_on < today:
        raise refusals.BadDate(
            _("期限%(day)s已过，请填写今天或以后的日期。") % {"day": due_on.isoformat()}
        )


def require_nothing_open_below(task: Task) -> None:
    """Refuse while a child task or a duty is neither finished nor waived.

    The row of the task is locked by the caller; whoever adds one locks it too.
    """
    children = Task.objects.filter(parent=task, state__in=rules.OPEN, waived_at=None)
    duties = Duty.objects.filter(task=task, state__in=rules.OPEN_DUTY)
    child_count, duty_count = children.count(), duties.count()
    if child_count or duty_count:
        raise refusals.StillOpenBelow(
            _("还有%(children)d项下级任务、%(duties)d项配合事项未完成，也未豁免。")
            % {"children": child_count, "duties": duty_count}
        )


def held_extension(task: Task) -> bool:
    """Say whether a request asked in time waits, which holds off the mark of lateness."""
    waiting = Extension.objects.filter(task=task, state=Extension.State.ASKED, asked_late=False)
    return waiting.exists()


def _source_clause(task: Task, asked: Asked) -> None:
    if not (task.title.strip() and task.clause_words.strip() and task.clause_where.strip()):
        raise refusals.SourceMissing(_("请写明任务名称、来源原文和出处。"))


def _lead_and_date(task: Task, asked: Asked) -> None:
    leads = asked.lead_ids
    if not leads or len(set(leads)) != len(leads):
        raise refusals.LeadMissing(_("请选择牵头单位，且不重复。"))
    if len(leads) > 1 and not asked.joint:
        raise refusals.LeadMissing(_("牵头单位只能有一个；共同牵头的，请注明“共同牵头”。"))
    if len(leads) < 2 and asked.joint:
        raise refusals.LeadMissing(_("共同牵头至少要有两个单位。"))
    require_date(asked.due_on, asked.due_words, asked.today)


def _within_decline_days(task: Task, asked: Asked) -> None:
    last = decline_until(task.assigned_on) if task.assigned_on else None
    if last is None or asked.today > last:
        raise refusals.DeclinedTooLate(_("已超过退回时限，请与交办单位协商。"))


def _reason(task: Task, asked: Asked) -> None:
    require_reason(asked.reason)


def _evidence(task: Task, asked: Asked) -> None:
    if task.evidence_required and task.evidence_count < 1:
        raise refusals.EvidenceMissing(_("本任务须附佐证材料，请先上传再报送。"))


def _nothing_open_below(task: Task, asked: Asked) -> None:
    require_nothing_open_below(task)


def _another_person(task: Task, asked: Asked) -> None:
    if task.submitted_by_id == asked.by.pk:
        raise refusals.OwnReport(_("报送人不能审核或销号自己报送的任务，请由他人办理。"))


def _extension_answered(task: Task, asked: Asked) -> None:
    late = rules.late_from(task.due_on, today=asked.today, submitted_on=task.submitted_on)
    if late and held_extension(task):
        raise refusals.ExtensionUnanswered(_("按期提出的延期申请尚未答复，请先答复。"))


GUARDS: Mapping[Guard, Callable[[Task, Asked], None]] = {
    Guard.SOURCE_CLAUSE: _source_clause,
    Guard.LEAD_AND_DATE: _lead_and_date,
    Guard.WITHIN_DECLINE_DAYS: _within_decline_days,
    Guard.REASON: _reason,
    Guard.EVIDENCE: _evidence,
    Guard.NOTHING_OPEN_BELOW: _nothing_open_below,
    Guard.ANOTHER_PERSON: _another_person,
    Guard.EXTENSION_ANSWERED: _extension_answered,
}
