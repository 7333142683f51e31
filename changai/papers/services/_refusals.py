"""Why a paper stays as it is."""

from changai.kernel.errors import OutOfDate as OutOfDate
from changai.kernel.errors import Refused


class MayNot(Refused):
    """The person may not do this to this paper."""


class WrongState(OutOfDate):
    """The paper is not in a state in which this can be done."""


class AlreadyDrafted(Refused):
    """The thing has a paper of this kind on its way."""

    def __init__(self, message: str, paper_id: int) -> None:
        super().__init__(message)
        self.paper_id = paper_id


class NotDeliverable(Refused):
    """The unit was not sent this paper, or signed for it already."""
