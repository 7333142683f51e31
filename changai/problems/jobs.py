"""What the clock of problems starts."""

from django.utils import timezone

from changai.problems import services


def tell_look_backs() -> None:
    """Tell of problems to look back at; after midnight, and at start to catch up."""
    services.tell_look_backs(at=timezone.now())
