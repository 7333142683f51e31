"""Days and hours of meetings, which are those of Shanghai, and the numbers of sessions."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("Asia/Shanghai")
_DIGITS = "零一二三四五六七八九"
_SESSION = re.compile(r"第(?P<number>[零〇一二两三四五六七八九十百\d]{1,6})次")


def span(day: date, begins: time, ends: time) -> tuple[datetime, datetime]:
    """Return begin and end as moments; an end not after the begin is that of the next day."""
    start = datetime.combine(day, begins, PLACE)
    last = day if ends > begins else day + timedelta(days=1)
    return start, datetime.combine(last, ends, PLACE)


def day_of(moment: datetime) -> date:
    """Return the day of a moment in Shanghai."""
    return moment.astimezone(PLACE).date()


def parts(starts_at: datetime, ends_at: datetime) -> tuple[date, time, time]:
    """Return day, begin and end as somebody in Shanghai writes them."""
    start, end = starts_at.astimezone(PLACE), ends_at.astimezone(PLACE)
    return start.date(), start.time(), end.time()


def is_overnight(starts_at: datetime, ends_at: datetime) -> bool:
    """Say whether a meeting ends on another day than it began."""
    return day_of(starts_at) != day_of(ends_at)


def slots(starts_at: datetime, minutes: list[int]) -> list[datetime]:
    """Return when each item begins, one after the other."""
    begun, result = starts_at, []
    for count in minutes:
        result.append(begun)
        begun += timedelta(minutes=count)
    return result


def next_day(day: date, months: int) -> date:
    """Return the same day some months on, the last of the month where it is shorter."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for length in (day.day, 30, 29, 28):
        try:
            return date(year, month, length)
        except ValueError:
            continue
    raise ValueError(day)


def session_number(title: str) -> int | None:
    """Return the number of the session that a title names (“第四次”), None where it names none."""
    found = _SESSION.search(title)
    return number_of(found["number"]) if found else None


def number_of(words: str) -> int | None:
    """Return a number below a thousand written in Chinese or in digits."""
    if words.isdigit():
        return int(words)
    total, digit = 0, 0
    for sign in words.replace("〇", "零").replace("两", "二"):
        if sign == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif sign == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif sign in _DIGITS:
            digit = _DIGITS.index(sign)
        else:
            return None
    return total + digit or None


def in_chinese(number: int) -> str:
    """Return a number below a thousand in Chinese: 12 is 十二, 103 is 一百零三."""
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")
