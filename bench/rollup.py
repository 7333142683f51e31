"""Each roll-up rule against the same question written by hand in SQL, in one run.

`python -m bench rollup` takes 2 million workers and 6 million events, `rollup=20000000` the full
size. The hand-written side is what somebody who knows DuckDB well would write for that question;
Polars stands beside it as information.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from bench.figures import Figure, ratio_of_rounds
from bench.rollup_data import generate
from bench.rollup_polars import Tables
from changai.analytics import engine
from changai.analytics.expressions import expression
from changai.analytics.measures import Measure, Period

DEFAULT_WORKERS, STEP = 2_000_000, 10
LIMIT_RATIO, LIMIT_GROWTH, LIMIT_GB = 1.3, float(STEP), 4.0
# At the small size an answer takes a third of a second, of which building the query is a tenth.
FULL_WORKERS, LIMIT_RATIO_SMALL = 20_000_000, 1.5
ROUNDS = 3
LEVELS = ("province", "city", "county", "town")
MONTHS = tuple(
    Period(f"2024-{month:02}", date(2024, month, 1), date(2024, month, days))
    for month, days in enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)
)
YEAR = (Period("2024", date(2024, 1, 1), date(2024, 12, 31)),)
IN_2024 = "day BETWEEN DATE '2024-01-01' AND DATE '2024-12-31'"
SPANS = f"(SELECT DISTINCT unit_id, valid_from, valid_to FROM unit_tree WHERE tier IN {LEVELS})"
ON_THE_DAY = "valid_from <= day AND (valid_to IS NULL OR valid_to > day)"
AT_THE_END = (
    "valid_from <= DATE '2024-12-31' AND (valid_to IS NULL OR valid_to > DATE '2024-12-31')"
)
STANDING = "day <= DATE '2024-12-31' AND (ended IS NULL OR ended > DATE '2024-12-31')"
# Whoever stands for a firm that has ended is in the tree with distance 0.
STILL_THERE = f"unit_id IN (SELECT unit_id FROM unit_tree WHERE distance = 0 AND {AT_THE_END})"


def _by_month(sums: str, value: str, where: str) -> str:
    """Return a question by unit and month: facts per unit, span and month, then its ancestors."""
    return f"""
        WITH cube AS (
            SELECT e.unit_id, valid_from, date_trunc('month', day) AS month, {sums}
            FROM events e JOIN {SPANS} s ON e.unit_id = s.unit_id AND {ON_THE_DAY}
            WHERE {IN_2024} AND {where} GROUP BY ALL)
        SELECT ancestor_id, strftime(month, '%Y-%m'), {value}
        FROM cube JOIN unit_tree t USING (unit_id, valid_from) WHERE tier IN {LEVELS} GROUP BY ALL
        """


def _at_the_end(sums: str, value: str) -> str:
    return f"""
        WITH cube AS (
            SELECT unit_id, {sums} FROM workers WHERE {STANDING} AND {STILL_THERE} GROUP BY ALL)
        SELECT ancestor_id, '2024', {value} FROM cube JOIN unit_tree USING (unit_id)
        WHERE tier IN {LEVELS} AND {AT_THE_END} GROUP BY ALL
        """


QUESTIONS: dict[str, tuple[Measure, tuple[Period, ...], str]] = {
    "sum": (
        Measure("sum", "events", "count", numerator="hours", where=(("kind", "eq", "training"),)),
        MONTHS,
        _by_month("sum(hours) AS n", "sum(n)", "kind = 'training'"),
    ),
    "ratio_of_sums": (
        Measure("ratio_of_sums", "events", "ratio", numerator="good"),
        MONTHS,
        _by_month("sum(good::INT) AS n, count(*) AS d", "sum(n) / sum(d)", "good IS NOT NULL"),
    ),
    "weighted": (
        Measure("weighted", "workers", "years", numerator="years", weight="age",
                series=("worker",), as_of="last"),
        YEAR,
        _at_the_end("sum(years * age) AS n, sum(age) AS d", "sum(n) / sum(d)"),
    ),
    "distinct": (
        Measure("distinct", "events", "persons", key="worker", where=(("kind", "eq", "training"),)),
        YEAR,
        f"""
        WITH once AS (
            SELECT DISTINCT e.unit_id, valid_from, worker
            FROM events e JOIN {SPANS} s ON e.unit_id = s.unit_id AND {ON_THE_DAY}
            WHERE {IN_2024} AND kind = 'training')
        SELECT ancestor_id, '2024', count(DISTINCT worker)
        FROM once JOIN unit_tree USING (unit_id, valid_from) WHERE tier IN {LEVELS} GROUP BY ALL
        """,
    ),
    "sum, last known": (
        Measure("sum", "workers", "persons", where=(("skilled", "eq", True),), series=("worker",),
                as_of="last"),
        YEAR,
        _at_the_end("count(*) FILTER (skilled) AS n", "sum(n)"),
    ),
    "none": (
        Measure("none", "events", "count", numerator="hours"),
        YEAR,
        f"""
        SELECT e.unit_id, '2024', sum(hours) FROM events e
        JOIN unit_tree t ON e.unit_id = t.unit_id AND ancestor_id = t.unit_id AND {ON_THE_DAY}
        WHERE {IN_2024} GROUP BY ALL
        """,
    ),
}  # fmt: skip


class Sides:
    """The product and the hand-written side over the same files, each in a warm connection."""

    def __init__(self, folder: Path) -> None:
        self.product = engine.connect()
        self.facts = self.product.open_snapshot(folder)
        self.hand = duckdb.connect()
        for name in self.facts:
            files = f"{folder / name}/**/*.parquet"
            self.hand.execute(
                f"CREATE VIEW {name} AS FROM read_parquet('{files}', hive_partitioning = false)"
            )

    def ask(self, name: str) -> dict[tuple[Any, ...], float]:
        """Answer by the product, from the definition to Python rows."""
        measure, periods, _sql = QUESTIONS[name]
        levels = () if measure.rule == "none" else LEVELS
        rows = self.product.run(expression(measure, self.facts, periods, levels=levels))
        return {(row["unit_id"], row["period"]): row["value"] for row in rows}

    def by_hand(self, name: str) -> dict[tuple[Any, ...], float]:
        """Answer by the query written by hand."""
        rows = self.hand.execute(QUESTIONS[name][2]).fetchall()
        return {(unit, period): value for unit, period, value in rows}

    def close(self) -> None:
        """Let go of both connections."""
        self.product.close()
        self.hand.close()


def seconds(ask: Callable[[str], Any], name: str) -> float:
    """Return how long one answer takes."""
    began = time.perf_counter()
    ask(name)
    return time.perf_counter() - began


def same(one: dict[tuple[Any, ...], float], other: dict[tuple[Any, ...], float]) -> bool:
    """Say whether two answers are the same to the last digits of a floating sum."""
    return one.keys() == other.keys() and all(
        math.isclose(value, other[place], rel_tol=1e-9) for place, value in one.items()
    )


def measure(workers: int = DEFAULT_WORKERS) -> list[Figure]:
    """Return the ratio of every rule, the growth by ten and the peak of memory."""
    with tempfile.TemporaryDirectory(prefix="changai-rollup-") as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        for place, count in ((small, workers // STEP), (large, workers)):
            in_a_process_of_its_own("generate", str(place), str(count))
        return [*_ratios(_only(large), workers), *_growth(_only(small), _only(large), workers)]


def _only(folder: Path) -> Path:
    return next(path for path in folder.iterdir() if path.is_dir())


def _ratios(folder: Path, workers: int) -> list[Figure]:
    sides, polars, figures = Sides(folder), Tables(folder, LEVELS), []
    for name in QUESTIONS:
        found, expected = sides.ask(name), sides.by_hand(name)
        if not (found and same(found, expected) and same(polars.ask(name), expected)):
            raise RuntimeError(f"{name}: the answers differ")
        ratio, note = ratio_of_rounds(
            lambda name=name: seconds(sides.ask, name),  # type: ignore[misc]
            lambda name=name: seconds(sides.by_hand, name),  # type: ignore[misc]
            rounds=ROUNDS,
        )
        beside = seconds(polars.ask, name) / seconds(sides.by_hand, name)
        told = f"{note} {len(found)} cells of {workers:,} workers; Polars {beside:.2f} x SQL"
        limit = LIMIT_RATIO if workers >= FULL_WORKERS else LIMIT_RATIO_SMALL
        figures.append(Figure(f"rollup: {name} / SQL by hand", ratio, limit, "x", True, told))
    sides.close()
    return figures


def _growth(small: Path, large: Path, workers: int) -> list[Figure]:
    before, after = (
        json.loads(in_a_process_of_its_own("answer", str(folder))) for folder in (small, large)
    )
    growth = sum(after["seconds"].values()) / sum(before["seconds"].values())
    note = f"[all rules, {workers // STEP:,} to {workers:,} workers; " + (
        ", ".join(f"{name} {spent:.2f} s" for name, spent in after["seconds"].items()) + "]"
    )
    return [
        Figure("rollup: time for ten times the rows", growth, LIMIT_GROWTH, "x", True, note),
        Figure("rollup: peak memory", after["peak_gb"], LIMIT_GB, "GB", True, "[one process]"),
    ]


def in_a_process_of_its_own(*arguments: str) -> str:
    """Run a step of this module by itself, so that its memory is its own; return what it says."""
    return subprocess.run(
        [sys.executable, "-m", "bench.rollup", *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def answer(folder: Path) -> str:
    """Answer every question warm; return the seconds of each and the peak of memory."""
    import resource

    sides = Sides(folder)
    spent = {name: min(seconds(sides.ask, name) for _ in range(ROUNDS)) for name in QUESTIONS}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return json.dumps({"seconds": spent, "peak_gb": peak})


if __name__ == "__main__":
    if sys.argv[1] == "generate":
        generate(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        print(answer(Path(sys.argv[2])))
