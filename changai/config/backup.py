"""`changai backup`: database, files and keys as of one moment in one verified archive.

The archive is a plain zip: `manifest.json` names every entry with its hash. SQLite is copied by
its online backup; PostgreSQL is written as JSON lines, a table each, that also go into SQLite.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from changai.config import place, tables
from changai.config.place import Refusal, both, say

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE_ENTRY = "database.sqlite3"
LINES_FOLDER = "database/"
CHUNK = 1024 * 1024


def run(file: Path, *, portable: bool = False) -> int:
    """Write a backup of this place to a new file; the program may go on serving meanwhile."""
    place.require_office(place.choose(demo=False))
    from changai.config import start

    start.boot()
    if file.exists():
        raise Refusal(both(f"文件已存在：{file}", "This file exists already; name a new one."))
    manifest = write(file, portable=portable)
    size = file.stat().st_size
    rows = sum(manifest["tables"].values())
    say(
        f"已备份 {rows} 行、{manifest['file_count']} 个文件到 {file}（{size} 字节）。",
        "Keep it locked away: it holds the keys of personal data.",
    )
    return 0


def write(file: Path, *, portable: bool = False) -> dict[str, Any]:
    """Write the archive beside its place and move it there when whole; return its manifest.

    A portable one holds lines even of a SQLite database, to be restored into PostgreSQL.

    The database is copied first: every file it names is on disk by then and is never removed.
    """
    from django.conf import settings

    as_lines = portable or not settings.ON_SQLITE
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, place.KEY_MODE)
    try:
        with os.fdopen(handle, "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                entries = _Entries(archive)
                counts = _add_lines(entries) if as_lines else _add_copy(entries, file.parent)
                files = _add_folder(entries, settings.FILES_DIR, "files/")
                _add_folder(entries, settings.KEYS_DIR, "keys/")
                manifest = {
                    "format": FORMAT,
                    "made_at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
                    "database": "lines" if as_lines else "sqlite",
                    "demo": settings.DEMO,
                    "migrations": tables.migrations_applied(),
                    "tables": counts,
                    "file_count": files,
                    "entries": entries.hashes,
                }
                archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return manifest


class _Entries:
    """Add entries to the archive and remember the hash of each."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.hashes: dict[str, dict[str, Any]] = {}

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[_Hashing]:
        """Open a new entry."""
        with self.archive.open(name, "w", force_zip64=True) as out:
            hashing = _Hashing(out)
            yield hashing
        self.hashes[name] = {"sha256": hashing.digest.hexdigest(), "bytes": hashing.count}

    def add(self, name: str, path: Path) -> None:
        """Add a file."""
        with path.open("rb") as source, self.writing(name) as out:
            while chunk := source.read(CHUNK):
                out.write(chunk)


class _Hashing:
    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.digest, self.count = out, hashlib.sha256(), 0

    def write(self, chunk: bytes) -> None:
        """Write a piece and take it into the hash."""
        self.digest.update(chunk)
        self.count += len(chunk)
        self.out.write(chunk)


def _add_folder(entries: _Entries, folder: Path, prefix: str) -> int:
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []
    for path in paths:
        entries.add(prefix + path.relative_to(folder).as_posix(), path)
    return len(paths)


def _add_copy(entries: _Entries, beside: Path) -> dict[str, int]:
    """Add a copy of the SQLite database as of one moment; return the rows of each table."""
    from django.conf import settings

    with tempfile.TemporaryDirectory(dir=beside) as folder:
        copy = Path(folder) / SQLITE_ENTRY
        copy_sqlite(Path(settings.DATABASES["default"]["NAME"]), copy)
        counts = count_sqlite(copy)
        entries.add(SQLITE_ENTRY, copy)
    return counts


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database that is in use, in one step, and check the copy.

    Raises:
        Refusal: the copy is not whole.
    """
    place.write_private(target, b"")
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        # The copy is one file of its own, not a database with a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        require_sound(copy)


def require_sound(database: sqlite3.Connection) -> None:
    """Refuse a database that is damaged or breaks its own references.

    Raises:
        Refusal: SQLite found a fault.
    """
    answer = database.execute("PRAGMA integrity_check").fetchone()[0]
    broken = database.execute("PRAGMA foreign_key_check").fetchone()
    if answer != "ok" or broken:
        raise Refusal(both(f"数据库检查未通过：{answer} {broken}", "The database is damaged."))


def count_sqlite(path: Path) -> dict[str, int]:
    """Return how many rows each table has."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        ).fetchall()
        # The names come from the database itself; a name cannot be a parameter.
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for (name,) in names
        }


def _add_lines(entries: _Entries) -> dict[str, int]:
    from django.core import serializers

    from changai.config import start

    start.require_migrated()
    counts = {}
    serializer = serializers.get_serializer("jsonl")
    with tables.one_moment():
        for model in tables.all_models():
            name = model._meta.db_table
            rows = model._base_manager.order_by("pk").iterator(chunk_size=tables.BATCH)
            with entries.writing(f"{LINES_FOLDER}{name}.jsonl") as out:
                stream = _Lines(out)
                # Only `write` is ever called on the stream.
                serializer().serialize(rows, stream=cast(IO[str], stream), ensure_ascii=False)
            counts[name] = stream.count
    return counts


class _Lines:
    """Take the text of the serializer as bytes and count its lines."""

    def __init__(self, out: _Hashing) -> None:
        self.out, self.count = out, 0

    def write(self, text: str) -> None:
        """Write a piece of text."""
        self.count += text.count("\n")
        self.out.write(text.encode())
