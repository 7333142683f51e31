"""The clock of a task: stopped and resumed with a cause, and dates changed by the assigner."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.orgs.models import Unit
from changai.tasks import rules
from changai.tasks.models import DueChange, Stop, Task, TaskUnit
from changai.tasks.queries import behind_day
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import Action, acting, keep_up
from changai.tasks.services._guards import require_date, require_reason
from changai.tasks.services._lateness import end_requests, late_mark, resume


def stop_clock(
    *,
    task: Task,
    cause: str,
    words: str,
    by: User,
    at: datetime,
    waiting_for: Unit | None = None,
    seen_revision: int | None = None,
) -> Task:
    """Stop the clock of a task, for expert time or while another unit is waited for.

    Only the assigner stops it: a lead that waits says so in the blocked words of its report, and
    the assigner sees them. Nothing that was late before becomes less late.
    Raises:
        NotAllowed: another unit than the assigner.
        AlreadyStopped: it stands already.
        BadDate: there is no date to extend.
        OutOfReach: the unit waited for is missing.
        NotNow, OutOfDate, ReasonMissing: as their names say.
    """
    with acting("task.clock_stopped", by=by, at=at) as action:
        fresh = action.lock(task.pk)
        action.require_office(fresh)
        action.require_seen(fresh, task.state, seen_revision)
        action.require_state(fresh, rules.WORKING)
        kept = require_reason(words)
        if fresh.stopped_on:
            raise refusals.AlreadyStopped(_("计时已经中止。"))
        if fresh.due_on is None:
            raise refusals.BadDate(_("任务没有期限，无需中止计时。"))
        if cause not in Stop.Cause.values:
            raise refusals.ReasonMissing(_("请选择中止计时的原因。"))
        if cause == Stop.Cause.OTHER_UNIT and waiting_for is None:
            raise refusals.OutOfReach(_("请选择所等待的单位。"))
        mark = late_mark(fresh, action.today)
        Stop.objects.create(
            task=fresh,
            cause=cause,
            waiting_for=waiting_for,
            words=kept,
            from_on=action.today,
            stopped_by=by,
        )
        action.change(fresh, stopped_on=action.today, **mark)
        action.log("clock_stopped", fresh, fresh.state, kept)
        action.note("clock_stopped", fresh, [fresh.lead_id], reason=kept)
        action.finish(fresh)
    return keep_up(task, fresh)


def resume_clock(*, task: Task, by: User, at: datetime, seen_revision: int | None = None) -> Task:
    """Let a stopped clock run again; the days it stood are added to a date that had not passed.

    Raises: NotAllowed, AlreadyStopped (it runs), OutOfDate.
    """
    with acting("task.clock_resumed", by=by, at=at) as action:
        fresh = action.lock(task.pk)
        action.require_office(fresh)
        action.require_seen(fresh, task.state, seen_revision)
        if not fresh.stopped_on:
            raise refusals.AlreadyStopped(_("计时没有中止。"))
        resume(action, fresh)
        action.log("clock_resumed", fresh, fresh.state)
        action.note("clock_resumed", fresh, [fresh.lead_id], due_on=fresh.due_on)
        action.finish(fresh)
    return keep_up(task, fresh)


def change_due(
    *,
    task: Task,
    due_on: date | None,
    reason: str,
    by: User,
    at: datetime,
    due_words: str = "",
    seen_revision: int | None = None,
) -> Task:
    """Give an owed task another date, as its assigner; both dates are kept.

    Each day is judged by the date in force on it: lateness that has happened stays for good. A
    request for a later date that waits is withdrawn.
    Raises: NotAllowed, OutOfDate, NotNow, BadDate, ReasonMissing.
    """
    with acting("task.due_changed", by=by, at=at) as action:
        fresh = action.lock(task.pk)
        action.require_office(fresh)
        action.require_seen(fresh, task.state, seen_revision)
        kept = require_reason(reason)
        put_due(action, fresh, due_on, due_words, kept, DueChange.Cause.AMENDED)
        told = TaskUnit.objects.filter(task=fresh).exclude(part=TaskUnit.Part.SOURCE)
        action.note("plan_row_changed", fresh, told.values_list("unit_id", flat=True), reason=kept)
        action.finish(fresh)
    return keep_up(task, fresh)


def put_due(
    action: Action, task: Task, due_on: date | None, due_words: str, reason: str, cause: str
) -> None:
    """Put another date in force from today on a locked task, and mark what was late before it."""
    action.require_state(task, rules.WORKING)
    require_date(due_on, due_words, action.today)
    end_requests(action, task)
    action.change(
        task,
        due_on=due_on,
        due_words=due_words.strip(),
        behind_on=behind_day(task, task.targets.all(), due_on=due_on, started_on=task.assigned_on),
        **late_mark(task, action.today),
    )
    action.due(task, cause, words=reason)
    action.log("due_changed", task, task.state, reason)
