"""What an amended row changes in its task. The same task goes on, and its past stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from changai.tasks import rules
from changai.tasks.models import Duty, PlanRow, PlanVersion, Task
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plans
from changai.tasks.services._action import Action
from changai.tasks.services._amend import AMENDABLE, amend
from changai.tasks.services._assign import make_parts, reassign, units_in_force
from changai.tasks.services._cancel import cancel
from changai.tasks.services._drafts import Amendment, Assignment, DutyDraft
from changai.tasks.services._guards import MAX_WORDS, require_date
from changai.tasks.services._parts import cooperate, settle_duties
from changai.tasks.services._plan_tasks import duty_drafts, target_drafts

Facts = plans.RowFacts
TASK_NAMES = {"deadline_words": "due_words"}


def reason_of(version: PlanVersion) -> str:
    """Return the reason that every change by an amendment carries: version and basis."""
    words = _("计划第%(number)d版（%(basis)s）") % {
        "number": version.number,
        "basis": version.basis,
    }
    return words[:MAX_WORDS]


def amend_row(action: Action, task: Task, before: PlanRow, after: PlanRow, reason: str) -> Task:
    """Bring a task up to its amended row: words, numbers, dates, lead and cooperating units.

    Both dates are kept and lateness is judged by the date in force each day.
    Raises: what the life of the task refuses.
    """
    old, new = queries.facts_of(before), queries.facts_of(after)
    changed = plans.differences(old, new)
    fresh = amend(action, _amendment(task, after, new, changed, reason))
    if {"leads", "joint"} & set(changed):
        fresh = _change_leads(action, fresh, old, new, reason)
    if new.joint and not {"leads", "joint"} & set(changed):
        _amend_parts(action, fresh, after, new, changed, reason)
    if {"cooperating", "summarizing", "leads", "joint", "due_on"} & set(changed):
        _change_duties(action, fresh, old, new, reason)
    return fresh


def _amendment(
    task: Task, row: PlanRow, new: Facts, changed: Collection[str], reason: str
) -> Amendment:
    fields: dict[str, Any] = {
        name: getattr(new, name) for name in AMENDABLE & set(changed) if name != "stages"
    }
    if "clause_words" in fields:
        fields["clause_words"] = new.clause_words or new.title
    if "stages" in changed:
        fields["stages"] = [plans.stage_json(one) for one in new.stages]
    if new.joint:
        # The evidence of a joint task is asked of its parts.
        fields.pop("evidence_required", None)
    dated = "due_on" in changed
    return Amendment(
        task_id=task.pk,
        reason=reason,
        fields=fields,
        due_on=new.due_on if dated else None,
        no_date=dated and new.due_on is None,
        due_words=new.deadline_words if "deadline_words" in changed or dated else None,
        targets=target_drafts(new) if "targets" in changed else None,
        axes=new.axes if "axes" in changed else None,
        row_id=row.pk,
    )


def _parts_of(task: Task) -> list[Task]:
    parts = Task.objects.filter(parent=task).exclude(state=rules.State.CANCELLED.value)
    return list(parts.select_related("assigner", "lead").order_by("pk"))


def _amend_parts(
    action: Action,
    task: Task,
    row: PlanRow,
    new: Facts,
    changed: Collection[str],
    reason: str,
    only: Collection[int] | None = None,
) -> None:
    """Bring the parts of a joint task up to the row; a finished part stays as it is."""
    for part in _parts_of(task):
        if not rules.State(part.state).is_open or (only is not None and part.lead_id not in only):
            continue
        asked = _amendment(part, row, new, changed, reason)
        fields = dict(asked.fields)
        if "evidence_required" in changed:
            fields["evidence_required"] = new.evidence_required
        amend(
            action,
            Amendment(
                task_id=part.pk,
                reason=reason,
                fields=fields,
                due_on=asked.due_on,
                no_date=asked.no_date,
                due_words=asked.due_words,
                axes=asked.axes,
                row_id=row.pk,
            ),
        )


def _change_leads(action: Action, task: Task, old: Facts, new: Facts, reason: str) -> Task:
    wanted = Assignment(
        task.pk,
        new.leads,
        joint=new.joint,
        due_on=task.due_on,
        due_words=task.due_words,
    )
    if old.joint:
        leaving = {part.lead_id for part in _parts_of(task)} & set(old.leads)
        staying = set(new.leads) if new.joint else set()
        for part in _parts_of(task):
            if part.lead_id in leaving - staying and rules.State(part.state).is_open:
                cancel(action, part, reason, None)
    if not new.joint:
        lead_id = new.leads[0]
        if task.lead_id != lead_id:
            task = reassign(action, task, wanted, reason)
        required = new.evidence_required
        if task.joint or task.evidence_required != required:
            action.change(task, joint=False, evidence_required=required)
        return task
    if not old.joint:
        if task.lead_id != task.assigner_id:
            task = reassign(action, task, wanted, reason)
        else:
            action.change(task, joint=True, evidence_required=False)
    has_part = {part.lead_id for part in _parts_of(task)}
    coming = tuple(pk for pk in new.leads if pk not in has_part)
    if coming:
        parts = Assignment(
            task.pk, coming, joint=True, due_on=task.due_on, due_words=task.due_words
        )
        made = make_parts(action, task, parts, units_in_force(coming, action))
        Task.objects.filter(pk__in=[one.pk for one in made]).update(
            evidence_required=new.evidence_required
        )
    return task


def _change_duties(action: Action, task: Task, old: Facts, new: Facts, reason: str) -> None:
    """Add, waive and date the duties of a task as its row now has them."""
    lead_id = task.lead_id or 0
    was = {one.unit_id: one for one in duty_drafts(old, lead_id)}
    now = {one.unit_id: one for one in duty_drafts(new, lead_id)}
    kept = {duty.unit_id: duty for duty in Duty.objects.filter(task=task).select_related("unit")}
    gone = [unit_id for unit_id in was if unit_id not in now]
    settle_duties(action, Duty.objects.filter(task=task, unit_id__in=gone), reason)
    for unit_id in gone:
        if unit_id in kept and rules.DutyState(kept[unit_id].state).is_open:
            action.log("duty_waived", task, task.state, f"{kept[unit_id].unit}：{reason}")
            action.note("duty_waived", task, [unit_id], mark=f"d{kept[unit_id].pk}w", reason=reason)
    coming = [one for unit_id, one in now.items() if unit_id not in kept]
    if coming and rules.State(task.state).is_owed:
        cooperate(action, task, coming, units_in_force([one.unit_id for one in coming], action))
        action.log("duty_added", task, task.state, reason)
    for unit_id, draft in now.items():
        duty = kept.get(unit_id)
        if duty is None:
            continue
        if rules.DutyState(duty.state) is rules.DutyState.WAIVED and unit_id not in was:
            _owe_again(action, duty, draft, task)
        elif _due(was.get(unit_id), old.due_on) != _due(draft, new.due_on):
            _redate(action, duty, _due(draft, new.due_on), task)


def _due(draft: DutyDraft | None, row_due: date | None) -> date | None:
    return (draft.due_on if draft else None) or row_due


def _redate(action: Action, duty: Duty, due_on: date | None, task: Task) -> None:
    """Give an open duty its new date; lateness that has happened stays."""
    if not rules.DutyState(duty.state).is_open or duty.due_on == due_on:
        return
    if due_on is not None:
        require_date(due_on, "", action.today)
    late = rules.late_from(duty.due_on, today=action.today, submitted_on=duty.reported_on)
    Duty.objects.filter(pk=duty.pk).update(
        due_on=due_on,
        first_late_on=duty.first_late_on or late,
        revision=duty.revision + 1,
    )
    action.note(
        "duty_assigned",
        task,
        [duty.unit_id],
        mark=f"d{duty.pk}r{duty.revision + 1}",
        unit=str(task.lead),
        due_on=due_on,
    )


def _owe_again(action: Action, duty: Duty, draft: DutyDraft, task: Task) -> None:
    """Open a duty again that an earlier amendment had waived; its row is one per unit."""
    due_on = draft.due_on or task.due_on
    if due_on is not None:
        require_date(due_on, "", action.today)
    Duty.objects.filter(pk=duty.pk).update(
        state=rules.DutyState.OPEN.value,
        due_on=due_on,
        reported_on=None,
        reported_by=None,
        decided_at=None,
        decided_by=None,
        reason="",
        revision=duty.revision + 1,
    )
    action.log("duty_added", task, task.state, str(duty.unit))
    action.note(
        "duty_assigned",
        task,
        [duty.unit_id],
        mark=f"d{duty.pk}r{duty.revision + 1}",
        unit=str(task.lead),
        due_on=due_on,
    )
