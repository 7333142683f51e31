"""What was published, what may be published now, and what was restated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from changai.accounts.models import User
from changai.indicators import models, policies, rules
from changai.indicators.queries import _words as words
from changai.indicators.queries._figures import Figure, counts_at, figure, wholes
from changai.indicators.queries._sums import Tallies, Tally
from changai.indicators.rules import Period
from changai.orgs.models import Unit
from changai.packs.current import language, pack
from changai.packs.indicators import Indicator, Version

PAGE_ROWS = 50


def visible_publications(*, user: User, today: date) -> QuerySet[models.Publication]:
    """Return the publications the person may read, with unit and person, the newest first."""
    rows = models.Publication.objects.select_related("unit", "by")
    return policies.visible_publications(rows, user, today).order_by("-published_on", "-pk")


def publishing_units(*, user: User, today: date) -> list[Unit]:
    """Return the divisions the person publishes for."""
    return list(policies.publishing_units(user, today))


def publishable(
    unit: Unit, *, wanted: str, today: date, codes: Sequence[str] | None = None
) -> list[tuple[Figure, Tallies]]:
    """Return the figures of a unit that are verified, in part at least, with those below.

    Cost: a few queries for each indicator of its tier.
    """
    asked = [
        (one, rules.period_in(one.rhythm, wanted, today))
        for one in sorted(pack().indicators, key=lambda row: (row.number or 999, row.code))
        if counts_at(one, unit) and (codes is None or one.code in codes)
    ]
    known = [one for one in wholes(unit, asked) if one.verified.value is not None]
    return [figure(unit, one.definition, one.period) for one in known]


def is_small(definition: Indicator, version: Version, tally: Tally) -> bool:
    """Say whether a figure speaks of too few to be shown."""
    size = tally.size(version)
    return size is not None and 0 < size < definition.minimum_cell


def published_before(figure: models.PublishedFigure) -> models.PublishedFigure | None:
    """Return what was published last of the same unit, indicator and period."""
    rows = models.PublishedFigure.objects.filter(
        unit=figure.unit, indicator=figure.indicator, period=figure.period
    )
    return rows.select_related("publication").order_by("-publication__at", "-pk").first()


def is_listed(figure: models.PublishedFigure, *, since: datetime) -> bool:
    """Say whether a figure's new number was listed as a restatement of its value since a moment.

    Cost: one query.
    """
    rows = models.Restatement.objects.filter(
        unit=figure.unit, indicator=figure.indicator, period=figure.period, at__gte=since
    )
    last = rows.order_by("-at", "-pk").first()
    return last is not None and last.value_id is not None and last.new == figure.published


def published_cells(unit: Unit, definition: Indicator, period: Period) -> tuple[set[int], set[int]]:
    """Return the units hidden when the unit published a figure, and those others have shown.

    Cost: two queries.
    """
    cells = models.PublishedFigure.objects.filter(indicator=definition.code, period=period.code)
    own = cells.filter(publication__unit=unit, is_hidden=True)
    others = cells.filter(unit__path__startswith=unit.path, is_hidden=False)
    shown = others.exclude(publication__unit=unit)
    return set(own.values_list("unit", flat=True)), set(shown.values_list("unit", flat=True))


@dataclass(frozen=True)
class PublishedRow:
    """A figure of a publication, as printed; nothing of it where it is hidden."""

    figure: models.PublishedFigure
    title: str
    unit_words: str
    said: Any
    verified: Any
    published: Any
    is_total: bool
    later: models.PublishedFigure | None
    later_number: Any


def published_rows(publication: models.Publication) -> list[PublishedRow]:
    """Return the figures of a publication: of each indicator the whole first, then the parts.

    `later` is the figure that replaced it with another number, where one was published since.
    Cost: two queries.
    """
    figures = publication.figures.select_related("unit").order_by("indicator", "unit__path")
    replaced = _replaced(publication)
    rows = []
    for one in figures:
        definition = pack().indicator(one.indicator)
        later = replaced.get((one.unit_id, one.indicator, one.period))
        if later is not None and (later.is_hidden or later.published == one.published):
            later = None
        rows.append(
            PublishedRow(
                figure=one,
                title=definition.label(language()),
                unit_words=words.unit_words(definition, language()),
                said=_printed(one, one.said, definition),
                verified=_printed(one, one.verified, definition),
                published=_printed(one, one.published, definition),
                is_total=one.unit_id == publication.unit_id,
                later=later,
                later_number=words.shown(later.published, definition) if later else None,
            )
        )
    return rows


def _replaced(
    publication: models.Publication,
) -> dict[tuple[int, str, str], models.PublishedFigure]:
    """Return what the same unit published last of the same figures, after a publication."""
    rows = models.PublishedFigure.objects.filter(
        publication__unit=publication.unit_id,
        publication__at__gt=publication.at,
        indicator__in=publication.figures.values("indicator"),
    )
    newest = rows.select_related("publication").order_by("publication__at", "pk")
    return {(one.unit_id, one.indicator, one.period): one for one in newest}


def _printed(
    figure: models.PublishedFigure, value: Decimal | None, definition: Indicator
) -> Decimal | None:
    return None if figure.is_hidden else words.shown(value, definition)


@dataclass(frozen=True)
class RestatedRow:
    """A restatement as a list shows it: which cell, old, new, why, by whom and when."""

    restatement: models.Restatement
    title: str
    unit_words: str
    old: Any
    new: Any


def restated_rows(
    *, user: User, today: date, after: int | None = None
) -> tuple[list[RestatedRow], str]:
    """Return one page of restatements, the newest first, and the cursor of the next page or "".

    Cost: one query.
    """
    rows = models.Restatement.objects.select_related("unit", "by", "publication")
    seen = policies.visible_restatements(rows, user, today)
    if after is not None:
        seen = seen.filter(pk__lt=after)
    found = list(seen.order_by("-pk")[: PAGE_ROWS + 1])
    shown = [restated_row(one) for one in found[:PAGE_ROWS]]
    return shown, str(found[PAGE_ROWS - 1].pk) if len(found) > PAGE_ROWS else ""


def restated_row(one: models.Restatement) -> RestatedRow:
    """Return a restatement as a list shows it."""
    definition = pack().indicator(one.indicator)
    return RestatedRow(
        one,
        definition.label(language()),
        words.unit_words(definition, language()),
        words.shown(one.old, definition),
        words.shown(one.new, definition),
    )


def restated_in(publication: models.Publication) -> list[RestatedRow]:
    """Return what a publication restated."""
    rows = publication.restatements.select_related("unit", "by").order_by("indicator", "pk")
    return [restated_row(one) for one in rows]
