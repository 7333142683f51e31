"""What a unit is asked for a period, and what is to be looked at in a number it types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.indicators import models, policies, rules
from changai.indicators.queries import _words as words
from changai.indicators.queries._figures import counts_at, own_value, tallies
from changai.indicators.queries._places import TIERS
from changai.indicators.rules import Period, Typed
from changai.orgs.models import Unit
from changai.packs.current import language, pack
from changai.packs.indicators import Indicator, Version


def visible_values(*, user: User, today: date) -> QuerySet[models.Value]:
    """Return the values the person may see, with unit and people."""
    rows = models.Value.objects.select_related("unit", "typed_by", "approved_by", "decided_by")
    return policies.visible(rows, user, today)


def visible_units(*, user: User, today: date) -> QuerySet[Unit]:
    """Return the places and firms whose figures the person may see, in tree order."""
    return policies.visible_units(user, today).filter(ended_on=None).order_by("path")


def kept_units(*, user: User, today: date) -> list[Unit]:
    """Return the places and firms for which the person types."""
    return list(policies.kept_units(user, today))


def may_keep(unit: Unit, definition: Indicator, *, user: User, today: date) -> bool:
    """Say whether the person types an indicator for a unit, and it is typed at that tier."""
    version = definition.version_on(today)
    return (
        version.is_entered
        and counts_at(definition, unit)
        and policies.may_keep(unit, definition, user, today)
    )


def sees_figure(unit: Unit, definition: Indicator, *, user: User, today: date) -> bool:
    """Say whether the person may see one figure of a unit, and there is one at its tier."""
    return counts_at(definition, unit) and policies.sees_figure(unit, definition, user, today)


def sees_rows(unit: Unit, *, user: User, today: date) -> bool:
    """Say whether the person sees the values that a figure of a unit is made of."""
    return policies.sees_rows(unit, user, today)


def typed_units(definition: Indicator, version: Version) -> tuple[Any, Any]:
    """Return the units of measure of the numbers above and below the line, as they are typed."""
    own = definition.unit(language())
    above = own if version.numerator_kind == definition.unit_kind else None
    below = words.KIND_WORDS.get(version.denominator_kind or "", "")
    return above or words.KIND_WORDS[version.numerator_kind], below


@dataclass(frozen=True)
class TypedNumber:
    """A number as it was typed, with its name: above the line or below it."""

    name: str
    said: Decimal | None
    verified: Decimal | None
    published: Decimal | None


def typed_numbers(value: models.Value) -> list[TypedNumber]:
    """Return the numbers of a ratio as they were typed; nothing for a plain number."""
    version = pack().indicator(value.indicator).version_on(value.ends_on)
    if not version.is_ratio:
        return []
    lang = language()
    return [
        TypedNumber(version.numerator_label(lang), value.said, value.verified, value.published),
        TypedNumber(
            version.denominator_label(lang),
            value.said_base,
            value.verified_base,
            value.published_base,
        ),
    ]


def value_at(unit: Unit, definition: Indicator, period: Period) -> models.Value | None:
    """Return the value of a unit for a period."""
    rows = models.Value.objects.select_related("unit", "typed_by", "approved_by", "decided_by")
    return rows.filter(unit=unit, indicator=definition.code, period=period.code).first()


@dataclass(frozen=True)
class AskedRow:
    """An indicator a unit is asked for, with the value it gave; `is_own_tier` where it must."""

    definition: Indicator
    title: str
    period: Period
    value: models.Value | None
    shown: Any
    unit_words: str
    state_words: Any
    state_tone: str
    is_own_tier: bool


def asked_rows(unit: Unit, *, user: User, today: date, wanted: str = "") -> list[AskedRow]:
    """Return what the person may type for a unit, what is asked of its tier first.

    Cost: two queries.
    """
    lang, rows = language(), []
    kept = {
        (one.indicator, one.period): one
        for one in models.Value.objects.filter(unit=unit).select_related("unit")
    }
    for one in sorted(pack().indicators, key=lambda row: (row.number or 999, row.code)):
        if not may_keep(unit, one, user=user, today=today):
            continue
        period = rules.period_in(one.rhythm, wanted, today)
        value = kept.get((one.code, period.code))
        found = own_value(value, one.version_on(period.last)) if value else None
        rows.append(
            AskedRow(
                definition=one,
                title=one.label(lang),
                period=period,
                value=value,
                shown=words.shown(found, one),
                unit_words=words.unit_words(one, lang),
                state_words=words.STATE_WORDS[rules.State(value.state)] if value else "",
                state_tone=words.STATE_TONES[rules.State(value.state)] if value else "grey",
                is_own_tier=unit.tier == TIERS[one.grain],
            )
        )
    return sorted(rows, key=lambda row: not row.is_own_tier)


def limits_of(definition: Indicator, version: Version) -> rules.Limits:
    """Return what a definition says of its values, as the rules read it."""
    low, high = definition.range or (None, None)
    return rules.Limits(version.rule, version.per, low, high, definition.jump)


def typed_of(value: models.Value) -> Typed:
    """Return the numbers of a value as they were typed."""
    parts = {code: Decimal(one) for code, one in value.parts.items()}
    return Typed(value.said, value.said_base, parts)


def warned(unit: Unit, definition: Indicator, period: Period, typed: Typed) -> list[rules.Warned]:
    """Return what is to be looked at in numbers typed for a unit and period.

    Cost: one query for the period before; at a higher tier those of the roll-up.
    """
    version = definition.version_on(period.last)
    before = value_at(unit, definition, period.previous)
    below = None
    if unit.tier != TIERS[definition.grain]:
        below = tallies(unit, definition, period, "then").whole.said(version).value
    return rules.warnings(
        typed,
        limits_of(definition, version),
        before=typed_of(before) if before else None,
        below=below,
        parts=_added(unit, definition, period),
    )


def _added(unit: Unit, definition: Indicator, period: Period) -> dict[str, Decimal]:
    """Return the values of the indicators whose sum this one is; none unless all are known."""
    if not definition.adds:
        return {}
    rows = models.Value.objects.filter(unit=unit, period=period.code, indicator__in=definition.adds)
    found = {one.indicator: one.said for one in rows}
    return found if len(found) == len(definition.adds) else {}


def warning_words(warning: rules.Warned | models.ValueWarning) -> str:
    """Say in words what is to be looked at."""
    return str(words.WARNING_WORDS[rules.Kind(warning.kind)]) % dict(warning.facts)


def proposal(unit: Unit, definition: Indicator, period: Period) -> Typed | None:
    """Return the roll-up of what was said below as numbers to take over; None at the base tier."""
    version = definition.version_on(period.last)
    if unit.tier == TIERS[definition.grain] or version.rule == "none":
        return None
    whole = tallies(unit, definition, period, "then").whole
    said = whole.said(version)
    if said.value is None or said.number is None:
        return None
    if version.rule == "weighted" and said.base:
        return Typed(said.value, said.base)
    return Typed(said.number, said.base)


def period_choices(definition: Indicator, today: date) -> list[tuple[str, str]]:
    """Return the periods that may be typed: the last ones that are over, the newest first."""
    last = rules.last_over(definition.rhythm, today)
    found = [one for one in reversed(rules.recent(last, 8)) if is_defined(definition, one)]
    return [(one.code, period_words(one)) for one in found]


def is_defined(definition: Indicator, period: Period) -> bool:
    """Say whether the indicator was already defined when a period was over."""
    return definition.versions[0].starts_on <= period.last


def locked_by(unit: Unit, indicator: str, period: str) -> Unit | None:
    """Return the unit above that has approved its own value for a period, which closes it below.

    Cost: one query.
    """
    closed = models.Value.objects.filter(
        unit__path__in=policies.above_paths(unit),
        indicator=indicator,
        period=period,
        state__in=[rules.State.APPROVED, rules.State.ACCEPTED],
    )
    first = closed.select_related("unit").order_by("unit__path").first()
    return first.unit if first else None


@dataclass(frozen=True)
class Closing:
    """What approving the value of a unit closes below it. Units: base units, values."""

    silent: int
    open: int


def closing(value: models.Value) -> Closing | None:
    """Return what is not settled below a value that its unit approves; None at the base tier.

    Cost: three queries.
    """
    definition = pack().indicator(value.indicator)
    if value.unit.tier == TIERS[definition.grain]:
        return None
    period = rules.read_period(value.period)
    whole = tallies(value.unit, definition, period, "then").whole
    return Closing(max(whole.expected - whole.count, 0), whole.count - whole.verified_count)


def period_words(period: Period) -> str:
    """Name a period in the reader's language."""
    year = period.first.year
    if period.rhythm == "year":
        return _("%(year)d年") % {"year": year}
    if period.rhythm == "half_year":
        halves = (_("%(year)d年上半年"), _("%(year)d年下半年"))
        return halves[period.index - 1] % {"year": year}
    if period.rhythm == "quarter":
        return _("%(year)d年第%(number)d季度") % {"year": year, "number": period.index}
    return _("%(year)d年%(number)d月") % {"year": year, "number": period.index}
