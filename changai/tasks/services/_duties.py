"""Duties of cooperating units: reported by them, judged by the lead, waived by the assigner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.orgs.models import Unit
from changai.tasks import policies, rules
from changai.tasks.models import Duty, Task
from changai.tasks.rules import DutyActor, DutyEvent
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import Action, acting, keep_up
from changai.tasks.services._drafts import DutyDraft
from changai.tasks.services._guards import require_date, require_reason
from changai.tasks.services._parts import cooperate

# Called with duty, event, words, by and at.
Settle = Callable[..., None]
_settling: list[Settle] = []


def add_duties(
    *,
    task: Task,
    duties: Sequence[DutyDraft],
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> list[Duty]:
    """Give cooperating units a duty in a task that is being worked on.

    Raises:
        NotAllowed: another unit than the assigner.
        AlreadyAmong: a unit leads the task, has a duty in it already or is named twice.
        BadDate, OutOfReach, NotNow, OutOfDate: as their names say.
    """
    with acting("task.duties_added", by=by, at=at) as action:
        fresh = action.lock(task.pk)
        action.require_office(fresh)
        action.require_seen(fresh, task.state, seen_revision)
        action.require_state(fresh, rules.WORKING)
        units = Unit.objects.in_bulk([one.unit_id for one in duties])
        gone = [unit for unit in units.values() if unit.ended_on and unit.ended_on <= action.today]
        if gone or len(units) < len({one.unit_id for one in duties}):
            raise refusals.OutOfReach(_("有单位已撤销或不存在。"))
        made = cooperate(action, fresh, duties, units)
        action.change(fresh)
        for duty in made:
            action.log("duty_added", fresh, fresh.state, str(duty.unit))
        action.finish(fresh)
    keep_up(task, fresh)
    return made


def add_duty(
    *,
    task: Task,
    unit: Unit,
    by: User,
    at: datetime,
    due_on: date | None = None,
    words: str = "",
    seen_revision: int | None = None,
) -> Duty:
    """Give one cooperating unit a duty in a task.

    Raises: as `add_duties`.
    """
    draft = DutyDraft(unit.pk, due_on, words)
    return add_duties(task=task, duties=[draft], by=by, at=at, seen_revision=seen_revision)[0]


def report_duty(
    *, duty: Duty, by: User, at: datetime, words: str = "", seen_revision: int | None = None
) -> Duty:
    """Report a duty as fulfilled, for the cooperating unit.

    Raises: NotAllowed, OutOfDate, NotNow.
    """
    with acting("duty.reported", by=by, at=at) as action:
        fresh = _lock_duty(action, duty, DutyEvent.REPORT, seen_revision)
        changes: dict[str, Any] = {"reported_on": action.today, "reported_by_id": by.pk}
        late = rules.late_from(fresh.due_on, today=action.today)
        if late and not fresh.first_late_on:
            changes["first_late_on"] = late
        _step(action, fresh, DutyEvent.REPORT, words, **changes)
        _tell(action, "duty_reported", fresh, [fresh.task.lead_id], unit=str(fresh.unit))
        _finish(action, fresh)
    return _keep_up(duty, fresh)


def accept_duty(
    *, duty: Duty, by: User, at: datetime, words: str = "", seen_revision: int | None = None
) -> Duty:
    """Accept what a cooperating unit reported, for the lead.

    Raises: NotAllowed (also for the reporter), OutOfDate, NotNow.
    """
    with acting("duty.accepted", by=by, at=at) as action:
        fresh = _lock_duty(action, duty, DutyEvent.ACCEPT, seen_revision)
        _step(action, fresh, DutyEvent.ACCEPT, words, decided_by_id=by.pk, decided_at=action.at)
        _tell_judges(fresh, DutyEvent.ACCEPT, words.strip(), action)
        _tell(action, "duty_accepted", fresh, [fresh.unit_id])
        _finish(action, fresh)
    return _keep_up(duty, fresh)


def return_duty(
    *, duty: Duty, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> Duty:
    """Return what a cooperating unit reported, with a reason, for the lead.

    Raises: NotAllowed (also for the reporter), OutOfDate, NotNow, ReasonMissing.
    """
    with acting("duty.returned", by=by, at=at) as action:
        fresh = _lock_duty(action, duty, DutyEvent.RETURN, seen_revision)
        kept = require_reason(reason)
        changes: dict[str, Any] = {"reported_on": None, "reported_by_id": None, "reason": kept}
        if fresh.due_on and fresh.due_on < action.today and not fresh.first_late_on:
            changes["first_late_on"] = action.today
        _step(action, fresh, DutyEvent.RETURN, kept, **changes)
        _tell_judges(fresh, DutyEvent.RETURN, kept, action)
        _tell(action, "duty_returned", fresh, [fresh.unit_id], reason=kept)
        _finish(action, fresh)
    return _keep_up(duty, fresh)


def waive_duty(
    *, duty: Duty, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> Duty:
    """Waive an open duty, with a reason; only the assigner of the task may.

    Raises: NotAllowed, OutOfDate, NotNow, ReasonMissing.
    """
    with acting("duty.waived", by=by, at=at) as action:
        fresh = _lock_duty(action, duty, DutyEvent.WAIVE, seen_revision)
        kept = require_reason(reason)
        changes: dict[str, Any] = {
            "decided_by_id": by.pk,
            "decided_at": action.at,
            "reason": kept,
        }
        late = rules.late_from(fresh.due_on, today=action.today, submitted_on=fresh.reported_on)
        if late and not fresh.first_late_on:
            changes["first_late_on"] = late
        _step(action, fresh, DutyEvent.WAIVE, kept, **changes)
        _tell(action, "duty_waived", fresh, [fresh.unit_id, fresh.task.lead_id], reason=kept)
        _finish(action, fresh)
    return _keep_up(duty, fresh)


def change_duty_due(
    *,
    duty: Duty,
    due_on: date,
    reason: str,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Duty:
    """Give an open duty another date; lateness that has happened stays.

    Raises: NotAllowed, OutOfDate, NotNow, BadDate, ReasonMissing.
    """
    with acting("duty.due_changed", by=by, at=at) as action:
        fresh = _lock_duty(action, duty, DutyEvent.WAIVE, seen_revision)
        kept = require_reason(reason)
        require_date(due_on, "", action.today)
        changes: dict[str, Any] = {"due_on": due_on}
        late = rules.late_from(fresh.due_on, today=action.today, submitted_on=fresh.reported_on)
        if late and not fresh.first_late_on:
            changes["first_late_on"] = late
        _change(action, fresh, **changes)
        action.log("duty_due_changed", fresh.task, fresh.task.state, f"{fresh.unit}: {kept}")
        _tell(
            action,
            "duty_assigned",
            fresh,
            [fresh.unit_id],
            unit=str(fresh.task.lead),
            due_on=due_on,
        )
        _finish(action, fresh)
    return _keep_up(duty, fresh)


def settle_with(settle: Settle) -> None:
    """Let a later noun settle what it keeps of a duty, in the transaction of the judgment.

    Called in the `ready` of its apps.py; the same function again changes nothing.
    """
    if settle not in _settling:
        _settling.append(settle)


def _tell_judges(duty: Duty, event: DutyEvent, words: str, action: Action) -> None:
    for settle in _settling:
        settle(duty=duty, event=event, words=words, by=action.by, at=action.at)


def _lock_duty(action: Action, duty: Duty, event: DutyEvent, seen_revision: int | None) -> Duty:
    """Lock the task and then the duty; check post, sight and state by the table of duties."""
    task = action.lock(duty.task_id)
    rows = Duty.objects.select_for_update(of=("self",)).select_related("unit")
    fresh = rows.filter(pk=duty.pk, task=task).first()
    if fresh is None:
        raise refusals.NotThere(_("配合事项不存在。"))
    fresh.task = task
    line = rules.duty_line_of(event)
    if not policies.acts_on_duty(line.actor, fresh, action.by, action.today):
        raise refusals.NotAllowed(_("你没有办理此配合事项的权限。"))
    stale = seen_revision is not None and seen_revision != fresh.revision
    if stale or duty.state != fresh.state:
        raise refusals.OutOfDate(_("配合事项刚刚被他人更新，请刷新后再办理。"))
    action.require_state(task, rules.OWED)
    if fresh.state not in line.sources:
        raise refusals.NotNow(_("配合事项当前状态不能这样办理，请刷新页面。"))
    return fresh


def _step(action: Action, duty: Duty, event: DutyEvent, words: str, **changes: Any) -> None:
    _change(action, duty, state=rules.duty_line_of(event).target.value, **changes)
    shown = f"{duty.unit}: {words.strip()}" if words.strip() else str(duty.unit)
    action.log(f"duty_{event.value}", duty.task, duty.task.state, shown)


def _change(action: Action, duty: Duty, **changes: Any) -> None:
    still = Duty.objects.filter(pk=duty.pk, state=duty.state, revision=duty.revision)
    if not still.update(**changes, revision=duty.revision + 1):
        raise refusals.OutOfDate(_("配合事项刚刚被他人更新，请刷新后再办理。"))
    before = {name: getattr(duty, name) for name in changes}
    for name, value in changes.items():
        setattr(duty, name, value)
    duty.revision += 1
    action.touch(duty.pk, duty.unit_id, before, changes)


def _tell(action: Action, kind: str, duty: Duty, units: Sequence[int | None], **facts: Any) -> None:
    action.note(kind, duty.task, units, mark=f"d{duty.pk}.{duty.revision}", **facts)


def _finish(action: Action, duty: Duty) -> None:
    touched = action.touched.pop(duty.pk)
    action.finish_as(
        duty, unit_id=_unit_of(action, duty), before=touched.before, after=touched.after
    )


def _unit_of(action: Action, duty: Duty) -> int:
    at_unit = policies.acts_on_duty(DutyActor.COOPERATOR, duty, action.by, action.today)
    return duty.unit_id if at_unit else action.unit_for(duty.task)


def _keep_up(seen: Duty, fresh: Duty) -> Duty:
    seen.state, seen.revision, seen.due_on = fresh.state, fresh.revision, fresh.due_on
    return fresh
