"""All that the page of one task shows, for one person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from changai.accounts.models import User
from changai.calendar.queries import working_calendar
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.tasks import policies, rules
from changai.tasks.models import DueChange, Duty, Extension, Stop, Task, TaskEvent, TaskTarget
from changai.tasks.queries._ledger import LedgerRow, ledger_rows, visible_duties, visible_tasks
from changai.tasks.queries._life import SplitGap, cascade_candidates, split_gaps
from changai.tasks.queries._words import DUTY_WORDS, TIER_WORDS
from changai.tasks.rules import Actor, DutyEvent, Event, State

CHILDREN_SHOWN = 200
UNITS_SHOWN = 600
BY_PAGE = (
    Event.ASSIGN,
    Event.ACKNOWLEDGE,
    Event.DECLINE,
    Event.STRIKE_OFF,
    Event.ARCHIVE,
)
LAST = (Event.REASSIGN, Event.CANCEL)


@dataclass(frozen=True)
class DutyRow:
    """A duty as the page shows it. Units: `days_left` in working days, negative when late."""

    duty: Duty
    words: Any
    days_left: int | None
    events: tuple[str, ...]


@dataclass(frozen=True)
class TaskPage:
    """A task as one person may see it: whole, or only its clause and their own part."""

    row: LedgerRow
    whole: bool
    actions: tuple[str, ...]
    gaps: tuple[SplitGap, ...]
    duties: tuple[DutyRow, ...]
    children: tuple[LedgerRow, ...]
    below_count: int
    parent: Task | None
    parent_is_visible: bool
    events: tuple[TaskEvent, ...]
    due_changes: tuple[DueChange, ...]
    extension: Extension | None
    stops: tuple[Stop, ...]
    may_report: bool
    may_review: bool


def task_page(*, task: Task, user: User, today: date) -> TaskPage:
    """Return the page of a task the person may see.

    Cost: about a dozen queries, however many duties, children and steps.
    """
    whole = policies.sees_whole(task, user, today)
    with_targets = Task.objects.select_related("lead", "assigner").prefetch_related(
        Prefetch("targets", TaskTarget.objects.filter(dropped_on=None).order_by("position"))
    )
    [row] = ledger_rows([with_targets.get(pk=task.pk)], user=user, today=today)
    children = visible_tasks(user=user, today=today).filter(parent=task).order_by("lead__path")
    shown = children.prefetch_related("targets")[:CHILDREN_SHOWN]
    may_report = policies.may(Event.REPORT, task, user, today)
    return TaskPage(
        row=row,
        whole=whole,
        actions=actions_for(task, user, today),
        gaps=tuple(split_gaps(task)) if whole else (),
        duties=duty_rows(task=task, user=user, today=today),
        children=tuple(ledger_rows(shown, user=user, today=today)),
        below_count=_below(task, user, today) if shown else 0,
        parent=task.parent,
        parent_is_visible=task.parent_id is not None
        and visible_tasks(user=user, today=today).filter(pk=task.parent_id).exists(),
        events=tuple(_events(task)) if whole else (),
        due_changes=tuple(task.due_changes.order_by("in_force_from", "pk")) if whole else (),
        extension=task.extensions.select_related("asked_by").order_by("-pk").first()
        if whole
        else None,
        stops=tuple(task.stops.select_related("waiting_for").order_by("from_on")) if whole else (),
        may_report=may_report,
        may_review=policies.may(Event.ACCEPT, task, user, today),
    )


def _events(task: Task) -> list[TaskEvent]:
    return list(
        TaskEvent.objects.filter(task=task).select_related("by", "unit").order_by("-at", "-pk")
    )


def duty_rows(*, task: Task, user: User, today: date) -> tuple[DutyRow, ...]:
    """Return the duties of a task the person may see, with what they may do about each."""
    calendar = working_calendar()
    return tuple(
        DutyRow(
            duty=duty,
            words=DUTY_WORDS[duty.state],
            days_left=calendar.workdays_between(today, duty.due_on)
            if duty.due_on and duty.state in (Duty.State.OPEN, Duty.State.REPORTED)
            else None,
            events=tuple(event.value for event in policies.duty_events_for(duty, user, today)),
        )
        for duty in visible_duties(user=user, today=today).filter(task=task).order_by("pk")
    )


def actions_for(task: Task, user: User, today: date) -> tuple[str, ...]:
    """Return the names of what the person may do to a task on its own page, most usual first."""
    names = [event.value for event in BY_PAGE if policies.may(event, task, user, today)]
    office = policies.acts_as(Actor.OFFICE, task, user, today)
    lead = policies.acts_as(Actor.LEAD, task, user, today)
    state = State(task.state)
    if state in rules.WORKING and policies.cascade_scopes(task, user, today):
        names.append("cascade")
    if lead and state in rules.WORKING and task.due_on and not _asked(task):
        names.append("extend")
    if office and _asked(task):
        names += ["approve_extension", "refuse_extension"]
    if office and state in rules.WORKING:
        names += ["add_duty", "change_due", "resume" if task.stopped_on else "stop"]
    if office and state.is_owed:
        names += ["remind", "quality"]
    if office and state.is_over:
        names.append("follow_up")
    if policies.may_waive_child(task, user, today):
        names.append("waive")
    names += [event.value for event in LAST if policies.may(event, task, user, today)]
    return tuple(names)


def _asked(task: Task) -> bool:
    return task.extensions.filter(state=Extension.State.ASKED).exists()


def duty_event(name: str) -> DutyEvent | None:
    """Return the event of a duty with this name, None for an unknown one."""
    return DutyEvent(name) if name in set(DutyEvent) else None


@dataclass(frozen=True)
class CascadeGroup:
    """Units of one tier that stand in one city; `city` is empty where they stand in none."""

    city: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class CascadeTier:
    """The units of one tier to which a task may be split; `is_next` for the one just below.

    `groups` are the same units city by city: two cities may each have a district of one name.
    """

    tier: str
    words: Any
    units: tuple[Unit, ...]
    is_next: bool
    groups: tuple[CascadeGroup, ...]


def _below(task: Task, user: User, today: date) -> int:
    """Return how many parts in sight hang under the children of a task, down to the enterprise."""
    deeper = Q(parent__parent=task) | Q(parent__parent__parent=task)
    seen = visible_tasks(user=user, today=today).order_by()
    return seen.filter(deeper | Q(parent__parent__parent__parent=task)).count()


def cascade_rows(*, task: Task, user: User, today: date) -> tuple[CascadeTier, ...]:
    """Return the units a task may be split to, by tier; only units that do work.

    A division has no desk: its reform office stands for it. At most a stated number a tier.
    """
    candidates = cascade_candidates(task, user, today).exclude(kind="division_government")
    by_tier: dict[str, list[Unit]] = {}
    for unit in candidates.select_related("parent"):
        by_tier.setdefault(unit.tier, []).append(unit)
    order = [tier.value for tier in Unit.Tier]
    here = order.index(task.lead.tier) if task.lead else -1
    below = next((tier for tier in order[here + 1 :] if tier in by_tier), "")
    cities = _cities([one for units in by_tier.values() for one in units])
    return tuple(
        CascadeTier(tier, TIER_WORDS[tier], shown, tier == below, _by_city(shown, cities))
        for tier in order
        if tier in by_tier
        for shown in [tuple(by_tier[tier][:UNITS_SHOWN])]
    )


def _cities(units: Iterable[Unit]) -> dict[str, str]:
    """Return the names of the cities above units, by path. Cost: one query."""
    above = {path for unit in units for path in tree.ancestors(unit.path)}
    rows = Unit.objects.filter(path__in=above, tier=Unit.Tier.CITY, kind="division_government")
    return {unit.path: str(unit) for unit in rows}


def _by_city(units: Iterable[Unit], cities: Mapping[str, str]) -> tuple[CascadeGroup, ...]:
    """Group units by the city they stand in; a city's own office needs no heading of its own."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        above = "" if unit.tier == Unit.Tier.CITY else _first(tree.ancestors(unit.path), cities)
        found.setdefault(above, []).append(unit)
    return tuple(CascadeGroup(city, tuple(those)) for city, those in found.items())


def _first(paths: Iterable[str], cities: Mapping[str, str]) -> str:
    return next((cities[path] for path in paths if path in cities), "")


def registering_units(*, user: User, today: date) -> list[Unit]:
    """Return the units for which the person may register items."""
    seen = orgs.reach(user, today)
    ids = seen.unit_ids(*orgs.WORKING_ROLES, orgs.Role.SUPERVISOR)
    return list(Unit.objects.filter(pk__in=ids, ended_on=None).order_by("path"))
