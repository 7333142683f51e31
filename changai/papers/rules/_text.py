"""Words as official papers set them: numerals, days, headings, titles over several lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache

from changai.papers.rules._sheet import Block, Heading

DIGITS = "〇一二三四五六七八九"
# May not begin a line; may not end one (避头尾).
NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕’”%‰℃·…—")
NOT_LAST = frozenset("（《〈「『【〔‘“")
# A title is better broken after these and never before those.
GOOD_ENDS = frozenset("于对和与及、》")
# Words that a title is not broken in.
WHOLE = (
    "产业工人", "队伍", "建设", "改革", "联席会议", "办公室", "会议", "工作", "要点", "责任",
    "方案", "通知", "纪要", "试点", "企业", "任务", "台账", "督办", "交办", "催办", "情况", "报告",
    "技能", "全省", "全市", "设区市", "通报", "简报", "专报", "批示", "落实", "推进", "季度",
    "协调", "领导小组", "全体", "机制", "整改", "问题", "清单", "材料", "意见", "实施", "总工会",
    "分工", "年度",
)  # fmt: skip
BAD_STARTS = NOT_FIRST | frozenset("的了和与及之")


def numeral(number: int) -> str:
    """Return 1 to 99 in Chinese: 一, 十, 十一, 二十一."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def day_words(day: date | None) -> str:
    """Return a day as papers write it, months and days without leading zeros; "" for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def heading_number(level: int, number: int) -> str:
    """Return what stands before a heading: 一、 （一） 1. （1）."""
    if level == 1:
        return f"{numeral(number)}、"
    if level == 2:
        return f"（{numeral(number)}）"
    return f"{number}." if level == 3 else f"（{number}）"


def numbered(blocks: Sequence[Block]) -> Iterator[tuple[str, Block]]:
    """Give each block with the number of its heading, "" for others; a level begins anew below."""
    counts = [0, 0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading):
            yield "", block
            continue
        level = min(max(block.level, 1), 4)
        counts[level - 1] += 1
        counts[level:] = [0] * (4 - level)
        yield heading_number(level, counts[level - 1]), block


@cache
def char_share(char: str) -> float:
    """Return the width of a character in full widths."""
    if unicodedata.east_asian_width(char) in "WF" or char in "“”‘’—…·":
        return 1.0
    return 0.5


def width(words: str) -> float:
    """Return the width of words in full widths."""
    return sum(char_share(char) for char in words)


def line_count(words: str, per_line: float, first_indent: float = 0.0) -> int:
    """Return how many lines words take, with the punctuation that may not begin or end a line.

    Units: full widths.
    """
    lines, room = 1, per_line - first_indent
    place, begun = 0, 0
    while place < len(words):
        share = char_share(words[place])
        if share <= room + 1e-6:
            room -= share
            place += 1
            continue
        cut = _cut(words, begun, place)
        lines, begun, room, place = lines + 1, cut, per_line, cut
    return lines


def _cut(words: str, begun: int, place: int) -> int:
    """Return where a line that is full before `place` ends."""
    cut = place
    while cut > begun + 1 and (
        words[cut] in NOT_FIRST
        or words[cut - 1] in NOT_LAST
        or (_joined(words[cut]) and _joined(words[cut - 1]))
    ):
        cut -= 1
    return cut if cut > begun + 1 else place


def _joined(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in ".%")


def title_lines(title: str, most: int = 20) -> list[str]:
    """Return a title in lines of at most `most` characters, near to equal, broken where it may be.

    A composer's own line breaks stay.
    """
    return [line for part in title.split("\n") for line in _broken(part, most)]


def _broken(words: str, most: int) -> list[str]:
    total = width(words)
    if total <= most:
        return [words]
    count = int(-(-total // most))
    while True:
        found = _best(words, count, most)
        if found or count > len(words):
            return found or [words]
        count += 1


def _best(words: str, count: int, most: int) -> list[str]:
    """Return the least uneven breaking into `count` lines; nothing where none fits."""
    ideal = width(words) / count
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, 0)}
    for row in range(1, count + 1):
        ends = [len(words)] if row == count else range(1, len(words))
        for end in ends:
            options = [
                (cost + _unevenness(words, begin, end, ideal, most), begin)
                for (done, begin), (cost, _from) in best.items()
                if done == row - 1 and begin < end
            ]
            fitting = [one for one in options if one[0] < float("inf")]
            if fitting:
                best[(row, end)] = min(fitting)
    if (count, len(words)) not in best:
        return []
    lines, end = [], len(words)
    for row in range(count, 0, -1):
        begin = best[(row, end)][1]
        lines.append(words[begin:end])
        end = begin
    return lines[::-1]


@lru_cache(maxsize=64)
def _inner_places(words: str) -> frozenset[int]:
    """Return the places of a title that lie inside a word or a number of things."""
    inner: set[int] = set()
    for one in WHOLE:
        at = words.find(one)
        while at >= 0:
            inner.update(range(at + 1, at + len(one)))
            at = words.find(one, at + 1)
    for found in re.finditer(r"第[一二三四五六七八九十\d]+[次届期号批]|\d+年(度)?", words):
        inner.update(range(found.start() + 1, found.end()))
    return frozenset(inner)


def _inside_a_word(words: str, place: int) -> bool:
    return place in _inner_places(words)


def _unevenness(words: str, begin: int, end: int, ideal: float, most: int) -> float:
    share = width(words[begin:end])
    if share > most:
        return float("inf")
    cost = (share - ideal) ** 2
    if end < len(words):
        cost += 60 if words[end] in BAD_STARTS or words[end - 1] in NOT_LAST else 0
        cost += 60 if _joined(words[end]) and _joined(words[end - 1]) else 0
        cost += 60 if _inside_a_word(words, end) else 0
        inside = words[:end].count("《") > words[:end].count("》")
        cost += 12 if inside else 0
        cost -= 10 if words[end - 1] in GOOD_ENDS or words[end] == "《" else 0
    return cost
