"""The questions of `bench.rollup` asked of Polars, beside the others as information only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
SPAN = ["unit_id", "valid_from"]


class Tables:
    """The files of a snapshot as lazy frames, and the answers to each question."""

    def __init__(self, folder: Path, levels: Sequence[str]) -> None:
        self.events, self.workers, tree = (
            pl.scan_parquet(str(folder / name / "**" / "*.parquet"), hive_partitioning=False)
            for name in ("events", "workers", "unit_tree")
        )
        self.tree = tree
        self.above = tree.filter(pl.col("tier").is_in(list(levels)))

    def ask(self, name: str) -> dict[tuple[Any, ...], float]:
        """Answer a question: unit and period to value."""
        asked = {
            "sum": self._sum,
            "ratio_of_sums": self._ratio,
            "weighted": self._weighted,
            "distinct": self._distinct,
            "sum, last known": self._last,
            "none": self._none,
        }[name]()
        rows = asked.collect(engine="streaming").iter_rows()
        return {(unit, period): value for unit, period, value in rows}

    def _placed(self, tree: pl.LazyFrame, *where: pl.Expr) -> pl.LazyFrame:
        spans = tree.select("unit_id", "valid_from", "valid_to").unique()
        rows = self.events.filter(pl.col("day").is_between(FIRST, LAST), *where)
        return rows.join(spans, on="unit_id").filter(_holds_on(pl.col("day")))

    def _by_month(self, where: pl.Expr, *sums: pl.Expr) -> pl.LazyFrame:
        month = pl.col("day").dt.strftime("%Y-%m").alias("period")
        cube = self._placed(self.above, where).group_by(*SPAN, month).agg(*sums)
        tree = self.above.select("ancestor_id", *SPAN)
        return cube.join(tree, on=SPAN).group_by("ancestor_id", "period")

    def _sum(self) -> pl.LazyFrame:
        cube = self._by_month(pl.col("kind") == "training", pl.col("hours").sum().alias("n"))
        return cube.agg(pl.col("n").sum())

    def _ratio(self) -> pl.LazyFrame:
        cube = self._by_month(
            pl.col("good").is_not_null(), pl.col("good").sum().alias("n"), pl.len().alias("d")
        )
        return cube.agg(pl.col("n").sum() / pl.col("d").sum())

    def _distinct(self) -> pl.LazyFrame:
        once = self._placed(self.above, pl.col("kind") == "training")
        rows = once.select(*SPAN, "worker").unique()
        found = rows.join(self.above.select("ancestor_id", *SPAN), on=SPAN).group_by("ancestor_id")
        return _in_the_year(found.agg(pl.col("worker").n_unique()))

    def _at_the_end(self, *sums: pl.Expr) -> pl.LazyFrame:
        there = self.tree.filter(pl.col("distance") == 0, _holds_on(pl.lit(LAST)))
        standing = (pl.col("day") <= LAST) & (pl.col("ended").is_null() | (pl.col("ended") > LAST))
        cube = self.workers.filter(standing).group_by("unit_id").agg(*sums)
        cube = cube.join(there.select("unit_id").unique(), on="unit_id")
        tree = self.above.filter(_holds_on(pl.lit(LAST))).select("ancestor_id", "unit_id")
        return cube.join(tree, on="unit_id").group_by("ancestor_id")

    def _weighted(self) -> pl.LazyFrame:
        product = (pl.col("years") * pl.col("age")).sum().alias("n")
        cube = self._at_the_end(product, pl.col("age").sum().alias("d"))
        return _in_the_year(cube.agg(pl.col("n").sum() / pl.col("d").sum()))

    def _last(self) -> pl.LazyFrame:
        cube = self._at_the_end(pl.col("skilled").sum().alias("n"))
        return _in_the_year(cube.agg(pl.col("n").sum()))

    def _none(self) -> pl.LazyFrame:
        own = self.tree.filter(pl.col("ancestor_id") == pl.col("unit_id"))
        rows = self._placed(own).group_by("unit_id").agg(pl.col("hours").sum())
        return rows.select("unit_id", pl.lit("2024").alias("period"), "hours")


def _holds_on(day: pl.Expr) -> pl.Expr:
    ends = pl.col("valid_to")
    return (pl.col("valid_from") <= day) & (ends.is_null() | (ends > day))


def _in_the_year(found: pl.LazyFrame) -> pl.LazyFrame:
    value = pl.last()
    return found.select("ancestor_id", pl.lit("2024").alias("period"), value)
