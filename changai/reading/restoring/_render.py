"""Write the chosen parts of a page as plain lines, slice by slice of the source."""

from __future__ import annotations

import re
from typing import Final

from changai.reading import grids
from changai.reading.mapping import Piece, Tracked
from changai.reading.restoring._article import Page
from changai.reading.restoring._markup import BLOCKS, Leaf, Node, looks_like_html, parse

_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_RAGGED: Final = re.compile("[ \u00a0\u3000\r]*\n[ \u00a0\u3000\r\n]*")
_SOFT: Final = re.compile(" *\r[ \r]*")
_EDGES: Final = re.compile("^[ \u00a0\u3000\r\n]+|[ \u00a0\u3000\r\n\t]+$")
_FAR_ENTITY: Final = re.compile(r"&#(?:(\d{3,7})|[xX]([0-9a-fA-F]{2,6}));")
_CAPTION: Final = re.compile(r"^(?:图[为:：]|[▲△▼]|图片说明|资料图)|(?:摄影?|供图|摄影报道)[）)]?$")
_PARAGRAPHS_PER_CELL: Final = 12


def strip_markup(text: Tracked) -> tuple[Tracked, dict[str, int]]:
    """Return the document of a page without its markup, and what was taken away.

    A text with a few stray tags keeps its own line breaks; a page's are the browser's.
    """
    if not looks_like_html(text.text):
        return text, {}
    text = _near(text)
    root = parse(text.text)
    page = Page(text.text, root)
    article = page.article()
    writer = _Writer(page, keep_breaks=_mostly_untagged(page))
    if article.title is not None:
        writer.take(*article.title)
        writer.stop("\n")
    for node in article.head:
        writer.block(node)
    writer.block(article.body)
    found = {"html": sum(1 for _ in root.walk()) - 1}
    if article.dropped or writer.furniture:
        found["navigation"] = writer.furniture + (1 if article.dropped else 0)
    if writer.captions:
        found["caption"] = writer.captions
    return _tidy(text.assemble(writer.pieces)), found


def _near(text: Tracked) -> Tracked:
    """Undo numeric entities of characters beyond Latin, so that the page can be weighed."""
    edits = []
    for match in _FAR_ENTITY.finditer(text.text):
        code = int(match[1]) if match[1] else int(match[2], 16)
        if 0x2000 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
            edits.append((match.start(), match.end(), chr(code)))
    return text.edit(edits)


def _mostly_untagged(page: Page) -> bool:
    """Tell a plain text with stray tags: most of its characters stand in no block."""
    free = 0
    for child in page.root.children:
        if isinstance(child, Leaf):
            free += child.end - child.start
        elif child.tag not in BLOCKS:
            free += sum(leaf.end - leaf.start for leaf in child.leaves())
    return free * 2 > sum(leaf.end - leaf.start for leaf in page.root.leaves())


def _tidy(text: Tracked) -> Tracked:
    words = text.text
    text = text.edit((m.start(), m.end(), "\n") for m in _RAGGED.finditer(words))
    words = text.text
    edits = []
    for match in _SOFT.finditer(words):
        around = words[match.start() - 1 : match.start()] + words[match.end() : match.end() + 1]
        edits.append((match.start(), match.end(), " " if around.isascii() else ""))
    text = text.edit(edits)
    return text.edit((m.start(), m.end(), "") for m in _EDGES.finditer(text.text))


def trim_lines(text: Tracked) -> Tracked:
    """Drop the white space around the lines of a page, and its empty lines."""
    text = text.edit((m.start(), m.end(), "\n") for m in _RAGGED.finditer(text.text))
    return text.edit((m.start(), m.end(), "") for m in _EDGES.finditer(text.text))


class _Writer:
    """Collect slices of the source: `\n` ends a line, `\r` marks a break the browser ignores."""

    def __init__(self, page: Page, *, keep_breaks: bool) -> None:
        self.page = page
        self.keep_breaks = keep_breaks
        self.pieces: list[Piece] = []
        self.furniture = 0
        self.captions = 0
        self._at = 0
        self._after_image = False

    def take(self, start: int, end: int) -> None:
        """Write a stretch of text, its runs of white space drawn together."""
        words = self.page.words
        for match in _SPACES.finditer(words, start, end):
            if match.start() > start:
                self.pieces.append((start, match.start(), None))
            broken = "\n" in match[0] or "\r" in match[0]
            mark = "\n" if broken and self.keep_breaks else "\r" if broken else " "
            self.pieces.append((match.start(), match.end(), mark))
            start = match.end()
        if end > start:
            self.pieces.append((start, end, None))
        self._at = end

    def stop(self, mark: str) -> None:
        """Write a mark between two stretches."""
        self.pieces.append((self._at, self._at, mark))

    def block(self, node: Node) -> None:
        """Write an element as lines of its own."""
        waiting: list[Node | Leaf | str] = ["\n", node, "\n"]
        waiting.reverse()
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                self.stop(item)
            elif isinstance(item, Leaf):
                self.take(item.start, item.end)
            else:
                self._element(item, node, waiting)

    def _element(self, item: Node, whole: Node, waiting: list[Node | Leaf | str]) -> None:
        if item.tag == "br":
            self._at = max(self._at, item.start)
            self.stop("\n")
            return
        if item.tag == "img":
            self._after_image = True
            return
        if item is not whole and (self.page.is_furniture(item) or self._is_aside(item)):
            self.furniture += 1 if self.page.text_of(item) else 0
            self._after_image = self._after_image or any(n.tag == "img" for n in item.walk())
            return
        if item.tag == "table" and (rows := _data_rows(item, self.page)):
            self._table(rows)
            return
        if item.tag in BLOCKS:
            if self._is_caption(item):
                self.captions += 1
                return
            waiting.append("\n")
            waiting.extend(reversed(item.children))
            waiting.append("\n")
            return
        waiting.extend(reversed(item.children))

    def _is_aside(self, node: Node) -> bool:
        return node.tag in ("ul", "ol", "div", "p", "td", "table") and self.page.is_link_list(node)

    def _is_caption(self, node: Node) -> bool:
        """Tell the line under a picture: short, no sentence, centred or said to be one."""
        if any(isinstance(child, Node) and child.tag in BLOCKS for child in node.children):
            return False
        words = self.page.text_of(node)
        if not words:
            return False
        after, self._after_image = self._after_image, any(n.tag == "img" for n in node.walk())
        if not after or len(words) > 60:
            return False
        if _CAPTION.search(words):
            return True
        look = f"{node.attributes.get('style', '')} {node.attributes.get('align', '')}".lower()
        return "center" in look and not words.endswith(("。", "：", "；")) and node.tag != "h1"

    def _table(self, rows: list[list[Node]]) -> None:
        grid = _grid(rows)
        texts = [[self.page.text_of(cell) if own else "" for cell, own, _ in row] for row in grid]
        holding = grids.columns_that_hold(texts)
        self.stop("\n")
        for row in grid:
            for column, (cell, own, above) in enumerate(row):
                if column:
                    self.stop("\t")
                if own or (above and column in holding):
                    self._cell(cell)
            self._at = max(self._at, rows[-1][-1].end if row is grid[-1] else self._at)
            self.stop("\n")

    def _cell(self, cell: Node) -> None:
        inner = _Writer(self.page, keep_breaks=False)
        inner.block(cell)
        pieces = [(a, b, " " if mark == "\n" else mark) for a, b, mark in inner.pieces]
        solid = [i for i, (_, _, mark) in enumerate(pieces) if mark is None]
        if solid:
            self.pieces += pieces[solid[0] : solid[-1] + 1]
            self._at = pieces[solid[-1]][1]


def _data_rows(table: Node, page: Page) -> list[list[Node]]:
    """Return the rows of cells of a table of data; nothing for one that only lays out a page."""
    rows: list[list[Node]] = []
    for node in table.walk():
        if node.tag == "table" and node is not table:
            return []
        if node.tag == "tr":
            cells = [
                child
                for child in node.children
                if isinstance(child, Node) and child.tag in ("td", "th")
            ]
            if cells:
                rows.append(cells)
    if sum(len(row) >= 2 for row in rows) < 2:
        return []
    paragraphs = max(sum(n.tag == "p" for n in cell.walk()) for row in rows for cell in row)
    return rows if paragraphs <= _PARAGRAPHS_PER_CELL else []


def _grid(rows: list[list[Node]]) -> list[list[tuple[Node, bool, bool]]]:
    """Return for each square its cell, whether it is the cell's own, and whether merged down."""
    grid: list[list[tuple[Node, bool, bool]]] = []
    pending: dict[int, tuple[int, Node, bool]] = {}
    for cells in rows:
        row: list[tuple[Node, bool, bool]] = []
        queue = list(cells)
        while queue or any(column >= len(row) for column in pending):
            column = len(row)
            if column in pending:
                left, cell, first = pending.pop(column)
                row.append((cell, False, first))
                if left > 1:
                    pending[column] = (left - 1, cell, first)
                continue
            if not queue:
                break
            cell = queue.pop(0)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for offset in range(across):
                if down > 1:
                    pending[column + offset] = (down - 1, cell, offset == 0)
                row.append((cell, offset == 0, False))
        grid.append(row)
    return grid


def _span(cell: Node, name: str) -> int:
    value = cell.attributes.get(name, "1").strip()
    return min(max(int(value), 1), 200) if value.isdecimal() else 1
