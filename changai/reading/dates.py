"""Dates as official prose writes them."""

from __future__ import annotations

import re
from typing import Final

_DAY: Final = r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]"
_PART: Final = r"(?:上午|下午|晚上|晚间|傍晚|中午|清晨|凌晨|晚)?"
DATE: Final = re.compile(
    rf"{_DAY}(?:(?:至|到|—|－|―|-|~|～|、)(?:(?:\d{{4}}年)?\d{{1,2}}月)?\d{{1,2}}[日号])?{_PART}|"
    rf"(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}(?:至|—|－|―|-|~|～)\d{{1,2}}[日号]{_PART}|"
    rf"(?<![\d月年.〕第])\d{{1,2}}[日号](?:(?:至|—|-)\d{{1,2}}[日号])?{_PART}|"
    rf"(?:昨日|昨天|今日|今天|前日|前天|当日|近日|日前|昨)(?:（\d{{1,2}}日）)?{_PART}|"
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
)
# 「4月11日讯」, 「发布时间：…」: the day of the report, not of the meeting.
_DATELINE_AFTER: Final = re.compile(r"\s*(?:讯|电(?!视|话)|消息|发布|来源|\d{1,2}[:：]\d{2})")
_DATELINE_BEFORE: Final = re.compile(
    r"(?:发布(?:时间|日期)?|更新(?:时间)?|来源|日期|截至|截止|到|自|从)[：:\s]*$"
)


def first_date(text: str, begin: int = 0, end: int | None = None) -> str | None:
    """Return the first date in a stretch of text that is not a dateline or a term."""
    stop = len(text) if end is None else end
    for match in DATE.finditer(text, begin, stop):
        if _DATELINE_AFTER.match(text, match.end()) or text[match.end() : match.end() + 1] == "前":
            continue
        if _DATELINE_BEFORE.search(text[max(0, match.start() - 8) : match.start()]):
            continue
        return match[0]
    return None
