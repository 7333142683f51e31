"""Read HTML into a tree whose every leaf knows where it stands in the source.

No HTML library keeps character offsets, and a span must point back into the page as it was saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[.{0,200}?\]>|<[!?][^>]*>|"
    r"</?[a-zA-Z][\w:.-]*(?:\s+(?:[^>\"']|\"[^\"<]*\"|'[^'<]*')*)?/?>|</?[a-zA-Z][\w:.-]*\s[^<>]*>",
    re.S,
)
_NAME: Final = re.compile(r"</?([a-zA-Z][\w:.-]*)")
_ATTRIBUTE: Final = re.compile(
    r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))|\s(hidden)(?=[\s>])""", re.S
)
_KNOWN: Final = (
    "a|abbr|article|aside|b|big|blockquote|body|br|button|center|code|dd|div|dl|dt|em|figcaption|"
    "figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|"
    "nav|o:p|ol|p|pre|s|script|section|small|span|strong|style|sub|sup|table|tbody|td|tfoot|th|"
    "thead|title|tr|u|ul|ucapcontent|ucaptitle|st1:[a-z]+|v:[a-z]+|w:[a-z]+"
)
_LOOKS: Final = re.compile(rf"<!doctype html|</?(?:{_KNOWN})(?:\s[^<>]*)?/?>", re.I)
RAW: Final = frozenset({"script", "style", "textarea", "noscript", "xml"})
VOID: Final = frozenset(
    {"br", "img", "hr", "meta", "link", "input", "base", "area", "col", "embed", "source", "wbr"}
)
BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
# An opening tag closes these where they are still open (up to the named fence).
_IMPLIED: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"tr", "td", "th"}), frozenset({"table"})),
    "dd": (frozenset({"dd", "dt"}), frozenset({"dl"})),
    "dt": (frozenset({"dd", "dt"}), frozenset({"dl"})),
    "body": (frozenset({"head"}), frozenset({"html"})),
}
_CLOSES_P: Final = BLOCKS - {"td", "th", "tr", "tbody", "thead", "tfoot", "html", "body"}


@dataclass(eq=False)
class Leaf:
    """A stretch of text between two tags."""

    start: int
    end: int


@dataclass(eq=False)
class Node:
    """An element with its place in the source, from its opening tag to behind its closing one."""

    tag: str
    start: int
    end: int
    opening: str = ""
    children: list[Node | Leaf] = field(default_factory=list)
    _attributes: dict[str, str] | None = None

    @property
    def attributes(self) -> dict[str, str]:
        """Return the attributes by lower-case name."""
        if self._attributes is None:
            self._attributes = {
                (match[1] or match[5]).lower(): match[2] or match[3] or match[4] or ""
                for match in _ATTRIBUTE.finditer(self.opening)
            }
        return self._attributes

    def walk(self) -> Iterator[Node]:
        """Yield this element and all below it, in the order of the source."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def leaves(self) -> Iterator[Leaf]:
        """Yield the stretches of text below this element."""
        waiting: list[Node | Leaf] = [self]
        while waiting:
            item = waiting.pop()
            if isinstance(item, Leaf):
                yield item
            elif item.tag not in RAW:
                waiting.extend(reversed(item.children))


def looks_like_html(words: str) -> bool:
    """Tell whether a text carries HTML tags; a lone `<` or `<规定>` is none."""
    return _LOOKS.search(words) is not None


def parse(words: str) -> Node:
    """Read a page or a torn-off part of one; nothing is refused."""
    root = Node("#root", 0, len(words))
    stack = [root]
    at = 0
    while (match := _TOKEN.search(words, at)) is not None:
        if match.start() > at:
            stack[-1].children.append(Leaf(at, match.start()))
        at = match.end()
        named = _NAME.match(match[0])
        if named is None:
            continue
        tag = named[1].lower()
        if match[0][1] == "/":
            _close(stack, tag, match.start(), match.end())
            continue
        node = Node(tag, match.start(), match.end(), match[0])
        _imply(stack, tag, match.start())
        stack[-1].children.append(node)
        if tag in RAW and not match[0].endswith("/>"):
            at = node.end = _raw_end(words, tag, match.end())
        elif tag not in VOID and not match[0].endswith("/>"):
            stack.append(node)
    if at < len(words):
        stack[-1].children.append(Leaf(at, len(words)))
    for node in stack:
        node.end = len(words)
    return root


def _raw_end(words: str, tag: str, at: int) -> int:
    close = re.compile(rf"</{tag}\s*>", re.I).search(words, at)
    return len(words) if close is None else close.end()


def _close(stack: list[Node], tag: str, start: int, end: int) -> None:
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].tag == tag:
            for node in stack[depth + 1 :]:
                node.end = start
            stack[depth].end = end
            del stack[depth:]
            return
        # A stray </b> must not close the table cell or the paragraph around it.
        if stack[depth].tag in BLOCKS and tag not in BLOCKS:
            return
        if stack[depth].tag in ("td", "th", "table") and tag not in ("tr", "table", "tbody", "td"):
            return


def _imply(stack: list[Node], tag: str, at: int) -> None:
    closed, fence = _IMPLIED.get(tag, (frozenset(), frozenset()))
    if tag in _CLOSES_P:
        closed, fence = closed | {"p"}, fence | {"td", "th", "table", "div", "li"} - closed
    if not closed:
        return
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].tag in fence:
            return
        if stack[depth].tag in closed:
            for node in stack[depth:]:
                node.end = at
            del stack[depth:]
            _imply(stack, tag, at)
            return
