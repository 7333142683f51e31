"""The two pages over everything, and the report of the demo."""

from datetime import date

import pytest
from django.urls import reverse

from changai.tasks.models import Task
from changai.tasks.rules import State
from tests.documents.factories import make_document
from tests.tasks.factories import make_task

HTMX = {"HX-Request": "true"}
HOME = reverse("dashboards:my_work")


@pytest.fixture(autouse=True)
def on_the_day_of_the_tests(monkeypatch, today, noon):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: today)
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)


@pytest.fixture
def as_lead(client, cast):
    client.force_login(cast.lead)
    return client


def text_of(answer):
    return answer.content.decode()


def test_one_button_signs_for_a_task(as_lead, cast):
    task = make_task(cast, title="培养高技能人才")
    page = text_of(as_lead.get(HOME))
    assert "培养高技能人才" in page
    assert 'name="seen_revision" value="1"' in page

    url = reverse("tasks:act", args=[task.pk, "acknowledge"])
    assert url in page
    as_lead.post(url, {"seen_revision": 1})

    assert Task.objects.get().state == State.IN_PROGRESS


def test_every_button_leads_somewhere_the_person_may_go(client, cast):
    for state in (
        State.REGISTERED,
        State.ASSIGNED,
        State.IN_PROGRESS,
        State.UNDER_REVIEW,
        State.DONE,
    ):
        make_task(cast, state)

    for person in (cast.lead, cast.clerk, cast.supervisor):
        client.force_login(person)
        items = client.get(HOME).context["items"]
        assert items
        for item in items:
            assert client.get(item.url).status_code == 200, item
            if not item.post:
                assert client.get(item.action_url, follow=True).status_code == 200, item


def test_nothing_to_do_is_said_kindly(client, cast):
    client.force_login(cast.auditor)
    page = text_of(client.get(HOME))
    assert "现在没有该您办的事" in page

    narrowed = text_of(client.get(HOME, {"late": "1"}))
    assert "这一类没有待办" in narrowed


def test_an_office_without_anything_is_told_to_receive_its_first_document(client, cast):
    client.force_login(cast.clerk)
    page = text_of(client.get(HOME))
    assert "从接收第一份文件开始" in page
    assert reverse("documents:receive") in page

    make_document(cast.office, cast.clerk)
    assert "现在没有该您办的事" in text_of(client.get(HOME))


def test_what_waited_too_long_is_a_slow_review_and_not_late(client, cast):
    task = make_task(cast, State.UNDER_REVIEW)
    Task.objects.filter(pk=task.pk).update(submitted_on=date(2026, 1, 5))
    client.force_login(cast.clerk)

    page = text_of(client.get(HOME, {"late": "1"}))

    assert "审核超时 · 已等" in page


def test_the_chips_narrow_and_the_fragment_is_what_the_page_shows(as_lead, cast):
    make_task(cast)
    make_task(cast, State.IN_PROGRESS)

    page = as_lead.get(HOME, {"group": "sign"})
    part = as_lead.get(HOME, {"group": "sign"}, headers=HTMX)

    assert [item.kind for item in page.context["items"]] == ["sign"]
    assert "<html" not in text_of(part)
    plain = text_of(page)
    assert plain.count("work-item") == text_of(part).count("work-item") == 1
    assert as_lead.get(HOME, {"group": "nonsense"}).status_code == 404


def test_the_page_costs_the_same_however_long(as_lead, cast, django_assert_max_num_queries):
    for _number in range(8):
        make_task(cast, State.ASSIGNED)
        make_task(cast, State.IN_PROGRESS)

    with django_assert_max_num_queries(28):
        as_lead.get(HOME)


def test_the_menu_shows_how_much_presses(as_lead, cast):
    make_task(cast)
    assert as_lead.get(HOME).context["shell"].counts["dashboards:my_work"] == 1


def test_the_number_of_the_menu_has_a_name_on_the_page(as_lead, cast):
    make_task(cast)
    make_task(cast, State.IN_PROGRESS, due_on=date(2027, 6, 30))

    page = as_lead.get(HOME)
    chips = {str(chip["label"]): chip for chip in page.context["chips"]}
    menu = page.context["shell"].counts["dashboards:my_work"]

    assert (chips["全部"]["count"], menu, chips["眼下要办"]["count"]) == (2, 1, 1)
    pressing = as_lead.get(chips["眼下要办"]["url"])
    assert [item.kind for item in pressing.context["items"]] == ["sign"]


@pytest.mark.parametrize(("person", "status"), [("supervisor", 200), ("clerk", 200), ("lead", 404)])
def test_the_leaders_page_opens_for_its_roles(client, cast, person, status):
    make_task(cast)
    client.force_login(getattr(cast, person))
    assert client.get(reverse("dashboards:leader")).status_code == status


def test_figures_lead_to_the_ledger_of_their_colour(client, cast):
    make_task(cast)
    client.force_login(cast.supervisor)

    answer = client.get(reverse("dashboards:leader"))

    for figure in answer.context["figures"]:
        rows = client.get(figure["url"]).context["rows"]
        assert len(rows) == figure["value"]


def test_nobody_comes_in_without_signing_in(client, db):
    assert client.get(HOME).status_code == 302
    assert client.get(reverse("dashboards:leader")).status_code == 302


def test_the_damaged_report_is_handed_out_in_the_demo_only(client, db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    (tmp_path / "demo_report.txt").write_text("聚(jù)焦", encoding="utf-8")
    url = reverse("dashboards:demo_report")
    assert client.get(url).status_code == 404

    settings.DEMO = True
    answer = client.get(url)

    assert b"".join(answer.streaming_content).decode() == "聚(jù)焦"
    assert answer["Content-Disposition"].startswith("attachment")
