"""A sheet as a pdf (PDF/A-2b), set by typst from the same pieces as the docx."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from changai.papers.rules import _layout as layout
from changai.papers.rules._layout import STYLES, Part, Piece
from changai.papers.rules._pages import column_widths, settled_parts
from changai.papers.rules._sheet import Layout, Sheet, plain

UNDATED = date(2000, 1, 1)
# The faces of the standard first, then those of common systems, then free ones.
FACES = {
    layout.FANG: ("FangSong_GB2312", "FangSong", "STFangsong", "Noto Serif CJK SC"),
    layout.KAI: ("KaiTi_GB2312", "KaiTi", "STKaiti", "LXGW WenKai", "Noto Serif CJK SC"),
    layout.HEI: ("SimHei", "STHeiti", "Noto Sans CJK SC"),
    layout.XBS: ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", "Noto Serif CJK SC"),
    layout.SONG: ("SimSun", "STSong", "Noto Serif CJK SC"),
}
# Letters and digits only: quotation marks and dashes are as wide as characters.
LATIN = tuple(
    {"name": name, "covers": "latin-in-cjk"} for name in ("Times New Roman", "Liberation Serif")
)


def pdf_of(sheet: Sheet) -> bytes:
    """Return a sheet as a pdf; the same sheet and the same faces give the same bytes."""
    import typst  # 34 MB that only the drawing of a pdf needs

    content: bytes = typst.compile(
        _template().encode(),
        format="pdf",
        sys_inputs={"data": json.dumps(_data(sheet), ensure_ascii=False)},
        pdf_standards=["a-2b"],
        timestamp=datetime.combine(_day(sheet), datetime.min.time(), UTC),
        pdf_tags=False,
    )
    return content


@cache
def _template() -> str:
    return (Path(__file__).parent / "gongwen.typ").read_text(encoding="utf-8")


def _day(sheet: Sheet) -> date:
    return sheet.printed_on or sheet.signed_on or UNDATED


def _data(sheet: Sheet) -> dict[str, Any]:
    imprint = layout.imprint_of(sheet)
    top, bottom = layout.letter_lines_mm()
    size, scale = layout.mark_size(sheet.head)
    return {
        "title": sheet.title.replace("\n", ""),
        "author": sheet.signer or sheet.head,
        "letter": {"head": sheet.head, "size": size, "scale": scale, "top": top, "bottom": bottom}
        if sheet.layout is Layout.LETTER
        else None,
        "styles": {name: _style(name) for name in STYLES},
        "parts": [_part(one) for one in settled_parts(sheet)],
        "imprint": None
        if imprint is None
        else {
            "copies": imprint.copies,
            "printed_by": imprint.printed_by,
            "printed_on": imprint.printed_on,
            "ruled": imprint.ruled,
            "height": imprint.lines * STYLES["copies"].line,
        },
    }


def _style(name: str) -> dict[str, Any]:
    style = STYLES[name]
    return {
        "faces": [*LATIN, *FACES[style.face]]
        if style.face != layout.SONG
        else [*FACES[style.face]],
        "size": style.size,
        "tracking": layout.TIGHTER if style.size == layout.SIZE else 0,
        "line": style.line,
        "indent": style.indent * style.size,
        "align": style.align,
        "red": style.red,
        "keep": style.keep,
    }


def _part(part: Part) -> dict[str, Any]:
    across = layout.BODY_HEIGHT if part.turned else layout.BODY_WIDTH
    return {"turned": part.turned, "pieces": list(_pieces(part, across))}


def _pieces(part: Part, across: float) -> Iterator[dict[str, Any]]:
    for piece in part.pieces:
        yield _table(piece, across) if piece.table is not None else _words(piece)


def _words(piece: Piece) -> dict[str, Any]:
    return {
        "style": piece.style,
        "lead": piece.lead,
        "lead_faces": [*LATIN, *FACES[piece.lead_face]] if piece.lead_face else [],
        "words": plain(piece.words),
        "tabbed": piece.tabbed,
        "left": piece.left * layout.CHAR,
        "right": piece.right * layout.CHAR,
        "hang": piece.hang * layout.CHAR,
        "before": piece.before,
        "rule": piece.rule,
        "scale": piece.scale,
        "size": piece.size,
        "keep": piece.keep,
        "breaks": piece.breaks,
    }


def _table(piece: Piece, across: float) -> dict[str, Any]:
    table = piece.table
    assert table is not None  # noqa: S101  told apart by the caller
    return {
        "style": "table",
        "cells": layout.cell_style(table),
        "title": table.title,
        "widths": column_widths(table, across),
        "heads": [one.title for one in table.columns],
        "centered": [one.centered for one in table.columns],
        "rows": [[plain(cell) for cell in row] for row in table.rows],
        "pad": layout.CELL_PAD,
        "pad_v": layout.CELL_PAD_V,
    }
