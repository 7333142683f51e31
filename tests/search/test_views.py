"""The search page and the picker of units, as different people get them."""

import pytest
from django.urls import reverse

from changai.search import queries
from tests.documents.factories import make_document, make_measure
from tests.tasks.factories import make_task

URL = reverse("search:results")


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.clerk)
    return client


def test_the_page_groups_by_kind_and_marks_the_words(signed_in, cast):
    document = make_document(cast.office, cast.clerk)
    make_measure(document, "健全薪酬分配机制")
    make_task(cast, title="健全薪酬制度")

    answer = signed_in.get(URL, {"q": "薪酬"})

    page = answer.content.decode()
    assert [one["group"].slug for one in answer.context["groups"]] == [
        "documents",
        "clauses",
        "tasks",
    ]
    assert "<mark>薪酬</mark>" in page
    assert reverse("documents:detail", args=[document.pk]) in page


def test_what_stands_in_a_text_is_never_taken_for_markup(signed_in, cast):
    make_task(cast, title="<script>薪酬</script>")

    page = signed_in.get(URL, {"q": "薪酬"}).content.decode()

    assert "<script>薪" not in page
    assert "&lt;script&gt;<mark>薪酬</mark>" in page


def test_a_stranger_gets_the_empty_page(client, cast):
    make_task(cast, title="健全薪酬制度")
    client.force_login(cast.stranger)

    page = client.get(URL, {"q": "薪酬"}).content.decode()

    assert "没有找到" in page
    assert "<mark>" not in page


def test_the_empty_question_helps(signed_in):
    assert "输入两个字以上的词" in signed_in.get(URL).content.decode()


def test_more_of_one_kind_comes_in_pages_and_as_the_same_fragment(signed_in, cast):
    for number in range(queries.PAGE_ROWS + 3):
        make_task(cast, title=f"薪酬任务{number}")

    first = signed_in.get(URL, {"q": "薪酬", "kind": "tasks"})
    after = first.context["pager"]["next"]
    second = signed_in.get(URL, {"q": "薪酬", "kind": "tasks", "after": after})
    part = signed_in.get(
        URL, {"q": "薪酬", "kind": "tasks", "after": after}, headers={"HX-Request": "true"}
    )

    assert len(second.context["groups"][0]["group"].rows) == 3
    assert part.content.decode().strip() in second.content.decode()
    assert "<html" not in part.content.decode()


def test_an_unknown_kind_is_not_found(signed_in):
    assert signed_in.get(URL, {"q": "薪酬", "kind": "people"}).status_code == 404


def test_nobody_searches_without_signing_in(client, db):
    assert client.get(URL, {"q": "薪酬"}).status_code == 302


def test_units_are_offered_by_their_names_and_picked(signed_in, cast):
    page = signed_in.get(reverse("search:unit_options"), {"q": "技能", "name": "lead"})
    assert "省技能厅" in page.content.decode()

    picked = signed_in.get(
        reverse("search:picked_unit", args=[cast.department.pk]), {"name": "lead"}
    )
    assert f'name="lead" value="{cast.department.pk}"' in picked.content.decode()


def test_a_unit_far_away_cannot_be_picked(client, cast):
    client.force_login(cast.enterprise_clerk)
    url = reverse("search:picked_unit", args=[cast.helper.pk])
    assert client.get(url, {"name": "lead"}).status_code == 404
