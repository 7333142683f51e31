"""Figures: what is said, verified and published of a unit, with target, colour and gaps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from changai.accounts.models import User
from changai.indicators import models, policies, rules
from changai.indicators.queries import _words as words
from changai.indicators.queries._facts import fact_tallies
from changai.indicators.queries._places import TIERS, rank
from changai.indicators.queries._sums import Tallies, Tally, typed_tallies, typed_wholes
from changai.indicators.rules import Period
from changai.orgs.models import Unit
from changai.packs.arithmetic import Rolled
from changai.packs.current import language, pack
from changai.packs.indicators import Indicator, Target, Version

TIER_NAMES = {code: name for name, code in TIERS.items()}
TREND = 5


@dataclass(frozen=True)
class Figure:
    """One figure of one unit, period and reading.

    `own` is what the unit itself said where its values are made of others', `own_gap` by how much
    that is more than the roll-up. Units: values of the indicator; the `shown_…` ones as printed.
    """

    unit: Unit
    definition: Indicator
    version: Version
    period: Period
    said: Rolled
    verified: Rolled
    published: Decimal | None
    published_on: date | None
    expected: int
    own: models.Value | None
    own_value: Decimal | None
    target: Target | None
    light: rules.Light

    def _shown(self, value: Decimal | None) -> Decimal | None:
        return words.shown(value, self.definition)

    @property
    def title(self) -> str:
        """Return the name of the indicator."""
        return self.definition.label(language())

    @property
    def unit_words(self) -> str:
        """Return the unit of measure."""
        return words.unit_words(self.definition, language())

    @property
    def shown_said(self) -> Decimal | None:
        """Return what was said."""
        return self._shown(self.said.value)

    @property
    def shown_verified(self) -> Decimal | None:
        """Return what was verified."""
        return self._shown(self.verified.value)

    @property
    def shown_published(self) -> Decimal | None:
        """Return what was published last."""
        return self._shown(self.published)

    @property
    def shown_target(self) -> Decimal | None:
        """Return the target."""
        return self._shown(self.target.value) if self.target else None

    @property
    def shown_gap(self) -> Decimal | None:
        """Return what lacks to the target; 0 where it is reached."""
        return self._shown(self.light.gap)

    @property
    def shown_line(self) -> Decimal | None:
        """Return where the line to the target stands."""
        return self._shown(self.light.line)

    @property
    def verified_share(self) -> Decimal | None:
        """Return the share of the values said that are verified."""
        return rules.verified_share(self.said.count, self.verified.count)

    @property
    def silent(self) -> int:
        """Return how many units said nothing."""
        return max(self.expected - self.said.count, 0)

    @property
    def is_small(self) -> bool:
        """Say whether the figure speaks of too few to leave the office."""
        return any(
            size is not None and 0 < size < self.definition.minimum_cell
            for one in (self.said, self.verified)
            for size in (one.base if self.version.is_ratio else one.number,)
        )

    @property
    def own_gap(self) -> Decimal | None:
        """Return by how much the unit's own statement is more than the roll-up."""
        if self.own_value is None or self.said.value is None:
            return None
        return self._shown(self.own_value - self.said.value)

    @property
    def shown_own(self) -> Decimal | None:
        """Return what the unit itself said."""
        return self._shown(self.own_value)

    @property
    def colour(self) -> dict[str, Any]:
        """Return the computed colour with what it was computed from."""
        return {
            "code": self.light.code,
            "words": words.CAUSE_WORDS[self.light.cause],
            "inputs": [],
        }


def counts_at(definition: Indicator, unit: Unit) -> bool:
    """Say whether figures of an indicator exist at the tier of a unit."""
    return rank(unit.tier) <= rank(TIERS[definition.grain])


def figure(
    unit: Unit, definition: Indicator, period: Period, *, reading: str = "then"
) -> tuple[Figure, Tallies]:
    """Return one figure, and the sums of the units right below.

    Cost: six queries for what people typed; for a fact, those of reading it.
    """
    found = tallies(unit, definition, period, reading)
    own = models.Value.objects.filter(unit=unit, indicator=definition.code, period=period.code)
    return _figure(unit, definition, period, found.whole, _at_higher_tier(own, unit, definition),
                   _published(unit, definition, period)), found  # fmt: skip


def tallies(unit: Unit, definition: Indicator, period: Period, reading: str) -> Tallies:
    """Return the sums of a unit, typed or worked out of facts by its definition of then."""
    if definition.version_on(period.last).is_entered:
        return typed_tallies(unit, definition, period, reading)
    return fact_tallies(unit, definition, period, reading)


def _at_higher_tier(
    own: QuerySet[models.Value], unit: Unit, definition: Indicator
) -> models.Value | None:
    at_base = unit.tier == TIERS[definition.grain]
    return None if at_base else own.select_related("typed_by").first()


def _published(unit: Unit, definition: Indicator, period: Period) -> models.PublishedFigure | None:
    rows = models.PublishedFigure.objects.filter(
        unit=unit, indicator=definition.code, period=period.code
    )
    return rows.select_related("publication").order_by("-publication__at").first()


def _figure(
    unit: Unit,
    definition: Indicator,
    period: Period,
    whole: Tally,
    own: models.Value | None,
    published: models.PublishedFigure | None,
) -> Figure:
    version = definition.version_on(period.last)
    said, verified = whole.said(version), whole.verified(version)
    target = target_of(unit, definition, period.last)
    best = verified.value if verified.value is not None else said.value
    public = published if published is not None and not published.is_hidden else None
    return Figure(
        unit=unit,
        definition=definition,
        version=version,
        period=period,
        said=said,
        verified=verified,
        published=public.published if public else None,
        published_on=public.publication.published_on if public else None,
        expected=whole.expected,
        own=own,
        own_value=own_value(own, version) if own else None,
        target=target,
        light=rules.light(best, period.last, aim_of(target), definition.direction),
    )


def own_value(value: models.Value, version: Version) -> Decimal | None:
    """Return what the numbers of one value come to."""
    limits = rules.Limits(version.rule, version.per)
    return rules.value_of(rules.Typed(value.said, value.said_base), limits)


def target_of(unit: Unit, definition: Indicator, on: date) -> Target | None:
    """Return the target a unit works towards on a day: the next one due, else the last one."""
    tier = TIER_NAMES[unit.tier]
    found = definition.targets_for(tier, unit.code or "")
    ahead = [one for one in found if one.due_on >= on]
    return ahead[0] if ahead else (found[-1] if found else None)


def aim_of(target: Target | None) -> rules.Aim | None:
    """Return a target as the rules read it."""
    if target is None:
        return None
    return rules.Aim(target.due_on, target.value, target.from_on, target.from_value)


def figures_of(
    unit: Unit, *, user: User, today: date, wanted: str = "", goal: str = "", reading: str = "then"
) -> list[Figure]:
    """Return the figures of a unit that the person may see, in the order of the list.

    Cost: a few queries however many indicators people type, and reading the facts of the others.
    """
    asked = [
        (one, rules.period_in(one.rhythm, wanted, today))
        for one in sorted(pack().indicators, key=lambda row: (row.number or 999, row.code))
        if counts_at(one, unit)
        and goal in ("", one.goal)
        and policies.sees_figure(unit, one, user, today)
    ]
    return wholes(unit, asked, reading)


def wholes(
    unit: Unit, asked: Sequence[tuple[Indicator, Period]], reading: str = "then"
) -> list[Figure]:
    """Return figures of a unit without those below it, in the order in which they are asked."""
    typed = typed_wholes(
        unit, [pair for pair in asked if pair[0].version_on(pair[1].last).is_entered], reading
    )
    codes, periods = {one.code for one, _ in asked}, {period.code for _, period in asked}
    near = {"unit": unit, "indicator__in": codes, "period__in": periods}
    own = {
        (one.indicator, one.period): one
        for one in models.Value.objects.filter(**near).select_related("typed_by")
    }
    printed = models.PublishedFigure.objects.filter(**near).select_related("publication")
    public = {(one.indicator, one.period): one for one in printed.order_by("publication__at")}
    rows = []
    for one, period in asked:
        key = (one.code, period.code)
        whole = typed.get(one.code) or fact_tallies(unit, one, period, reading).whole
        said = None if unit.tier == TIERS[one.grain] else own.get(key)
        rows.append(_figure(unit, one, period, whole, said, public.get(key)))
    return rows


@dataclass(frozen=True)
class Cell:
    """The figure of a unit right below, or nothing of it where it is hidden."""

    unit: Unit
    said: Any
    verified: Any
    known: int
    expected: int
    is_hidden: bool

    @property
    def silent(self) -> int:
        """Return how many units said nothing."""
        return max(self.expected - self.known, 0)


def cells(figure: Figure, found: Tallies) -> list[Cell]:
    """Return the figures of the units right below; small ones are hidden, and one beside.

    Cost: one query.
    """
    units = {one.path: one for one in Unit.objects.filter(path__in=list(found.below))}
    hidden = hidden_paths(figure.definition, figure.version, found.below, units)
    rows = []
    for path in sorted(found.below):
        if path not in units or path == figure.unit.path:
            continue
        tally, hides = found.below[path], units[path].pk in hidden
        said, verified = tally.said(figure.version).value, tally.verified(figure.version).value
        rows.append(
            Cell(
                unit=units[path],
                said=None if hides else words.shown(said, figure.definition),
                verified=None if hides else words.shown(verified, figure.definition),
                known=tally.count,
                expected=tally.expected,
                is_hidden=hides,
            )
        )
    return rows


def hidden_paths(
    definition: Indicator,
    version: Version,
    below: Mapping[str, Tally],
    units: Mapping[str, Unit],
    *,
    before: Collection[int] = (),
    public: Collection[int] = (),
) -> frozenset[int]:
    """Return which units right below are hidden in a table with its total.

    `before` are units hidden in an earlier table, `public` those whose figure is known elsewhere.
    """
    if not definition.minimum_cell:
        return frozenset()
    sizes = {units[path].pk: tally.size(version) for path, tally in below.items() if path in units}
    return rules.hidden_cells(sizes, definition.minimum_cell, before=before, public=public)


@dataclass(frozen=True)
class TrendRow:
    """One period of a trend."""

    period: Period
    said: Any
    verified: Any
    published: Any
    line: Any


def trend(figure: Figure, *, reading: str = "then") -> list[TrendRow]:
    """Return the last periods of a figure, each by its definition of then, the oldest first.

    Cost: a few queries a period.
    """
    aim = aim_of(figure.target)
    rows = []
    for period in rules.recent(figure.period, TREND):
        version = figure.definition.version_on(period.last)
        whole = tallies(figure.unit, figure.definition, period, reading).whole
        public = _published(figure.unit, figure.definition, period)
        line = rules.on_line(aim, period.last) if aim else None
        rows.append(
            TrendRow(
                period,
                words.shown(whole.said(version).value, figure.definition),
                words.shown(whole.verified(version).value, figure.definition),
                words.shown(public.published, figure.definition)
                if public and not public.is_hidden
                else None,
                words.shown(line, figure.definition),
            )
        )
    return rows
