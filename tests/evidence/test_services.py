"""Reports, their judgment, and what a task knows of them."""

import uuid
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from changai.audit.models import Entry
from changai.evidence import services
from changai.evidence.models import EvidenceUse, Report
from changai.notices.models import Notice
from changai.tasks import services as tasks
from changai.tasks.models import Task, TaskTarget
from changai.tasks.rules import State
from changai.tasks.services import DutyDraft
from tests.conftest import NOON, TODAY
from tests.evidence.factories import keep, make_own_task, make_working_task, post
from tests.orgs.factories import make_post

JUDGES = {
    "verify": services.verify_report,
    "return": partial(services.return_report, reason="不实"),
}


def again(thing):
    return type(thing).objects.get(pk=thing.pk)


def entries(action):
    return Entry.objects.filter(action=action)


def report_on_duty(task, duty, by, **fields):
    return post(task, by, purpose="DUTY", duty=again(duty), changed_words="资金已下达", **fields)


@pytest.fixture
def duty(cast, task):
    return tasks.add_duties(
        task=again(task), duties=[DutyDraft(cast.helper.pk)], by=cast.clerk, at=NOON
    )[0]


class TestPosting:
    def test_a_report_is_kept_with_its_values_and_told_to_the_task(self, cast, task, target):
        report = post(task, cast.lead, 40, changed_words="新增", blocked_words="缺资金")

        assert (report.state, report.unit) == ("SAID", cast.department)
        assert again(target).said_value == 40
        assert again(target).said_on == TODAY
        assert again(task).blocked_words == "缺资金"
        assert again(task).behind_on is not None
        entry = entries("report.posted").get()
        assert (entry.actor_id, entry.unit_id) == (cast.lead.pk, cast.department.pk)
        assert entry.after["said"] == {str(target.pk): "40"}

    @pytest.mark.parametrize("who", ["clerk", "cooperator", "supervisor", "stranger", "auditor"])
    def test_only_the_lead_reports(self, cast, task, who):
        with pytest.raises(services.NotAllowed):
            post(task, cast.people[who], 40)

        assert not Report.objects.exists()

    def test_a_repeated_submit_is_one_submit(self, cast, task, target):
        key = uuid.uuid4()
        first = post(task, cast.lead, 40, client_key=key, seen_revision=again(task).revision)

        second = post(task, cast.lead, 40, client_key=key, seen_revision=again(task).revision - 1)

        assert first == second
        assert Report.objects.count() == entries("report.posted").count() == 1

    def test_a_repeated_closing_is_the_same_although_the_task_has_moved_on(self, cast, task):
        key = uuid.uuid4()
        first = post(task, cast.lead, 100, purpose="CLOSING", client_key=key)

        assert post(task, cast.lead, 100, purpose="CLOSING", client_key=key) == first

    def test_a_form_sent_again_with_other_contents_is_not_swallowed(self, cast, task):
        key = uuid.uuid4()
        post(task, cast.lead, 40, client_key=key)

        with pytest.raises(services.AlreadySaid):
            post(task, cast.lead, 41, client_key=key)

    def test_the_key_of_another_person_is_another_report(self, cast, task):
        key = uuid.uuid4()

        assert post(task, cast.lead, 40, client_key=key) != post(
            task, cast.second_lead, 40, client_key=key
        )

    def test_a_report_on_an_older_sight_is_refused_and_changes_nothing(self, cast, task, target):
        seen = again(task).revision
        post(task, cast.second_lead, 30)

        with pytest.raises(services.OutOfDate):
            post(task, cast.lead, 40, seen_revision=seen)

        assert again(target).said_value == 30
        assert Report.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "refusal"),
        [
            ({"period": "2026-13"}, services.BadPeriod),
            ({"changed_words": "  "}, services.NothingSaid),
            ({"changed_words": "长" * 2001}, services.TooLong),
            ({"blocked_words": "长" * 301}, services.TooLong),
            ({"purpose": "DUTY"}, services.NotNow),
            ({"purpose": "OTHER"}, services.NotNow),
            ({"file_ids": range(1, 22)}, services.TooLong),
            ({"file_ids": [999]}, services.NotThere),
            ({"values": {999: Decimal(1)}}, services.BadValue),
        ],
    )
    def test_what_cannot_be_kept_is_refused(self, cast, task, fields, refusal):
        with pytest.raises(refusal):
            post(task, cast.lead, **fields)

        assert not Report.objects.exists()

    def test_a_value_that_would_lose_a_digit_is_refused(self, cast, task):
        with pytest.raises(services.BadValue):
            post(task, cast.lead, "1.23456")

    def test_a_dropped_target_takes_no_value(self, cast, task, target):
        TaskTarget.objects.filter(pk=target.pk).update(dropped_on=TODAY)

        with pytest.raises(services.BadValue):
            post(task, cast.lead, 40)

    def test_a_task_not_signed_for_takes_no_report(self, cast, task):
        Task.objects.filter(pk=task.pk).update(state="ASSIGNED")

        with pytest.raises(services.NotNow):
            post(task, cast.lead, 40)

    def test_files_of_the_unit_count_as_evidence_each_once(self, cast, task):
        file = keep(cast.department, cast.lead)
        post(task, cast.lead, 40, file_ids=[file.pk])
        post(task, cast.lead, 50, file_ids=[file.pk, file.pk])

        assert again(task).evidence_count == 1
        assert file.uses.count() == 2

    def test_the_file_of_another_unit_is_no_evidence(self, cast, task):
        foreign = keep(cast.city_office, cast.city_clerk)

        with pytest.raises(services.NotThere):
            post(task, cast.lead, 40, file_ids=[foreign.pk])

    def test_required_evidence_must_be_there_before_closing(self, cast):
        task = make_working_task(cast, evidence_required=True)
        with pytest.raises(tasks.EvidenceMissing):
            post(task, cast.lead, 100, purpose="CLOSING")

        file = keep(cast.department, cast.lead)
        post(task, cast.lead, 100, purpose="CLOSING", file_ids=[file.pk])

        assert again(task).state == State.UNDER_REVIEW

    def test_closing_waits_for_an_open_duty(self, cast, task, duty):
        with pytest.raises(tasks.StillOpenBelow):
            post(task, cast.lead, 100, purpose="CLOSING")


class TestDuties:
    def test_the_cooperating_unit_reports_and_the_lead_accepts(self, cast, task, duty):
        report = report_on_duty(task, duty, cast.cooperator)
        assert again(duty).state == "REPORTED"

        services.verify_report(report=report, by=cast.lead, at=NOON)

        assert again(duty).state == "ACCEPTED"
        assert again(report).state == "VERIFIED"

    def test_a_duty_judged_on_its_task_settles_its_report_as_well(self, cast, task, duty):
        report = report_on_duty(task, duty, cast.cooperator)

        tasks.return_duty(duty=again(duty), reason="缺附件", by=cast.lead, at=NOON)
        assert (again(report).state, again(report).review_words) == ("RETURNED", "缺附件")
        second = report_on_duty(task, duty, cast.cooperator)
        tasks.accept_duty(duty=again(duty), by=cast.lead, at=NOON)

        assert (again(second).state, again(second).reviewed_by) == ("VERIFIED", cast.lead)
        assert again(report).state == "RETURNED"

    @pytest.mark.parametrize("who", ["lead", "clerk", "stranger"])
    def test_nobody_else_reports_on_a_duty(self, cast, task, duty, who):
        with pytest.raises(services.NotAllowed):
            report_on_duty(task, duty, cast.people[who])

    def test_a_returned_duty_is_open_again_and_reported_anew(self, cast, task, duty):
        report = report_on_duty(task, duty, cast.cooperator)

        services.return_report(report=report, reason="不全", by=cast.lead, at=NOON)

        assert again(duty).state == "OPEN"
        assert again(report).review_words == "不全"
        assert report_on_duty(task, duty, cast.second_cooperator).state == "SAID"

    @pytest.mark.parametrize("who", ["cooperator", "second_cooperator", "clerk"])
    def test_only_the_lead_judges_a_duty(self, cast, task, duty, who):
        report = report_on_duty(task, duty, cast.cooperator)

        with pytest.raises(services.NotAllowed):
            services.verify_report(report=report, by=cast.people[who], at=NOON)

    def test_a_duty_takes_no_values(self, cast, task, target, duty):
        with pytest.raises(services.BadValue):
            report_on_duty(task, duty, cast.cooperator, values={target.pk: Decimal(1)})

    def test_what_was_handed_in_counts_once_the_lead_uses_it(self, cast, task, duty):
        file = keep(cast.helper, cast.cooperator)
        report_on_duty(task, duty, cast.cooperator, file_ids=[file.pk])
        assert again(task).evidence_count == 0

        post(task, cast.lead, 40, file_ids=[file.pk])

        assert again(task).evidence_count == 1

    def test_a_cooperating_unit_cannot_use_the_files_of_the_lead(self, cast, task, duty):
        file = keep(cast.department, cast.lead)
        post(task, cast.lead, 40, file_ids=[file.pk])

        with pytest.raises(services.NotThere):
            report_on_duty(task, duty, cast.cooperator, file_ids=[file.pk])


class TestReview:
    def test_a_report_is_verified_as_said(self, cast, task, target):
        report = post(task, cast.lead, 40)

        services.verify_report(report=report, by=cast.clerk, at=NOON)

        assert (again(report).state, again(report).reviewed_by) == ("VERIFIED", cast.clerk)
        target = again(target)
        assert (target.said_value, target.verified_value, target.verified_on) == (40, 40, TODAY)
        assert entries("report.verified").get().unit_id == cast.office.pk
        told = Notice.objects.filter(kind="report_verified").values_list("person_id", flat=True)
        assert set(told) == {cast.lead.pk, cast.second_lead.pk}

    def test_a_report_is_verified_in_part_with_a_reason_and_three_values_stay_three(
        self, cast, task, target
    ):
        report = post(task, cast.lead, 40)
        with pytest.raises(services.ReasonMissing):
            services.verify_report(
                report=report, values={target.pk: Decimal(31)}, by=cast.clerk, at=NOON
            )

        services.verify_report(
            report=report, values={target.pk: Decimal(31)}, words="重复", by=cast.clerk, at=NOON
        )

        assert (again(report).state, again(report).review_words) == ("PARTLY", "重复")
        value, target = report.values.get(), again(target)
        assert (value.said, value.verified) == (40, 31)
        assert (target.said_value, target.verified_value, target.published_value) == (40, 31, None)

    @pytest.mark.parametrize("who", ["lead", "second_lead", "supervisor", "stranger", "city_clerk"])
    @pytest.mark.parametrize("judge", ["verify", "return"])
    def test_only_another_person_of_the_assigning_unit_judges(self, cast, task, who, judge):
        report, by = post(task, cast.lead, 40), cast.people[who]

        with pytest.raises(services.NotAllowed):
            JUDGES[judge](report=report, by=by, at=NOON)

        assert again(report).state == "SAID"

    def test_a_reviewer_who_also_works_at_the_lead_does_not_judge(self, cast, task):
        make_post(cast.clerk, cast.department)
        report = post(task, cast.lead, 40)

        with pytest.raises(services.NotAllowed):
            services.verify_report(report=report, by=again(cast.clerk), at=NOON)

    def test_an_office_of_two_judges_its_own_task_by_the_other_person(self, cast):
        task = make_own_task(cast)
        report = post(task, cast.clerk, purpose="CLOSING")

        with pytest.raises(services.OwnReport):
            services.accept_closing(report=report, by=cast.clerk, at=NOON)
        services.accept_closing(report=report, by=cast.colleague, at=NOON)

        assert again(task).state == State.DONE

    def test_nothing_is_judged_twice(self, cast, task):
        report = post(task, cast.lead, 40)
        services.verify_report(report=report, by=cast.clerk, at=NOON)

        with pytest.raises(services.OutOfDate):
            services.verify_report(report=report, by=cast.colleague, at=NOON)
        with pytest.raises(services.OutOfDate):
            services.return_report(report=report, reason="不实", by=cast.colleague, at=NOON)

    def test_a_closing_report_ends_the_task_through_another_person(self, cast, task):
        report = post(task, cast.lead, 100, purpose="CLOSING")

        services.accept_closing(report=report, by=cast.clerk, at=NOON)

        assert (again(task).state, again(task).done_by) == (State.DONE, cast.clerk)
        assert again(report).state == "VERIFIED"

    def test_progress_is_no_closing(self, cast, task):
        with pytest.raises(services.NotNow):
            services.accept_closing(report=post(task, cast.lead, 9), by=cast.clerk, at=NOON)

    def test_a_closing_judged_on_an_older_sight_is_refused(self, cast, task):
        report = post(task, cast.lead, 100, purpose="CLOSING")

        with pytest.raises(services.OutOfDate):
            services.accept_closing(
                report=report, by=cast.clerk, at=NOON, seen_revision=again(task).revision - 1
            )

        assert again(report).state == "SAID"

    def test_an_earlier_closing_does_not_end_the_task_in_place_of_the_present_one(self, cast, task):
        first = post(task, cast.lead, 100, purpose="CLOSING")
        tasks.return_task(task=again(task), reason="不全", by=cast.clerk, at=NOON)
        post(task, cast.second_lead, 100, purpose="CLOSING")

        with pytest.raises(services.NotNow):
            services.accept_closing(report=first, by=cast.clerk, at=NOON)

        assert again(task).state == State.UNDER_REVIEW

    def test_a_later_verified_value_is_not_replaced_by_an_earlier_report(self, cast, task, target):
        early = post(task, cast.lead, 40)
        late = post(task, cast.lead, 60, at=NOON + timedelta(days=1))
        after = NOON + timedelta(days=2)

        services.verify_report(report=late, by=cast.clerk, at=after)
        services.verify_report(report=early, by=cast.clerk, at=after)

        assert again(target).verified_value == 60


class TestReturning:
    def test_a_returned_report_takes_its_value_and_its_files_back(self, cast, task, target):
        post(task, cast.lead, 30)
        file = keep(cast.department, cast.lead)
        report = post(task, cast.lead, 90, file_ids=[file.pk], at=NOON + timedelta(hours=1))
        behind = again(task).behind_on

        services.return_report(report=report, reason="不实", by=cast.clerk, at=NOON)

        assert again(target).said_value == 30
        assert again(task).evidence_count == 0
        assert again(task).behind_on < behind
        told = Notice.objects.filter(kind="report_returned")
        assert set(told.values_list("person_id", flat=True)) == {cast.lead.pk, cast.second_lead.pk}

    def test_a_reason_is_required(self, cast, task):
        report = post(task, cast.lead, 40)

        with pytest.raises(services.ReasonMissing):
            services.return_report(report=report, reason=" ", by=cast.clerk, at=NOON)

    def test_a_returned_closing_takes_the_task_back_into_work(self, cast):
        task = make_working_task(cast, evidence_required=True)
        file = keep(cast.department, cast.lead)
        report = post(task, cast.lead, 100, purpose="CLOSING", file_ids=[file.pk])

        services.return_report(report=report, reason="名册不全", by=cast.clerk, at=NOON)

        assert again(task).state == State.IN_PROGRESS
        assert again(task).evidence_count == 0
        with pytest.raises(tasks.EvidenceMissing):
            post(task, cast.lead, 100, purpose="CLOSING")

    def test_the_only_evidence_of_a_task_under_review_stays(self, cast):
        task = make_working_task(cast, evidence_required=True)
        file = keep(cast.department, cast.lead)
        progress = post(task, cast.lead, 90, file_ids=[file.pk])
        post(task, cast.lead, 100, purpose="CLOSING")

        with pytest.raises(services.NotNow):
            services.return_report(report=progress, reason="不实", by=cast.clerk, at=NOON)

        assert again(task).evidence_count == 1

    def test_a_report_of_a_finished_task_is_not_returned(self, cast, task):
        progress = post(task, cast.lead, 90)
        closing = post(task, cast.lead, 100, purpose="CLOSING")
        services.accept_closing(report=closing, by=cast.clerk, at=NOON)

        with pytest.raises(services.NotNow):
            services.return_report(report=progress, reason="不实", by=cast.clerk, at=NOON)


class TestBulk:
    def test_many_are_verified_in_one_entry_and_refusals_are_listed(self, cast, task, duty):
        own = make_working_task(cast)
        closing = post(own, cast.lead, 100, purpose="CLOSING")
        progress = post(task, cast.lead, 40)
        of_duty = report_on_duty(task, duty, cast.cooperator)

        outcome = services.verify_reports(
            reports=[closing, progress, of_duty], by=cast.clerk, at=NOON
        )

        assert set(outcome.done) == {closing, progress}
        assert [one.report_id for one in outcome.refused] == [of_duty.pk]
        assert again(own).state == State.DONE
        entry = entries("report.verified").get()
        assert entry.line_count == 2

    def test_a_closing_that_may_not_end_is_refused_and_stays(self, cast, task):
        closing = post(task, cast.lead, 100, purpose="CLOSING")
        Task.objects.filter(pk=task.pk).update(submitted_by=cast.clerk)

        outcome = services.verify_reports(reports=[closing], by=cast.clerk, at=NOON)

        assert len(outcome.refused) == 1
        assert again(closing).state == "SAID"
        assert not entries("report.verified").exists()

    def test_ones_own_report_is_refused_among_others(self, cast, task):
        report = post(task, cast.lead, 40)

        outcome = services.verify_reports(reports=[report], by=cast.lead, at=NOON)

        assert [one.report_id for one in outcome.refused] == [report.pk]


def test_a_file_used_in_a_returned_report_can_serve_again(cast, task):
    file = keep(cast.department, cast.lead)
    report = post(task, cast.lead, 40, file_ids=[file.pk])
    services.return_report(report=report, reason="不实", by=cast.clerk, at=NOON)

    post(task, cast.lead, 41, file_ids=[file.pk])

    assert again(task).evidence_count == 1
    assert EvidenceUse.objects.filter(file=file).count() == 2
