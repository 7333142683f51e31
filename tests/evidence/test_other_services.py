"""Files, requests and publications."""

import uuid
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest

from changai.audit.models import Entry
from changai.documents.models import StoredFile
from changai.evidence import services
from changai.evidence.models import EvidenceFile, Publication, ReportRequest, RequestedReport
from changai.notices.models import Notice
from changai.tasks.models import Task, TaskTarget
from tests.conftest import NOON, TODAY
from tests.evidence.factories import bomb, keep, make_working_task, office_file, post

SOON = TODAY + timedelta(days=5)


class TestFiles:
    def test_a_file_is_kept_under_its_hash(self, cast, tmp_path):
        content = office_file()

        file = keep(cast.department, cast.lead, "名册.xlsx", content, words="第一批")

        digest = sha256(content).hexdigest()
        assert (file.stored.sha256, file.stored.kind, file.words) == (digest, "xlsx", "第一批")
        assert (tmp_path / digest[:2] / digest).read_bytes() == content
        assert Entry.objects.filter(action="evidence.kept", unit_id=cast.department.pk).count() == 1

    def test_the_same_file_is_kept_once_for_each_unit(self, cast):
        first = keep(cast.department, cast.lead, "一.csv", b"a,b")
        second = keep(cast.department, cast.second_lead, "二.csv", b"a,b")
        other = keep(cast.helper, cast.cooperator, "三.csv", b"a,b")

        assert first == second
        assert other != first
        assert (EvidenceFile.objects.count(), StoredFile.objects.count()) == (2, 1)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("空.csv", b""),
            ("假.pdf", b"MZ\x90\x00"),
            ("改名.docx", office_file()),
            ("宏.xlsx", office_file(extra=["xl/vbaProject.bin"])),
            ("炸弹.xlsx", bomb()),
            ("页面.txt", b"<html><script>alert(1)</script>"),
        ],
    )
    def test_a_file_that_is_not_what_it_says_is_not_taken(self, cast, tmp_path, name, content):
        with pytest.raises(services.FileNotTaken, match=name):
            keep(cast.department, cast.lead, name, content)

        assert not EvidenceFile.objects.exists()
        assert list(tmp_path.iterdir()) == []

    def test_a_file_over_the_limit_is_not_taken(self, cast, settings):
        settings.MAX_FILE_BYTES = 100

        with pytest.raises(services.FileNotTaken, match="超过"):
            keep(cast.department, cast.lead, "大.csv", b"a," * 51)

    def test_a_path_in_a_name_is_left_out(self, cast):
        assert keep(cast.department, cast.lead, "C:\\表\\..\\名册.csv").name == "名册.csv"

    @pytest.mark.parametrize("who", ["clerk", "cooperator", "stranger", "auditor"])
    def test_only_people_of_the_unit_keep_its_files(self, cast, who):
        with pytest.raises(services.NotAllowed):
            keep(cast.department, cast.people[who])


def ask(cast, *tasks, **fields):
    fields.setdefault("unit", cast.office)
    fields.setdefault("period", "2026-03")
    fields.setdefault("due_on", SOON)
    fields.setdefault("by", cast.clerk)
    return services.request_reports(task_ids=[one.pk for one in tasks], at=NOON, **fields)


class TestRequests:
    def test_the_burden_is_counted_and_the_units_are_told(self, cast, task):
        other = make_working_task(cast, targets=())

        request = ask(cast, task, other, words="季度通报")

        assert (request.field_count, request.unit_count) == (5, 1)
        assert sorted(request.wanted.values_list("field_count", flat=True)) == [2, 3]
        told = Notice.objects.filter(kind="report_requested", person=cast.lead)
        assert told.count() == 2
        assert Entry.objects.get(action="reports.requested").line_count == 2

    def test_what_is_known_is_not_asked(self, cast, task):
        fresh = make_working_task(cast)
        post(task, cast.lead, 40)

        request = ask(cast, task, fresh)

        assert list(request.wanted.values_list("task_id", flat=True)) == [fresh.pk]

    def test_a_report_without_a_value_leaves_only_the_value_to_ask(self, cast, task):
        post(task, cast.lead)

        assert ask(cast, task).wanted.get().field_count == 1

    def test_a_returned_report_is_not_known(self, cast, task):
        report = post(task, cast.lead, 40)
        services.return_report(report=report, reason="不实", by=cast.clerk, at=NOON)

        assert ask(cast, task).wanted.get().field_count == 3

    def test_nothing_is_asked_where_all_is_known(self, cast, task):
        post(task, cast.lead, 40)

        with pytest.raises(services.NothingChosen):
            ask(cast, task)

        assert not ReportRequest.objects.exists()

    def test_the_same_is_not_asked_twice_by_anybody(self, cast, task):
        ask(cast, task)

        with pytest.raises(services.AlreadyAsked):
            ask(cast, task, by=cast.colleague)

        assert ReportRequest.objects.count() == 1
        assert ask(cast, task, period="2026-04").pk

    def test_a_repeated_submit_is_one_request(self, cast, task):
        key = uuid.uuid4()

        assert ask(cast, task, client_key=key) == ask(cast, task, client_key=key)

    def test_a_report_answers_it_and_its_return_opens_it_again(self, cast, task):
        ask(cast, task)
        report = post(task, cast.lead, 40)
        assert RequestedReport.objects.get().answered == report

        services.return_report(report=report, reason="不实", by=cast.clerk, at=NOON)

        assert RequestedReport.objects.get().answered is None

    def test_a_report_on_another_period_does_not_answer_it(self, cast, task):
        ask(cast, task)
        post(task, cast.lead, 40, period="2026-02")

        assert RequestedReport.objects.get().answered is None

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"period": "三月"}, services.BadPeriod),
            ({"due_on": TODAY - timedelta(days=1)}, services.BadPeriod),
        ],
    )
    def test_a_period_and_a_day_to_come_are_required(self, cast, task, fields, refusal):
        with pytest.raises(refusal):
            ask(cast, task, **fields)

    def test_only_the_assigning_unit_asks(self, cast, task):
        with pytest.raises(services.NotAllowed):
            ask(cast, task, by=cast.lead)
        with pytest.raises(services.NotAllowed):
            ask(cast, task, unit=cast.city_office, by=cast.city_clerk)


def publish(cast, *targets, **fields):
    fields.setdefault("unit", cast.office)
    fields.setdefault("title", "第一季度指标")
    fields.setdefault("published_on", TODAY)
    fields.setdefault("by", cast.clerk)
    return services.publish_values(target_ids=[one.pk for one in targets], at=NOON, **fields)


@pytest.fixture
def verified(cast, task, target):
    report = post(task, cast.lead, 40)
    services.verify_report(
        report=report, values={target.pk: Decimal(31)}, words="重复", by=cast.clerk, at=NOON
    )
    return target


class TestPublishing:
    def test_the_verified_value_is_published_and_all_three_are_frozen(self, cast, task, verified):
        publication = publish(cast, verified)
        post(task, cast.lead, 80)

        frozen = publication.values.get()
        assert (frozen.said, frozen.verified, frozen.published) == (40, 31, 31)
        target = TaskTarget.objects.get(pk=verified.pk)
        assert (target.said_value, target.verified_value, target.published_value) == (80, 31, 31)
        assert target.published_on == TODAY
        assert Entry.objects.filter(action="values.published").count() == 1

    def test_what_nobody_verified_is_not_published(self, cast, task, target):
        post(task, cast.lead, 40)

        with pytest.raises(services.NotVerified):
            publish(cast, target)

        assert not Publication.objects.exists()

    def test_a_value_verified_anew_since_it_was_seen_is_not_published(self, cast, verified):
        with pytest.raises(services.OutOfDate):
            publish(cast, verified, seen={verified.pk: Decimal(40)})

    def test_a_repeated_submit_is_one_publication(self, cast, verified):
        key = uuid.uuid4()

        assert publish(cast, verified, client_key=key) == publish(cast, verified, client_key=key)

    def test_only_the_assigning_unit_publishes(self, cast, verified):
        with pytest.raises(services.NotAllowed):
            publish(cast, verified, by=cast.lead)
        with pytest.raises(services.NotAllowed):
            publish(cast, verified, unit=cast.city_office, by=cast.city_clerk)

    @pytest.mark.parametrize(
        "fields", [{"title": " "}, {"title": "长" * 201}, {"published_on": SOON}]
    )
    def test_a_title_and_a_day_that_has_come_are_required(self, cast, verified, fields):
        with pytest.raises(services.NothingChosen):
            publish(cast, verified, **fields)

    def test_something_must_be_chosen(self, cast):
        with pytest.raises(services.NothingChosen):
            publish(cast)


def test_a_task_that_is_over_is_not_asked_about(cast, task):
    Task.objects.filter(pk=task.pk).update(state="CANCELLED")

    with pytest.raises(services.NothingChosen):
        ask(cast, task)
