"""Rows of a table without headings: what a cell holds is told by its look."""

from __future__ import annotations

import re

from changai.reading import deadlines, units
from changai.reading.facts import Measure
from changai.reading.measures._cells import Cell, read_row

_ALL = re.compile(r"^各[一-龥（）()、]{1,16}$")
_SECTION = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])")
_LONGEST_LIST = 120


def are_units(words: str) -> bool:
    """Say whether a cell holds bodies and nothing else; a line each counts as a list."""
    names = units.split_units(words)
    return (
        bool(names)
        and len(words) <= _LONGEST_LIST
        and "。" not in words
        and all(units.is_body(name) or _ALL.match(name) for name in names)
    )


def read_by_look(text: str, row: list[Cell]) -> list[Measure]:
    """Return the measure of a row: its longest cell, with the units and the date beside it."""
    values: dict[str, list[str]] = {"lead": [], "coop": [], "due": []}
    rest: list[Cell] = []
    told: list[Cell] = []
    for cell in row:
        words = re.sub(r"\s*\n\s*", "、", cell.words)
        if not words or _SECTION.match(words):
            continue
        if deadlines.is_deadline_cell(words):
            values["due"].append(words)
        elif are_units(words):
            values["coop" if values["lead"] else "lead"].append(words)
        else:
            (told if values["lead"] else rest).append(cell)
    if not values["lead"] or not (rest or told):
        return []
    task = max(rest or told, key=lambda cell: len(cell.words))
    return read_row(text, task, values) if len(task.words) >= 6 else []
