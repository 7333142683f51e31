"""Read the numbering of a plan as a tree: 一、（一）1. (1) ① and their kin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from changai.reading.sentences import paragraphs

_CN = "一二三四五六七八九十百"
_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")}

_STYLES = (
    ("part", re.compile(rf"第([{_CN}]{{1,4}})(?:章|部分|编|节)[、，：:\s]?")),
    ("article", re.compile(rf"第([{_CN}]{{1,5}}|\d{{1,3}})条[、，：:\s]?")),
    ("han", re.compile(rf"([{_CN}]{{1,3}})[、.．](?=\S)")),
    ("han_bracket", re.compile(rf"[（(]\s*([{_CN}]{{1,3}})\s*[）)][、.．]?")),
    ("digit_bracket", re.compile(r"[（(]\s*(\d{1,3})\s*[）)][、.．]?")),
    ("digit_half", re.compile(r"(\d{1,3})[）)]")),
    ("digit", re.compile(r"(\d{1,3})\s*(?:[.．、](?!\d)|[.．、](?=20\d{2}年|\d+月))\s*")),
    ("circle", re.compile(r"([①-⑳])\s*")),
    ("task", re.compile(rf"(?:任务|措施|行动|事项)([{_CN}]{{1,3}}|\d{{1,3}})[：:、.．\s]")),
)
_INLINE = frozenset({"digit", "digit_bracket", "han_bracket", "han", "circle", "article"})
_START_CHARS = frozenset("第（(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳任措行事0123456789" + _CN)
_INLINE_BEFORE = frozenset("。；;：:）)\t 　，！")


@dataclass(slots=True)
class Node:
    """One numbered item. Its own text runs from `start` to its first child or `end`."""

    style: str
    number: int
    mark: int
    start: int
    end: int
    inline: bool
    children: list[Node] = field(default_factory=list)

    def own_end(self) -> int:
        """Return where the item's own words end."""
        return self.children[0].mark if self.children else self.end


@dataclass(frozen=True, slots=True)
class _Mark:
    style: str
    number: int
    at: int
    after: int
    inline: bool


def number_of(words: str) -> int:
    """Return the value of 十二, 12 or ⑫; 0 where it is none."""
    if words.isascii():
        return int(words)
    if "①" <= words[0] <= "⑳":
        return ord(words[0]) - ord("①") + 1
    total, digit = 0, 0
    for char in words:
        if char == "十":
            total += (digit or 1) * 10
            digit = 0
        elif char == "百":
            total += (digit or 1) * 100
            digit = 0
        else:
            digit = _DIGIT.get(char, 0)
    return total + digit


def outline(text: str) -> list[Node]:
    """Return the numbered items of a text as a tree, in order. Cost: linear."""
    marks = _sequenced(sorted(_marks(text), key=lambda mark: mark.at))
    roots: list[Node] = []
    stack: list[Node] = []
    for at, mark in enumerate(marks):
        end = marks[at + 1].at if at + 1 < len(marks) else len(text)
        node = Node(mark.style, mark.number, mark.at, mark.after, end, mark.inline)
        depth = next((i for i, open_ in enumerate(stack) if open_.style == mark.style), None)
        if depth is not None:
            del stack[depth:]
        elif stack and _restarts(stack, mark):
            stack.clear()
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    return roots


def _restarts(stack: list[Node], mark: _Mark) -> bool:
    """Say whether an outer style turns up after an inner one began the text."""
    rank = [name for name, _ in _STYLES]
    outer = {"part": 0, "article": 1, "han": 1, "han_bracket": 2, "task": 3, "digit": 3}
    del rank
    return outer.get(mark.style, 9) < min(outer.get(node.style, 9) for node in stack)


def _marks(text: str) -> Iterator[_Mark]:
    for start, end in paragraphs(text):
        first = _mark_at(text, start, inline=False)
        if first:
            yield first
        at = first.after if first else start
        while at < end:
            if text[at] in _START_CHARS and at > start and text[at - 1] in _INLINE_BEFORE:
                mark = _mark_at(text, at, inline=True)
                if mark and mark.style in _INLINE and mark.after <= end:
                    yield mark
                    at = mark.after
                    continue
            at += 1


def _mark_at(text: str, at: int, *, inline: bool) -> _Mark | None:
    for style, pattern in _STYLES:
        match = pattern.match(text, at)
        if match:
            number = number_of(match.group(1))
            if number:
                return _Mark(style, number, at, match.end(), inline)
    return None


def _sequenced(marks: list[_Mark]) -> list[_Mark]:
    """Keep the marks at line starts, and inline ones that count up from one or go on counting."""
    kept: list[_Mark] = []
    latest: dict[str, int] = {}
    ahead: dict[str, list[int]] = {}
    for mark in reversed(marks):
        ahead.setdefault(mark.style, []).append(mark.number)
    for mark in marks:
        ahead[mark.style].pop()
        coming = ahead[mark.style][-1] if ahead[mark.style] else 0
        goes_on = mark.number == latest.get(mark.style, 0) + 1
        begins = mark.number == 1 and coming == 2
        if mark.inline and not (goes_on and latest.get(mark.style, 0) or begins):
            continue
        latest[mark.style] = mark.number
        kept.append(mark)
    return kept
