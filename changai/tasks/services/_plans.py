"""Opening a plan, and rows from confirmed clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.documents.models import Document, Measure, MeasureUnit
from changai.orgs.models import Unit
from changai.tasks.models import Plan, PlanRow, PlanVersion
from changai.tasks.queries import evidence_by_default, local_day
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plans
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._plan_writing import (
    NewRow,
    PlanRefused,
    lock_draft,
    require_office,
    touch,
    write_rows,
)

Facts = plans.RowFacts
MAX_TITLE = 600


@dataclass(frozen=True)
class RowsMade:
    """What became of chosen measures: rows made, and measures that stood in the plan already."""

    rows: tuple[PlanRow, ...]
    known: tuple[Measure, ...]


def create_plan(
    *, owner: Unit, title: str, year: int, document: Document | None = None, by: User, at: datetime
) -> PlanVersion:
    """Open a plan of a unit with an empty first draft.

    Raises:
        NotAllowed: the person does not work at the unit.
        PlanRefused: no title, or a year nobody plans for.
    """
    require_office(owner, by, at)
    title = title.strip()
    if not title or len(title) > 200:
        raise PlanRefused(_("请写明计划名称，不超过200字。"))
    if not 2000 <= year <= 2100:
        raise PlanRefused(_("请填写四位年份，如2026。"))
    with transaction.atomic():
        plan = Plan.objects.create(
            owner=owner, title=title, year=year, document=document, made_at=at, made_by=by
        )
        version = PlanVersion.objects.create(plan=plan, number=1)
        audit.record(
            "plan.created",
            plan,
            by=by,
            at=at,
            unit_id=owner.pk,
            after={"title": title, "year": year, "document_id": document.pk if document else None},
        )
    return version


def rows_from_measures(
    *, version: PlanVersion, measures: Sequence[Measure], by: User, at: datetime
) -> RowsMade:
    """Make draft rows of confirmed measures: quote, units, deadline, targets and a guessed shape.

    The same measure met twice, in this document or another, makes one row.
    Raises:
        ClauseNotConfirmed: one of them was not accepted by a person.
        PlanRefused: none was chosen, or the plan would grow beyond its limit.
        NotAllowed, NotADraft: as their names say.
    """
    if not measures:
        raise PlanRefused(_("请至少选择一条举措。"))
    if any(one.state != Measure.State.ACCEPTED for one in measures):
        raise refusals.ClauseNotConfirmed(_("只能编入已采纳的举措，请先在文件页确认。"))
    with transaction.atomic():
        draft = lock_draft(version, by, at)
        known = queries.planned_measure_ids(draft, measures)
        fresh, seen = [], set(known)
        for measure in measures:
            same = {pk for pk in (measure.pk, measure.same_as_id) if pk is not None}
            if not same & seen and measure.pk not in known:
                fresh.append(measure)
            seen |= same
        today = local_day(at)
        news = [NewRow(facts_of_measure(one, draft.plan, today)) for one in fresh]
        rows = write_rows(draft, news)
        if rows:
            touch(draft)
        audit.record(
            "plan_row.added_from_measures",
            PlanRow,
            by=by,
            at=at,
            unit_id=draft.plan.owner_id,
            after={"version_id": draft.pk},
            touched=[
                audit.Touched(row.pk, draft.plan.owner_id, after={"clause_id": row.clause_id})
                for row in rows
            ],
        )
    made = {one.pk for one in fresh}
    return RowsMade(tuple(rows), tuple(one for one in measures if one.pk not in made))


def facts_of_measure(measure: Measure, plan: Plan, today: date) -> Facts:
    """Return what a row made of a measure says, before anybody looked at it."""
    document = measure.document
    base = document.dated_on or queries.base_day(plan, today)
    reading = queries.read_deadline(measure.deadline_words, base)
    targets = tuple(
        plans.Target(plans.Operator.AT_LEAST.value, value, one.get("unit", ""), one.get("what", ""))
        for one in measure.targets
        if (value := plans.decimal_of(str(one.get("value", "")))) is not None
    )
    parts = list(measure.units.select_related("unit"))
    leads = tuple(one.unit_id for one in parts if one.part == MeasureUnit.Part.LEAD)
    shape = plans.guess_shape(measure.quote, targets=targets, deadline_kind=reading.kind.value)
    speaker = f"，{measure.speaker}" if measure.speaker else ""
    return Facts(
        title=measure.quote[:MAX_TITLE],
        shape=shape,
        clause_id=measure.pk,
        clause_words=measure.quote,
        clause_where=f"{document.title[:250]}{speaker}",
        joint=len(leads) > 1,
        leads=leads,
        cooperating=tuple(
            plans.Party(one.unit_id) for one in parts if one.part == MeasureUnit.Part.COOPERATING
        ),
        deadline_words=measure.deadline_words,
        deadline_kind=reading.kind.value if measure.deadline_words else "",
        begins_on=reading.from_on,
        due_on=reading.due_on,
        targets=targets,
        evidence_required=evidence_by_default(shape),
    )
