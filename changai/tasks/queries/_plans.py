"""Plans, their versions and rows as pages, services and files need them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from changai.accounts.models import User
from changai.calendar.queries import working_calendar
from changai.calendar.rules import DeadlineReading, deadline_date
from changai.documents import queries as documents
from changai.documents.models import Measure
from changai.orgs import policies as orgs
from changai.orgs.models import Unit
from changai.tasks import policies, rules
from changai.tasks.models import Plan, PlanComment, PlanRow, PlanRowUnit, PlanVersion, Task
from changai.tasks.queries._life import time_facts
from changai.tasks.queries._limits import near_until
from changai.tasks.rules import plans as plan_rules

PAGE_PLANS = 50
PAGE_ROWS = 100
MAX_ROWS = 1000
Part = PlanRowUnit.Part
Drafting = Q(state__in=[PlanVersion.State.DRAFT, PlanVersion.State.COMMENT])
UNITS = Prefetch(
    "units", PlanRowUnit.objects.select_related("unit").order_by("part", "position", "pk")
)


@dataclass(frozen=True)
class RowView:
    """A row as the pages show it, with what hangs on it for this person."""

    row: PlanRow
    leads: tuple[Unit, ...]
    cooperating: tuple[PlanRowUnit, ...]
    summarizing: Unit | None
    targets: tuple[plan_rules.Target, ...]
    task: Task | None = None
    colour: rules.ColourReading | None = None
    change: str = ""
    open_comments: int = 0
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FieldChange:
    """One field of a row before and after. Units: both in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """What became of a row between two versions, field by field."""

    key: uuid.UUID
    kind: plan_rules.Change
    title: str
    number: str
    reason: str = ""
    fields: tuple[FieldChange, ...] = field(default_factory=tuple)


def visible_plans(*, user: User, today: date) -> QuerySet[Plan]:
    """Return the plans the person may see, with their owners."""
    return policies.visible_plans(Plan.objects.select_related("owner", "parent"), user, today)


def visible_versions(*, user: User, today: date) -> QuerySet[PlanVersion]:
    """Return the versions the person may see: drafts only of plans within their own reach."""
    plans = policies.visible_plans(Plan.objects.all(), user, today).values("pk")
    rows = PlanVersion.objects.select_related("plan__owner").filter(plan_id__in=plans)
    seen = orgs.reach(user, today)
    if seen.everything:
        return rows
    return rows.filter(
        ~Q(state=PlanVersion.State.DRAFT) | orgs.within("plan__owner__path", seen.scopes)
    )


def visible_rows(*, user: User, today: date) -> QuerySet[PlanRow]:
    """Return the rows of versions the person may see."""
    versions = visible_versions(user=user, today=today).values("pk")
    return (
        PlanRow.objects.select_related("version__plan__owner", "clause__document")
        .prefetch_related(UNITS)
        .filter(version_id__in=versions)
    )


def plan_list(
    *, user: User, today: date, words: str = "", year: int | None = None, before: int | None = None
) -> list[Plan]:
    """Return one page of plans and one more, newest first, with the newest version seen.

    Grain: one row per plan: `version_number`, `version_state`, `row_count`, `in_force` (an adopted
    version exists).
    Cost: one query.
    """
    newest = visible_versions(user=user, today=today).filter(plan=OuterRef("pk"))
    newest = newest.order_by("-number")
    rows = (
        PlanRow.objects.filter(version=OuterRef("version_id"), dropped_reason="")
        .order_by()
        .values("version")
        .annotate(n=Count("pk"))
        .values("n")
    )
    plans = visible_plans(user=user, today=today).annotate(
        version_id=Subquery(newest.values("pk")[:1]),
        version_number=Subquery(newest.values("number")[:1]),
        version_state=Subquery(newest.values("state")[:1]),
        row_count=Subquery(rows),
        in_force=Exists(newest.filter(state=PlanVersion.State.ADOPTED)),
    )
    if words:
        plans = plans.filter(title__icontains=words)
    if year:
        plans = plans.filter(year=year)
    if before:
        plans = plans.filter(pk__lt=before)
    return list(plans.order_by("-pk")[: PAGE_PLANS + 1])


def versions_of(plan: Plan, *, user: User, today: date) -> list[PlanVersion]:
    """Return the versions of a plan this person may see, newest first."""
    rows = visible_versions(user=user, today=today).filter(plan=plan)
    return list(rows.select_related("plan__owner", "adopted_by").order_by("-number"))


def draft_of(plan: Plan) -> PlanVersion | None:
    """Return the version being drafted or commented on, if there is one."""
    return PlanVersion.objects.filter(Drafting, plan=plan).select_related("plan__owner").first()


def adopted_of(plan: Plan) -> PlanVersion | None:
    """Return the version in force, if one was adopted."""
    adopted = PlanVersion.objects.filter(plan=plan, state=PlanVersion.State.ADOPTED)
    return adopted.select_related("plan__owner").order_by("-number").first()


def version_before(version: PlanVersion) -> PlanVersion | None:
    """Return the version adopted before this one, if there is one."""
    return (
        PlanVersion.objects.filter(plan=version.plan_id, number__lt=version.number)
        .order_by("-number")
        .first()
    )


def rows_of(version: PlanVersion) -> list[PlanRow]:
    """Return the rows of a version in order, with clause and units.

    Cost: two queries.
    """
    rows = PlanRow.objects.filter(version=version).select_related("clause__document")
    return list(rows.prefetch_related(UNITS).order_by("position", "pk"))


def facts_of(row: PlanRow) -> plan_rules.RowFacts:
    """Return everything a row says; its units are read in advance or by one query."""
    values: dict[str, Any] = {name: getattr(row, name) for name in plan_rules.COLUMN_NAMES}
    values["targets"] = tuple(plan_rules.read_target(one) for one in row.targets)
    values["stages"] = tuple(plan_rules.read_stage(one) for one in row.stages)
    values["axes"] = tuple(row.axes)
    parts = sorted(row.units.all(), key=lambda one: (one.position, one.pk))
    summarizing = [one.unit_id for one in parts if one.part == Part.SUMMARIZING]
    return plan_rules.RowFacts(
        **values,
        leads=tuple(one.unit_id for one in parts if one.part == Part.LEAD),
        cooperating=tuple(
            plan_rules.Party(one.unit_id, one.due_on)
            for one in parts
            if one.part == Part.COOPERATING
        ),
        summarizing=summarizing[0] if summarizing else None,
    )


@dataclass(frozen=True)
class RowFilter:
    """Which rows of a version are shown. `after` is the place of the last one of the page before.

    `unit` is the id of a unit with a part in the row.
    """

    words: str = ""
    section: str = ""
    unit: int | None = None
    after: int = 0


def row_views(
    *,
    version: PlanVersion,
    user: User,
    today: date,
    wanted: RowFilter | None = None,
    changes: Mapping[uuid.UUID, str] | None = None,
) -> list[RowView]:
    """Return one page of rows and one more, with tasks, colors and open comments for this person.

    Cost: four queries, however many rows.
    """
    rows = _page_rows(version, wanted or RowFilter())
    tasks = tasks_of_rows(version, user=user, today=today)
    waiting: dict[uuid.UUID | None, int] = dict(
        visible_comments(version=version, user=user, today=today)
        .filter(taken=None)
        .order_by()
        .values_list("row_key")
        .annotate(Count("pk"))
    )
    near = near_until(today)
    return [
        _row_view(row, tasks.get(row.key), today, near, (changes or {}).get(row.key, ""), waiting)
        for row in rows
    ]


def _page_rows(version: PlanVersion, wanted: RowFilter) -> list[PlanRow]:
    rows = PlanRow.objects.filter(version=version, position__gt=wanted.after)
    if wanted.words:
        rows = rows.filter(Q(title__icontains=wanted.words) | Q(leader_name=wanted.words))
    if wanted.section:
        rows = rows.filter(section=wanted.section)
    if wanted.unit:
        parts = PlanRowUnit.objects.filter(unit_id=wanted.unit, row__version=version)
        rows = rows.filter(pk__in=parts.values("row_id"))
    rows = rows.select_related("clause").prefetch_related(UNITS)
    return list(rows.order_by("position", "pk")[: PAGE_ROWS + 1])


def sections_of(version: PlanVersion) -> list[str]:
    """Return the sections of a version in order."""
    rows = PlanRow.objects.filter(version=version).exclude(section="").order_by("position")
    return list(dict.fromkeys(rows.values_list("section", flat=True)))


def units_of(version: PlanVersion) -> list[Unit]:
    """Return the units with a part in a version."""
    parts = PlanRowUnit.objects.filter(row__version=version).values("unit_id")
    return list(Unit.objects.filter(pk__in=parts).order_by("path"))


def copying_units(plan: Plan, *, user: User, today: date) -> list[Unit]:
    """Return the offices where the person works that stand below a plan's owner and lack a copy."""
    if adopted_of(plan) is None:
        return []
    mine = [unit for unit in owning_units(user=user, today=today) if unit.pk != plan.owner_id]
    scope = plan.owner.scope_path
    below = [one for one in mine if one.scope_path != scope and one.scope_path.startswith(scope)]
    had = set(Plan.objects.filter(parent=plan, owner__in=below).values_list("owner_id", flat=True))
    return [unit for unit in below if unit.pk not in had and unit.scope_path != unit.path]


def _row_view(
    row: PlanRow,
    task: Task | None,
    today: date,
    near: date,
    change: str,
    waiting: Mapping[uuid.UUID | None, int],
) -> RowView:
    parts = list(row.units.all())
    return RowView(
        row=row,
        leads=tuple(one.unit for one in parts if one.part == Part.LEAD),
        cooperating=tuple(one for one in parts if one.part == Part.COOPERATING),
        summarizing=next((one.unit for one in parts if one.part == Part.SUMMARIZING), None),
        targets=tuple(plan_rules.read_target(one) for one in row.targets),
        task=task,
        colour=rules.colour(time_facts(task), today=today, near_until=near) if task else None,
        change=change,
        open_comments=waiting.get(row.key, 0),
    )


def plain_views(version: PlanVersion) -> list[RowView]:
    """Return the rows in force of a version with their units, and nothing that hangs on them.

    Cost: two queries.
    """
    rows = [row for row in rows_of(version) if not row.dropped_reason]
    return [_row_view(row, None, date.min, date.min, "", {}) for row in rows]


def one_row_view(row: PlanRow, *, user: User, today: date) -> RowView:
    """Return one row as the pages show it."""
    tasks = tasks_of_rows(row.version, user=user, today=today, key=row.key)
    return _row_view(row, tasks.get(row.key), today, near_until(today), "", {})


def tasks_of_rows(
    version: PlanVersion, *, user: User, today: date, key: uuid.UUID | None = None
) -> dict[uuid.UUID, Task]:
    """Return the tasks of the rows of a version that the person may see, by key.

    By key and not by plan: a row carried into the next year has taken its task along.
    """
    keys = PlanRow.objects.filter(version=version).values("key")
    tasks = Task.objects.filter(row_key__in=keys, assigner=version.plan.owner_id, parent=None)
    if key is not None:
        tasks = tasks.filter(row_key=key)
    seen = policies.visible(tasks, user, today).select_related("lead")
    return {task.row_key: task for task in seen.order_by("pk") if task.row_key}


def visible_comments(*, version: PlanVersion, user: User, today: date) -> QuerySet[PlanComment]:
    """Return the remarks on a version: all for its office, otherwise those of one's own units."""
    return policies.visible_comments(PlanComment.objects.filter(version=version), user, today)


def comments_of(*, version: PlanVersion, user: User, today: date) -> list[PlanComment]:
    """Return the remarks on a version, open ones first, with unit and person."""
    rows = visible_comments(version=version, user=user, today=today)
    rows = rows.select_related("unit", "by", "version__plan__owner")
    return list(rows.order_by(F("taken").asc(nulls_first=True), "at", "pk"))


def owning_units(*, user: User, today: date) -> list[Unit]:
    """Return the units whose plans the person may draft."""
    ids = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    return list(Unit.objects.filter(pk__in=ids, ended_on=None).order_by("path"))


def read_deadline(words: str, base: date) -> DeadlineReading:
    """Return what the words of a deadline mean in a paper of a day."""
    return deadline_date(words, base=base, calendar=working_calendar())


def base_day(plan: Plan, today: date) -> date:
    """Return the day from which a plan's deadlines are read: a day of its own year."""
    if today.year == plan.year:
        return today
    return date(plan.year, 1, 1)


def choosable_measures(*, user: User, today: date, document_id: int) -> list[Measure]:
    """Return the confirmed measures of a document, with units, in the order of the text."""
    measures = documents.visible_measures(user=user, today=today).filter(
        document_id=document_id, state=Measure.State.ACCEPTED
    )
    return list(measures.prefetch_related("units__unit").order_by("start", "pk"))


def planned_measure_ids(version: PlanVersion, measures: Sequence[Measure]) -> set[int]:
    """Return the measures that a version has in a row already, themselves or as a repeat."""
    had = set(
        PlanRow.objects.filter(version=version, clause__isnull=False).values_list(
            "clause_id", "clause__same_as_id"
        )
    )
    known = {pk for pair in had for pk in pair if pk is not None}
    return {one.pk for one in measures if one.pk in known or one.same_as_id in known}


def planned_elsewhere(
    measures: Sequence[Measure], *, user: User, today: date, but: PlanVersion | None
) -> dict[int, PlanRow]:
    """Return rows of other plans the person may see that hold the same measures, by measure.

    Cost: one query and one for units.
    """
    ids = {pk for one in measures for pk in (one.pk, one.same_as_id) if pk is not None}
    rows = visible_rows(user=user, today=today).filter(dropped_reason="")
    rows = rows.filter(Q(clause_id__in=ids) | Q(clause__same_as_id__in=ids))
    if but is not None:
        rows = rows.exclude(version__plan=but.plan_id)
    found: dict[int, PlanRow] = {}
    for row in rows.order_by("version__number", "pk"):
        if row.clause is not None:
            found |= {pk: row for pk in (row.clause_id, row.clause.same_as_id) if pk is not None}
    pairs = ((one.pk, found.get(one.pk) or found.get(one.same_as_id or 0)) for one in measures)
    return {pk: row for pk, row in pairs if row is not None}


def open_rows_of_year(*, owner: Unit, year: int) -> list[Task]:
    """Return the tasks of last year's plans of a unit that are still open, with their rows."""
    tasks = Task.objects.filter(
        plan__owner=owner,
        plan__year=year - 1,
        row__isnull=False,
        row_key__isnull=False,
        parent=None,
        state__in=[state.value for state in rules.OPEN],
    )
    return list(tasks.select_related("row", "lead").order_by("row__position", "pk"))
