"""What an amended plan changes in its tasks: words, targets, axes and dates; never their past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.tasks import rules
from changai.tasks.models import DueChange, Task, TaskAxis, TaskTarget, TaskUnit
from changai.tasks.queries import behind_day
from changai.tasks.rules import State
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import Action, acting
from changai.tasks.services._clock import put_due
from changai.tasks.services._drafts import Amendment, TargetDraft
from changai.tasks.services._guards import require_date, require_reason
from changai.tasks.services._register import new_target

AMENDABLE = frozenset(
    {
        "title",
        "clause_words",
        "clause_where",
        "leader_name",
        "by_duty_scope",
        "deliverable_form",
        "assessment_rule",
        "responsible_name",
        "shape",
        "stages",
        "evidence_required",
    }
)


def amend_tasks(*, amendments: Sequence[Amendment], by: User, at: datetime) -> list[Task]:
    """Bring tasks up to the amended rows of their plan, in one action, all or none.

    The same task goes on; both dates are kept, and past lateness stays. A removed row is
    cancelled by `cancel_tasks`, a new lead is set by `reassign_task`. All concerned are told.
    Raises:
        NotAllowed, NotThere, BadDate, ReasonMissing: as their names say.
        NotNow: the task is finished, or its date cannot change while it is under review.
        EvidenceMissing: evidence would be required of a task under review that has none.
    """
    with acting("task.amended", by=by, at=at) as action:
        tasks = [amend(action, one) for one in sorted(amendments, key=lambda one: one.task_id)]
        if tasks:
            action.finish()
    return tasks


def amend(action: Action, wanted: Amendment) -> Task:
    """Bring one task up to its amended row, within an action.

    Raises: as `amend_tasks`.
    """
    task = action.lock(wanted.task_id)
    action.require_office(task)
    action.require_state(task, rules.OPEN)
    reason = require_reason(wanted.reason)
    unknown = set(wanted.fields) - AMENDABLE
    if unknown:
        raise ValueError(f"not amendable: {sorted(unknown)}")
    changes: dict[str, Any] = dict(wanted.fields)
    if wanted.row_id is not None:
        changes["row_id"] = wanted.row_id
    needs = changes.get("evidence_required") and not task.evidence_count
    if needs and task.state == State.UNDER_REVIEW:
        raise refusals.EvidenceMissing(_("任务正在审核，不能改为须附佐证材料。"))
    _retarget(action, task, wanted.targets)
    _set_axes(task, wanted.axes)
    _change(action, task, changes)
    _redate(action, task, wanted, reason)
    action.log("amended", task, task.state, reason)
    told = TaskUnit.objects.filter(task=task).exclude(part=TaskUnit.Part.SOURCE)
    action.note("plan_row_changed", task, told.values_list("unit_id", flat=True), reason=reason)
    return task


def _change(action: Action, task: Task, changes: dict[str, Any]) -> None:
    behind_on = behind_day(
        task, task.targets.all(), due_on=task.due_on, started_on=task.assigned_on
    )
    action.change(task, **changes, behind_on=behind_on)


def _redate(action: Action, task: Task, wanted: Amendment, reason: str) -> None:
    words = task.due_words if wanted.due_words is None else wanted.due_words
    due_on = None if wanted.no_date else wanted.due_on or task.due_on
    if due_on == task.due_on:
        if words != task.due_words:
            action.change(task, due_words=words.strip())
        return
    if task.state == State.REGISTERED:
        require_date(due_on, words, action.today)
        action.change(task, due_on=due_on, due_words=words.strip())
        return
    put_due(action, task, due_on, words, reason, DueChange.Cause.AMENDED)


def _retarget(action: Action, task: Task, drafts: Sequence[TargetDraft] | None) -> None:
    """Keep targets that speak of the same thing, with all that was said and verified of them."""
    if drafts is None:
        return
    left = list(task.targets.filter(dropped_on=None).order_by("position", "pk"))
    for position, draft in enumerate(drafts):
        same = next((one for one in left if (one.what, one.unit) == (draft.what, draft.unit)), None)
        if same is None:
            new_target(task, position, draft).save()
            continue
        left.remove(same)
        TaskTarget.objects.filter(pk=same.pk).update(
            position=position,
            operator=draft.operator,
            value=draft.value,
            base_year=draft.base_year,
        )
    TaskTarget.objects.filter(pk__in=[one.pk for one in left]).update(dropped_on=action.today)


def _set_axes(task: Task, axes: Sequence[str] | None) -> None:
    if axes is None:
        return
    task.axes.exclude(axis__in=axes).delete()
    TaskAxis.objects.bulk_create(
        [TaskAxis(task=task, axis=axis) for axis in dict.fromkeys(axes)], ignore_conflicts=True
    )
