"""Calls, quotas, applications and panels as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from changai.accounts.models import User
from changai.documents import queries as documents
from changai.orgs import queries as orgs
from changai.orgs.models import Unit
from changai.packs.current import language, pack
from changai.papers import queries as papers
from changai.papers.models import Paper
from changai.pilots import policies, rules
from changai.pilots.models import Application, Call, Quota, Vote
from changai.pilots.queries import _words as words
from changai.pilots.queries._pilots import known_facts, live_pilots
from changai.pilots.rules import ApplicationEvent, ApplicationState, CallState, Fill

PAGE_ROWS = 50
MOST_CHOICES = 50
MOST_UNITS = 300
MOST_PEOPLE = 200


def visible_calls(*, user: User, today: date) -> QuerySet[Call]:
    """Return the calls the person may see, with their office."""
    return policies.visible_calls(Call.objects.select_related("unit"), user, today)


@dataclass(frozen=True)
class CallRow:
    """A call with its codes in words and how many applied and were named."""

    call: Call
    tier: Any
    category: str
    scopes: str
    state: Any
    tone: str
    applied: int
    named: int
    is_open: bool


def call_rows(*, user: User, today: date, after: int | None = None) -> tuple[list[CallRow], str]:
    """Return one page of calls, newest first, and the cursor of the next or "". Cost: one query.

    The counts are of the applications the person may see.
    """
    rows = visible_calls(user=user, today=today)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    mine = policies.visible_applications(Application.objects.all(), user, today).values("pk")
    counted = rows.annotate(
        applied=Count("applications", filter=Q(applications__in=mine)),
        named=Count("applications", filter=Q(applications__in=mine, applications__state="NAMED")),
    )
    found = list(counted.order_by("-pk")[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    cursor = str(shown[-1].pk) if len(found) > PAGE_ROWS else ""
    return [call_row(one, today=today) for one in shown], cursor


def call_row(call: Call, *, today: date) -> CallRow:
    """Return a call as the pages show it."""
    scopes = words.scope_words()
    open_now = call.state == CallState.OPEN and call.closes_on >= today
    return CallRow(
        call=call,
        tier=words.tier_words(call.tier),
        category=words.category_words().get(call.category, call.category),
        scopes="、".join(scopes.get(one, one) for one in call.scopes)
        if language() == "zh"
        else ", ".join(scopes.get(one, one) for one in call.scopes),
        state=words.CALL_WORDS[call.state],
        tone=words.CALL_TONES[call.state],
        applied=getattr(call, "applied", 0),
        named=getattr(call, "named", 0),
        is_open=open_now,
    )


@dataclass(frozen=True)
class QuotaRow:
    """A quota with how far it is filled, what its parts lack, and whether it may be handed down."""

    quota: Quota
    fill: Fill
    depth: int
    gap: rules.Quota | None
    may_split: bool


def quota_rows(call: Call, *, user: User, today: date) -> list[QuotaRow]:
    """Return the quotas of a call in tree order. Cost: three queries."""
    quotas = list(call.quotas.select_related("unit", "parent").order_by("unit__path"))
    if not quotas:
        return []
    pilots = list(live_pilots().filter(call=call).values_list("unit__path", flat=True))
    top = call.unit.scope_path
    zones = list(
        Unit.objects.filter(kind="zone", path__startswith=top).values_list("path", flat=True)
    )
    parts: dict[int, list[rules.Quota]] = {}
    depths: dict[int, int] = {}
    for one in quotas:
        depths[one.pk] = depths.get(one.parent_id or 0, -1) + 1
        if one.parent_id:
            parts.setdefault(one.parent_id, []).append(rules.Quota(one.minimum, one.zone_minimum))
    rows = []
    for one in quotas:
        whole = rules.Quota(one.minimum, one.zone_minimum)
        below = parts.get(one.pk)
        rows.append(
            QuotaRow(
                quota=one,
                fill=rules.fill_of(whole, one.unit.path, pilots, zones),
                depth=depths[one.pk],
                gap=rules.cascade_gap(whole, below) if below else None,
                may_split=call.state != CallState.CLOSED
                and policies.may_set_quota(one, user, today),
            )
        )
    return rows


def quota_units(call: Call, parent: Quota | None) -> list[Unit]:
    """Return the divisions and zones right below an office's division, or a quota's unit."""
    top = parent.unit if parent else call.unit.parent
    if top is None:
        return []
    kinds = ("division_government", "zone", "town")
    rows = Unit.objects.filter(parent=top, kind__in=kinds, ended_on=None)
    return list(rows.order_by("path")[:MOST_UNITS])


@dataclass(frozen=True)
class ApplicationRow:
    """An application with its codes in words."""

    application: Application
    route: Any
    scope: str
    state: Any
    tone: str


def visible_applications(*, user: User, today: date) -> QuerySet[Application]:
    """Return the applications the person may see, with call and units."""
    rows = Application.objects.select_related("call__unit", "unit", "nominated_by", "profile")
    return policies.visible_applications(rows, user, today)


def applications_of(call: Call, *, user: User, today: date) -> list[ApplicationRow]:
    """Return the applications of a call that the person may see, in tree order. Cost: one query."""
    rows = visible_applications(user=user, today=today).filter(call=call)
    return [application_row(one) for one in rows.order_by("unit__path", "pk")]


def application_row(application: Application) -> ApplicationRow:
    """Return an application as the pages show it."""
    return ApplicationRow(
        application=application,
        route=words.ROUTE_WORDS[application.route],
        scope=words.scope_words().get(application.scope, application.scope),
        state=words.APPLICATION_WORDS[application.state],
        tone=words.APPLICATION_TONES[application.state],
    )


def check_rows(application: Application) -> list[dict[str, Any]]:
    """Return what eligibility gave when it was handed in, each condition with its source."""
    labels = {
        one.code: one.label(language()) for one in pack().pilots.eligibility(application.scope)
    }
    signs = {"gt": ">", "ge": "≥", "le": "≤", "lt": "<", "eq": "="}
    return [
        {
            "fact": words.FACT_WORDS[line["fact"]],
            "asked": f"{signs[line['op']]} {line['value']:,}",
            "given": line["given"],
            "met": line["met"],
            "source": line["source"],
            "rule": labels.get(check["code"], check["code"]),
        }
        for check in application.checks
        for line in check["lines"]
    ]


def actions_for(application: Application, *, user: User, today: date) -> set[str]:
    """Return the names of the steps the person may take with an application."""
    return {
        event.value
        for event in ApplicationEvent
        if policies.may_on_application(event, application, user, today)
    } - {"name"}


@dataclass(frozen=True)
class Judged:
    """The votes on an application: all together, and single ones where the person may read them."""

    tally: rules.Tally
    votes: list[Vote]
    own: Vote | None
    quorum: int


def judged(application: Application, *, user: User, today: date) -> Judged:
    """Return the votes on an application. Cost: one query."""
    limit = words.limit
    votes = list(application.votes.select_related("voter").order_by("cast_at"))
    tally = rules.tally_of(
        [rules.Vote(one.points, one.in_favor) for one in votes],
        quorum=limit("quorum").value,
        pass_points=limit("pass_points").value,
        pass_percent=limit("pass_share").value,
    )
    return Judged(
        tally=tally,
        votes=votes if policies.sees_votes(application, user, today) else [],
        own=next((one for one in votes if one.voter_id == user.pk), None),
        quorum=limit("quorum").value,
    )


def waiting_for_vote(*, user: User, today: date) -> QuerySet[Application]:
    """Return the applications on whose panel the person sits and has not voted, with call and unit.

    None of their own unit, of one above it, or that they put forward.
    """
    rows = Application.objects.filter(state=ApplicationState.SUBMITTED)
    waiting = policies.judged_by(rows, user, today).exclude(votes__voter=user)
    return waiting.select_related("call__unit", "unit", "nominated_by", "profile")


def to_judge(*, user: User, today: date) -> list[ApplicationRow]:
    """Return the applications that wait for the person's vote. Cost: one query."""
    waiting = waiting_for_vote(user=user, today=today).order_by("call_id", "unit__path")
    return [application_row(one) for one in waiting[:PAGE_ROWS]]


def nameable(call: Call, *, user: User, today: date) -> list[ApplicationRow]:
    """Return the applications that passed and wait to be named, where the person names them."""
    if not policies.is_office(call.unit, user, today):
        return []
    rows = visible_applications(user=user, today=today)
    return [
        application_row(one)
        for one in rows.filter(call=call, state=ApplicationState.PASSED).order_by("unit__path")
    ]


def panel_choices(call: Call, *, user: User, today: date) -> list[Any]:
    """Return the people who may be seated: those in reach with a post, and those seated now."""
    seated = call.seats.values_list("person_id", flat=True)
    rows = orgs.visible_people(user=user, today=today).filter(is_active=True)
    serving = rows.filter(Q(posts__ended_at=None, posts__isnull=False) | Q(pk__in=seated))
    return list(serving.distinct().order_by("name", "pk")[:MOST_PEOPLE])


def basis_choices(*, user: User, today: date) -> tuple[list[Any], list[Paper]]:
    """Return the last documents and issued papers the person may see, as a basis."""
    rows = documents.visible_documents(user=user, today=today).order_by("-pk")[:MOST_CHOICES]
    issued = papers.visible_papers(user=user, today=today).filter(state="ISSUED")
    return list(rows), list(issued.order_by("-pk")[:MOST_CHOICES])


def facts_to_ask(unit: Unit, *, scope: str, today: date) -> tuple[list[str], Any]:
    """Return which facts of a unit are to be asked, and what is known of it.

    What was said within the days of the packs is not asked again; a unit that is no enterprise is
    asked nothing.
    """
    known = known_facts(unit)
    if scope != "enterprise":
        return [], known
    names = ["workers_count", "output_yuan", "ownership"]
    fresh = timedelta(days=words.limit("facts_fresh").value)
    if known is None or known.stated_on + fresh < today:
        return names, known
    return [name for name in names if getattr(known, name) in (None, "")], known


def routes_for(call: Call, *, user: User, today: date) -> list[tuple[str, Unit]]:
    """Return by which routes, and from which units, the person may put units forward."""
    found = []
    kinds = {
        kind for one in pack().pilots.scopes if one.code in call.scopes for kind in one.unit_kinds
    }
    quotas = list(call.quotas.select_related("unit"))
    for unit in policies.putting_units(user, today):
        if unit.kind in kinds and unit.path.startswith(call.unit.scope_path):
            found.append(("OWN", unit))
        elif any(policies.may_set_quota(one, user, today) for one in quotas):
            found.append(("QUOTA", unit))
        if unit.kind not in ("enterprise", "zone", "reform_office"):
            found.append(("RECOMMENDATION", unit))
    return found
