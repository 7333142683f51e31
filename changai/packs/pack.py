"""The merged view of the packs that are in use, with a small typed look-up for each kind."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

from changai.packs import schema
from changai.packs.indicators import Indicator
from changai.packs.pilots import PilotContent
from changai.packs.tiles import Tile

R = TypeVar("R")


class UnknownCode(LookupError):
    """The packs in use hold nothing under this code (on this day)."""


def _found(rows: Mapping[str, R], code: str, kind: str) -> R:
    try:
        return rows[code]
    except KeyError:
        raise UnknownCode(f"the packs in use know no {kind} {code!r}") from None


@dataclass(frozen=True, eq=False)
class Pack:
    """Hold all content in the order in which it was written, later packs laid over earlier ones."""

    infos: tuple[schema.PackInfo, ...]
    unit_kinds: tuple[schema.UnitKind, ...]
    unit_names: tuple[schema.UnitName, ...]
    body_kinds: tuple[schema.BodyKind, ...]
    document_kinds: tuple[schema.DocumentKind, ...]
    axis_families: tuple[schema.AxisFamily, ...]
    axes: tuple[schema.Axis, ...]
    clocks: tuple[schema.Clock, ...]
    roles: tuple[schema.Role, ...]
    task_shapes: tuple[schema.TaskShape, ...]
    divisions: tuple[schema.Division, ...]
    zones: tuple[schema.Zone, ...]
    member_units: tuple[schema.MemberUnit, ...]
    working_days: tuple[schema.WorkingDay, ...]
    glossary: tuple[schema.Term, ...]
    pilots: PilotContent
    indicators: tuple[Indicator, ...] = ()
    tiles: tuple[Tile, ...] = ()

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """Give the version of each pack in use, to be recorded with what was computed from it."""
        return MappingProxyType({info.code: info.version for info in self.infos})

    @cached_property
    def tile_places(self) -> Mapping[str, tuple[int, int]]:
        """Give column and row on the grid of the division above, by the code of a division."""
        return MappingProxyType({one.division: (one.column, one.row) for one in self.tiles})

    @cached_property
    def working_day_overrides(self) -> Mapping[datetime.date, bool]:
        """Say of each day that the packs name whether it is worked."""
        return MappingProxyType({day.date: day.is_working for day in self.working_days})

    @cached_property
    def working_years(self) -> frozenset[int]:
        """Give the years whose holiday notice stands complete in the packs."""
        return frozenset(year for info in self.infos for year in info.working_years)

    def indicator(self, code: str) -> Indicator:
        """Find the definition of an indicator."""
        return _found(self._indicators, code, "indicator")

    def clock(self, code: str) -> schema.Clock:
        """Find a limit."""
        return _found(self._clocks, code, "clock")

    def unit_kind(self, code: str) -> schema.UnitKind:
        """Find a kind of unit."""
        return _found(self._unit_kinds, code, "kind of unit")

    def body_kind(self, code: str) -> schema.BodyKind:
        """Find a kind of coordination body."""
        return _found(self._body_kinds, code, "kind of coordination body")

    def document_kind(self, code: str) -> schema.DocumentKind:
        """Find a kind of document."""
        return _found(self._document_kinds, code, "kind of document")

    def axis(self, code: str) -> schema.Axis:
        """Find an axis."""
        return _found(self._axes, code, "axis")

    def role(self, code: str) -> schema.Role:
        """Find a role."""
        return _found(self._roles, code, "role")

    def shape(self, code: str) -> schema.TaskShape:
        """Find a shape of a task row."""
        return _found(self._shapes, code, "shape")

    def zone(self, code: str) -> schema.Zone:
        """Find a development zone."""
        return _found(self._zones, code, "zone")

    def division(self, code: str, on: datetime.date | None = None) -> schema.Division:
        """Find a division as it was on a day; without a day as it is now, or was last."""
        rows = _found(self._divisions, code, "division")
        if on is None:
            return rows[-1]
        for row in rows:
            if row.holds(on):
                return row
        raise UnknownCode(f"division {code} did not exist on {on.isoformat()}")

    def children_of(
        self, code: str, on: datetime.date | None = None
    ) -> tuple[schema.Division, ...]:
        """Give the divisions right below one, on a day or now, by code."""
        return tuple(row for row in self._children.get(code, ()) if _valid(row, on))

    def divisions_under(
        self, code: str, on: datetime.date | None = None
    ) -> tuple[schema.Division, ...]:
        """Give every division below one, on a day or now, each city before its counties."""
        below: list[schema.Division] = []
        for child in self.children_of(code, on):
            below += [child, *self.divisions_under(child.code, on)]
        return tuple(below)

    def successors(self, code: str) -> tuple[schema.Division, ...]:
        """Follow a code to the divisions that stand in its place now."""
        row = self.division(code)
        if row.valid_to is None:
            return (row,)
        found: dict[str, schema.Division] = {}
        for later in row.successor:
            for last in self.successors(later):
                found[last.code] = last
        return tuple(found[key] for key in sorted(found))

    @cached_property
    def _divisions(self) -> dict[str, list[schema.Division]]:
        rows: dict[str, list[schema.Division]] = {}
        for row in sorted(self.divisions, key=lambda row: (row.code, row.starts)):
            rows.setdefault(row.code, []).append(row)
        return rows

    @cached_property
    def _children(self) -> dict[str, list[schema.Division]]:
        below: dict[str, list[schema.Division]] = {}
        for rows in self._divisions.values():
            for row in rows:
                if row.parent is not None:
                    below.setdefault(row.parent, []).append(row)
        return below

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {row.code: row for row in self.indicators}

    @cached_property
    def _clocks(self) -> dict[str, schema.Clock]:
        return {row.code: row for row in self.clocks}

    @cached_property
    def _unit_kinds(self) -> dict[str, schema.UnitKind]:
        return {row.code: row for row in self.unit_kinds}

    @cached_property
    def _body_kinds(self) -> dict[str, schema.BodyKind]:
        return {row.code: row for row in self.body_kinds}

    @cached_property
    def _document_kinds(self) -> dict[str, schema.DocumentKind]:
        return {row.code: row for row in self.document_kinds}

    @cached_property
    def _axes(self) -> dict[str, schema.Axis]:
        return {row.code: row for row in self.axes}

    @cached_property
    def _roles(self) -> dict[str, schema.Role]:
        return {row.code: row for row in self.roles}

    @cached_property
    def _shapes(self) -> dict[str, schema.TaskShape]:
        return {row.code: row for row in self.task_shapes}

    @cached_property
    def _zones(self) -> dict[str, schema.Zone]:
        return {row.code: row for row in self.zones}


def _valid(row: schema.Division, on: datetime.date | None) -> bool:
    return row.valid_to is None if on is None else row.holds(on)
