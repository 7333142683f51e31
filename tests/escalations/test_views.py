"""Every page of supervision: the right person, the stranger, the refusal, and its cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from changai.escalations import services
from changai.escalations.models import Digest, Slip
from tests.escalations.factories import confirm, make_late_task, paper_of, send

HTMX = {"HX-Request": "true"}


@pytest.fixture
def task(cast):
    """A task late today, for pages read the clock."""
    return make_late_task(cast, today=timezone.localdate(), at=timezone.now(), due_on=None,
                          due_words="年内")  # fmt: skip


@pytest.fixture
def slip(cast, task):
    """A blue slip drafted today."""
    return confirm(task, cast.clerk, at=timezone.now(), until_on=soon())


@pytest.fixture
def as_(client):
    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


def soon(days=7):
    return timezone.localdate() + timedelta(days=days)


def text_of(answer):
    return answer.content.decode()


class TestToday:
    def test_it_lists_what_is_proposed_with_its_cause(self, as_, cast, task):
        html = text_of(as_(cast.clerk).get(reverse("escalations:today")))

        assert task.title in html
        assert "蓝色督办单" in html
        assert "超期 3 天" in html

    def test_the_soonest_due_stands_first_whatever_is_proposed(self, as_, cast):
        day, late = timezone.localdate(), {}
        for days in (2, 40, 9):
            late[days] = make_late_task(
                cast, days, today=day, at=timezone.now(), due_on=soon(), title=f"超期{days}天的任务"
            )

        html = text_of(as_(cast.clerk).get(reverse("escalations:today")))

        places = [html.index(late[days].title) for days in (40, 9, 2)]
        assert places == sorted(places)

    def test_an_empty_filter_says_that_others_may_wait(self, as_, cast, task):
        page = reverse("escalations:today")
        html = text_of(as_(cast.clerk).get(page, {"light": "unsigned"}))

        assert "这个原因下今天没有要发的单" in html
        assert f'href="{page}"' in html

    def test_who_works_nowhere_has_no_such_page(self, as_, cast, task):
        assert as_(cast.auditor).get(reverse("escalations:today")).status_code == 404
        assert task.title not in text_of(as_(cast.lead).get(reverse("escalations:today")))

    def test_many_rows_cost_as_many_queries_as_one(
        self, as_, cast, task, django_assert_max_num_queries
    ):
        for _ in range(6):
            make_late_task(cast, today=timezone.localdate(), at=timezone.now(), due_on=soon())
        client = as_(cast.clerk)
        client.get(reverse("escalations:today"))

        with django_assert_max_num_queries(22):
            client.get(reverse("escalations:today"))


class TestMatter:
    def form(self, **fields):
        return {"level": "BLUE_SLIP", "words": "请补报", "until_on": soon(), **fields}

    def test_a_person_confirms_what_was_proposed(self, as_, cast, task):
        client = as_(cast.clerk)
        assert "建议：蓝色督办单" in text_of(
            client.get(reverse("escalations:matter", args=[task.pk]))
        )

        answer = client.post(reverse("escalations:confirm", args=[task.pk]), self.form())

        slip = Slip.objects.get()
        assert answer["Location"] == reverse("escalations:slip", args=[slip.pk])
        assert "拟稿中" in text_of(client.get(answer["Location"]))

    def test_skipping_a_rung_without_a_reason_keeps_what_was_typed(self, as_, cast, task):
        answer = as_(cast.clerk).post(
            reverse("escalations:confirm", args=[task.pk]), self.form(level="RED_SLIP")
        )

        assert answer.status_code == 422
        assert "应逐级发单" in text_of(answer)
        assert "请补报" in text_of(answer)

    def test_dismissing_needs_a_reason_and_keeps_it(self, as_, cast, task):
        client, url = as_(cast.clerk), reverse("escalations:dismiss", args=[task.pk])

        assert client.post(url, {"reason": ""}).status_code == 422
        assert client.post(url, {"reason": "已当面督促"}).status_code == 302
        assert Slip.objects.get().reason == "已当面督促"
        shown = text_of(client.get(reverse("escalations:list"), {"state": "DISMISSED"}))
        assert task.title in shown

    @pytest.mark.parametrize("who", ["lead", "cooperator", "supervisor", "city_clerk", "stranger"])
    def test_nobody_else_finds_it(self, as_, cast, task, who):
        client = as_(cast.people[who])

        assert client.get(reverse("escalations:matter", args=[task.pk])).status_code == 404
        for name in ("confirm", "dismiss"):
            sent = client.post(reverse(f"escalations:{name}", args=[task.pk]), self.form())
            assert sent.status_code == 404


class TestSlip:
    def test_the_unit_sees_and_answers_once_it_was_sent(self, as_, cast, slip):
        url = reverse("escalations:slip", args=[slip.pk])
        assert as_(cast.lead).get(url).status_code == 404
        send(slip, cast, at=timezone.now())

        client = as_(cast.lead)
        assert "答复整改情况" in text_of(client.get(url))
        client.post(
            reverse("escalations:act", args=[slip.pk, "answer"]),
            {"answer-answer": "已补报", "answer-seen_revision": slip.revision},
        )

        slip.refresh_from_db()
        assert (slip.state, slip.answer) == ("ANSWERED", "已补报")

    def test_siblings_and_strangers_never_see_it(self, as_, cast, slip):
        send(slip, cast, at=timezone.now())
        for who in ("cooperator", "city_clerk", "stranger", "auditor"):
            client = as_(cast.people[who])
            assert client.get(reverse("escalations:slip", args=[slip.pk])).status_code == 404
            sent = client.post(reverse("escalations:act", args=[slip.pk, "answer"]))
            assert sent.status_code == 404
            assert slip.task.title not in text_of(client.get(reverse("escalations:list")))

    def test_a_step_that_is_not_ones_own_is_not_found(self, as_, cast, slip):
        for name in ("answer", "lift", "nonsense"):
            sent = as_(cast.clerk).post(reverse("escalations:act", args=[slip.pk, name]))
            assert sent.status_code == 404

    def test_the_list_is_narrowed_and_given_as_a_fragment(self, as_, cast, slip):
        client = as_(cast.clerk)

        part = client.get(reverse("escalations:list"), {"level": "BLUE_SLIP"}, headers=HTMX)
        none = client.get(reverse("escalations:list"), {"level": "RED_SLIP"})

        assert text_of(part).strip().startswith('<section id="slips"')
        assert "没有符合条件的督办单" in text_of(none)

    def test_many_slips_cost_as_many_queries_as_one(
        self, as_, cast, slip, django_assert_max_num_queries
    ):
        for _ in range(5):
            other = make_late_task(cast, today=timezone.localdate(), at=timezone.now(),
                                   due_on=soon())  # fmt: skip
            confirm(other, cast.clerk, at=timezone.now(), until_on=soon())
        client = as_(cast.clerk)
        client.get(reverse("escalations:list"))

        with django_assert_max_num_queries(13):
            client.get(reverse("escalations:list"))


class TestDigest:
    def make(self, client, cast, **fields):
        client.post(
            reverse("escalations:digest_make"),
            {"kind": "CIRCULAR", "unit": cast.office.pk, "title": "月度通报",
             "from_on": soon(-30), "to_on": soon(0), **fields},
        )  # fmt: skip
        return Digest.objects.get()

    def test_a_circular_is_begun_and_names_what_was_ticked(self, as_, cast, task):
        client = as_(cast.clerk)
        assert client.get(reverse("escalations:digest_new")).status_code == 200
        digest = self.make(client, cast)
        url = reverse("escalations:digest", args=[digest.pk])
        assert task.title in text_of(client.get(url))

        saved = client.post(
            reverse("escalations:digest_change", args=[digest.pk]),
            {"title": "月度通报", "from_on": soon(-30), "to_on": soon(0), "lead_words": "如下。",
             "task": [task.pk], "seen_revision": 0},
        )  # fmt: skip

        assert saved.status_code == 302
        assert list(digest.tasks.all()) == [task]
        assert "月度通报" in text_of(client.get(reverse("escalations:digests")))

    def test_a_period_that_ends_before_it_begins_is_told_at_its_field(self, as_, cast):
        answer = as_(cast.clerk).post(
            reverse("escalations:digest_make"),
            {"kind": "BRIEFING", "unit": cast.office.pk, "title": "x",
             "from_on": soon(1), "to_on": soon(0)},
        )  # fmt: skip

        assert answer.status_code == 422
        assert "早于开始日期" in text_of(answer)

    def test_nobody_else_sees_or_writes_it(self, as_, cast, task):
        digest = services.make_digest(
            kind="CIRCULAR", unit=cast.office, title="月度通报", from_on=soon(-9), to_on=soon(0),
            by=cast.clerk, at=timezone.now(),
        )  # fmt: skip
        for who in ("lead", "cooperator", "city_clerk", "stranger", "auditor"):
            client = as_(cast.people[who])
            assert client.get(reverse("escalations:digest", args=[digest.pk])).status_code == 404
            sent = client.post(reverse("escalations:digest_change", args=[digest.pk]))
            assert sent.status_code == 404
        assert (
            as_(cast.supervisor).get(reverse("escalations:digest", args=[digest.pk])).status_code
            == 200
        )


class TestPapersOfAThing:
    def test_a_paper_titled_like_its_kind_is_named_once(self, as_, cast, slip):
        html = text_of(as_(cast.clerk).get(reverse("escalations:slip", args=[slip.pk])))

        assert f'href="/papers/{paper_of(slip).pk}/">蓝色督办单</a><div class="row-note"><' in html
