"""Read one point or period of time in words: a day, month, quarter, half, year or feast."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# First days of the lunar year, by the astronomical calendar (GB/T 33661-2017).
_SPRING_FESTIVALS = (
    (2015, 2, 19), (2016, 2, 8), (2017, 1, 28), (2018, 2, 16), (2019, 2, 5), (2020, 1, 25),
    (2021, 2, 12), (2022, 2, 1), (2023, 1, 22), (2024, 2, 10), (2025, 1, 29), (2026, 2, 17),
    (2027, 2, 6), (2028, 1, 26), (2029, 2, 13), (2030, 2, 3), (2031, 1, 23), (2032, 2, 11),
    (2033, 1, 31), (2034, 2, 19), (2035, 2, 8),
)  # fmt: skip
_FEASTS = {
    "元旦": (1, 1), "五一": (5, 1), "劳动节": (5, 1), "七一": (7, 1), "八一": (8, 1),
    "国庆": (10, 1), "十一": (10, 1),
}  # fmt: skip
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百]+(?=个|年|季|月|日|天|周|星期|工作日|小时)")
_PLAN = re.compile(r"[“\"‘']?十([一二三四五六七八九])五[”\"’']?(?:规划)?(?:时期|期间)?")
# A due day this far in the past without a year in words means the next year.
_LONG_PAST = datetime.timedelta(days=90)

_YEAR = r"(?:(?P<y>\d{4})年?度?的?)?"
_ISO = re.compile(r"(?P<y>\d{4})[-./](?P<m>\d{1,2})(?:[-./](?P<d>\d{1,2}))?(?!\d)")
_DAY = re.compile(_YEAR + r"(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
_MONTH = re.compile(_YEAR + r"(?<!\d)(?P<m>\d{1,2})月(?P<part>上旬|中旬|下旬|初|中|底|末)?")
_QUARTER = re.compile(_YEAR + r"第?(?P<q>[1-4])季度?")
_HALF = re.compile(_YEAR + r"(?P<half>上半年|下半年|年中)")
_WHOLE_YEAR = re.compile(
    r"(?P<y>\d{4})年度?(?P<end>全?年?[底末终内前]?)|(?P<all>全年)|年[底末终内]|岁末"
)
_FEAST = re.compile(
    r"(?:(?P<y>\d{4})年?)?[“\"‘]?(?P<feast>"
    + "|".join(["春节", *_FEASTS])
    + r")(?=[”\"’]?(?:前|节|假期|期间|之前|以前|$))"
)
_PART_ENDS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "中": (11, 20)}


@dataclass(frozen=True)
class Point:
    """Hold the first and the last day of what the words name."""

    kind: str
    first: datetime.date
    last: datetime.date
    year_assumed: bool = False


_Reader = Callable[[re.Match[str], datetime.date, int | None], Point | None]


def normalized(words: str, base: datetime.date) -> str:
    """Bring digits, signs and words such as 'this year' into one form."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", words)).replace("号", "日")
    text = _PLAN.sub(lambda found: f"{_plan_end(found.group(1))}年底", text)
    text = _NUMERAL.sub(lambda found: str(_number(found.group())), text)
    text = re.sub(r"(?:今年|本年|当年)度?", f"{base.year}年", text)
    text = re.sub(r"(?:明年|次年|来年|下一?年)度?", f"{base.year + 1}年", text)
    text = re.sub(r"(?:去年|上年)度?", f"{base.year - 1}年", text)
    after = add_months(base, 1)
    text = re.sub(r"下个?月", f"{after.year}年{after.month}月", text)
    text = re.sub(r"(?:本|当|这个)月", f"{base.year}年{base.month}月", text)
    quarter = (base.month - 1) // 3
    text = re.sub(r"本季度?", f"{base.year}年{quarter + 1}季度", text)
    text = re.sub(r"下个?季度?", f"{base.year + (quarter == 3)}年{(quarter + 1) % 4 + 1}季度", text)
    return re.sub(r"月份", "月", re.sub(r"[—–―~～−]+", "-", text))


def read_point(text: str, base: datetime.date, year: int | None = None) -> Point | None:
    """Read the last point named in normalized words.

    `year` is the year of the words before, where these name none.
    """
    found: list[tuple[int, Point]] = []
    taken: list[tuple[int, int]] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            # Also where no such day exists: 2月30日 must not be read again as 2月.
            taken.append(match.span())
            point = _safely(read, match, base, year)
            if point is not None:
                found.append((match.start(), point))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Give the same day some months on, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end(year: int, month: int) -> datetime.date:
    """Give the last day of a month."""
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _plan_end(digit: str) -> int:
    # The fourteenth five-year plan ends with 2025.
    return 2025 + 5 * (_DIGITS[digit] - 4)


def _number(numeral: str) -> int:
    if not any(sign in numeral for sign in "十百"):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total = value = 0
    for sign in numeral:
        if sign in "十百":
            total += (value or 1) * (10 if sign == "十" else 100)
            value = 0
        else:
            value = _DIGITS[sign]
    return total + value


def _safely(
    read: _Reader, match: re.Match[str], base: datetime.date, year: int | None
) -> Point | None:
    try:
        return read(match, base, year)
    except ValueError:  # 30 February, month 13
        return None


def _year_of(match: re.Match[str], base: datetime.date, year: int | None) -> tuple[int, bool]:
    written = match.groupdict().get("y")
    if written:
        return int(written), True
    return (base.year, False) if year is None else (year, True)


def _settled(
    kind: str, first: datetime.date, last: datetime.date, base: datetime.date, known: bool
) -> Point:
    if not known and last < base - _LONG_PAST:
        return Point(kind, add_months(first, 12), _later(last), year_assumed=True)
    return Point(kind, first, last)


def _later(last: datetime.date) -> datetime.date:
    if last == month_end(last.year, last.month):
        return month_end(last.year + 1, last.month)
    return add_months(last, 12)


def _read_day(match: re.Match[str], base: datetime.date, year: int | None) -> Point:
    if not match["d"]:
        return _read_month(match, base, year)
    in_year, known = _year_of(match, base, year)
    day = datetime.date(in_year, int(match["m"]), int(match["d"]))
    return _settled("date", day, day, base, known)


def _read_month(match: re.Match[str], base: datetime.date, year: int | None) -> Point:
    in_year, known = _year_of(match, base, year)
    month = int(match["m"])
    first, last = datetime.date(in_year, month, 1), month_end(in_year, month)
    part = match.groupdict().get("part") or ""
    if part in _PART_ENDS:
        start, end = _PART_ENDS[part]
        first, last = first.replace(day=start), first.replace(day=end)
    elif part == "下旬":
        first = first.replace(day=21)
    return _settled("month", first, last, base, known)


def _read_quarter(match: re.Match[str], base: datetime.date, year: int | None) -> Point:
    in_year, known = _year_of(match, base, year)
    end = int(match["q"]) * 3
    first = datetime.date(in_year, end - 2, 1)
    return _settled("quarter", first, month_end(in_year, end), base, known)


def _read_half(match: re.Match[str], base: datetime.date, year: int | None) -> Point:
    in_year, known = _year_of(match, base, year)
    start = 7 if match["half"] == "下半年" else 1
    first = datetime.date(in_year, start, 1)
    return _settled("half_year", first, month_end(in_year, start + 5), base, known)


def _read_year(match: re.Match[str], base: datetime.date, year: int | None) -> Point:
    in_year, known = _year_of(match, base, year)
    bare = match["all"] or (match["y"] and match["end"] in ("", "全年"))
    first, last = datetime.date(in_year, 1, 1), datetime.date(in_year, 12, 31)
    return _settled("all_year" if bare else "year_end", first, last, base, known)


def _read_feast(match: re.Match[str], base: datetime.date, year: int | None) -> Point | None:
    """Give the eve of a feast: nobody works on it."""
    in_year, known = _year_of(match, base, year)
    for candidate in (in_year,) if known else (in_year, in_year + 1):
        if match["feast"] == "春节":
            feast = next(
                (datetime.date(*day) for day in _SPRING_FESTIVALS if day[0] == candidate), None
            )
        else:
            feast = datetime.date(candidate, *_FEASTS[match["feast"]])
        if feast is None:
            return None
        eve = feast - datetime.timedelta(days=1)
        if known or eve >= base:
            return Point("date", eve, eve, year_assumed=not known and eve.year != base.year)
    return None


# The narrower reading first: what it took is not read again.
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_FEAST, _read_feast),
    (_ISO, _read_day),
    (_DAY, _read_day),
    (_MONTH, _read_month),
    (_QUARTER, _read_quarter),
    (_HALF, _read_half),
    (_WHOLE_YEAR, _read_year),
)
