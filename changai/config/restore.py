"""`changai restore`: put a backup into an empty folder, with every hash checked on the way."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from changai.config import backup, place
from changai.config.place import Refusal, both, say

ROOMS = ("files", "keys", "database")


def run(file: Path, into: Path) -> int:
    """Restore into an empty folder, which then is a place of its own."""
    into = into.absolute()
    if into.exists() and any(into.iterdir()):
        raise Refusal(both(f"目录不是空的：{into}", "This folder is not empty; name a new one."))
    os.environ["CHANGAI_DATA"] = str(into)
    manifest = restore(file, into)
    rows = sum(manifest["tables"].values())
    say(
        f"已恢复 {rows} 行、{manifest['file_count']} 个文件到 {into}，全部校验一致。",
        "Every hash and count is as it was.",
    )
    commands = f"export CHANGAI_DATA={into}\n  .venv/bin/changai serve"
    say("用以下两行启动。", f"Start it with these two lines.\n  {commands}")
    return 0


def restore(file: Path, into: Path) -> dict[str, Any]:
    """Write everything of the archive into a folder; a fault leaves the folder empty again.

    Raises:
        Refusal: the archive is damaged, was changed, or is not a backup.
    """
    _require_backup(file)
    place.make_folder(into)
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            for name, want in manifest["entries"].items():
                _extract(archive, name, want, into)
        _put_database(manifest, into)
    except OSError as error:
        _empty(into)
        raise Refusal(place.told(error)) from error
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError) as error:
        _empty(into)
        raise Refusal(
            both(
                "备份已损坏，什么都没有恢复。请换一份备份。\n ",
                "The backup is damaged; nothing was restored. Take another one.",
            )
        ) from error
    except Refusal:
        _empty(into)
        raise
    if manifest["demo"]:
        (into / place.DEMO_MARK).touch()
    return manifest


def _require_backup(file: Path) -> None:
    """Refuse, before a folder is made, what is no backup of this program.

    Raises:
        Refusal: there is no such file, it cannot be read, or it is something else.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            known = backup.MANIFEST in archive.namelist()
    except OSError as error:
        raise Refusal(place.told(error)) from error
    except zipfile.BadZipFile:
        known = False
    if not known:
        raise Refusal(
            both(
                f"这不是产改通的备份文件，或者不完整：{file}。",
                "This is no backup made by changai, or not a whole one.",
            )
        )


def _empty(into: Path) -> None:
    for path in into.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(backup.MANIFEST))
    if manifest.get("format") != backup.FORMAT:
        raise Refusal(both("不认识的备份格式。", "This format of backup is not known here."))
    inside = set(archive.namelist()) - {backup.MANIFEST}
    if inside != set(manifest["entries"]):
        raise Refusal(both("备份内容与清单不符。", "The entries are not those of the manifest."))
    return manifest


def _extract(archive: zipfile.ZipFile, name: str, want: dict[str, Any], into: Path) -> None:
    """Write one entry, syncing it, and compare its hash.

    Raises:
        Refusal: the name leads elsewhere, or the content is not what was backed up.
    """
    parts = PurePosixPath(name).parts
    known = name == backup.SQLITE_ENTRY or (parts[0] in ROOMS and ".." not in parts)
    if not known or name.startswith("/") or "\\" in name:
        raise Refusal(both(f"备份里有不该有的文件：{name}", "An entry does not belong there."))
    target = into.joinpath(*parts)
    for folder in reversed(target.relative_to(into).parents[:-1]):
        place.make_folder(into / folder)
    digest = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, place.KEY_MODE)
    with archive.open(name) as source, os.fdopen(handle, "wb") as out:
        while chunk := source.read(backup.CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != want["sha256"]:
        raise Refusal(both(f"校验不一致：{name}", "This entry is not what was backed up."))


def _put_database(manifest: dict[str, Any], into: Path) -> None:
    if manifest["database"] == "lines":
        _load_lines(manifest, into)
        return
    if not place.on_sqlite():
        raise Refusal(
            both(
                "这是 SQLite 的备份，请去掉 CHANGAI_DATABASE_URL 再恢复。",
                "This is a backup of SQLite; restore it without CHANGAI_DATABASE_URL.",
            )
        )
    database = into / place.DATABASE
    (into / backup.SQLITE_ENTRY).rename(database)
    with contextlib.closing(sqlite3.connect(database)) as opened:
        backup.require_sound(opened)
    _require_counts(backup.count_sqlite(database), manifest["tables"])


def _require_counts(found: dict[str, int], wanted: dict[str, int]) -> None:
    wrong = {name for name, count in wanted.items() if found.get(name) != count}
    if wrong:
        raise Refusal(both(f"行数不符：{', '.join(sorted(wrong))}", "Row counts differ."))


def _load_lines(manifest: dict[str, Any], into: Path) -> None:
    """Load the tables into the empty database this place names, in one transaction."""
    place.choose(demo=manifest["demo"])
    from changai.config import start, tables

    start.boot()
    from django.db import connection, transaction

    if connection.introspection.table_names():
        raise Refusal(both("目标数据库不是空的。", "The database to restore into is not empty."))
    start.migrate()
    if tables.migrations_applied() != manifest["migrations"]:
        raise Refusal(
            both(
                "备份来自另一个版本；请用同一版本恢复，再升级。",
                "The backup is of another version: restore with that one, then upgrade.",
            )
        )
    found = {}
    with transaction.atomic(), connection.constraint_checks_disabled():
        for model in tables.all_models():
            # What migrating made by itself gives way to what was backed up; the audit is empty
            # by then and refuses even the attempt.
            if model._base_manager.exists():
                model._base_manager.all()._raw_delete("default")
        for model in tables.all_models():
            name = model._meta.db_table
            path = into / "database" / f"{name}.jsonl"
            found[name] = _load_table(path)
        _reset_numbers()
        connection.check_constraints()
        _require_counts(found, manifest["tables"])
    shutil.rmtree(into / "database")


def _load_table(path: Path) -> int:
    from django.core import serializers

    count = 0
    with path.open(encoding="utf-8") as lines:
        rows = (one.object for one in serializers.deserialize("jsonl", lines))
        for batch in _batches(rows):
            type(batch[0])._base_manager.bulk_create(batch)
            count += len(batch)
    return count


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(itertools.islice(rows, 2000)):
        yield batch


def _reset_numbers() -> None:
    """Let each table count on from its highest number."""
    from django.core.management.color import no_style
    from django.db import connection

    from changai.config import tables

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables.all_models()):
            cursor.execute(statement)
