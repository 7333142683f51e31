"""What the clock of indicators starts."""

from django.conf import settings
from django.utils import timezone

from changai.indicators import queries, services


def recompute() -> None:
    """Write the snapshot of the night and compute every total again; what differs is told."""
    services.recompute_totals(folder=settings.FACTS_DIR, by=None, at=timezone.now())


def warm_up() -> None:
    """Work out the newest figures of the top once, so that nobody waits for the engine to load.

    Cost: seconds where there are records; a query where there are none.
    """
    queries.work_out_newest(today=timezone.localdate())
