"""Making child tasks in bulk: the parts of a joint task and every tier of a cascade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from changai.audit import services as audit
from changai.kernel.bulk import insert_rows, reserve_ids
from changai.orgs.models import Unit
from changai.tasks import rules
from changai.tasks.models import DueChange, Task, TaskAxis, TaskTarget, TaskUnit
from changai.tasks.queries import DOWNWARD
from changai.tasks.rules import Event, State
from changai.tasks.services._action import Action, Due, Note, Step, lead_of, task_url

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
OWN = (
    "id",
    "parent_id",
    "assigner_id",
    "lead_id",
    "due_on",
    "due_words",
    "behind_on",
    "shape",
    "evidence_required",
    "state",
    "registered_at",
    "assigned_on",
)
TARGET = (
    "id",
    "task_id",
    "parent_id",
    "position",
    "operator",
    "value",
    "unit",
    "what",
    "base_year",
)


@dataclass
class Child:
    """A child to be made: whose it is, under which task, with which quotas.

    `quotas` is by the id of the top task's target; `target_ids` holds the rows made for them.
    `above` is a child of the same cascade that is made before; else it hangs under `parent`.
    """

    unit: Unit
    parent: Task
    due_on: date | None
    due_words: str
    quotas: Mapping[int, Decimal] = field(default_factory=dict)
    above: Child | None = None
    task_id: int = 0
    target_ids: dict[int, int] = field(default_factory=dict)

    @property
    def parent_id(self) -> int:
        """Return the task it hangs under."""
        return self.above.task_id if self.above else self.parent.pk

    @property
    def assigner_id(self) -> int:
        """Return the unit that assigns and reviews it: the one that leads the task above."""
        return self.above.unit.pk if self.above else lead_of(self.parent)


def make_children(
    action: Action,
    children: Sequence[Child],
    *,
    top: Task,
    targets: Sequence[TaskTarget],
    axes: Sequence[str],
    shape: str,
    evidence_required: bool,
) -> list[int]:
    """Insert the children of one tier with all that belongs to them, each ASSIGNED to its unit.

    Events, dates, audit lines and notices are gathered in the action, to be written with the rest.
    Rows are tuples and not objects: a cascade reaches thousands of units, and must stay near the
    cost of the bare insert. Returns the ids.
    Cost: a statement a table, whatever the number.
    """
    ids = reserve_ids(Task, len(children))
    for child, task_id in zip(children, ids, strict=True):
        child.task_id = task_id
    shared = tuple(getattr(top, name) for name in INHERITED)
    same = (shape, evidence_required, State.ASSIGNED.value, action.at, action.today, *shared)
    rows = (
        (
            child.task_id,
            child.parent_id,
            child.assigner_id,
            child.unit.pk,
            child.due_on,
            child.due_words,
            _behind(child, targets, action.today),
            *same,
        )
        for child in children
    )
    insert_rows(Task, (*OWN, *INHERITED), rows)
    insert_rows(TaskUnit, ("task_id", "unit_id", "part"), _parts(children))
    if axes:
        tagged = ((child.task_id, axis) for child in children for axis in axes)
        insert_rows(TaskAxis, ("task_id", "axis"), tagged)
    _write_quotas(children, targets)
    _gather(action, children, top)
    return ids


def _parts(children: Sequence[Child]) -> Iterator[tuple[int, int, str]]:
    for child in children:
        yield child.task_id, child.unit.pk, TaskUnit.Part.LEAD.value
        yield child.task_id, child.assigner_id, TaskUnit.Part.ASSIGNER.value


def _behind(child: Child, targets: Sequence[TaskTarget], today: date) -> date | None:
    """Return when the child falls behind if nothing is ever reported."""
    days = [
        rules.behind_from(
            started_on=today,
            due_on=child.due_on,
            wanted=child.quotas.get(target.pk),
            reached=None,
        )
        for target in targets
        if target.operator not in DOWNWARD
    ]
    return min((day for day in days if day), default=None)


def _write_quotas(children: Sequence[Child], targets: Sequence[TaskTarget]) -> None:
    wanted = [
        (child, position, target)
        for child in children
        for position, target in enumerate(targets)
        if target.pk in child.quotas
    ]
    if not wanted:
        return
    ids = reserve_ids(TaskTarget, len(wanted))
    rows = []
    for pk, (child, position, target) in zip(ids, wanted, strict=True):
        child.target_ids[target.pk] = pk
        rows.append(
            (
                pk,
                child.task_id,
                _target_above(child, target.pk),
                position,
                target.operator,
                child.quotas[target.pk],
                target.unit,
                target.what,
                target.base_year,
            )
        )
    insert_rows(TaskTarget, TARGET, rows)


def _target_above(child: Child, top_id: int) -> int:
    above = child.above
    while above is not None:
        if top_id in above.target_ids:
            return above.target_ids[top_id]
        above = above.above
    return top_id


def _gather(action: Action, children: Sequence[Child], top: Task) -> None:
    state, today, by_id = State.ASSIGNED.value, action.today, action.by.pk
    for child in children:
        task_id, unit_id, assigner_id = child.task_id, child.unit.pk, child.assigner_id
        due_on = child.due_on.isoformat() if child.due_on else None
        action.events.append(
            Step(task_id, Event.ASSIGN.value, "", state, by_id, assigner_id, action.at)
        )
        action.due_changes.append(Due(task_id, child.due_on, today, DueChange.Cause.ASSIGNED.value))
        after: dict[str, Any] = {"state": state, "lead_id": unit_id, "due_on": due_on}
        action.touched[task_id] = audit.Touched(task_id, assigner_id, {}, after)
        assigner = child.above.unit if child.above else child.parent.lead
        action.notes.append(
            Note(
                (unit_id,),
                "task_assigned",
                f"task_assigned:{task_id}:0",
                {"unit": str(assigner), "title": top.title, "due_on": due_on},
                task_url(task_id),
            )
        )
