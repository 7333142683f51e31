"""The rows behind each kind of work: one indexed query each, only for the person's own units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from changai.accounts.models import User
from changai.evidence.models import Report, RequestedReport
from changai.orgs import policies as orgs
from changai.tasks import queries as tasks
from changai.tasks.models import Duty, Extension, ParentChange, PlanVersion, Task
from changai.tasks.rules import OWED, State

OWED_STATES = [state.value for state in OWED]


@dataclass(frozen=True)
class Sight:
    """The person for whom work is gathered, and the units for which they act."""

    user: User
    today: date
    works: tuple[int, ...]
    oversees: tuple[int, ...]
    unsigned_since: date
    review_since: date
    near_until: date


def sight(user: User, today: date) -> Sight:
    """Return for whom work is gathered."""
    seen = orgs.reach(user, today)
    pack = tasks.pack()
    calendar = tasks.work_calendar()
    grace = pack.clock("sign_for_within").value_on(today)
    patience = pack.clock("review_within").value_on(today)
    return Sight(
        user=user,
        today=today,
        works=tuple(sorted(seen.unit_ids(*orgs.WORKING_ROLES))),
        oversees=tuple(sorted(seen.unit_ids(*orgs.OVERSEEING_ROLES))),
        unsigned_since=calendar.add_workdays(today, -grace),
        review_since=calendar.add_workdays(today, -patience),
        near_until=tasks.near_until(today),
    )


def led(who: Sight, *states: State) -> QuerySet[Task]:
    return Task.objects.filter(lead_id__in=who.works, state__in=[one.value for one in states])


def given(who: Sight, state: State) -> QuerySet[Task]:
    return Task.objects.filter(assigner_id__in=who.works, state=state.value)


def in_progress(who: Sight) -> QuerySet[Task]:
    """Return tasks in progress that no open request asks about: that one is shown instead."""
    asked = RequestedReport.objects.filter(
        task=OuterRef("pk"), unit=OuterRef("lead_id"), answered=None
    )
    return led(who, State.IN_PROGRESS).filter(~Exists(asked))


def requested(who: Sight) -> QuerySet[RequestedReport]:
    return RequestedReport.objects.filter(
        unit_id__in=who.works, answered=None, task__state=State.IN_PROGRESS.value
    )


def duties(who: Sight) -> QuerySet[Duty]:
    return Duty.objects.filter(
        unit_id__in=who.works, state=Duty.State.OPEN, task__state__in=OWED_STATES
    )


def reported_duties(who: Sight) -> QuerySet[Duty]:
    rows = Duty.objects.filter(
        task__lead_id__in=who.works, state=Duty.State.REPORTED, task__state__in=OWED_STATES
    )
    return rows.exclude(unit_id__in=who.works).exclude(reported_by=who.user)


def to_review(who: Sight) -> QuerySet[Task]:
    rows = given(who, State.UNDER_REVIEW).exclude(submitted_by=who.user)
    return rows.filter(Q(lead_id=F("assigner_id")) | ~Q(lead_id__in=who.works))


def to_verify(who: Sight) -> QuerySet[Report]:
    """Return reports of progress to those tasks that the person's units assigned."""
    rows = Report.objects.filter(
        task__assigner_id__in=who.works,
        state=Report.State.SAID,
        purpose=Report.Purpose.PROGRESS,
        task__state__in=OWED_STATES,
    ).exclude(by=who.user)
    rows = rows.annotate(said_on=TruncDate("at"))
    return rows.filter(Q(unit_id=F("task__assigner_id")) | ~Q(unit_id__in=who.works))


def asked_extensions(who: Sight) -> QuerySet[Extension]:
    return Extension.objects.filter(
        task__assigner_id__in=who.works, state=Extension.State.ASKED, task__state__in=OWED_STATES
    )


def unsigned(who: Sight) -> QuerySet[Task]:
    rows = given(who, State.ASSIGNED).filter(assigned_on__lt=who.unsigned_since)
    return rows.exclude(lead_id__in=who.works)


def unsigned_parts(who: Sight) -> QuerySet[Task]:
    """Return the tasks with unsigned parts, one line for all of them."""
    parts = unsigned(who).filter(parent__isnull=False).order_by()
    of_one = parts.filter(parent=OuterRef("pk")).values("parent").annotate(count=Count("pk"))
    return Task.objects.filter(pk__in=parts.values("parent")).annotate(
        unsigned_count=Subquery(of_one.values("count"))
    )


def to_strike_off(who: Sight) -> QuerySet[Task]:
    rows = Task.objects.filter(assigner_id__in=who.oversees, state=State.DONE.value)
    return rows.exclude(submitted_by=who.user)


def to_settle(who: Sight) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.filter(plan__owner_id__in=who.works, state=PlanVersion.State.COMMENT)


def parent_changes(who: Sight) -> QuerySet[ParentChange]:
    return ParentChange.objects.filter(plan__owner_id__in=who.works, state=ParentChange.State.OPEN)


def near(who: Sight) -> Q:
    return Q(due_on__lte=who.near_until)
