"""Tables to take away, as xlsx or csv; nothing that somebody wrote ever becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpRequest, HttpResponse

from changai.kernel.http import file_answer

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_answer(
    request: HttpRequest, heads: Sequence[str], rows: Sequence[Sequence[Any]], name: str
) -> HttpResponse:
    """Hand out a table as xlsx or, where asked for, as csv; text never becomes a formula."""
    if request.GET.get("as_file") == "csv":
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([[_cell(one) for one in row] for row in (heads, *rows)])
        return file_answer(io.BytesIO(text.getvalue().encode("utf-8-sig")), name=f"{name}.csv")
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [str(head) for head in heads], book.add_format({"bold": True}))
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
                sheet.write_number(number, column, float(value))
            elif value is not None:
                sheet.write_string(number, column, str(value))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 40)
    book.close()
    content.seek(0)
    return file_answer(content, name=f"{name}.xlsx")


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    is_number = isinstance(value, Decimal | int | float)
    return f"'{text}" if text.startswith(FORMULA) and not is_number else text
