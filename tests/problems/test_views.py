"""Every page of problems: the right person, the stranger, the refusal, and its cost."""

import io
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from changai.calendar.queries import working_calendar
from changai.problems.models import Problem
from changai.tasks.models import Task
from tests.problems.factories import WHERE, WORDS, add, put_right, rectify

HTMX = {"HX-Request": "true"}


@pytest.fixture
def problem(cast):
    """A problem found today, for pages read the clock."""
    return add(cast, at=timezone.now(), found_on=timezone.localdate())


@pytest.fixture
def as_(client):
    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


def text_of(answer):
    return answer.content.decode()


def form_of(cast, **fields):
    return {
        "unit": cast.office.pk, "source": "INSPECTION", "words": WORDS, "where": WHERE,
        "found_on": timezone.localdate().isoformat(), "look_back_days": "20",
        "concerned": [cast.department.pk], "seen_revision": "0", **fields,
    }  # fmt: skip


class TestList:
    def test_it_shows_and_narrows(self, as_, cast, problem):
        client = as_(cast.clerk)

        assert WORDS in text_of(client.get(reverse("problems:list")))
        found = client.get(reverse("problems:list"), {"stage": "HELD"})
        assert "没有符合条件的问题" in text_of(found)
        part = client.get(reverse("problems:list"), {"q": "台账"}, headers=HTMX)
        assert text_of(part).strip().startswith('<section id="problems"')

    def test_many_rows_cost_as_many_queries_as_one(
        self, as_, cast, problem, django_assert_max_num_queries
    ):
        for _ in range(8):
            add(cast, at=timezone.now(), found_on=timezone.localdate())
        client = as_(cast.clerk)
        client.get(reverse("problems:list"))

        with django_assert_max_num_queries(13):
            client.get(reverse("problems:list"))


class TestSteps:
    def test_a_problem_is_added_and_sent_to_be_put_right(self, as_, cast):
        client = as_(cast.clerk)
        assert client.get(reverse("problems:new")).status_code == 200

        client.post(reverse("problems:add"), form_of(cast))
        problem = Problem.objects.get()
        sent = client.post(
            reverse("problems:rectify", args=[problem.pk]),
            {"title": "整改台账", "due_on": timezone.localdate() + timedelta(days=9),
             "seen_revision": problem.revision},
        )  # fmt: skip

        assert sent.status_code == 302
        assert Task.objects.get().problem == problem
        page = text_of(client.get(reverse("problems:problem", args=[problem.pk])))
        assert reverse("tasks:task", args=[Task.objects.get().pk]) in page

    def test_the_form_asks_for_the_keeper_first_and_marks_the_unit_concerned(self, as_, cast):
        html = text_of(as_(cast.clerk).get(reverse("problems:new")))

        legend = html.split('id="picker-concerned"')[1].split("</legend>")[0]
        assert "责任单位" in legend
        assert "（必填）" in legend
        assert html.index('name="unit"') < html.index('id="picker-concerned"')
        assert html.count('name="unit"') == 1
        assert html.index('id="picker-concerned"') < html.index('name="words"')

    def test_a_day_to_put_it_right_is_proposed(self, as_, cast, problem):
        html = text_of(as_(cast.clerk).get(reverse("problems:problem", args=[problem.pk])))

        day = working_calendar().add_workdays(timezone.localdate(), 20)
        assert f'value="{day.isoformat()}"' in html

    def test_a_fault_keeps_what_was_typed(self, as_, cast):
        answer = as_(cast.clerk).post(
            reverse("problems:add"), form_of(cast, concerned=[], where="某次督查")
        )

        assert answer.status_code == 422
        assert "请选择责任单位" in text_of(answer)
        assert "某次督查" in text_of(answer)

    def test_the_task_shows_its_problem(self, as_, cast, problem):
        rectify(problem, cast, at=timezone.now(), due_on=timezone.localdate() + timedelta(days=9))
        problem.refresh_from_db()

        page = as_(cast.lead).get(reverse("problems:of_task", args=[problem.task_id]))

        assert WORDS in text_of(page)

    @pytest.mark.parametrize("who", ["cooperator", "stranger", "city_clerk", "auditor"])
    def test_a_stranger_finds_nothing(self, as_, cast, problem, who):
        client = as_(cast.people[who])

        for name in ("problem", "edit"):
            assert client.get(reverse(f"problems:{name}", args=[problem.pk])).status_code == 404
        for name in ("change", "rectify", "look_back", "drop"):
            assert client.post(reverse(f"problems:{name}", args=[problem.pk])).status_code == 404

    def test_looking_back_early_is_not_offered(self, as_, cast, problem):
        now = timezone.now()
        rectify(problem, cast, at=now, due_on=timezone.localdate() + timedelta(days=9))
        problem.refresh_from_db()
        put_right(problem, cast, at=now)

        page = text_of(as_(cast.clerk).get(reverse("problems:problem", args=[problem.pk])))

        assert "整改办结，待回头看" in page
        assert reverse("problems:look_back", args=[problem.pk]) not in page


class TestImport:
    def data(self, cast, **fields):
        return {
            "unit": cast.office.pk, "source": "INSPECTION", "where": WHERE,
            "found_on": timezone.localdate().isoformat(), "lines": "", **fields,
        }  # fmt: skip

    def test_pasted_lines_become_problems(self, as_, cast):
        lines = "台账不全\t省技能厅\n补贴迟发\t省财务厅\t2026-01-05\t审计报告"

        as_(cast.clerk).post(reverse("problems:import_now"), self.data(cast, lines=lines))

        found = Problem.objects.order_by("pk").values_list("words", "concerned__name", "where")
        assert list(found) == [
            ("台账不全", "省技能厅", WHERE), ("补贴迟发", "省财务厅", "审计报告"),
        ]  # fmt: skip

    def test_each_bad_line_is_named_and_nothing_is_taken(self, as_, cast):
        lines = "台账不全\t省技能厅\n补贴迟发\t省没有厅\n没单位\n日期坏\t省技能厅\t昨天"

        answer = as_(cast.clerk).post(reverse("problems:import_now"), self.data(cast, lines=lines))

        html = text_of(answer)
        assert answer.status_code == 422
        assert "3 行不能登记" in html
        assert "省没有厅" in html
        assert "没有责任单位" in html
        assert "昨天" in html
        assert not Problem.objects.exists()

    def test_a_file_is_read_alike(self, as_, cast):
        content = io.BytesIO()
        book = xlsxwriter.Workbook(content, {"in_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["问题", "责任单位"])
        sheet.write_row(1, 0, ["台账不全", "省技能厅"])
        book.close()
        file = SimpleUploadedFile("清单.xlsx", content.getvalue())

        as_(cast.clerk).post(reverse("problems:import_now"), self.data(cast, file=file))

        assert Problem.objects.get().words == "台账不全"

    def test_a_damaged_file_and_an_empty_form_are_told(self, as_, cast):
        client = as_(cast.clerk)
        file = SimpleUploadedFile("清单.xlsx", b"PK\x03\x04 broken")

        damaged = client.post(reverse("problems:import_now"), self.data(cast, file=file))
        empty = client.post(reverse("problems:import_now"), self.data(cast))

        assert damaged.status_code == empty.status_code == 422
        assert "请另存为 xlsx 再试" in text_of(damaged)
        assert "请粘贴清单" in text_of(empty)
