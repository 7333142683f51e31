"""What the callers of the services hand in, and what they get back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from changai.tasks.models import Task


@dataclass(frozen=True)
class TargetDraft:
    """A number to reach.

    Units: `value` in `unit` as written.
    """

    value: Decimal
    unit: str = ""
    operator: str = ""
    what: str = ""
    base_year: int | None = None


@dataclass(frozen=True)
class DutyDraft:
    """A cooperating unit's part; without a date of its own it has the date of the task."""

    unit_id: int
    due_on: date | None = None
    words: str = ""


@dataclass(frozen=True)
class TaskDraft:
    """An item to register. `clause_id` brings its own words; otherwise both clause fields are set.

    `evidence_required` None means: as the shape has it in the packs. `due_on` is only proposed
    until the item is assigned.
    """

    assigner_id: int
    title: str
    clause_words: str = ""
    clause_where: str = ""
    clause_id: int | None = None
    instruction_id: int | None = None
    plan_id: int | None = None
    row_id: int | None = None
    row_key: uuid.UUID | None = None
    source_unit_ids: tuple[int, ...] = ()
    shape: str = ""
    evidence_required: bool | None = None
    due_on: date | None = None
    due_words: str = ""
    leader_name: str = ""
    by_duty_scope: str = ""
    deliverable_form: str = ""
    assessment_rule: str = ""
    responsible_name: str = ""
    stages: Sequence[Mapping[str, str]] = ()
    targets: tuple[TargetDraft, ...] = ()
    axes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """Who leads a registered item and by when.

    One lead, or several with `joint`: then the assigner holds the item together and each lead
    gets a part of its own. Either `due_on` is set or `due_words` says why there is no date.
    """

    task_id: int
    lead_ids: tuple[int, ...]
    joint: bool = False
    due_on: date | None = None
    due_words: str = ""
    duties: tuple[DutyDraft, ...] = ()
    seen_revision: int | None = None


@dataclass(frozen=True)
class Split:
    """One child unit's share of a cascade; without a date it has the date of the parent task.

    `quotas` gives the share of each target of the task that is split, by the target's id.
    `under_unit_id` names the unit of the same cascade above it; None means: found by the tree.
    """

    unit_id: int
    due_on: date | None = None
    due_words: str = ""
    quotas: Mapping[int, Decimal] = field(default_factory=dict)
    under_unit_id: int | None = None


@dataclass(frozen=True)
class Amendment:
    """What an amended plan row changes in its task; None leaves a thing as it is.

    `no_date` takes the date away; then `due_words` must say when. `fields` may hold the names in
    `AMENDABLE`.
    """

    task_id: int
    reason: str
    fields: Mapping[str, object] = field(default_factory=dict)
    due_on: date | None = None
    no_date: bool = False
    due_words: str | None = None
    targets: tuple[TargetDraft, ...] | None = None
    axes: tuple[str, ...] | None = None
    row_id: int | None = None


@dataclass(frozen=True)
class RefusedOne:
    """An object of a bulk order that was refused, and why."""

    task_id: int
    message: str


@dataclass(frozen=True)
class BulkOutcome:
    """What became of a bulk order: each object done or refused, by itself."""

    done: tuple[Task, ...]
    refused: tuple[RefusedOne, ...]
