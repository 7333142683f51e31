"""Why a change of a meeting is refused; the message is for the person."""

from changai.kernel.errors import OutOfDate, Refused

__all__ = [
    "AlreadyThere",
    "BadTime",
    "DecisionIncomplete",
    "NotAllowed",
    "NotNow",
    "NotThere",
    "NothingToDo",
    "OutOfDate",
    "ReasonMissing",
    "Refused",
    "WordsMissing",
]


class NotAllowed(Refused):
    """The person does not run the body of this meeting."""


class NotNow(Refused):
    """The table has no such step from the state the meeting is in."""


class NotThere(Refused):
    """The thing named does not belong to this meeting, or is gone."""


class AlreadyThere(Refused):
    """It is there once already."""


class BadTime(Refused):
    """The day or the hour does not fit."""


class WordsMissing(Refused):
    """Words are needed here."""


class ReasonMissing(Refused):
    """A reason is needed."""


class NothingToDo(Refused):
    """There is nothing this could do."""


class DecisionIncomplete(Refused):
    """A decision lacks its unit or its date."""
