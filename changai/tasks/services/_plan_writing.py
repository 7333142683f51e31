"""Writing the rows of a draft; every function expects its version to be locked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.orgs.models import Unit
from changai.packs.current import pack
from changai.tasks import policies
from changai.tasks.models import PlanRow, PlanRowUnit, PlanVersion
from changai.tasks.queries import local_day
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plan_faults, plans
from changai.tasks.services import _refusals as refusals

Facts = plans.RowFacts
Part = PlanRowUnit.Part
State = PlanVersion.State
BATCH = 500
# Names of people are not kept in the audit: they stand in the row, and may have to be erased.
PERSONAL = ("leader_name", "responsible_name")
HIDDEN = "•"


class NotADraft(refusals.Refused):
    """The version is adopted: it never changes again."""


class RowRefused(refusals.Refused):
    """The row cannot be kept like this."""


class PlanRefused(refusals.Refused):
    """The plan cannot be made or changed like this."""


@dataclass(frozen=True)
class NewRow:
    """A row to be written, with the keys that tie it to other rows."""

    facts: Facts
    key: uuid.UUID | None = None
    parent_key: uuid.UUID | None = None
    carried_key: uuid.UUID | None = None
    dropped_reason: str = ""


def require_office(owner: Unit, by: User, at: datetime) -> None:
    """Refuse anybody but those who work at the owner of a plan.

    Raises:
        NotAllowed: the person does not work there.
    """
    if not policies.may_edit_plans(owner, by, local_day(at)):
        raise refusals.NotAllowed(_("只有计划的编制单位可以办理此事项。"))


def lock_draft(
    version: PlanVersion, by: User, at: datetime, *, seen_revision: int | None = None
) -> PlanVersion:
    """Return the version, locked, where the person may change it and it is still a draft.

    Raises:
        NotAllowed, NotADraft: as their names say.
        OutOfDate: it changed since the person saw it.
    """
    fresh = (
        PlanVersion.objects.select_for_update(of=("self",))
        .select_related("plan__owner")
        .get(pk=version.pk)
    )
    require_office(fresh.plan.owner, by, at)
    if fresh.state == State.ADOPTED:
        raise NotADraft(_("本版本已印发，不能再改；需要调整的，请发起修订。"))
    if seen_revision is not None and fresh.revision != seen_revision:
        raise refusals.OutOfDate(_("计划刚被他人修改，请刷新后再办理。"))
    return fresh


def touch(draft: PlanVersion, **changes: Any) -> None:
    """Count a change of a draft that is locked by the caller.

    Raises:
        OutOfDate: it is no longer what was locked.
    """
    still = PlanVersion.objects.filter(pk=draft.pk, revision=draft.revision, state=draft.state)
    if not still.update(revision=draft.revision + 1, **changes):
        raise refusals.OutOfDate(_("计划刚被他人修改，请刷新后再办理。"))
    draft.revision += 1
    for name, value in changes.items():
        setattr(draft, name, value)


def require_row(facts: Facts) -> None:
    """Refuse what cannot be kept, naming the first thing wrong.

    Raises:
        RowRefused: with the words of the fault.
    """
    faults = plan_faults.shape_faults(
        facts,
        shapes={one.code for one in pack().task_shapes},
        axes={one.code for one in pack().axes},
    )
    if faults:
        raise RowRefused(_(faults[0].words) % faults[0].params)


def write_rows(draft: PlanVersion, rows: Sequence[NewRow]) -> list[PlanRow]:
    """Insert rows at the end of a draft that is locked by the caller.

    Cost: four statements, whatever the number.
    Raises: RowRefused, PlanRefused.
    """
    for one in rows:
        require_row(one.facts)
    last = PlanRow.objects.filter(version=draft).aggregate(last=Max("position"))["last"] or 0
    if PlanRow.objects.filter(version=draft).count() + len(rows) > queries.MAX_ROWS:
        raise PlanRefused(_("一份计划最多%(limit)d条。") % {"limit": queries.MAX_ROWS})
    made = [
        PlanRow(
            version=draft,
            key=one.key or uuid.uuid4(),
            parent_key=one.parent_key,
            carried_key=one.carried_key,
            position=last + place,
            dropped_reason=one.dropped_reason,
            **columns(one.facts),
        )
        for place, one in enumerate(rows, start=1)
    ]
    try:
        with transaction.atomic():
            PlanRow.objects.bulk_create(made, batch_size=BATCH)
    except IntegrityError as fault:
        raise RowRefused(_("有条目重复，请刷新后再试。")) from fault
    parts = [part for row, one in zip(made, rows, strict=True) for part in units_of(row, one.facts)]
    PlanRowUnit.objects.bulk_create(parts, batch_size=BATCH)
    return made


def overwrite(row: PlanRow, facts: Facts) -> None:
    """Write what a row says where it is still as it was read; its version is locked.

    Raises: RowRefused, OutOfDate.
    """
    require_row(facts)
    values = columns(facts)
    still = PlanRow.objects.filter(pk=row.pk, revision=row.revision)
    if not still.update(**values, revision=row.revision + 1):
        raise refusals.OutOfDate(_("本条刚被他人修改，请刷新后再办理。"))
    for name, value in {**values, "revision": row.revision + 1}.items():
        setattr(row, name, value)
    row.units.all().delete()
    PlanRowUnit.objects.bulk_create(units_of(row, facts))


def columns(facts: Facts) -> dict[str, Any]:
    """Return what a row holds in its own columns."""
    values = {name: getattr(facts, name) for name in plans.COLUMN_NAMES}
    values["targets"] = [plans.target_json(one) for one in facts.targets]
    values["stages"] = [plans.stage_json(one) for one in facts.stages]
    values["axes"] = list(facts.axes)
    return values


def units_of(row: PlanRow, facts: Facts) -> list[PlanRowUnit]:
    """Return the units of a row, not yet saved."""
    parts = [
        PlanRowUnit(row=row, unit_id=pk, part=Part.LEAD, position=place)
        for place, pk in enumerate(facts.leads)
    ]
    parts += [
        PlanRowUnit(
            row=row, unit_id=one.unit_id, part=Part.COOPERATING, position=place, due_on=one.due_on
        )
        for place, one in enumerate(facts.cooperating)
    ]
    if facts.summarizing:
        parts.append(PlanRowUnit(row=row, unit_id=facts.summarizing, part=Part.SUMMARIZING))
    return parts


def kept(facts: Facts) -> Mapping[str, Any]:
    """Return a row as the audit keeps it, without the names of people."""
    values = plans.facts_json(facts)
    return {name: HIDDEN if name in PERSONAL and value else value for name, value in values.items()}


def record_row(
    action: str,
    row: PlanRow,
    draft: PlanVersion,
    by: User,
    at: datetime,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Record what one row was and became."""
    audit.record(action, row, by=by, at=at, unit_id=draft.plan.owner_id, before=before, after=after)
