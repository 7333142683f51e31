"""What a deadline in words means as a date."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.calendar.rules import DeadlineKind, DeadlineReading, WorkCalendar, deadline_date

D = datetime.date
BASE = D(2026, 3, 2)


@pytest.mark.parametrize(
    ("words", "kind", "due_on"),
    [
        ("年底前", "year_end", D(2026, 12, 31)),
        ("今年年底前", "year_end", D(2026, 12, 31)),
        ("年内", "year_end", D(2026, 12, 31)),
        ("2027年底", "year_end", D(2027, 12, 31)),
        ("到2035年", "year_end", D(2035, 12, 31)),
        ("2030年前", "year_end", D(2030, 12, 31)),
        ("到“十四五”时期末", "year_end", D(2025, 12, 31)),
        ("“十五五”期间", "year_end", D(2030, 12, 31)),
        ("6月底前", "month", D(2026, 6, 30)),
        ("6月份", "month", D(2026, 6, 30)),
        ("十一月底", "month", D(2026, 11, 30)),
        ("2026年12月", "month", D(2026, 12, 31)),
        ("二〇二六年十二月底前", "month", D(2026, 12, 31)),
        ("明年3月底前", "month", D(2027, 3, 31)),
        ("2024年2月", "month", D(2024, 2, 29)),
        ("2018.09", "month", D(2018, 9, 30)),
        ("８月下旬", "month", D(2026, 8, 31)),
        ("10月中旬", "month", D(2026, 10, 20)),
        ("本月底", "month", D(2026, 3, 31)),
        ("4月20日前", "date", D(2026, 4, 20)),
        ("4 月 20 号前", "date", D(2026, 4, 20)),
        ("2010年7月10日前", "date", D(2010, 7, 10)),
        ("2026-06-30", "date", D(2026, 6, 30)),
        ("下月10日前", "date", D(2026, 4, 10)),
        ("三季度", "quarter", D(2026, 9, 30)),
        ("第四季度末", "quarter", D(2026, 12, 31)),
        ("本季度末", "quarter", D(2026, 3, 31)),
        ("上半年", "half_year", D(2026, 6, 30)),
        ("2027年下半年", "half_year", D(2027, 12, 31)),
        ("五一前", "date", D(2026, 4, 30)),
        ("十一前", "date", D(2026, 9, 30)),
        ("国庆节前", "date", D(2026, 9, 30)),
        ("元旦前", "date", D(2026, 12, 31)),
        ("30日内", "date", D(2026, 4, 1)),
        ("三个月内", "date", D(2026, 6, 2)),
        ("5年内", "date", D(2031, 3, 2)),
        ("半年内", "date", D(2026, 9, 2)),
        ("24小时内", "date", D(2026, 3, 3)),
        ("会后7天内", "date", D(2026, 3, 9)),
        ("15个工作日内", "date", D(2026, 3, 23)),
        ("印发之日起十个工作日之内", "date", D(2026, 3, 16)),
        ("每季度末", "recurring", D(2026, 3, 31)),
        ("每季度首月10日前", "recurring", D(2026, 4, 10)),
        ("每月5日前", "recurring", D(2026, 3, 5)),
        ("每月1日前", "recurring", D(2026, 4, 1)),
        ("按月", "recurring", D(2026, 3, 31)),
        ("每半年", "recurring", D(2026, 6, 30)),
        ("每年1月10日前", "recurring", D(2027, 1, 10)),
        ("每年", "recurring", D(2026, 12, 31)),
        ("每周五", "recurring", D(2026, 3, 6)),
        ("长期坚持", "continuous", None),
        ("持续推进", "continuous", None),
        ("常态化开展", "continuous", None),
        ("", "none", None),
        ("尽快", "none", None),
        ("2月30日前", "none", None),
        ("2026年13月", "none", None),
    ],
)
def test_words_become_a_kind_and_a_day(words: str, kind: str, due_on: datetime.date | None) -> None:
    reading = deadline_date(words, base=BASE)

    assert (reading.kind.value, reading.due_on) == (kind, due_on)


@pytest.mark.parametrize(
    ("words", "from_on", "due_on"),
    [
        ("即日起至12月31日", BASE, D(2026, 12, 31)),
        ("3月至10月", D(2026, 3, 1), D(2026, 10, 31)),
        ("3—5月", D(2026, 3, 1), D(2026, 5, 31)),
        ("3月1日至15日", D(2026, 3, 1), D(2026, 3, 15)),
        ("11月至次年2月", D(2026, 11, 1), D(2027, 2, 28)),
        ("2026年11月至2月", D(2026, 11, 1), D(2027, 2, 28)),
        ("2024—2026年", D(2024, 1, 1), D(2026, 12, 31)),
        ("自2026年1月1日起至2027年12月31日", D(2026, 1, 1), D(2027, 12, 31)),
        ("2026年1月1日起施行", D(2026, 1, 1), None),
    ],
)
def test_a_window_has_a_first_and_a_last_day(
    words: str, from_on: datetime.date, due_on: datetime.date | None
) -> None:
    reading = deadline_date(words, base=BASE)

    assert reading.kind is DeadlineKind.WINDOW
    assert (reading.from_on, reading.due_on) == (from_on, due_on)


def test_all_year_runs_from_its_first_to_its_last_day() -> None:
    reading = deadline_date("2026年全年", base=BASE)

    assert reading == DeadlineReading(DeadlineKind.ALL_YEAR, D(2026, 12, 31), D(2026, 1, 1))


def test_the_last_dated_deadline_of_several_holds() -> None:
    words = "6月底前出台方案，12月20日前建成，长期坚持"

    assert deadline_date(words, base=BASE).due_on == D(2026, 12, 20)


def test_a_month_long_past_means_the_next_year_and_says_so() -> None:
    in_november = deadline_date("3月底前", base=D(2026, 11, 15))
    in_april = deadline_date("3月底前", base=D(2026, 4, 15))

    assert (in_november.due_on, in_november.year_assumed) == (D(2027, 3, 31), True)
    assert (in_april.due_on, in_april.year_assumed) == (D(2026, 3, 31), False)


def test_before_spring_festival_means_its_eve_of_this_or_the_next_year() -> None:
    assert deadline_date("春节前", base=D(2026, 1, 5)).due_on == D(2026, 2, 16)
    assert deadline_date("春节前", base=BASE).due_on == D(2027, 2, 5)
    assert deadline_date("春节前", base=D(2040, 1, 5)).kind is DeadlineKind.NONE


def test_working_days_over_the_spring_festival_end_after_it() -> None:
    reading = deadline_date("3个工作日内", base=D(2026, 2, 13))

    assert reading.due_on == D(2026, 2, 25)
    assert not reading.provisional


def test_working_days_into_an_unpublished_year_are_provisional() -> None:
    assert deadline_date("15个工作日内", base=D(2026, 12, 20)).provisional
    loaded = WorkCalendar({D(2027, 1, 1): False}, frozenset({2027}))
    settled = deadline_date("15个工作日内", base=D(2026, 12, 20), calendar=loaded)

    assert not settled.provisional
    assert settled.due_on == D(2027, 1, 11)


@given(
    st.text(
        alphabet="年月日底前季度第一二三十0123456789至到-起每内个工作半上下旬末全，“”.", max_size=14
    )
)
def test_any_words_are_answered(words: str) -> None:
    reading = deadline_date(words, base=BASE)

    assert reading.due_on is None or reading.from_on is None or reading.from_on <= reading.due_on
    assert reading.kind is not DeadlineKind.NONE or reading == DeadlineReading(DeadlineKind.NONE)
