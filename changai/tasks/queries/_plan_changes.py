"""How the versions of plans differ, what an adoption will make, and what the tiers leave open."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from changai.orgs.models import Unit
from changai.packs.current import language, pack
from changai.tasks import rules
from changai.tasks.models import ParentChange, PlanRow, PlanRowUnit, PlanVersion, Task
from changai.tasks.queries._plans import (
    FieldChange,
    RowChange,
    facts_of,
    rows_of,
    version_before,
)
from changai.tasks.rules import plan_faults, plan_words
from changai.tasks.rules import plans as plan_rules

Facts = plan_rules.RowFacts
Keyed = Mapping[uuid.UUID, tuple[Facts | None, Facts | None, PlanRow | None]]


def changes_since(version: PlanVersion, *, of_round: bool = False) -> list[RowChange]:
    """Return the rows that differ from the version before, or from what was sent for comments.

    Cost: five queries at most, however many rows.
    """
    now = {row.key: row for row in rows_of(version)}
    if of_round:
        before = {
            uuid.UUID(key): plan_rules.read_facts(kept) for key, kept in version.round_rows.items()
        }
        dropped_before: set[uuid.UUID] = set()
    else:
        old = version_before(version)
        old_rows = rows_of(old) if old else []
        dropped_before = {row.key for row in old_rows if row.dropped_reason}
        before = {row.key: facts_of(row) for row in old_rows if not row.dropped_reason}
    changes = []
    for key in [*now, *(key for key in before if key not in now)]:
        row = now.get(key)
        if key in dropped_before and (row is None or row.dropped_reason):
            continue
        after = facts_of(row) if row else None
        kind = plan_rules.change_of(
            before.get(key), after, dropped=bool(row and row.dropped_reason)
        )
        if kind is plan_rules.Change.SAME:
            continue
        said = after or before[key]
        changes.append((key, kind, said, row.dropped_reason if row else "", before.get(key), after))
    units = _units_in([pair for one in changes for pair in (one[4], one[5]) if pair])
    return [
        RowChange(
            key=key,
            kind=kind,
            title=said.title,
            number=said.number,
            reason=reason,
            fields=field_changes(old_facts, new_facts, units)
            if kind is plan_rules.Change.CHANGED and old_facts and new_facts
            else (),
        )
        for key, kind, said, reason, old_facts, new_facts in changes
    ]


def change_marks(changes: Sequence[RowChange]) -> dict[uuid.UUID, str]:
    """Return the mark of each changed row, by key."""
    return {one.key: one.kind.value for one in changes}


def field_changes(
    before: Facts, after: Facts, units: Mapping[int, Unit]
) -> tuple[FieldChange, ...]:
    """Return the fields in which two rows differ, in words of the reader's language."""
    return tuple(
        FieldChange(
            _(plan_rules.FACT_WORDS[name]),
            value_words(name, before, units),
            value_words(name, after, units),
        )
        for name in plan_rules.differences(before, after)
    )


def stored_changes(stored: ParentChange) -> tuple[FieldChange, ...]:
    """Return what an amendment above changed in a row, in words."""
    if stored.kind != ParentChange.Kind.CHANGED:
        return ()
    before, after = plan_rules.read_facts(stored.before), plan_rules.read_facts(stored.after)
    return field_changes(before, after, _units_in([before, after]))


def value_words(name: str, facts: Facts, units: Mapping[int, Unit]) -> str:
    """Return the value of a field in words; empty for nothing."""
    value: Any = getattr(facts, name)
    if name == "targets":
        quotas = plan_words.write_quotas(facts.targets, lambda one: quota_label(one, units))
        return "\n".join(part for part in (plan_words.write_targets(facts.targets), quotas) if part)
    if name == "stages":
        return plan_words.write_stages(facts.stages)
    if name == "leads":
        return "、".join(_name(units, pk) for pk in facts.leads)
    if name == "cooperating":
        return "、".join(
            _name(units, one.unit_id) + (f"（{one.due_on.isoformat()}）" if one.due_on else "")
            for one in facts.cooperating
        )
    if name == "summarizing":
        return _name(units, value) if value else ""
    if name == "axes":
        return "、".join(axis_label(code) for code in facts.axes)
    if name == "shape":
        return shape_label(value)
    if name == "deadline_kind":
        return kind_label(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def quota_label(quota: plan_rules.Quota, units: Mapping[int, Unit]) -> str:
    """Return whose quota it is, in words."""
    if quota.unit_id is not None:
        return _name(units, quota.unit_id)
    return str(Unit.Tier(quota.tier).label) if quota.tier else ""


def shape_label(code: str) -> str:
    """Return the name of a shape in the reader's language."""
    found = next((one for one in pack().task_shapes if one.code == code), None)
    return found.label(language()) if found else code


def axis_label(code: str) -> str:
    """Return the name of an axis in the reader's language."""
    found = next((one for one in pack().axes if one.code == code), None)
    return found.label(language()) if found else code


def kind_label(code: str) -> str:
    """Return the name of a kind of deadline in the reader's language."""
    words = plan_rules.DEADLINE_KIND_WORDS.get(code)
    return _(words) if words else code


def _name(units: Mapping[int, Unit], pk: int) -> str:
    return str(units[pk]) if pk in units else f"#{pk}"


def unit_ids_in(facts: Sequence[Facts]) -> set[int]:
    """Return every unit some rows name."""
    ids: set[int] = set()
    for one in facts:
        ids |= {*one.leads, *(party.unit_id for party in one.cooperating)}
        ids |= {one.summarizing} if one.summarizing else set()
        ids |= {q.unit_id for t in one.targets for q in t.quotas if q.unit_id is not None}
    return ids


def _units_in(facts: Sequence[Facts]) -> dict[int, Unit]:
    return Unit.objects.in_bulk(unit_ids_in(facts))


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be adopted yet, and everything wrong with it in words."""

    row: PlanRow
    faults: tuple[tuple[str, str], ...]

    @property
    def leads(self) -> list[Unit]:
        """Return the leads the row names so far."""
        return [one.unit for one in self.row.units.all() if one.part == PlanRowUnit.Part.LEAD]

    @property
    def lacks_lead(self) -> bool:
        """Say whether naming a lead would mend something."""
        return any(field == "leads" for field, _words in self.faults)

    @property
    def lacks_day(self) -> bool:
        """Say whether naming a day would mend something."""
        return any(field in ("due_on", "deadline_words") for field, _words in self.faults)


def bad_rows(version: PlanVersion, today: date) -> list[BadRow]:
    """Return every row of a draft that cannot become a task, with all its faults.

    A row that stays as it was adopted before is not looked at again: its date may have passed.
    Cost: six queries, however many rows; eight for an amendment.
    """
    old = version_before(version)
    adopted = {row.key: facts_of(row) for row in rows_of(old)} if old else {}
    bad = []
    ended = set(
        Unit.objects.filter(ended_on__lte=today, pk__in=_all_units(version)).values_list(
            "pk", flat=True
        )
    )
    open_keys = _open_keys(version)
    for row in rows_of(version):
        facts = facts_of(row)
        if row.dropped_reason or (
            row.key in adopted and not plan_rules.differences(adopted[row.key], facts)
        ):
            continue
        before = adopted.get(row.key)
        faults = [
            fault
            for fault in plan_faults.adoption_faults(facts, today=today)
            if not _stood_before(fault, before, facts)
        ]
        words = [(fault.field, _(fault.words) % fault.params) for fault in faults]
        if ended & unit_ids_in([facts]):
            words.append(("leads", _("有责任单位已撤销，请改为现在的单位。")))
        if row.clause is not None and row.clause.state != "ACCEPTED":
            words.append(("clause_id", _("来源条款尚未由人确认，请先在文件页采纳。")))
        if row.carried_key and row.key not in adopted and row.key not in open_keys:
            words.append(("title", _("上年这项任务已经办结或取消，请删去本条。")))
        if words:
            bad.append(BadRow(row, tuple(words)))
    return bad


def _all_units(version: PlanVersion) -> set[int]:
    return set(
        PlanRow.objects.filter(version=version, units__isnull=False).values_list(
            "units__unit_id", flat=True
        )
    )


def _open_keys(version: PlanVersion) -> set[uuid.UUID | None]:
    """Return the keys of carried rows whose tasks are still open."""
    keys = PlanRow.objects.filter(version=version, carried_key__isnull=False).values("key")
    tasks = Task.objects.filter(row_key__in=keys, state__in=[one.value for one in rules.OPEN])
    return set(tasks.values_list("row_key", flat=True))


def _stood_before(fault: plan_rules.Fault, before: Facts | None, after: Facts) -> bool:
    """Say whether a past date stood in the adopted version already: that is no new fault."""
    if before is None or fault.field not in ("due_on", "cooperating"):
        return False
    return bool(getattr(before, fault.field) == getattr(after, fault.field))


@dataclass(frozen=True)
class UnitBurden:
    """What an adoption gives one unit to do."""

    unit: Unit
    lead_count: int
    duty_count: int
    evidence_count: int
    first_due_on: date | None


def burden(rows: Sequence[PlanRow]) -> list[UnitBurden]:
    """Return what the rows give each unit, the heaviest first.

    Cost: none; the units of the rows are read in advance.
    """
    units: dict[int, Unit] = {}
    counts: dict[int, list[int]] = {}
    dues: dict[int, list[date]] = {}
    for row in rows:
        if row.dropped_reason:
            continue
        for part in row.units.all():
            units[part.unit_id] = part.unit
            tally = counts.setdefault(part.unit_id, [0, 0, 0])
            leads = part.part == "LEAD"
            tally[0 if leads else 1] += 1
            tally[2] += leads and row.evidence_required
            if day := part.due_on or row.due_on:
                dues.setdefault(part.unit_id, []).append(day)
    table = [
        UnitBurden(units[pk], leads, duties, files, min(dues.get(pk, []), default=None))
        for pk, (leads, duties, files) in counts.items()
    ]
    return sorted(table, key=lambda one: (-one.lead_count, -one.duty_count, one.unit.path))
