"""Why a change of a task is refused; the message is for the person."""

from changai.kernel.errors import OutOfDate, Refused

__all__ = [
    "AlreadyAmong",
    "AlreadyStopped",
    "BadDate",
    "ClauseNotConfirmed",
    "DeclinedTooLate",
    "EvidenceMissing",
    "ExtensionUnanswered",
    "LeadMissing",
    "NotAllowed",
    "NotNow",
    "NotThere",
    "OutOfDate",
    "OutOfReach",
    "OwnReport",
    "ReasonMissing",
    "ReadOnlyInstruction",
    "Refused",
    "SourceMissing",
    "StillOpenBelow",
]


class NotAllowed(Refused):
    """The person does not hold the post that may do this."""


class OwnReport(NotAllowed):
    """Nobody judges what they reported themselves."""


class NotNow(Refused):
    """The table has no such step from the state the thing is in."""


class NotThere(Refused):
    """The thing does not exist, or is no longer there."""


class SourceMissing(Refused):
    """No sentence makes this task."""


class ClauseNotConfirmed(Refused):
    """No person has confirmed the clause."""


class ReadOnlyInstruction(Refused):
    """The leader asked others to read, or nobody has said yet what was asked."""


class LeadMissing(Refused):
    """No lead unit, or several without being joint."""


class BadDate(Refused):
    """No date and no words in its place, or a date that has passed."""


class ReasonMissing(Refused):
    """A reason is required."""


class DeclinedTooLate(Refused):
    """The days in which the lead may say "not ours" are over."""


class EvidenceMissing(Refused):
    """Evidence is required and there is none."""


class StillOpenBelow(Refused):
    """A child task or a duty is neither finished nor waived."""


class ExtensionUnanswered(Refused):
    """A request for a later date, asked in time, waits for its answer."""


class AlreadyAmong(Refused):
    """The unit already has a part in this."""


class AlreadyStopped(Refused):
    """The clock already stands, or does not stand."""


class OutOfReach(Refused):
    """A unit lies outside what may be assigned to from here."""
