"""Who sees which report and file: never a sibling's, and a cooperating unit only its own."""

import pytest

from changai.evidence import policies, queries, services
from changai.evidence.models import Report
from changai.tasks import services as tasks
from changai.tasks.models import Task
from changai.tasks.services import DutyDraft, Split
from tests.conftest import NOON, TODAY
from tests.evidence.factories import keep, make_own_task, make_working_task, post
from tests.orgs.factories import make_department, make_person

SEES_THE_REPORT = {"clerk", "colleague", "supervisor", "lead", "second_lead"}


def seen_by(user):
    return set(queries.visible_reports(user=user, today=TODAY))


def files_of(user):
    return set(queries.visible_files(user=user, today=TODAY))


@pytest.fixture
def world(cast, task):
    """A report with a file by the lead, and one with a file by the cooperating unit."""
    duty = tasks.add_duties(
        task=Task.objects.get(pk=task.pk),
        duties=[DutyDraft(cast.helper.pk)],
        by=cast.clerk,
        at=NOON,
    )[0]
    led = keep(cast.department, cast.lead, "牵头.csv")
    helped = keep(cast.helper, cast.cooperator, "配合.csv")
    report = post(task, cast.lead, 40, file_ids=[led.pk])
    answer = post(
        task, cast.cooperator, purpose="DUTY", duty=duty, changed_words="已办", file_ids=[helped.pk]
    )
    return {"report": report, "answer": answer, "led": led, "helped": helped}


def test_those_at_or_above_lead_and_assigner_see_every_report(cast, world):
    for name, user in cast.people.items():
        expected = {world["report"], world["answer"]} if name in SEES_THE_REPORT else set()
        if name in {"cooperator", "second_cooperator"}:
            expected = {world["answer"]}

        assert seen_by(user) == expected, name


def test_files_are_seen_with_the_reports_that_use_them(cast, world):
    assert files_of(cast.lead) == {world["led"], world["helped"]}
    assert files_of(cast.clerk) == {world["led"], world["helped"]}
    assert files_of(cast.cooperator) == {world["helped"]}
    for name in ("city_clerk", "county_clerk", "enterprise_clerk", "stranger", "auditor"):
        assert files_of(cast.people[name]) == set(), name


def test_a_file_not_used_yet_is_seen_by_its_own_unit_and_above(cast):
    file = keep(cast.county_office, cast.county_clerk)

    assert file in files_of(cast.county_clerk)
    assert file in files_of(cast.city_clerk)
    assert file in files_of(cast.clerk)
    assert file not in files_of(cast.lead)
    assert file not in files_of(cast.stranger)
    assert file not in files_of(cast.enterprise_clerk)


def test_siblings_of_one_cascade_do_not_see_each_others_reports(cast, task):
    other = make_department(cast.province, "省教育厅")
    neighbor = make_person(other, "LIAISON", "寅联")
    children = tasks.cascade_task(
        task=Task.objects.get(pk=task.pk),
        targets=[Split(cast.city_office.pk), Split(other.pk)],
        by=cast.clerk,
        at=NOON,
    )
    reports = {}
    for child in Task.objects.filter(pk__in=children):
        by = {cast.city_office.pk: cast.city_clerk, other.pk: neighbor}[child.lead_id]
        tasks.acknowledge_task(task=child, by=by, at=NOON)
        reports[child.lead_id] = post(child, by, changed_words="已办")

    assert seen_by(neighbor) == {reports[other.pk]}
    assert seen_by(cast.city_clerk) == {reports[cast.city_office.pk]}
    assert seen_by(cast.lead) == set(reports.values())
    assert seen_by(cast.stranger) == seen_by(cast.cooperator) == set()


def test_the_page_of_a_task_shows_a_cooperating_unit_only_its_own(cast, task, world):
    rows = queries.reports_of(task=task, user=cast.cooperator, today=TODAY)

    assert [row.report for row in rows] == [world["answer"]]
    assert not rows[0].may_verify


def test_uses_of_a_file_are_those_in_reports_the_reader_sees(cast, task, world):
    post(task, cast.lead, 41, file_ids=[world["helped"].pk])

    mine = queries.uses_of(file=world["helped"], user=cast.cooperator, today=TODAY)
    theirs = queries.uses_of(file=world["helped"], user=cast.clerk, today=TODAY)

    assert [row.report for row in mine] == [world["answer"]]
    assert len(theirs) == 2


def test_what_waits_for_review_waits_for_the_right_person(cast, task, world):
    def waiting(user):
        return {row.report for row in queries.to_review(user=user, today=TODAY)[0]}

    assert waiting(cast.clerk) == waiting(cast.colleague) == {world["report"]}
    assert waiting(cast.lead) == waiting(cast.second_lead) == {world["answer"]}
    for name in ("cooperator", "supervisor", "city_clerk", "stranger", "auditor"):
        assert waiting(cast.people[name]) == set(), name


def test_what_the_list_offers_the_policy_allows(cast, task, world):
    closing = post(make_working_task(cast), cast.lead, 100, purpose="CLOSING")
    for user in cast.people.values():
        rows, _cursor = queries.to_review(user=user, today=TODAY)
        assert all(row.may_verify and row.may_return for row in rows)
        allowed = [
            report
            for report in Report.objects.select_related(
                "task__assigner", "task__lead", "duty__task"
            )
            if policies.may_verify(report, user, TODAY)
        ]
        assert {row.report for row in rows} == set(allowed), user
    assert closing in {row.report for row in queries.to_review(user=cast.clerk, today=TODAY)[0]}


def test_an_older_report_of_progress_does_not_wait_beside_a_newer_one(cast, task, world):
    newer = post(task, cast.lead, 50, at=NOON.replace(hour=13))

    rows, _cursor = queries.to_review(user=cast.clerk, today=TODAY)

    assert [row.report for row in rows] == [newer]


def test_requests_are_wanted_of_the_lead_only_and_counted(cast, task):
    services.request_reports(
        unit=cast.office, task_ids=[task.pk], period="2026-03", due_on=TODAY, by=cast.clerk, at=NOON
    )

    assert len(queries.wanted_reports(user=cast.lead, today=TODAY)) == 1
    assert queries.report_counts(user=cast.lead, today=TODAY) == {"to_review": 0, "wanted": 1}
    assert queries.wanted_reports(user=cast.clerk, today=TODAY) == []
    post(task, cast.lead, 40)
    assert queries.report_counts(user=cast.lead, today=TODAY)["wanted"] == 0


def test_the_burden_of_a_unit_is_seen_by_itself_and_by_who_asks(cast, task):
    services.request_reports(
        unit=cast.office, task_ids=[task.pk], period="2026-03", due_on=TODAY, by=cast.clerk, at=NOON
    )

    def burden(user):
        rows = queries.burden_rows(user=user, today=TODAY, year=2026)
        return [(row.unit, row.field_count, row.open_count) for row in rows]

    assert burden(cast.clerk) == burden(cast.lead) == [(cast.department, 3, 1)]
    assert burden(cast.cooperator) == burden(cast.stranger) == []
    assert queries.burden_rows(user=cast.clerk, today=TODAY, year=2025) == []


def test_what_was_published_is_public_below_but_not_what_was_said(cast, task, target):
    services.verify_report(report=post(task, cast.lead, 40), by=cast.clerk, at=NOON)
    publication = services.publish_values(
        unit=cast.office,
        target_ids=[target.pk],
        title="指标",
        published_on=TODAY,
        by=cast.clerk,
        at=NOON,
    )

    def shown(user):
        assert publication in queries.visible_publications(user=user, today=TODAY)
        [row] = queries.published_rows(publication=publication, user=user, today=TODAY)
        return row.said, row.verified, row.published, row.shows_task

    assert shown(cast.clerk) == shown(cast.lead) == (40, 40, 40, True)
    assert shown(cast.stranger) == shown(cast.county_clerk) == (None, None, 40, False)


def test_a_report_of_the_offices_own_waits_for_the_other_person(cast):
    task = make_own_task(cast)
    report = post(task, cast.clerk, changed_words="已办")

    for user, expected in ((cast.clerk, []), (cast.colleague, [report])):
        rows, _cursor = queries.to_review(user=user, today=TODAY)
        [shown] = queries.reports_of(task=task, user=user, today=TODAY)
        assert [row.report for row in rows] == expected
        assert shown.may_verify == shown.may_return == bool(expected)
