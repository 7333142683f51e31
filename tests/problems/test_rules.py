"""The table of a problem's life, and how pasted lists are read."""

from datetime import date

import pytest

from changai.problems.queries import STATE_TONES, STATE_WORDS
from changai.problems.rules import (
    TRANSITIONS,
    Event,
    ListLine,
    State,
    read_day,
    read_lines,
    read_rows,
    transition,
)


def test_every_event_has_one_line_and_every_state_words():
    assert [line.event for line in TRANSITIONS] == list(Event)
    assert set(STATE_WORDS) == set(STATE_TONES) == {state.value for state in State}


@pytest.mark.parametrize("state", [State.HELD, State.CAME_BACK, State.DROPPED])
def test_an_end_stays_an_end(state):
    assert not any(transition(event, state) for event in Event)


def test_pasted_lines_are_read_by_tabs_or_bars_without_heading_and_numbers():
    text = (
        "问题\t责任单位\t发现日期\n1\t台账不全\t省技能厅\t2026-03-01\t督查\n\n补贴迟发 | 省财务厅"
    )

    assert read_lines(text) == [
        ListLine(2, "台账不全", "省技能厅", "2026-03-01", "督查"),
        ListLine(4, "补贴迟发", "省财务厅", "", ""),
    ]


def test_rows_of_a_file_are_read_alike():
    rows = [["序号", "责任单位"], ["2", "台账不全", "省技能厅"], ["", ""]]

    assert read_rows(rows) == [ListLine(2, "台账不全", "省技能厅", "", "")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026年3月1日", date(2026, 3, 1)),
        ("2026/3/1 00:00:00", date(2026, 3, 1)),
        ("2026-02-30", None),
        ("昨天", None),
    ],
)
def test_days_are_read_as_lists_write_them(text, day):
    assert read_day(text) == day
