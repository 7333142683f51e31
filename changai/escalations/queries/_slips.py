"""Slips as lists and pages show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from changai.accounts.models import User
from changai.escalations import policies
from changai.escalations.models import Slip
from changai.escalations.queries._words import (
    DRAFTING,
    EVENT_WORDS,
    LEVEL_TONES,
    LEVEL_WORDS,
    STATE_TONES,
    STATE_WORDS,
)
from changai.escalations.rules import Level, State
from changai.papers.models import Paper
from changai.tasks import queries as tasks
from changai.tasks import rules as task_rules

PAGE_ROWS = 50


@dataclass(frozen=True)
class SlipFilter:
    """What the list is narrowed to; an empty field narrows nothing."""

    level: str = ""
    state: str = ""
    words: str = ""
    task_id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is narrowed."""
        return self == SlipFilter()


@dataclass(frozen=True)
class SlipRow:
    """A slip with its state in words and the light of its task today."""

    slip: Slip
    level_words: Any
    level_tone: str
    state_words: Any
    state_tone: str
    colour: Mapping[str, Any]
    number: str
    is_sent: bool
    is_late: bool


def visible_slips(*, user: User, today: date) -> QuerySet[Slip]:
    """Return the slips the person may see, with task and units."""
    rows = Slip.objects.select_related("task__lead", "task__assigner", "unit", "to_unit", "earlier")
    return policies.visible_slips(rows, user, today)


def slips_to_answer(*, unit_ids: Collection[int]) -> QuerySet[Slip]:
    """Return the slips on paper that reached units and wait for their answer."""
    rows = Slip.objects.filter(to_unit_id__in=unit_ids, state=State.OPEN)
    return policies.only_sent(rows.exclude(level=Level.REMINDER))


def slip_page(
    *, user: User, today: date, wanted: SlipFilter, before: int | None = None
) -> tuple[list[SlipRow], str]:
    """Return one page of slips, newest first, and the cursor of the next page or "".

    Cost: two queries.
    """
    rows = visible_slips(user=user, today=today)
    for name, value in (("level", wanted.level), ("task_id", wanted.task_id)):
        if value:
            rows = rows.filter(**{name: value})
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.words:
        rows = rows.filter(task__title__icontains=wanted.words)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    cursor = str(shown[-1].pk) if len(found) > PAGE_ROWS else ""
    return slip_rows(shown, today=today), cursor


def slip_rows(slips: list[Slip], *, today: date) -> list[SlipRow]:
    """Return slips as the pages show them. Cost: one query."""
    numbers = {
        (kind, thing_id): number
        for kind, thing_id, number in Paper.objects.filter(
            thing_id__in=[one.pk for one in slips],
            kind__in=[level.value for level in Level if level.is_paper],
            state=Paper.State.ISSUED,
        ).values_list("kind", "thing_id", "number")
    }
    near = tasks.near_until(today)
    return [_row(one, today, near, numbers.get((one.level, one.pk), "")) for one in slips]


def _row(slip: Slip, today: date, near: date, number: str) -> SlipRow:
    sent = policies.is_sent(slip)
    drafting = slip.state == State.OPEN and not sent
    reading = task_rules.colour(tasks.time_facts(slip.task), today=today, near_until=near)
    live = State(slip.state).is_live and sent
    return SlipRow(
        slip=slip,
        level_words=LEVEL_WORDS[slip.level],
        level_tone=LEVEL_TONES[slip.level],
        state_words=DRAFTING if drafting else STATE_WORDS[slip.state],
        state_tone=STATE_TONES["DRAFTING" if drafting else slip.state],
        colour=tasks.colour_in_words(reading),
        number=number,
        is_sent=sent,
        is_late=live and slip.until_on is not None and slip.until_on < today,
    )


def chain_of(slip: Slip, *, user: User, today: date) -> list[SlipRow]:
    """Return every slip on the same matter to the same unit that the person may see, in order."""
    rows = visible_slips(user=user, today=today).filter(
        task_id=slip.task_id, to_unit_id=slip.to_unit_id
    )
    return slip_rows(list(rows.order_by("made_at", "pk")), today=today)


def slip_actions(slip: Slip, *, user: User, today: date) -> list[tuple[str, Any]]:
    """Return the names and words of what the person may do to a slip now."""
    return [
        (event.value, EVENT_WORDS[event.value])
        for event in policies.events_for(slip, user, today)
        if event.value in EVENT_WORDS
    ]
