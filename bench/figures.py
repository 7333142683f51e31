"""One figure: what was measured, its limit, and whether it holds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

MAX_SPREAD = 2.0


@dataclass(frozen=True)
class Figure:
    """A measured figure.

    Units: `value` and `limit` in `unit`; `at_most` says on which side of the limit is good.
    """

    name: str
    value: float
    limit: float
    unit: str
    at_most: bool
    note: str = ""

    @property
    def holds(self) -> bool:
        """Say whether the figure is on the good side of its limit."""
        return self.value <= self.limit if self.at_most else self.value >= self.limit

    def line(self) -> str:
        """Return the line `make bench` prints."""
        sign = "<=" if self.at_most else ">="
        verdict = "ok  " if self.holds else "FAIL"
        return (
            f"{verdict} {self.name}: {self.value:.2f} {self.unit} "
            f"(limit {sign} {self.limit:g} {self.unit}) {self.note}"
        )


@contextmanager
def stopwatch() -> Iterator[list[float]]:
    """Give a list that holds the seconds passed once the block ends."""
    spent: list[float] = []
    began = time.perf_counter()
    try:
        yield spent
    finally:
        spent.append(time.perf_counter() - began)


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile, the nearest rank above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def ratio_of_rounds(
    product: Callable[[], float], bare: Callable[[], float], *, rounds: int = 5
) -> tuple[float, str]:
    """Return the median of the per-round ratios product / bare, and how they spread.

    Each function runs one round and returns its seconds. Where the ratios of the rounds spread
    by more than a factor of two, as many rounds again are run once, and the median of all counts.
    """
    ratios = [product() / bare() for _ in range(rounds)]
    if max(ratios) / min(ratios) > MAX_SPREAD:
        ratios += [product() / bare() for _ in range(rounds)]
    note = f"[median of {len(ratios)} rounds, {min(ratios):.2f}..{max(ratios):.2f}]"
    return statistics.median(ratios), note
