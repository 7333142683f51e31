"""Making child tasks in bulk: the parts of a joint task and every tier of a cascade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from changai.audit import services as audit
from changai.orgs.models import Unit
from changai.tasks.models import DueChange, Task, TaskAxis, TaskEvent, TaskTarget, TaskUnit
from changai.tasks.queries import behind_day
from changai.tasks.rules import Event, State
from changai.tasks.services._action import BATCH, Action, Note, lead_of, task_url

# What a child has from the task it is a part of. `row_key` is not among it: a key is one task.
INHERITED = (
    "plan_id",
    "row_id",
    "clause_id",
    "instruction_id",
    "clause_words",
    "clause_where",
    "title",
    "leader_name",
    "by_duty_scope",
    "deliverable_form",
    "assessment_rule",
)


@dataclass
class Child:
    """A child to be made: whose it is, under which task, with which quotas.

    `quotas` is by the id of the top task's target; `target_ids` holds the rows made for them.
    """

    unit: Unit
    parent: Task
    due_on: date | None
    due_words: str
    quotas: Mapping[int, Decimal] = field(default_factory=dict)
    above: Child | None = None
    task: Task | None = None
    target_ids: dict[int, int] = field(default_factory=dict)


def make_children(
    action: Action,
    children: Sequence[Child],
    *,
    top: Task,
    targets: Sequence[TaskTarget],
    axes: Sequence[str],
    shape: str,
    evidence_required: bool,
) -> list[Task]:
    """Insert the children of one tier with all that belongs to them, each ASSIGNED to its unit.

    Events, dates, audit lines and notices are gathered in the action, to be written with the rest.
    Cost: four bulk inserts, whatever the number.
    """
    shared = {name: getattr(top, name) for name in INHERITED}
    tasks = [
        _task(action, child, targets, shared, shape, required=evidence_required)
        for child in children
    ]
    Task.objects.bulk_create(tasks, batch_size=BATCH)
    for child, task in zip(children, tasks, strict=True):
        child.task = task
    TaskUnit.objects.bulk_create(
        [
            TaskUnit(task_id=task.pk, unit_id=unit_id, part=part)
            for task in tasks
            for unit_id, part in (
                (lead_of(task), TaskUnit.Part.LEAD),
                (task.assigner_id, TaskUnit.Part.ASSIGNER),
            )
        ],
        batch_size=BATCH,
    )
    TaskAxis.objects.bulk_create(
        [TaskAxis(task_id=task.pk, axis=axis) for task in tasks for axis in axes],
        batch_size=BATCH,
    )
    _write_quotas(children, targets)
    _gather(action, children)
    return tasks


def _task(
    action: Action,
    child: Child,
    targets: Sequence[TaskTarget],
    shared: Mapping[str, Any],
    shape: str,
    *,
    required: bool,
) -> Task:
    quotas = [
        TaskTarget(value=child.quotas[target.pk], operator=target.operator)
        for target in targets
        if target.pk in child.quotas
    ]
    return Task(
        **shared,
        shape=shape,
        parent_id=child.parent.pk,
        assigner_id=lead_of(child.parent),
        lead_id=child.unit.pk,
        evidence_required=required,
        state=State.ASSIGNED.value,
        due_on=child.due_on,
        due_words=child.due_words,
        registered_at=action.at,
        assigned_on=action.today,
        behind_on=behind_day(child.parent, quotas, due_on=child.due_on, started_on=action.today),
    )


def _write_quotas(children: Sequence[Child], targets: Sequence[TaskTarget]) -> None:
    made: list[tuple[Child, int, TaskTarget]] = []
    for child in children:
        for position, target in enumerate(targets):
            value = child.quotas.get(target.pk)
            if value is None or child.task is None:
                continue
            row = TaskTarget(
                task_id=child.task.pk,
                parent_id=_target_above(child, target.pk),
                position=position,
                operator=target.operator,
                value=value,
                unit=target.unit,
                what=target.what,
                base_year=target.base_year,
            )
            made.append((child, target.pk, row))
    TaskTarget.objects.bulk_create([row for _child, _top, row in made], batch_size=BATCH)
    for child, top_id, row in made:
        child.target_ids[top_id] = row.pk


def _target_above(child: Child, top_id: int) -> int:
    above = child.above
    while above is not None:
        if top_id in above.target_ids:
            return above.target_ids[top_id]
        above = above.above
    return top_id


def _gather(action: Action, children: Sequence[Child]) -> None:
    names: dict[int, str] = {}
    for child in children:
        task = child.task
        if task is None or task.lead_id is None:
            continue
        assigner = names.setdefault(task.assigner_id, str(child.parent.lead))
        action.events.append(
            TaskEvent(
                task_id=task.pk,
                event=Event.ASSIGN.value,
                from_state="",
                to_state=task.state,
                by=action.by,
                unit_id=task.assigner_id,
                at=action.at,
            )
        )
        action.due_changes.append(
            DueChange(
                task_id=task.pk,
                due_on=task.due_on,
                in_force_from=action.today,
                cause=DueChange.Cause.ASSIGNED,
            )
        )
        due_on = task.due_on.isoformat() if task.due_on else None
        action.touched[task.pk] = audit.Touched(
            task.pk,
            task.assigner_id,
            {},
            {"state": task.state, "lead_id": task.lead_id, "due_on": due_on},
        )
        action.notes.append(
            Note(
                (task.lead_id,),
                "task_assigned",
                f"task_assigned:{task.pk}:0",
                {"unit": assigner, "title": task.title, "due_on": task.due_on},
                task_url(task.pk),
            )
        )
