"""The rows of the facts that this noun reads of earlier ones: tree, tasks, decisions, papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from changai.analytics.facts import FactColumn, FactTable
from changai.analytics.hierarchy import Ending, Placement, unit_tree
from changai.calendar.queries import working_calendar
from changai.documents.models import Document
from changai.escalations.models import Digest
from changai.indicators.models import Value
from changai.meetings.models import Decision
from changai.orgs.models import Unit, UnitChange
from changai.packs.current import pack
from changai.tasks.models import Task
from changai.tasks.rules import State

Row = tuple[Any, ...]
POLICY_KINDS = ("opinions", "implementing_opinions", "plan", "policy_measures")
UNASSIGNED = (State.REGISTERED.value, State.CANCELLED.value)


def tree_fact() -> FactTable:
    """Return where every unit stood on every day, by the dated changes of the tree.

    Cost: two queries now; the rows are worked out when they are read.
    """
    moves: dict[int, list[UnitChange]] = {}
    moved = UnitChange.objects.filter(kind=UnitChange.Kind.MOVED).order_by("effective_on", "pk")
    for change in moved:
        moves.setdefault(change.unit_id, []).append(change)
    placements, endings = [], []
    rows = Unit.objects.values_list(
        "pk", "parent_id", "tier", "began_on", "ended_on", "successor_id"
    )
    for pk, parent_id, tier, began_on, ended_on, heir_id in rows:
        steps = moves.get(pk, [])
        first = steps[0].old_parent_id if steps else parent_id
        placements.append(Placement(pk, first, tier, began_on))
        placements += [
            Placement(pk, one.new_parent_id, tier, one.effective_on)
            for one in steps
            if one.effective_on >= began_on
        ]
        if ended_on is not None:
            endings.append(Ending(pk, ended_on, heir_id))
    return unit_tree(placements, endings)


def _tasks() -> Iterator[Row]:
    """Yield each task with a lead, by the day it was assigned."""
    calendar, within = working_calendar(), pack().clock("sign_for_within")
    rows = Task.objects.exclude(state__in=UNASSIGNED).filter(assigned_on__isnull=False)
    for pk, lead_id, on, signed_on in rows.values_list(
        "pk", "lead_id", "assigned_on", "acknowledged_on"
    ).iterator(chunk_size=2000):
        if on is None:
            continue
        due = calendar.add_workdays(on, within.value_on(on))
        yield (pk, lead_id, on, 1, int(signed_on is not None and signed_on <= due))


def _tasks_due() -> Iterator[Row]:
    """Yield each task that has a due day, by that day; late is late for good."""
    rows = Task.objects.exclude(state__in=UNASSIGNED).filter(due_on__isnull=False)
    for pk, lead_id, on, done_on, late_on in rows.values_list(
        "pk", "lead_id", "due_on", "done_on", "first_late_on"
    ).iterator(chunk_size=2000):
        in_time = done_on is not None and on is not None and late_on is None and done_on <= on
        yield (pk, lead_id, on, 1, int(in_time))


def _decisions() -> Iterator[Row]:
    """Yield each decision that became a task, by the day of the meeting."""
    rows = Decision.objects.filter(made__isnull=False).select_related("meeting__body", "made__task")
    for one in rows.iterator(chunk_size=1000):
        on = one.meeting.starts_at.date()
        yield (one.pk, one.meeting.body.office_id, on, 1, int(one.made.task.done_on is not None))


def _policies() -> Iterator[Row]:
    """Yield each policy document that carries a date."""
    rows = Document.objects.filter(kind__in=POLICY_KINDS, dated_on__isnull=False)
    yield from rows.values_list("pk", "owner_id", "dated_on").iterator(chunk_size=2000)


def _special_reports() -> Iterator[Row]:
    """Yield each special report, by the last day it speaks of."""
    rows = Digest.objects.filter(kind=Digest.Kind.SPECIAL_REPORT)
    yield from rows.values_list("pk", "unit_id", "to_on").iterator(chunk_size=2000)


def _table(name: str, grain: str, key: str, rows: Any, *numbers: str) -> FactTable:
    columns = (
        FactColumn(key, "integer"),
        FactColumn("unit_id", "integer"),
        FactColumn("day", "day"),
        *(FactColumn(one, "integer", "items") for one in numbers),
    )
    return FactTable(name, grain, columns, rows, key=(key,))


TABLES: tuple[FactTable, ...] = (
    _table("tasks", "a task assigned to a lead", "task_id", _tasks, "signable", "signed_in_time"),
    _table("tasks_due", "a task with a due day", "task_id", _tasks_due, "due", "done_in_time"),
    _table("decisions", "a decision that became a task", "decision_id", _decisions,
           "agreed", "done"),
    _table("policies", "a policy document", "document_id", _policies),
    _table("special_reports", "a special report", "digest_id", _special_reports),
)  # fmt: skip


def typed_rows() -> Iterator[Row]:
    """Yield each typed value with its numbers; what is not verified has none there."""
    names = (
        "pk", "unit_id", "ends_on", "indicator", "period", "said", "said_base", "verified",
        "verified_base",
    )  # fmt: skip
    for pk, unit_id, on, code, period, *numbers in Value.objects.values_list(*names).iterator(
        chunk_size=2000
    ):
        yield (pk, unit_id, on, code, period, *(None if n is None else float(n) for n in numbers))


TYPED = FactTable(
    name="indicator_values",
    grain="a value typed for a unit, an indicator and a period",
    columns=(
        FactColumn("value_id", "integer"),
        FactColumn("unit_id", "integer"),
        FactColumn("day", "day"),
        FactColumn("indicator", "text"),
        FactColumn("period", "text"),
        FactColumn("said", "real"),
        FactColumn("said_base", "real"),
        FactColumn("verified", "real"),
        FactColumn("verified_base", "real"),
    ),
    rows=typed_rows,
    key=("value_id",),
)
FACTS = (*TABLES, TYPED)
