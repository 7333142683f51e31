"""Orders in a report on a plan, or in a plan that numbers nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from changai.reading import units
from changai.reading.facts import Measure
from changai.reading.measures import _words
from changai.reading.measures._build import make
from changai.reading.measures._speech import find_speech_measures
from changai.reading.sentences import SENTENCE_STOPS, Page, cut, paragraphs
from changai.reading.targets import find_targets

_AIM = re.compile(
    r"(?:(?:主要|总体|具体|工作|发展|预期)?目标(?:任务)?(?:是|为)[：:，,]?\s*)?(?P<aim>(?:力争)?(?:到|至)[“\"']?(?:20\d{2}年|十[一二三四五六]五|“十)[^。]*)"
)
_SAID = re.compile(
    r"(?:[^，。；]{0,30}(?:明确|提出|规定|要求|指出|显示|了解到|获悉)|(?:根据|依据|按照)[^，。；]{2,40}|同时|此外|另外|其中)[，：]"
)
_GRANT = re.compile(
    r"(?:对|凡|按|每|给予|最高)[^。；]{0,120}(?:奖励|补助|补贴|资助|奖补|给予)[^。；]{0,60}\d"
)


def find_policy_measures(page: Page, *, names: Sequence[str]) -> list[Measure]:
    """Return the orders, aims and grants of a plan told in sentences."""
    text = page.text
    found: list[Measure] = []
    for start, end in paragraphs(text):
        found += _bracketed(page, start, end)
    taken = [measure.span for measure in found]
    for measure in [*_aims(page), *find_speech_measures(page, names=names)]:
        if all(measure.span[1] <= low or measure.span[0] >= high for low, high in taken):
            found.append(measure)
            taken.append(measure.span)
    return found


def _bracketed(page: Page, start: int, end: int) -> list[Measure]:
    """Return the stretches of a paragraph that end in a unit bracket or label."""
    found: list[Measure] = []
    low = start
    for opened, closed, assigned in units.find_brackets(page.text, start, end):
        mark = _words.ORDINAL.match(page.text, low, opened)
        measure = make(page.text, mark.end() if mark else low, opened, assigned=assigned)
        if measure:
            found.append(measure)
        low = closed
    return found


def _aims(page: Page) -> list[Measure]:
    found: list[Measure] = []
    for start, end in paragraphs(page.text):
        if start == 0 and page.text[end - 1] not in "。；":
            continue
        for sentence in cut(page, start, end, SENTENCE_STOPS):
            aim = _AIM.search(page.text, sentence.start, sentence.end)
            if aim and find_targets(page.text[aim.start("aim") : sentence.end]):
                measure = make(page.text, aim.start("aim"), sentence.end)
            elif _GRANT.search(page.text, sentence.start, sentence.end):
                said = _SAID.match(page.text, sentence.start, sentence.end)
                measure = make(page.text, said.end() if said else sentence.start, sentence.end)
            else:
                continue
            if measure:
                found.append(measure)
    return found
