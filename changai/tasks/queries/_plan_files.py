"""Division tables as files: grids out of xlsx, docx and csv, and xlsx and docx out of rows."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import docx
import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from python_calamine import CalamineError, CalamineWorkbook

from changai.kernel.errors import Refused
from changai.tasks.rules import plan_tables

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_TABLE_ROWS = 5000
MAX_COLUMNS = 80
CHINESE_FACE = "仿宋"  # not shown: a font
WIDTHS = {
    "number": 7,
    "title": 46,
    "targets": 34,
    "quotas": 30,
    "leads": 24,
    "cooperating": 34,
    "stages": 34,
    "clause_words": 50,
    "clause_where": 30,
    "assessment_rule": 24,
    "key": 38,
}
PAPER_CM = (1.2, 2.0, 6.2, 3.8, 2.6, 3.2, 2.2, 1.8, 3.6)


class FileUnreadable(Refused):
    """The file is no table this program can read."""


@dataclass(frozen=True)
class FoundTable:
    """A table of a file: its name or place, and its cells with merged ones filled in."""

    name: str
    grid: list[list[str]]


def read_tables(content: bytes, why: str) -> list[FoundTable]:
    """Return the tables of a file, told by its content and not by its name.

    Raises:
        FileUnreadable: with the words given: it is none of the three, damaged, or a bomb.
    """
    try:
        if content[:4] == b"PK\x03\x04":
            tables = _zipped(content)
        else:
            tables = [FoundTable("csv", _csv(content))]
    except (ValueError, KeyError, zipfile.BadZipFile, CalamineError, OSError) as fault:
        raise FileUnreadable(why) from fault
    kept = [FoundTable(one.name, _bounded(one.grid)) for one in tables]
    found = [one for one in kept if any(any(row) for row in one.grid)]
    if not found:
        raise FileUnreadable(why)
    return found


def _bounded(grid: list[list[str]]) -> list[list[str]]:
    if len(grid) > MAX_TABLE_ROWS:
        raise FileUnreadable(str(len(grid)))
    return [row[:MAX_COLUMNS] for row in grid]


def _zipped(content: bytes) -> list[FoundTable]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED_BYTES:
            raise ValueError("unpacks to too much")
        names = set(package.namelist())
    if "word/document.xml" in names:
        return _docx(content)
    if "xl/workbook.xml" in names:
        return _xlsx(content)
    raise ValueError("neither docx nor xlsx")


def _csv(content: bytes) -> list[list[str]]:
    if b"\0" in content:
        raise ValueError("not text")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return [[cell.strip() for cell in row] for row in csv.reader(StringIO(text))]
    raise ValueError("not text")


def _xlsx(content: bytes) -> list[FoundTable]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    tables = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height > MAX_TABLE_ROWS:
            raise ValueError("too many rows")
        grid = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
            _fill(grid, top, left, bottom, right)
        tables.append(FoundTable(name, grid))
    return tables


def _fill(grid: list[list[str]], top: int, left: int, bottom: int, right: int) -> None:
    if top >= len(grid) or left >= len(grid[top]):
        return
    text = grid[top][left]
    for row in grid[top : bottom + 1]:
        row[left : right + 1] = [text] * len(row[left : right + 1])


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "是" if cell else "否"  # not shown: a cell that is read
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _docx(content: bytes) -> list[FoundTable]:
    """Return the tables of a docx; a square of a merged cell repeats its text."""
    document = docx.Document(BytesIO(content))
    tables = []
    for number, table in enumerate(document.tables, start=1):
        grid = []
        for row in table.rows:
            cells = [cell.text.strip() for cell in row.cells]
            grid.append([""] * row.grid_cols_before + cells + [""] * row.grid_cols_after)
        tables.append(FoundTable(str(number), grid))
    return tables


Texts = Mapping[str, str]


def write_xlsx(*, title: str, note: str, rows: Sequence[Texts]) -> bytes:
    """Return a division table as xlsx with all columns, to be printed or imported again."""
    buffer = BytesIO()
    # Nobody's words may become a formula or a link in somebody's spreadsheet.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("责任分工")  # not shown: in the file only
        columns = plan_tables.EXPORT_ORDER
        head = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        small = book.add_format({"font_color": "#555555", "align": "center"})
        heading = book.add_format(
            {"bold": True, "border": 1, "bg_color": "#EEF2F6", "text_wrap": True, "align": "center"}
        )
        body = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        sheet.merge_range(0, 0, 0, len(columns) - 1, title, head)
        sheet.merge_range(1, 0, 1, len(columns) - 1, note, small)
        for index, name in enumerate(columns):
            sheet.write_string(2, index, plan_tables.COLUMN_WORDS[name], heading)
            sheet.set_column(index, index, WIDTHS.get(name, 14))
            for number, row in enumerate(rows):
                sheet.write_string(number + 3, index, row.get(name, ""), body)
        place = columns.index("section")
        for first, last in _runs(rows):
            section = rows[first].get("section", "")
            sheet.merge_range(first + 3, place, last + 3, place, section, body)
        sheet.freeze_panes(3, 3)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
    return buffer.getvalue()


def _runs(rows: Sequence[Texts]) -> list[tuple[int, int]]:
    """Return the first and last row of each run of two or more rows of one section."""
    runs: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(rows) + 1):
        same = index < len(rows) and rows[index].get("section") == rows[start].get("section")
        if not same:
            if index - start > 1 and rows[start].get("section"):
                runs.append((start, index - 1))
            start = index
    return runs


def write_docx(*, title: str, note: str, rows: Sequence[Texts]) -> bytes:
    """Return a division table as docx, laid out for paper, to be imported again."""
    document = docx.Document()
    _lay_out(document)
    document.add_heading(title, level=1)
    document.add_paragraph(note)
    columns = plan_tables.PAPER_ORDER
    table = document.add_table(rows=1, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    for index, name in enumerate(columns):
        table.rows[0].cells[index].text = plan_tables.COLUMN_WORDS[name]
    _repeat(table.rows[0])
    for row in rows:
        cells = table.add_row().cells
        for index, text in enumerate(paper_cells(row)):
            cells[index].text = text
    for row in table.rows:
        for index, width in enumerate(PAPER_CM):
            row.cells[index].width = Cm(width)
    place = columns.index("section")
    for first, last in _runs(rows):
        for index in range(first + 1, last + 1):
            table.cell(index + 1, place).text = ""
        merged = table.cell(first + 1, place).merge(table.cell(last + 1, place))
        merged.text = rows[first].get("section", "")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def paper_cells(row: Texts) -> list[str]:
    """Return the cells of a row on paper; what has no column of its own goes into the last."""
    rest = {
        name: row.get(name, "")
        for name in plan_tables.EXPORT_ORDER
        if name not in plan_tables.PAPER_ORDER
    }
    return [
        plan_tables.write_labelled(rest) if name == "other" else row.get(name, "")
        for name in plan_tables.PAPER_ORDER
    ]


def _lay_out(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.5)
    for name in ("Normal", "Heading 1"):
        style = document.styles[name]
        style.font.name = "FangSong"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE_FACE)
    document.styles["Normal"].font.size = Pt(9)


def _repeat(row: Any) -> None:
    """Let the heading stand on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
