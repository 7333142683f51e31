"""Requests for a later date, and their answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.tasks import rules
from changai.tasks.models import DueChange, Extension, Task
from changai.tasks.queries import behind_day, extension_days_before, first_late_day
from changai.tasks.rules import State
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import Action, acting, keep_up
from changai.tasks.services._guards import require_date, require_reason


def ask_extension(
    *,
    task: Task,
    wanted_on: date,
    reason: str,
    by: User,
    at: datetime,
    progress: str = "",
    seen_revision: int | None = None,
) -> Extension:
    """Ask for a later date, for the lead, with the reason and the progress so far.

    Asked in time (by the packs: before the due day) it holds off the mark of lateness until it is
    answered. Asked later, the task stays late whatever the answer.
    Raises:
        BadDate: there is no date, or the one wanted is not later or has passed.
        AlreadyAmong: a request waits for its answer already.
        NotAllowed, NotNow, OutOfDate, ReasonMissing: as their names say.
    """
    with acting("task.extension_asked", by=by, at=at) as action:
        fresh = action.lock(task.pk)
        action.require_lead(fresh)
        action.require_seen(fresh, task.state, seen_revision)
        action.require_state(fresh, rules.WORKING)
        kept = require_reason(reason)
        if fresh.due_on is None or wanted_on <= fresh.due_on:
            raise refusals.BadDate(_("申请的新期限应晚于现期限。"))
        require_date(wanted_on, "", action.today)
        if Extension.objects.filter(task=fresh, state=Extension.State.ASKED).exists():
            raise refusals.AlreadyAmong(_("已有延期申请在等待答复。"))
        # While the clock stands no day passes: the day it was stopped is the one that counts.
        counted = min(fresh.stopped_on, action.today) if fresh.stopped_on else action.today
        in_time = rules.asked_in_time(
            fresh.due_on, counted, days_before=extension_days_before(action.today)
        )
        extension = Extension.objects.create(
            task=fresh,
            asked_by=by,
            asked_at=at,
            asked_on=action.today,
            asked_late=not in_time,
            wanted_on=wanted_on,
            reason=kept,
            progress=progress.strip()[:300],
        )
        action.change(fresh)
        action.log("extension_asked", fresh, fresh.state, kept)
        action.note(
            "extension_asked",
            fresh,
            [fresh.assigner_id],
            unit=str(fresh.lead),
            wanted_on=wanted_on,
        )
        action.finish(fresh)
    keep_up(task, fresh)
    return extension


def approve_extension(
    *, extension: Extension, granted_on: date, by: User, at: datetime, answer: str = ""
) -> Extension:
    """Approve a request with a new date, as the assigner.

    Where it was asked in time the new date is in force. Where it was asked late, the date in
    force stays, the task stays late, and the new date is only promised.
    Raises:
        BadDate: the new date is not later than the one in force, or has passed.
        OwnReport: the person asked for it themselves.
        NotAllowed, NotNow, OutOfDate: as their names say.
    """
    with acting("task.extension_approved", by=by, at=at) as action:
        task, fresh = _lock(action, extension)
        require_date(granted_on, "", action.today)
        if task.due_on is None or granted_on <= task.due_on:
            raise refusals.BadDate(_("批准的新期限应晚于现期限。"))
        _answer(
            action,
            fresh,
            state=Extension.State.APPROVED,
            granted_on=granted_on,
            answer=answer.strip()[:300],
        )
        if not fresh.asked_late:
            _put_in_force(action, task, granted_on, answer.strip())
        else:
            action.change(task)
        action.log("extension_approved", task, task.state, answer.strip())
        action.note("extension_approved", task, [task.lead_id], due_on=granted_on)
        action.finish(task)
    return _keep_up(extension, fresh)


def refuse_extension(*, extension: Extension, reason: str, by: User, at: datetime) -> Extension:
    """Refuse a request, with a reason; the days past the date in force count as late.

    Raises: OwnReport, NotAllowed, NotNow, OutOfDate, ReasonMissing.
    """
    with acting("task.extension_refused", by=by, at=at) as action:
        task, fresh = _lock(action, extension)
        kept = require_reason(reason)
        _answer(action, fresh, state=Extension.State.REFUSED, answer=kept)
        mark: dict[str, Any] = {}
        if task.first_late_on is None and State(task.state).is_owed:
            mark["first_late_on"] = first_late_day(task, action.today)
        action.change(task, **mark)
        action.log("extension_refused", task, task.state, kept)
        action.note("extension_refused", task, [task.lead_id], reason=kept)
        action.finish(task)
    return _keep_up(extension, fresh)


def _lock(action: Action, extension: Extension) -> tuple[Task, Extension]:
    task = action.lock(extension.task_id)
    action.require_office(task)
    fresh = Extension.objects.select_for_update().filter(pk=extension.pk).first()
    if fresh is None:
        raise refusals.NotThere(_("延期申请不存在。"))
    if fresh.asked_by_id == action.by.pk:
        raise refusals.OwnReport(_("申请人不能答复自己的延期申请，请由他人办理。"))
    if fresh.state != Extension.State.ASKED:
        raise refusals.OutOfDate(_("延期申请已经答复或撤回。"))
    action.require_state(task, rules.OWED)
    return task, fresh


def _answer(action: Action, extension: Extension, **changes: Any) -> None:
    still = Extension.objects.filter(pk=extension.pk, state=Extension.State.ASKED)
    if not still.update(**changes, decided_by=action.by, decided_at=action.at):
        raise refusals.OutOfDate(_("延期申请已经答复或撤回。"))
    for name, value in changes.items():
        setattr(extension, name, value)


def _put_in_force(action: Action, task: Task, granted_on: date, words: str) -> None:
    due_on = task.due_on
    # Asked in time but answered late: the new date takes over on the old due day, so that no day
    # between that one and the answer was late. Where the clock stood on that day none was.
    stood = due_on and task.stopped_on and task.stopped_on <= due_on
    passed = due_on is not None and due_on < action.today and not stood
    action.change(
        task,
        due_on=granted_on,
        behind_on=behind_day(
            task, task.targets.all(), due_on=granted_on, started_on=task.assigned_on
        ),
    )
    if passed:
        action.due(task, DueChange.Cause.EXTENDED, words=words, from_on=due_on)
    # Days for which the clock stands are added to a date from the day on which it was given.
    if not passed or task.stopped_on:
        action.due(task, DueChange.Cause.EXTENDED, words=words)


def _keep_up(seen: Extension, fresh: Extension) -> Extension:
    seen.state, seen.granted_on = fresh.state, fresh.granted_on
    return fresh
