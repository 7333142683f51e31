"""What a noun further along the flow adds to briefings and special reports, as annexes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from changai.escalations.models import Digest
from changai.papers.rules import Annex

# The digest, who reads it and the day; the annex, or None where there is nothing to tell.
Maker = Callable[[Digest, Any, date], Annex | None]
WITH_ANNEXES = (Digest.Kind.BRIEFING, Digest.Kind.SPECIAL_REPORT)
_makers: dict[str, Maker] = {}


def register_annex(name: str, maker: Maker) -> None:
    """Add an annex to briefings and special reports; the same name takes the place of the first."""
    _makers[name] = maker


def annexes_of(digest: Digest, user: Any, today: date) -> tuple[Annex, ...]:
    """Return the annexes of a digest, in the order of their names; a circular has none."""
    if digest.kind not in WITH_ANNEXES:
        return ()
    made = (_makers[name](digest, user, today) for name in sorted(_makers))
    return tuple(one for one in made if one is not None)
