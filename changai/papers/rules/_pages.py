"""On which page a paper ends, reckoned from the type area; whoever sets it need not be asked.

The 版记 stands at the foot of the last even page. Word does not know where a text ends before it
is opened, so the docx is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from changai.papers.rules import _text as text
from changai.papers.rules._layout import (
    BODY_HEIGHT,
    BODY_WIDTH,
    CELL_PAD,
    CELL_PAD_V,
    SIZE,
    STYLES,
    TIGHTER,
    Imprint,
    Part,
    Piece,
    cell_style,
    imprint_of,
    parts_of,
)
from changai.papers.rules._sheet import Sheet, Table, plain

# Rows of tables are as high as a program makes them: after many, the 版记 takes an even page of
# its own, which every program finds by itself.
SURE_ROWS = 30
_LINE = STYLES["body"].line
HEADINGS = ("h1", "h2", "h3", "h4")
BREAKABLE = frozenset({"body", "flush", "roll"})


@dataclass
class _Place:
    page: int = 1
    used: float = 0.0
    height: float = BODY_HEIGHT
    more: float = 0.0
    more_from: int = 0

    def is_full(self, height: float) -> bool:
        """Say whether something does not fit on this page any more."""
        more = self.more if self.page >= self.more_from else 0.0
        return self.used + height > self.height + more + 0.5

    def take(self, height: float) -> None:
        """Set something that is not divided."""
        if self.is_full(height) and self.used:
            self.page, self.used = self.page + 1, 0.0
        self.used += height


@dataclass(frozen=True)
class End:
    """Where a paper ends: on which page, how far down it in points, whether turned."""

    page: int
    used: float
    turned: bool
    rows: int = 0

    def has_room_for(self, imprint: Imprint) -> bool:
        """Say whether the 版记 fits beneath on this page, and this page may have it."""
        # A line to spare: another program's reckoning may differ by one.
        room = BODY_HEIGHT - self.used - STYLES["body"].line
        sure = not self.turned and self.rows <= SURE_ROWS
        return sure and self.page % 2 == 0 and room >= imprint.height


def settled_parts(sheet: Sheet) -> list[Part]:
    """Return a sheet as parts whose last page is the same for every program.

    Whether the 版记 stands after a blank page, and so without a number (7.5), hangs on it: where a
    line more or less would change the page, the last paragraph begins one.
    """
    parts = parts_of(sheet)
    if imprint_of(sheet) is None or parts[-1].turned:
        return parts
    end = end_of(parts).page
    if all(end_of(parts, more=more, more_from=end - 1).page == end for more in (_LINE, -_LINE)):
        return parts
    pieces = list(parts[-1].pieces)
    texts = [at for at, one in enumerate(pieces) if one.style in BREAKABLE]
    if len(texts) < 2:
        return parts
    at = texts[-1]
    while at and pieces[at - 1].style in ("blank", *HEADINGS):
        at -= 1
    pieces[at] = replace(pieces[at], breaks=True)
    if pieces[at].style == "blank":
        del pieces[at]
        pieces[at] = replace(pieces[at], breaks=True)
    return [*parts[:-1], Part(tuple(pieces))]


def end_of(parts: list[Part], *, more: float = 0.0, more_from: int = 0) -> End:
    """Return where the last part ends; as it would with `more` room on pages from one on."""
    place, page = _Place(), 1
    for number, part in enumerate(parts):
        if number:
            page = place.page + 1
        height = BODY_WIDTH if part.turned else BODY_HEIGHT
        place = _Place(page, 0.0, height, more, more_from)
        _fill(place, part)
    tables = [piece.table for part in parts for piece in part.pieces if piece.table]
    rows = sum(len(table.rows) for table in tables)
    return End(place.page, place.used, bool(parts and parts[-1].turned), rows)


def _fill(place: _Place, part: Part) -> None:
    across = BODY_HEIGHT if part.turned else BODY_WIDTH
    kept = 0.0
    for piece in part.pieces:
        if piece.table is not None:
            _fill_table(place, piece.table, across)
            continue
        style = STYLES[piece.style]
        if piece.breaks:
            place.page, place.used = place.page + 1, 0.0
        count = line_count(piece, across)
        if (style.keep or piece.keep) and count == 1:
            # A line kept with the next goes with it, as one.
            kept += piece.before + style.line
            continue
        place.take(kept + piece.before + style.line)
        kept = 0.0
        for _line in range(count - 1):
            place.take(style.line)
    if kept:
        place.take(kept)


def _fill_table(place: _Place, table: Table, across: float) -> None:
    """Set the rows of a table; its head stands again on every page."""
    if table.title:
        place.take(STYLES["table_title"].line)
    head, *rows = _row_heights(table, across)
    place.take(head)
    for height in rows:
        if place.is_full(height):
            place.page, place.used = place.page + 1, head
        place.used += height


def line_count(piece: Piece, across: float) -> int:
    """Return how many lines a piece takes in a measure of `across` points."""
    style = STYLES[piece.style]
    char = (piece.size or style.size) * piece.scale + (TIGHTER if style.size == SIZE else 0)
    per_line = (across + 0.1) / char - piece.left - piece.right
    return text.line_count(piece.text, per_line, style.indent - piece.hang)


def _row_heights(table: Table, across: float) -> Iterator[float]:
    style = STYLES[cell_style(table)]
    line = style.line
    widths = [width / style.size for width in column_room(table, across)]
    pad = 2 * CELL_PAD_V + 0.5
    heads = [_lines(one.title, room) for one, room in zip(table.columns, widths, strict=True)]
    yield max(heads, default=1) * line + pad
    for row in table.rows:
        cells = [_lines(plain(cell), room) for cell, room in zip(row, widths, strict=False)]
        yield max(cells, default=1) * line + pad


@cache
def _lines(words: str, room: float) -> int:
    return sum(text.line_count(one, room) for one in words.split("\n"))


def column_widths(table: Table, across: float) -> list[float]:
    """Return the widths of the columns in points; together they fill the measure."""
    whole = sum(max(one.share, 1) for one in table.columns) or 1
    return [across * max(one.share, 1) / whole for one in table.columns]


def column_room(table: Table, across: float) -> list[float]:
    """Return what is left of each column for its words."""
    return [max(width - 2 * CELL_PAD, 12.0) for width in column_widths(table, across)]
