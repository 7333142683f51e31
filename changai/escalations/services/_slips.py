"""Slips: a person confirms or dismisses what was proposed; answers and lifting come after."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.escalations import policies, queries, rules
from changai.escalations.models import Slip
from changai.escalations.rules import Event, Guard, Level, State
from changai.escalations.services import _refusals as refusals
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.policies import WORKING_ROLES
from changai.papers import services as papers
from changai.papers.models import Paper
from changai.tasks import services as tasks
from changai.tasks.models import Task
from changai.tasks.queries import local_day

MAX_WORDS, MAX_REASON = 600, 300


def confirm_slip(
    *,
    task: Task,
    level: str,
    words: str,
    until_on: date | None,
    by: User,
    at: datetime,
    started_higher: str = "",
) -> Slip:
    """Confirm what was proposed for a task: a slip of that level, and the draft of its paper.

    A level above the proposed one needs a stated reason. A reminder goes out at once.
    Raises:
        NotAllowed: the person does not work at the unit that assigned the task.
        NotNow: nothing is wrong with the matter, its lead waits for others, or a slip runs.
        ReasonMissing: a rung is skipped without a reason, or words are too many.
        BadDate: the day to put it right by is missing or has passed.
    """
    today = local_day(at)
    with transaction.atomic():
        row = _matter(task, by, today)
        wanted = Level(level)
        kept = _words(words)
        reason = _reason_for(wanted, row, started_higher)
        if wanted.is_paper and (until_on is None or until_on < today):
            raise refusals.BadDate(_("请填写整改期限，且不早于今天。"))
        slip = Slip.objects.create(
            task=row.task,
            unit=row.task.assigner,
            to_unit_id=row.to_unit_id,
            level=wanted.value,
            cause=row.proposal.light.value,
            cause_on=row.cause_on,
            earlier=row.failed,
            words=kept,
            until_on=until_on,
            started_higher=reason,
            made_by=by,
            made_at=at,
        )
        if wanted.is_paper:
            papers.draft_paper(kind=slip.level, thing_id=slip.pk, by=by, at=at)
        else:
            tasks.remind_task(task=row.task, words=kept, by=by, at=at)
        _record("slip.confirmed", slip, by, at, after={"level": slip.level, "cause": slip.cause})
    return slip


def dismiss_proposal(*, task: Task, reason: str, by: User, at: datetime) -> Slip:
    """Dismiss what was proposed for a task, with a reason that is kept.

    The same cause of the same day is not proposed again.
    Raises: NotAllowed, NotNow, ReasonMissing.
    """
    today = local_day(at)
    kept = _reason(reason)
    with transaction.atomic():
        row = _matter(task, by, today)
        if row.proposal.level is None:
            raise refusals.NotNow(_why_not(row))
        slip = Slip.objects.create(
            task=row.task,
            unit=row.task.assigner,
            to_unit_id=row.to_unit_id,
            level=row.proposal.level.value,
            cause=row.proposal.light.value,
            cause_on=row.cause_on,
            state=State.DISMISSED.value,
            reason=kept,
            made_by=by,
            made_at=at,
        )
        _record("slip.dismissed", slip, by, at, after={"level": slip.level, "reason": kept})
    return slip


def _matter(task: Task, by: User, today: date) -> queries.MatterRow:
    """Return the matter as it stands, its task locked."""
    Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    found = queries.escalable_tasks(user=by, today=today).filter(pk=task.pk).first()
    if found is None:
        raise refusals.NotAllowed(_("只有交办单位的工作人员才能对在办任务督办。"))
    return queries.one_matter(task=found, today=today)


def _why_not(row: queries.MatterRow) -> str:
    if row.waits_for:
        return _("不对牵头单位发单：%(cause)s（%(who)s）。") % {
            "cause": row.cause_words,
            "who": "、".join(row.waits_for),
        }
    return _("现在不能发单：%(cause)s。") % {"cause": row.cause_words}


def _reason_for(wanted: Level, row: queries.MatterRow, started_higher: str) -> str:
    """Return the reason for skipping a rung, empty where none is skipped."""
    proposed = row.proposal.level
    if proposed is None:
        raise refusals.NotNow(_why_not(row))
    if not rules.needs_reason(wanted, proposed):
        return ""
    if not started_higher.strip():
        raise refusals.ReasonMissing(
            _("应逐级发单，这次应发%(level)s；重要事项直接发更高一级的，请写明理由。")
            % {"level": row.level_words}
        )
    return _reason(started_higher)


def change_slip(
    *,
    slip: Slip,
    words: str,
    until_on: date,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Slip:
    """Change what a slip demands, and until when, before it is sent; its draft is drawn again.

    Raises: NotAllowed, NotNow, OutOfDate, BadDate, ReasonMissing.
    """
    with transaction.atomic():
        fresh = _locked(slip, Event.CHANGE, by, at, seen_revision)
        if until_on < local_day(at):
            raise refusals.BadDate(_("请填写整改期限，且不早于今天。"))
        before = {"words": fresh.words, "until_on": _iso(fresh.until_on)}
        fresh.words, fresh.until_on = _words(words), until_on
        _save(fresh, "words", "until_on")
        for paper in _open_papers(fresh):
            if paper.state == Paper.State.APPROVED:
                papers.return_paper(paper=paper, by=by, at=at)
            papers.redraw_paper(paper=paper, by=by, at=at)
        after = {"words": fresh.words, "until_on": _iso(until_on)}
        _record("slip.changed", fresh, by, at, before=before, after=after)
    return fresh


def withdraw_slip(
    *, slip: Slip, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> Slip:
    """Withdraw a slip that was not sent; the draft of its paper is thrown away.

    Raises: NotAllowed, NotNow, OutOfDate, ReasonMissing.
    """
    kept = _reason(reason)
    with transaction.atomic():
        fresh = _locked(slip, Event.WITHDRAW, by, at, seen_revision)
        for paper in _open_papers(fresh):
            if paper.state == Paper.State.APPROVED:
                papers.return_paper(paper=paper, by=by, at=at)
            papers.discard_paper(paper=paper, by=by, at=at)
        fresh.state, fresh.reason = State.WITHDRAWN.value, kept
        _save(fresh, "state", "reason")
        _record("slip.withdrawn", fresh, by, at, after={"reason": kept})
    return fresh


def answer_slip(
    *, slip: Slip, answer: str, by: User, at: datetime, seen_revision: int | None = None
) -> Slip:
    """Answer a slip that was sent, as the unit it went to.

    Raises: NotAllowed, NotNow (it was not sent, or is over), OutOfDate, ReasonMissing.
    """
    kept = _words(answer)
    if not kept:
        raise refusals.ReasonMissing(_("请写明整改情况。"))
    with transaction.atomic():
        fresh = _locked(slip, Event.ANSWER, by, at, seen_revision)
        fresh.state, fresh.answer = State.ANSWERED.value, kept
        fresh.answered_by, fresh.answered_at = by, at
        _save(fresh, "state", "answer", "answered_by", "answered_at")
        _tell(fresh, fresh.unit_id, "slip_answered", by, at, unit=str(fresh.to_unit))
        _record("slip.answered", fresh, by, at, after={"answer": kept})
    return fresh


def lift_slip(
    *, slip: Slip, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> Slip:
    """Lift a slip, and those it followed; the words say what was seen.

    Raises: NotAllowed, NotNow, OutOfDate, ReasonMissing.
    """
    kept = _reason(reason)
    with transaction.atomic():
        fresh = _locked(slip, Event.LIFT, by, at, seen_revision)
        chain, one = [fresh], fresh
        while one.earlier is not None:
            one = Slip.objects.select_for_update(of=("self",)).get(pk=one.earlier.pk)
            if State(one.state).is_live:
                chain.append(one)
        for one in chain:
            one.state, one.reason = State.LIFTED.value, kept
            one.lifted_by, one.lifted_at = by, at
            _save(one, "state", "reason", "lifted_by", "lifted_at")
        _tell(fresh, fresh.to_unit_id, "slip_lifted", by, at)
        ids = [one.pk for one in chain]
        _record("slip.lifted", fresh, by, at, after={"reason": kept, "slips": ids})
    return fresh


def _locked(slip: Slip, event: Event, by: User, at: datetime, seen_revision: int | None) -> Slip:
    rows = Slip.objects.select_for_update(of=("self",))
    fresh = rows.select_related("task", "unit", "to_unit", "earlier").get(pk=slip.pk)
    line = rules.line_of(event)
    if not policies.acts_as(line.actor, fresh, by, local_day(at)):
        raise refusals.NotAllowed(_("这一步由督办单的另一方办理。"))
    if seen_revision is not None and seen_revision != fresh.revision:
        raise refusals.OutOfDate(_("督办单刚刚有变动，请刷新后再办理。"))
    if rules.transition(event, State(fresh.state)) is None:
        raise refusals.NotNow(
            _("督办单现在是“%(state)s”，不能这样办理。")
            % {"state": queries.STATE_WORDS[fresh.state]}
        )
    sent = policies.is_sent(fresh)
    if Guard.SENT in line.guards and not sent:
        raise refusals.NotNow(_("督办单尚未发出，不能答复或解除。"))
    if Guard.NOT_SENT in line.guards and sent:
        raise refusals.NotNow(_("督办单已经发出，不能修改或作废；整改到位后请解除。"))
    return fresh


def _open_papers(slip: Slip) -> list[Paper]:
    states = (Paper.State.DRAFT, Paper.State.APPROVED)
    return list(Paper.objects.filter(kind=slip.level, thing_id=slip.pk, state__in=states))


def _save(slip: Slip, *names: str) -> None:
    slip.revision += 1
    slip.save(update_fields=[*names, "revision"])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _words(words: str) -> str:
    kept = words.strip()
    if len(kept) > MAX_WORDS:
        raise refusals.ReasonMissing(_("请控制在%(count)d字以内。") % {"count": MAX_WORDS})
    return kept


def _reason(reason: str) -> str:
    kept = reason.strip()
    if not kept:
        raise refusals.ReasonMissing(_("请写明理由。"))
    if len(kept) > MAX_REASON:
        raise refusals.ReasonMissing(_("请控制在%(count)d字以内。") % {"count": MAX_REASON})
    return kept


def _tell(slip: Slip, unit_id: int, kind: str, by: User, at: datetime, **facts: Any) -> None:
    people = orgs.people_at([unit_id], WORKING_ROLES, today=local_day(at)).get(unit_id, [])
    notices.tell(
        people=people,
        kind=kind,
        key=f"{kind}:{slip.pk}:{slip.revision}",
        facts={"title": slip.task.title, **facts},
        url=f"/escalations/slips/{slip.pk}/",
        at=at,
        by=by,
    )


def _record(action: str, slip: Slip, by: User, at: datetime, **sides: Any) -> None:
    audit.record(action, slip, by=by, at=at, unit_id=slip.unit_id, **sides)
