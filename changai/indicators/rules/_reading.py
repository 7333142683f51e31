"""What is read off figures: colours, small cells, and two counts of one set. Plain Python."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from changai.packs import arithmetic


class Cause(StrEnum):
    """Why a figure has its colour."""

    REACHED = "reached"
    ON_LINE = "on_line"
    BEHIND = "behind"
    WORSE = "worse"
    MISSED = "missed"
    UNKNOWN = "unknown"
    NO_START = "no_start"
    NO_TARGET = "no_target"


TONES = {
    Cause.REACHED: "GREEN",
    Cause.ON_LINE: "GREEN",
    Cause.BEHIND: "YELLOW",
    Cause.WORSE: "RED",
    Cause.MISSED: "RED",
}


@dataclass(frozen=True)
class Aim:
    """A target with the straight line to it; the line has no start where none is known."""

    due_on: date
    value: Decimal
    from_on: date | None = None
    from_value: Decimal | None = None


@dataclass(frozen=True)
class Light:
    """A computed colour: why, where the line stands on the day, and how far the target is."""

    cause: Cause
    line: Decimal | None = None
    gap: Decimal | None = None

    @property
    def code(self) -> str:
        """Return the code of the colour; grey where nothing can be said."""
        return TONES.get(self.cause, "GREY")


def light(value: Decimal | None, on: date, aim: Aim | None, direction: str) -> Light:
    """Return the colour of a value on the last day of its period. Nobody types a colour."""
    if aim is None:
        return Light(Cause.NO_TARGET)
    if value is None:
        return Light(Cause.UNKNOWN)
    sign = -1 if direction == "down" else 1
    gap = (aim.value - value) * sign
    line = on_line(aim, on)
    if gap <= 0:
        return Light(Cause.REACHED, line, Decimal(0))
    if on >= aim.due_on:
        return Light(Cause.MISSED, aim.value, gap)
    if line is None or aim.from_value is None:
        return Light(Cause.NO_START, None, gap)
    if (value - line) * sign >= 0:
        return Light(Cause.ON_LINE, line, gap)
    worse = (value - aim.from_value) * sign < 0
    return Light(Cause.WORSE if worse else Cause.BEHIND, line, gap)


def on_line(aim: Aim, on: date) -> Decimal | None:
    """Return where the straight line to the target stands on a day; before it begins, nowhere."""
    if aim.from_on is None or aim.from_value is None or on < aim.from_on:
        return None
    whole = (aim.due_on - aim.from_on).days
    gone = min((on - aim.from_on).days, whole)
    return aim.from_value + (aim.value - aim.from_value) * gone / whole


def hidden_cells(
    sizes: Mapping[int, Decimal | None],
    least: int,
    *,
    before: Collection[int] = (),
    public: Collection[int] = (),
) -> frozenset[int]:
    """Return which cells of one row of a table are hidden: the small, and one beside a lone one.

    A lone hidden cell is the total less the others; the next smallest is hidden with it, so that
    the difference is of two: of those not `public` elsewhere, as far as there are any. What was
    hidden `before` stays so: two tables that hide other cells give both away. Cells without a
    size hold nothing and hide nothing.
    """
    known = {key: size for key, size in sizes.items() if size is not None}
    small = {key for key, size in known.items() if 0 < size < least or key in before}
    if len(small) == 1 and len(known) > 1:
        rest = {key: size for key, size in known.items() if key not in small}
        small.add(min(rest, key=lambda key: (key in public, rest[key] == 0, rest[key], key)))
    return frozenset(small)


@dataclass(frozen=True)
class Cut:
    """One way to count a set: the cells, their sum, and what it lacks of the whole."""

    column: str
    cells: tuple[tuple[str, Decimal], ...]
    total: Decimal
    gap: Decimal


def cuts(whole: Decimal, counted: Mapping[str, Mapping[str, Decimal]]) -> list[Cut]:
    """Return every cut of a set with its gap; a gap is shown and never smoothed."""
    found = []
    for column, cells in counted.items():
        gap = arithmetic.gap_of_parts(cells, whole)
        found.append(Cut(column, tuple(cells.items()), whole - gap, gap))
    return found


def agree(found: Sequence[Cut]) -> bool:
    """Say whether every cut of a set comes to the whole."""
    return all(not one.gap for one in found)


def verified_share(said: int, verified: int) -> Decimal | None:
    """Return the share of values that somebody above has accepted; None where none was said."""
    return Decimal(verified) / said if said else None
