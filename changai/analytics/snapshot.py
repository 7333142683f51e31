"""Write facts as Parquet, whole or not at all, and find them again.

A snapshot is a folder named by its moment: a folder per fact, in it one per month of its day, and
`manifest.json` with what each fact is, its rows and a hash of every file. `newest` holds the name
of the last whole one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from changai.analytics.facts import FactColumn, FactError, FactTable, Row

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MANIFEST, POINTER, UNDATED = "manifest.json", "newest", "none"
BATCH = 50_000
TYPES = {
    "text": "string",
    "integer": "int64",
    "real": "float64",
    "day": "date32",
    "yes_no": "bool",
}
EXACT = (38, 8)  # digits and places of a decimal: the most that every engine takes


class SnapshotError(RuntimeError):
    """There is no snapshot, or one of its files is not what was written."""


def write(tables: Sequence[FactTable], folder: Path, taken_at: datetime) -> Path:
    """Write every fact and return the new snapshot's folder; the one before stays as it was.

    Cost: one pass over each fact; no more than a batch of rows and the keys are held.
    Raises:
        FactError: a row does not fit, or a key comes twice. Nothing is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = taken_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    draft = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
    try:
        manifest = {
            "taken_at": taken_at.isoformat(),
            "facts": [_write_fact(fact, draft) for fact in tables],
        }
        _write_whole(draft / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        draft.rename(folder / name)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _write_whole(folder / POINTER, name)
    return folder / name


def _write_whole(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _schema(fact: FactTable) -> pa.Schema:
    import pyarrow as pa

    types = {name: pa.type_for_alias(alias) for name, alias in TYPES.items()}
    types["exact"] = pa.decimal128(*EXACT)
    return pa.schema([pa.field(column.name, types[column.type]) for column in fact.columns])


def _write_fact(fact: FactTable, draft: Path) -> dict[str, Any]:
    import pyarrow.parquet as pq

    schema, day, seen = _schema(fact), fact.day_column, set[Row]()
    names = [column.name for column in fact.columns]
    at, key = names.index(day) if day else -1, [names.index(name) for name in fact.key]
    rows, count = fact.checked_rows(), 0
    writers: dict[str, pq.ParquetWriter] = {}
    with ExitStack() as stack:
        while batch := list(islice(rows, BATCH)):
            if not fact.is_unique:
                _require_once(fact, key, batch, seen)
            for month, part in _by_month(batch, at):
                if month not in writers:
                    path = draft / fact.name / f"month={month}" / "part-0.parquet"
                    path.parent.mkdir(parents=True)
                    writers[month] = stack.enter_context(pq.ParquetWriter(path, schema))
                writers[month].write_table(_arrow(part, schema))
            count += len(batch)
        if not writers:
            path = draft / fact.name / f"month={UNDATED}" / "part-0.parquet"
            path.parent.mkdir(parents=True)
            pq.write_table(_arrow([], schema), path)
    files = [
        {"path": str(path.relative_to(draft)), "sha256": _hash(path)}
        for path in sorted((draft / fact.name).rglob("*.parquet"))
    ]
    return {**described(fact), "rows": count, "files": files}


def described(fact: FactTable) -> dict[str, Any]:
    """Return what the manifest says of a fact, besides its rows and files."""
    return {
        "name": fact.name,
        "grain": fact.grain,
        "columns": [[column.name, column.type, column.unit] for column in fact.columns],
        "key": list(fact.key),
        "unit": fact.unit,
        "day": fact.day,
        "until": fact.until,
    }


def _arrow(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [
        pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _require_once(fact: FactTable, key: Sequence[int], rows: Iterable[Row], seen: set[Row]) -> None:
    if not key:
        return
    for row in rows:
        one = tuple(row[place] for place in key)
        if one in seen:
            told = ", ".join(f"{name} {value}" for name, value in zip(fact.key, one, strict=True))
            raise FactError(f"{fact.name}: two rows with {told}")
        seen.add(one)


def _by_month(rows: Sequence[Row], at: int) -> Iterator[tuple[str, list[Row]]]:
    parts: dict[str, list[Row]] = {}
    for row in rows:
        day = row[at] if at >= 0 else None
        parts.setdefault(f"{day:%Y-%m}" if day else UNDATED, []).append(row)
    yield from sorted(parts.items())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def newest(folder: Path) -> Path:
    """Return the folder of the last whole snapshot.

    Raises:
        SnapshotError: there is none.
    """
    try:
        return folder / (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise SnapshotError(f"{folder} holds no snapshot") from error


def manifest_of(snapshot: Path) -> dict[str, Any]:
    """Return what a snapshot says of itself."""
    manifest: dict[str, Any] = json.loads((snapshot / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def facts_in(snapshot: Path) -> tuple[FactTable, ...]:
    """Return the facts of a snapshot; their rows are read back from its files."""
    return tuple(_read_back(snapshot, told) for told in manifest_of(snapshot)["facts"])


def _read_back(snapshot: Path, told: dict[str, Any]) -> FactTable:
    columns = tuple(FactColumn(*column) for column in told["columns"])

    def rows() -> Iterator[Row]:
        import pyarrow.parquet as pq

        for file in told["files"]:
            for batch in pq.ParquetFile(snapshot / file["path"]).iter_batches():
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    return FactTable(
        name=told["name"],
        grain=told["grain"],
        columns=columns,
        rows=rows,
        key=tuple(told["key"]),
        unit=told["unit"],
        day=told["day"],
        until=told["until"],
    )


def check(snapshot: Path) -> None:
    """Read every file again.

    Raises:
        SnapshotError: a file is missing or is not what was written.
    """
    for fact in manifest_of(snapshot)["facts"]:
        for file in fact["files"]:
            path = snapshot / file["path"]
            if not path.is_file() or _hash(path) != file["sha256"]:
                raise SnapshotError(f"{path} is not what was written")


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest snapshots, and drafts that were never finished."""
    whole = sorted(path for path in folder.iterdir() if (path / MANIFEST).is_file())
    kept = {newest(folder), *whole[len(whole) - keep :]} if keep else {newest(folder)}
    gone = [path for path in whole if path not in kept and not path.name.startswith(".")]
    for path in [*gone, *folder.glob(".writing-*")]:
        shutil.rmtree(path)
    return gone
