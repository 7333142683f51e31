"""What the clock of supervision starts."""

from django.utils import timezone

from changai.escalations import services


def tell_passed_days() -> None:
    """Tell of slips whose day has passed; after midnight, and at start to catch up."""
    services.tell_passed_days(at=timezone.now())
