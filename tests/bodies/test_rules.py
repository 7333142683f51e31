from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from changai.bodies import rules
from changai.bodies.models import Seat

WORDS = {"召集人": "CONVENOR", "参与单位": "PARTICIPATING"}


def read(text):
    return rules.read_lines(text, WORDS, "MEMBER")


def test_a_line_holds_the_unit_the_person_and_the_title():
    assert read("省总工会，王强，主席") == [rules.Line(1, "省总工会", "MEMBER", "王强", "主席")]


def test_numbers_blanks_and_tabs_as_offices_copy_them_are_understood():
    lines = read("1. 省总工会\t王 强\t主席\n\n（2）省财政厅\n• 省教育厅")

    assert [(one.number, one.unit, one.person) for one in lines] == [
        (1, "省总工会", "王强"),
        (3, "省财政厅", ""),
        (4, "省教育厅", ""),
    ]


def test_a_part_at_the_head_of_a_line_holds_for_it_and_alone_for_what_follows():
    lines = read("召集人: 省总工会\n省财政厅\n参与单位：\n省工商联\n省妇联")

    assert [one.part for one in lines] == ["CONVENOR", "MEMBER", "PARTICIPATING", "PARTICIPATING"]


def test_what_stands_behind_the_third_cell_is_kept_to_be_refused():
    assert read("省总工会，王强，主席，李明，处长")[0].spare == "李明，处长"


@given(st.text(max_size=200))
def test_every_line_is_read_or_left_out_and_none_is_invented(text):
    numbers = [one.number for one in read(text)]

    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= len(text.splitlines()) for number in numbers)


def test_a_seat_holds_from_its_first_to_its_last_day():
    first, last = date(2026, 1, 1), date(2026, 3, 1)

    assert rules.holds(first, last, first)
    assert rules.holds(first, last, last)
    assert not rules.holds(first, last, date(2026, 3, 2))
    assert not rules.holds(first, None, date(2025, 12, 31))


def test_the_parts_of_the_rules_are_those_of_the_table():
    assert [part.value for part in rules.PARTS] == list(Seat.Role.values)
