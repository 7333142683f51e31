"""Why a step of supervision is refused; the message is for the person."""

from collections.abc import Sequence

from changai.kernel.errors import OutOfDate, Refused

__all__ = [
    "BadDate",
    "BadScheme",
    "NotAllowed",
    "NotNow",
    "NothingChosen",
    "OutOfDate",
    "ReasonMissing",
    "Refused",
]


class NotAllowed(Refused):
    """The person may not do this for this unit."""


class NotNow(Refused):
    """The matter, the slip or the scheme does not stand where this step begins."""


class ReasonMissing(Refused):
    """There are no words, or more than are kept."""


class BadDate(Refused):
    """A day that has passed, or a period that ends before it begins."""


class NothingChosen(Refused):
    """Nothing was chosen, or something the person does not see."""


class BadScheme(Refused):
    """A scheme that would reward the wrong thing; `faults` say each in words."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)
