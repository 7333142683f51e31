"""Tell people what the calendar has made true: near, overdue, behind, unsigned.

Nothing is planned ahead: each run looks for what is true today and was not told yet, so a run that
was missed loses nothing and a run too many repeats nothing. A new date is a new cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from changai.audit import services as audit
from changai.notices import services as notices
from changai.notices.models import Notice
from changai.orgs.models import Post
from changai.orgs.policies import WORKING_ROLES, Role, in_force
from changai.orgs.queries import people_at
from changai.orgs.rules import covers
from changai.tasks.models import Duty, Extension, Task
from changai.tasks.queries import near_until, pack, work_calendar
from changai.tasks.rules import OWED, WORKING, DutyState, State
from changai.tasks.services._action import task_url

CHUNK = 500
FURTHEST_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Cause:
    """One kind of notice: when it is due, what tells one cause from the next, and whom it is for.

    `mark` is the date that makes a new cause; `units` names the columns of the units to tell.
    """

    kind: str
    model: type[Task] | type[Duty]
    condition: Callable[[date], Q]
    mark: str
    units: tuple[str, ...]
    upward: bool = False


def _running() -> Q:
    return Q(state__in=WORKING, stopped_on=None)


def _near(today: date) -> Q:
    return _running() & Q(due_on__gte=today, due_on__lte=near_until(today))


def _overdue(today: date) -> Q:
    """A request asked in time and not yet answered holds the lamp off, and so the notice."""
    held = Extension.objects.filter(
        task=OuterRef("pk"), state=Extension.State.ASKED, asked_late=False
    )
    return _running() & Q(~Exists(held), due_on__lt=today)


def _behind(today: date) -> Q:
    return _running() & Q(behind_on__lte=today) & Q(due_on__gte=today)


def _unsigned(clock: str) -> Callable[[date], Q]:
    def condition(today: date) -> Q:
        last = last_day_before(today, clock)
        return Q(state=State.ASSIGNED, stopped_on=None, assigned_on__lte=last)

    return condition


def _duty() -> Q:
    return Q(state=DutyState.OPEN, task__state__in=OWED)


def _duty_near(today: date) -> Q:
    return _duty() & Q(due_on__gte=today, due_on__lte=near_until(today))


def _duty_overdue(today: date) -> Q:
    return _duty() & Q(due_on__lt=today)


CAUSES = (
    Cause("near_due", Task, _near, "due_on", ("lead_id",)),
    Cause("overdue", Task, _overdue, "due_on", ("lead_id", "assigner_id")),
    Cause("behind", Task, _behind, "behind_on", ("lead_id",)),
    Cause("unsigned", Task, _unsigned("sign_for_within"), "assigned_on", ("lead_id",)),
    Cause(
        "unsigned_escalated",
        Task,
        _unsigned("unsigned_escalates_after"),
        "assigned_on",
        ("assigner_id", "parent__assigner_id"),
        upward=True,
    ),
    Cause("duty_near_due", Duty, _duty_near, "due_on", ("unit_id",)),
    Cause("duty_overdue", Duty, _duty_overdue, "due_on", ("unit_id", "task__lead_id")),
)


def last_day_before(today: date, clock: str) -> date:
    """Return the last day from which the working days of a clock have passed before today."""
    day = today - timedelta(days=1)
    while day > today - FURTHEST_BACK:
        limit = pack().clock(clock).value_on(day)
        if work_calendar().add_workdays(day, limit) < today:
            break
        day -= timedelta(days=1)
    return day


def notify_due(*, today: date, at: datetime, by: None = None) -> dict[str, int]:
    """Tell what is due and not yet told; return how many notices of each kind are new.

    Each chunk is a transaction of its own: one that dies is made up by the next run.
    Cost: a read per kind over indexes, then a few statements a chunk of what is new.
    """
    told = {}
    for cause in CAUSES:
        if count := sum(_tell_chunk(cause, ids, today, at) for ids in _chunks(cause, today)):
            told[cause.kind] = count
    if told:
        audit.record("task.notified", Task, by=by, at=at, after=told)
    return told


def _chunks(cause: Cause, today: date) -> Iterable[list[int]]:
    """Return the keys of what is due and not yet told, in chunks."""
    key = Concat(
        Value(f"{cause.kind}:"),
        Cast(OuterRef("pk"), CharField()),
        Value(":"),
        Cast(OuterRef(cause.mark), CharField()),
    )
    due: QuerySet[Any] = cause.model._default_manager.filter(cause.condition(today))
    untold = due.filter(~Exists(Notice.objects.filter(key=key)))
    ids = list(untold.order_by("pk").values_list("pk", flat=True))
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _tell_chunk(cause: Cause, ids: list[int], today: date, at: datetime) -> int:
    with transaction.atomic():
        rows = _rows(cause, ids, today)
        units = {row[unit] for row in rows for unit in cause.units if row[unit]}
        people = people_at(units, WORKING_ROLES, today=today)
        above = _supervisors(today) if cause.upward else []
        return notices.tell_many(
            messages=[_message(cause, row, people, above) for row in rows], at=at
        )


def _rows(cause: Cause, ids: list[int], today: date) -> list[dict[str, Any]]:
    """Read what the notices speak of, locked and still due: somebody may have just reported."""
    to_task = "task__" if cause.model is Duty else ""
    found: QuerySet[Any] = cause.model._default_manager.filter(cause.condition(today), pk__in=ids)
    return list(
        found.annotate(
            the_task=F(f"{to_task}pk"),
            the_title=F(f"{to_task}title"),
            the_lead=F(f"{to_task}lead__name"),
            the_lead_short=F(f"{to_task}lead__short_name"),
            the_place=F(f"{to_task}assigner__path"),
            the_mark=F(cause.mark),
        )
        .select_for_update(of=("self",))
        .order_by("pk")
        .values(
            "pk",
            "the_task",
            "the_title",
            "the_lead",
            "the_lead_short",
            "the_place",
            "the_mark",
            "due_on",
            *cause.units,
        )
    )


def _message(
    cause: Cause,
    row: Mapping[str, Any],
    people: Mapping[int, list[int]],
    above: list[tuple[int, str]],
) -> notices.Message:
    told = [person for unit in cause.units for person in people.get(row[unit], ())]
    told += [person for person, scope in above if covers(scope, row["the_place"])]
    facts = {
        "title": row["the_title"],
        "unit": row["the_lead_short"] or row["the_lead"] or "",
        "due_on": row["due_on"],
    }
    if cause.mark == "assigned_on":
        facts["assigned_on"] = row["the_mark"]
    return notices.Message(
        people=told,
        kind=cause.kind,
        key=f"{cause.kind}:{row['pk']}:{row['the_mark'].isoformat()}",
        facts=facts,
        url=task_url(row["the_task"]),
    )


def _supervisors(today: date) -> list[tuple[int, str]]:
    """Return the supervisors in office, each with the subtree they oversee."""
    posts = Post.objects.filter(in_force(today), role=Role.SUPERVISOR, person__is_active=True)
    return list(posts.order_by("pk").values_list("person_id", "unit__scope_path"))
