"""Responsibility tables whose cells ended up on lines of their own, parted by bars."""

from __future__ import annotations

import re

from changai.reading.facts import Measure
from changai.reading.measures._cells import Cell, read_row, roles_of
from changai.reading.measures._looks import read_by_look

_NUMBER = re.compile(r"^\d{1,3}[.．、]?$")
_ENDS_CELL = re.compile(r"^[^|\n]*\|[ \t]*$", re.M)
_FEWEST_BARS = 6
_WIDEST = 14

Roles = list[str | None]


def find_barred(text: str) -> list[Measure]:
    """Return the rows of a table written one cell a line, or nothing where the text holds none."""
    bars = [match.end() for match in _ENDS_CELL.finditer(text)]
    if len(bars) < _FEWEST_BARS or len(bars) < 0.8 * text.count("|"):
        return []
    cells = _cells(text)
    numbers = [at for at, cell in enumerate(cells) if _NUMBER.match(cell.words)]
    if len(numbers) < 1:
        return []
    roles = roles_of([re.sub(r"\s", "", cell.words) for cell in cells[: numbers[0]]][-_WIDEST:])
    known = "task" in roles and ("lead" in roles or "coop" in roles)
    found: list[Measure] = []
    for row in _rows(cells, numbers):
        fits = known and abs(len(row) - len(roles)) <= 1
        found += _read(text, row, roles[1:]) if fits else read_by_look(text, row)
    return found


def _cells(text: str) -> list[Cell]:
    cells: list[Cell] = []
    low = 0
    for piece in text.split("|"):
        words = piece.strip()
        start = low + (len(piece) - len(piece.lstrip()))
        if not cells and "\n" in words:
            start += words.rindex("\n") + 1
            words = words.rsplit("\n", 1)[1]
        cells.append(Cell(words, start, start + len(words)))
        low += len(piece) + 1
    return cells


def _rows(cells: list[Cell], numbers: list[int]) -> list[list[Cell]]:
    """Cut the cells at the numbers that count up; a number inside a row is a value."""
    starts: list[int] = []
    due = 0
    for at in numbers:
        value = int(re.sub(r"\D", "", cells[at].words))
        if not starts or value == due:
            starts.append(at)
            due = value + 1
    edges = [*starts, len(cells)]
    return [cells[low + 1 : high] for low, high in zip(edges, edges[1:], strict=False)]


def _read(text: str, row: list[Cell], columns: Roles) -> list[Measure]:
    """Map the cells of a row by position."""
    values: dict[str, list[str]] = {"lead": [], "coop": [], "due": []}
    tasks: list[Cell] = []
    for cell, role in zip(row, columns, strict=False):
        if role in values:
            values[role].append(re.sub(r"\s*\n\s*", "、", cell.words))
        elif role == "task" and cell.words:
            tasks.append(cell)
    if not tasks:
        return []
    return read_row(text, max(tasks, key=lambda cell: len(cell.words)), values)
