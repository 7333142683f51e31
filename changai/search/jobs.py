"""What the clock of the search starts."""

from django.utils import timezone

from changai.search import services


def index_waiting() -> None:
    """Bring the index up to date; every minute, and at start."""
    services.index_waiting(at=timezone.now())
