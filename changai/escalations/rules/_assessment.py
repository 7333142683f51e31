"""Scoring from facts: a closed list of formulas, and what a scheme must never reward.

score = min(top, base + bonuses) - penalties; the ceiling is put on before anything is taken off,
so that no bonus ever pays for a penalty.
Source: local schemes read make a false report as cheap as a late one (late -1, false -2; missed
-5, false -3, domain brief 5.7). Here falsehood always costs more than lateness, together with all
that it could have gained; what is corrected before its date costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Formula(StrEnum):
    """What points are given or taken for; computed from facts, never from articles or log-ins."""

    ON_TIME = "ON_TIME"
    REACHED = "REACHED"
    LATE = "LATE"
    MADE_UP_LATE = "MADE_UP_LATE"
    RETURNED = "RETURNED"
    FALSE = "FALSE"

    @property
    def is_bonus(self) -> bool:
        """Say whether it adds points."""
        return self in BONUSES


BONUSES = frozenset({Formula.ON_TIME, Formula.REACHED})
LATENESS = (Formula.LATE, Formula.MADE_UP_LATE)


@dataclass(frozen=True)
class Line:
    """Points for one formula, for each time; `most` caps their sum where it is given.

    REACHED gives `points` times the share of the targets due that were reached, verified.
    """

    formula: Formula
    points: Decimal
    most: Decimal | None = None


@dataclass(frozen=True)
class Counts:
    """How often each thing happened to one unit in the period. Units: counts."""

    on_time: int = 0
    late: int = 0
    made_up_late: int = 0
    returned: int = 0
    false: int = 0
    reached: int = 0
    targets: int = 0


class Fault(StrEnum):
    """Why a scheme is refused."""

    NO_FALSE = "no_false"
    TWICE = "twice"
    NOT_POSITIVE = "not_positive"
    FALSE_CAPPED = "false_capped"
    FALSE_TOO_CHEAP = "false_too_cheap"
    MAKING_UP_DEARER = "making_up_dearer"
    TOP_BELOW_BASE = "top_below_base"


def cheapest_false(lines: Sequence[Line]) -> Decimal:
    """Return what one falsehood must cost more than: the lateness and the return it could hide,
    and every point it could gain."""
    points = _points(lines)
    hidden = max(points.get(one, Decimal(0)) for one in LATENESS)
    hidden += points.get(Formula.RETURNED, Decimal(0))
    return hidden + sum((points.get(one, Decimal(0)) for one in BONUSES), Decimal(0))


def scheme_faults(lines: Sequence[Line], *, base: Decimal, top: Decimal) -> list[Fault]:
    """Return what is wrong with a scheme; an empty list for one that may be used."""
    found = []
    points = _points(lines)
    if len(points) < len(lines):
        found.append(Fault.TWICE)
    if any(one.points <= 0 or (one.most is not None and one.most <= 0) for one in lines):
        found.append(Fault.NOT_POSITIVE)
    if top < base:
        found.append(Fault.TOP_BELOW_BASE)
    false = next((one for one in lines if one.formula is Formula.FALSE), None)
    if false is None:
        return [*found, Fault.NO_FALSE]
    if false.most is not None:
        found.append(Fault.FALSE_CAPPED)
    if false.points <= cheapest_false(lines):
        found.append(Fault.FALSE_TOO_CHEAP)
    late, made_up = points.get(Formula.LATE), points.get(Formula.MADE_UP_LATE)
    if late is not None and made_up is not None and made_up > late:
        found.append(Fault.MAKING_UP_DEARER)
    return found


def _points(lines: Sequence[Line]) -> Mapping[Formula, Decimal]:
    return {one.formula: one.points for one in lines}


def line_points(line: Line, counts: Counts) -> Decimal:
    """Return the points of one line, negative for a penalty."""
    if line.formula is Formula.REACHED:
        share = Decimal(counts.reached) / counts.targets if counts.targets else Decimal(0)
        points = line.points * share
    else:
        points = line.points * count_of(line.formula, counts)
    if line.most is not None:
        points = min(points, line.most)
    points = points.quantize(Decimal("0.01"))
    return points if line.formula.is_bonus else -points


def count_of(formula: Formula, counts: Counts) -> int:
    """Return how often what a formula counts happened."""
    return {
        Formula.ON_TIME: counts.on_time,
        Formula.REACHED: counts.reached,
        Formula.LATE: counts.late,
        Formula.MADE_UP_LATE: counts.made_up_late,
        Formula.RETURNED: counts.returned,
        Formula.FALSE: counts.false,
    }[formula]


def score(lines: Sequence[Line], counts: Counts, *, base: Decimal, top: Decimal) -> Decimal:
    """Return the score of one unit; the ceiling is put on before penalties are taken off."""
    points = [line_points(line, counts) for line in lines]
    bonus = sum((one for one in points if one > 0), Decimal(0))
    penalty = sum((one for one in points if one < 0), Decimal(0))
    return min(top, base + bonus) + penalty


def ranks(scores: Sequence[Decimal | None]) -> list[int | None]:
    """Return the rank of each score, equal ones alike; None for a unit without tasks."""
    known = sorted((one for one in scores if one is not None), reverse=True)
    return [None if one is None else known.index(one) + 1 for one in scores]


class SchemeState(StrEnum):
    """DRAFT is the office's own; OPEN shows each unit its result; FINAL is frozen."""

    DRAFT = "DRAFT"
    OPEN = "OPEN"
    FINAL = "FINAL"


class SchemeEvent(StrEnum):
    MAKE = "make"
    CHANGE = "change"
    OPEN = "open"
    OBJECT = "object"
    ANSWER = "answer"
    FINALIZE = "finalize"


@dataclass(frozen=True)
class SchemeTransition:
    """One line of the table of schemes. `by_office` says who: the office, or a unit assessed."""

    sources: frozenset[SchemeState | None]
    event: SchemeEvent
    by_office: bool
    target: SchemeState


_S, _E = SchemeState, SchemeEvent
SCHEME_TRANSITIONS: tuple[SchemeTransition, ...] = (
    SchemeTransition(frozenset({None}), _E.MAKE, True, _S.DRAFT),
    SchemeTransition(frozenset({_S.DRAFT}), _E.CHANGE, True, _S.DRAFT),
    SchemeTransition(frozenset({_S.DRAFT}), _E.OPEN, True, _S.OPEN),
    SchemeTransition(frozenset({_S.OPEN}), _E.OBJECT, False, _S.OPEN),
    SchemeTransition(frozenset({_S.OPEN}), _E.ANSWER, True, _S.OPEN),
    SchemeTransition(frozenset({_S.OPEN}), _E.FINALIZE, True, _S.FINAL),
)
_SCHEME_LINES = {line.event: line for line in SCHEME_TRANSITIONS}


def scheme_allows(event: SchemeEvent, state: SchemeState | None) -> bool:
    """Say whether the table has this event in this state."""
    return state in _SCHEME_LINES[event].sources
