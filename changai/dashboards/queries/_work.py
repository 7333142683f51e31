"""My work: all that is due for a person everywhere, soonest first, in pages."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changai.accounts.models import User
from changai.calendar.queries import working_calendar
from changai.dashboards import rules
from changai.dashboards.queries._rows import Sight, sight
from changai.dashboards.queries._sources import GROUPS, OWN, Source, WorkItem
from changai.dashboards.queries._sources import SOURCES as OF_TASKS
from changai.dashboards.queries._waiting import WAITING
from changai.documents import queries as documents
from changai.notices import queries as notices
from changai.tasks import queries as tasks
from changai.tasks.models import Task
from changai.tasks.rules import OWED, State, colour

SOURCES = (*OF_TASKS, *WAITING)
PAGE_ROWS = 30
MOST_COUNTED = 99
UNREAD = "notices:list"
LATE, PRESSING = "late", "pressing"
NARROWED = (LATE, PRESSING)
# What also stands as a number at a place of its own in the menu, by url name.
AT_PLACES = {"conveyance:list": "conveyed", "papers:list": "paper"}
PRESSES = "_presses_on_day"
SHOWN_OF_A_UNIT = ("name", "short_name")
SHOWN_OF_A_TASK = (
    "title",
    "state",
    "revision",
    "due_on",
    "due_words",
    "assigned_on",
    "submitted_on",
    "done_on",
    "behind_on",
    "first_late_on",
    "stopped_on",
    "blocked_words",
    *(f"{side}__{name}" for side in ("lead", "assigner") for name in SHOWN_OF_A_UNIT),
)
UNCOLOURED = ("strike", "chase_parts")
OWN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "answer": ("due_on",),
    "duty": ("due_on", "words"),
    "confirm": ("reported_on", *(f"unit__{name}" for name in SHOWN_OF_A_UNIT)),
    "verify": ("at",),
    "extension": ("asked_on", "wanted_on"),
}
HEAVY = (
    "clean_text",
    "raw_text",
    "mapping",
    "facts",
)


@dataclass(frozen=True)
class WorkPage:
    """One page of work, and the place where the next one begins or ""."""

    items: list[WorkItem]
    following: str


class BoundedCount(Subquery):
    """Count rows up to a bound, as a part of a larger query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS bounded)"
    output_field = IntegerField()
    # Where a person holds no such post the condition is known to be empty, and is left out.
    empty_result_set_value = 0


def my_work(
    *, user: User, today: date, group: str = "", narrow: str = "", after: str = ""
) -> WorkPage:
    """Return a page of what is due for the person, soonest first.

    `narrow` leaves LATE, what is late or waits too long; or PRESSING, what the menu counts.

    Cost: one query a kind of work, each over an index and bounded by the size of a page.
    """
    who, start = sight(user, today), rules.place_of(after)
    lists = []
    for order, source in enumerate(SOURCES):
        if group in ("", source.group) and not (narrow == LATE and not source.day):
            rows = _page_of(source, order, who, start, narrow=narrow)
            lists.append([(_place(source, order, row).key(), order, row) for row in rows])
    merged = list(heapq.merge(*lists, key=lambda one: one[0]))[: PAGE_ROWS + 1]
    items = [_item(SOURCES[order], order, row, who) for _key, order, row in merged[:PAGE_ROWS]]
    return WorkPage(items, items[-1].place if len(merged) > PAGE_ROWS else "")


def _page_of(
    source: Source, order: int, who: Sight, start: rules.Place | None, *, narrow: str
) -> list[Any]:
    rows = source.rows(who)
    if narrow == LATE:
        rows = rows.filter(source.late(who))
    elif narrow == PRESSING and source.pressing:
        rows = rows.filter(source.pressing(who))
    if start is not None:
        rows = rows.filter(_behind(source, order, start))
    if source.day:
        rows = rows.order_by(F(source.day).asc(nulls_last=True), "pk")
    else:
        rows = rows.order_by("pk")
    return list(_lean(source, rows)[: PAGE_ROWS + 1])


def _behind(source: Source, order: int, start: rules.Place) -> Q:
    """Return the condition that a row stands behind a place of the whole list."""
    further = Q(pk__gt=start.pk) if order == start.order else Q()
    same_day = Q(pk__in=[]) if order < start.order else further
    if not source.day:
        return same_day if start.due_on is None else Q()
    none = Q(**{f"{source.day}__isnull": True})
    if start.due_on is None:
        return none & same_day
    on_it = Q(**{source.day: start.due_on}) & same_day
    return Q(**{f"{source.day}__gt": start.due_on}) | on_it | none


def _lean(source: Source, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Read with each row the units that its line names, and only the columns it shows."""
    if source.task == OWN:
        return rows
    if source.task == "":
        return rows.select_related("lead", "assigner").only(*SHOWN_OF_A_TASK)
    if source.task == "task":
        of_task = [f"task__{name}" for name in SHOWN_OF_A_TASK]
        own = OWN_COLUMNS[source.kind]
        also = ("unit",) if any(name.startswith("unit__") for name in own) else ()
        rows = rows.select_related("task__lead", "task__assigner", *also)
        return rows.only(*of_task, *own)
    if source.task in ("plan", "change"):
        return rows.select_related("plan__owner")
    return rows.select_related("owner").defer(*HEAVY)


def _place(source: Source, order: int, row: Any) -> rules.Place:
    return rules.Place(_day_of(row, source.day), order, row.pk)


def _day_of(row: Any, name: str) -> date | None:
    day: date | None = getattr(row, name) if name else None
    return day


def _item(source: Source, order: int, row: Any, who: Sight) -> WorkItem:
    task = row if isinstance(row, Task) else getattr(row, "task", None)
    task = None if source.task == OWN else task
    due_on, since = _day_of(row, source.due), _day_of(row, source.since)
    calendar = working_calendar()
    counted = due_on is not None and not (task is not None and task.stopped_on)
    left = calendar.workdays_between(who.today, due_on) if counted and due_on else None
    waits_long = since is not None and since < who.review_since
    return WorkItem(
        kind=source.kind,
        group=source.group,
        what=source.what,
        title=_title(source, row, task),
        url=_url(source, row, task),
        note=_note(source, row, task),
        due_on=due_on,
        due_words=task.due_words if task and source.due else "",
        days_left=left,
        since=since,
        waited=calendar.workdays_between(since, who.today) if since else None,
        late=waits_long or (left is not None and left < 0),
        colour=_colour(task, who) if task and source.kind not in UNCOLOURED else None,
        label=source.label,
        action_url=source.action(row),
        icon=source.icon,
        post={"seen_revision": task.revision} if source.plain and task else {},
        place=_place(source, order, row).to_text(),
    )


def _title(source: Source, row: Any, task: Task | None) -> str:
    if source.title:
        return source.title(row)
    if task is not None:
        return task.title
    if source.task == "plan":
        return str(row.plan.title)
    return str(row.title)


def _url(source: Source, row: Any, task: Task | None) -> str:
    if task is not None:
        return reverse("tasks:task", args=[task.pk])
    return source.action(row)


def _note(source: Source, row: Any, task: Task | None) -> str:
    if source.note:
        return source.note(row)
    parts: list[str] = []
    if task is not None:
        unit = row.unit if source.from_unit == "unit" else getattr(task, source.from_unit, None)
        words = _("交办单位：%s") if source.from_unit == "assigner" else _("牵头单位：%s")
        if source.from_unit == "unit":
            words = _("配合单位：%s")
        parts += [words % unit] if unit else []
    elif source.from_unit == "owner":
        parts.append(_("来自：%s") % row.plan.owner)
    if source.kind == "duty" and row.words:
        parts.append(row.words)
    if source.kind == "extension":
        parts.append(_("申请延到 %s") % date_format(row.wanted_on, "DATE_FORMAT"))
    # What blocks the lead is its own report: a unit that only helps does not read it.
    if task is not None and task.blocked_words and source.kind != "duty":
        parts.append(_("受阻：%s") % task.blocked_words)
    if source.kind == "chase_parts":
        count = row.unsigned_count
        words = ngettext("%(count)d 个单位至今未签收", "%(count)d 个单位至今未签收", count)
        parts.append(words % {"count": count})
    if source.kind == "chase" and task is not None and task.assigned_on:
        parts.append(_("%s 交办，至今未签收") % date_format(task.assigned_on, "DATE_FORMAT"))
    return " · ".join(parts)


def _colour(task: Task, who: Sight) -> Mapping[str, Any] | None:
    if State(task.state) not in OWED:
        return None
    reading = colour(tasks.time_facts(task), today=who.today, near_until=who.near_until)
    return tasks.colour_in_words(reading)


def group_counts(*, user: User, today: date) -> dict[str, int]:
    """Return how much waits in each group, and how much of all presses or is late.

    Each up to 99 a kind. What presses is the number of the menu.

    Cost: one query, which also answers what the menu asks in the same request.
    """
    who = sight(user, today)
    rows = {source.kind: source.rows(who) for source in SOURCES}
    late = {
        f"late_{source.kind}": rows[source.kind].filter(source.late(who))
        for source in SOURCES
        if source.day
    }
    pressing = {
        f"pressing_{source.kind}": rows[source.kind].filter(source.pressing(who))
        for source in SOURCES
        if source.pressing
    }
    found = _counted(user, {**rows, **late, **pressing})
    presses = sum(
        found[f"pressing_{source.kind}" if source.pressing else source.kind] for source in SOURCES
    )
    user.__dict__[PRESSES] = (today, _at_places(presses, found))
    totals = {
        group: sum(found[source.kind] for source in SOURCES if source.group == group)
        for group in GROUPS
    }
    totals[PRESSING] = presses
    totals[LATE] = sum(count for name, count in found.items() if name.startswith("late_"))
    return totals


def begins_empty(user: User, today: date) -> bool:
    """Say whether the person works in an office that has yet to receive its first document.

    Cost: one query, two where there is nothing to see.
    """
    if tasks.visible_tasks(user=user, today=today).exists():
        return False
    if documents.visible_documents(user=user, today=today).exists():
        return False
    return bool(documents.receiving_units(user=user, today=today))


def nav_counts(user: User, today: date) -> dict[str, int]:
    """Return the numbers that stand in the menu, by url name.

    What presses: to sign, to report and to help now, to answer and to decide; not everything
    that is under way.
    Cost: two queries, one where the page itself has counted.
    """
    known_on, waiting = user.__dict__.get(PRESSES, (None, {}))
    if known_on != today:
        who = sight(user, today)
        pressing = {
            source.kind: source.rows(who).filter(source.pressing(who))
            if source.pressing
            else source.rows(who)
            for source in SOURCES
        }
        found = _counted(user, pressing)
        waiting = _at_places(sum(found.values()), found)
    return {**waiting, UNREAD: notices.unread_count(user)}


def _at_places(presses: int, found: Mapping[str, int]) -> dict[str, int]:
    return {"dashboards:my_work": presses, **{at: found[kind] for at, kind in AT_PLACES.items()}}


def _counted(user: User, queries: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Count the rows of many queries at once, each up to a bound."""
    columns = {
        name: BoundedCount(rows.order_by().values("pk")[:MOST_COUNTED])
        for name, rows in queries.items()
    }
    found = User.objects.filter(pk=user.pk).order_by().values_list(*columns.values())
    return dict(zip(columns, found[0], strict=True))
