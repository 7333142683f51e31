"""The order of what is due, and where the next page begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NO_DAY = "none"
NEVER = date.max


@dataclass(frozen=True)
class Place:
    """A place in the list: by due day, those without one last, then by kind, then by number."""

    due_on: date | None
    order: int
    pk: int

    def to_text(self) -> str:
        """Write the place as it stands in an address."""
        return f"{self.due_on.isoformat() if self.due_on else NO_DAY}_{self.order}_{self.pk}"

    def key(self) -> tuple[date, int, int]:
        """Return what the list is sorted by."""
        return self.due_on or NEVER, self.order, self.pk


def place_of(text: str) -> Place | None:
    """Read a place from an address; anything that is none means the beginning."""
    parts = text.split("_")
    if len(parts) != 3 or not (parts[1].isdigit() and parts[2].isdigit()):
        return None
    if parts[0] == NO_DAY:
        return Place(None, int(parts[1]), int(parts[2]))
    try:
        return Place(date.fromisoformat(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def expected_share(started_on: date | None, due_on: date | None, today: date) -> Decimal | None:
    """Return the share of a target a straight line asks for on a day; None without a line.

    Units: 0-1.
    """
    if started_on is None or due_on is None or due_on <= started_on:
        return None
    passed = (min(today, due_on) - started_on).days
    return max(Decimal(0), Decimal(passed) / Decimal((due_on - started_on).days))


def gap_points(reached: Decimal, wanted: Decimal, expected: Decimal) -> Decimal:
    """Return by how much of its target a task lies behind its line; negative where ahead.

    Units: 0-1.
    """
    return expected - (reached / wanted if wanted else Decimal(0))
