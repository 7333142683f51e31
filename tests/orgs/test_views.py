"""The pages of units and people: the right person, the stranger, the refusal, the fragment."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from changai.accounts.models import User
from changai.orgs.models import Post, Unit
from tests.accounts.factories import make_user
from tests.orgs.factories import make_person, make_unit
from tests.orgs.test_units import credit_code

TODAY = "2026-01-05"


def url(name, thing=None):
    return reverse(f"orgs:{name}", args=[thing.pk] if thing is not None else [])


@pytest.fixture
def at_desk(client):
    """Sign a person in."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


UNIT_FORMS = ["open", "rename", "move", "merge", "close", "invite"]
PERSON_FORMS = ["edit", "post", "hand_over"]


def test_an_office_opens_its_pages(land, at_desk):
    client = at_desk(land.chief)

    for page in [url("units"), url("unit", land.north_county), url("person", land.clerk)]:
        assert client.get(page).status_code == 200
    for name in UNIT_FORMS:
        assert client.get(url(f"{name}_form", land.north_county)).status_code == 200, name
    for name in PERSON_FORMS:
        assert client.get(url(f"{name}_form", land.clerk)).status_code == 200, name
    post = Post.objects.get(person=land.clerk)
    assert client.get(url("end_form", post)).status_code == 200
    assert client.get(url("cover_form", post)).status_code == 200


def test_a_stranger_finds_nothing(land, at_desk):
    client = at_desk(land.liaison)
    post = Post.objects.get(person=land.clerk)

    for name in ["unit", "children", *(f"{form}_form" for form in UNIT_FORMS)]:
        assert client.get(url(name, land.north_county)).status_code == 404, name
    for name in UNIT_FORMS:
        assert client.post(url(name, land.north_county)).status_code == 404, name
    for name in ["person", *(f"{form}_form" for form in PERSON_FORMS)]:
        assert client.get(url(name, land.clerk)).status_code == 404, name
    for name in [*PERSON_FORMS, "link", "deactivate", "reactivate"]:
        assert client.post(url(name, land.clerk)).status_code == 404, name
    for name in ["end", "cover"]:
        assert client.get(url(f"{name}_form", post)).status_code == 404
        assert client.post(url(name, post)).status_code == 404


def test_who_may_see_but_not_change_gets_no_form_and_a_refusal(land, at_desk):
    client = at_desk(land.leader)

    page = client.get(url("unit", land.north_county)).content.decode()
    assert "邀请人员" not in page
    assert "更名" not in page
    for name in UNIT_FORMS:
        assert client.get(url(f"{name}_form", land.north_county)).status_code == 404, name
    assert client.post(url("link", land.clerk)).status_code == 422
    assert client.post(url("deactivate", land.clerk)).status_code == 422
    assert User.objects.get(pk=land.clerk.pk).is_active


def test_a_unit_is_opened_through_the_page(land, at_desk):
    answer = at_desk(land.chief).post(
        url("open", land.north_county),
        {
            "kind": "enterprise",
            "name": "新泉机电",
            "credit_code": credit_code(),
            "began_on": TODAY,
        },
    )

    opened = Unit.objects.get(name="新泉机电")
    assert answer.url == url("unit", opened)


def test_a_bad_credit_code_is_said_at_its_field_and_nothing_typed_is_lost(land, at_desk):
    answer = at_desk(land.chief).post(
        url("open", land.north_county),
        {"kind": "enterprise", "name": "新泉机电", "credit_code": "123", "began_on": TODAY},
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "应为 18 位" in page
    assert "新泉机电" in page


def test_a_refusal_stands_above_the_form(land, at_desk):
    answer = at_desk(land.chief).post(
        url("open", land.province),
        {"kind": "division_government", "name": "北市", "began_on": TODAY},
    )

    assert answer.status_code == 422
    assert "同名" in answer.content.decode()


def test_a_county_moves_by_the_name_or_the_code_of_its_new_city(land, at_desk):
    client = at_desk(land.chief)
    today = timezone.localdate().isoformat()

    answer = client.post(url("move", land.north_county), {"to": "南市", "effective_on": today})
    assert answer.url == url("unit", land.north_county)
    client.post(url("move", land.north_county), {"to": "320100", "effective_on": today})

    assert Unit.objects.get(pk=land.north_county.pk).parent == land.north


def test_a_page_read_before_somebody_elses_change_changes_nothing(land, at_desk):
    client = at_desk(land.chief)
    page = client.get(url("rename_form", land.north_county)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page).group(1)
    Unit.objects.filter(pk=land.north_county.pk).update(name="已改名")

    answer = client.post(
        url("rename", land.north_county),
        {"name": "北区", "effective_on": timezone.localdate().isoformat(), "seen": seen},
    )

    assert answer.status_code == 422
    assert Unit.objects.get(pk=land.north_county.pk).name == "已改名"


def test_merging_and_closing_go_through_their_pages(land, at_desk):
    client, today = at_desk(land.chief), timezone.localdate().isoformat()
    form = {"effective_on": today, "reason": "批复"}

    merged = client.post(url("merge", land.north_county), {"to": "南县", **form})
    closed = client.post(url("close", land.firm), form)

    assert merged.url == url("unit", land.south_county)
    assert closed.url == url("unit", land.firm)
    page = client.get(url("unit", land.north_county)).content.decode()
    assert "已终止" in page
    assert "南县" in page


def test_an_invitation_shows_its_link_once(land, at_desk, client):
    answer = at_desk(land.chief).post(
        url("invite", land.firm), {"name": "余辰", "login": "yu.chen", "role": "CLERK"}
    )

    page = answer.content.decode()
    link = re.search(r'value="(http://testserver/accounts/ticket/[^"]+)"', page).group(1)
    assert "data:image/svg+xml" in page
    assert "no-store" in answer["Cache-Control"]
    invited = User.objects.get(login="yu.chen")
    assert link not in client.get(url("person", invited)).content.decode()
    client.logout()
    assert client.get(link).status_code == 200


def test_a_repeated_invitation_is_one_person(land, at_desk):
    client = at_desk(land.chief)
    form = {"name": "余辰", "login": "yu.chen", "role": "CLERK"}
    client.post(url("invite", land.firm), form)

    again = client.post(url("invite", land.firm), form)

    assert again.status_code == 422
    assert User.objects.filter(login="yu.chen").count() == 1


def test_a_responsible_person_is_offered_only_the_daily_roles(land, at_desk):
    page = at_desk(land.head).get(url("invite_form", land.bureau)).content.decode()

    offered = set(re.findall(r'<option value="([A-Z]+)"', page))
    assert offered == {"LIAISON", "RESPONSIBLE", "CLERK"}


def test_a_forged_role_is_refused(land, at_desk):
    answer = at_desk(land.head).post(
        url("invite", land.bureau), {"name": "余辰", "login": "yu.chen", "role": "OFFICE"}
    )

    assert answer.status_code == 422
    assert not User.objects.filter(login="yu.chen").exists()


def test_deactivating_throws_out_a_session_on_its_next_request(land, at_desk, client):
    from django.test import Client

    elsewhere = Client()
    elsewhere.force_login(land.clerk)
    assert elsewhere.get(url("unit", land.firm)).status_code == 200

    at_desk(land.chief).post(url("deactivate", land.clerk))

    answer = elsewhere.get(url("unit", land.firm))
    assert answer.status_code == 302
    assert reverse("accounts:sign_in") in answer.url


def test_who_comes_back_does_not_come_back_by_an_old_session(land, at_desk):
    from django.test import Client

    elsewhere = Client()
    elsewhere.force_login(land.clerk)
    client = at_desk(land.chief)
    client.post(url("deactivate", land.clerk))

    assert client.post(url("reactivate", land.clerk)).status_code == 200

    assert elsewhere.get(url("units")).status_code == 302


def test_an_ended_post_closes_the_unit_on_the_next_request(land, at_desk):
    from django.test import Client

    elsewhere = Client()
    elsewhere.force_login(land.clerk)
    assert elsewhere.get(url("unit", land.firm)).status_code == 200

    post = Post.objects.get(person=land.clerk)
    answer = at_desk(land.chief).post(url("end", post), {"when": "NOW"})

    assert answer.url == url("person", land.clerk)
    assert elsewhere.get(url("unit", land.firm)).status_code == 404


def test_a_stand_in_and_a_hand_over_go_through_their_pages(land, at_desk):
    client, today = at_desk(land.chief), timezone.localdate().isoformat()
    helper = make_person(land.north_county)
    post = Post.objects.get(person=land.clerk)

    covered = client.post(
        url("cover", post), {"person": helper.pk, "from_on": today, "to_on": today}
    )
    shown = client.get(url("hand_over_form", land.clerk)).content.decode()
    handed = client.post(url("hand_over", land.clerk), {"successor": helper.pk})

    assert covered.url == handed.url == url("person", land.clerk)
    assert "启明精工" in shown
    assert Post.objects.filter(person=helper, unit=land.firm, ended_at=None).exists()


def test_a_post_is_given_through_the_page(land, at_desk):
    client = at_desk(land.chief)
    form = {"unit": "南县", "role": "LIAISON", "from_on": timezone.localdate().isoformat()}

    assert client.post(url("post", land.clerk), form).status_code == 302
    assert client.post(url("post", land.clerk), form).status_code == 422
    wrong = client.post(url("post", land.clerk), {**form, "unit": "没有的单位"})
    assert "没有找到" in wrong.content.decode()


def test_a_name_that_two_units_carry_asks_for_the_code(land, at_desk):
    make_unit("同名所", land.north)
    make_unit("同名所", land.south)

    answer = at_desk(land.chief).post(
        url("post", land.clerk),
        {"unit": "同名所", "role": "LIAISON", "from_on": timezone.localdate().isoformat()},
    )

    assert "改填代码" in answer.content.decode()


def test_the_children_htmx_gets_are_those_of_the_page(land, at_desk):
    client = at_desk(land.chief)

    page = client.get(url("unit", land.province)).content.decode()
    fragment = client.get(
        url("children", land.province), headers={"hx-request": "true"}
    ).content.decode()

    assert fragment.strip() in page


def test_what_htmx_finds_is_what_the_page_finds(land, at_desk):
    client = at_desk(land.chief)

    page = client.get(url("units"), {"q": "北"}).content.decode()
    fragment = client.get(
        url("units"), {"q": "北"}, headers={"hx-request": "true"}
    ).content.decode()

    assert "<html" not in fragment
    assert fragment.strip() in page


def test_the_search_finds_units_by_name_and_code_and_people_by_name(land, at_desk):
    client = at_desk(land.chief)

    assert "北县" in client.get(url("units"), {"q": "320101"}).content.decode()
    found = client.get(url("units"), {"q": "苗欣"}).content.decode()
    assert "启明精工 · 企业经办人" in found
    assert "没有找到" in client.get(url("units"), {"q": "不存在"}).content.decode()


def test_the_search_stays_within_scope(land, at_desk):
    page = at_desk(land.north_clerk).get(url("units"), {"q": "县"}).content.decode()

    assert "北县" in page
    assert "南县" not in page


def test_somebody_without_posts_is_told_what_to_do(db, at_desk):
    page = at_desk(make_user()).get(url("units")).content.decode()

    assert "请联系本单位责任人或产改办" in page


def test_five_thousand_firms_are_shown_by_the_hundred(land, at_desk):
    client = at_desk(land.chief)
    for number in range(205):
        make_unit(f"企业{number:04d}", land.south_county, kind="enterprise")

    seen, address = set(), url("children", land.south_county)
    while address:
        page = client.get(address).content.decode()
        rows = set(re.findall(r"企业\d{4}", page))
        assert len(rows) <= 100
        seen |= rows
        more = re.search(r"\?after=(\w+)", page)
        address = f"{url('children', land.south_county)}?after={more.group(1)}" if more else ""

    assert len(seen) == 205


@pytest.mark.parametrize("count", [3, 60])
def test_the_pages_cost_no_query_a_row(land, at_desk, django_assert_max_num_queries, count):
    client = at_desk(land.chief)
    for number in range(count):
        firm = make_unit(f"企业{number}", land.south_county, kind="enterprise")
        make_person(firm, "CLERK")
        make_person(land.south_county, "LIAISON")

    with django_assert_max_num_queries(20):
        client.get(url("unit", land.south_county))
    with django_assert_max_num_queries(8):
        client.get(url("children", land.south_county))
    with django_assert_max_num_queries(16):
        client.get(url("units"), {"q": "企业"})


def test_the_page_of_units_leads_to_adding_units_and_people(land, at_desk):
    page = at_desk(land.north_clerk).get(url("units")).content.decode()
    assert url("open_form", land.north) in page
    assert url("invite_form", land.north_office) in page

    page = at_desk(land.head).get(url("units")).content.decode()
    assert url("invite_form", land.bureau) in page
    assert "/open/" not in page

    assert "/invite/" not in at_desk(land.liaison).get(url("units")).content.decode()


def test_a_unit_is_opened_under_the_unit_that_is_named(land, at_desk):
    form = {"kind": "enterprise", "credit_code": credit_code(), "began_on": TODAY}
    client = at_desk(land.chief)
    named = {**form, "name": "临湖机电", "parent": "南县"}
    assert client.post(url("open", land.province), named).status_code == 302
    assert Unit.objects.get(name="临湖机电").parent == land.south_county

    beyond = {
        **form,
        "name": "越界机电",
        "parent": "南县",
        "credit_code": credit_code("91320583MA1N2B3C5"),
    }
    refused = at_desk(land.north_clerk).post(url("open", land.north), beyond)
    assert refused.status_code == 422
    assert not Unit.objects.filter(name="越界机电").exists()


def test_a_person_is_invited_to_the_unit_that_is_named(land, at_desk):
    form = {"name": "余辰", "login": "yu.chen", "role": "CLERK", "unit": "启明精工"}
    assert at_desk(land.chief).post(url("invite", land.office), form).status_code == 200
    assert Post.objects.get(person__login="yu.chen").unit == land.firm


def test_an_enterprise_has_no_office_no_supervisor_and_no_auditor(land, at_desk):
    page = at_desk(land.chief).get(url("invite_form", land.firm)).content.decode()
    offered = set(re.findall(r'<option value="([A-Z]+)"', page))
    assert offered == {"CLERK", "LIAISON", "RESPONSIBLE", "LEADER"}

    form = {"name": "余辰", "login": "yu.chen", "role": "OFFICE", "unit": "启明精工"}
    refused = at_desk(land.chief).post(url("invite", land.office), form)
    assert refused.status_code == 422
    assert "企业里没有这种职务" in refused.content.decode()
    assert not User.objects.filter(login="yu.chen").exists()


def test_a_code_that_enterprises_must_have_is_not_called_optional(land, at_desk):
    page = at_desk(land.chief).get(url("open_form", land.north)).content.decode()
    label = page[page.index('for="id_credit_code"') :].split("</label>")[0]
    assert "选填" not in label
    assert "选填" in page[page.index('for="id_short_name"') :].split("</label>")[0]
