"""Taking a division table in: kept as it came, mapped, tried, and only then written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.documents import queries as papers
from changai.documents import services as documents
from changai.tasks.models import ImportMapping, PlanImport, PlanRow, PlanVersion
from changai.tasks.queries import local_day
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plan_tables
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._plan_writing import (
    NewRow,
    PlanRefused,
    RowRefused,
    kept,
    lock_draft,
    overwrite,
    touch,
    write_rows,
)

SEVERAL_LEADS = ("ask", "first", "joint")


@dataclass(frozen=True)
class Imported:
    """How many rows an import added, changed and found as they were."""

    added: int
    changed: int
    same: int


def tables_in(content: bytes) -> list[queries.FoundTable]:
    """Return the tables of a file.

    Raises:
        FileUnreadable: it is no xlsx, docx or csv, is damaged, or is far too large.
    """
    return queries.read_tables(
        content, _("读不出表格：请上传xlsx、docx或csv文件，且不超过5000行。加密的文件请先解除。")
    )


def upload_table(
    *, version: PlanVersion, file_name: str, content: bytes, by: User, at: datetime
) -> PlanImport:
    """Keep a file and propose how its columns are read, as the last time if it was met before.

    The table with the most rows and a header of a division table is proposed.
    Raises:
        FileUnreadable, FileRefused: as their names say.
        NotAllowed, NotADraft: as their names say.
    """
    tables = tables_in(content)
    with transaction.atomic():
        draft = lock_draft(version, by, at)
        stored = documents.store_file(content=content, kind="division_table", by=by, at=at)
        likely = [one for one in tables if plan_tables.is_table(one.grid)] or tables
        best = max(likely, key=lambda one: len(one.grid))
        table = tables.index(best)
        header = plan_tables.header_row(best.grid)
        proposal = _proposal(draft, best.grid[header])
        upload = PlanImport.objects.create(
            version=draft,
            stored=stored,
            file_name=file_name[-255:],
            table=table,
            header_row=header,
            made_at=at,
            made_by=by,
            **proposal,
        )
        audit.record(
            "plan_import.uploaded",
            upload,
            by=by,
            at=at,
            unit_id=draft.plan.owner_id,
            after={"file_name": upload.file_name, "sha256": stored.sha256},
        )
    return upload


def _proposal(draft: PlanVersion, heading: Sequence[str]) -> dict[str, object]:
    known = queries.remembered_mapping(draft.plan.owner, heading)
    if known is not None:
        return {
            "columns": known.columns,
            "several_leads": known.several_leads,
            "names": known.names,
        }
    found = plan_tables.proposed_columns(heading)
    return {"columns": {str(index): name for index, name in found.items()}}


def map_table(
    *,
    upload: PlanImport,
    table: int,
    header_row: int,
    columns: Mapping[int, str],
    several_leads: str,
    names: Mapping[str, int],
    seen_revision: int,
    by: User,
    at: datetime,
) -> PlanImport:
    """Say what each column means, and which unit a name stands for; remembered for next time.

    Raises:
        PlanRefused: no column holds the task, or two hold the same.
        OutOfDate: somebody mapped or imported it meanwhile.
        NotAllowed, NotADraft: as their names say.
    """
    grid = _grid(upload, table)
    used = [name for name in columns.values() if name]
    if "title" not in used:
        raise PlanRefused(_("请指出哪一列是“重点任务”。"))
    double = next((name for name in used if used.count(name) > 1 and name != "other"), None)
    if double:
        raise PlanRefused(
            _("有两列都对应“%(field)s”，请只留一列。") % {"field": plan_tables.COLUMN_WORDS[double]}
        )
    if several_leads not in SEVERAL_LEADS or not 0 <= header_row < len(grid):
        raise PlanRefused(_("表头行不在表格之内，请重新选择。"))
    if unknown := set(used) - set(plan_tables.COLUMN_WORDS):
        raise PlanRefused(_("没有“%(field)s”这一列。") % {"field": sorted(unknown)[0]})
    values = {
        "table": table,
        "header_row": header_row,
        "columns": {str(index): name for index, name in columns.items() if name},
        "several_leads": several_leads,
        "names": {**upload.names, **names},
    }
    with transaction.atomic():
        draft = lock_draft(upload.version, by, at)
        _advance(upload, seen_revision, **values)
        remembered = {name: values[name] for name in ("columns", "several_leads", "names")}
        ImportMapping.objects.update_or_create(
            owner=draft.plan.owner,
            header=plan_tables.header_hash(grid[header_row]),
            defaults=remembered,
        )
        audit.record(
            "plan_import.mapped",
            upload,
            by=by,
            at=at,
            unit_id=draft.plan.owner_id,
            after={"columns": values["columns"], "header_row": header_row},
        )
    return upload


def _advance(upload: PlanImport, seen_revision: int, **values: object) -> None:
    still = PlanImport.objects.filter(pk=upload.pk, revision=seen_revision, done_at=None)
    if not still.update(**values, revision=seen_revision + 1):
        raise refusals.OutOfDate(_("这次导入已有变化或已完成，请刷新页面。"))
    for name, value in {**values, "revision": seen_revision + 1}.items():
        setattr(upload, name, value)


def tables_of(upload: PlanImport) -> list[queries.FoundTable]:
    """Return the tables of an uploaded file.

    Raises: FileUnreadable.
    """
    return tables_in(papers.stored_path(upload.stored.sha256).read_bytes())


def grid_of(upload: PlanImport) -> list[list[str]]:
    """Return the cells of the table an upload chose.

    Raises: FileUnreadable.
    """
    return _grid(upload, upload.table)


def _grid(upload: PlanImport, table: int) -> list[list[str]]:
    tables = tables_of(upload)
    if not 0 <= table < len(tables):
        raise PlanRefused(_("文件里没有这张表，请重新选择。"))
    return tables[table].grid


def import_table(*, upload: PlanImport, seen_revision: int, by: User, at: datetime) -> Imported:
    """Write the rows of a table into its draft, all or none.

    A row with the mark of a row of this draft, or else its very title, changes that row; every
    other is added. Done twice, it is done once.
    Raises:
        RowRefused: rows are bad; the dry run names every one.
        OutOfDate: it was mapped again or imported meanwhile.
        NotAllowed, NotADraft, PlanRefused: as their names say.
    """
    grid = grid_of(upload)
    with transaction.atomic():
        draft = lock_draft(upload.version, by, at)
        trial = queries.dry_run(upload=upload, grid=grid, user=by, today=local_day(at))
        if trial.bad:
            raise RowRefused(
                _("有%(count)d行不能导入，请先按试导结果修改。") % {"count": len(trial.bad)}
            )
        if not trial.rows:
            raise PlanRefused(_("表头下面没有可以导入的行。"))
        existing = {row.key: row for row in queries.rows_of(draft)}
        lines = []
        for read in trial.rows:
            if read.becomes == "changed" and read.key:
                row = existing[read.key]
                before = kept(queries.facts_of(row))
                overwrite(row, read.facts)
                lines.append(_line(row, draft, before, kept(read.facts)))
        fresh = [NewRow(read.facts) for read in trial.rows if read.becomes == "new"]
        made = write_rows(draft, fresh)
        lines += [
            _line(row, draft, {}, kept(one.facts)) for row, one in zip(made, fresh, strict=True)
        ]
        done = Imported(len(made), trial.count("changed"), trial.count("same"))
        _advance(
            upload,
            seen_revision,
            done_at=at,
            added_count=done.added,
            changed_count=done.changed,
        )
        touch(draft)
        audit.record(
            "plan_import.done",
            upload,
            by=by,
            at=at,
            unit_id=draft.plan.owner_id,
            after={"added": done.added, "changed": done.changed, "same": done.same},
            touched=lines,
        )
    return done


def _line(
    row: PlanRow, draft: PlanVersion, before: Mapping[str, object], after: Mapping[str, object]
) -> audit.Touched:
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    old = {name: before[name] for name in changed if name in before}
    return audit.Touched(row.pk, draft.plan.owner_id, before=old, after=changed)
