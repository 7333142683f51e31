"""Small files that stand for evidence: a list, a note, a paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from docx import Document


def roll(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return a table as csv, as spreadsheets here open it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heading, *rows])
    return out.getvalue().encode("utf-8-sig")


def note(lines: Sequence[str]) -> bytes:
    """Return lines as a text file."""
    return "\r\n".join(lines).encode("utf-8-sig")


def paper(title: str, paragraphs: Sequence[str]) -> bytes:
    """Return a short paper as docx."""
    document = Document()
    document.add_heading(title, level=1)
    for words in paragraphs:
        document.add_paragraph(words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
