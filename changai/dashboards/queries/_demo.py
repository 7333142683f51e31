"""The report that visitors of the demo try the reading with."""

from __future__ import annotations

from django.conf import settings

DEMO_REPORT = "demo_report.txt"


def demo_report() -> bytes | None:
    """Return the demo's report as damaged as web scrapes are; None outside the demo."""
    path = settings.DATA_DIR / DEMO_REPORT
    return path.read_bytes() if settings.DEMO and path.exists() else None
