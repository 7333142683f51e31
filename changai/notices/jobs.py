"""What the clock of notices starts."""

from django.utils import timezone

from changai.notices import services


def send_due() -> None:
    """Send every mail that is due; every minute."""
    services.send_due(now=timezone.now())
