"""Tables and the 版记 of a docx."""

from __future__ import annotations

from functools import lru_cache

from changai.papers.rules._docx_words import box, paragraph, rule_at, run, twips
from changai.papers.rules._layout import (
    BODY_WIDTH,
    BOTTOM_MM,
    CELL_PAD,
    CELL_PAD_V,
    LEFT_MM,
    MM,
    PAGE_MM,
    STYLES,
    Imprint,
    Piece,
    cell_style,
)
from changai.papers.rules._pages import column_widths
from changai.papers.rules._sheet import Table, plain

# 0.35 mm and 0.25 mm in points.
THICK, THIN = 1.0, 0.71


def table_of(table: Table, across: float) -> str:
    """Return a table whose head stands on every page and whose rows are not divided."""
    widths = [twips(one) for one in column_widths(table, across)]
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    pad, pad_v = twips(CELL_PAD), twips(CELL_PAD_V)
    head = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:top w:w="{pad_v}" w:type="dxa"/><w:left w:w="{pad}" w:type="dxa"/>'
        f'<w:bottom w:w="{pad_v}" w:type="dxa"/><w:right w:w="{pad}" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
    )
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    name = cell_style(table)
    rows = [_row([(one.title, f"{name}_head") for one in table.columns], widths, head=True)]
    styles = [f"{name}_centered" if one.centered else name for one in table.columns]
    for row in table.rows:
        cells = [plain(cell) for cell in row] + [""] * (len(styles) - len(row))
        rows.append(_row(list(zip(cells, styles, strict=False)), widths))
    title = paragraph(Piece("table_title", (table.title,))) if table.title else ""
    return f"{title}<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _row(cells: list[tuple[str, str]], widths: list[int], *, head: bool = False) -> str:
    drawn = "".join(
        _cell(words, style, width) for (words, style), width in zip(cells, widths, strict=True)
    )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{drawn}</w:tr>"


@lru_cache(maxsize=4096)
def _cell(words: str, style: str, width: int) -> str:
    inner = run(words) if words else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p></w:tc>'
    )


def imprint_shapes(imprint: Imprint) -> str:
    """Return the 版记 as runs: a box and its rules, fixed at the foot of the type area.

    The last rule lies on the lower edge of the type area (7.4.1). A floating table would do in
    Word, but LibreOffice lets it float no lower than the text.
    """
    foot = PAGE_MM[1] - BOTTOM_MM
    line = STYLES["copies"].line / MM
    top = foot - imprint.lines * line
    inner = _copies(imprint.copies) if imprint.copies else ""
    inner += _printed(imprint) if imprint.printed_by else ""
    across = BODY_WIDTH / MM
    drawn = [box(301, "版记", (LEFT_MM, top), (across, foot - top), inner)]
    if imprint.ruled:
        rules = [(top, THICK), (foot, THICK)]
        if imprint.copies and imprint.printed_by:
            rules.insert(1, (foot - line, THIN))
        drawn += [
            rule_at(302 + number, y, weight, width_mm=across, x_mm=LEFT_MM, color="000000")
            for number, (y, weight) in enumerate(rules)
        ]
    return "".join(drawn)


def _copies(words: str) -> str:
    """One character in on both sides; further lines begin below the first name."""
    size = STYLES["copies"].size
    return (
        f'<w:p><w:pPr><w:pStyle w:val="copies"/><w:ind w:left="{twips(4 * size)}" '
        f'w:right="{twips(size)}" w:hanging="{twips(3 * size)}"/></w:pPr>'
        f"{run(f'抄送：{words}')}</w:p>"
    )


def _printed(imprint: Imprint) -> str:
    size = STYLES["copies"].size
    place = twips(BODY_WIDTH - size)
    return (
        '<w:p><w:pPr><w:pStyle w:val="copies"/><w:tabs>'
        f'<w:tab w:val="right" w:pos="{place}"/></w:tabs><w:ind w:left="{twips(size)}" w:right="0" '
        f'w:firstLine="0"/></w:pPr>{run(imprint.printed_by)}<w:r><w:tab/></w:r>'
        f"{run(imprint.printed_on)}</w:p>"
    )
