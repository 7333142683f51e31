"""What a person sees whose browser asks for what is no page."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from changai.orgs.models import Post
from tests.orgs.factories import make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html,application/xhtml+xml"}
Role = Post.Role


@pytest.fixture
def office():
    return make_office(make_unit("江苏省"))


@pytest.fixture
def signed_in(client, office):
    client.force_login(make_person(office, Role.OFFICE, "阮清"))
    return client


def test_the_address_of_a_refused_form_opens_the_form_again(signed_in, office):
    refused = signed_in.post(reverse("orgs:invite", args=[office.pk]), {"name": ""})
    assert refused.status_code == 422
    again = signed_in.get(refused.wsgi_request.path, headers=BROWSER, follow=True)
    assert again.redirect_chain == [(reverse("orgs:invite_form", args=[office.pk]), 302)]
    assert "已回到填写的页面" in again.content.decode()


def test_switching_the_language_on_a_refused_form_leads_to_the_form(signed_in, office):
    url = reverse("orgs:invite", args=[office.pk])
    asked = {"language": "en", "next": url}
    answer = signed_in.post(reverse("accounts:language"), asked, headers=BROWSER, follow=True)
    assert answer.redirect_chain[-1] == (reverse("orgs:invite_form", args=[office.pk]), 302)
    assert answer.status_code == 200
    assert "Invite a person" in answer.content.decode()


def test_an_action_of_a_page_leads_to_that_page(signed_in):
    assert signed_in.get(reverse("accounts:details"), headers=BROWSER).url == "/accounts/me/"


def test_a_stranger_learns_nothing_from_being_led_back(client, office):
    city = make_office(make_unit("苏州市", parent=make_unit("外省")))
    client.force_login(make_person(office, Role.OFFICE, "阮清"))
    url = reverse("orgs:rename", args=[city.pk])
    assert client.get(url, headers=BROWSER, follow=True).status_code == 404


def test_where_no_page_belongs_to_it_a_page_of_ours_says_so_in_both_languages(signed_in):
    url = reverse("accounts:sign_out")
    answer = signed_in.get(url, headers=BROWSER)
    assert answer.status_code == 405
    assert "不能这样打开" in answer.content.decode()
    english = signed_in.get(url, headers={**BROWSER, "Accept-Language": "en"})
    assert "cannot be opened like this" in english.content.decode()


def test_programs_still_get_the_plain_answer(signed_in, office):
    answer = signed_in.get(reverse("orgs:invite", args=[office.pk]))
    assert (answer.status_code, answer.content) == (405, b"")


def test_the_page_of_a_one_time_link_has_no_switch_that_would_lose_it(signed_in, office):
    typed = {"name": "江路", "login": "jiang.lu", "role": Role.CLERK}
    shown = signed_in.post(reverse("orgs:invite", args=[office.pk]), typed).content.decode()
    assert "/accounts/ticket/" in shown
    assert reverse("accounts:language") not in shown
    assert reverse("accounts:language") in signed_in.get(reverse("orgs:units")).content.decode()


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "405", "500"])
def test_every_page_of_an_error_is_ours_and_speaks_both_languages(code):
    texts = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            texts[language] = render_to_string(f"{code}.html")
    assert all("app.css" in text or "changai/app" in text for text in texts.values())
    assert texts["en"] != texts["zh-hans"]
    heading = texts["en"].split("<h1>")[1].split("</h1>")[0]
    assert heading.isascii(), heading


def test_ordinary_mistakes_do_not_fill_the_terminal(signed_in, caplog):
    signed_in.get("/nothing-here/")
    signed_in.post(reverse("accounts:details"), {"email": "no address"})
    assert [record.getMessage() for record in caplog.records] == []
