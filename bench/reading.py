"""How long it takes to restore and read a document, after start-up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, p95
from changai.reading import read_bytes

LIMIT_MS_PER_1000 = 20.0
ROUNDS = 12
DEMO = Path(__file__).parents[1] / "demo" / "report.txt"


def texts() -> Iterator[bytes]:
    """Yield the demo's report as it is, damaged in each way, and ten times over."""
    import django

    django.setup()  # the demo that damages texts stands in a room that knows the tables
    from changai.config.demo import damage

    report = DEMO.read_text(encoding="utf-8")
    yield report.encode()
    yield damage.scraped(report).encode()
    yield damage.toneless(report).encode()
    yield (report * 10).encode("gb18030")


def measure() -> list[Figure]:
    """Return milliseconds per 1,000 characters, the 95th percentile of all rounds and texts."""
    samples = list(texts())
    for content in samples:
        read_bytes(content, "warm.txt")
    taken = []
    for _ in range(ROUNDS):
        for content in samples:
            began = time.perf_counter()
            reading = read_bytes(content, "report.txt")
            spent = time.perf_counter() - began
            taken.append(spent * 1000 / (len(reading.raw_text) / 1000))
    return [Figure("reading", p95(taken), LIMIT_MS_PER_1000, "ms per 1,000 characters, p95", True)]
