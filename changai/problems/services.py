"""Problems: added, put right by a task, looked back at; one that returns begins a new life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.documents.models import Document
from changai.kernel.errors import OutOfDate, Refused
from changai.meetings.models import Meeting
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.models import Unit
from changai.orgs.policies import WORKING_ROLES
from changai.problems import policies, queries, rules
from changai.problems.models import Problem
from changai.problems.rules import Event, Source, State
from changai.tasks import services as tasks
from changai.tasks.queries import local_day
from changai.tasks.rules import State as TaskState
from changai.tasks.services import TaskDraft


class NotAllowed(Refused):
    """The person may not do this for this unit."""


class NotNow(Refused):
    """The problem does not stand where this step begins."""


class WordsMissing(Refused):
    """There are no words, or more than are kept."""


class BadDate(Refused):
    """A day that is missing, has passed, or lies ahead."""


@dataclass(frozen=True)
class ProblemDraft:
    """A problem as it is handed in. `where` names the meeting, inspection or document."""

    concerned: Unit
    words: str
    where: str
    found_on: date
    source: str = Source.INSPECTION.value
    meeting: Meeting | None = None
    document: Document | None = None
    look_back_days: int | None = None


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a line of a list, in words."""

    number: int
    words: str


class BadLines(Refused):
    """Some lines of a list cannot be taken; none was."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(_("有%(count)d行不能登记，整张清单都没有登记。") % {"count": len(faults)})
        self.faults = tuple(faults)


def add_problem(*, unit: Unit, draft: ProblemDraft, by: User, at: datetime) -> Problem:
    """Add one problem to the list of a unit.

    Raises:
        NotAllowed: the person does not work at the unit.
        WordsMissing: no words or no source, or too many.
        BadDate: it was found in the days to come.
    """
    with transaction.atomic():
        problem = _add(unit, draft, by, at)
        after = {"concerned_id": problem.concerned_id, "source": problem.source}
        _record("problem.added", problem, by, at, after=after)
    return problem


def add_problems(
    *, unit: Unit, drafts: Sequence[tuple[int, ProblemDraft]], by: User, at: datetime
) -> list[Problem]:
    """Add a list of problems, all or none; each draft with the number of its line.

    Raises:
        NotAllowed: the person does not work at the unit.
        BadLines: some lines cannot be taken; each is named with what is wrong.
    """
    _require_keeper(unit, by, at)
    faults: list[RowFault] = []
    made: list[Problem] = []
    with transaction.atomic():
        for number, draft in drafts:
            try:
                made.append(_add(unit, draft, by, at))
            except (WordsMissing, BadDate) as refusal:
                faults.append(RowFault(number, str(refusal)))
        if faults:
            raise BadLines(faults)
        audit.record(
            "problem.added",
            Problem,
            by=by,
            at=at,
            unit_id=unit.pk,
            after={"count": len(made)},
            touched=[audit.Touched(one.pk, one.concerned_id) for one in made],
        )
    return made


def _require_keeper(unit: Unit, by: User, at: datetime) -> None:
    if not policies.may_keep(unit.pk, by, local_day(at)):
        raise NotAllowed(_("你不能为该单位登记问题。"))


def _add(
    unit: Unit, draft: ProblemDraft, by: User, at: datetime, earlier: Problem | None = None
) -> Problem:
    if earlier is None:
        _require_keeper(unit, by, at)
    today = local_day(at)
    words, where = _words(draft.words), draft.where.strip()
    if not where or len(where) > rules.MAX_WHERE:
        raise WordsMissing(_("请写明出处：会议、督查或文件的名称。"))
    if draft.found_on > today:
        raise BadDate(_("发现日期不能晚于今天。"))
    days = draft.look_back_days
    return Problem.objects.create(
        unit=unit,
        concerned=draft.concerned,
        source=Source(draft.source).value,
        words=words,
        where=where,
        meeting=draft.meeting,
        document=draft.document,
        found_on=draft.found_on,
        earlier=earlier,
        look_back_days=queries.default_look_back(today) if days is None else days,
        made_by=by,
        made_at=at,
    )


def change_problem(
    *,
    problem: Problem,
    draft: ProblemDraft,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Problem:
    """Change a problem that nobody was asked to put right yet.

    Raises: NotAllowed, NotNow, OutOfDate, WordsMissing, BadDate.
    """
    with transaction.atomic():
        fresh = _locked(problem, Event.CHANGE, by, at, seen_revision)
        before = {"words": fresh.words, "concerned_id": fresh.concerned_id}
        fresh.words, fresh.where = _words(draft.words), draft.where.strip()
        if not fresh.where:
            raise WordsMissing(_("请写明出处：会议、督查或文件的名称。"))
        if draft.found_on > local_day(at):
            raise BadDate(_("发现日期不能晚于今天。"))
        fresh.concerned, fresh.found_on = draft.concerned, draft.found_on
        fresh.source, fresh.meeting, fresh.document = draft.source, draft.meeting, draft.document
        if draft.look_back_days is not None:
            fresh.look_back_days = draft.look_back_days
        _save(fresh)
        after = {"words": fresh.words, "concerned_id": fresh.concerned_id}
        _record("problem.changed", fresh, by, at, before=before, after=after)
    return fresh


def rectify_problem(
    *,
    problem: Problem,
    title: str,
    due_on: date,
    by: User,
    at: datetime,
    evidence_required: bool = True,
    seen_revision: int | None = None,
) -> Problem:
    """Have the unit concerned put a problem right: a task whose sentence are its words.

    A problem that came back follows the task of its earlier life. Three trails: the problem's,
    and those of registering and assigning the task.
    Raises:
        NotAllowed, NotNow, OutOfDate: as everywhere.
        Refused: what the services of tasks refuse, such as a date that has passed.
    """
    with transaction.atomic():
        fresh = _locked(problem, Event.RECTIFY, by, at, seen_revision)
        earlier = fresh.earlier.task if fresh.earlier is not None else None
        if earlier is not None:
            task = tasks.follow_up_task(
                task=earlier,
                cause=_("回头看发现问题反弹。"),
                title=title.strip() or fresh.words,
                clause_words=fresh.words,
                clause_where=fresh.where,
                by=by,
                at=at,
            )
        else:
            draft = TaskDraft(
                assigner_id=fresh.unit_id,
                title=title.strip() or fresh.words,
                clause_words=fresh.words,
                clause_where=fresh.where,
                evidence_required=evidence_required,
            )
            task = tasks.register_task(draft=draft, by=by, at=at)
        tasks.assign_task(task=task, lead_ids=[fresh.concerned_id], due_on=due_on, by=by, at=at)
        fresh.task, fresh.state = task, State.RECTIFYING.value
        _save(fresh)
        after = {"task_id": task.pk, "due_on": due_on.isoformat()}
        _record("problem.rectified", fresh, by, at, after=after)
    return fresh


def look_back(
    *,
    problem: Problem,
    held: bool,
    words: str,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Problem:
    """Record what somebody saw who looked back: it holds, or it came back.

    One that came back begins a new life, linked to this one, and is returned; the finished task
    stays finished.
    Raises:
        NotAllowed: the person is of the unit concerned, or reported the rectification.
        NotNow: the task is not finished, or the day to look back has not come.
        WordsMissing, OutOfDate: as their names say.
    """
    today, kept = local_day(at), _words(words)
    with transaction.atomic():
        event = Event.HOLD if held else Event.COME_BACK
        fresh = _locked(problem, event, by, at, seen_revision)
        planned = queries.look_back_on(fresh)
        if planned is None:
            raise NotNow(_("整改任务尚未办结，不能回头看。"))
        if planned > today:
            raise NotNow(_("回头看安排在%(day)s以后。") % {"day": planned.isoformat()})
        fresh.state = rules.line_of(event).target.value
        fresh.looked_on, fresh.looked_by, fresh.looked_words = today, by, kept
        _save(fresh)
        result = fresh if held else _return(fresh, kept, by, at)
        after = {"state": fresh.state, "later_id": None if held else result.pk}
        _record("problem.looked_back", fresh, by, at, after=after)
    return result


def _return(problem: Problem, words: str, by: User, at: datetime) -> Problem:
    """Begin the next life of a problem, and tell the unit that keeps it."""
    draft = ProblemDraft(
        concerned=problem.concerned,
        words=problem.words,
        where=problem.where,
        found_on=local_day(at),
        source=problem.source,
        meeting=problem.meeting,
        document=problem.document,
        look_back_days=problem.look_back_days,
    )
    later = _add(problem.unit, draft, by, at, earlier=problem)
    people = orgs.people_at([problem.unit_id], WORKING_ROLES, today=local_day(at))
    notices.tell(
        people=people.get(problem.unit_id, []),
        kind="problem_came_back",
        key=f"problem_came_back:{problem.pk}",
        facts={"title": problem.words[:80], "unit": str(problem.concerned)},
        url=f"/problems/{later.pk}/",
        at=at,
        by=by,
    )
    return later


def drop_problem(
    *, problem: Problem, reason: str, by: User, at: datetime, seen_revision: int | None = None
) -> Problem:
    """Stop following a problem, with a reason; not while its task runs.

    Raises: NotAllowed, NotNow, OutOfDate, WordsMissing.
    """
    kept = reason.strip()
    if not kept or len(kept) > rules.MAX_REASON:
        raise WordsMissing(_("请写明理由（300字以内）。"))
    with transaction.atomic():
        fresh = _locked(problem, Event.DROP, by, at, seen_revision)
        if fresh.task is not None and fresh.task.state != TaskState.CANCELLED:
            raise NotNow(_("整改任务还在，请先办结或取消任务。"))
        fresh.state, fresh.reason = State.DROPPED.value, kept
        _save(fresh)
        _record("problem.dropped", fresh, by, at, after={"reason": kept})
    return fresh


def _locked(
    problem: Problem, event: Event, by: User, at: datetime, seen_revision: int | None
) -> Problem:
    rows = Problem.objects.select_for_update(of=("self",))
    fresh = rows.select_related("unit", "concerned", "task", "earlier__task").get(pk=problem.pk)
    if not policies.acts_as(rules.line_of(event).actor, fresh, by, local_day(at)):
        raise NotAllowed(
            _("你不能办理这一步：回头看须由责任单位以外的人办理，其余由登记单位办理。")
        )
    if seen_revision is not None and seen_revision != fresh.revision:
        raise OutOfDate(_("刚刚有人办理过，请刷新后再办理。"))
    if rules.transition(event, State(fresh.state)) is None:
        raise NotNow(
            _("问题现在是“%(state)s”，不能这样办理。") % {"state": queries.STATE_WORDS[fresh.state]}
        )
    return fresh


def _save(problem: Problem) -> None:
    problem.revision += 1
    problem.save()


def _words(words: str) -> str:
    kept = words.strip()
    if not kept or len(kept) > rules.MAX_WORDS:
        raise WordsMissing(_("请写明问题，并控制在%(count)d字以内。") % {"count": rules.MAX_WORDS})
    return kept


def _record(action: str, problem: Problem, by: User, at: datetime, **sides: Any) -> None:
    audit.record(action, problem, by=by, at=at, unit_id=problem.unit_id, **sides)


def tell_look_backs(*, at: datetime, by: None = None) -> int:
    """Tell the units that keep problems of those whose day to look back has come; once each.

    What is told is marked in the same transaction, so that a run too many repeats nothing.
    """
    today = local_day(at)
    with transaction.atomic():
        rows = Problem.objects.select_for_update(of=("self",)).select_related("task", "concerned")
        waiting = rows.filter(
            state=State.RECTIFYING, look_back_since=None, task__done_on__isnull=False
        )
        due = [
            one
            for one in waiting.order_by("pk")
            if (planned := queries.look_back_on(one)) is not None and planned <= today
        ]
        if not due:
            return 0
        ids = [one.pk for one in due]
        Problem.objects.filter(pk__in=ids).update(look_back_since=today)
        people = orgs.people_at({one.unit_id for one in due}, WORKING_ROLES, today=today)
        messages = [
            notices.Message(
                people=people.get(one.unit_id, []),
                kind="look_back_due",
                key=f"problem:{one.pk}:look_back",
                facts={"title": str(one), "unit": str(one.concerned)},
                url=reverse("problems:problem", args=[one.pk]),
            )
            for one in due
        ]
        notices.tell_many(messages=messages, at=at, by=by)
        audit.record("problem.notified", Problem, by=by, at=at, after={"told": len(due)})
    return len(due)
