"""Marks of full width after Chinese words, however they were typed."""

from __future__ import annotations

import re
from dataclasses import replace

from changai.papers.rules._sheet import Block, Line, Sheet, Table

_HALF = re.compile(r"(?<=[\u4e00-\u9fff”’）》%])[,;:?!](?!//)")
_FULL = str.maketrans(",;:?!", "，；：？！")


def full_marks(words: str) -> str:
    """Return words in which a comma, colon or the like after Chinese is one of full width."""
    if words.isascii():
        return words
    return _HALF.sub(lambda found: found[0].translate(_FULL), words)


def with_full_marks(sheet: Sheet) -> Sheet:
    """Return a sheet whose Chinese words have full-width marks, however they were typed."""
    return replace(
        sheet,
        title=full_marks(sheet.title),
        blocks=tuple(_marked(one) for one in sheet.blocks),
        annexes=tuple(
            replace(one, blocks=tuple(_marked(block) for block in one.blocks))
            for one in sheet.annexes
        ),
    )


def _marked(block: Block) -> Block:
    if isinstance(block, Table):
        rows = tuple(tuple(_marked_line(cell) for cell in row) for row in block.rows)
        return replace(block, rows=rows)
    return replace(block, words=_marked_line(block.words))


def _marked_line(line: Line) -> Line:
    return tuple(
        full_marks(one) if isinstance(one, str) else replace(one, text=full_marks(one.text))
        for one in line
    )
