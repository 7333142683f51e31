"""The things of a meeting that the person may act on: those of bodies whose office they are of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.meetings import policies, rules
from changai.meetings.models import (
    AgendaItem,
    Amendment,
    Appearance,
    Decision,
    DecisionTask,
    ItemPaper,
    Meeting,
    Series,
    Topic,
)
from changai.meetings.queries._meetings import visible_meetings, visible_series
from changai.meetings.queries._minutes import minutes_now


def runs(meeting: Meeting, *, user: User, today: date) -> bool:
    """Say whether the person plans, records and signs a meeting."""
    return policies.may_run(meeting, user, today)


def living_series(user: User, today: date) -> list[Series]:
    """Return the series that go on, of bodies whose office the person is of."""
    return list(visible_series(user, today).filter(ended_on=None).order_by("pk"))


def visible_items(user: User, today: date) -> QuerySet[AgendaItem]:
    """Return the items of agendas the person runs, with their meetings."""
    run = policies.run_bodies(user, today)
    rows = AgendaItem.objects.select_related("meeting__body__office", "unit")
    return rows.filter(meeting__body__in=run)


def visible_item_papers(user: User, today: date) -> QuerySet[ItemPaper]:
    """Return the papers beside items the person runs."""
    rows = ItemPaper.objects.select_related("item__meeting__body__office")
    return rows.filter(item__in=visible_items(user, today).values("pk"))


def papers_beside(item: AgendaItem) -> list[ItemPaper]:
    """Return the papers beside an item, with their documents."""
    return list(item.papers.select_related("document").order_by("pk"))


def visible_speakers(user: User, today: date) -> QuerySet[Appearance]:
    """Return the speakers of meetings the person runs."""
    rows = Appearance.objects.select_related("meeting__body__office")
    return rows.filter(meeting__body__in=policies.run_bodies(user, today))


def run_decisions(user: User, today: date) -> QuerySet[Decision]:
    """Return the decisions of meetings the person runs."""
    rows = Decision.objects.select_related("meeting__body__office", "unit")
    return rows.filter(meeting__body__in=policies.run_bodies(user, today)).prefetch_related(
        "cooperating__unit"
    )


def is_task(decision: Decision) -> bool:
    """Say whether a decision became a task."""
    return DecisionTask.objects.filter(decision=decision).exists()


def run_topics(user: User, today: date) -> QuerySet[Topic]:
    """Return the topics of bodies whose office the person is of."""
    rows = Topic.objects.select_related("body__office", "unit")
    return rows.filter(body__in=policies.run_bodies(user, today))


def meetings_ahead(*, user: User, today: date) -> list[Meeting]:
    """Return the meetings the person prepares, soonest first."""
    rows = visible_meetings(user, today).filter(state__in=rules.PREPARED_IN)
    run = policies.run_bodies(user, today)
    return list(rows.filter(body__in=run).order_by("starts_at", "pk"))


@dataclass(frozen=True)
class AmendmentRow:
    """A correction of signed minutes: where, by whom, what it said and says, and why."""

    amendment: Amendment
    label: str


def amendments_of(meeting: Meeting) -> list[AmendmentRow]:
    """Return the corrections of signed minutes in the order in which they were made."""
    rows = Amendment.objects.filter(meeting=meeting).select_related("by").order_by("pk")
    return [AmendmentRow(row, _(row.label)) for row in rows]


def lines_to_amend(meeting: Meeting) -> list[rules.MinutesLine]:
    """Return the lines of signed minutes that may be corrected, as they read today."""
    return rules.minutes_lines(minutes_now(meeting))


def minutes_shown(meeting: Meeting) -> dict[str, Any]:
    """Return the minutes as the page shows them: codes in words, corrected lines marked.

    Signed minutes are shown from what was frozen, not from live rows.
    """
    content = minutes_now(meeting)
    rows = Amendment.objects.filter(meeting=meeting).values_list("key", flat=True)
    fixed = set(rows)
    for part in ("attendance", "items", "speakers", "decisions"):
        for row in content[part]:
            row["fixed"] = any(key.startswith(f"{part}.{row['id']}.") for key in fixed)
    for row in content["attendance"]:
        row["presence_words"] = _named(rules.PRESENCES, row["presence"]) or _("未登记")
    for row in content["items"]:
        row["kind_words"] = _named(rules.ITEM_KINDS, row["kind"])
    for row in content["speakers"]:
        row["act_words"] = _named(rules.ACTS, row["act"])
        row["tier_words"] = _named(rules.TIERS, row["tier"])
    for row in content["decisions"]:
        row["cooperating_words"] = rules.in_words(row["cooperating"])
    content["fixed"] = [key for key in fixed if key.startswith("meeting.")]
    return content


def _named(table: Any, code: str) -> str:
    name = table.get(code, code)
    return _(name) if name else ""
