"""A person adopts a draft: its rows become tasks, and an amendment changes those there are."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.tasks.models import PlanRow, PlanVersion, Task
from changai.tasks.queries import plans as queries
from changai.tasks.rules import State as TaskState
from changai.tasks.rules import plans
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import Action, Note, acting
from changai.tasks.services._assign import assign
from changai.tasks.services._cancel import cancel
from changai.tasks.services._guards import MAX_WORDS
from changai.tasks.services._plan_amending import amend_row, reason_of
from changai.tasks.services._plan_rounds import plan_url
from changai.tasks.services._plan_tasks import assignment_of, draft_of, naming
from changai.tasks.services._plan_telling import tell_copies
from changai.tasks.services._plan_writing import PlanRefused, lock_draft, touch
from changai.tasks.services._register import register

State = PlanVersion.State


class RowsNotReady(refusals.Refused):
    """Rows of the draft cannot become tasks yet; the adoption page lists every one."""


@dataclass(frozen=True)
class Adopted:
    """What an adoption did. `finished` are rows whose tasks were over already and stay as is."""

    version: PlanVersion
    made: tuple[Task, ...]
    changed: tuple[Task, ...]
    cancelled: tuple[Task, ...]
    finished: tuple[Task, ...]


def adopt_version(
    *, version: PlanVersion, basis: str, seen_revision: int, by: User, at: datetime
) -> Adopted:
    """Adopt a draft on the basis of a named meeting or document; always by a person.

    Each row becomes a task, registered and assigned; in an amendment a changed row changes its
    task, a dropped one cancels it, a new one makes one. All in one transaction with one entry
    in the audit, a line per task.
    Raises:
        RowsNotReady: rows lack a lead, a source or a date.
        PlanRefused: no basis, or no rows.
        RowRefused: the life of one task does not allow what its row asks; all is undone.
        NotAllowed, NotADraft, OutOfDate: as their names say.
    """
    with acting("plan.adopted", by=by, at=at) as action:
        draft = lock_draft(version, by, at, seen_revision=seen_revision)
        basis = basis.strip()
        if not basis or len(basis) > MAX_WORDS:
            raise PlanRefused(_("请写明印发依据：哪次会议或哪份文件。"))
        bad = queries.bad_rows(draft, action.today)
        if bad:
            raise RowsNotReady(
                _("还有%(count)d条不能印发，第一条：%(title)s——%(fault)s")
                % {"count": len(bad), "title": bad[0].row.title[:40], "fault": bad[0].faults[0][1]}
            )
        rows = queries.rows_of(draft)
        if not any(not row.dropped_reason for row in rows):
            raise PlanRefused(_("计划没有条目，不能印发。"))
        touch(
            draft,
            state=State.ADOPTED.value,
            basis=basis,
            adopted_on=action.today,
            adopted_at=at,
            adopted_by=by,
        )
        done = _carry_out(action, draft, rows)
        tell_copies(draft)
        _tell_below(action, draft)
        _finish(action, draft, done)
    return done


def _carry_out(action: Action, draft: PlanVersion, rows: list[PlanRow]) -> Adopted:
    old = queries.version_before(draft)
    before = {row.key: row for row in queries.rows_of(old)} if old else {}
    tasks = _tasks_by_key(draft)
    reason = reason_of(draft)
    fresh, changed, cancelled, finished = [], [], [], []
    for row in rows:
        task = tasks.get(row.key)
        if task is None:
            if not row.dropped_reason:
                fresh.append(row)
        elif not TaskState(task.state).is_open:
            finished.append(task)
        elif row.dropped_reason:
            words = f"{reason}：{row.dropped_reason}"[:MAX_WORDS]
            with naming(row):
                cancelled.append(cancel(action, task, words, None))
        else:
            # A row carried over from last year brings its task into this plan.
            Task.objects.filter(pk=task.pk).update(row=row, plan=draft.plan)
            old_row = before.get(row.key) or task.row
            if old_row is not None and _differ(old_row, row):
                with naming(row):
                    changed.append(amend_row(action, task, old_row, row, reason))
    made = make_tasks(action, draft, fresh)
    return Adopted(draft, tuple(made), tuple(changed), tuple(cancelled), tuple(finished))


def _differ(before: PlanRow, after: PlanRow) -> bool:
    if before.dropped_reason:
        return False
    return bool(plans.differences(queries.facts_of(before), queries.facts_of(after)))


def _tasks_by_key(draft: PlanVersion) -> Mapping[uuid.UUID, Task]:
    keys = PlanRow.objects.filter(version=draft).values("key")
    tasks = Task.objects.filter(row_key__in=keys, assigner=draft.plan.owner_id, parent=None)
    found = tasks.select_related("assigner", "lead", "row").order_by("pk")
    return {task.row_key: task for task in found if task.row_key}


def make_tasks(action: Action, draft: PlanVersion, rows: list[PlanRow]) -> list[Task]:
    """Register and assign the tasks of rows that have none.

    Raises:
        RowRefused: the life of a task does not allow it; the row is named.
    """
    if not rows:
        return []
    facts = [queries.facts_of(row) for row in rows]
    tasks = register(
        action, [draft_of(draft, row, one) for row, one in zip(rows, facts, strict=True)]
    )
    made = []
    for task, row, one in zip(tasks, rows, facts, strict=True):
        with naming(row):
            made.append(assign(action, task, assignment_of(task, one)))
    return made


def _tell_below(action: Action, draft: PlanVersion) -> None:
    offices = tuple(queries.offices_below(draft.plan.owner))
    facts = {"title": draft.plan.title, "unit": str(draft.plan.owner)}
    key = f"plan_adopted:{draft.pk}"
    action.notes.append(Note(offices, "plan_adopted", key, facts, plan_url(draft.plan_id)))


def _finish(action: Action, draft: PlanVersion, done: Adopted) -> None:
    action.finish_bulk(
        draft,
        unit_id=draft.plan.owner_id,
        after={
            "number": draft.number,
            "basis": draft.basis,
            "made": len(done.made),
            "changed": len(done.changed),
            "cancelled": len(done.cancelled),
        },
    )
