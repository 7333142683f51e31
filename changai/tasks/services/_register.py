"""Registering: a sentence becomes an item, always by a person. Nothing is owed yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.documents.models import Instruction, Measure
from changai.orgs.models import Unit
from changai.tasks import policies
from changai.tasks.models import Task, TaskAxis, TaskTarget, TaskUnit
from changai.tasks.queries import evidence_by_default
from changai.tasks.rules import Event, Guard, State
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import BATCH, Action, acting
from changai.tasks.services._drafts import TargetDraft, TaskDraft
from changai.tasks.services._guards import GUARDS, Asked, require_reason


def register_task(*, draft: TaskDraft, by: User, at: datetime) -> Task:
    """Register one item.

    Raises:
        NotAllowed: the person is neither of the office nor a supervisor of the unit.
        SourceMissing, ClauseNotConfirmed, ReadOnlyInstruction: no sentence makes it a task.
    """
    with acting("task.registered", by=by, at=at) as action:
        task = register(action, [draft])[0]
        action.finish(task)
    return task


def register_tasks(*, drafts: Sequence[TaskDraft], by: User, at: datetime) -> list[Task]:
    """Register many items in one action, all or none, in the order given.

    Cost: a few bulk inserts, whatever the number.
    Raises: as `register_task`.
    """
    if not drafts:
        return []
    with acting("task.registered", by=by, at=at) as action:
        tasks = register(action, drafts)
        action.finish()
    return tasks


def follow_up_task(
    *,
    task: Task,
    cause: str,
    by: User,
    at: datetime,
    title: str = "",
    clause_words: str = "",
    clause_where: str = "",
    instruction_id: int | None = None,
) -> Task:
    """Register a new item that follows a finished one: a look-back failed, or a new instruction.

    The finished one stays as it is; both name each other. Without a sentence of its own the new
    item keeps that of the old one.
    Raises:
        NotNow: the task is not finished yet, so there is nothing to follow.
        ReasonMissing, NotAllowed, ReadOnlyInstruction: as their names say.
    """
    with acting("task.followed_up", by=by, at=at) as action:
        old = action.lock(task.pk)
        if not policies.may_register(old.assigner, by, action.today):
            raise refusals.NotAllowed(_("你没有登记任务的权限。"))
        if not State(old.state).is_over:
            raise refusals.NotNow(_("任务尚未办结，不需要另立后续任务。"))
        kept = require_reason(cause)
        draft = TaskDraft(
            assigner_id=old.assigner_id,
            title=title or old.title,
            clause_words=clause_words or old.clause_words,
            clause_where=clause_where or old.clause_where,
            clause_id=None if clause_words else old.clause_id,
            instruction_id=instruction_id,
            plan_id=old.plan_id,
            row_id=old.row_id,
            source_unit_ids=tuple(_units_of(old, TaskUnit.Part.SOURCE)),
            shape=old.shape,
            evidence_required=old.evidence_required,
            leader_name=old.leader_name,
            by_duty_scope=old.by_duty_scope,
            deliverable_form=old.deliverable_form,
            assessment_rule=old.assessment_rule,
            responsible_name=old.responsible_name,
            targets=_drafts_of(old),
            axes=tuple(old.axes.values_list("axis", flat=True)),
        )
        new = register(action, [draft], follows=old, cause=kept)[0]
        action.log("followed_up", old, old.state, kept)
        action.finish(new)
    return new


def _units_of(task: Task, part: str) -> list[int]:
    return list(task.units.filter(part=part).values_list("unit_id", flat=True))


def _drafts_of(task: Task) -> tuple[TargetDraft, ...]:
    targets = task.targets.filter(dropped_on=None).order_by("position", "pk")
    return tuple(
        TargetDraft(one.value, one.unit, one.operator, one.what, one.base_year) for one in targets
    )


def register(
    action: Action, drafts: Sequence[TaskDraft], *, follows: Task | None = None, cause: str = ""
) -> list[Task]:
    """Register items within an action, in the order given.

    Raises: as `register_task`.
    """
    units = Unit.objects.in_bulk({draft.assigner_id for draft in drafts})
    for draft in drafts:
        unit = units.get(draft.assigner_id)
        if unit is None or not policies.may_register(unit, action.by, action.today):
            raise refusals.NotAllowed(_("你没有登记任务的权限。"))
    clauses = _confirmed_clauses(drafts)
    _require_instructions(drafts)
    asked = Asked(action.by, action.today)
    tasks = [_task(draft, clauses, action) for draft in drafts]
    for task in tasks:
        GUARDS[Guard.SOURCE_CLAUSE](task, asked)
        task.follows, task.follows_cause = follows, cause
    Task.objects.bulk_create(tasks, batch_size=BATCH)
    for task in tasks:
        task.assigner = units[task.assigner_id]
        action.touch(task.pk, task.assigner_id, {}, {"state": task.state, "title": task.title})
        action.log(Event.REGISTER.value, task, "")
    _write_parts(tasks, drafts)
    return tasks


def _write_parts(tasks: Sequence[Task], drafts: Sequence[TaskDraft]) -> None:
    pairs = list(zip(tasks, drafts, strict=True))
    parts = [
        TaskUnit(task=task, unit_id=task.assigner_id, part=TaskUnit.Part.ASSIGNER) for task in tasks
    ]
    parts += [
        TaskUnit(task=task, unit_id=unit, part=TaskUnit.Part.SOURCE)
        for task, draft in pairs
        for unit in dict.fromkeys(draft.source_unit_ids)
    ]
    TaskUnit.objects.bulk_create(parts, batch_size=BATCH)
    TaskTarget.objects.bulk_create(
        [
            new_target(task, position, target)
            for task, draft in pairs
            for position, target in enumerate(draft.targets)
        ],
        batch_size=BATCH,
    )
    TaskAxis.objects.bulk_create(
        [TaskAxis(task=task, axis=axis) for task, draft in pairs for axis in set(draft.axes)],
        batch_size=BATCH,
    )


def new_target(task: Task, position: int, draft: TargetDraft) -> TaskTarget:
    """Return a target as drafted, not yet saved."""
    return TaskTarget(
        task=task,
        position=position,
        operator=draft.operator,
        value=draft.value,
        unit=draft.unit,
        what=draft.what,
        base_year=draft.base_year,
    )


def _task(draft: TaskDraft, clauses: dict[int, Measure], action: Action) -> Task:
    clause = clauses.get(draft.clause_id) if draft.clause_id else None
    required = draft.evidence_required
    return Task(
        plan_id=draft.plan_id,
        row_id=draft.row_id,
        row_key=draft.row_key,
        clause=clause,
        instruction_id=draft.instruction_id,
        clause_words=clause.quote if clause else draft.clause_words.strip(),
        clause_where=draft.clause_where.strip() or (clause.document.title if clause else ""),
        title=draft.title.strip(),
        assigner_id=draft.assigner_id,
        leader_name=draft.leader_name,
        by_duty_scope=draft.by_duty_scope,
        deliverable_form=draft.deliverable_form,
        assessment_rule=draft.assessment_rule,
        responsible_name=draft.responsible_name,
        shape=draft.shape,
        stages=list(draft.stages),
        evidence_required=evidence_by_default(draft.shape) if required is None else required,
        due_on=draft.due_on,
        due_words=draft.due_words,
        registered_at=action.at,
        state=State.REGISTERED.value,
    )


def _confirmed_clauses(drafts: Sequence[TaskDraft]) -> dict[int, Measure]:
    wanted = {draft.clause_id for draft in drafts if draft.clause_id}
    found = Measure.objects.select_related("document").in_bulk(wanted) if wanted else {}
    for clause_id in wanted:
        clause = found.get(clause_id)
        if clause is None or clause.state != Measure.State.ACCEPTED:
            raise refusals.ClauseNotConfirmed(_("来源条款尚未由人确认，不能立项。"))
    return found


def _require_instructions(drafts: Sequence[TaskDraft]) -> None:
    wanted = {draft.instruction_id for draft in drafts if draft.instruction_id}
    found = Instruction.objects.in_bulk(wanted) if wanted else {}
    for instruction_id in wanted:
        instruction = found.get(instruction_id)
        if instruction is None or instruction.verdict != Instruction.Verdict.ACTION:
            raise refusals.ReadOnlyInstruction(
                _("领导批示只要求阅知，或尚未判定是否需要办理，不能立项。")
            )
