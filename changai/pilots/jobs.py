"""What the clock of pilots starts."""

from django.utils import timezone

from changai.pilots import services


def tell_terms() -> None:
    """Give the alarms of terms and checks; after midnight, and at start to catch up."""
    services.tell_terms(at=timezone.now())
