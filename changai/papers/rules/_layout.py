"""GB/T 9704-2012 as data, and a sheet as the pieces that docx, pdf and preview set alike.

Units: points unless a name says mm or characters (of 3号, 16 pt).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from changai.papers.rules import _text as text
from changai.papers.rules._marks import with_full_marks
from changai.papers.rules._sheet import (
    Block,
    Heading,
    Layout,
    Line,
    Paragraph,
    Sheet,
    Table,
    plain,
)

TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37, 35, 28, 26
PAGE_MM = (210, 297)
MM = 72 / 25.4
BODY_WIDTH, BODY_HEIGHT = 156 * MM, 225 * MM
LINES, CHARS = 22, 28
# 22 lines in 225 mm; 28 characters of 16 pt are wider than 156 mm, so each is set 0.25 pt closer.
PITCH, SIZE, TIGHTER = 28.95, 16.0, -0.25
CHAR = SIZE + TIGHTER
FANG, KAI, HEI = "仿宋_GB2312", "楷体_GB2312", "黑体"
XBS, SONG, LATIN = "方正小标宋简体", "宋体", "Times New Roman"
MARK_SIZE, MARK_LEAST_SCALE = 40.0, 0.6
LETTER_WIDTH_MM = 170


@dataclass(frozen=True)
class Style:
    """How a piece is set. `indent` is that of the first line, `before` the room above it."""

    face: str = FANG
    size: float = SIZE
    line: float = PITCH
    indent: float = 0.0
    align: str = "justify"
    red: bool = False
    keep: bool = False
    outline: int = 0


STYLES: dict[str, Style] = {
    "mark": Style(XBS, MARK_SIZE, 48, align="center", red=True),
    "corner": Style(HEI, align="left"),
    "number": Style(align="center"),
    "title": Style(XBS, 22, 33, align="center", keep=True),
    "blank": Style(),
    "salutation": Style(align="left"),
    "body": Style(indent=2),
    "flush": Style(),
    "h1": Style(HEI, indent=2, keep=True, outline=1),
    "h2": Style(KAI, indent=2, keep=True, outline=2),
    "h3": Style(FANG, indent=2, keep=True, outline=3),
    "h4": Style(FANG, indent=2, keep=True, outline=4),
    "annexes": Style(align="left"),
    "roll": Style(align="left"),
    "signer": Style(align="left", keep=True),
    "day": Style(align="left"),
    "note": Style(indent=2),
    "annex_label": Style(HEI, align="left", keep=True),
    "table_title": Style(HEI, 16, 28.95, align="center", keep=True),
    "cell_head": Style(HEI, 12, 20, align="center"),
    "cell": Style(FANG, 12, 20, align="left"),
    "cell_centered": Style(FANG, 12, 20, align="center"),
    "small_head": Style(HEI, 10.5, 18, align="center"),
    "small": Style(FANG, 10.5, 18, align="left"),
    "small_centered": Style(FANG, 10.5, 18, align="center"),
    "copies": Style(FANG, 14, 24, align="left"),
    "page_number": Style(SONG, 14, 16, align="left"),
}
CELL_PAD, CELL_PAD_V = 3.0, 2.0


@dataclass(frozen=True)
class Piece:
    """One paragraph or table of a part.

    `lead` stands before the words: a heading's number. `left`, `right` and `hang` are characters.
    `rule` asks for the red rule beneath, 4 mm away. `tabbed` words stand at the right end.
    One that `breaks` begins a page.
    """

    style: str
    words: Line = ()
    lead: str = ""
    table: Table | None = None
    left: float = 0.0
    right: float = 0.0
    hang: float = 0.0
    before: float = 0.0
    rule: bool = False
    tabbed: str = ""
    scale: float = 1.0
    size: float = 0.0
    keep: bool = False
    key: str = ""
    lead_face: str = ""
    breaks: bool = False

    @property
    def text(self) -> str:
        """Return the words as they are read, number first."""
        return self.lead + plain(self.words)


def cell_style(table: Table) -> str:
    """Return the style of the cells: 小四 on upright pages, 五号 on turned ones."""
    return "small" if table.horizontal else "cell"


TEXT_STYLES = frozenset({"body", "flush", "h1", "h2", "h3", "h4"})


@dataclass(frozen=True)
class Part:
    """Pieces on pages of their own; those of a turned part lie on their side."""

    pieces: tuple[Piece, ...]
    turned: bool = False


BLANK = Piece("blank")
# A signature never stands on a page without the end of the text.
KEPT_BLANK = replace(BLANK, keep=True)


def parts_of(sheet: Sheet) -> list[Part]:
    """Return a sheet as parts, each beginning a new page, without the 版记."""
    sheet = with_full_marks(sheet)
    if _is_all_turned(sheet):
        head = [*_title_pieces(sheet.title), BLANK]
        return [Part((*head, *_flow(sheet.blocks)), turned=True)]
    pieces = [*_head(sheet), *_title(sheet)]
    if sheet.addressees:
        pieces.append(Piece("salutation", (_with_colon(sheet.addressees),)))
    blocks, tables = _turned_end(sheet.blocks)
    pieces += _flow(blocks)
    tail = _tail(sheet)
    # Text of one paragraph stays on the first page, which must show some (7.3.3).
    texts = [one for one in pieces if one.style in TEXT_STYLES]
    if tail and tail[0] == KEPT_BLANK and len(texts) > 1 and pieces[-1].table is None:
        pieces[-1] = replace(pieces[-1], keep=True)
    pieces += tail
    parts = list(_split(pieces))
    parts += [Part((Piece("cell", table=one),), turned=True) for one in tables]
    for number, annex in enumerate(sheet.annexes, start=1):
        label = f"附件{number}" if len(sheet.annexes) > 1 else "附件"
        head = [Piece("annex_label", (label,)), BLANK, *_title_pieces(annex.title), BLANK]
        # The label and the title of an attachment of turned tables alone turn with them.
        if annex.blocks and all(isinstance(one, Table) and one.horizontal for one in annex.blocks):
            parts.append(Part((*head, *_flow(annex.blocks)), turned=True))
        else:
            parts += _split([*head, *_flow(annex.blocks)])
    return parts


def _is_all_turned(sheet: Sheet) -> bool:
    """Say whether a paper is nothing but turned tables and words before: a ledger.

    It has no red head, addressees, signature or attachment that must stand on an upright page.
    """
    if sheet.head or sheet.addressees or sheet.signer or sheet.annexes:
        return False
    tables = [one for one in sheet.blocks if isinstance(one, Table)]
    return bool(tables) and all(one.horizontal for one in tables)


def _turned_end(blocks: Sequence[Block]) -> tuple[Sequence[Block], list[Table]]:
    """Part a text from the turned tables it ends with: the signature stands before them.

    After them it would stand alone on a page.
    """
    tables: list[Table] = []
    count = len(blocks)
    while count and isinstance(last := blocks[count - 1], Table) and last.horizontal:
        tables.insert(0, last)
        count -= 1
    return blocks[:count], tables


def _split(pieces: Sequence[Piece]) -> Iterator[Part]:
    """Give turned tables pages of their own."""
    upright: list[Piece] = []
    for piece in pieces:
        if piece.table is None or not piece.table.horizontal:
            upright.append(piece)
            continue
        if upright:
            yield Part(tuple(upright))
        upright = []
        yield Part((piece,), turned=True)
    if upright:
        yield Part(tuple(upright))


def mark_size(words: str, room: float = BODY_WIDTH) -> tuple[float, float]:
    """Return size and horizontal scale of the red head, so that it fills the line and no more."""
    count = max(text.width(words), 1)
    scale = min(1.0, room / (count * MARK_SIZE))
    if scale >= MARK_LEAST_SCALE:
        return MARK_SIZE, round(scale, 2)
    size = int(2 * room / (count * MARK_LEAST_SCALE)) / 2
    return size, MARK_LEAST_SCALE


def _head(sheet: Sheet) -> list[Piece]:
    if sheet.layout is Layout.LETTER:
        return _letter_head(sheet)
    if not sheet.head:
        return [BLANK]
    size, scale = mark_size(sheet.head)
    corners = [sheet.copy_number, sheet.secrecy, sheet.urgency]
    filled = [one for one in corners if one]
    pieces = [Piece("corner", (one,)) for one in filled] + [BLANK] * (3 - len(filled))
    # The upper edge of the head is 35 mm below that of the type area: three lines and this much.
    line = STYLES["mark"].line
    gap = max(0.0, 35 * MM - 3 * PITCH - (line - size) / 2)
    pieces.append(Piece("mark", (sheet.head,), scale=scale, size=size, before=gap))
    pieces += [BLANK, BLANK]
    if sheet.layout is Layout.MINUTES:
        day = text.day_words(sheet.signed_on)
        pieces.append(Piece("number", (sheet.number,), keep=True) if sheet.number else BLANK)
        edge = 1 if text.width(sheet.signer + day) < CHARS - 3 else 0
        pieces.append(Piece("flush", (sheet.signer,), left=edge, right=edge, tabbed=day, rule=True))
    elif sheet.signed_off_by:
        pieces.append(
            Piece(
                "flush", (sheet.number,), left=1, right=1, rule=True,
                tabbed=f"签发人：{sheet.signed_off_by}",
            )
        )  # fmt: skip
    else:
        pieces.append(Piece("number", (sheet.number,), rule=True))
    return [*pieces, BLANK, BLANK]


def letter_lines_mm() -> tuple[float, float]:
    """Return where the red double lines of a letter stand: from the top, from the bottom."""
    return 30 + MARK_SIZE / MM + 4, 20


def _letter_head(sheet: Sheet) -> list[Piece]:
    """The head and lines of a letter stand at fixed places; here is what is beneath the line."""
    below = (letter_lines_mm()[0] - TOP_MM) * MM + SIZE * 7 / 8
    corners = [one for one in (sheet.copy_number, sheet.secrecy, sheet.urgency) if one]
    first = corners[0] if corners else ""
    pieces = [Piece("flush", (first,), tabbed=sheet.number, before=below)]
    pieces += [Piece("corner", (one,)) for one in corners[1:]]
    return [*pieces, BLANK, BLANK]


def _title(sheet: Sheet) -> list[Piece]:
    return [*_title_pieces(sheet.title), BLANK]


def _title_pieces(words: str) -> list[Piece]:
    return [Piece("title", (line,)) for line in text.title_lines(words)]


def _with_colon(words: str) -> str:
    return words if words.endswith(("：", ":")) else f"{words}："


def _flow(blocks: Sequence[Block]) -> Iterator[Piece]:
    for number, block in text.numbered(blocks):
        if isinstance(block, Heading):
            yield Piece(f"h{min(max(block.level, 1), 4)}", block.words, lead=number)
        elif isinstance(block, Paragraph):
            yield Piece("body" if block.indent else "flush", block.words, key=block.key)
        else:
            yield Piece("cell", table=block)


def _tail(sheet: Sheet) -> list[Piece]:
    pieces = list(_annex_note(sheet))
    if sheet.rolls:
        pieces.append(BLANK)
        for roll in sheet.rolls:
            hang = text.width(roll.label) + 1
            pieces.append(
                Piece(
                    "roll", roll.words, lead=f"{roll.label}：", lead_face=HEI,
                    left=2 + hang, hang=hang,
                )
            )  # fmt: skip
    if sheet.layout is not Layout.MINUTES:
        pieces += _signature(sheet)
    if sheet.note:
        pieces.append(Piece("note", (f"（{sheet.note.strip('（）()')}）",)))
    return pieces


def _annex_note(sheet: Sheet) -> Iterator[Piece]:
    """附件：and the names, those of several numbered and below each other."""
    if not sheet.annexes:
        return
    yield BLANK
    if len(sheet.annexes) == 1:
        yield Piece(
            "annexes", (sheet.annexes[0].title.replace("\n", ""),), lead="附件：", left=5, hang=3
        )
        return
    for number, annex in enumerate(sheet.annexes, start=1):
        # Never “1.2026年”: a name that begins with a digit stands off.
        mark = f"{number}." + (" " if annex.title[:1].isascii() else "")
        lead = ("附件：" if number == 1 else "") + mark
        hang = text.width(mark) + (3 if number == 1 else 0)
        left = 5 + text.width(mark)
        yield Piece("annexes", (annex.title.replace("\n", ""),), lead=lead, left=left, hang=hang)


def _signature(sheet: Sheet) -> list[Piece]:
    """The unit centred above the day, the day four characters from the right (7.3.5, sealed)."""
    day = text.day_words(sheet.signed_on)
    if not sheet.signer:
        return []
    day_width, signer_width = text.width(day), text.width(sheet.signer)
    centre = CHARS - 4 - day_width / 2
    left = centre - signer_width / 2
    day_left = CHARS - 4 - day_width
    over = left + signer_width - (CHARS - 0.5)
    if over > 0:
        # A long name reaches the edge; the day is then centred below it.
        left, day_left = max(0.0, left - over), max(0.0, day_left - over)
        left = min(left, max(0.0, CHARS - signer_width - 0.5))
    pieces = [KEPT_BLANK, KEPT_BLANK]
    pieces.append(Piece("signer", (sheet.signer,), left=left))
    if day:
        pieces.append(Piece("day", (day,), left=day_left))
    return pieces


@dataclass(frozen=True)
class Imprint:
    """The 版记: who gets copies, who printed it and when; a letter has the copies only."""

    copies: str
    printed_by: str
    printed_on: str
    ruled: bool

    @property
    def copies_line(self) -> str:
        """Return the line that says who gets copies."""
        return f"抄送：{self.copies}"

    @property
    def lines(self) -> int:
        """Return how many lines of 4号 it takes."""
        copies = self.copies_line
        per_line = (BODY_WIDTH / 14) - 2
        count = 0
        if self.copies:
            count = text.line_count(copies, per_line - 3, -3)
        return count + (1 if self.printed_by or self.printed_on else 0)

    @property
    def height(self) -> float:
        """Return its height in points, rules included."""
        return self.lines * STYLES["copies"].line + 6


def imprint_of(sheet: Sheet) -> Imprint | None:
    """Return the 版记 of a paper; None where it has none."""
    copies = sheet.copies_to.strip()
    if copies and not copies.endswith("。"):
        copies += "。"
    if sheet.layout is Layout.LETTER:
        return Imprint(copies, "", "", ruled=False) if copies else None
    if not copies and not sheet.printed_by:
        return None
    printed = f"{text.day_words(sheet.printed_on)}印发" if sheet.printed_on else ""
    return Imprint(copies, sheet.printed_by, printed if sheet.printed_by else "", ruled=True)
