"""What services on conveying refuse."""

from changai.kernel.errors import Refused


class NotAllowed(Refused):
    """The person may not do this for this unit."""


class ConveyanceRefused(Refused):
    """It cannot be conveyed like this."""
