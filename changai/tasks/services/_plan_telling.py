"""A plan above was amended: the plans that copied it are told row by row, and answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.policies import WORKING_ROLES
from changai.tasks.models import ParentChange, Plan, PlanRow, PlanVersion
from changai.tasks.queries import local_day
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plans
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._plan_copying import copied_facts
from changai.tasks.services._plan_rounds import plan_url
from changai.tasks.services._plan_writing import (
    NewRow,
    PlanRefused,
    kept,
    lock_draft,
    overwrite,
    record_row,
    require_office,
    touch,
    write_rows,
)

Facts = plans.RowFacts
Kind = ParentChange.Kind
State = ParentChange.State


def tell_copies(version: PlanVersion) -> list[ParentChange]:
    """Note for every copy which rows an amendment changed, and tell its office.

    Called within the adoption; the first version has no copies yet.
    """
    copies = list(Plan.objects.filter(parent=version.plan).select_related("owner"))
    old = queries.version_before(version)
    if not copies or old is None:
        return []
    before = {row.key: row for row in queries.rows_of(old)}
    found = [
        change
        for row in queries.rows_of(version)
        if (change := _change(before.get(row.key), row)) is not None
    ]
    made = []
    for copy in copies:
        had = set(
            PlanRow.objects.filter(version__plan=copy, parent_key__isnull=False).values_list(
                "parent_key", flat=True
            )
        )
        made += [
            ParentChange(
                plan=copy,
                version=version,
                parent_key=row.key,
                kind=kind.value,
                title=row.title,
                before=old_facts,
                after=new_facts,
            )
            for row, kind, old_facts, new_facts in found
            if row.key in had or kind is Kind.ADDED
        ]
    ParentChange.objects.bulk_create(made)
    _tell(made, version)
    return made


def _change(
    old: PlanRow | None, new: PlanRow
) -> tuple[PlanRow, ParentChange.Kind, Mapping[str, object], Mapping[str, object]] | None:
    was = queries.facts_of(old) if old is not None and not old.dropped_reason else None
    now = queries.facts_of(new)
    if new.dropped_reason:
        return (new, Kind.DROPPED, plans.facts_json(was), {}) if was else None
    if was is None:
        return new, Kind.ADDED, {}, plans.facts_json(now)
    if plans.differences(was, now):
        return new, Kind.CHANGED, plans.facts_json(was), plans.facts_json(now)
    return None


def _tell(changes: list[ParentChange], version: PlanVersion) -> None:
    at, by = version.adopted_at, version.adopted_by
    if at is None or not changes:
        return
    people = orgs.people_at(
        {one.plan.owner_id for one in changes}, WORKING_ROLES, today=local_day(at)
    )
    notices.tell_many(
        messages=[
            notices.Message(
                people=people.get(one.plan.owner_id, []),
                kind="parent_row_changed",
                key=f"parent_row_changed:{one.plan_id}:{version.pk}:{one.parent_key}",
                facts={"title": one.title},
                url=plan_url(one.plan_id),
            )
            for one in changes
        ],
        at=at,
        by=by,
    )


def acknowledge_change(*, change: ParentChange, by: User, at: datetime) -> None:
    """Take note of a change above and leave the own rows as they are.

    Raises:
        NotAllowed: the person does not work at the owner of the copy.
        OutOfDate: somebody answered it first.
    """
    require_office(change.plan.owner, by, at)
    with transaction.atomic():
        _decide(change, State.ACKNOWLEDGED, by, at)
        _record("plan.parent_change_acknowledged", change, by, at)


def apply_change(*, change: ParentChange, by: User, at: datetime) -> list[PlanRow]:
    """Take a change above over into the own draft: changed, dropped or added there.

    Only the fields that differ above are taken over; the own units stay. What is in force
    changes when the draft is adopted.
    Raises:
        PlanRefused: there is no draft; open an amendment first.
        NotAllowed, OutOfDate: as their names say.
    """
    with transaction.atomic():
        found = queries.draft_of(change.plan)
        require_office(change.plan.owner, by, at)
        if found is None:
            raise PlanRefused(_("请先发起修订，再把上级的变化带入修订稿。"))
        draft = lock_draft(found, by, at)
        _decide(change, State.APPLIED, by, at)
        if change.kind == Kind.ADDED:
            facts = copied_facts(plans.read_facts(change.after), change.plan.owner)
            rows = write_rows(draft, [NewRow(facts, parent_key=change.parent_key)])
        else:
            rows = _own_rows(draft, change.parent_key)
            for row in rows:
                _apply(row, change, draft, by, at)
        touch(draft)
        _record("plan.parent_change_applied", change, by, at)
    return rows


def _own_rows(draft: PlanVersion, parent_key: uuid.UUID) -> list[PlanRow]:
    rows = PlanRow.objects.filter(version=draft, parent_key=parent_key, dropped_reason="")
    return list(rows.prefetch_related("units"))


def _apply(row: PlanRow, change: ParentChange, draft: PlanVersion, by: User, at: datetime) -> None:
    if change.kind == Kind.DROPPED:
        reason = _("上级计划已取消本条")
        PlanRow.objects.filter(pk=row.pk).update(dropped_reason=reason, revision=row.revision + 1)
        record_row("plan_row.dropped", row, draft, by, at, {}, {"dropped_reason": reason})
        return
    mine = queries.facts_of(row)
    was, now = plans.read_facts(change.before), plans.read_facts(change.after)
    theirs = copied_facts(now, change.plan.owner)
    taken = {
        name: getattr(theirs, name)
        for name in plans.differences(was, now)
        if name not in (*plans.PARTY_NAMES, "joint", "section", "number")
    }
    overwrite(row, mine.with_changes(**taken))
    after = mine.with_changes(**taken)
    record_row("plan_row.changed", row, draft, by, at, kept(mine), kept(after))


def _decide(change: ParentChange, state: str, by: User, at: datetime) -> None:
    waiting = ParentChange.objects.filter(pk=change.pk, state=State.OPEN)
    if not waiting.update(state=state, decided_by=by, decided_at=at):
        raise refusals.OutOfDate(_("这项变化已经处理，请刷新页面。"))


def _record(action: str, change: ParentChange, by: User, at: datetime) -> None:
    audit.record(
        action,
        change,
        by=by,
        at=at,
        unit_id=change.plan.owner_id,
        before={"state": State.OPEN.value},
        after={"title": change.title, "kind": change.kind},
    )
