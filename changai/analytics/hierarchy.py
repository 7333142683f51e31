"""The tree of units through time, as a closure table that every roll-up joins. Plain Python.

Every unit has a place on every day: before its first known day it stands where it first stood;
after a merger its facts stand with its heir; after an end without an heir, where its last parent
stands. So no reorganisation loses a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from changai.analytics.facts import FactColumn, FactTable, Row

EVER = date(1900, 1, 1)  # what came before the first known day
COLUMNS = (
    FactColumn("ancestor_id", "integer"),
    FactColumn("unit_id", "integer"),
    FactColumn("tier", "text"),
    FactColumn("valid_from", "day"),
    FactColumn("valid_to", "day"),
    FactColumn("tree_id", "integer"),
    FactColumn("distance", "integer"),
)
NAME = "unit_tree"


class BrokenTree(ValueError):
    """A unit stands below itself, or hangs under a unit nobody knows."""


@dataclass(frozen=True)
class Placement:
    """From a day on a unit hangs under a parent (none for a root), until its next placement."""

    unit_id: int
    parent_id: int | None
    tier: str
    from_on: date


@dataclass(frozen=True)
class Ending:
    """From a day on a unit is no more; its heir, if any, stands for it."""

    unit_id: int
    on: date
    heir_id: int | None = None


# The units above and their tiers, nearest first, each with its distance.
Chain = tuple[tuple[int, str, int], ...]


@dataclass(frozen=True)
class Span:
    """For how long a chain of ancestors held: from `from_on` to the day before `to_on`."""

    from_on: date
    to_on: date | None
    chain: Chain


class Tree:
    """All placements and endings of one tree."""

    def __init__(self, placements: Iterable[Placement], endings: Iterable[Ending] = ()) -> None:
        self._places: dict[int, list[Placement]] = {}
        for place in sorted(placements, key=lambda one: one.from_on):
            self._places.setdefault(place.unit_id, []).append(place)
        self._endings = {ending.unit_id: ending for ending in endings}

    def spans(self, unit_id: int) -> tuple[Span, ...]:
        """Return every span of a unit, from ever to now, without a gap."""
        return _joined([*self._within(unit_id, EVER, None, frozenset())])

    def _within(
        self, unit_id: int, from_on: date, to_on: date | None, below: frozenset[int]
    ) -> Iterator[Span]:
        # Only a unit met twice for the same days is a circle: A may stand under B after B stood
        # under A. The days shrink on the way up, so meeting it again at all is enough.
        if unit_id in below:
            raise BrokenTree(f"unit {unit_id} stands below itself")
        if unit_id not in self._places:
            raise BrokenTree(f"unit {unit_id} is placed nowhere")
        below, places = below | {unit_id}, self._places[unit_id]
        ending = self._endings.get(unit_id)
        end = ending.on if ending else None
        for number, place in enumerate(places):
            began = EVER if number == 0 else place.from_on
            following = places[number + 1].from_on if number + 1 < len(places) else None
            days = _overlap(began, _first_of(following, end), from_on, to_on)
            if days:
                yield from self._placed(place, *days, below)
        if ending is None or not (days := _overlap(ending.on, None, from_on, to_on)):
            return
        if ending.heir_id is not None:
            yield from self._within(ending.heir_id, *days, below)
        elif (last := places[-1].parent_id) is not None:
            for above in self._within(last, *days, below):
                yield Span(above.from_on, above.to_on, _farther(above.chain))

    def _placed(
        self, place: Placement, from_on: date, to_on: date | None, below: frozenset[int]
    ) -> Iterator[Span]:
        itself = ((place.unit_id, place.tier, 0),)
        if place.parent_id is None:
            yield Span(from_on, to_on, itself)
            return
        for above in self._within(place.parent_id, from_on, to_on, below):
            yield Span(above.from_on, above.to_on, itself + _farther(above.chain))

    def rows(self, tree_id: int = 0) -> Iterator[Row]:
        """Return the closure: a row per unit, ancestor and span, as `COLUMNS` says.

        The spans of one unit are cut on the same days for all its ancestors. `distance` 0 is the
        unit itself or, after a merger, the heir that stands for it.
        """
        for unit_id in self._places:
            for span in self.spans(unit_id):
                for ancestor_id, tier, distance in span.chain:
                    yield (
                        ancestor_id, unit_id, tier, span.from_on, span.to_on, tree_id, distance
                    )  # fmt: skip


def _first_of(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _overlap(
    began: date, ended: date | None, from_on: date, to_on: date | None
) -> tuple[date, date | None] | None:
    """Return the days that two stretches share; none where they share none."""
    first, last = max(began, from_on), _first_of(ended, to_on)
    return None if last is not None and last <= first else (first, last)


def _farther(chain: Chain) -> Chain:
    return tuple((unit_id, tier, distance + 1) for unit_id, tier, distance in chain)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Join spans that follow each other with the same chain."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda one: one.from_on):
        if joined and joined[-1].chain == span.chain and joined[-1].to_on == span.from_on:
            joined[-1] = Span(joined[-1].from_on, span.to_on, span.chain)
        else:
            joined.append(span)
    return tuple(joined)


def unit_tree(placements: Iterable[Placement], endings: Iterable[Ending] = ()) -> FactTable:
    """Return the closure of one tree as the fact that every roll-up joins."""
    tree = Tree(placements, endings)
    return FactTable(
        name=NAME,
        grain="a unit, one of its ancestors or itself, and the days for which that held",
        columns=COLUMNS,
        rows=tree.rows,
    )
