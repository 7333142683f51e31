from datetime import timedelta

import pytest
from django.utils import translation

from changai.bodies import policies, queries
from tests.bodies.factories import make_body, make_seat
from tests.conftest import TODAY
from tests.orgs.factories import make_department, make_office, make_person, make_unit


def sees(body, who):
    return queries.body_for(body.pk, who, TODAY) is not None


def test_a_body_is_known_to_all_who_serve_under_its_unit(cast, body):
    for who in (cast.clerk, cast.supervisor, cast.cooperator, cast.city_clerk, cast.stranger):
        assert sees(body, who)
    assert not sees(body, cast.auditor)


def test_the_body_of_a_city_is_not_for_its_neighbors(cast):
    body = make_body(cast.city, cast.city_office)

    for who in (cast.clerk, cast.city_clerk, cast.county_clerk, cast.enterprise_clerk):
        assert sees(body, who)
    for who in (cast.stranger, cast.lead, cast.auditor):
        assert not sees(body, who)


def test_a_seat_shows_the_body_and_once_held_it_always_does(cast):
    body = make_body(cast.city, cast.city_office)
    make_seat(body, cast.department, to_on=TODAY - timedelta(days=1))

    assert sees(body, cast.lead)
    assert not sees(body, cast.cooperator)


def test_the_office_runs_the_body_and_nobody_else(cast, body):
    runs = [who for who in cast.people.values() if policies.may_run(body, who, TODAY)]

    assert runs == [cast.clerk, cast.colleague]


def test_seats_come_head_first_in_two_queries_at_most(cast, body, django_assert_num_queries):
    make_seat(body, cast.city_office, "PARTICIPATING")
    make_seat(body, cast.county_office, "DEPUTY")

    with django_assert_num_queries(1):
        seats = queries.seats_on(body, TODAY)
        roles = [(seat.role, str(seat.unit)) for seat in seats]

    assert [role for role, _unit in roles] == ["CONVENOR", "DEPUTY", "MEMBER", "PARTICIPATING"]


def test_a_group_has_a_leader_and_a_conference_a_convenor():
    assert queries.part_words("leading_group", "CONVENOR") == "组长"
    assert queries.part_words("joint_conference", "CONVENOR") == "召集人"
    assert queries.part_words("gone", "CONVENOR") == "召集人"
    assert queries.kind_words("gone") == "gone"
    with translation.override("en"):
        assert queries.part_words("leading_group", "DEPUTY") == "Deputy group leader"


@pytest.fixture
def offices(db):
    """Departments of the province, and one of a city with the same name."""
    province = make_unit("江海省")
    office = make_office(province)
    city = make_unit("北市", province)
    return {
        "province": province,
        "by": make_person(office, "OFFICE"),
        "union": make_department(province, "江海省总工会"),
        "finance": make_department(province, "江海省财政厅"),
        "city_union": make_department(city, "北市总工会"),
    }


def read(offices, text, kind="joint_conference"):
    return queries.read_members(
        text=text, kind=kind, unit=offices["province"], user=offices["by"], today=TODAY
    )


def test_a_short_name_is_the_unit_beside_the_body(offices):
    picked = read(offices, "召集人：总工会，王强，主席\n财政厅")

    assert picked.faults == []
    assert [(line.part, unit) for line, unit in picked.found] == [
        ("CONVENOR", offices["union"]),
        ("MEMBER", offices["finance"]),
    ]


def test_the_head_may_be_called_as_in_the_kind(offices):
    picked = read(offices, "组长：总工会\n副组长：财政厅", kind="leading_group")

    assert [line.part for line, _unit in picked.found] == ["CONVENOR", "DEPUTY"]


def test_each_bad_line_is_named_with_what_to_do(offices):
    make_department(offices["province"], "省直属财政厅")

    picked = read(offices, "总工会\n教育厅\n财政厅\n江海省总工会\n江海省财政厅，李，长，四，五")

    assert len(picked.found) == 1
    assert "第2行：没有找到“教育厅”" in picked.faults[0]
    assert "第3行：“财政厅”可能是" in picked.faults[1]
    assert "第4行：“江海省总工会”与第1行重复" in picked.faults[2]
    assert "第5行：多出“四，五”" in picked.faults[3]


def test_a_list_of_three_hundred_costs_as_much_as_one_of_three(
    offices, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4):
        read(offices, "\n".join(["总工会", "财政厅", "教育厅"] * 100))
