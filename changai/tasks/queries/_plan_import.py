"""What a table would make in a draft: every row, every fault, nothing written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from changai.accounts.models import User
from changai.documents import queries as documents
from changai.documents.models import Measure
from changai.orgs.models import Unit
from changai.packs.current import pack
from changai.reading.targets import find_targets
from changai.tasks.models import ImportMapping, PlanImport, PlanVersion
from changai.tasks.queries._limits import evidence_by_default
from changai.tasks.queries._plan_changes import unit_ids_in
from changai.tasks.queries._plan_export import AS_IT_IS, TIER_WORDS
from changai.tasks.queries._plan_units import UnitNames, unit_names
from changai.tasks.queries._plans import base_day, facts_of, read_deadline, rows_of
from changai.tasks.rules import plan_faults, plan_tables, plan_words, plans

Fault = plans.Fault
Facts = plans.RowFacts
TableRow = plan_tables.TableRow
YES = ("是", "需要", "有", "√", "yes", "true", "1", "需")  # not shown: words of a cell
NO = ("否", "不需要", "无", "×", "no", "false", "0", "")  # not shown: words of a cell


@dataclass(frozen=True)
class ReadRow:
    """A row of the table as it was understood. `becomes` is new, changed or same."""

    number: int
    facts: Facts
    key: uuid.UUID | None
    becomes: str
    faults: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class DryRun:
    """What an import would make. `unknown` are names of units nobody goes by, with suggestions."""

    rows: tuple[ReadRow, ...]
    unknown: Mapping[str, tuple[Unit, ...]]
    sections: tuple[str, ...]

    @property
    def bad(self) -> list[ReadRow]:
        """Return the rows that cannot be taken over."""
        return [row for row in self.rows if row.faults]

    def count(self, becomes: str) -> int:
        """Return how many good rows would become this."""
        return sum(1 for row in self.rows if row.becomes == becomes and not row.faults)


def remembered_mapping(owner: Unit, heading: Sequence[str]) -> ImportMapping | None:
    """Return how a unit read a table with these headings the last time."""
    header = plan_tables.header_hash(heading)
    return ImportMapping.objects.filter(owner=owner, header=header).first()


def dry_run(
    *, upload: PlanImport, grid: Sequence[Sequence[str]], user: User, today: date
) -> DryRun:
    """Read the table of an upload against its draft, and report every bad row.

    Cost: six queries, however many rows.
    """
    version = upload.version
    existing = {row.key: facts_of(row) for row in rows_of(version)}
    names = unit_names(
        owner=version.plan.owner,
        user=user,
        today=today,
        also=unit_ids_in(list(existing.values())),
        known=upload.names,
    )
    columns = {int(index): name for index, name in upload.columns.items() if name}
    rows = plan_tables.table_rows(grid, header=upload.header_row, columns=columns)
    clauses = _clauses({row.cells.get("clause_words", "") for row in rows}, user, today)
    reader = _Reader(version, names, upload.several_leads, existing, clauses, today)
    read = tuple(reader.read(index, row) for index, row in enumerate(rows, start=1))
    sections = tuple(dict.fromkeys(row.facts.section for row in read if row.facts.section))
    return DryRun(_without_double_keys(read), reader.unknown, sections)


def _without_double_keys(rows: Sequence[ReadRow]) -> tuple[ReadRow, ...]:
    seen: set[uuid.UUID] = set()
    kept = []
    for row in rows:
        if row.key is not None and row.key in seen:
            fault = ("key", _("条目标识与前面的行重复，请清空本行的标识。"))
            row = ReadRow(
                row.number, row.facts, row.key, row.becomes, (*row.faults, fault), row.warnings
            )
        if row.key is not None:
            seen.add(row.key)
        kept.append(row)
    return tuple(kept)


def _clauses(words: set[str], user: User, today: date) -> dict[str, Measure]:
    wanted = {one for one in words if one}
    if not wanted:
        return {}
    measures = documents.visible_measures(user=user, today=today).filter(
        state=Measure.State.ACCEPTED, quote__in=wanted
    )
    return {one.quote: one for one in measures.order_by("-pk")}


class _Reader:
    """Turns rows of texts into rows of facts, gathering what is wrong."""

    def __init__(
        self,
        version: PlanVersion,
        names: UnitNames,
        several_leads: str,
        existing: Mapping[uuid.UUID, Facts],
        clauses: Mapping[str, Measure],
        today: date,
    ) -> None:
        self.names, self.several_leads = names, several_leads
        self.existing, self.clauses = existing, clauses
        self.base = base_day(version.plan, today)
        self.unknown: dict[str, tuple[Unit, ...]] = {}
        self.shapes = _by_name(pack().task_shapes)
        self.axes = _by_name(pack().axes)
        self.kinds = {words: kind for kind, words in plans.DEADLINE_KIND_WORDS.items()}
        self.tiers = {words: tier for tier, words in TIER_WORDS.items()}
        self.by_title: dict[str, list[uuid.UUID]] = {}
        for key, facts in existing.items():
            self.by_title.setdefault(facts.title, []).append(key)

    def read(self, index: int, row: TableRow) -> ReadRow:
        faults: list[Fault] = []
        cells = row.cells
        key, ours = self._key(cells, faults)
        facts = Facts(
            title=cells.get("title", ""),
            number="" if cells.get("number", "") in ("", str(index)) else cells["number"],
            section=row.section,
        ).with_changes(**{name: cells.get(name, "") for name in AS_IT_IS if name != "section"})
        facts = self._parties(facts, cells, faults)
        facts, warnings = self._deadline(facts, cells, faults, ours=ours)
        facts = self._numbers(facts, cells, faults)
        facts = self._kind(facts, cells, faults, ours=ours)
        facts = self._source(facts, key)
        faults += [
            fault
            for fault in plan_faults.shape_faults(
                facts,
                shapes={one.code for one in pack().task_shapes},
                axes={one.code for one in pack().axes},
            )
            if fault.field not in {one.field for one in faults}
        ]
        words = tuple((one.field, _(one.words) % one.params) for one in faults)
        return ReadRow(row.number, facts, key, self._becomes(key, facts), words, warnings)

    def _becomes(self, key: uuid.UUID | None, facts: Facts) -> str:
        if key is None:
            return "new"
        return "changed" if plans.differences(self.existing[key], facts) else "same"

    def _key(self, cells: Mapping[str, str], faults: list[Fault]) -> tuple[uuid.UUID | None, bool]:
        """Return the row of the draft that is meant, and whether this program wrote the cells."""
        text = cells.get("key", "")
        if text:
            try:
                key = uuid.UUID(text)
            except ValueError:
                faults.append(Fault("key", gettext_noop("条目标识不完整，请清空或重新导出。")))
                return None, False
            return (key if key in self.existing else None), True
        same = self.by_title.get(cells.get("title", ""), [])
        return (same[0] if len(same) == 1 else None), False

    def _parties(self, facts: Facts, cells: Mapping[str, str], faults: list[Fault]) -> Facts:
        bare, joint = plan_tables.take_joint(cells.get("leads", ""))
        leads, scope = self._units(bare, "leads", faults)
        lead_ids = list(dict.fromkeys(unit_id for unit_id, _extras in leads))
        parties, more_scope = self._units(cells.get("cooperating", ""), "cooperating", faults)
        cooperating = [
            plans.Party(unit_id, self._own_date(extras, faults)) for unit_id, extras in parties
        ]
        if len(lead_ids) > 1 and not joint:
            joint = self.several_leads == "joint"
            if self.several_leads == "first":
                rest = [plans.Party(unit_id) for unit_id in lead_ids[1:]]
                lead_ids, cooperating = lead_ids[:1], [*rest, *cooperating]
        once = {party.unit_id: party for party in reversed(cooperating)}
        summarizing, _none = self._units(cells.get("summarizing", ""), "summarizing", faults)
        return facts.with_changes(
            leads=tuple(lead_ids),
            joint=joint,
            cooperating=tuple(party for party in cooperating if once.get(party.unit_id) is party),
            summarizing=summarizing[0][0] if summarizing else None,
            by_duty_scope="、".join(
                part for part in (facts.by_duty_scope, *scope, *more_scope) if part
            ),
        )

    def _units(
        self, cell: str, field: str, faults: list[Fault]
    ) -> tuple[list[tuple[int, tuple[str, ...]]], list[str]]:
        """Return the units of a cell, and its words for "all of them by their duties"."""
        found, scope = [], []
        for named in plan_tables.read_names(cell):
            whole = named.name.startswith("各")  # not shown: "all of them" in a table
            if whole and not self.names.by_name.get(named.name):
                scope.append(named.name)
                continue
            answer = self.names.find(named, field)
            if answer.unit is not None:
                found.append((answer.unit.pk, answer.extras))
            elif answer.fault is not None:
                faults.append(answer.fault)
                self.unknown[named.name] = answer.suggestions
        return found, scope

    def _own_date(self, extras: Sequence[str], faults: list[Fault]) -> date | None:
        for extra in extras:
            day = _day(extra) or read_deadline(extra, self.base).due_on
            if day is not None:
                return day
            faults.append(
                Fault("cooperating", gettext_noop("看不懂括号里的“%(words)s”。"), {"words": extra})
            )
        return None

    def _deadline(
        self, facts: Facts, cells: Mapping[str, str], faults: list[Fault], *, ours: bool
    ) -> tuple[Facts, tuple[str, ...]]:
        words = cells.get("deadline_words", "")
        days = {}
        for name in ("begins_on", "due_on"):
            text = cells.get(name, "")
            days[name] = _day(text) or (read_deadline(text, self.base).due_on if text else None)
            if text and days[name] is None:
                faults.append(
                    Fault(
                        name,
                        gettext_noop("看不懂日期“%(words)s”，请写成2026-06-30。"),
                        {"words": text},
                    )
                )
        kind = self.kinds.get(cells.get("deadline_kind", ""), "")
        if not words:
            return facts.with_changes(
                **days, deadline_kind=kind or ("date" if days["due_on"] and not ours else "")
            ), ()
        reading = read_deadline(words, self.base)
        warnings: tuple[str, ...] = ()
        if days["due_on"] and reading.due_on and reading.due_on != days["due_on"]:
            warnings = (
                _("时限“%(words)s”读作%(read)s，与所填日期%(day)s不同，按所填日期。")
                % {"words": words, "read": reading.due_on, "day": days["due_on"]},
            )
        if not ours:
            days["due_on"] = days["due_on"] or reading.due_on
            days["begins_on"] = days["begins_on"] or reading.from_on
            kind = kind or reading.kind.value
        return facts.with_changes(deadline_words=words, deadline_kind=kind, **days), warnings

    def _numbers(self, facts: Facts, cells: Mapping[str, str], faults: list[Fault]) -> Facts:
        targets = list(
            plan_words.read_targets(
                cells.get("targets", ""),
                find=lambda line: [(one.value, one.unit, one.what) for one in find_targets(line)],
            )
        )
        quotas, bad = plan_words.read_quotas(cells.get("quotas", ""))
        faults += [
            Fault(
                "quotas", gettext_noop("看不懂“%(words)s”，请写成“单位=数值”。"), {"words": words}
            )
            for words in bad
        ]
        for place, pairs in quotas.items():
            if place >= len(targets):
                faults.append(Fault("quotas", gettext_noop("分级指标没有对应的目标，请先填目标。")))
                continue
            given = tuple(one for pair in pairs if (one := self._quota(*pair, faults)))
            old = targets[place]
            targets[place] = plans.Target(
                old.operator, old.value, old.unit, old.what, old.base_year, given
            )
        return facts.with_changes(
            targets=tuple(targets), stages=plan_words.read_stages(cells.get("stages", ""))
        )

    def _quota(self, name: str, value: str, faults: list[Fault]) -> plans.Quota | None:
        number = plans.decimal_of(value)
        if number is None:
            return None
        if tier := plan_words.tier_of(name, self.tiers):
            return plans.Quota(number, tier=tier)
        found, _scope = self._units(name, "quotas", faults)
        return plans.Quota(number, unit_id=found[0][0]) if found else None

    def _kind(
        self, facts: Facts, cells: Mapping[str, str], faults: list[Fault], *, ours: bool
    ) -> Facts:
        shape = self.shapes.get(cells.get("shape", ""), "")
        if cells.get("shape") and not shape:
            faults.append(
                Fault(
                    "shape",
                    gettext_noop("没有“%(words)s”这种任务类型；可写：%(all)s。"),
                    {
                        "words": cells["shape"],
                        "all": "、".join(one.zh for one in pack().task_shapes),
                    },
                )
            )
        shape = shape or plans.guess_shape(
            f"{facts.title}{facts.clause_words}",
            targets=facts.targets,
            deadline_kind=facts.deadline_kind,
        )
        axes = []
        for named in plan_tables.read_names(cells.get("axes", "")):
            code = self.axes.get(named.name)
            if code is None:
                faults.append(
                    Fault("axes", gettext_noop("没有“%(words)s”这个归口。"), {"words": named.name})
                )
            elif code not in axes:
                axes.append(code)
        said = cells.get("evidence_required", "").strip().lower()
        if said not in YES and said not in NO:
            faults.append(Fault("evidence_required", gettext_noop("“需要佐证”请写“是”或“否”。")))
        asked = said in YES or (not said and not ours and evidence_by_default(shape))
        return facts.with_changes(shape=shape, axes=tuple(axes), evidence_required=asked)

    def _source(self, facts: Facts, key: uuid.UUID | None) -> Facts:
        """Tie a row to the clause whose words it quotes; one of the draft keeps what it had."""
        old = self.existing.get(key) if key else None
        if old and old.clause_words == facts.clause_words:
            facts = facts.with_changes(clause_id=old.clause_id, instruction_id=old.instruction_id)
            return (
                facts if facts.clause_where else facts.with_changes(clause_where=old.clause_where)
            )
        clause = self.clauses.get(facts.clause_words) if facts.clause_words else None
        if clause is None:
            return facts
        where = facts.clause_where or clause.document.title
        return facts.with_changes(clause_id=clause.pk, clause_where=where)


def _by_name(rows: Sequence[object]) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in rows:
        code, zh, en = (getattr(row, name) for name in ("code", "zh", "en"))
        names |= {code: code, zh: code, en: code}
    return names


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
