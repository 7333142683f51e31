"""Pieces of WordprocessingML: runs, paragraphs, boxes at a fixed place."""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import escape, quoteattr

from changai.papers.rules._layout import (
    CHAR,
    LATIN,
    MM,
    SIZE,
    SONG,
    STYLES,
    TIGHTER,
    Piece,
    Style,
)

RED = "FF0000"
EMU_MM = 36000


def twips(points: float) -> int:
    """Return points as twentieths of a point."""
    return round(points * 20)


@cache
def _fonts(face: str, latin: str) -> str:
    east, west = quoteattr(face), quoteattr(latin)
    return f"<w:rFonts w:ascii={west} w:hAnsi={west} w:eastAsia={east} w:cs={west}/>"


def run_properties(style: Style, *, scale: float = 1.0, size: float = 0.0) -> str:
    """Return the properties of a run: the faces by name, size, colour, distance, scale."""
    size = size or style.size
    half = round(size * 2)
    latin = SONG if style.face == SONG else LATIN
    return "".join(
        (
            _fonts(style.face, latin),
            f'<w:color w:val="{RED}"/>' if style.red else "",
            f'<w:spacing w:val="{twips(TIGHTER)}"/>' if style.size == SIZE else "",
            f'<w:w w:val="{round(scale * 100)}"/>' if scale != 1.0 else "",
            '<w:kern w:val="0"/>',
            f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>',
        )
    )


# Quotation marks and dashes are as wide as characters only where the run says East Asian.
HINT = '<w:rFonts w:hint="eastAsia"/>'


def run(words: str, properties: str = "") -> str:
    """Return a run; a line break in the words becomes one in the paper."""
    parts = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(_clean(one))}</w:t>' for one in words.split("\n")
    )
    return f"<w:r><w:rPr>{HINT}{properties}</w:rPr>{parts}</w:r>"


def _clean(words: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(char for char in words if char >= " " or char == "\t")


def paragraph(piece: Piece, *, section: str = "") -> str:
    """Return a piece as a paragraph; `section` ends a section with it."""
    style = STYLES[piece.style]
    special = ""
    if piece.scale != 1.0 or piece.size:
        special = run_properties(style, scale=piece.scale, size=piece.size).replace(
            _fonts(style.face, LATIN), ""
        )
    runs = []
    if piece.lead:
        face = f'<w:rFonts w:eastAsia="{piece.lead_face}"/>' if piece.lead_face else ""
        runs.append(_lead(piece.lead, face))
    words = ("　" * int(piece.left) if piece.rule else "") + piece.text[len(piece.lead) :]
    if words:
        runs.append(run(words, special))
    if piece.tabbed:
        runs.append("<w:r><w:tab/></w:r>" + run(piece.tabbed))
    return f"<w:p>{_paragraph_properties(piece, style, section)}{''.join(runs)}</w:p>"


def _lead(words: str, face: str) -> str:
    if not face:
        return run(words)
    one = face.replace("<w:rFonts ", '<w:rFonts w:hint="eastAsia" ')
    return f'<w:r><w:rPr>{one}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _paragraph_properties(piece: Piece, style: Style, section: str) -> str:
    parts = [f'<w:pStyle w:val="{piece.style}"/>']
    if piece.keep and not style.keep:
        parts.append("<w:keepNext/>")
    if piece.breaks:
        parts.append("<w:pageBreakBefore/>")
    if piece.rule:
        parts.append(
            f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="{RED}"/></w:pBdr>'
        )
    if piece.tabbed:
        place = twips((28.07 - piece.right) * CHAR)
        parts.append(f'<w:tabs><w:tab w:val="right" w:pos="{place}"/></w:tabs>')
    if piece.before:
        line = twips(style.line)
        parts.append(
            f'<w:spacing w:before="{twips(piece.before)}" w:after="0" w:line="{line}"'
            ' w:lineRule="exact"/>'
        )
    # A rule reaches from edge to edge; its words stand in by spaces instead.
    if (piece.left or piece.right or piece.hang) and not piece.rule:
        parts.append(_indents(piece))
    return f"<w:pPr>{''.join(parts)}{section}</w:pPr>"


def _indents(piece: Piece) -> str:
    return (
        f'<w:ind w:left="{twips(piece.left * CHAR)}" w:right="{twips(piece.right * CHAR)}"'
        + (f' w:hanging="{twips(piece.hang * CHAR)}"' if piece.hang else ' w:firstLine="0"')
        + "/>"
    )


def page_field() -> str:
    """Return — 1 — with the number of the page."""
    simple = "".join(
        f"<w:r>{inner}</w:r>"
        for inner in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    return f"{run('— ')}{simple}{run(' —')}"


_ANCHOR = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" '
    'distL="0" distR="0" simplePos="0" relativeHeight="{number}" behindDoc="0" locked="1" '
    'layoutInCell="0" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>'
    '<wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
    '<wp:docPr id="{number}" name="{name}"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
    'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>{shape}'
    "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
    "</w:r>"
)


def box(
    number: int, name: str, place_mm: tuple[float, float], size_mm: tuple[float, float],
    inner: str,
) -> str:  # fmt: skip
    """Return a box of text at a fixed place of the page."""
    shape = (
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{_emu(size_mm[0])}" cy="{_emu(size_mm[1])}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln>'
        f"</wps:spPr><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr rot="0" vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" '
        'anchor="t"><a:noAutofit/></wps:bodyPr>'
    )
    return _anchor(number, name, place_mm, size_mm, shape)


def rule_at(
    number: int, y_mm: float, weight: float, *, width_mm: float, x_mm: float, color: str = RED
) -> str:
    """Return a line across the page at a fixed height; `weight` is in points."""
    shape = (
        '<wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{_emu(width_mm)}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/>'
        f'</a:prstGeom><a:ln w="{round(weight * 12700)}"><a:solidFill><a:srgbClr val="{color}"/>'
        "</a:solidFill></a:ln></wps:spPr><wps:bodyPr/>"
    )
    return _anchor(number, f"rule {number}", (x_mm, y_mm), (width_mm, 0), shape)


def _anchor(
    number: int, name: str, place_mm: tuple[float, float], size_mm: tuple[float, float], shape: str
) -> str:
    return _ANCHOR.format(
        number=number,
        name=escape(name),
        x=_emu(place_mm[0]),
        y=_emu(place_mm[1]),
        cx=_emu(size_mm[0]),
        cy=_emu(size_mm[1]),
        shape=shape,
    )


def _emu(mm: float) -> int:
    return round(mm * EMU_MM)


def mm_of(points: float) -> float:
    """Return points as millimetres."""
    return points / MM
