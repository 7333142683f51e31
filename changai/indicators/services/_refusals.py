"""What a value or a publication is refused for."""

from __future__ import annotations

from collections.abc import Sequence

from changai.indicators.rules import Warned
from changai.kernel.errors import Refused


class NotAllowed(Refused):
    """The person may not do this for this unit."""


class NotNow(Refused):
    """The value does not stand where this step begins, or is locked."""


class BadNumber(Refused):
    """A number that cannot be: none, endless, below nothing where that means nothing."""


class PartsDoNotAdd(Refused):
    """A score table whose parts do not come to its total; the message shows the parts."""


class WordsMissing(Refused):
    """There are no words, or more than are kept."""


class WarningsOpen(Refused):
    """Some warnings are neither put right nor answered; nothing was kept."""

    def __init__(self, message: str, warnings: Sequence[Warned]) -> None:
        super().__init__(message)
        self.warnings = tuple(warnings)


class NothingToPublish(Refused):
    """No figure was chosen, or none of those chosen is verified."""


class BadRows(Refused):
    """Some rows of a table cannot be taken; none was."""

    def __init__(self, message: str, faults: Sequence[tuple[int, str]]) -> None:
        super().__init__(message)
        self.faults = tuple(faults)
