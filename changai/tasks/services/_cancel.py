"""Ending what is no longer wanted: cancelling a branch, waiving a child."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.tasks import policies
from changai.tasks.models import Duty, Stop, Task, TaskUnit
from changai.tasks.rules import Event, State
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import BATCH, Action, Step, acting, keep_up
from changai.tasks.services._drafts import BulkOutcome, RefusedOne
from changai.tasks.services._guards import Asked, require_reason
from changai.tasks.services._lateness import end_requests, late_mark
from changai.tasks.services._parts import settle_duties


def cancel_task(
    *, task: Task, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> Task:
    """Cancel an open task with everything open under it; all concerned are told.

    What was finished below stays as it is. Open duties are waived with the same reason.
    Raises: NotAllowed, OutOfDate, NotNow, ReasonMissing.
    """
    with acting("task.cancelled", by=by, at=at) as action:
        fresh = cancel(action, task, reason, seen_revision)
        action.finish(fresh)
    return keep_up(task, fresh)


def cancel_tasks(*, tasks: Sequence[Task], reason: str, by: User, at: datetime) -> BulkOutcome:
    """Cancel many tasks in one action; each one is done or refused by itself."""
    done: list[Task] = []
    refused: list[RefusedOne] = []
    with acting("task.cancelled", by=by, at=at) as action:
        for task in sorted(tasks, key=lambda one: one.pk):
            try:
                with action.one(), transaction.atomic():
                    fresh = cancel(action, task, reason, None)
            except refusals.Refused as refusal:
                refused.append(RefusedOne(task.pk, str(refusal)))
            else:
                done.append(keep_up(task, fresh))
        if done:
            action.finish()
    return BulkOutcome(tuple(done), tuple(refused))


def cancel(action: Action, task: Task, reason: str, seen_revision: int | None) -> Task:
    """Cancel an open task and what is open under it, within an action.

    Raises: as `cancel_task`.
    """
    asked = Asked(by=action.by, today=action.today, reason=reason)
    fresh = action.lock_for(Event.CANCEL, task, seen_revision, asked)
    kept = require_reason(reason)
    below = _open_below(fresh)
    end_requests(action, fresh)
    action.step(Event.CANCEL, fresh, words=kept, stopped_on=None, **late_mark(fresh, action.today))
    _cancel_rows(action, below, kept)
    ids = [fresh.pk, *(child.pk for child in below)]
    Stop.objects.filter(task_id__in=ids, to_on=None).update(
        to_on=action.today, resumed_by=action.by
    )
    settle_duties(action, Duty.objects.filter(task_id__in=ids), kept)
    parts = TaskUnit.objects.filter(
        task_id__in=ids, part__in=(TaskUnit.Part.LEAD, TaskUnit.Part.COOPERATING)
    ).values_list("task_id", "unit_id")
    told: dict[int, set[int]] = {}
    for task_id, unit_id in parts:
        told.setdefault(task_id, set()).add(unit_id)
    for one in (fresh, *below):
        action.note("task_cancelled", one, sorted(told.get(one.pk, ())), reason=kept)
    return fresh


def _open_below(task: Task) -> list[Task]:
    """Return every open task of the branch, locked; what hangs under finished ones too."""
    found: list[Task] = []
    parents = [task.pk]
    while parents:
        children = list(
            Task.objects.select_for_update(of=("self",))
            .filter(parent_id__in=parents)
            .exclude(state=State.CANCELLED)
            .order_by("pk")
        )
        found += [child for child in children if State(child.state).is_open]
        parents = [child.pk for child in children]
    return found


def _cancel_rows(action: Action, tasks: Sequence[Task], reason: str) -> None:
    for task in tasks:
        left = task.state
        mark = late_mark(task, action.today)
        task.state = State.CANCELLED.value
        action.touch(task.pk, task.assigner_id, {"state": left}, {"state": task.state, **mark})
        if mark:
            Task.objects.filter(pk=task.pk).update(**mark)
        action.events.append(
            Step(
                task.pk,
                Event.CANCEL.value,
                left,
                task.state,
                action.by.pk,
                task.assigner_id,
                action.at,
                reason,
            )
        )
    ids = [task.pk for task in tasks]
    for start in range(0, len(ids), BATCH):
        some = Task.objects.filter(pk__in=ids[start : start + BATCH])
        some.update(state=State.CANCELLED.value, stopped_on=None, revision=F("revision") + 1)


def waive_child(
    *, task: Task, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> Task:
    """Let the parent close over this open child, with a reason; only its assigner may.

    The child itself stays owed.
    Raises:
        NotAllowed: another unit than the assigner.
        NotNow: it has no parent, is finished, or was waived before.
        OutOfDate, ReasonMissing: as their names say.
    """
    with acting("task.waived", by=by, at=at) as action:
        fresh = action.lock(task.pk)
        action.require_office(fresh)
        action.require_seen(fresh, task.state, seen_revision)
        if not policies.may_waive_child(fresh, by, action.today):
            raise refusals.NotNow(_("只有未完成、未豁免的下级任务可以豁免。"))
        kept = require_reason(reason)
        action.change(fresh, waived_at=action.at, waived_by_id=by.pk, waived_reason=kept)
        action.log("waived", fresh, fresh.state, kept)
        action.note("task_waived", fresh, [fresh.lead_id], reason=kept)
        action.finish(fresh)
    return keep_up(task, fresh)
