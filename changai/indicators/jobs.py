"""What the clock of indicators starts."""

from django.conf import settings
from django.utils import timezone

from changai.indicators import services


def recompute() -> None:
    """Write the snapshot of the night and compute every total again; what differs is told."""
    services.recompute_totals(folder=settings.FACTS_DIR, by=None, at=timezone.now())
