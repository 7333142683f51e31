"""What the clock of tasks starts."""

from django.utils import timezone

from changai.tasks import services


def notify_due() -> None:
    """Mark what became late and tell what is due; after midnight, and at start to catch up."""
    at = timezone.now()
    services.stamp_lateness(at=at)
    services.notify_due(today=timezone.localdate(at), at=at)
