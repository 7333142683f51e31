"""Take the cells of a workbook as lines, merged cells in their right columns."""

from __future__ import annotations

import datetime
import io
from typing import Any

from changai.reading import grids
from changai.reading.containers._guard import LIMITS
from changai.reading.errors import Unreadable


def xlsx_text(data: bytes) -> str:
    """Return the visible sheets of a workbook, a line per row, cells joined by TAB.

    Raises: Unreadable where the workbook is broken or claims too many cells.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    lines: list[str] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheets_metadata:
            if sheet.visible != SheetVisibleEnum.Visible or sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            page = book.get_sheet_by_name(sheet.name)
            if page.total_height * page.total_width > LIMITS.squares:
                raise Unreadable("bomb")
            rows = page.to_python(skip_empty_area=False)
            lines += _lines(rows, page.merged_cell_ranges or [])
    except (CalamineError, OSError, ValueError) as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable("broken") from problem
    return "\n".join(lines)


def _lines(rows: list[list[Any]], merged: list[Any]) -> list[str]:
    grid = [[grids.Square(cell_text(value)) for value in row] for row in rows]
    grids.merge(grid, ((top, left, low, right) for (top, left), (low, right) in merged))
    used = {
        column for row in grid for column, square in enumerate(row) if square.text or square.beside
    }
    first = min(used, default=0)
    # Squares name their origin by column, so only whole columns on the left are cut.
    for row in grid:
        for square in row:
            if square.above is not None:
                square.above = (square.above[0], square.above[1] - first)
        del row[:first]
    return grids.lay_out(grid)


def cell_text(value: Any) -> str:
    """Return a cell as a person would read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.10g}"
    if isinstance(value, datetime.datetime):
        day = f"{value.year}年{value.month}月{value.day}日"
        return day if value.time() == datetime.time() else f"{day} {value:%H:%M}"
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return str(value).strip()
