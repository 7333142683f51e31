"""Lay what is conveyed out over the units: each gets it once, under the nearest unit above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from changai.conveyance.rules._life import Lamp, lamp

# Characters of a path a level; changai.orgs.rules.STEP, which rules of a later noun may not need.
STEP = 4


@dataclass(frozen=True)
class Desk:
    """A unit that can receive: where it stands and the subtree it answers for.

    A reform office answers for the division above it; every other unit for itself.
    """

    unit_id: int
    path: str
    scope: str


@dataclass(frozen=True)
class Placed:
    """A unit that receives, and the unit under which it stands; None right under the sender."""

    unit_id: int
    above: int | None


def lay_out(new: Iterable[Desk], there: Iterable[Desk] = ()) -> list[Placed]:
    """Return each new unit once, those above before those below, and none that is there already.

    The unit above is the nearest, among the new and those that are there, that answers for more.
    """
    known = {desk.unit_id for desk in there}
    fresh = {desk.unit_id: desk for desk in new if desk.unit_id not in known}
    answering: dict[str, Desk] = {}
    for desk in [*there, *fresh.values()]:
        held = answering.get(desk.scope)
        if held is None or (desk.path, desk.unit_id) < (held.path, held.unit_id):
            answering[desk.scope] = desk
    ordered = sorted(fresh.values(), key=lambda desk: (len(desk.scope), desk.path))
    return [Placed(desk.unit_id, _above(desk, answering)) for desk in ordered]


def _above(desk: Desk, answering: Mapping[str, Desk]) -> int | None:
    for end in range(len(desk.scope) - STEP, 0, -STEP):
        found = answering.get(desk.scope[:end])
        if found is not None and found.unit_id != desk.unit_id:
            return found.unit_id
    return None


@dataclass
class Counts:
    """How many units have it, signed for it, and let the day pass."""

    total: int = 0
    signed: int = 0
    overdue: int = 0

    @property
    def waiting(self) -> int:
        """Return how many have not signed."""
        return self.total - self.signed

    @property
    def ratio(self) -> float:
        """Return the share that signed; 0–1."""
        return self.signed / self.total if self.total else 0.0

    def add(self, shown: Lamp) -> None:
        """Count one unit."""
        self.total += 1
        self.signed += shown in (Lamp.SIGNED, Lamp.PASSED_ON)
        self.overdue += shown is Lamp.OVERDUE


def counted(rows: Iterable[tuple[str, str, date]], today: date) -> dict[str, Counts]:
    """Return the counts by the first value of each row; then come state and the day to sign by."""
    found: dict[str, Counts] = {}
    for key, state, sign_by in rows:
        found.setdefault(key, Counts()).add(lamp(state, sign_by, today))
    return found


def branches(rows: Sequence[tuple[int, int | None, str, date]], today: date) -> dict[int, Counts]:
    """Return the counts of everything below each node, from (id, parent, state, sign by).

    A parent has a smaller number than what stands under it: it was written before.
    """
    below: dict[int, Counts] = {row[0]: Counts() for row in rows}
    for node, parent, state, sign_by in sorted(rows, reverse=True):
        if parent is None or parent not in below:
            continue
        above, own = below[parent], below[node]
        above.add(lamp(state, sign_by, today))
        above.total += own.total
        above.signed += own.signed
        above.overdue += own.overdue
    return below
