"""Responsibility tables: with tabs, or flattened to spaces and line breaks."""

from __future__ import annotations

import re

from changai.reading.facts import Measure
from changai.reading.measures._bar_table import find_barred
from changai.reading.measures._cells import Cell, read_row, roles_of
from changai.reading.measures._flat_table import find_flattened
from changai.reading.sentences import Page

_NUMBER = re.compile(r"^(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.．、]?$")


def find_table_measures(page: Page) -> list[Measure]:
    """Return the rows of a responsibility table, or nothing where the text holds none."""
    return find_barred(page.text) or _tabbed(page.text) or find_flattened(page.text)


def _rows(text: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    at = 0
    for line in text.split("\n"):
        cells: list[Cell] = []
        low = at
        separator = "\t" if "\t" in line else "|"
        for piece in line.split(separator):
            lead = len(piece) - len(piece.lstrip())
            words = piece.strip()
            cells.append(Cell(words, low + lead, low + lead + len(words)))
            low += len(piece) + 1
        if separator == "|" and len(cells) > 2:
            cells = cells[1 if not cells[0].words else 0 : -1 if not cells[-1].words else None]
        rows.append(cells)
        at += len(line) + 1
    return rows


def _tabbed(text: str) -> list[Measure]:
    """Read a table whose cells are parted by tabs or bars."""
    if "\t" not in text and text.count("|") < 6:
        return []
    found: list[Measure] = []
    roles: list[str | None] = []
    above: dict[str, list[str]] = {}
    for cells in _rows(text):
        if len(cells) < 2:
            continue
        heads = roles_of([cell.words for cell in cells])
        named = [head for head in heads if head]
        if (
            "task" in named
            and ("lead" in named or "due" in named or "coop" in named)
            and len(named) >= len(cells) - 1
        ):
            roles, above = heads, {}
            continue
        if roles:
            found += _row(text, cells, roles, above)
    return found


def _row(
    text: str, cells: list[Cell], roles: list[str | None], above: dict[str, list[str]]
) -> list[Measure]:
    if len(cells) > len(roles):
        return []
    if len(cells) < len(roles):
        cells = _align(cells, roles)
    tasks = [
        cell for cell, role in zip(cells, roles, strict=False) if role == "task" and cell.words
    ]
    if not tasks:
        return []
    task = max(tasks, key=lambda cell: len(cell.words))
    if (
        len(task.words) < 4
        or sum(len(cell.words) for cell in cells) == len(task.words)
        and len(roles) > 2
    ):
        return []
    values: dict[str, list[str]] = {"lead": [], "coop": [], "due": []}
    for cell, role in zip(cells, roles, strict=False):
        if role in values:
            values[role].append(cell.words)
    if "lead" in roles and not any(values["lead"]) and not any(values["coop"]):
        values["lead"], values["coop"] = above.get("lead", []), above.get("coop", [])
    above.update(values)
    return read_row(text, task, values)


def _align(cells: list[Cell], roles: list[str | None]) -> list[Cell]:
    """Place a short row: from the right where its first cell is no number."""
    missing = len(roles) - len(cells)
    blank = Cell("", cells[0].start, cells[0].start)
    if roles[0] == "number" and _NUMBER.match(cells[0].words):
        return [*cells, *[blank] * missing]
    return [*[blank] * missing, *cells]
