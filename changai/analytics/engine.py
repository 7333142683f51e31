"""The engine that runs the tables: DuckDB in this process, or Spark where the address says so.

Python objects in, Python objects out: nobody else handles a table of an engine's own kind.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from changai.analytics import snapshot
from changai.analytics.columns import Loaded
from changai.analytics.facts import FactTable

if TYPE_CHECKING:
    import ibis.expr.types as ir

EMBEDDED = "duckdb://"
# Nothing is fetched: what DuckDB brings along reads Parquet.
OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
SPARK = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
}
LOCAL = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


class EngineError(RuntimeError):
    """The address names no engine, or one that is not installed."""


class Engine:
    """An open engine. Use it in a `with`, or close it."""

    def __init__(self, backend: Any, session: Any = None) -> None:
        self._backend, self._session = backend, session
        self._folder = Path(tempfile.mkdtemp(prefix="changai-facts-"))

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def is_spark(self) -> bool:
        """Say whether Spark runs the tables."""
        return self._session is not None

    def open(self, folder: Path) -> dict[str, Loaded]:
        """Return the tables of the newest snapshot in a folder, by name; no row is read yet."""
        return self.open_snapshot(snapshot.newest(folder))

    def open_snapshot(self, folder: Path) -> dict[str, Loaded]:
        """Return the tables of one snapshot."""
        return {
            fact.name: Loaded(fact, self._table(folder, fact)) for fact in snapshot.facts_in(folder)
        }

    def load(self, facts: Iterable[FactTable]) -> dict[str, Loaded]:
        """Read facts as they are now, without a snapshot that others can see."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        return self.open_snapshot(snapshot.write(list(facts), folder, datetime.now(UTC)))

    def _table(self, folder: Path, fact: FactTable) -> ir.Table:
        names = [column.name for column in fact.columns]
        if self._session is not None:
            return self._backend.read_parquet(str(folder / fact.name)).select(*names)
        # The folder of a month is for people and for Spark; days have their own statistics.
        files = [str(path) for path in sorted((folder / fact.name).rglob("*.parquet"))]
        return self._backend.read_parquet(files, hive_partitioning=False).select(*names)

    def run(self, expression: ir.Table) -> list[dict[str, Any]]:
        """Run an expression and return its rows."""
        if self._session is None:
            found = self._backend.raw_sql(self.sql(expression))
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        with warnings.catch_warnings():
            # PySpark leaves the socket of each answer to the garbage collector.
            warnings.simplefilter("ignore", ResourceWarning)
            answer = self._session.sql(self.sql(expression)).collect()
        return [row.asDict() for row in answer]

    def sql(self, expression: ir.Table) -> str:
        """Return the query in the engine's own language, for the curious and for tests."""
        return str(self._backend.compile(expression))

    def close(self) -> None:
        """Let go of the engine and of what it was lent. A Spark session is left to its owner."""
        if self._session is None:
            self._backend.disconnect()
        shutil.rmtree(self._folder, ignore_errors=True)

    def stop(self) -> None:
        """Close the engine, and end a Spark session that runs on this machine for it alone."""
        self.close()
        if self._session is not None:
            self._session.stop()


def connect(url: str = "", *, settings: Mapping[str, str] | None = None) -> Engine:
    """Open the engine at an address: that of `CHANGAI_ANALYTICS_URL` unless given, else DuckDB.

    `duckdb://` runs in this process. `spark://local[*]` starts Spark on this machine,
    `spark://host:7077` uses a Spark cluster and `sc://host:15002` a Spark Connect server.

    Raises:
        EngineError: the address names no engine, or Spark is not installed.
    """
    import ibis

    url, given = url or os.environ.get("CHANGAI_ANALYTICS_URL") or EMBEDDED, dict(settings or {})
    if url.startswith("duckdb://"):
        return Engine(
            ibis.duckdb.connect(url.removeprefix("duckdb://") or ":memory:", **OFFLINE, **given)
        )
    if url.startswith(("spark://", "sc://")):
        return _spark(url, given)
    raise EngineError(f"{url!r} names no engine: take duckdb://, spark://local[*] or sc://host")


def _spark(url: str, settings: Mapping[str, str]) -> Engine:
    import ibis

    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineError("Spark is not installed: make spark") from error
    builder = SparkSession.builder.appName("changai")
    place = url.removeprefix("spark://")
    chosen = {**SPARK, **settings}
    if url.startswith("sc://"):
        builder = builder.remote(url)
        chosen.pop("spark.ui.enabled")
    elif place.startswith("local"):
        builder, chosen = builder.master(place), {**LOCAL, **chosen}
    else:
        builder = builder.master(url)
    for name, value in chosen.items():
        builder = builder.config(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        session = builder.getOrCreate()
        return Engine(ibis.pyspark.connect(session), session)
