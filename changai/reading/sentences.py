"""Cut a text into paragraphs, sentences, parts and clauses without leaving the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NEWLINE = re.compile(r"(?:\\r\\n|\\n|\\r|\r\n|\n|\r|\u2028|\f)+")
_MARKS = re.compile(r"[“”‘’「」『』《》〈〉（）()【】\[\]〔〕\"]|。|！|？|；|;|!|\?|，|,|：|:|\n")
_OPEN = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "（": "）",
    "(": ")",
    "【": "】",
    "[": "]",
    "〔": "〕",
}
_WIDTH = {"（": "）", ")": "）", "(": "）"}
_CLOSE = frozenset([*_OPEN.values(), "）", ")"])
_LONGEST = {"“": 80, '"': 60, "‘": 60, "（": 400, "(": 400, "《": 120}
_SPACE = " \t\u3000\xa0\u200b\ufeff"

SENTENCE_STOPS = frozenset("。！？!?")
PART_STOPS = frozenset("。！？!?；;")
CLAUSE_STOPS = frozenset("，,")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text and the mark that ended it ('' where none did)."""

    start: int
    end: int
    stop: str


@dataclass(frozen=True, slots=True)
class Page:
    """A text with the places where it may be cut.

    Units: `marks` holds (position, character) of every mark outside quotes and brackets, in order;
    `closed` holds the matched quotes and brackets as (start, end), end exclusive.
    """

    text: str
    marks: tuple[tuple[int, str], ...]
    closed: tuple[tuple[int, int], ...]


_HALF = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|;")
_FULL = {",": "，", ":": "：", ";": "；"}


def widen(text: str) -> str:
    """Return the text with full-width commas, colons and semicolons; every position stays."""
    return _HALF.sub(lambda match: _FULL[match.group()], text)


def read_page(text: str) -> Page:
    """Find the marks that cut, passing over those inside quotes and brackets. Cost: linear."""
    stack: list[tuple[str, int]] = []
    closed: list[tuple[int, int]] = []
    found: list[tuple[int, str]] = []
    for match in _MARKS.finditer(text):
        char, at = match.group(), match.start()
        if char == "\n":
            stack.clear()
        elif char == '"':
            if stack and stack[-1][0] == '"':
                _shut(text, stack.pop(), at, closed)
            else:
                stack.append(('"', at))
        elif char in _OPEN:
            stack.append((char, at))
        elif char in _CLOSE:
            _unwind(text, stack, char, at, closed)
        else:
            found.append((at, char))
    closed.sort()
    return Page(text, tuple(_outside(found, closed)), tuple(closed))


def _unwind(
    text: str, stack: list[tuple[str, int]], char: str, at: int, closed: list[tuple[int, int]]
) -> None:
    wide = _WIDTH.get(char, char)
    for depth in range(len(stack) - 1, max(-1, len(stack) - 4), -1):
        opener = stack[depth][0]
        if _WIDTH.get(opener, _OPEN.get(opener, "")) == wide:
            pair = stack[depth]
            del stack[depth:]
            _shut(text, pair, at, closed)
            return


def _shut(text: str, opener: tuple[str, int], at: int, closed: list[tuple[int, int]]) -> None:
    """Keep a pair whole unless it holds direct speech: then its marks cut like any other."""
    char, start = opener
    if at - start > _LONGEST.get(char, 120):
        return
    inside = text[start + 1 : at]
    told = text[start - 1 : start] in ("：", ":", "，", ",", "", "\n", "\u3000", " ")
    if char in '“"「' and told and inside.endswith(("。", "！", "？", "，", "；")):
        return
    if char in '“"「' and (inside.count("。") + inside.count("；") > 1 or "。" in inside[:-1]):
        return
    closed.append((start, at + 1))


def _outside(found: list[tuple[int, str]], closed: list[tuple[int, int]]) -> list[tuple[int, str]]:
    kept: list[tuple[int, str]] = []
    which, reach = 0, -1
    for at, char in found:
        while which < len(closed) and closed[which][0] < at:
            reach = max(reach, closed[which][1])
            which += 1
        if at >= reach:
            kept.append((at, char))
    return kept


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the spans of the non-empty lines, outer white space left out."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in [*_NEWLINE.finditer(text), None]:
        end = match.start() if match else len(text)
        low, high = trim(text, start, end)
        if low < high:
            spans.append((low, high))
        start = match.end() if match else end
    return spans


def trim(text: str, start: int, end: int, extra: str = "") -> tuple[int, int]:
    """Shrink a span by the white space (and `extra` characters) at both ends."""
    skip = _SPACE + "\r\n" + extra
    while start < end and text[start] in skip:
        start += 1
    while end > start and text[end - 1] in skip:
        end -= 1
    return start, end


def cut(page: Page, start: int, end: int, stops: frozenset[str]) -> list[Piece]:
    """Cut a span at the given marks; the mark itself belongs to no piece."""
    pieces: list[Piece] = []
    text = page.text
    low = start
    for at, char in _between(page, start, end):
        if char not in stops or _inside_number(text, at):
            continue
        left, right = trim(text, low, at)
        if left < right:
            pieces.append(Piece(left, right, char))
        low = at + 1
    left, right = trim(text, low, end)
    if left < right:
        pieces.append(Piece(left, right, ""))
    return pieces


def _between(page: Page, start: int, end: int) -> list[tuple[int, str]]:
    low = _bisect(page.marks, start)
    high = _bisect(page.marks, end)
    return list(page.marks[low:high])


def _bisect(marks: tuple[tuple[int, str], ...], position: int) -> int:
    low, high = 0, len(marks)
    while low < high:
        middle = (low + high) // 2
        if marks[middle][0] < position:
            low = middle + 1
        else:
            high = middle
    return low


def _inside_number(text: str, at: int) -> bool:
    return (
        text[at] in "，,:："
        and 0 < at < len(text) - 1
        and text[at - 1].isascii()
        and text[at - 1].isdigit()
        and text[at + 1].isascii()
        and text[at + 1].isdigit()
    )
