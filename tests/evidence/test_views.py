"""Every page for the right person, for a stranger, refused, and as a fragment."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from changai.evidence import services
from changai.evidence.models import EvidenceFile, Publication, Report, ReportRequest
from changai.tasks import services as tasks
from changai.tasks.models import Task, TaskTarget
from changai.tasks.rules import State
from changai.tasks.services import DutyDraft
from tests.evidence.factories import keep, make_working_task, office_file, post

HTMX = {"HX-Request": "true"}


@pytest.fixture
def task(cast):
    """A task under way today, for pages read the clock."""
    return make_working_task(cast, at=timezone.now(), due_on=None, due_words="长期坚持")


@pytest.fixture
def target(task):
    return task.targets.get()


@pytest.fixture
def as_(client):
    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


def now():
    return {"at": timezone.now(), "period": period()}


def period():
    return f"{timezone.localdate():%Y-%m}"


def form_of(task, target, **fields):
    filled = {
        "purpose": "PROGRESS",
        "period": period(),
        f"value_{target.pk}": "40",
        "changed_words": "新增四家",
        "blocked_words": "",
        "client_key": str(uuid.uuid4()),
        "seen_revision": Task.objects.get(pk=task.pk).revision,
    }
    return filled | fields


def text_of(answer):
    return answer.content.decode()


class TestReportForm:
    def test_the_lead_sees_the_form_filled_in_from_the_last_report(self, as_, cast, task, target):
        post(task, cast.lead, 36, changed_words="首批三十六家", blocked_words="缺资金", **now())

        page = as_(cast.lead).get(reverse("evidence:report", args=[task.pk]))

        html = text_of(page)
        assert page.status_code == 200
        assert 'value="36"' in html
        assert "首批三十六家" in html
        assert "缺资金" in html
        assert "上次填报 36家" in html
        assert "目标 100家" in html

    @pytest.mark.parametrize("who", ["clerk", "supervisor", "cooperator", "stranger", "auditor"])
    def test_nobody_else_sees_or_sends_it(self, as_, cast, task, target, who):
        client = as_(cast.people[who])

        assert client.get(reverse("evidence:report", args=[task.pk])).status_code == 404
        sent = client.post(reverse("evidence:report_now", args=[task.pk]), form_of(task, target))
        assert sent.status_code == 404
        assert not Report.objects.exists()

    def test_a_report_is_sent_with_a_file_and_leads_back_to_the_task(self, as_, cast, task, target):
        file = SimpleUploadedFile("名册.xlsx", office_file())

        answer = as_(cast.lead).post(
            reverse("evidence:report_now", args=[task.pk]), form_of(task, target, uploads=[file])
        )

        assert answer.status_code == 302
        assert answer["Location"] == reverse("tasks:task", args=[task.pk])
        report = Report.objects.get()
        assert [use.file.name for use in report.evidence.all()] == ["名册.xlsx"]
        assert TaskTarget.objects.get(pk=target.pk).said_value == 40

    def test_a_double_click_is_one_report(self, as_, cast, task, target):
        client, form = as_(cast.lead), form_of(task, target, purpose="CLOSING")

        answers = [
            client.post(reverse("evidence:report_now", args=[task.pk]), form) for _ in range(2)
        ]

        assert [one.status_code for one in answers] == [302, 302]
        assert Report.objects.count() == 1

    def test_a_fault_keeps_what_was_typed_and_the_files(self, as_, cast, task, target):
        file = SimpleUploadedFile("名册.xlsx", office_file())
        form = form_of(
            task, target, uploads=[file], changed_words="写了很多", **{f"value_{target.pk}": "四十"}
        )

        answer = as_(cast.lead).post(reverse("evidence:report_now", args=[task.pk]), form)

        kept, html = EvidenceFile.objects.get(), text_of(answer)
        assert answer.status_code == 422
        assert not Report.objects.exists()
        assert "写了很多" in html
        assert form["client_key"] in html
        assert re.search(rf'name="kept" value="{kept.pk}"[^>]*checked', html)

    def test_a_refusal_of_the_task_is_said_above_the_form(self, as_, cast, task, target):
        form = form_of(task, target, seen_revision=0, changed_words="写了很多")

        answer = as_(cast.lead).post(reverse("evidence:report_now", args=[task.pk]), form)

        assert answer.status_code == 422
        assert "刚刚被他人更新" in text_of(answer)
        assert "写了很多" in text_of(answer)

    def test_a_file_that_is_refused_is_named(self, as_, cast, task, target):
        form = form_of(task, target, uploads=[SimpleUploadedFile("工具.exe", b"MZ\x90\x00")])

        answer = as_(cast.lead).post(reverse("evidence:report_now", args=[task.pk]), form)

        assert answer.status_code == 422
        assert "“工具.exe”不是可以接收的类型" in text_of(answer)

    def test_a_task_not_signed_for_says_what_to_do_first(self, as_, cast, task):
        Task.objects.filter(pk=task.pk).update(state="ASSIGNED")

        page = as_(cast.lead).get(reverse("evidence:report", args=[task.pk]))

        assert page.status_code == 200
        assert "待签收的请先签收" in text_of(page)

    def test_the_reason_of_a_return_stands_above_the_next_form(self, as_, cast, task):
        report = post(task, cast.lead, 36, changed_words="首批", **now())
        services.return_report(report=report, reason="名册缺页", by=cast.clerk, at=timezone.now())

        html = text_of(as_(cast.lead).get(reverse("evidence:report", args=[task.pk])))

        assert "名册缺页" in html
        assert 'value="36"' in html


class TestDutyForm:
    @pytest.fixture
    def duty(self, cast, task):
        return tasks.add_duties(
            task=Task.objects.get(pk=task.pk),
            duties=[DutyDraft(cast.helper.pk)],
            by=cast.clerk,
            at=timezone.now(),
        )[0]

    def test_the_cooperating_unit_reports_and_nobody_else(self, as_, cast, duty):
        url = reverse("evidence:report_duty", args=[duty.pk])
        for who in ("lead", "clerk", "stranger"):
            assert as_(cast.people[who]).get(url).status_code == 404

        client = as_(cast.cooperator)
        assert client.get(url).status_code == 200
        form = {"changed_words": "已下达", "client_key": str(uuid.uuid4()), "seen_revision": 0}
        empty = client.post(f"{url}now/", form | {"changed_words": ""})
        sent = client.post(f"{url}now/", form)

        assert (empty.status_code, sent.status_code) == (422, 302)
        assert Report.objects.get().purpose == "DUTY"


class TestReview:
    @pytest.fixture
    def report(self, cast, task):
        return post(task, cast.lead, 40, **now())

    def test_the_reviewer_verifies_in_part_with_a_reason(self, as_, cast, target, report):
        client, url = as_(cast.clerk), reverse("evidence:verify", args=[report.pk])
        form = {f"verify-value_{target.pk}": "31", "verify-words": ""}

        refused = client.post(url, form)
        assert refused.status_code == 422
        assert "请写明理由" in text_of(refused)
        assert 'value="31"' in text_of(refused)
        done = client.post(url, form | {"verify-words": "重复统计"})

        assert done.status_code == 302
        assert TaskTarget.objects.get(pk=target.pk).verified_value == 31

    def test_a_report_goes_back_with_a_reason(self, as_, cast, report):
        client, url = as_(cast.clerk), reverse("evidence:return", args=[report.pk])

        assert client.post(url, {"back-reason": ""}).status_code == 422
        assert client.post(url, {"back-reason": "不实"}).status_code == 302
        assert Report.objects.get(pk=report.pk).state == "RETURNED"

    def test_who_reported_sees_it_without_the_forms(self, as_, cast, report):
        html = text_of(as_(cast.lead).get(reverse("evidence:show", args=[report.pk])))

        assert "等待审核" in html
        assert reverse("evidence:verify", args=[report.pk]) not in html

    def test_beside_a_report_stand_the_sentence_that_asked_and_the_day(self, as_, cast, report):
        html = text_of(as_(cast.clerk).get(reverse("evidence:show", args=[report.pk])))
        beside = html[html.index("report-facts-title") :]

        assert report.task.clause_words in beside
        assert "长期坚持" in beside

    def test_who_reported_cannot_verify_by_hand_made_form(self, as_, cast, target, report):
        answer = as_(cast.lead).post(
            reverse("evidence:verify", args=[report.pk]), {f"verify-value_{target.pk}": "40"}
        )

        assert answer.status_code == 422
        assert "不能审核自己的报送" in text_of(answer)

    @pytest.mark.parametrize("who", ["cooperator", "city_clerk", "stranger", "auditor"])
    def test_a_stranger_finds_nothing(self, as_, cast, report, who):
        client = as_(cast.people[who])
        for name in ("show", "verify", "return"):
            url = reverse(f"evidence:{name}", args=[report.pk])
            answer = client.get(url) if name == "show" else client.post(url, {})
            assert answer.status_code == 404, name

    def test_the_list_verifies_many_and_lists_refusals(self, as_, cast, report, task):
        own = post(
            make_working_task(cast, at=timezone.now(), due_on=None, due_words="长期"),
            cast.lead,
            100,
            purpose="CLOSING",
            **now(),
        )
        Task.objects.filter(pk=own.task_id).update(submitted_by=cast.second_lead)
        client = as_(cast.clerk)

        answer = client.post(
            reverse("evidence:verify_many"), {"report": [report.pk, own.pk]}, follow=True
        )

        html = text_of(answer)
        assert "已核实 1 份报送" in html
        assert "未通过" in html

    def test_the_review_of_a_task_leads_to_its_closing_report(self, as_, cast, task):
        closing = post(task, cast.lead, 100, purpose="CLOSING", **now())

        answer = as_(cast.clerk).get(reverse("evidence:review", args=[task.pk]))

        assert answer["Location"] == reverse("evidence:show", args=[closing.pk])
        as_(cast.clerk).post(
            reverse("evidence:verify", args=[closing.pk]),
            {f"verify-value_{task.targets.get().pk}": "100"},
        )
        assert Task.objects.get(pk=task.pk).state == State.DONE


class TestFragments:
    def test_what_htmx_gets_is_what_the_page_shows(self, as_, cast, task):
        post(task, cast.lead, 40, **now())
        client = as_(cast.clerk)
        for url in (
            reverse("evidence:of_task", args=[task.pk]),
            reverse("evidence:to_review"),
            reverse("evidence:files"),
        ):
            fragment = text_of(client.get(url, headers=HTMX)).strip()
            page = text_of(client.get(url))

            assert "<html" not in fragment
            assert re.sub(r"csrfmiddlewaretoken\S* \S*", "", fragment)[:400] in re.sub(
                r"csrfmiddlewaretoken\S* \S*", "", page
            ), url

    def test_the_lists_cost_the_same_however_many_rows(
        self, as_, cast, django_assert_max_num_queries
    ):
        client = as_(cast.clerk)
        counts = {}
        for many in (1, 5):
            for _ in range(many):
                task = make_working_task(cast, at=timezone.now(), due_on=None, due_words="长期")
                file = keep(cast.office, cast.clerk)
                led = keep(cast.department, cast.lead)
                post(task, cast.lead, 40, file_ids=[led.pk], **now())
                assert file.pk
            for url in (
                reverse("evidence:to_review"),
                f"{reverse('evidence:files')}?of=all",
                reverse("evidence:request"),
                reverse("evidence:burden"),
                reverse("evidence:publications"),
                reverse("evidence:publish"),
            ):
                with django_assert_max_num_queries(25) as queries:
                    assert client.get(url, headers=HTMX).status_code == 200
                counts.setdefault(url, []).append(len(queries))

        assert all(len(set(found)) == 1 for found in counts.values()), counts

    def test_a_report_costs_a_bounded_number_of_statements(
        self, as_, cast, task, target, django_assert_max_num_queries
    ):
        client = as_(cast.lead)
        url, form = reverse("evidence:report_now", args=[task.pk]), form_of(task, target)

        with django_assert_max_num_queries(27):
            assert client.post(url, form).status_code == 302


class TestFiles:
    def test_files_are_kept_shown_with_their_uses_and_handed_out_safely(self, as_, cast, task):
        client = as_(cast.lead)
        content = office_file()
        answer = client.post(
            reverse("evidence:keep"),
            {"unit": cast.department.pk, "uploads": [SimpleUploadedFile("名册.xlsx", content)]},
        )
        assert answer.status_code == 302
        file = EvidenceFile.objects.get()
        post(task, cast.lead, 40, file_ids=[file.pk], **now())

        assert "名册.xlsx" in text_of(client.get(reverse("evidence:files")))
        assert task.title in text_of(client.get(reverse("evidence:file", args=[file.pk])))
        got = client.get(reverse("evidence:download", args=[file.pk]))
        assert b"".join(got.streaming_content) == content
        assert got["Content-Disposition"].startswith("attachment")
        assert "sandbox" in got["Content-Security-Policy"]

    def test_without_a_file_the_page_says_so(self, as_, cast):
        answer = as_(cast.lead).post(reverse("evidence:keep"), {"unit": cast.department.pk})

        assert answer.status_code == 422
        assert "请选择要上传的文件" in text_of(answer)

    def test_a_stranger_gets_no_file(self, as_, cast):
        file = keep(cast.department, cast.lead)
        client = as_(cast.stranger)

        for name in ("file", "download"):
            assert client.get(reverse(f"evidence:{name}", args=[file.pk])).status_code == 404
        assert as_(cast.auditor).post(reverse("evidence:keep"), {}).status_code == 404


class TestRequests:
    def ask(self, client, cast, task, **more):
        form = {
            "unit": cast.office.pk,
            "task": [task.pk],
            "period": period(),
            "due_on": timezone.localdate().isoformat(),
            "words": "季度通报",
        }
        return form | more

    def test_the_burden_is_shown_before_the_request_goes_out(self, as_, cast, task, target):
        known = make_working_task(cast, at=timezone.now(), due_on=None, due_words="长期")
        post(known, cast.lead, 40, **now())
        client = as_(cast.clerk)
        form = self.ask(client, cast, task)

        page = client.get(reverse("evidence:request_preview"), form | {"task": [task.pk, known.pk]})
        assert page.status_code == 200
        assert page.context["preview"].field_count == 3
        assert page.context["preview"].spared_count == 3
        assert "试点企业 40家" in text_of(page)
        key = re.search(r'name="client_key" value="([^"]+)"', text_of(page))[1]
        sent = [
            client.post(reverse("evidence:request_now"), form | {"client_key": key})
            for _ in range(2)
        ]

        assert [one.status_code for one in sent] == [302, 302]
        request = ReportRequest.objects.get()
        assert "季度通报" in text_of(client.get(reverse("evidence:asked", args=[request.pk])))
        assert str(cast.department) in text_of(client.get(reverse("evidence:burden")))
        again = client.get(reverse("evidence:request_preview"), form)
        assert "没有需要再要的" in text_of(again)

    def test_without_a_task_or_a_day_the_form_says_so(self, as_, cast, task):
        client = as_(cast.clerk)
        form = self.ask(client, cast, task)

        assert (
            client.get(reverse("evidence:request_preview"), form | {"task": []}).status_code == 422
        )
        assert (
            client.get(reverse("evidence:request_preview"), form | {"due_on": ""}).status_code
            == 422
        )

    def test_all_parts_of_a_task_are_asked_by_one_tick(self, as_, cast, task):
        client = as_(cast.clerk)

        page = client.get(
            reverse("evidence:request_preview"),
            self.ask(client, cast, task) | {"task": [], "all": "1"},
        )

        assert [line.task for line in page.context["to_ask"]] == [task]

    def test_somebody_else_cannot_ask_about_the_task_or_see_who_was_asked(self, as_, cast, task):
        client = as_(cast.stranger)
        form = self.ask(client, cast, task) | {"client_key": str(uuid.uuid4())}

        assert client.post(reverse("evidence:request_now"), form).status_code == 422
        assert not ReportRequest.objects.exists()
        as_(cast.clerk).post(reverse("evidence:request_now"), form)
        request = ReportRequest.objects.get()
        asked = reverse("evidence:asked", args=[request.pk])
        assert as_(cast.stranger).get(asked).status_code == 404
        assert as_(cast.auditor).get(reverse("evidence:request")).status_code == 404


class TestPublications:
    def test_verified_values_are_chosen_and_frozen(self, as_, cast, task, target):
        report = post(task, cast.lead, 40, **now())
        client = as_(cast.clerk)
        assert "没有可以公布的指标" in text_of(client.get(reverse("evidence:publish")))
        services.verify_report(report=report, by=cast.clerk, at=timezone.now())
        page = client.get(reverse("evidence:publish"))
        key = re.search(r'name="value" value="([^"]+)"', text_of(page))[1]
        form = {
            "title": "第一季度指标",
            "published_on": timezone.localdate().isoformat(),
            "client_key": str(uuid.uuid4()),
            "unit": cast.office.pk,
        }

        nothing = client.post(reverse("evidence:publish_now"), form)
        assert nothing.status_code == 422
        assert "第一季度指标" in text_of(nothing)
        done = client.post(reverse("evidence:publish_now"), form | {"value": [key]})

        publication = Publication.objects.get()
        assert done["Location"] == reverse("evidence:publication", args=[publication.pk])
        assert "第一季度指标" in text_of(client.get(reverse("evidence:publications")))
        assert as_(cast.lead).get(done["Location"]).status_code == 200

    def test_a_stranger_publishes_nothing_of_others(self, as_, cast, task, target):
        services.verify_report(
            report=post(task, cast.lead, 40, **now()), by=cast.clerk, at=timezone.now()
        )
        form = {
            "title": "指标",
            "published_on": timezone.localdate().isoformat(),
            "client_key": str(uuid.uuid4()),
            "unit": cast.office.pk,
            "value": [f"{target.pk}:40"],
        }

        assert as_(cast.stranger).post(reverse("evidence:publish_now"), form).status_code == 422
        assert not Publication.objects.exists()
        assert as_(cast.auditor).get(reverse("evidence:publish")).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_list_is_empty_with_a_word_of_what_comes(as_, cast, language):
    client = as_(cast.lead)
    client.cookies["language"] = language
    for name in ("to_review", "files", "request", "burden", "publications", "publish"):
        page = client.get(reverse(f"evidence:{name}"))
        assert page.status_code == 200, name
        assert "empty-state" in text_of(page), name


def test_nobody_comes_in_without_signing_in(client, task):
    for name in ("report", "of_task"):
        assert client.get(reverse(f"evidence:{name}", args=[task.pk])).status_code == 302
