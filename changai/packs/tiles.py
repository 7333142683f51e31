"""Content about schematic maps: where the divisions below one stand on a grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from changai.packs.schema import Division, DivisionCode, Grade, Record, Source

MOST = 16


class Tile(Record):
    """Put a division on the grid of the one above it, by rough geography: a scheme, no map.

    Units: `column` counts from the west, `row` from the north, both from 1.
    """

    division: DivisionCode
    column: Annotated[int, Field(ge=1, le=MOST)]
    row: Annotated[int, Field(ge=1, le=MOST)]
    source: Source
    grade: Grade


def faults(
    tiles: Sequence[Tile], divisions: Sequence[Division]
) -> list[tuple[Tile, str, str, str]]:
    """List tiles of no division of today, and two of one grid on one place: field, what, remedy."""
    living = {one.code: one for one in divisions if one.valid_to is None}
    known = {one.code for one in divisions}
    found: list[tuple[Tile, str, str, str]] = []
    taken: dict[tuple[str | None, int, int], str] = {}
    for one in tiles:
        division = living.get(one.division)
        if division is None:
            over = one.division in known
            what = f"{one.division} is no longer valid" if over else f"no division {one.division}"
            remedy = "Name the division of today" if over else "Name one of divisions.csv"
            found.append((one, "division", what, remedy))
            continue
        place = (division.parent, one.column, one.row)
        if place in taken:
            what = f"{taken[place]} stands already on column {one.column}, row {one.row}"
            found.append((one, "column", what, "Give each division a place of its own"))
        taken.setdefault(place, one.division)
    return found
