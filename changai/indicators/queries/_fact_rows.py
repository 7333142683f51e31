"""The rows of the facts that this noun reads of earlier ones: tree, tasks, decisions, papers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal
from typing import Any

from changai.analytics.facts import FactColumn, FactTable
from changai.analytics.hierarchy import Ending, Placement, unit_tree
from changai.calendar.queries import working_calendar
from changai.documents.models import Document
from changai.escalations.models import Digest
from changai.indicators.models import Value
from changai.indicators.policies import BASE_KINDS
from changai.indicators.queries._totals import SAID
from changai.meetings.models import Decision
from changai.orgs.models import Unit, UnitChange
from changai.packs.current import pack
from changai.tasks.models import Task
from changai.tasks.rules import State

Row = tuple[Any, ...]
POLICY_KINDS = ("opinions", "implementing_opinions", "plan", "policy_measures")
UNASSIGNED = (State.REGISTERED.value, State.CANCELLED.value)


TreeRows = tuple[list[Row], list[Row]]


def tree_rows() -> TreeRows:
    """Return the units and their moves as they are kept.

    Cost: two queries, however large the tree.
    """
    moves = UnitChange.objects.filter(kind=UnitChange.Kind.MOVED).order_by("effective_on", "pk")
    units = Unit.objects.order_by("pk").values_list(
        "pk", "parent_id", "tier", "began_on", "ended_on", "successor_id"
    )
    return list(units), list(
        moves.values_list("unit_id", "old_parent_id", "new_parent_id", "effective_on")
    )


def tree_fact(rows: TreeRows | None = None) -> FactTable:
    """Return where every unit stood on every day, by the dated changes of the tree.

    Cost: two queries now, unless the rows are given; the closure is worked out when it is read.
    """
    units, moves = tree_rows() if rows is None else rows
    steps_of: dict[int, list[Row]] = {}
    for unit_id, *step in moves:
        steps_of.setdefault(unit_id, []).append(tuple(step))
    placements, endings = [], []
    for pk, parent_id, tier, began_on, ended_on, heir_id in units:
        steps = steps_of.get(pk, [])
        first = steps[0][0] if steps else parent_id
        placements.append(Placement(pk, first, tier, began_on))
        placements += [Placement(pk, new, tier, on) for _old, new, on in steps if on >= began_on]
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


def value_rows() -> Iterator[Row]:
    """Yield each typed value with its numbers; what is not verified has none there."""
    rows = Value.objects.values_list(
        "unit_id", "ends_on", "indicator", "period", "unit__tier", "unit__kind", *SAID
    )
    for unit_id, on, code, period, tier, kind, said, base, sure, sure_base in rows.iterator(
        chunk_size=10_000
    ):
        products = _product(said, base), _product(sure, sure_base)
        yield (unit_id, on, code, period, tier, kind in BASE_KINDS, said, base, products[0], sure,
               sure_base, products[1])  # fmt: skip


def _product(number: Decimal | None, base: Decimal | None) -> Decimal | None:
    return None if number is None or base is None else ENOUGH.multiply(number, base)


ENOUGH = Context(prec=60)
VALUES = FactTable(
    name="values",
    grain="a value typed for a unit, an indicator and a period",
    columns=(
        FactColumn("unit_id", "integer"),
        FactColumn("day", "day"),
        FactColumn("indicator", "text"),
        FactColumn("period", "text"),
        FactColumn("tier", "text"),
        FactColumn("counts", "yes_no"),
        *(
            FactColumn(f"{side}{part}", "exact")
            for side in ("said", "verified")
            for part in ("", "_base", "_product")
        ),
    ),
    rows=value_rows,
    key=("unit_id", "indicator", "period"),
    is_unique=True,
)
FACTS = (*TABLES, VALUES)
