"""Where else a file is used: nouns further along the flow tell of their own uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from changai.accounts.models import User
from changai.evidence.models import EvidenceFile


@dataclass(frozen=True)
class OtherUse:
    """A use of a file outside of reports: what it proves, of which unit and period."""

    title: str
    unit: str
    period: str
    state_words: str
    state_tone: str
    url: str


Teller = Callable[[EvidenceFile, User, date], Sequence[OtherUse]]
_tellers: dict[str, Teller] = {}


def register_uses(name: str, teller: Teller) -> None:
    """Let a noun tell of its uses of a file; the same name takes the place of the first."""
    _tellers[name] = teller


def other_uses_of(*, file: EvidenceFile, user: User, today: date) -> list[OtherUse]:
    """Return the uses of a file outside of reports, of what the person may see.

    Cost: that of each noun that tells, one query at most.
    """
    return [use for name in sorted(_tellers) for use in _tellers[name](file, user, today)]
