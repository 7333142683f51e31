"""Switching the language loses nothing that was typed, on a fresh form and on a refused one."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.orgs.factories import make_office, make_person, make_unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def form(sign_in, live_server):
    """The form by which an office invites a person, with a name typed."""
    office = make_office(make_unit("江苏省"))
    chief = make_person(office, "OFFICE", "阮清", login="ruan.qing")
    chief.set_password(PASSWORD)
    chief.save(update_fields=["password"])
    page = sign_in(chief)
    page.office = office
    page.goto(live_server.url + reverse("orgs:invite_form", args=[office.pk]))
    page.get_by_label("姓名").fill("江路")
    page.get_by_label("职务").select_option("LEADER")
    return page


def test_what_was_typed_stands_in_the_other_language(form):
    form.get_by_role("button", name="English").click()

    expect(form.get_by_role("heading", name="Invite a person")).to_be_visible()
    expect(form.get_by_label("Name")).to_have_value("江路")
    expect(form.get_by_label("Post")).to_have_value("LEADER")
    assert form.heard == []


def test_a_refused_form_keeps_it_too(form):
    form.get_by_role("button", name="生成邀请链接").click()
    expect(form.get_by_role("alert").first).to_contain_text("登录名")
    form.get_by_role("button", name="English").click()

    form.wait_for_url(f"**{reverse('orgs:invite_form', args=[form.office.pk])}")
    expect(form.get_by_label("Name")).to_have_value("江路")
    expect(form.get_by_label("Post")).to_have_value("LEADER")


def test_nothing_is_filled_in_anywhere_else(form, live_server):
    form.get_by_role("button", name="English").click()
    expect(form.get_by_label("Name")).to_have_value("江路")
    form.evaluate("window.onbeforeunload = null")
    form.once("dialog", lambda dialog: dialog.accept())
    form.goto(live_server.url + reverse("orgs:invite_form", args=[form.office.pk]))

    expect(form.get_by_label("Name")).to_have_value("")
