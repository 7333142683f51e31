"""The rows behind a figure, values one by one, and what waits to be judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from changai.accounts.models import User
from changai.evidence import queries as evidence
from changai.indicators import models, policies, rules
from changai.indicators.queries import _words as words
from changai.indicators.queries._entry import locked_by, visible_values, warning_words
from changai.indicators.queries._figures import own_value
from changai.indicators.queries._places import TIERS, inside, places
from changai.indicators.rules import Event, Period, State
from changai.orgs.models import Unit
from changai.packs.current import language, pack
from changai.packs.indicators import Indicator

PAGE_ROWS = 50


@dataclass(frozen=True)
class ValueRow:
    """A value with its three numbers as printed, its state and its files the person may see."""

    value: models.Value
    definition: Indicator
    title: str
    unit_words: str
    said: Any
    verified: Any
    published: Any
    state_words: Any
    state_tone: str
    origin_words: Any
    files: list[Any]
    file_count: int


def value_rows(values: QuerySet[models.Value], *, user: User, today: date) -> list[ValueRow]:
    """Return values as lists show them.

    Cost: three queries, however many values.
    """
    seen = evidence.visible_files(user=user, today=today).values("pk")
    uses = models.ValueFile.objects.filter(file__in=seen).select_related("file")
    rows = values.annotate(file_count=Count("files")).prefetch_related(
        Prefetch("files", queryset=uses, to_attr="seen_files")
    )
    return [value_row(one) for one in rows]


def value_row(value: Any) -> ValueRow:
    """Return one value as a page shows it; it was read with its files."""
    definition = pack().indicator(value.indicator)
    return ValueRow(
        value=value,
        definition=definition,
        title=definition.label(language()),
        unit_words=words.unit_words(definition, language()),
        said=words.shown(own_value(value, definition.version_on(value.ends_on)), definition),
        verified=words.shown(verified_value(value), definition),
        published=words.shown(_number(value, value.published, value.published_base), definition),
        state_words=words.STATE_WORDS[State(value.state)],
        state_tone=words.STATE_TONES[State(value.state)],
        origin_words=words.ORIGIN_WORDS[value.origin],
        files=[use.file for use in value.seen_files],
        file_count=value.file_count,
    )


def verified_value(value: models.Value) -> Decimal | None:
    """Return what the verified numbers of a value come to."""
    return _number(value, value.verified, value.verified_base)


def _number(value: models.Value, number: Decimal | None, base: Decimal | None) -> Decimal | None:
    if number is None:
        return None
    version = pack().indicator(value.indicator).version_on(value.ends_on)
    return rules.value_of(rules.Typed(number, base), rules.Limits(version.rule, version.per))


def rows_behind(
    unit: Unit,
    definition: Indicator,
    period: Period,
    *,
    user: User,
    today: date,
    reading: str = "then",
    after: str = "",
) -> tuple[list[ValueRow], str]:
    """Return one page of the values a figure is made of, and the cursor of the next page or "".

    In the order of the tree. Cost: five queries.
    """
    standing = places(reading, period.last)
    rows = visible_values(user=user, today=today).filter(
        indicator=definition.code,
        period=period.code,
        unit__tier=TIERS[definition.grain],
        unit__kind__in=policies.BASE_KINDS,
    )
    here = inside("unit__path", unit.path)
    if standing.differing:
        paths = rows.values_list("unit__path", flat=True)
        kept = [path for path in paths if standing.child(path, unit.path) is not None]
        rows = rows.filter(unit__path__in=kept)
    else:
        rows = rows.filter(here)
    if after:
        rows = rows.filter(unit__path__gt=after)
    found = value_rows(rows.order_by("unit__path")[: PAGE_ROWS + 1], user=user, today=today)
    shown = found[:PAGE_ROWS]
    cursor = shown[-1].value.unit.path if len(found) > PAGE_ROWS else ""
    return shown, cursor


def waiting_rows(*, user: User, today: date, code: str = "") -> list[ValueRow]:
    """Return approved values that wait for the person, the oldest first; a bounded number."""
    rows = policies.waiting(visible_values(user=user, today=today), user, today)
    if code:
        rows = rows.filter(indicator=code)
    return value_rows(rows.order_by("approved_at", "pk")[:PAGE_ROWS], user=user, today=today)


def count_waiting(*, user: User, today: date) -> int:
    """Return how many approved values wait for the person."""
    return policies.waiting(models.Value.objects.all(), user, today).count()


def actions_for(value: models.Value, *, user: User, today: date) -> list[str]:
    """Return the names of what the person may do to a value now."""
    definition = pack().indicator(value.indicator)
    names: list[str] = []
    if locked_by(value.unit, value.indicator, value.period) is not None:
        may = policies.may(Event.RESTATE, value, definition, user, today)
        return [Event.RESTATE.value] if may and value.published is not None else names
    for event in (Event.APPROVE, Event.ACCEPT, Event.RETURN, Event.REOPEN, Event.RESTATE):
        if not policies.may(event, value, definition, user, today):
            continue
        if event is Event.REOPEN and value.published is not None:
            continue
        if event is Event.RESTATE and value.published is None:
            continue
        names.append(event.value)
    if policies.may(Event.TYPE, value, definition, user, today):
        names.append(Event.TYPE.value)
    return names


@dataclass(frozen=True)
class AnsweredWarning:
    """A warning that came up, in words, and what it was answered with."""

    what: str
    words: str


def answered_warnings(value: models.Value) -> list[AnsweredWarning]:
    """Return the warnings of a value with their answers."""
    rows = value.warnings.order_by("pk")
    return [AnsweredWarning(warning_words(one), one.words) for one in rows]


def part_rows(value: models.Value) -> list[tuple[str, Decimal]]:
    """Return the parts of a score with their names, in the order of the definition."""
    definition = pack().indicator(value.indicator)
    names = {one.code: one.label(language()) for one in definition.parts}
    return [(names.get(code, code), Decimal(one)) for code, one in value.parts.items()]


def restatements_of(value: models.Value) -> list[models.Restatement]:
    """Return the restatements of one value, the newest first."""
    return list(value.restatements.select_related("by").order_by("-at", "-pk"))
