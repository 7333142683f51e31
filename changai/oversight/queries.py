"""The audit as a page: who did what, for which unit, when, before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db.models import Q, QuerySet

from changai.accounts.models import User
from changai.audit import queries as audit
from changai.audit import rules
from changai.audit.models import Entry, Line
from changai.audit.services import open_personal
from changai.orgs.models import Unit
from changai.oversight import policies
from changai.tasks import queries as tasks

PAGE_ROWS = 50
MOST_LINES = 200
PLACE = ZoneInfo("Asia/Shanghai")
# Things whose own name says more than their number.
NAMED = ("accounts.user", "documents.document", "orgs.unit", "tasks.plan", "tasks.task")


@dataclass(frozen=True)
class Filter:
    """What to look for; an empty field looks for everything."""

    who: str = ""
    unit: str = ""
    action: str = ""
    thing: str = ""
    object_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Personal:
    """Values about one person: opened, withheld, or erased for good."""

    person: str
    state: str
    values: str = ""


@dataclass(frozen=True)
class EntryRow:
    """One entry as the page shows it."""

    pk: int
    at: datetime
    who: str
    unit: str
    action: str
    thing: str
    changes: list[tuple[str, str, str]]
    personal: list[Personal]
    line_count: int
    partly: bool


@dataclass(frozen=True)
class LineRow:
    """One object of a bulk action."""

    thing: str
    unit: str
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True)
class AuditPage:
    """One page of entries; `older` and `newer` lead on and are empty at the ends."""

    rows: list[EntryRow] = field(default_factory=list)
    older: str = ""


def audit_page(*, user: User, today: date, wanted: Filter, older_than: str = "") -> AuditPage:
    """Return a page of entries, the newest first.

    Cost: a fixed number of queries, whatever the page holds, but for one per person whose values
    are opened.
    """
    entries = _filtered(policies.visible(Entry.objects.all(), user, today), wanted)
    if older_than.isdecimal():
        entries = entries.filter(pk__lt=int(older_than))
    found = list(entries.order_by("-pk")[: PAGE_ROWS + 1])
    page = found[:PAGE_ROWS]
    older = str(page[-1].pk) if len(found) > PAGE_ROWS else ""
    return AuditPage(_rows(page, user, today), older)


def _filtered(entries: QuerySet[Entry], wanted: Filter) -> QuerySet[Entry]:
    if wanted.who:
        people = User.objects.filter(
            Q(name__icontains=wanted.who) | Q(login__iexact=wanted.who)
        ).values("pk")
        entries = entries.filter(actor_id__in=people)
    if wanted.unit:
        units = Unit.objects.filter(
            Q(name__icontains=wanted.unit) | Q(short_name__icontains=wanted.unit)
        ).values("pk")
        entries = entries.filter(unit_id__in=units)
    if wanted.action:
        entries = entries.filter(action=wanted.action)
    if wanted.thing:
        entries = entries.filter(object_type=wanted.thing)
        if wanted.object_id is not None:
            lines = Line.objects.filter(object_id=wanted.object_id).values("entry_id")
            entries = entries.filter(Q(object_id=wanted.object_id) | Q(pk__in=lines))
    if wanted.since:
        entries = entries.filter(at__gte=datetime.combine(wanted.since, time(), PLACE))
    if wanted.until:
        after = wanted.until + timedelta(days=1)
        entries = entries.filter(at__lt=datetime.combine(after, time(), PLACE))
    return entries


def _rows(entries: list[Entry], user: User, today: date) -> list[EntryRow]:
    whole = policies.whole_ids(entries, user, today)
    spoken_of = {
        person
        for entry in entries
        if entry.pk in whole
        for name in entry.after
        if (person := rules.person_of(name)) is not None
    }
    opened = policies.opens_personal_of(spoken_of, user, today) if spoken_of else set()
    people = _names(User, {entry.actor_id for entry in entries} | spoken_of)
    units = _names(Unit, {entry.unit_id for entry in entries})
    names = _thing_names(entries)
    return [
        EntryRow(
            pk=entry.pk,
            at=entry.at,
            who=people.get(entry.actor_id, ""),
            unit=units.get(entry.unit_id, ""),
            action=audit.action_label(entry.action),
            thing=_thing(entry.object_type, entry.object_id, names),
            changes=_changes(entry.object_type, entry) if entry.pk in whole else [],
            personal=_personal(entry, people, opened) if entry.pk in whole else [],
            line_count=entry.line_count,
            partly=entry.pk not in whole,
        )
        for entry in entries
    ]


def _changes(object_type: str, one: Entry | Line) -> list[tuple[str, str, str]]:
    words = tasks.STATE_WORDS if object_type == "tasks.task" else None
    return audit.changes(one.before, one.after, words)


def _names(model: Any, ids: set[int | None]) -> dict[int | None, str]:
    wanted = {pk for pk in ids if pk is not None}
    return {pk: str(row) for pk, row in model.objects.in_bulk(wanted).items()} if wanted else {}


def _thing_names(entries: list[Entry]) -> dict[tuple[str, int | None], str]:
    """Return the names of the things that have one.

    Cost: a query per kind of thing that occurs, five at most.
    """
    names = {}
    for label in NAMED:
        ids = {entry.object_id for entry in entries if entry.object_type == label}
        for pk, name in _names(apps.get_model(label), ids).items():
            names[label, pk] = name
    return names


def _thing(object_type: str, pk: int | None, names: dict[tuple[str, int | None], str]) -> str:
    label = audit.thing_label(object_type)
    if pk is None:
        return label
    return f"{label} {names.get((object_type, pk), '')} #{pk}".replace("  ", " ")


def _personal(entry: Entry, people: dict[int | None, str], opened: set[int]) -> list[Personal]:
    found = []
    for name, sealed in entry.after.items():
        person = rules.person_of(name)
        if person is None:
            continue
        who = people.get(person, f"#{person}")
        if person not in opened:
            found.append(Personal(who, "withheld"))
            continue
        values = open_personal(person, sealed)
        state = "erased" if values is None else "open"
        found.append(Personal(who, state, audit.shown(values)))
    return found


def entry_lines(*, pk: int, user: User, today: date) -> list[LineRow] | None:
    """Return the lines of a bulk action within the person's scope, None for a stranger."""
    entry = policies.visible(Entry.objects.all(), user, today).filter(pk=pk).first()
    if entry is None:
        return None
    lines = list(
        policies.visible_lines(Line.objects.filter(entry=entry), user, today).order_by("pk")[
            :MOST_LINES
        ]
    )
    units = _names(Unit, {line.unit_id for line in lines})
    label = audit.thing_label(entry.object_type)
    names = (
        _names(apps.get_model(entry.object_type), {line.object_id for line in lines})
        if entry.object_type in NAMED
        else {}
    )
    return [
        LineRow(
            thing=f"{label} {names.get(line.object_id, '')} #{line.object_id}".replace("  ", " "),
            unit=units.get(line.unit_id, ""),
            changes=_changes(entry.object_type, line),
        )
        for line in lines
    ]
