"""What a meeting decided: words, unit and day; and the task that comes of it in one action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.meetings import queries, rules
from changai.meetings.models import AgendaItem, Decision, DecisionTask, DecisionUnit, Meeting
from changai.meetings.services import _refusals as refusals
from changai.meetings.services._acting import changing, living, record, require_words
from changai.tasks import services as tasks
from changai.tasks.models import Task


def add_decision(
    *,
    meeting: Meeting,
    words: str,
    by: User,
    at: datetime,
    unit_id: int | None = None,
    due_on: date | None = None,
    cooperating: Sequence[int] = (),
    item_id: int | None = None,
) -> Decision:
    """Write down one decision; unit and day may follow, but before the minutes are signed.

    Raises:
        NotAllowed, NotNow: as everywhere.
        WordsMissing: it says nothing.
        NotThere: the item is of another meeting, or a unit is gone.
        AlreadyThere: a unit answers and cooperates at once.
    """
    with changing(meeting, rules.RECORDED_IN, by=by, at=at) as fresh:
        last = fresh.decisions.aggregate(last=Max("position"))["last"] or 0
        decision = Decision.objects.create(
            meeting=fresh,
            item=_item(fresh, item_id),
            position=last + 1,
            words=require_words(words, _("请写明议定了什么。")),
            unit=living(unit_id, rules.day_of(at)),
            due_on=due_on,
        )
        _cooperate(decision, cooperating, rules.day_of(at))
        record("decision.added", fresh, by=by, at=at, thing=decision, after=_kept(decision))
    return decision


def change_decision(
    *,
    decision: Decision,
    words: str,
    by: User,
    at: datetime,
    unit_id: int | None = None,
    due_on: date | None = None,
    cooperating: Sequence[int] = (),
    seen_revision: int | None = None,
) -> Decision:
    """Change a decision that is no task yet, while the minutes are open.

    Raises: as `add_decision`, OutOfDate; NotNow where it is a task already.
    """
    with changing(decision.meeting, rules.RECORDED_IN, by=by, at=at) as fresh:
        locked = _locked(decision, fresh, seen_revision)
        before = _kept(locked)
        locked.words = require_words(words, _("请写明议定了什么。"))
        locked.unit, locked.due_on = living(unit_id, rules.day_of(at)), due_on
        locked.revision += 1
        locked.save()
        _cooperate(locked, cooperating, rules.day_of(at))
        record(
            "decision.changed",
            fresh,
            by=by,
            at=at,
            thing=locked,
            before=before,
            after=_kept(locked),
        )
    return locked


def drop_decision(
    *, decision: Decision, by: User, at: datetime, seen_revision: int | None = None
) -> None:
    """Take a decision that is no task yet out of open minutes.

    Raises: as `change_decision`.
    """
    with changing(decision.meeting, rules.RECORDED_IN, by=by, at=at) as fresh:
        locked = _locked(decision, fresh, seen_revision)
        record("decision.dropped", fresh, by=by, at=at, thing=locked, before=_kept(locked))
        locked.delete()
        for place, row in enumerate(fresh.decisions.order_by("position", "pk"), start=1):
            if row.position != place:
                Decision.objects.filter(pk=row.pk).update(position=place)


def make_tasks(*, meeting: Meeting, by: User, at: datetime, only: Decision | None = None) -> int:
    """Turn every whole decision that is no task yet into one: registered, assigned, told.

    The words of the decision are the sentence the task comes from; each knows the other.
    Raises:
        NotAllowed, NotNow: as everywhere.
        DecisionIncomplete: one of them lacks unit or day; none is turned.
        NothingToDo: all of them are tasks.
        Refused: tasks refuses one of them, such as for a day that has passed.
    """
    with changing(meeting, rules.TASKS_IN, by=by, at=at) as fresh:
        rows = fresh.decisions.filter(made=None).select_related("unit").order_by("position")
        wanted = list(rows.filter(pk=only.pk) if only else rows)
        if not wanted:
            raise refusals.NothingToDo(_("没有待立项的议定事项。"))
        require_whole(wanted)
        office = queries.assigner_of(fresh.body, user=by, today=rules.day_of(at))
        made = [_make(fresh, decision, office, by, at) for decision in wanted]
        record(
            "decision.made_tasks",
            fresh,
            by=by,
            at=at,
            after={"count": len(made), "tasks": [one.pk for one in made]},
        )
    return len(made)


def _make(meeting: Meeting, decision: Decision, office: int, by: User, at: datetime) -> Task:
    draft = tasks.TaskDraft(
        assigner_id=office,
        title=decision.words[:600],
        clause_words=decision.words,
        clause_where=f"《{meeting.title}》议定事项第{decision.position}项",  # not shown: stored
        due_on=decision.due_on,
    )
    task = tasks.register_task(draft=draft, by=by, at=at)
    tasks.assign_task(
        task=task,
        by=by,
        at=at,
        lead_ids=[decision.unit_id] if decision.unit_id else [],
        due_on=decision.due_on,
        duties=[
            tasks.DutyDraft(row.unit_id, due_on=decision.due_on)
            for row in decision.cooperating.order_by("pk")
        ],
    )
    DecisionTask.objects.create(decision=decision, task=task, made_by=by, made_at=at)
    return task


def require_whole(decisions: Sequence[Decision]) -> None:
    """Refuse decisions of which one lacks its unit or its day, naming the first.

    Raises:
        DecisionIncomplete: one of them does.
    """
    words = {rules.UNIT: _("责任单位"), rules.DATE: _("完成时限")}
    for decision in decisions:
        lacks = rules.gaps(decision.unit_id, decision.due_on)
        if lacks:
            raise refusals.DecisionIncomplete(
                _("议定事项第%(number)d项还没有%(what)s，请补上。")
                % {
                    "number": decision.position,
                    "what": _("和").join(words[one] for one in lacks),
                }
            )


def _locked(decision: Decision, meeting: Meeting, seen_revision: int | None) -> Decision:
    with transaction.atomic():
        rows = Decision.objects.select_for_update().filter(pk=decision.pk, meeting=meeting)
        locked = rows.first()
    if locked is None:
        raise refusals.NotThere(_("这项议定事项已经删除，请刷新页面。"))
    if seen_revision is not None and seen_revision != locked.revision:
        raise refusals.OutOfDate(_("这项议定事项刚刚被他人更新，请刷新后再改。"))
    if DecisionTask.objects.filter(decision=locked).exists():
        raise refusals.NotNow(_("这项议定事项已经立项，请在任务里办理变更。"))
    return locked


def _item(meeting: Meeting, item_id: int | None) -> AgendaItem | None:
    if item_id is None:
        return None
    item = meeting.items.filter(pk=item_id).first()
    if item is None:
        raise refusals.NotThere(_("这个议题不在本次会议的议程里。"))
    return item


def _cooperate(decision: Decision, unit_ids: Sequence[int], today: date) -> None:
    wanted = list(dict.fromkeys(unit_ids))
    if decision.unit_id in wanted:
        raise refusals.AlreadyThere(_("责任单位不能同时是配合单位。"))
    decision.cooperating.exclude(unit_id__in=wanted).delete()
    there = set(decision.cooperating.values_list("unit_id", flat=True))
    for unit_id in wanted:
        if unit_id not in there:
            living(unit_id, today)
            DecisionUnit.objects.create(decision=decision, unit_id=unit_id)


def _kept(decision: Decision) -> dict[str, Any]:
    return {
        "words": decision.words,
        "unit_id": decision.unit_id,
        "due_on": decision.due_on,
        "cooperating": sorted(decision.cooperating.values_list("unit_id", flat=True)),
    }
