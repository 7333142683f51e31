"""What the clock of conveying starts."""

from django.utils import timezone

from changai.conveyance import services


def escalate_unsigned() -> None:
    """Tell of what was not signed for in time; after midnight, and at start to catch up."""
    services.escalate_unsigned(at=timezone.now())
