"""Who sees which report and file, and who may judge, ask and publish."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from changai.accounts.models import User
from changai.evidence.models import EvidenceFile, EvidenceUse, Publication, Report, ReportRequest
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.tasks import policies as tasks
from changai.tasks.models import Duty, Task
from changai.tasks.rules import Actor, DutyActor, DutyEvent, DutyState, Event, State

Purpose = Report.Purpose
JUDGED = (Report.State.VERIFIED, Report.State.PARTLY)


def visible_reports(reports: QuerySet[Report], user: User, today: date) -> QuerySet[Report]:
    """Narrow reports to those of units in the person's subtree, and those of tasks seen whole.

    A cooperating unit sees what it reported of its own duty; a sibling sees nothing.
    """
    seen = orgs.reach(user, today)
    if seen.everything:
        return reports
    return reports.filter(
        orgs.within("unit__path", seen.scopes)
        | orgs.within("task__lead__path", seen.scopes)
        | orgs.within("task__assigner__path", seen.scopes)
        | Q(task__assigner_id__in=seen.unit_ids(*orgs.WORKING_ROLES))
    )


def visible_files(files: QuerySet[EvidenceFile], user: User, today: date) -> QuerySet[EvidenceFile]:
    """Narrow files to those of units in the person's subtree, and those used in reports seen."""
    seen = orgs.reach(user, today)
    if seen.everything:
        return files
    reports = visible_reports(Report.objects.all(), user, today).values("pk")
    used = EvidenceUse.objects.filter(report__in=reports).values("file_id")
    return files.filter(orgs.within("unit__path", seen.scopes) | Q(pk__in=used))


def may_report(task: Task, user: User, today: date) -> bool:
    """Say whether the person may report on a task as it stands: its lead, while it is worked on."""
    return tasks.may(Event.REPORT, task, user, today)


def may_report_duty(duty: Duty, user: User, today: date) -> bool:
    """Say whether the person may report on a duty as it stands."""
    return tasks.may_duty(DutyEvent.REPORT, duty, user, today)


def leads(task: Task, user: User, today: date) -> bool:
    """Say whether the person reports on a task, whatever its state: they work at its lead."""
    return orgs.reach(user, today).works_at(task.lead_id)


def reports_for_duty(duty: Duty, user: User, today: date) -> bool:
    """Say whether the person works at the cooperating unit, whatever the state of the duty."""
    return tasks.acts_on_duty(DutyActor.COOPERATOR, duty, user, today)


def may_judge(report: Report, user: User, today: date) -> bool:
    """Say whether the person's posts let them judge a report, whatever its state.

    The reviewer works at the assigning unit, is another person than the reporter, and of another
    unit except for the office's own tasks. A duty is judged by the lead.
    """
    if report.by_id == user.pk:
        return False
    if report.purpose == Purpose.DUTY:
        duty = report.duty
        return duty is not None and tasks.acts_on_duty(DutyActor.LEAD, duty, user, today)
    seen, task = orgs.reach(user, today), report.task
    if report.purpose == Purpose.CLOSING and not tasks.acts_as(Actor.REVIEWER, task, user, today):
        return False
    return seen.works_at(task.assigner_id) and (
        report.unit_id == task.assigner_id or not seen.works_at(report.unit_id)
    )


def may_verify(report: Report, user: User, today: date) -> bool:
    """Say whether the person may verify or accept a report as it stands."""
    if report.state != Report.State.SAID or not may_judge(report, user, today):
        return False
    if report.purpose == Purpose.PROGRESS:
        return report.task.state != State.CANCELLED
    return _is_up_for_judgment(report)


def may_return(report: Report, user: User, today: date) -> bool:
    """Say whether the person may return a report as it stands; what is finished stays finished."""
    if report.state != Report.State.SAID or not may_judge(report, user, today):
        return False
    if report.purpose == Purpose.PROGRESS:
        return State(report.task.state).is_owed
    return _is_up_for_judgment(report)


def _is_up_for_judgment(report: Report) -> bool:
    if report.purpose == Purpose.CLOSING:
        return (
            report.task.state == State.UNDER_REVIEW and report.task.submitted_by_id == report.by_id
        )
    duty = report.duty
    return (
        duty is not None
        and duty.state == DutyState.REPORTED
        and duty.reported_by_id == report.by_id
        and State(report.task.state).is_owed
    )


def may_keep_files(unit_id: int, user: User, today: date) -> bool:
    """Say whether the person may keep evidence for a unit: somebody who works there."""
    return orgs.reach(user, today).works_at(unit_id)


def may_request(unit_id: int, user: User, today: date) -> bool:
    """Say whether the person may ask for reports on tasks a unit assigned."""
    return orgs.reach(user, today).works_at(unit_id)


def may_publish(unit_id: int, user: User, today: date) -> bool:
    """Say whether the person may publish values of tasks a unit assigned."""
    return orgs.reach(user, today).works_at(unit_id)


def working_units(user: User, today: date) -> QuerySet[Unit]:
    """Return the living units at which the person works, in the order of the tree."""
    ids = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    return Unit.objects.filter(pk__in=ids, ended_on=None).order_by("path")


def visible_requests(
    requests: QuerySet[ReportRequest], user: User, today: date
) -> QuerySet[ReportRequest]:
    """Narrow requests to those made by units in the person's reach."""
    return _by_unit(requests, user, today)


def visible_publications(
    publications: QuerySet[Publication], user: User, today: date
) -> QuerySet[Publication]:
    """Narrow publications to those of units in the person's reach, and those of units above.

    What was published is public; what it was computed from is not shown with it to others.
    """
    seen = orgs.reach(user, today)
    if seen.everything:
        return publications
    own = orgs.within("unit__path", seen.scopes) | Q(unit_id__in=seen.unit_ids())
    above = {path for post in seen.held for path in _above(post.path)}
    return publications.filter(own | Q(unit__scope_path__in=above))


def _above(path: str) -> list[str]:
    return [*tree.ancestors(path), path]


def _by_unit(rows: QuerySet[ReportRequest], user: User, today: date) -> QuerySet[ReportRequest]:
    seen = orgs.reach(user, today)
    if seen.everything:
        return rows
    working = seen.unit_ids(*orgs.WORKING_ROLES)
    return rows.filter(orgs.within("unit__path", seen.scopes) | Q(unit_id__in=working))
