"""Orders of an office that reach many tasks at once and change none of them: reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from changai.accounts.models import User
from changai.tasks import rules
from changai.tasks.models import Duty, Task
from changai.tasks.rules import DutyState
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import Action, acting
from changai.tasks.services._drafts import BulkOutcome, RefusedOne
from changai.tasks.services._guards import require_reason


def remind_tasks(
    *, tasks: Sequence[Task], words: str, by: User, at: datetime, duties_too: bool = False
) -> BulkOutcome:
    """Remind those who owe many tasks, in one action; each one is done or refused by itself.

    `duties_too` reminds the cooperating units of open duties as well. The same words within the
    same minute are told once.
    Raises:
        ReasonMissing: there are no words, so nobody would know what is wanted.
    """
    kept = require_reason(words)
    done: list[Task] = []
    refused: list[RefusedOne] = []
    with acting("task.reminded", by=by, at=at) as action:
        for task in sorted(tasks, key=lambda one: one.pk):
            try:
                with action.one():
                    done.append(_remind(action, task, kept, duties_too=duties_too))
            except refusals.Refused as refusal:
                refused.append(RefusedOne(task.pk, str(refusal)))
        if done:
            action.finish()
    return BulkOutcome(tuple(done), tuple(refused))


def remind_task(
    *, task: Task, words: str, by: User, at: datetime, duties_too: bool = False
) -> Task:
    """Remind the lead of one task.

    Raises: NotAllowed, NotNow, ReasonMissing.
    """
    kept = require_reason(words)
    with acting("task.reminded", by=by, at=at) as action:
        fresh = _remind(action, task, kept, duties_too=duties_too)
        action.finish(fresh)
    return fresh


def _remind(action: Action, task: Task, words: str, *, duties_too: bool) -> Task:
    fresh = action.lock(task.pk)
    action.require_office(fresh)
    action.require_state(fresh, rules.OWED)
    action.touch(fresh.pk, fresh.assigner_id, {}, {"reminded": words})
    action.log("reminded", fresh, fresh.state, words)
    told = [fresh.lead_id]
    if duties_too:
        owing = Duty.objects.filter(task=fresh, state=DutyState.OPEN)
        told += owing.values_list("unit_id", flat=True)
    action.note(
        "reminder",
        fresh,
        told,
        mark=f"{action.at:%Y%m%d%H%M}",
        urgent=True,
        unit=str(fresh.assigner),
        words=words,
    )
    return fresh
