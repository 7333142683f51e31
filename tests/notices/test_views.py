from datetime import timedelta

import pytest
from django.urls import reverse

from changai.notices import services
from changai.notices.models import Notice
from changai.notices.queries import PAGE_ROWS
from tests.conftest import NOON
from tests.notices.world import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return make_person("reader")


@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


def tell(person, count=1):
    for number in range(count):
        services.tell(
            people=[person.pk],
            kind="task_done",
            key=f"k{number}",
            facts={"title": f"任务{number}"},
            url="/tasks/7/",
            at=NOON + timedelta(minutes=number),
        )


def test_a_reader_sees_what_they_were_told_newest_first(signed_in, reader):
    tell(reader, 2)
    page = signed_in.get(reverse("notices:list")).content.decode()
    assert page.index("任务1") < page.index("任务0")
    assert "未读" in page


def test_nobody_sees_the_notices_of_another(signed_in):
    other = make_person("other")
    tell(other)
    assert "任务0" not in signed_in.get(reverse("notices:list")).content.decode()
    pk = Notice.objects.get().pk
    for name in ("notices:read", "notices:open"):
        assert signed_in.post(reverse(name, args=[pk])).status_code == 404
    assert Notice.objects.get().read_at is None


def test_pages_follow_one_another_without_a_gap(signed_in, reader):
    tell(reader, PAGE_ROWS + 5)
    first = signed_in.get(reverse("notices:list")).context["page"]
    second = signed_in.get(reverse("notices:list"), {"after": first.older}).context["page"]
    seen = [row.pk for row in [*first.rows, *second.rows]]
    assert len(seen) == len(set(seen)) == PAGE_ROWS + 5
    assert second.older == ""
    assert signed_in.get(reverse("notices:list"), {"after": "nonsense"}).status_code == 200


def test_the_list_costs_the_same_however_long_it_is(
    signed_in, reader, django_assert_max_num_queries
):
    tell(reader, PAGE_ROWS)
    with django_assert_max_num_queries(14):
        signed_in.get(reverse("notices:list"))


def test_the_fragment_is_what_the_page_shows(signed_in, reader):
    tell(reader)
    url = reverse("notices:list")
    page = signed_in.get(url).content.decode()
    part = signed_in.get(url, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<section class="card" id="notices-results"')
    assert "任务0" in page
    assert "任务0" in part


def test_marking_as_read_answers_with_the_line(signed_in, reader):
    tell(reader)
    notice = Notice.objects.get()
    answer = signed_in.post(
        reverse("notices:read", args=[notice.pk]), headers={"HX-Request": "true"}
    )
    assert f'id="notice-{notice.pk}"' in answer.content.decode()
    assert "已读" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_opening_marks_and_leads_to_the_thing(signed_in, reader):
    tell(reader)
    url = reverse("notices:open", args=[Notice.objects.get().pk])
    assert signed_in.post(url).headers["Location"] == "/tasks/7/"
    assert signed_in.post(url, headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/tasks/7/"
    assert Notice.objects.get().read_at is not None


def test_all_are_marked_at_once_and_the_filter_shows_none(signed_in, reader):
    tell(reader, 3)
    assert signed_in.post(reverse("notices:read_all")).status_code == 302
    page = signed_in.get(reverse("notices:list"), {"show": "unread"}).content.decode()
    assert "没有未读通知" in page


def test_a_get_changes_nothing(signed_in, reader):
    tell(reader)
    pk = Notice.objects.get().pk
    for url in (reverse("notices:read_all"), reverse("notices:read", args=[pk])):
        assert signed_in.get(url).status_code == 405
