"""What services on bodies refuse."""

from changai.kernel.errors import Refused


class NotTheOffice(Refused):
    """The person is not of the office that runs the body."""


class BodyRefused(Refused):
    """The body cannot be set up, changed or ended like this."""


class SeatRefused(Refused):
    """The seat cannot be given, changed or ended like this."""
