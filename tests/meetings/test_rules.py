"""Days, numbers, the table of states, and what a report proposes. No database."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.meetings import rules
from changai.meetings.rules import Event, State
from changai.reading.reader import read_facts

REPORT = (
    "凝聚合力 推动产改走深走实\n"
    "3月18日下午，全省产业工人队伍建设改革第五次联席会议暨工作推进会在云溪召开。省委书记林石"
    "作出批示，省委常委、省委统战部部长周望出席会议并讲话，省人大常委会副主任、省总工会主席"
    "何川主持会议，省政府副省长、省产改联席会议副召集人陈屿传达批示精神。\n"
    "周望指出，要健全技能人才评价机制，年底前新增高技能人才2万人。\n"
    "何川在主持讲话时指出，要严格依照《关于推进产业工人队伍建设改革的实施意见》《2026年工作要点及"
    "责任分工方案》要求，抓好落实。\n"
    "省产改办、省人社厅、石桥市委、竹溪经济开发区党工委、东江集团作交流发言。会议以电视电话会议"
    "形式召开，各设区市设分会场。"
)


@pytest.mark.parametrize("event", list(Event))
def test_every_event_has_one_line_in_the_table(event):
    assert [line.event for line in rules.TRANSITIONS].count(event) == 1


def test_signed_minutes_and_cancelled_meetings_have_no_way_out():
    assert rules.events_from(State.MINUTES_SIGNED) == ()
    assert rules.events_from(State.CANCELLED) == ()


@given(st.integers(1, 999))
def test_a_number_is_read_as_it_is_written(number):
    assert rules.number_of(rules.in_chinese(number)) == number


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("第四次联席会议", 4),
        ("第十二次会议", 12),
        ("第二十次", 20),
        ("第3次例会", 3),
        ("例会", None),
    ],
)
def test_the_session_is_read_from_the_title(title, number):
    assert rules.session_number(title) == number


def test_an_end_before_the_begin_is_that_of_the_next_day():
    starts, ends = rules.span(date(2026, 3, 2), time(23, 30), time(0, 30))

    assert ends - starts == timedelta(hours=1)
    assert starts.astimezone(ZoneInfo("UTC")).date() == date(2026, 3, 2)
    assert rules.day_of(starts) == date(2026, 3, 2)
    assert rules.is_overnight(starts, ends)


def test_the_same_day_some_months_on_is_the_last_of_a_shorter_month():
    assert rules.next_day(date(2026, 11, 30), 3) == date(2027, 2, 28)


def proposed():
    facts = read_facts(REPORT).to_json()
    return rules.propose(facts, REPORT, dated_on=date(2026, 3, 20))


def test_a_report_proposes_its_meeting():
    found = proposed()

    assert found.title.words == "全省产业工人队伍建设改革第五次联席会议暨工作推进会"
    assert (found.number, found.kind, found.form) == (5, "JOINT_CONFERENCE", "TV_PHONE")
    assert (found.day, found.begins) == (date(2026, 3, 18), None)
    assert found.venue.words == "云溪"
    assert [room.words for room in found.rooms] == ["各设区市"]
    assert found.chair.words == "何川"
    assert [one.words for one in found.cited] == [
        "关于推进产业工人队伍建设改革的实施意见",
        "2026年工作要点及责任分工方案",
    ]


def test_a_report_proposes_who_acted_and_each_exchange_speaker_with_its_tier():
    speakers = proposed().speakers

    assert [(one.act, one.name) for one in speakers if one.act != "EXCHANGED"] == [
        ("INSTRUCTED", "林石"),
        ("CONVEYED", "陈屿"),
        ("SPOKE", "周望"),
        ("SPOKE", "何川"),
        ("CHAIRED", "何川"),
    ]
    assert [(one.name, one.tier) for one in speakers if one.act == "EXCHANGED"] == [
        ("省产改办", "OFFICE"),
        ("省人社厅", "DEPARTMENT"),
        ("石桥市委", "CITY"),
        ("竹溪经济开发区党工委", "ZONE"),
        ("东江集团", "ENTERPRISE"),
    ]
    assert all(one.quote in REPORT and one.quote for one in speakers)


@pytest.mark.parametrize(
    ("words", "dated", "day"),
    [
        ("4月19日上午", date(2022, 4, 20), date(2022, 4, 19)),
        ("12月30日", date(2026, 1, 4), date(2025, 12, 30)),
        ("2024年2月30日", None, None),
        ("4月19日", None, None),
        ("", date(2026, 1, 1), None),
    ],
)
def test_the_year_of_a_day_comes_from_the_report(words, dated, day):
    assert rules.day_read(words, dated) == day


@pytest.mark.parametrize(
    ("documents", "text", "day"),
    [
        (["2022年工作要点", "2021年工作总结"], "", date(2022, 4, 19)),
        (["关于加强改革的意见"], "会议总结2022年以来的工作。", date(2022, 4, 19)),
        (["关于加强改革的意见"], "会议总结了工作。", None),
    ],
)
def test_a_day_without_a_year_is_proposed_from_what_is_cited_and_marked(documents, text, day):
    facts = {"meeting": {"date": "4月19日上午"}, "documents": documents}

    found = rules.propose(facts, text, dated_on=None)

    assert (found.day, found.year_is_guessed) == (day, day is not None)


def test_a_day_with_its_year_is_not_marked():
    facts = {"meeting": {"date": "2022年4月19日"}}

    assert not rules.propose(facts, "", dated_on=date(2022, 5, 1)).year_is_guessed


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("4月19日上午", None),
        ("4月19日上午9时", time(9)),
        ("4月19日下午2点半", time(14, 30)),
        ("4月19日14:30", time(14, 30)),
        ("4月19日25时", None),
    ],
)
def test_an_hour_is_proposed_only_where_it_is_said(words, hour):
    facts = {"meeting": {"date": words}}

    assert rules.propose(facts, "", dated_on=date(2022, 5, 1)).begins == hour
