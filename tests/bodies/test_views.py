from datetime import timedelta

import pytest
from django.urls import reverse

from changai.bodies.models import CoordinationBody, Seat
from tests.bodies.factories import make_body
from tests.conftest import TODAY
from tests.orgs.factories import make_department


@pytest.fixture
def office(client, cast):
    client.force_login(cast.clerk)
    return client


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    """Let pages live on the fixed day."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_at: TODAY)


def form(cast, **fields):
    return {
        "kind": "joint_conference",
        "name": "产改联席会议",
        "unit": cast.province.pk,
        "office": cast.office.pk,
        "began_on": "2026年3月2日",
        "members": "",
        **fields,
    }


def test_one_page_sets_up_a_body_with_listed_and_ticked_members(office, cast):
    ticked = make_department(cast.province, "省教育厅")

    answer = office.post(
        reverse("bodies:found"),
        form(
            cast,
            members="召集人：省技能厅，王强，厅长\n参与单位：省财务厅",
            unit_ticked=[ticked.pk, cast.department.pk],
        ),
        follow=True,
    )

    assert answer.status_code == 200
    seats = {seat.unit: seat for seat in Seat.objects.select_related("unit")}
    assert seats[cast.department].person == "王强"
    assert {unit: seat.role for unit, seat in seats.items()} == {
        cast.department: "CONVENOR",
        cast.helper: "PARTICIPATING",
        ticked: "MEMBER",
    }
    assert "3 个席位" in answer.content.decode()


def test_a_bad_line_keeps_everything_typed_and_says_which(office, cast):
    ticked = make_department(cast.province, "省教育厅")

    answer = office.post(
        reverse("bodies:found"),
        form(cast, members="省技能厅\n没有的单位", unit_ticked=ticked.pk),
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第2行：没有找到“没有的单位”" in page
    assert "省技能厅\n没有的单位" in page
    assert f'value="{ticked.pk}" data-check="unit_ticked" checked' in page
    assert not CoordinationBody.objects.exists()


def test_a_refusal_of_the_service_stands_above_the_form(office, cast):
    make_body(cast.province, cast.office, "产改联席会议")

    answer = office.post(reverse("bodies:found"), form(cast))

    assert answer.status_code == 422
    assert "已有同名的议事机构" in answer.content.decode()


def test_seats_are_added_changed_and_ended_from_the_page_of_the_body(office, cast, body):
    office.post(
        reverse("bodies:seats", args=[body.pk]),
        {"from_on": "2026-03-02", "members": "云溪市产改办，李敏"},
    )
    seat = Seat.objects.get(unit=cast.city_office)
    page = reverse("bodies:seat_form", args=[seat.pk])
    assert "李敏" in office.get(page).content.decode()

    office.post(
        reverse("bodies:seat_change", args=[seat.pk]),
        {"role": "PARTICIPATING", "person": "周洁", "from_on": "2026-03-02", "seen_revision": 0},
    )
    seat.refresh_from_db()
    assert (seat.person, seat.role) == ("周洁", "PARTICIPATING")
    office.post(
        reverse("bodies:seat_end", args=[seat.pk]),
        {"end-last_day": "2026-03-01", "end-seen_revision": 1},
    )
    seat.refresh_from_db()
    assert seat.to_on is None
    office.post(
        reverse("bodies:seat_end", args=[seat.pk]),
        {"end-last_day": "2026-03-02", "end-seen_revision": 1},
    )
    seat.refresh_from_db()
    assert seat.to_on == TODAY
    assert office.get(page).status_code == 404


def test_a_body_is_renamed_and_ended(office, cast, body):
    office.post(
        reverse("bodies:change", args=[body.pk]),
        {"kind": "mechanism", "name": "新名", "office": cast.office.pk, "seen_revision": 0},
    )
    body.refresh_from_db()
    assert (body.kind, body.name) == ("mechanism", "新名")
    stale = office.post(
        reverse("bodies:end", args=[body.pk]), {"last_day": "2026-03-02", "seen_revision": 0}
    )
    assert stale.status_code == 422
    office.post(
        reverse("bodies:end", args=[body.pk]), {"last_day": "2026-03-02", "seen_revision": 1}
    )
    body.refresh_from_db()
    assert body.ended_on == TODAY
    assert office.get(reverse("bodies:change_form", args=[body.pk])).status_code == 404
    ended = office.get(reverse("bodies:list"), {"show": "ended"}).content.decode()
    assert "新名" in ended


def test_the_page_shows_who_sits_there_and_who_did(client, cast, body):
    old = body.seats.get(role="MEMBER")
    Seat.objects.filter(pk=old.pk).update(person="旧人", to_on=TODAY - timedelta(days=3))
    client.force_login(cast.enterprise_clerk)

    page = client.get(reverse("bodies:body", args=[body.pk])).content.decode()

    assert "王强" in page
    assert "历任" in page
    assert "旧人" in page
    assert "增加席位" not in page


def test_a_stranger_finds_nothing_and_a_member_changes_nothing(client, cast):
    body = make_body(cast.city, cast.city_office)
    client.force_login(cast.stranger)
    for name in ("body", "change_form", "end_form", "seats_form"):
        assert client.get(reverse(f"bodies:{name}", args=[body.pk])).status_code == 404
    client.force_login(cast.county_clerk)
    assert client.get(reverse("bodies:body", args=[body.pk])).status_code == 200
    assert client.post(reverse("bodies:seats", args=[body.pk])).status_code == 404
    assert client.get(reverse("bodies:new")).status_code == 200
    client.force_login(cast.enterprise_clerk)
    assert client.get(reverse("bodies:new")).status_code == 404


def test_what_htmx_gets_is_what_the_page_shows(office, cast, body):
    url = reverse("bodies:list")
    page = office.get(url).content.decode()
    fragment = office.get(url, headers={"HX-Request": "true"}).content.decode()

    assert fragment.strip() in page


def test_the_list_costs_the_same_with_twenty_bodies(
    office, cast, body, django_assert_max_num_queries
):
    for number in range(20):
        make_body(cast.city, cast.city_office, f"专班{number}")

    with django_assert_max_num_queries(14):
        assert "专班19" in office.get(reverse("bodies:list")).content.decode()
