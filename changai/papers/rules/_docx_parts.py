"""What is the same in every docx: styles with their faces, settings, page numbers, sections."""

from __future__ import annotations

from functools import cache
from xml.sax.saxutils import quoteattr

from changai.papers.rules._docx_words import page_field, run_properties, twips
from changai.papers.rules._layout import (
    BOTTOM_MM,
    FANG,
    HEI,
    KAI,
    LATIN,
    LEFT_MM,
    MM,
    PAGE_MM,
    PITCH,
    RIGHT_MM,
    SONG,
    STYLES,
    TOP_MM,
    XBS,
    Style,
)

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_W = f"{_OFFICE}/wordprocessingml/2006/main"
_R = f"{_OFFICE}/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:wp="{_OFFICE}/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:a="{_OFFICE}/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
)
CORE_SPACES = (
    f'xmlns:cp="{_OFFICE}/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# The dash of a page number lies 7 mm below the type area (7.5).
NUMBER_MM = 7
NUMBER_LINE = STYLES["page_number"].line
FOOTER_MM = BOTTOM_MM - NUMBER_MM - NUMBER_LINE / MM / 2
NUMBER_INDENT = STYLES["page_number"].size
HEADERS = {"none": "header1", "turned_odd": "header2", "turned_even": "header3"}
FOOTERS = {"none": "footer1", "odd": "footer2", "even": "footer3"}
_FILES = {**{f"h_{k}": v for k, v in HEADERS.items()}, **{f"f_{k}": v for k, v in FOOTERS.items()}}
_IDS = {name: f"rId{number}" for number, name in enumerate(_FILES, start=10)}


@cache
def parts() -> tuple[tuple[str, str], ...]:
    """Return the names and texts of every part but the words and the properties."""
    return (
        ("[Content_Types].xml", _content_types()),
        ("_rels/.rels", _relations()),
        ("word/_rels/document.xml.rels", _word_relations()),
        ("word/styles.xml", _styles()),
        ("word/settings.xml", _settings()),
        ("word/fontTable.xml", _font_table()),
        ("word/header1.xml", _edge("hdr", _number_line(""))),
        ("word/header2.xml", _edge("hdr", _turned_number("right"))),
        ("word/header3.xml", _edge("hdr", _turned_number("left"))),
        ("word/footer1.xml", _edge("ftr", _number_line(""))),
        ("word/footer2.xml", _edge("ftr", _number_line(page_field(), "right"))),
        ("word/footer3.xml", _edge("ftr", _number_line(page_field(), "left"))),
    )


def section(*, turned: bool, kind: str, first_differs: bool = False) -> str:
    """Return the properties of a section; a first page that differs has no number."""
    header = ("turned_odd", "turned_even") if turned else ("none", "none")
    footer = ("none", "none") if turned else ("odd", "even")
    ids = (
        _reference("header", "default", _IDS[f"h_{header[0]}"]),
        _reference("header", "even", _IDS[f"h_{header[1]}"]),
        _reference("header", "first", _IDS["h_none"]),
        _reference("footer", "default", _IDS[f"f_{footer[0]}"]),
        _reference("footer", "even", _IDS[f"f_{footer[1]}"]),
        _reference("footer", "first", _IDS["f_none"]),
    )
    wide, high = PAGE_MM
    if turned:
        # Turned a quarter to the left: what was the left edge is the upper one.
        size = f'w:w="{_mm(high)}" w:h="{_mm(wide)}" w:orient="landscape"'
        edges = (LEFT_MM, TOP_MM, RIGHT_MM, BOTTOM_MM)
    else:
        size = f'w:w="{_mm(wide)}" w:h="{_mm(high)}"'
        edges = (TOP_MM, RIGHT_MM, BOTTOM_MM, LEFT_MM)
    top, right, bottom, left = (_mm(one) for one in edges)
    header_at = 8 if turned else 15
    footer_at = 8 if turned else FOOTER_MM
    return (
        f'<w:sectPr>{"".join(ids)}<w:type w:val="{kind}"/><w:pgSz {size}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="{_mm(header_at)}" w:footer="{_mm(footer_at)}" w:gutter="0"/>'
        + ("<w:titlePg/>" if first_differs else "")
        + f'<w:docGrid w:type="lines" w:linePitch="{twips(PITCH)}"/></w:sectPr>'
    )


def _mm(value: float) -> int:
    return twips(value * MM)


def _reference(what: str, kind: str, identity: str) -> str:
    return f'<w:{what}Reference w:type="{kind}" r:id="{identity}"/>'


def _edge(tag: str, inner: str) -> str:
    return f"{DECLARATION}<w:{tag} {SPACES}>{inner}</w:{tag}>"


def _number_line(words: str, side: str = "left") -> str:
    indent = f' w:{side}="{twips(NUMBER_INDENT)}"' if words else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="page_number"/><w:ind{indent} w:firstLine="0"/>'
        f'<w:jc w:val="{side}"/></w:pPr>{words}</w:p>'
    )


def _turned_number(side: str) -> str:
    """The number of a turned page stands where that of an upright one does (clause 8).

    A table at a fixed place: a box of text would do in Word, but LibreOffice sets one of the first
    left page of a section into the corner.
    """
    inset, line, length = NUMBER_INDENT / MM, NUMBER_LINE / MM, 40.0
    x = BOTTOM_MM - NUMBER_MM - line / 2
    y = LEFT_MM + inset if side == "left" else PAGE_MM[0] - RIGHT_MM - inset - length
    return (
        '<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" '
        f'w:horzAnchor="page" w:tblpX="{_mm(x)}" w:tblpY="{_mm(y)}"/>'
        f'<w:tblOverlap w:val="never"/><w:tblW w:w="{_mm(line)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{_mm(line)}"/></w:tblGrid><w:tr><w:trPr>'
        f'<w:trHeight w:val="{_mm(length)}" w:hRule="exact"/></w:trPr><w:tc><w:tcPr>'
        f'<w:tcW w:w="{_mm(line)}" w:type="dxa"/><w:textDirection w:val="tbRl"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="page_number"/><w:jc w:val="{side}"/></w:pPr>{page_field()}'
        '</w:p></w:tc></w:tr></w:tbl><w:p><w:pPr><w:pStyle w:val="page_number"/></w:pPr></w:p>'
    )


def _styles() -> str:
    base = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'{run_properties(STYLES["blank"])}<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
        '</w:rPrDefault><w:pPrDefault><w:pPr><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
    )
    named = "".join(_style(name, style) for name, style in STYLES.items())
    return f"{DECLARATION}<w:styles {SPACES}>{base}{named}</w:styles>"


def _style(name: str, style: Style) -> str:
    align = {"justify": "both", "center": "center", "left": "left"}[style.align]
    indent = f"{round(style.indent * 100)}"
    first = twips(style.indent * style.size)
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}">'
        f'<w:name w:val="{_NAMES.get(name, name)}"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>'
        + ("<w:keepNext/>" if style.keep else "")
        + '<w:widowControl w:val="0"/><w:kinsoku w:val="1"/><w:wordWrap w:val="1"/>'
        '<w:overflowPunct w:val="0"/><w:topLinePunct w:val="0"/><w:autoSpaceDE w:val="0"/>'
        '<w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{twips(style.line)}" w:lineRule="exact"/>'
        + (f'<w:ind w:firstLineChars="{indent}" w:firstLine="{first}"/>' if style.indent else "")
        + f'<w:jc w:val="{align}"/>'
        + (f'<w:outlineLvl w:val="{style.outline - 1}"/>' if style.outline else "")
        + f"</w:pPr><w:rPr>{run_properties(style)}</w:rPr></w:style>"
    )


_NAMES = {
    "mark": "发文机关标志", "corner": "份号密级", "number": "发文字号", "title": "公文标题",
    "blank": "空行", "salutation": "主送机关", "body": "公文正文", "flush": "顶格正文",
    "h1": "一级标题", "h2": "二级标题", "h3": "三级标题", "h4": "四级标题",
    "annexes": "附件说明", "roll": "出席名单", "signer": "发文机关署名", "day": "成文日期",
    "note": "附注", "annex_label": "附件序号", "table_title": "表题", "cell_head": "表头",
    "cell": "表格文字", "cell_centered": "表格居中",
    "small_head": "横表表头", "small": "横表文字", "small_centered": "横表居中",
    "copies": "版记", "page_number": "公文页码",
}  # fmt: skip


def _settings() -> str:
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" '
        f'w:val="{value}"/>'
        for name, value in (("compatibilityMode", "15"), ("enableOpenTypeFeatures", "1"))
    )
    return (
        f'{DECLARATION}<w:settings {SPACES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        '<w:drawingGridVerticalSpacing w:val="579"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f"<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/>{compat}</w:compat>"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _font_table() -> str:
    faces = (
        (FANG, "仿宋", "86", "modern"), (KAI, "楷体", "86", "modern"),
        (HEI, "SimHei", "86", "modern"), (SONG, "SimSun", "86", "auto"),
        (XBS, "方正小标宋_GBK", "86", "script"), (LATIN, "Times", "00", "roman"),
    )  # fmt: skip
    fonts = "".join(
        f'<w:font w:name={quoteattr(name)}><w:altName w:val="{other}"/>'
        f'<w:charset w:val="{charset}"/><w:family w:val="{family}"/></w:font>'
        for name, other, charset, family in faces
    )
    return f"{DECLARATION}<w:fonts {SPACES}>{fonts}</w:fonts>"


def _content_types() -> str:
    kinds = {
        "word/document.xml": "document.main", "word/styles.xml": "styles",
        "word/settings.xml": "settings", "word/fontTable.xml": "fontTable",
        **{f"word/{name}.xml": "header" for name in HEADERS.values()},
        **{f"word/{name}.xml": "footer" for name in FOOTERS.values()},
    }  # fmt: skip
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_MAIN}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'{DECLARATION}<Types xmlns="{_OFFICE}/package/2006/content-types"><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}<Override '
        'PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relations() -> str:
    return (
        f'{DECLARATION}<Relationships xmlns="{_OFFICE}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/package/2006/relationships/metadata/'
        'core-properties" Target="docProps/core.xml"/></Relationships>'
    )


def _word_relations() -> str:
    known = [
        ("rId1", "styles", "styles"), ("rId2", "settings", "settings"),
        ("rId3", "fontTable", "fontTable"),
    ]  # fmt: skip
    known += [
        (_IDS[name], "header" if name.startswith("h_") else "footer", target)
        for name, target in _FILES.items()
    ]
    lines = "".join(
        f'<Relationship Id="{identity}" Type="{_R}/{kind}" Target="{target}.xml"/>'
        for identity, kind, target in known
    )
    return (
        f'{DECLARATION}<Relationships xmlns="{_OFFICE}/package/2006/relationships">{lines}'
        "</Relationships>"
    )
