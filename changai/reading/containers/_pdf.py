"""Take the text of a PDF: wrapped lines joined, page numbers and running heads left out."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from changai.reading import grids
from changai.reading.containers._guard import LIMITS
from changai.reading.errors import Unreadable

_PAGE_NUMBER: Final = re.compile(
    r"^[\s—–\-·.~]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,6})\s*(?:页)?[\s—–\-·.~]*$|"
    r"^第?\s*\d{1,4}\s*页?\s*[,，/／、]?\s*共?\s*\d{1,4}\s*页?$",
    re.I,
)
_ITEM: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、]\D|第[一二三四五六七八九十百\d]+[章条节]|"
    r"[①-⑳]|附件|附：)"
)
_ENDS: Final = ("。", "！", "？", "；", "：", ".", "!", "?", ":", ";")
_MARGIN: Final = 0.1
_TABLES: Final = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}


@dataclass(frozen=True)
class _Line:
    """A printed line, or a row of a table. Units: points from the top left."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    height: float
    row: bool = False


def pdf_text(data: bytes) -> str:
    """Return the paragraphs and table rows of a PDF.

    Cost: about 50 ms a page.
    Raises: Unreadable for an encrypted, broken or scanned file.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > LIMITS.pages:
                raise Unreadable("too_large")
            lines = [line for page in document.pages for line in _page(page)]
            heights = [float(page.height) for page in document.pages]
            pictures = any(page.images for page in document.pages[:3])
    except PdfminerException as problem:
        locked = isinstance(problem.args[0] if problem.args else None, PDFPasswordIncorrect)
        raise Unreadable("encrypted" if locked else "broken") from problem
    except (PSException, KeyError, TypeError, IndexError, AttributeError, AssertionError,
            RecursionError, struct.error, zlib.error, OSError) as problem:  # fmt: skip
        raise Unreadable("broken") from problem
    if not lines:
        raise Unreadable("scanned" if pictures else "no_text")
    return "\n".join(_paragraphs(_without_margins(lines, heights)))


def _page(page: Any) -> Iterator[_Line]:
    tables = page.find_tables(_TABLES) if page.lines or page.rects else []
    boxes = [table.bbox for table in tables if len(table.rows) > 1 or len(table.cells) > 1]
    free = page.filter(lambda thing: not any(_inside(thing, box) for box in boxes))
    found = [
        _Line(
            line["text"].strip(),
            page.page_number,
            line["x0"],
            line["x1"],
            line["top"],
            line["bottom"],
            median(char["size"] for char in line["chars"]),
        )  # fmt: skip
        for line in free.extract_text_lines(x_tolerance_ratio=0.6)
        if line["text"].strip()
    ]
    for table in tables:
        if table.bbox not in boxes:
            continue
        left, top, right, bottom = table.bbox
        found += [
            _Line(text, page.page_number, left, right, top, bottom, 0.0, row=True)
            for text in grids.lay_out(_grid(table))
        ]
    page.close()
    yield from sorted(found, key=lambda line: line.top)


def _inside(thing: Any, box: tuple[float, float, float, float]) -> bool:
    if thing.get("object_type") != "char":
        return False
    across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _grid(table: Any) -> list[list[grids.Square]]:
    """Return the squares of a table; a square without a cell belongs to a merge."""
    texts = table.extract(x_tolerance_ratio=0.6)
    grid: list[list[grids.Square]] = []
    for row, (cells, line) in enumerate(zip(table.rows, texts, strict=True)):
        squares: list[grids.Square] = []
        for column, (box, text) in enumerate(zip(cells.cells, line, strict=True)):
            if box is not None:
                squares.append(grids.Square(_unwrapped(text or "")))
                continue
            covered = _covering(table, cells.bbox, column)
            above = grid[row - 1][column] if row and column < len(grid[row - 1]) else None
            origin = None if above is None else above.above or (row - 1, column)
            squares.append(grids.Square(above=origin if covered else None, beside=not covered))
        grid.append(squares)
    return grid


def _covering(table: Any, row_box: tuple[float, float, float, float], column: int) -> bool:
    """Tell whether a cell from a row above reaches down over this square."""
    middle = (row_box[1] + row_box[3]) / 2
    return any(
        row.cells[column] is not None
        and row.cells[column][1] < row_box[1] - 1
        and row.cells[column][3] > middle
        for row in table.rows
        if column < len(row.cells)
    )


def _unwrapped(text: str) -> str:
    """Join the lines of a cell: Chinese wraps anywhere, Latin words at spaces."""
    return re.sub(r"(?<=[A-Za-z])\n(?=[A-Za-z])", " ", text).replace("\n", "")


def _without_margins(lines: list[_Line], heights: list[float]) -> list[_Line]:
    """Leave out page numbers, and what stands in the margin of page after page."""
    margins = Counter(
        _skeleton(line.text) for line in lines if _in_margin(line, heights[line.page - 1])
    )
    often = max(2, round(len(heights) * 0.5))
    return [
        line
        for line in lines
        if not _in_margin(line, heights[line.page - 1])
        or not (_PAGE_NUMBER.match(line.text) or margins[_skeleton(line.text)] >= often)
    ]


def _in_margin(line: _Line, height: float) -> bool:
    middle = (line.top + line.bottom) / 2
    return not line.row and not height * _MARGIN < middle < height * (1 - _MARGIN)


def _skeleton(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


def _paragraphs(lines: list[_Line]) -> Iterator[str]:
    printed = [line for line in lines if not line.row]
    right = max((line.right for line in printed), default=0.0)
    left = Counter(round(line.left) for line in printed).most_common(1)[0][0] if printed else 0
    left = min(left, *(round(line.left) for line in printed)) if printed else left
    text = ""
    before: _Line | None = None
    for line in lines:
        if before is not None and _goes_on(before, line, float(left), right):
            latin = text[-1:].isascii() and line.text[:1].isascii() and text[-1:].isalnum()
            text += (" " if latin and line.text[:1].isalpha() else "") + line.text
        else:
            if text:
                yield text
            text = line.text
        before = line
    if text:
        yield text


def _goes_on(before: _Line, line: _Line, left: float, right: float) -> bool:
    """Tell whether a line continues the one before: that one is full, this one not indented."""
    if before.row or line.row or abs(before.height - line.height) > 1.0:
        return False
    size = line.height or 12.0
    full = before.right >= right - 1.6 * size
    indented = line.left >= left + 1.2 * size
    if not full or indented or (_ITEM.match(line.text) and before.text.endswith(_ENDS)):
        return False
    same_page = before.page == line.page
    return not (same_page and line.top - before.bottom > 2.2 * size)
