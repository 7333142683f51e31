"""A sheet as a docx in the national layout: the same sheet, the same bytes, anywhere."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

from changai.papers.rules import _docx_parts as fixed
from changai.papers.rules._docx_tables import imprint_shapes, table_of
from changai.papers.rules._docx_words import box, paragraph, rule_at, run_properties, twips
from changai.papers.rules._layout import (
    BODY_HEIGHT,
    BODY_WIDTH,
    LETTER_WIDTH_MM,
    MM,
    PAGE_MM,
    STYLES,
    Part,
    imprint_of,
    letter_lines_mm,
    mark_size,
)
from changai.papers.rules._pages import End, end_of, settled_parts
from changai.papers.rules._sheet import Layout, Sheet

TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
# Zip entries carry a time; theirs is the first there is.
EPOCH = (1980, 1, 1, 0, 0, 0)
UNDATED = date(2000, 1, 1)


def docx_of(sheet: Sheet) -> bytes:
    """Return a sheet as a docx.

    Entries are stored, not deflated: another version of zlib would deflate to other bytes.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, words in (*fixed.parts(), ("docProps/core.xml", _core(sheet)), _body(sheet)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, words.encode())
    return packed.getvalue()


def hash_of(content: bytes) -> str:
    """Return the hash under which a file is kept."""
    return hashlib.sha256(content).hexdigest()


def _core(sheet: Sheet) -> str:
    day = (sheet.printed_on or sheet.signed_on or UNDATED).isoformat()
    moment = f'xsi:type="dcterms:W3CDTF">{day}T00:00:00Z'
    title = escape(sheet.title.replace("\n", ""))
    return (
        f"{fixed.DECLARATION}<cp:coreProperties {fixed.CORE_SPACES}><dc:title>{title}</dc:title>"
        f"<dc:subject>{escape(sheet.number)}</dc:subject>"
        f"<dc:creator>{escape(sheet.signer or sheet.head)}</dc:creator>"
        f"<dcterms:created {moment}</dcterms:created><dcterms:modified {moment}</dcterms:modified>"
        "</cp:coreProperties>"
    )


def _body(sheet: Sheet) -> tuple[str, str]:
    parts, imprint = settled_parts(sheet), imprint_of(sheet)
    end = end_of(parts)
    letter = sheet.layout is Layout.LETTER
    drawn: list[str] = []
    here = imprint is None or end.has_room_for(imprint)
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        first = letter and number == 0
        section = _section(part.turned, first=first)
        if first:
            drawn.append(_letter_frame(sheet))
        if not last or not here:
            drawn.append(_part(part, section=section))
            continue
        drawn.append(_part(part))
        if imprint:
            drawn.append(_tiny(runs=imprint_shapes(imprint)))
        elif part.pieces[-1].table is not None:
            drawn.append(_tiny())
        drawn.append(section)
    if imprint and not here:
        drawn.append(_tiny(runs=imprint_shapes(imprint)) + _imprint_section(end))
    words = "".join(drawn)
    return (
        "word/document.xml",
        f"{fixed.DECLARATION}<w:document {fixed.SPACES}><w:body>{words}</w:body></w:document>",
    )


def _part(part: Part, *, section: str = "") -> str:
    across = BODY_HEIGHT if part.turned else BODY_WIDTH
    drawn = []
    for number, piece in enumerate(part.pieces):
        closing = section if number == len(part.pieces) - 1 else ""
        if piece.table is None:
            drawn.append(paragraph(piece, section=closing))
        else:
            drawn.append(table_of(piece.table, across) + (_tiny(closing) if closing else ""))
    return "".join(drawn)


def _tiny(section: str = "", *, runs: str = "") -> str:
    """Return a paragraph that takes no room, to hold what needs one."""
    return f'<w:p><w:pPr><w:pStyle w:val="blank"/>{TINY}{section}</w:pPr>{runs}</w:p>'


def _section(turned: bool, *, first: bool = False) -> str:
    return fixed.section(turned=turned, kind="nextPage", first_differs=first)


def _imprint_section(end: End) -> str:
    """The 版记 on an even page of its own; with a blank page before it neither has a number."""
    return fixed.section(turned=False, kind="evenPage", first_differs=end.page % 2 == 0)


def _letter_frame(sheet: Sheet) -> str:
    """The head 30 mm from the upper edge, red double lines beneath it and 20 mm from the foot."""
    top, bottom = letter_lines_mm()
    x = (PAGE_MM[0] - LETTER_WIDTH_MM) / 2
    size, scale = mark_size(sheet.head, BODY_WIDTH)
    style = STYLES["mark"]
    head = (
        '<w:p><w:pPr><w:pStyle w:val="mark"/><w:spacing w:before="0" w:after="0" '
        f'w:line="{twips(size)}" w:lineRule="exact"/></w:pPr><w:r><w:rPr>'
        f"{run_properties(style, scale=scale, size=size)}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(sheet.head)}</w:t></w:r></w:p>'
    )
    lines = ((top, 2.25), (top + 1.1, 0.75), (PAGE_MM[1] - bottom - 1.1, 0.75))
    rules = [*lines, (PAGE_MM[1] - bottom, 2.25)]
    drawn = [box(101, "mark", (x, 30), (LETTER_WIDTH_MM, size / MM + 1), head)]
    drawn += [
        rule_at(102 + number, y, weight, width_mm=LETTER_WIDTH_MM, x_mm=x)
        for number, (y, weight) in enumerate(rules)
    ]
    return _tiny(runs="".join(drawn))
