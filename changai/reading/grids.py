"""Lay out tables as lines of cells joined by TAB, with merged cells in their right columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

# What a merged cell of such a column says holds for each of its rows.
_HOLDS_FOR_ALL: Final = re.compile(
    r"(?:责任|牵头|配合|协同|参与|主办|协办|承办|实施|落实|完成|責任|牽頭|主辦|協辦|承辦|實施|落實)"
    r".{0,4}(?:单位|部门|领导|人|单|單位|部門|領導|處室|处室|科室|机构)|时限|期限|完成时间|时间节点|"
    r"時限|完成時間|进度安排|分管领导|责任人"
)
_HEADER_ROWS: Final = 4


@dataclass
class Square:
    """One square of a grid: its text, and whether a merge from above or the left covers it."""

    text: str = ""
    above: tuple[int, int] | None = None
    beside: bool = False


def columns_that_hold(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Return the columns whose merged cells speak for every row they span."""
    return frozenset(
        column
        for row in rows[:_HEADER_ROWS]
        for column, text in enumerate(row)
        if len(text) <= 20 and _HOLDS_FOR_ALL.search(re.sub(r"\s", "", text))
    )


def lay_out(grid: Sequence[Sequence[Square]]) -> list[str]:
    """Return the lines of a table.

    A cell merged downwards is repeated where its column names units or dates, and left empty
    elsewhere, so that no task is told twice and no row loses who does it by when.
    """
    holding = columns_that_hold([[square.text for square in row] for row in grid])
    lines = []
    for row in grid:
        cells = []
        for column, square in enumerate(row):
            text = square.text
            if square.above is not None and not square.beside and column in holding:
                text = grid[square.above[0]][square.above[1]].text
            cells.append(one_line(text))
        line = "\t".join(cells).rstrip("\t ")
        if line.strip():
            lines.append(line)
    return lines


def one_line(text: str) -> str:
    """Return the text of a cell on one line."""
    return " ".join(text.split())


def merge(grid: list[list[Square]], areas: Iterable[tuple[int, int, int, int]]) -> None:
    """Mark merged areas, each (first row, first column, last row, last column), in a grid."""
    for top, left, bottom, right in areas:
        for row in range(top, min(bottom, len(grid) - 1) + 1):
            for column in range(left, min(right, len(grid[row]) - 1) + 1):
                if (row, column) == (top, left):
                    continue
                grid[row][column] = Square(
                    above=(top, left) if row > top else None, beside=column > left
                )
