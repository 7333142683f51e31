"""Drafts out of plans that stand: an amendment, a copy one tier down, next year's plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.orgs.models import Unit
from changai.tasks import policies
from changai.tasks.models import Plan, PlanRow, PlanVersion, Task
from changai.tasks.queries import local_day
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


def start_amendment(*, plan: Plan, by: User, at: datetime) -> PlanVersion:
    """Open the next version of an adopted plan as a draft with the same rows and keys.

    A row that was dropped before is not taken along.
    Raises:
        NotAllowed: the person does not work at the owner.
        PlanRefused: no version was adopted, or a draft is open already.
    """
    with transaction.atomic():
        locked = (
            Plan.objects.select_for_update(of=("self",)).select_related("owner").get(pk=plan.pk)
        )
        require_office(locked.owner, by, at)
        old = queries.adopted_of(locked)
        if old is None:
            raise PlanRefused(_("计划还没有印发，直接修改草稿即可。"))
        if queries.draft_of(locked) is not None:
            raise PlanRefused(_("已有一份修订稿，请在那份修订稿上修改。"))
        try:
            with transaction.atomic():
                draft = PlanVersion.objects.create(plan=locked, number=old.number + 1)
        except IntegrityError as fault:
            raise PlanRefused(_("已有一份修订稿，请在那份修订稿上修改。")) from fault
        rows = [row for row in queries.rows_of(old) if not row.dropped_reason]
        write_rows(draft, [_same(row) for row in rows])
        audit.record(
            "plan.amendment_started",
            draft,
            by=by,
            at=at,
            unit_id=locked.owner_id,
            after={"number": draft.number, "rows": len(rows)},
        )
    return draft


def _same(row: PlanRow) -> NewRow:
    return NewRow(
        queries.facts_of(row),
        key=row.key,
        parent_key=row.parent_key,
        carried_key=row.carried_key,
    )


def copy_plan(*, parent: Plan, owner: Unit, by: User, at: datetime) -> PlanVersion:
    """Copy the adopted plan of an office above as a draft of one's own, rows linked by key.

    Leads are to be filled in; where the plan above names a quota for this place, it stands as
    the target.
    Raises:
        NotAllowed: the person does not work at the owner, or does not see the plan above.
        PlanRefused: it is not adopted, or was copied before.
    """
    require_office(owner, by, at)
    today = local_day(at)
    seen = policies.visible_plans(Plan.objects.filter(pk=parent.pk), by, today)
    above = queries.adopted_of(parent)
    if not seen.exists() or above is None or parent.owner_id == owner.pk:
        raise PlanRefused(_("只能承接上级已印发的计划。"))
    with transaction.atomic():
        Plan.objects.select_for_update(of=("self",)).get(pk=parent.pk)
        if Plan.objects.filter(parent=parent, owner=owner).exists():
            raise PlanRefused(_("你单位已经承接过这份计划。"))
        title = _("%(unit)s承接：%(title)s") % {"unit": owner, "title": parent.title}
        plan = Plan.objects.create(
            owner=owner,
            title=title[:200],
            year=parent.year,
            parent=parent,
            made_at=at,
            made_by=by,
        )
        draft = PlanVersion.objects.create(plan=plan, number=1)
        rows = [row for row in queries.rows_of(above) if not row.dropped_reason]
        write_rows(
            draft,
            [
                NewRow(
                    _with_source(copied_facts(queries.facts_of(row), owner), parent),
                    parent_key=row.key,
                )
                for row in rows
            ],
        )
        audit.record(
            "plan.copied",
            plan,
            by=by,
            at=at,
            unit_id=owner.pk,
            after={"parent_id": parent.pk, "version": above.number, "rows": len(rows)},
        )
    return draft


def _with_source(facts: Facts, parent: Plan) -> Facts:
    """Return facts whose source is the row above: its clause is that of another unit's paper."""
    where = f"《{parent.title}》" + (f"（{facts.clause_where}）" if facts.clause_where else "")
    return facts.with_changes(
        clause_where=where[:300], clause_words=facts.clause_words or facts.title
    )


def copied_facts(facts: Facts, owner: Unit) -> Facts:
    """Return what a row from above says in the plan of a unit below.

    Units of the tier above and its leaders are left out. A target with a quota for this place
    becomes that quota; one without stays as it is, to be set by a person.
    """
    places = queries.division_ids(owner)
    targets = []
    for target in facts.targets:
        own = queries.quota_for(target, places)
        value = target.value if own is None else own
        targets.append(replace(target, value=value, quotas=()))
    shape = facts.shape
    if shape == "quota" and targets:
        shape = plans.guess_shape(facts.title, targets=targets, deadline_kind=facts.deadline_kind)
    return facts.with_changes(
        number="",
        clause_id=None,
        instruction_id=None,
        leader_name="",
        leader_post="",
        joint=False,
        leads=(),
        cooperating=(),
        summarizing=None,
        responsible_name="",
        responsible_post="",
        targets=tuple(targets),
        shape=shape,
        evidence_required=facts.evidence_required or shape in ("count", "share", "money"),
    )


def carry_over(
    *, version: PlanVersion, tasks: Sequence[Task], by: User, at: datetime
) -> list[PlanRow]:
    """Take open items of last year's plans into a draft; each keeps its key, so its task goes on.

    Words, units and targets are taken over; a date that has passed is left out, to be set by a
    person. When the draft is adopted the same task gets its new date, and late stays late. What
    was taken before is not taken again.
    Raises: NotAllowed, NotADraft.
    """
    with transaction.atomic():
        draft = lock_draft(version, by, at)
        plan = draft.plan
        had = set(
            PlanRow.objects.filter(version=draft, carried_key__isnull=False).values_list(
                "carried_key", flat=True
            )
        )
        wanted = {task.pk for task in tasks}
        found = [
            task
            for task in queries.open_rows_of_year(owner=plan.owner, year=plan.year)
            if task.pk in wanted and task.row_key not in had
        ]
        news = [
            NewRow(_carried(task, local_day(at)), key=task.row_key, carried_key=task.row_key)
            for task in found
        ]
        rows = write_rows(draft, news)
        if rows:
            touch(draft)
        audit.record(
            "plan.carried_over",
            PlanRow,
            by=by,
            at=at,
            unit_id=plan.owner_id,
            after={"version_id": draft.pk},
            touched=[
                audit.Touched(row.pk, plan.owner_id, after={"carried_key": str(row.carried_key)})
                for row in rows
            ],
        )
    return rows


def _carried(task: Task, today: date) -> Facts:
    if task.row is None:
        raise refusals.NotThere(_("任务不在计划中。"))
    facts = queries.facts_of(task.row)
    late = task.due_on is not None and task.due_on < today
    return facts.with_changes(
        number="",
        due_on=None if late else task.due_on,
        begins_on=None,
        deadline_words="" if late else task.due_words or facts.deadline_words,
        deadline_kind="" if late else facts.deadline_kind,
        cooperating=tuple(plans.Party(one.unit_id) for one in facts.cooperating),
        stages=tuple(plans.Stage(one.words) for one in facts.stages),
    )
