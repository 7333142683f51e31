"""Find in a page the element that holds the document, and its headline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from changai.reading.restoring._markup import BLOCKS, RAW, Leaf, Node

_HAN: Final = re.compile("[\u3400-\u9fff]")
_SENTENCE: Final = re.compile("[。；！？]")
_BARE: Final = re.compile(r"<[^>]*>|&[a-z#0-9]+;|\s+|[\u3000\u00a0]")
_UNSEEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
UNREAD: Final = RAW | {
    "head", "select", "option", "button", "iframe", "object", "svg", "canvas", "video", "audio",
    "template", "map", "img", "input", "nav", "footer", "aside", "figcaption", "v:shapetype",
    "v:shape", "w:sdtpr", "link", "meta",
}  # fmt: skip
_FURNITURE: Final = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|foot\w*|bread\w*|crumb\w*|location|position|dqwz|curpos|weizhi|"
    r"share\w*|bdshare\w*|jiathis\w*|fenxiang|print\w*|tool(?:bar|s)?|side\w*|recommend\w*|related|"
    r"relate\w*|xgxw|xgwd|xglj|xgyd|copyright|copy|comments?|login|search\w*|qr\w*|ewm|erweima|code|"
    r"pag(?:er|ing|ination|enum)|prev\w*|next\w*|hot\w*|rank\w*|links?|friend\w*|banner|logo|top-?bar|"
    r"weixin|wechat|weibo|editor-?(?:info|name)|zrbj|bianji|author|source|time-?source|info-?bar|"
    r"info-?source|article-?info|meta|pubtime|pubdate|date|laiyuan|ly|caption|img-?(?:title|desc|txt)|"
    r"pic-?(?:title|desc|txt|info)|tuzhu|tupian-?shuoming|advert\w*|ads?|gg|close|font-?size|zihao|"
    r"listen|yuyin|fujian-?hint|back-?top|gotop|skip\w*|disclaimer|shengming|header-?top|sitemap)"
    r"(?:$|[\s_-])",
    re.I,
)
_TITLE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:\w*title\w*|\w*headline\w*|bt|biaoti|wzbt|h1|tit|arti-?tit\w*)(?:$|[\s_-])",
    re.I,
)
_SUBTITLE_CLASS: Final = re.compile(
    r"sub-?\w*tit|fu-?(?:biao)?ti|fbt|ytitle|jianti|second-?title", re.I
)
_SITE: Final = re.compile(r"\s*[-_|—–－｜]+\s*")
_CONTAINERS: Final = frozenset(
    [
        "#root",
        "html",
        "body",
        "div",
        "td",
        "th",
        "tr",
        "table",
        "tbody",
        "section",
        "article",
        "main",
        "form",
        "center",
        "span",
        "font",
        "ucapcontent",
        "blockquote",
        "li",
        "ul",
        "dd",
        "dl",
    ]
)


@dataclass
class Weight:
    """How much text stands below an element. Units: Chinese characters."""

    han: int = 0
    prose: int = 0
    linked: int = 0
    links: int = 0


@dataclass(frozen=True)
class Article:
    """The parts of a page that are the document: headline parts, then the body."""

    head: tuple[Node, ...]
    title: tuple[int, int] | None
    body: Node
    weights: dict[int, Weight]
    dropped: int


class Page:
    """A parsed page with the weight of each element."""

    def __init__(self, words: str, root: Node) -> None:
        self.words = words
        self.root = root
        self.weights: dict[int, Weight] = {}
        self._weigh(root)

    def article(self) -> Article:
        """Choose the body by its sentences, and the headline before it."""
        body = self._body()
        head = self._headline(body)
        title = None
        if not head and body is not self.root:
            title = self._free_line(body) or self._page_title(body)
        whole = self.weights[id(self.root)].han
        return Article(head, title, body, self.weights, whole - self.weights[id(body)].han)

    def text_of(self, node: Node) -> str:
        """Return the text below an element without white space."""
        joined = "".join(self.words[leaf.start : leaf.end] for leaf in node.leaves())
        return _BARE.sub("", joined)

    def is_furniture(self, node: Node) -> bool:
        """Tell a part of the page (navigation, footer, share buttons) from its document."""
        if node.tag in UNREAD:
            return True
        attributes = node.attributes if node.opening else {}
        if not attributes:
            return False
        if _UNSEEN.search(attributes.get("style", "")) or "hidden" in attributes:
            return True
        named = f"{attributes.get('class', '')} {attributes.get('id', '')}"
        return bool(_FURNITURE.search(named)) and not self._is_bulk(node)

    def is_link_list(self, node: Node) -> bool:
        """Tell a block that is mostly links."""
        weight = self.weights.get(id(node))
        return (
            weight is not None
            and weight.links >= 2
            and weight.linked > weight.han
            and weight.prose == 0
        )

    def _is_bulk(self, node: Node) -> bool:
        weight = self.weights.get(id(node))
        whole = self.weights.get(id(self.root), Weight())
        return weight is not None and weight.prose * 10 > whole.prose * 4 > 0

    def _weigh(self, root: Node) -> None:
        """Sum up from the leaves without recursion: a saved page can nest a thousand deep."""
        order = list(root.walk())
        for node in reversed(order):
            total = Weight()
            for child in node.children:
                if isinstance(child, Leaf):
                    words = self.words[child.start : child.end]
                    han = len(_HAN.findall(words))
                    total.han += han
                    total.prose += han if _SENTENCE.search(words) else 0
                elif child.tag not in UNREAD or child.tag in ("nav", "footer", "aside"):
                    below = self.weights[id(child)]
                    self._add(total, child, below)
            self.weights[id(node)] = total

    @staticmethod
    def _add(total: Weight, child: Node, below: Weight) -> None:
        if child.tag == "a":
            total.linked += below.han + below.linked
            total.links += 1
            return
        total.han += below.han
        total.linked += below.linked
        total.links += below.links
        total.prose += below.prose if child.tag not in ("nav", "footer", "aside") else 0

    def _body(self) -> Node:
        node = self.root
        while True:
            whole = self.weights[id(node)]
            inner = [
                child
                for child in node.children
                if isinstance(child, Node) and child.tag in _CONTAINERS
            ]
            best = max(inner, key=lambda child: self._measure(child, whole), default=None)
            if best is None:
                return node
            lost = self._measure_of(whole) - self._measure(best, whole)
            lost -= sum(
                self._measure(child, whole)
                for child in node.children
                if isinstance(child, Node)
                and child is not best
                and (self.is_furniture(child) or self.is_link_list(child))
            )
            if lost * 25 > self._measure_of(whole) or self._measure(best, whole) == 0:
                return node
            if lost > 0 and not any(
                isinstance(child, Node) and child.tag in BLOCKS for child in best.children
            ):
                return node
            if not whole.prose and node.tag != "#root" and best.tag not in ("html", "body"):
                return node
            node = best

    @staticmethod
    def _measure_of(weight: Weight) -> int:
        return weight.prose or weight.han

    def _measure(self, node: Node, whole: Weight) -> int:
        weight = self.weights[id(node)]
        return weight.prose if whole.prose else weight.han

    def _headline(self, body: Node) -> tuple[Node, ...]:
        page_title = _BARE.sub("", self._declared_title())
        opening = self.text_of(body)[:200]
        best: tuple[int, int, Node] | None = None
        for order, node in enumerate(self._readable_before(body)):
            words = self.text_of(node)
            # Injected readings make a headline up to three times as long.
            if not 4 <= len(words) <= 280 or "。" in words:
                continue
            if not 1 <= len(_HAN.findall(words)) <= 90:
                continue
            score = self._headline_score(node, words, page_title)
            if score >= 2 and (best is None or (score, order) >= best[:2]):
                best = score, order, node
        if best is None or opens_with(opening, self.text_of(best[2])):
            return ()
        subtitles = [
            node
            for node in self._readable_before(body)
            if node.start >= best[2].end
            and _SUBTITLE_CLASS.search(_named(node))
            and 4 <= len(self.text_of(node)) <= 90
        ]
        return (best[2], *subtitles[:1])

    @staticmethod
    def _headline_score(node: Node, words: str, page_title: str) -> int:
        score = {"h1": 3, "h2": 2, "h3": 2, "h4": 1, "ucaptitle": 3}.get(node.tag, 0)
        named = _named(node)
        score += 2 if _TITLE_CLASS.search(named) and not _SUBTITLE_CLASS.search(named) else 0
        if len(words) >= 6 and page_title:
            score += 4 if words in page_title else 0
        return score

    def _readable_before(self, body: Node) -> list[Node]:
        found: list[Node] = []
        waiting: list[Node] = [self.root]
        while waiting:
            node = waiting.pop()
            if node.start >= body.start and node is not self.root:
                continue
            if self.is_furniture(node) or node.tag == "a":
                continue
            inside = node.start <= body.start and node.end >= body.end
            if node.opening and not inside:
                found.append(node)
            waiting.extend(child for child in reversed(node.children) if isinstance(child, Node))
        return found

    def _declared_title(self) -> str:
        titles = []
        for node in self.root.walk():
            if node.tag == "title":
                titles += [self.words[leaf.start : leaf.end] for leaf in node.leaves()]
            elif node.tag == "meta" and "title" in node.attributes.get("name", "").lower():
                titles.append(node.attributes.get("content", ""))
        return "\n".join(titles)

    def _free_line(self, body: Node) -> tuple[int, int] | None:
        """Return a headline that stands before all tags, on a line of its own."""
        first = self.root.children[0] if self.root.children else None
        if not isinstance(first, Leaf) or first.end > body.start:
            return None
        words = self.words[first.start : first.end]
        line = words.strip().split("\n")[0]
        if not 6 <= len(_HAN.findall(line)) <= 90 or not words.rstrip(" \t").endswith("\n"):
            return None
        if opens_with(self.text_of(body)[:200], _BARE.sub("", line)):
            return None
        start = first.start + words.index(line)
        return start, start + len(line)

    def _page_title(self, body: Node) -> tuple[int, int] | None:
        """Return the place of the headline in <title>, where the page shows it nowhere else."""
        leaf = next(
            (leaf for node in self.root.walk() if node.tag == "title" for leaf in node.leaves()),
            None,
        )
        if leaf is None or leaf.start >= body.start:
            return None
        words = self.words[leaf.start : leaf.end]
        lead = len(words) - len(words.lstrip())
        first = _SITE.split(words.strip())[0]
        if len(_HAN.findall(first)) < 8 or opens_with(
            self.text_of(body)[:200], _BARE.sub("", first)
        ):
            return None
        if _opens_with_headline(self, body):
            return None
        return leaf.start + lead, leaf.start + lead + len(first)


def opens_with(opening: str, headline: str) -> bool:
    """Tell whether a text already begins with its headline, and not with a sentence like it."""
    return opening.startswith(headline) and opening[len(headline) :][:1] not in tuple("，、；。,")


def _named(node: Node) -> str:
    return f"{node.attributes.get('class', '')} {node.attributes.get('id', '')}"


def _opens_with_headline(page: Page, body: Node) -> bool:
    for node in body.walk():
        if node.tag in BLOCKS and not any(
            isinstance(child, Node) and child.tag in BLOCKS for child in node.children
        ):
            words = page.text_of(node)
            if len(words) >= 4:
                return len(words) <= 60 and not _SENTENCE.search(words)
    return False
