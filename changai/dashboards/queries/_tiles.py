"""The units right below one on a schematic map, with the colour of one indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from changai.accounts.models import User
from changai.dashboards import rules
from changai.indicators import queries as indicators
from changai.indicators.queries import Figure, LitCell
from changai.indicators.rules import Cause, Period
from changai.orgs.models import Unit
from changai.packs.boundaries import ApprovedMap
from changai.packs.current import language, pack
from changai.packs.indicators import Indicator
from changai.packs.pack import UnknownCode

WIDE, HIGH, APART = 120, 98, 8
# Room for a name in a tile, and how wide a Latin letter is. Units: of the drawing; of its height.
ROOM, LARGEST, SMALLEST, LATIN = 100, 21, 13, 0.58
# What an English name of a place can go without on a tile.
KINDS = (" District", " County", " City")
# Short enough for a tile.
CAUSE_WORDS = {
    Cause.REACHED: gettext_lazy("已达到"),
    Cause.ON_LINE: gettext_lazy("在线上"),
    Cause.BEHIND: gettext_lazy("落后"),
    Cause.WORSE: gettext_lazy("不如起点"),
    Cause.MISSED: gettext_lazy("到期未达"),
    Cause.UNKNOWN: gettext_lazy("没有数据"),
    Cause.NO_START: gettext_lazy("没有起点"),
    Cause.NO_TARGET: gettext_lazy("没有目标"),
}
# Where nothing is judged a tile says instead how sure its number is.
SURE_WORDS = {True: gettext_lazy("已核实"), False: gettext_lazy("未全部核实")}
HIDDEN_WORDS = gettext_lazy("人数少，不显示")


@dataclass(frozen=True)
class Tile:
    """One unit on the map. Units: `x` and `y` of the drawing; `label` is all of it in words.

    `shade` counts fourths from 0 where no unit has a target: then nothing is good or bad.
    """

    row: LitCell
    name: str
    value: Decimal | None
    words: Any
    look: rules.Look
    x: int
    y: int
    may_open: bool
    shade: int | None = None
    path: str = ""

    @property
    def short(self) -> str:
        """Return the name as long as a tile has room for."""
        name = self.name
        for kind in KINDS:
            name = name.removesuffix(kind)
        while _width(name) * SMALLEST > ROOM:
            name = f"{name.removesuffix('…')[:-1]}…"
        return name

    @property
    def name_size(self) -> int:
        """Return how high the name is printed so that it fits. Units: of the drawing."""
        return int(min(LARGEST, ROOM / _width(self.short)))

    @property
    def ground(self) -> str:
        """Return the colour of the ground."""
        return self.look.ground if self.shade is None else rules.SHADES[self.shade]


def _width(name: str) -> float:
    """Return how wide a name is printed. Units: of its height."""
    return sum(LATIN if one.isascii() else 1 for one in name)


@dataclass(frozen=True)
class TileMap:
    """The map of one indicator. `is_placed` says that tiles stand by rough geography.

    `approval` is the number of the approved map that is drawn instead of tiles, or "".
    """

    figure: Figure
    tiles: list[Tile]
    is_placed: bool
    is_shaded: bool
    width: int
    height: int
    approval: str = ""

    @property
    def looks(self) -> list[tuple[rules.Look, Any]]:
        """Return the looks that occur with their words, for the legend."""
        return list({str(one.words): (one.look, one.words) for one in self.tiles}.values())


def tile_map(
    unit: Unit,
    definition: Indicator,
    period: Period,
    *,
    user: User,
    today: date,
    reading: str = "then",
    approved: ApprovedMap | None = None,
) -> TileMap:
    """Return the units right below one with the colour each has for an indicator.

    An approved map is drawn where it knows every one of them. Cost: about ten queries.
    """
    with indicators.Shelf():
        figure, found = indicators.figure(unit, definition, period, reading=reading)
    rows = indicators.lit_cells(figure, found)
    units = [one.cell.unit for one in rows]
    open_to = indicators.visible_below(units, user=user, today=today)
    grid = pack().tile_places
    known = {one.pk: grid[one.code] for one in units if one.code and one.code in grid}
    places, is_placed = rules.places_for([one.pk for one in units], known)
    judged = any(one.target is not None for one in rows)
    values = [] if judged else [one.best for one in rows if one.best is not None]
    tiles = [_tile(one, definition, places[one.cell.unit.pk], open_to, values) for one in rows]
    columns = max((column for column, _row in places.values()), default=1)
    lines = max((row for _column, row in places.values()), default=1)
    width, height = columns * (WIDE + APART) - APART + 4, lines * (HIGH + APART) - APART + 4
    if approved is not None and units and all(one.code in approved.shapes for one in units):
        return _on_the_map(figure, tiles, approved, is_shaded=bool(values))
    return TileMap(figure, tiles, is_placed, bool(values), width, height)


def _tile(
    row: LitCell,
    definition: Indicator,
    place: tuple[int, int],
    open_to: frozenset[int],
    values: Sequence[Decimal],
) -> Tile:
    shade = rules.shade_of(row.best, values)
    if row.cell.is_hidden:
        look, words = rules.LOOKS["hidden"], HIDDEN_WORDS
    elif shade is not None:
        look, words = rules.LOOKS["plain"], SURE_WORDS[row.is_sure]
    elif row.best is None:
        look, words = rules.LOOKS["grey"], CAUSE_WORDS[Cause.UNKNOWN]
    else:
        look, words = rules.LOOKS[row.light.code.lower()], CAUSE_WORDS[row.light.cause]
    return Tile(
        row=row,
        name=place_name(row.cell.unit),
        value=indicators.shown(row.best, definition),
        words=words,
        look=look,
        x=2 + (place[0] - 1) * (WIDE + APART),
        y=2 + (place[1] - 1) * (HIGH + APART),
        may_open=row.cell.unit.pk in open_to,
        shade=shade,
    )


def _on_the_map(
    figure: Figure, tiles: Sequence[Tile], approved: ApprovedMap, *, is_shaded: bool
) -> TileMap:
    codes = {one.row.cell.unit.pk: one.row.cell.unit.code or "" for one in tiles}
    drawing = rules.drawn({code: approved.shapes[code] for code in codes.values()})
    placed = []
    for one in tiles:
        code = codes[one.row.cell.unit.pk]
        x, y = drawing.middles[code]
        placed.append(replace(one, x=round(x), y=round(y), path=drawing.paths[code]))
    size = (round(drawing.width), round(drawing.height))
    return TileMap(figure, placed, True, is_shaded, *size, approval=approved.approval)


def place_name(unit: Unit) -> str:
    """Name a place in the reader's language where the packs know it, else as it is called."""
    if unit.code and language() == "en":
        known = pack().zone if unit.code.startswith("Z-") else pack().division
        try:
            return known(unit.code).label("en")
        except UnknownCode:
            return str(unit)
    return str(unit)
