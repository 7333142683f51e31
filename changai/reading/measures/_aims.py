"""Dated aims of a plan that stand under a heading of their own: 到2027年，…"""

from __future__ import annotations

import re

from changai.reading import units
from changai.reading.facts import Measure
from changai.reading.measures._build import make
from changai.reading.measures._outline import Node
from changai.reading.sentences import SENTENCE_STOPS, Page, cut, paragraphs
from changai.reading.targets import find_targets

_HEADING = re.compile(r"^[^。\n]{0,8}(?:目标|主要指标|目标任务)(?:要求|任务|如下)?[：:\s]")
_DATED = re.compile(
    r"(?:(?:主要|总体|发展|具体)?目标(?:是|为)?[：:，,])?"
    r"(?P<aim>(?:力争|争取)?(?:到|至)?[“\"']?(?:20\d{2}年|十[一二三四五六]五|“十))"
)
_BULLET = re.compile(r"[—\-－●■◆]{1,3}\s*")


def section_of_aims(page: Page, node: Node) -> list[Measure]:
    """Return the dated aims of an item whose heading, on a line of its own, promises aims."""
    text = page.text
    heading = text.find("\n", node.start, node.end)
    if heading < 0 or not _HEADING.match(text[node.start : heading + 1]):
        return []
    if units.find_brackets(text, node.start, node.end):
        return []
    return dated_aims(page, heading, node.end)


def dated_aims(page: Page, start: int, end: int) -> list[Measure]:
    """Return each sentence of a span that sets a dated aim, and each bulleted aim whole.

    A sentence with numbers that goes on behind a dated one is an aim of its own.
    """
    found: list[Measure] = []
    for low, high in paragraphs(page.text[start:end]):
        low, high = start + low, start + high
        bullet = _BULLET.match(page.text, low, high)
        if bullet and find_targets(page.text[low:high]):
            found += _made(page.text, bullet.end(), high)
            continue
        follows = False
        for piece in cut(page, low, high, SENTENCE_STOPS):
            dated = _DATED.match(page.text, piece.start, piece.end)
            first = dated.start("aim") if dated else piece.start
            if (dated or follows) and find_targets(page.text[first : piece.end]):
                found += _made(page.text, first, piece.end)
                follows = True
            else:
                follows = False
    return found


_TOLD = re.compile(r"目标(?:任务)?(?:是|为)[：:，,]?")


def told_aims(page: Page, start: int, end: int) -> list[Measure]:
    """Return the sentences before the items that tell the aims in numbers."""
    found: list[Measure] = []
    for low, high in paragraphs(page.text[start:end]):
        for piece in cut(page, start + low, start + high, SENTENCE_STOPS):
            words = page.text[piece.start : piece.end]
            aims = _TOLD.search(words) or _DATED.match(words)
            if aims and len(find_targets(words)) > 1:
                found += _made(page.text, piece.start, piece.end)
    return found


def _made(text: str, start: int, end: int) -> list[Measure]:
    measure = make(text, start, end)
    return [measure] if measure else []
