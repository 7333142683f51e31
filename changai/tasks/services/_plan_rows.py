"""Rows of a draft by hand: added, changed, moved, dropped. A draft row owes nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.tasks.models import PlanRow, PlanVersion
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plans
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._guards import require_reason
from changai.tasks.services._plan_writing import (
    NewRow,
    RowRefused,
    kept,
    lock_draft,
    overwrite,
    record_row,
    touch,
    write_rows,
)

Facts = plans.RowFacts
BATCH = 500


def add_row(
    *,
    version: PlanVersion,
    facts: Facts,
    by: User,
    at: datetime,
    parent_key: uuid.UUID | None = None,
) -> PlanRow:
    """Add a row at the end of a draft.

    Raises:
        NotAllowed, NotADraft: as their names say.
        RowRefused: what it holds cannot be kept, even as a draft.
    """
    with transaction.atomic():
        draft = lock_draft(version, by, at)
        row = write_rows(draft, [NewRow(facts, parent_key=parent_key)])[0]
        touch(draft)
        record_row("plan_row.added", row, draft, by, at, {}, kept(facts))
    return row


def change_row(
    *, row: PlanRow, facts: Facts, seen_revision: int, by: User, at: datetime
) -> PlanRow:
    """Change what a row of a draft says; its key and place stay.

    Raises:
        OutOfDate: somebody changed or deleted it meanwhile.
        NotAllowed, NotADraft, RowRefused: as their names say.
    """
    with transaction.atomic():
        draft = lock_draft(row.version, by, at)
        fresh = _fresh(row, seen_revision)
        before = queries.facts_of(fresh)
        overwrite(fresh, facts)
        touch(draft)
        record_row("plan_row.changed", fresh, draft, by, at, kept(before), kept(facts))
    return fresh


def delete_row(*, row: PlanRow, seen_revision: int, by: User, at: datetime) -> None:
    """Take a row out of a draft for good.

    Raises:
        RowRefused: it stands in an adopted version; then it is dropped with a reason instead.
        OutOfDate, NotAllowed, NotADraft: as their names say.
    """
    with transaction.atomic():
        draft = lock_draft(row.version, by, at)
        fresh = _fresh(row, seen_revision)
        before = queries.version_before(draft)
        if before and PlanRow.objects.filter(version=before, key=fresh.key).exists():
            raise RowRefused(_("本条已在印发的版本中，请写明理由后“取消”，不能删除。"))
        facts = queries.facts_of(fresh)
        record_row("plan_row.deleted", fresh, draft, by, at, kept(facts), {})
        fresh.delete()
        touch(draft)


def drop_row(*, row: PlanRow, reason: str, seen_revision: int, by: User, at: datetime) -> None:
    """Mark a row as dropped by the amendment; its task is cancelled when that is adopted.

    Raises: ReasonMissing, OutOfDate, NotAllowed, NotADraft.
    """
    _set_dropped(row, require_reason(reason), seen_revision, by, at)


def restore_row(*, row: PlanRow, seen_revision: int, by: User, at: datetime) -> None:
    """Take the dropping of a row back while the amendment is a draft.

    Raises: OutOfDate, NotAllowed, NotADraft.
    """
    _set_dropped(row, "", seen_revision, by, at)


def _set_dropped(row: PlanRow, reason: str, seen_revision: int, by: User, at: datetime) -> None:
    with transaction.atomic():
        draft = lock_draft(row.version, by, at)
        fresh = _fresh(row, seen_revision)
        PlanRow.objects.filter(pk=fresh.pk).update(
            dropped_reason=reason, revision=fresh.revision + 1
        )
        touch(draft)
        name = "plan_row.dropped" if reason else "plan_row.restored"
        old, new = {"dropped_reason": fresh.dropped_reason}, {"dropped_reason": reason}
        record_row(name, fresh, draft, by, at, old, new)


def duplicate_row(*, row: PlanRow, by: User, at: datetime) -> PlanRow:
    """Add a row like this one right behind it, with a key of its own.

    Raises: NotAllowed, NotADraft.
    """
    with transaction.atomic():
        draft = lock_draft(row.version, by, at)
        facts = queries.facts_of(row).with_changes(number="")
        made = write_rows(draft, [NewRow(facts, parent_key=row.parent_key)])[0]
        _place(draft, made.pk, after=row.pk)
        touch(draft)
        record_row("plan_row.added", made, draft, by, at, {}, kept(facts))
    return made


def move_row(*, row: PlanRow, steps: int, by: User, at: datetime) -> None:
    """Move a row up (negative) or down in its draft.

    Raises: NotAllowed, NotADraft, OutOfDate.
    """
    with transaction.atomic():
        draft = lock_draft(row.version, by, at)
        order = _order(draft)
        if row.pk not in order:
            raise refusals.OutOfDate(_("本条刚被删除，请刷新页面。"))
        old = order.index(row.pk)
        order.remove(row.pk)
        new = min(max(old + steps, 0), len(order))
        order.insert(new, row.pk)
        _write_order(order)
        touch(draft)
        record_row("plan_row.moved", row, draft, by, at, {"place": old + 1}, {"place": new + 1})


def _fresh(row: PlanRow, seen_revision: int) -> PlanRow:
    fresh = PlanRow.objects.prefetch_related("units").filter(pk=row.pk).first()
    if fresh is None or fresh.revision != seen_revision:
        raise refusals.OutOfDate(_("本条刚被他人修改，请刷新后再办理。"))
    return fresh


def _order(draft: PlanVersion) -> list[int]:
    rows = PlanRow.objects.filter(version=draft).order_by("position", "pk")
    return list(rows.values_list("pk", flat=True))


def _place(draft: PlanVersion, pk: int, *, after: int) -> None:
    order = [one for one in _order(draft) if one != pk]
    order.insert(order.index(after) + 1 if after in order else len(order), pk)
    _write_order(order)


def _write_order(order: Sequence[int]) -> None:
    rows = [PlanRow(pk=pk, position=place) for place, pk in enumerate(order, start=1)]
    PlanRow.objects.bulk_update(rows, ["position"], batch_size=BATCH)
