"""Take the text of a Word file in reading order.

The XML is walked directly: the usual library leaves out accepted insertions, content controls,
text boxes and automatic numbers.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Final

from lxml import etree

from changai.reading import grids
from changai.reading.containers._guard import parse_part, read_part
from changai.reading.containers._numbering import Numbering, W
from changai.reading.errors import Unreadable

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Deleted or moved-away text, field codes, the reading above a character, the older twin of a shape.
_SKIPPED: Final = frozenset(
    {f"{W}{name}" for name in ["del", "moveFrom", "instrText", "delText", "rt", "pPr", "sectPr"]}
    | {f"{_MC}Fallback"}
)
_TEXT: Final = f"{W}t"
_BREAKS: Final = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": " ", f"{W}noBreakHyphen": "-"}
_DEEPEST: Final = 8


def docx_text(archive: zipfile.ZipFile) -> str:
    """Return the lines of a document: paragraphs with their numbers, table rows with TAB.

    Headers, footers, notes and deleted text are left out.
    Raises: Unreadable where the document part is broken.
    """
    document = read_part(archive, "word/document.xml")
    if document is None:
        raise Unreadable("broken")
    body = parse_part(document).find(f"{W}body")
    if body is None:
        raise Unreadable("broken")
    numbering = Numbering.read(_optional(archive, "numbering"), _optional(archive, "styles"))
    return "\n".join(_blocks(body, numbering, 0))


def _optional(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    part = read_part(archive, f"word/{name}.xml")
    return None if part is None else parse_part(part)


def _blocks(parent: etree._Element, numbering: Numbering, depth: int) -> Iterator[str]:
    if depth > _DEEPEST * 4:
        return
    for child in parent:
        if child.tag == f"{W}p":
            yield from _paragraph(child, numbering)
        elif child.tag == f"{W}tbl":
            yield from _table(child, numbering, depth + 1)
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _blocks(child, numbering, depth + 1)


def _paragraph(paragraph: etree._Element, numbering: Numbering) -> Iterator[str]:
    properties = paragraph.find(f"{W}pPr")
    style = None if properties is None else properties.find(f"{W}pStyle")
    label = numbering.label(paragraph)
    if style is not None and style.get(f"{W}val", "").lower().startswith("toc"):
        return
    boxes: list[etree._Element] = []
    text = "".join(_runs(paragraph, boxes)).strip(" \u3000\n")
    if text:
        yield from (line for line in (label + text).split("\n") if line.strip())
    for box in boxes:
        yield from _blocks(box, numbering, 1)


def _runs(paragraph: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    waiting = list(reversed(paragraph))
    while waiting:
        item = waiting.pop()
        if item.tag in _SKIPPED:
            continue
        if item.tag == f"{W}txbxContent":
            boxes.append(item)
        elif item.tag == _TEXT:
            yield item.text or ""
        elif item.tag in _BREAKS:
            # A page or column break is not the writer's line.
            yield "" if item.get(f"{W}type") in ("page", "column") else _BREAKS[item.tag]
        elif item.tag == f"{W}r" and _hidden(item):
            continue
        else:
            waiting.extend(reversed(item))


def _hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val", "1") not in ("0", "false")


def _table(table: etree._Element, numbering: Numbering, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    rows = [_cells(row) for row in _of(table, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None]
    if all(len(cells) <= 1 for _, cells in rows):  # a frame around text, not a table of data
        for _, cells in rows:
            for cell, _, _ in cells:
                yield from _blocks(cell, numbering, depth + 1)
        return
    grid: list[list[grids.Square]] = []
    for before, cells in rows:
        line = [grids.Square() for _ in range(before)]
        for cell, across, continued in cells:
            above = _origin(grid, len(line)) if continued else None
            text = "" if above else "\n".join(_blocks(cell, numbering, depth + 1))
            line.append(grids.Square(text, above))
            line.extend(grids.Square(above=above, beside=True) for _ in range(across - 1))
        grid.append(line)
    yield from grids.lay_out(grid)


def _origin(grid: list[list[grids.Square]], column: int) -> tuple[int, int] | None:
    if not grid or column >= len(grid[-1]):
        return None
    return grid[-1][column].above or (len(grid) - 1, column)


def _cells(row: etree._Element) -> tuple[int, list[tuple[etree._Element, int, bool]]]:
    """Return the empty squares before a row; then each cell, its width, and if it is merged up."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    cells = []
    for cell in _of(row, f"{W}tc"):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        continued = merged is not None and merged.get(f"{W}val", "continue") != "restart"
        cells.append((cell, _count(span, 1), continued))
    return _count(before, 0), cells


def _count(element: etree._Element | None, default: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return min(int(value), 200) if value.isdecimal() else default


def _of(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield rows or cells, also those inside content controls and tracked insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}moveTo"):
            yield from _of(child, tag)
