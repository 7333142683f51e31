"""From signing for a task to the archive: one function per line of the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from changai.accounts.models import User
from changai.tasks.models import Task, TaskTarget
from changai.tasks.queries import behind_day, live_targets, local_day
from changai.tasks.rules import Event
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import Action, acting, keep_up
from changai.tasks.services._drafts import BulkOutcome, RefusedOne
from changai.tasks.services._guards import MAX_WORDS, Asked, require_reason
from changai.tasks.services._lateness import end_requests, late_mark, resume


class Noted(NamedTuple):
    """A task on which progress was noted, and what that changed."""

    task: Task
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def acknowledge_task(
    *, task: Task, by: User, at: datetime, seen_revision: int | None = None
) -> Task:
    """Sign for an assigned task.

    Raises: NotAllowed, OutOfDate, NotNow.
    """
    with acting("task.acknowledged", by=by, at=at) as action:
        fresh = action.lock_for(
            Event.ACKNOWLEDGE, task, seen_revision, Asked(by=by, today=action.today)
        )
        action.step(
            Event.ACKNOWLEDGE,
            fresh,
            acknowledged_on=action.today,
            **late_mark(fresh, action.today),
        )
        action.finish(fresh)
    return keep_up(task, fresh)


def note_progress(
    *,
    task: Task,
    by: User,
    at: datetime,
    words: str = "",
    blocked_words: str = "",
    seen_revision: int | None = None,
) -> Task:
    """Note progress told without a report: what changed, what is blocked, whether it is behind.

    Raises: NotAllowed, OutOfDate, NotNow.
    """
    with acting("task.reported", by=by, at=at) as action:
        fresh = _progress(action, task, words, blocked_words, seen_revision, _unsaid)
        action.finish(fresh)
    return keep_up(task, fresh)


def _unsaid(task: Task) -> Sequence[TaskTarget]:
    return live_targets(task.pk)


def take_progress(
    *,
    task: Task,
    by: User,
    at: datetime,
    say: Callable[[Task], Sequence[TaskTarget]],
    words: str = "",
    blocked_words: str = "",
    seen_revision: int | None = None,
) -> Noted:
    """Note the progress of a report, inside the transaction and the audit entry of the report.

    `say` is called once the task is locked and the report allowed: it writes the values said and
    returns the targets that count. The caller records what the answer says was changed.
    Raises: NotThere, NotAllowed, OutOfDate, NotNow.
    """
    action = Action("task.reported", by, at, local_day(at))
    fresh = _progress(action, task, words, blocked_words, seen_revision, say)
    action.write_steps()
    keep_up(task, fresh)
    own = action.touched[fresh.pk]
    return Noted(fresh, own.before, own.after)


def _progress(
    action: Action,
    task: Task,
    words: str,
    blocked_words: str,
    seen_revision: int | None,
    say: Callable[[Task], Sequence[TaskTarget]],
) -> Task:
    fresh = action.lock_alone(task.pk)
    asked = Asked(by=action.by, today=action.today)
    action.require_line(Event.REPORT, fresh, task.state, seen_revision, asked)
    targets = say(fresh)
    action.step(
        Event.REPORT,
        fresh,
        words=words.strip(),
        blocked_words=blocked_words.strip()[:MAX_WORDS],
        behind_on=behind_day(fresh, targets, due_on=fresh.due_on, started_on=fresh.assigned_on),
        **late_mark(fresh, action.today),
    )
    return fresh


def submit_task(
    *, task: Task, by: User, at: datetime, words: str = "", seen_revision: int | None = None
) -> Task:
    """Submit a task for closing. A stopped clock runs again first: the waiting is over.

    Raises:
        EvidenceMissing: evidence is required and there is none.
        StillOpenBelow: a child task or a duty is neither finished nor waived.
        NotAllowed, OutOfDate, NotNow: as everywhere.
    """
    with acting("task.submitted", by=by, at=at) as action:
        asked = Asked(by=by, today=action.today)
        fresh = action.lock_for(Event.SUBMIT, task, seen_revision, asked)
        if fresh.stopped_on:
            resume(action, fresh)
        action.step(
            Event.SUBMIT,
            fresh,
            words=words.strip(),
            submitted_on=action.today,
            submitted_by_id=by.pk,
            **late_mark(fresh, action.today),
        )
        action.note("task_submitted", fresh, [fresh.assigner_id], unit=str(fresh.lead))
        action.finish(fresh)
    return keep_up(task, fresh)


def return_task(
    *, task: Task, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> Task:
    """Return a submitted task to its lead. The days under review are not late; the next ones are.

    Raises: OwnReport, NotAllowed, OutOfDate, NotNow, ReasonMissing.
    """
    with acting("task.returned", by=by, at=at) as action:
        asked = Asked(by=by, today=action.today, reason=reason)
        fresh = action.lock_for(Event.RETURN, task, seen_revision, asked)
        kept = require_reason(reason)
        mark = late_mark(fresh, action.today)
        action.step(
            Event.RETURN, fresh, words=kept, submitted_on=None, submitted_by_id=None, **mark
        )
        # Written with the return above, so that the day of the return ends the review.
        _mark_from_today(action, fresh)
        action.note("task_returned", fresh, [fresh.lead_id], reason=kept)
        action.finish(fresh)
    return keep_up(task, fresh)


def _mark_from_today(action: Action, task: Task) -> None:
    if task.first_late_on or task.due_on is None or task.due_on >= action.today:
        return
    if late_mark(task, action.today):
        action.change(task, first_late_on=action.today)


def accept_task(
    *, task: Task, by: User, at: datetime, words: str = "", seen_revision: int | None = None
) -> Task:
    """Accept a submitted task as done.

    Raises:
        OwnReport: the person reported it themselves.
        NotAllowed: not of the assigning unit, or of the lead unit too.
        EvidenceMissing, StillOpenBelow, ExtensionUnanswered: something is still missing.
        OutOfDate, NotNow: as everywhere.
    """
    with acting("task.done", by=by, at=at) as action:
        fresh = _accept(action, task, words, seen_revision)
        action.finish(fresh)
    return keep_up(task, fresh)


def accept_tasks(*, tasks: Sequence[Task], by: User, at: datetime, words: str = "") -> BulkOutcome:
    """Accept many submitted tasks in one action; each one is done or refused by itself.

    The audit has one entry with a line per task done; a refused task is left untouched.
    """
    done: list[Task] = []
    refused: list[RefusedOne] = []
    with acting("task.done", by=by, at=at) as action:
        for task in sorted(tasks, key=lambda one: one.pk):
            try:
                with action.one(), transaction.atomic():
                    fresh = _accept(action, task, words, None)
            except refusals.Refused as refusal:
                refused.append(RefusedOne(task.pk, str(refusal)))
            else:
                done.append(keep_up(task, fresh))
        if done:
            action.finish()
    return BulkOutcome(tuple(done), tuple(refused))


def _accept(action: Action, task: Task, words: str, seen_revision: int | None) -> Task:
    asked = Asked(by=action.by, today=action.today)
    fresh = action.lock_for(Event.ACCEPT, task, seen_revision, asked)
    end_requests(action, fresh)
    action.step(
        Event.ACCEPT,
        fresh,
        words=words.strip(),
        done_on=action.today,
        done_by_id=action.by.pk,
        **late_mark(fresh, action.today),
    )
    action.note("task_done", fresh, [fresh.lead_id])
    return fresh


def strike_off_task(
    *, task: Task, by: User, at: datetime, words: str = "", seen_revision: int | None = None
) -> Task:
    """Strike a finished task off, as supervisor or as the instructing leader.

    Raises: OwnReport, NotAllowed, OutOfDate, NotNow, StillOpenBelow.
    """
    with acting("task.closed", by=by, at=at) as action:
        asked = Asked(by=by, today=action.today)
        fresh = action.lock_for(Event.STRIKE_OFF, task, seen_revision, asked)
        action.step(
            Event.STRIKE_OFF,
            fresh,
            words=words.strip(),
            closed_on=action.today,
            closed_by_id=by.pk,
        )
        action.note("task_closed", fresh, [fresh.lead_id, fresh.assigner_id])
        action.finish(fresh)
    return keep_up(task, fresh)


def archive_task(*, task: Task, by: User, at: datetime, seen_revision: int | None = None) -> Task:
    """Put a closed task into the archive.

    Raises: NotAllowed, OutOfDate, NotNow.
    """
    with acting("task.archived", by=by, at=at) as action:
        asked = Asked(by=by, today=action.today)
        fresh = action.lock_for(Event.ARCHIVE, task, seen_revision, asked)
        action.step(Event.ARCHIVE, fresh)
        action.finish(fresh)
    return keep_up(task, fresh)


def mark_quality(
    *,
    task: Task,
    poor: bool,
    reason: str,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Task:
    """Mark a task as of poor quality, or take the mark away, with a reason. No color changes.

    Raises: NotAllowed, OutOfDate, ReasonMissing.
    """
    with acting("task.quality_marked", by=by, at=at) as action:
        fresh = action.lock(task.pk)
        action.require_office(fresh)
        action.require_seen(fresh, task.state, seen_revision)
        kept = require_reason(reason)
        action.change(fresh, poor_quality=poor)
        action.log("poor_quality" if poor else "quality_cleared", fresh, fresh.state, kept)
        action.finish(fresh)
    return keep_up(task, fresh)
