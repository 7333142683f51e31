"""Turn the words of a deadline into a date, and say what kind of deadline it is."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum

from changai.calendar.rules._points import Point, add_months, month_end, normalized, read_point
from changai.calendar.rules._workdays import WorkCalendar


class DeadlineKind(StrEnum):
    """Name the kinds of deadlines found in real plans."""

    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR_END = "year_end"
    ALL_YEAR = "all_year"
    WINDOW = "window"
    RECURRING = "recurring"
    CONTINUOUS = "continuous"
    NONE = "none"


@dataclass(frozen=True)
class DeadlineReading:
    """Hold what the words mean; `due_on` is the last day on which the work is in time.

    A recurring deadline gives its next day. `provisional`: counted over days that nobody has
    published. `year_assumed`: the words name no year and the next one was taken.
    """

    kind: DeadlineKind
    due_on: datetime.date | None = None
    from_on: datetime.date | None = None
    provisional: bool = False
    year_assumed: bool = False


_NOTHING = DeadlineReading(DeadlineKind.NONE)
_ANY_DAY = WorkCalendar()
_CLAUSE = re.compile(r"[,;、。(]")
_WITHIN = re.compile(
    r"(?<!\d)(?P<n>\d{1,3}|半)个?(?P<unit>工作日|小时|日|天|周|星期|月|年)(?:之|以)?内"
)
_RECURS = re.compile(r"[每按逐](?P<n>\d?)个?(?P<unit>半年|季度?|年|月|周|星期|日|天)度?")
_CONTINUES = re.compile(r"长期|持续|常态|经常|始终|不断|一贯|长效|坚持")
_TO = r"(?:至|到|-|起至|起到)"
_YEARS = re.compile(rf"(?P<a>\d{{4}})年?度?{_TO}(?P<b>\d{{4}})年")
_MONTHS = re.compile(rf"(?P<head>(?:\d{{4}}年)?)(?P<a>\d{{1,2}}){_TO}(?P<b>\d{{1,2}})月")
_SPAN = re.compile(r"^(?:自|从|由)?(?P<a>.+?)(?:起)?(?:至|到|-)(?P<b>.+)$")
_SINCE = re.compile(r"^(?:自|从|由)?(?P<a>.+?)(?:之日)?(?:起|开始)")
_NOW = re.compile(r"即日|印发之日|发布之日|现在|目前")
_DAY_ONLY = re.compile(r"^(?P<d>\d{1,2})日")
_FRIDAY = 4
_WEEKDAYS = {
    sign: day
    for day, signs in enumerate(("1一", "2二", "3三", "4四", "5五", "6六", "7日天"))
    for sign in signs
}


def deadline_date(
    words: str, *, base: datetime.date, calendar: WorkCalendar = _ANY_DAY
) -> DeadlineReading:
    """Read a deadline as it stands in a document dated `base`.

    A named day, month or year is included (6月底前 and 6月前 both end on 30 June; feasts end on
    their eve). Of several deadlines the last dated one holds. Days run from the day after `base`
    and end where they end, on a rest day too; the day named by a rule is never moved.
    """
    readings = [
        reading
        for clause in _CLAUSE.split(normalized(words, base))
        if (reading := _read(clause, base, calendar)).kind is not DeadlineKind.NONE
    ]
    dated = [reading for reading in readings if reading.due_on is not None]
    return (dated or readings or [_NOTHING])[-1]


def _read(text: str, base: datetime.date, calendar: WorkCalendar) -> DeadlineReading:
    try:
        return (
            _recurring(text, base)
            or _within(text, base, calendar)
            or _window(text, base)
            or _point(text, base)
            or _continuous(text)
            or _NOTHING
        )
    except (ValueError, OverflowError):  # a day or year that no calendar has
        return _NOTHING


def _continuous(text: str) -> DeadlineReading | None:
    return DeadlineReading(DeadlineKind.CONTINUOUS) if _CONTINUES.search(text) else None


def _point(text: str, base: datetime.date) -> DeadlineReading | None:
    point = read_point(text, base)
    if point is None:
        return None
    kind = DeadlineKind(point.kind)
    if kind is DeadlineKind.ALL_YEAR and re.search(r"[到至前底末]", text):
        kind = DeadlineKind.YEAR_END
    first = point.first if kind is DeadlineKind.ALL_YEAR else None
    return DeadlineReading(kind, point.last, first, year_assumed=point.year_assumed)


def _within(text: str, base: datetime.date, calendar: WorkCalendar) -> DeadlineReading | None:
    match = _WITHIN.search(text)
    if match is None:
        return None
    start = _since_day(text[: match.start()], base)
    unit, half = match["unit"], match["n"] == "半"
    n = 0 if half else int(match["n"])
    if unit == "工作日":
        due = calendar.add_workdays(start, n)
        return DeadlineReading(
            DeadlineKind.DATE, due, provisional=calendar.spans_provisional(start, due)
        )
    if unit in ("月", "年"):
        months = {("月", False): n, ("年", False): 12 * n, ("年", True): 6}.get((unit, half))
        due = start + datetime.timedelta(days=15) if months is None else add_months(start, months)
    else:
        days = {"小时": -(-n // 24), "周": 7 * n, "星期": 7 * n}.get(unit, n)
        due = start + datetime.timedelta(days=days)
    return DeadlineReading(DeadlineKind.DATE, due)


def _since_day(text: str, base: datetime.date) -> datetime.date:
    """Give the day a count starts from: one that is named, else the day of the document."""
    point = read_point(text, base)
    return point.last if point is not None and point.kind == "date" else base


def _window(text: str, base: datetime.date) -> DeadlineReading | None:
    if years := _YEARS.search(text):
        return _span(
            Point("all_year", datetime.date(int(years["a"]), 1, 1), base),
            datetime.date(int(years["b"]), 12, 31),
        )
    if months := _MONTHS.search(text):
        year = int(months["head"][:4]) if months["head"] else base.year
        end = year + (int(months["b"]) < int(months["a"]))
        return _span(
            Point("month", datetime.date(year, int(months["a"]), 1), base),
            month_end(end, int(months["b"])),
        )
    if span := _SPAN.match(text):
        first = _start(span["a"], base)
        if first is not None:
            last = _end(span["b"], first, base)
            return None if last is None else _span(first, last)
    if (since := _SINCE.match(text)) and (first := _start(since["a"], base)):
        return DeadlineReading(DeadlineKind.WINDOW, None, first.first)
    return None


def _span(first: Point, last: datetime.date) -> DeadlineReading | None:
    if last < first.first:
        return None
    return DeadlineReading(DeadlineKind.WINDOW, last, first.first, year_assumed=first.year_assumed)


def _start(text: str, base: datetime.date) -> Point | None:
    return Point("date", base, base) if _NOW.search(text) else read_point(text, base)


def _end(text: str, first: Point, base: datetime.date) -> datetime.date | None:
    """Read the end of a window; what it leaves out it takes from the start."""
    if day := _DAY_ONLY.match(text):
        return first.first.replace(day=int(day["d"]))
    point = read_point(text, base, year=first.first.year)
    if point is None:
        return None
    if point.last < first.first and not re.search(r"\d{4}", text):
        point = read_point(text, base, year=first.first.year + 1)
    return None if point is None else point.last


def _recurring(text: str, base: datetime.date) -> DeadlineReading | None:
    match = _RECURS.search(text)
    if match is None:
        return None
    rest = text[match.end() :]
    unit = match["unit"][0] if match["unit"] != "半年" else "半年"
    if unit == "季" or unit == "半年":
        ends = (3, 6, 9, 12) if unit == "季" else (6, 12)
        due = _next_of([month_end(base.year, month) for month in ends], base)
        if in_first := re.search(r"(?:首月|第1个?月)(\d{1,2})日", rest):
            back = 12 // len(ends) - 1
            starts = [datetime.date(base.year, month - back, int(in_first[1])) for month in ends]
            due = _next_of(starts, base)
    elif unit == "年":
        due = _yearly(rest, base)
    elif unit == "月":
        due = _monthly(rest, base)
    elif unit in ("周", "星"):
        named = re.match(r"[1-7一二三四五六日天]", rest)
        weekday = _WEEKDAYS[named[0]] if named else _FRIDAY
        due = base + datetime.timedelta(days=(weekday - base.weekday()) % 7)
    else:
        due = base
    return DeadlineReading(DeadlineKind.RECURRING, due)


def _next_of(days: list[datetime.date], base: datetime.date) -> datetime.date:
    return next((day for day in days if day >= base), add_months(days[0], 12))


def _yearly(rest: str, base: datetime.date) -> datetime.date:
    for year in (base.year, base.year + 1):
        point = read_point(rest, base, year=year)
        due = point.last if point is not None else datetime.date(year, 12, 31)
        if due >= base:
            break
    return due


def _monthly(rest: str, base: datetime.date) -> datetime.date:
    day = re.match(r"的?(\d{1,2})日", rest)
    part = re.match(r"上旬|中旬|初|中", rest)
    wanted = int(day[1]) if day else {"上": 10, "初": 10, "中": 20}[part[0][0]] if part else 31
    for start in (base.replace(day=1), add_months(base.replace(day=1), 1)):
        due = start.replace(day=min(wanted, month_end(start.year, start.month).day))
        if due >= base:
            break
    return due
