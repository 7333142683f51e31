"""Why a change of evidence is refused; the message is for the person."""

from changai.kernel.errors import OutOfDate, Refused
from changai.tasks.services import NotAllowed, NotNow, NotThere, OwnReport, ReasonMissing

__all__ = [
    "AlreadyAsked",
    "AlreadySaid",
    "BadPeriod",
    "BadValue",
    "FileNotTaken",
    "NotAllowed",
    "NotNow",
    "NotThere",
    "NotVerified",
    "NothingChosen",
    "NothingSaid",
    "OutOfDate",
    "OwnReport",
    "ReasonMissing",
    "Refused",
    "TooLong",
]


class AlreadySaid(Refused):
    """The form was sent before, with other contents."""


class AlreadyAsked(Refused):
    """The unit was asked for the same task and period before."""


class BadPeriod(Refused):
    """The period is none."""


class BadValue(Refused):
    """A value is no number that can be kept, or belongs to another task."""


class NothingSaid(Refused):
    """A report without a value, a change or an obstacle."""


class NothingChosen(Refused):
    """Nothing is left to be asked, published or judged."""


class NotVerified(Refused):
    """A value that nobody verified is not published."""


class TooLong(Refused):
    """More words or files than are kept."""


class FileNotTaken(Refused):
    """The file is not what its name says, or not safe to keep."""
