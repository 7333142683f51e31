"""Assigning, reassigning and declining: who leads a task, with whom, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.orgs.models import Unit
from changai.tasks.models import DueChange, Duty, Task, TaskUnit
from changai.tasks.queries import behind_day
from changai.tasks.rules import Event, State
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import Action, Due, acting, keep_up
from changai.tasks.services._children import Child, make_children
from changai.tasks.services._drafts import Assignment, BulkOutcome, DutyDraft, RefusedOne
from changai.tasks.services._guards import Asked, require_reason
from changai.tasks.services._lateness import end_requests, late_mark, resume
from changai.tasks.services._parts import cooperate, set_lead, settle_duties


def assign_task(
    *,
    task: Task,
    by: User,
    at: datetime,
    lead_ids: Sequence[int],
    due_on: date | None = None,
    due_words: str = "",
    joint: bool = False,
    duties: Sequence[DutyDraft] = (),
    seen_revision: int | None = None,
) -> Task:
    """Assign a registered item to its lead, or jointly to several, with its cooperating units.

    A joint item is held by the assigner as its lead; each named lead gets a part of its own, and
    the evidence is asked of the parts.
    Raises:
        NotAllowed, OutOfDate, NotNow: as everywhere.
        LeadMissing: no lead, or several without `joint`.
        BadDate: neither a date nor words, or a date that has passed.
        AlreadyAmong: a unit is named twice, or both leads and cooperates.
    """
    wanted = Assignment(
        task.pk, tuple(lead_ids), joint, due_on, due_words, tuple(duties), seen_revision
    )
    with acting("task.assigned", by=by, at=at) as action:
        fresh = assign(action, task, wanted)
        action.finish(fresh)
    return keep_up(task, fresh)


def assign_tasks(*, assignments: Sequence[Assignment], by: User, at: datetime) -> BulkOutcome:
    """Assign many registered items in one action; each one is done or refused by itself.

    The audit has one entry with a line per item done; a refused item is left untouched.
    """
    done: list[Task] = []
    refused: list[RefusedOne] = []
    with acting("task.assigned", by=by, at=at) as action:
        known = Task.objects.in_bulk([one.task_id for one in assignments])
        for wanted in assignments:
            task = known.get(wanted.task_id) or Task(pk=wanted.task_id)
            try:
                with action.one(), transaction.atomic():
                    done.append(assign(action, task, wanted))
            except refusals.Refused as refusal:
                refused.append(RefusedOne(wanted.task_id, str(refusal)))
        if done:
            action.finish()
    return BulkOutcome(tuple(done), tuple(refused))


def assign(action: Action, task: Task, wanted: Assignment) -> Task:
    """Assign a registered item within an action.

    Raises: as `assign_task`.
    """
    asked = _asked(action, wanted)
    fresh = action.lock_for(Event.ASSIGN, task, wanted.seen_revision, asked)
    units = units_in_force([*wanted.lead_ids, *(one.unit_id for one in wanted.duties)], action)
    lead = fresh.assigner if wanted.joint else units[wanted.lead_ids[0]]
    _lead_on(action, fresh, Event.ASSIGN, lead, wanted)
    cooperate(action, fresh, wanted.duties, units)
    if wanted.joint:
        make_parts(action, fresh, wanted, units)
    else:
        action.note(
            "task_assigned", fresh, [lead.pk], unit=str(fresh.assigner), due_on=fresh.due_on
        )
    return fresh


def _asked(action: Action, wanted: Assignment, reason: str = "") -> Asked:
    return Asked(
        by=action.by,
        today=action.today,
        reason=reason,
        lead_ids=wanted.lead_ids,
        joint=wanted.joint,
        due_on=wanted.due_on,
        due_words=wanted.due_words,
    )


def units_in_force(unit_ids: Sequence[int], action: Action) -> dict[int, Unit]:
    """Return units that exist today.

    Raises:
        OutOfReach: one of them does not.
    """
    units = Unit.objects.in_bulk(unit_ids)
    for unit_id in unit_ids:
        unit = units.get(unit_id)
        if unit is None or (unit.ended_on is not None and unit.ended_on <= action.today):
            name = str(unit) if unit else str(unit_id)
            raise refusals.OutOfReach(_("“%(unit)s”已撤销或不存在。") % {"unit": name})
    return units


def _lead_on(
    action: Action, task: Task, event: Event, lead: Unit, wanted: Assignment, reason: str = ""
) -> None:
    """Put a task into the hands of a lead, with its date, and hand over what hangs on it."""
    action.step(
        event,
        task,
        words=reason,
        lead_id=lead.pk,
        joint=wanted.joint,
        evidence_required=task.evidence_required and not wanted.joint,
        due_on=wanted.due_on,
        due_words=wanted.due_words.strip(),
        assigned_on=action.today,
        acknowledged_on=None,
        submitted_on=None,
        submitted_by_id=None,
        behind_on=behind_day(
            task, task.targets.all(), due_on=wanted.due_on, started_on=action.today
        ),
    )
    task.lead = lead
    action.due(task, DueChange.Cause.ASSIGNED, words=reason)
    set_lead(action, task)


def make_parts(
    action: Action, task: Task, wanted: Assignment, units: dict[int, Unit]
) -> list[Task]:
    """Give each of several joint leads a part of its own under a task.

    Raises:
        AlreadyAmong: one of them has a part already.
    """
    children = [
        Child(units[unit_id], task, wanted.due_on, wanted.due_words.strip())
        for unit_id in wanted.lead_ids
    ]
    taken = Task.objects.filter(parent=task, lead_id__in=wanted.lead_ids)
    if taken.exclude(state=State.CANCELLED).exists():
        raise refusals.AlreadyAmong(_("有单位已承担本任务的一部分。"))
    required = action.touched[task.pk].before.get("evidence_required", task.evidence_required)
    made = make_children(
        action,
        children,
        top=task,
        targets=(),
        axes=list(task.axes.values_list("axis", flat=True)),
        shape=task.shape,
        evidence_required=bool(required),
    )
    return list(Task.objects.filter(pk__in=made).order_by("pk"))


def reassign_task(
    *,
    task: Task,
    lead_id: int,
    reason: str,
    by: User,
    at: datetime,
    due_on: date | None = None,
    due_words: str = "",
    seen_revision: int | None = None,
) -> Task:
    """Give an open task to another lead, with a reason; all concerned are told.

    Without a new date the date in force stays, and must not have passed. The new lead signs for
    itself. Child tasks hang under the new lead; its own duty in the task, if any, is waived.
    Past lateness stays on the task.
    Raises:
        NotAllowed, OutOfDate, NotNow, ReasonMissing, BadDate: as their names say.
        AlreadyAmong: the unit leads it already, or has a sibling part.
    """
    stays = due_on is None and not due_words.strip()
    with acting("task.reassigned", by=by, at=at) as action:
        now = action.lock(task.pk)
        wanted = Assignment(
            task.pk,
            (lead_id,),
            due_on=now.due_on if stays else due_on,
            due_words=now.due_words if stays else due_words,
        )
        fresh = reassign(action, task, wanted, reason, seen_revision)
        action.finish(fresh)
    return keep_up(task, fresh)


def reassign(
    action: Action, task: Task, wanted: Assignment, reason: str, seen_revision: int | None = None
) -> Task:
    """Give an open task to another lead within an action; a joint one to the assigner to hold.

    Raises: as `reassign_task`.
    """
    asked = _asked(action, wanted, reason)
    fresh = action.lock_for(Event.REASSIGN, task, seen_revision, asked)
    units = units_in_force(wanted.lead_ids, action)
    lead = fresh.assigner if wanted.joint else units[wanted.lead_ids[0]]
    _require_newcomer(fresh, lead.pk)
    before = fresh.lead_id
    end_requests(action, fresh)
    mark = late_mark(fresh, action.today)
    if mark:
        action.change(fresh, **mark)
    if fresh.stopped_on:
        resume(action, fresh)
    _lead_on(action, fresh, Event.REASSIGN, lead, wanted, require_reason(reason))
    settle_duties(
        action,
        Duty.objects.filter(task=fresh, unit_id=lead.pk),
        _("该单位已改任牵头单位"),
    )
    told = TaskUnit.objects.filter(task=fresh, part=TaskUnit.Part.COOPERATING)
    action.note(
        "task_reassigned",
        fresh,
        {before, lead.pk, *told.values_list("unit_id", flat=True)},
        unit=str(lead),
        reason=reason.strip(),
    )
    return fresh


def _require_newcomer(task: Task, lead_id: int) -> None:
    if task.lead_id == lead_id:
        raise refusals.AlreadyAmong(_("该单位已是牵头单位。"))
    if task.parent_id is None:
        return
    siblings = Task.objects.filter(parent_id=task.parent_id, lead_id=lead_id)
    if siblings.exclude(state=State.CANCELLED).exists():
        raise refusals.AlreadyAmong(_("该单位在上级任务中已有一项。"))


def decline_task(
    *, task: Task, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> Task:
    """Give a task back as "not ours", within the days of the packs and with a reason.

    The assigner decides again: the item is registered as before, its date only proposed.
    Raises:
        DeclinedTooLate: the days are over.
        NotAllowed, OutOfDate, NotNow, ReasonMissing: as their names say.
    """
    with acting("task.declined", by=by, at=at) as action:
        asked = Asked(by=by, today=action.today, reason=reason)
        fresh = action.lock_for(Event.DECLINE, task, seen_revision, asked)
        lead = fresh.lead
        end_requests(action, fresh)
        mark = late_mark(fresh, action.today)
        if fresh.stopped_on:
            resume(action, fresh)
        kept = require_reason(reason)
        action.step(
            Event.DECLINE, fresh, words=kept, lead_id=None, assigned_on=None, behind_on=None, **mark
        )
        action.due_changes.append(Due(fresh.pk, None, action.today, DueChange.Cause.DECLINED, kept))
        TaskUnit.objects.filter(task=fresh, part=TaskUnit.Part.LEAD).delete()
        action.note("task_declined", fresh, [fresh.assigner_id], unit=str(lead or ""), reason=kept)
        action.finish(fresh)
    return keep_up(task, fresh)
