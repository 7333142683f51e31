"""`changai export`: everything in open formats, to be read without this program."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import models

from changai.config import place
from changai.config.place import Refusal, both, say

# Secrets of signing in and keys say nothing about the work and would open doors.
LEFT_OUT = {
    "django_session",
    "django_migrations",
    "accounts_ticket",
    "accounts_failedsignin",
    "audit_personkey",
}
SECRET_COLUMNS = {("accounts_user", "password")}
README = """# 产改通数据导出 / Export of changai

- `schema.json`：每张表的列、类型和引用。Columns, types and references of each table.
- `tables/*.csv`：供电子表格打开；以 = + - @ 开头的文字前加了 '。For spreadsheets; text that a
  spreadsheet would take for a formula begins with '.
- `tables/*.jsonl`：逐行 JSON，内容与数据库完全一致。Exact content, one JSON object a line.
- `files/`：全部原件，按 SHA-256 命名；`files.csv` 列出它们用在哪里、叫什么。All files under their
  hash; `files.csv` says what they are called and where they are used.

未导出：密码、登录链接、会话和密钥。Left out: passwords, links, sessions and keys.
审计中的个人信息已解开；已删除的人写作 null。Personal fields of the audit are opened; null where
the person was erased.
"""


def run(folder: Path) -> int:
    """Write everything into a new or empty folder."""
    place.require_office(place.choose(demo=False))
    from changai.config import start

    start.boot()
    start.require_migrated()
    folder = folder.absolute()
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(both(f"目录不是空的：{folder}", "This folder is not empty; name a new one."))
    counts = write(folder)
    say(f"已导出 {sum(counts.values())} 行到 {folder}。", f"{len(counts)} tables were exported.")
    return 0


def write(folder: Path) -> dict[str, int]:
    """Write tables, schema and files as of one moment; return the rows of each table."""
    from changai.config import tables

    place.make_folder(folder)
    (folder / "tables").mkdir()
    (folder / "README.md").write_text(README, encoding="utf-8")
    exported = [model for model in tables.all_models() if model._meta.db_table not in LEFT_OUT]
    schema = {model._meta.db_table: _schema(model) for model in exported}
    (folder / "schema.json").write_text(
        json.dumps(schema, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    with tables.one_moment():
        counts = {model._meta.db_table: _write_table(model, folder) for model in exported}
        _write_files(folder)
    return counts


def _columns(model: type[models.Model]) -> list[models.Field]:
    table = model._meta.db_table
    return [
        field
        for field in model._meta.concrete_fields
        if (table, field.column) not in SECRET_COLUMNS
    ]


def _schema(model: type[models.Model]) -> dict[str, Any]:
    from django.db import connection

    return {
        "describes": (model.__doc__ or "").strip(),
        "columns": [
            {
                "name": field.column,
                "type": field.db_type(connection),
                "null": field.null,
                "references": _table_of(field),
                "choices": [str(value) for value, _ in field.flatchoices] or None,
            }
            for field in _columns(model)
        ],
    }


def _table_of(field: models.Field) -> str | None:
    there = field.related_model
    return there._meta.db_table if isinstance(there, type) else None


def _rows(model: type[models.Model]) -> Iterator[list[Any]]:
    columns = _columns(model)
    names = [field.attname for field in columns]
    for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=2000):
        yield list(row)


def _write_table(model: type[models.Model], folder: Path) -> int:
    table = model._meta.db_table
    names = [field.column for field in _columns(model)]
    opens = _opener() if table == "audit_entry" else None
    count = 0
    base = folder / "tables"
    with (
        (base / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as sheet,
        (base / f"{table}.jsonl").open("w", encoding="utf-8") as lines,
    ):
        writer = csv.writer(sheet)
        writer.writerow(names)
        for row in _rows(model):
            if opens:
                row = [opens(value) for value in row]
            record = dict(zip(names, row, strict=True))
            lines.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")
            writer.writerow([_cell(value) for value in row])
            count += 1
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value


def _opener() -> Any:
    from changai.audit.services import open_personal

    def opened(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: personal(key, sealed) for key, sealed in value.items()}

    def personal(key: str, sealed: Any) -> Any:
        return open_personal(int(key[7:]), sealed) if key.startswith("person:") else sealed

    return opened


def _write_files(folder: Path) -> None:
    """Copy every file under its hash and list what it is called where."""
    from django.conf import settings

    from changai.documents.models import Document
    from changai.evidence.models import EvidenceFile

    target = folder / "files"
    target.mkdir()
    for path in sorted(settings.FILES_DIR.rglob("*")) if settings.FILES_DIR.exists() else []:
        if path.is_file():
            shutil.copyfile(path, target / path.name)
    uses = [
        *(
            (sha256, name, "documents_document", pk)
            for sha256, name, pk in Document.objects.values_list(
                "original__sha256", "file_name", "pk"
            )
        ),
        *(
            (sha256, name, "evidence_evidencefile", pk)
            for sha256, name, pk in EvidenceFile.objects.values_list("stored__sha256", "name", "pk")
        ),
    ]
    with (folder / "files.csv").open("w", encoding="utf-8-sig", newline="") as sheet:
        writer = csv.writer(sheet)
        writer.writerow(["sha256", "name", "table", "id"])
        writer.writerows([_cell(value) for value in use] for use in sorted(uses))
        sheet.flush()
        os.fsync(sheet.fileno())
