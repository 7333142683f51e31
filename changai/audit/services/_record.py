"""The one way to record what was done. Called inside the transaction of the write itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from changai.audit import rules
from changai.audit.models import Entry, Line
from changai.audit.services import _personal
from changai.kernel.bulk import insert_row, insert_rows

if TYPE_CHECKING:
    from changai.accounts.models import User

Values = Mapping[str, Any]
COLUMNS = (
    "at",
    "actor_id",
    "unit_id",
    "action",
    "object_type",
    "object_id",
    "before",
    "after",
    "line_count",
)


@dataclass(frozen=True)
class Touched:
    """One object of a bulk action, as its line in the audit keeps it."""

    object_id: int
    unit_id: int | None = None
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)


def record(
    action: str,
    thing: models.Model | type[models.Model],
    *,
    by: User | None,
    at: datetime,
    unit_id: int | None = None,
    before: Values | None = None,
    after: Values | None = None,
    personal: Mapping[int, Values] | None = None,
    touched: Sequence[Touched] = (),
) -> Entry:
    """Write one entry for one write: who, for which unit, what, before and after.

    `by` is None only for the clock. `personal` gives personal fields by the id of the person they
    speak of; they are kept only sealed under that person's key. A bulk action passes the class
    of its objects and `touched`, a line each.
    Cost: one insert, and one more for the lines of a bulk action.
    """
    old, new = rules.changed(before or {}, after or {})
    for person_id, values in (personal or {}).items():
        new[f"person:{person_id}"] = _personal.seal_for(person_id, values)
    entry = Entry(
        at=at,
        actor_id=by.pk if by else None,
        unit_id=unit_id,
        action=action,
        object_type=thing._meta.label_lower,
        object_id=thing.pk if isinstance(thing, models.Model) else None,
        before=old,
        after=new,
        line_count=len(touched),
    )
    entry.pk = insert_row(Entry, COLUMNS, [getattr(entry, name) for name in COLUMNS])
    if touched:
        insert_rows(
            Line,
            ("entry_id", "object_id", "unit_id", "before", "after"),
            ((entry.pk, one.object_id, one.unit_id, one.before, one.after) for one in touched),
        )
    return entry
