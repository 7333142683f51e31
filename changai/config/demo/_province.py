"""A synthetic province over four years: what its cities and counties say of every typed indicator.

Pure and seeded: for the same seed, places and periods always the same numbers, and those of one
indicator do not depend on which others are asked for. Each quantity has a level, a growth, a
lasting difference between places and a little noise (`_quantities`); an indicator is made of
quantities, so that what is above and below a line, and counts that belong together, agree. Persons
are whole, a part is never more than its whole, the parts of a score give its total.

Over this lies a story (`STORY`): a city that is late, a county whose number jumps, one whose cells
are small, values that wait, were returned, or were accepted with another number, and a city whose
own statement is more than what its counties say.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from changai.config.demo import _quantities as made
from changai.config.demo._quantities import CITIES, FIRST_YEAR, INDICATORS, QUANTITIES
from changai.indicators.rules import Period, State
from changai.packs.indicators import Indicator

SEED = 20220419
FAR = 2.0  # standard deviations beyond which nothing is drawn


@dataclass(frozen=True)
class Place:
    """A city, or a county with the code of its city."""

    code: str
    city: str

    @property
    def is_city(self) -> bool:
        """Say whether it is a city."""
        return self.code == self.city


@dataclass(frozen=True)
class Said:
    """What a place says of an indicator for a period, and how far that has come.

    `verified` and `verified_base` are None where it was accepted as it was said.
    """

    place: str
    indicator: str
    period: Period
    number: Decimal
    base: Decimal | None = None
    parts: dict[str, Decimal] = field(default_factory=dict)
    state: State = State.ACCEPTED
    verified: Decimal | None = None
    decided_words: str = ""
    words: str = ""


@dataclass(frozen=True)
class Story:
    """What happens in the newest year, by codes of places and indicators."""

    late: str = "321300"
    late_owners: tuple[str, ...] = ("union", "organization", "reform_office")
    small: str = "321100"
    small_indicator: str = "hardship_ended"
    # filed and out, year by year; below the smallest cell that is shown
    small_cells: tuple[tuple[int, int], ...] = ((4, 1), (3, 1), (4, 2), (3, 1))
    by_county: str = "competition_bargaining_share"
    jump: str = "320322"
    jump_shares: tuple[float, float] = (0.40, 0.86)
    own: str = "320600"
    own_more: int = 60
    corrected: str = "321000"
    corrected_indicator: str = "competition_entries"
    corrected_less: int = 12_480
    shown_files: tuple[str, ...] = ("320281", "320583", "320322")
    restated: str = "320100"
    restated_indicator: str = "promoted_workers"
    restated_less: int = 1_260
    waiting: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("320900", ("gain_", "schooling_years", "wants_to_learn", "titled_share", "technicians_")),
        ("320700", ("hotline_", "letters_")),
        ("320581", ("competition_bargaining_share",)),
        ("320585", ("competition_bargaining_share",)),
        ("320282", ("competition_bargaining_share",)),
    )
    returned: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("320300", ("calls_answered", "call_wait", "hotline_calls")),
    )
    typed: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("320600", ("studios", "reports_instructed")),
    )


STORY = Story()
RETURNED_WORDS = "口径应为热线全部来电，请补报夜间时段后重新审定。"
CORRECTED_WORDS = "剔除同一赛事重复报名12480人次。"
OWN_WORDS = "全市统计，含市直属单位的试点，各县（市、区）没有统计。"


class Province:
    """The numbers of the province: any quantity of any place in any period."""

    def __init__(self, places: Sequence[Place], seed: int = SEED) -> None:
        self.seed = seed
        self.cities = [one for one in places if one.is_city]
        self.counties = [one for one in places if not one.is_city]
        self._sizes: dict[tuple[str, bool], dict[str, float]] = {}
        self._means: dict[tuple[str, bool], float] = {}
        self._amounts: dict[tuple[str, str, str], float] = {}

    def said(self, definition: Indicator, place: Place, period: Period) -> Said:
        """Return what a place says of an indicator, before anything happens to it."""
        number, base, parts = self._numbers(INDICATORS[definition.code], place, period)
        return Said(place.code, definition.code, period, number, base, parts)

    def _numbers(
        self, how: made.Made, place: Place, period: Period
    ) -> tuple[Decimal, Decimal | None, dict[str, Decimal]]:
        match how:
            case made.Count(of):
                return self.amount(of, place, period), None, {}
            case made.Ratio(above, below):
                return self.amount(above, place, period), self.amount(below, place, period), {}
            case made.Change(of):
                before = self.amount(of, place, year_before(period))
                return self.amount(of, place, period) - before, before, {}
            case made.Each(per, level, gain):
                base = self.amount(per, place, period)
                each = level * (1 + gain) ** _years(period) * self._factor(per, place, period, 0.04)
                return (base * _digits(each, 2)).quantize(Decimal(1)), base, {}
            case made.Score():
                return self._score(how, place, period), self.amount(how.asked, place, period), {}
            case made.Table(parts):
                found = {
                    code: _digits(self._part(code, line, place, period), 2)
                    for code, line in parts.items()
                }
                return sum(found.values(), Decimal(0)), None, found
            case made.Together(of):
                found = {one: self._numbers(INDICATORS[one], place, period)[0] for one in of}
                return sum(found.values(), Decimal(0)), None, {}

    def amount(self, name: str, place: Place, period: Period) -> Decimal:
        """Return a quantity of a place in a period; persons and things are whole."""
        key = (name, place.code, period.code)
        if key not in self._amounts:
            self._amounts[key] = self._drawn(name, place, period)
        return Decimal(round(self._amounts[key]))

    def _drawn(self, name: str, place: Place, period: Period) -> float:
        one, years = QUANTITIES[name], _years(period)
        noise = self._chance(name, place.code, period.code)
        if isinstance(one, made.Whole):
            size = self._size(name, place)[place.code]
            grown = math.pow(1 + one.growth, years)
            return one.level * grown * size * (1 + one.noise * noise)
        share = one.level + one.gain * years + one.uneven * self._lasting(name, place)
        share = min(max(share + one.noise * noise, 0.01), 0.995)
        return share * float(self.amount(one.of, place, period))

    def _size(self, name: str, place: Place) -> dict[str, float]:
        """Return which share of the province each place of the tier is for a quantity."""
        key = (name, place.is_city)
        if key not in self._sizes:
            one = QUANTITIES[name]
            peers = self.cities if place.is_city else self.counties
            raw = {
                peer.code: self._weight(peer) * math.exp(one.uneven * self._chance(name, peer.code))
                for peer in peers
            }
            whole = sum(raw.values())
            self._sizes[key] = {code: size / whole for code, size in raw.items()}
        return self._sizes[key]

    def _weight(self, place: Place) -> float:
        if place.is_city:
            return CITIES[place.code]
        return CITIES[place.city] / sum(1 for one in self.counties if one.city == place.city)

    def _lasting(self, name: str, place: Place) -> float:
        """Return by how much a place always differs, so that the province stays at its level."""
        key = (name, place.is_city)
        if key not in self._means:
            peers = self.cities if place.is_city else self.counties
            whole = sum(self._weight(one) for one in peers)
            total = sum(self._weight(one) * self._chance(name, one.code) for one in peers)
            self._means[key] = total / whole
        return self._chance(name, place.code) - self._means[key]

    def _score(self, how: made.Score, place: Place, period: Period) -> Decimal:
        name = f"{how.level}/{how.gain}"
        value = how.level + how.gain * _years(period) + how.uneven * self._lasting(name, place)
        return _digits(value + how.noise * self._chance(name, place.code, period.code), how.digits)

    def _part(
        self, code: str, line: tuple[float, float, float], place: Place, period: Period
    ) -> float:
        level, gain, most = line
        value = level + gain * _years(period) + 0.04 * most * self._chance(code, place.code)
        return min(value + 0.01 * most * self._chance(code, place.code, period.code), most)

    def _factor(self, name: str, place: Place, period: Period, spread: float) -> float:
        return 1 + spread * self._chance(f"each {name}", place.code, period.code)

    def _chance(self, *words: str) -> float:
        """Draw once for words, the same for the same words, about nought and never far off."""
        drawn = random.Random("|".join((str(self.seed), *words)))  # noqa: S311 - no secret
        return min(max(drawn.gauss(0, 1), -FAR), FAR)


def _years(period: Period) -> float:
    return period.first.year - FIRST_YEAR + (period.first.month - 1) / 12


def year_before(period: Period) -> Period:
    """Return the same period a year earlier."""
    return Period(period.first.replace(year=period.first.year - 1), period.rhythm)


def _digits(value: float, digits: int) -> Decimal:
    return Decimal(str(round(value, digits)))


def tell(
    definitions: Sequence[Indicator], places: Sequence[Place], periods: dict[str, list[Period]]
) -> Iterator[Said]:
    """Yield what every place of a definition's tier says in the periods of its rhythm.

    Of what a city says itself over its counties there is one row, after theirs.
    """
    province = Province(places)
    for definition in definitions:
        if definition.code not in INDICATORS:
            continue
        for place in places:
            if definition.grain != ("city" if place.is_city else "county"):
                continue
            asked = periods[definition.rhythm]
            for number, period in enumerate(asked):
                said = province.said(definition, place, period)
                told = _story(said, place, definition, number, is_newest=period == asked[-1])
                if told is not None:
                    yield told
        if definition.code == STORY.by_county:
            yield _own_statement(province, definition, periods[definition.rhythm][-1])


def _story(
    said: Said, place: Place, definition: Indicator, number: int, *, is_newest: bool
) -> Said | None:
    """Let happen to a number what the story says of it; None where it was never said."""
    if is_newest and place.city == STORY.late and definition.owner in STORY.late_owners:
        return None
    if (place.code, said.indicator) == (STORY.small, STORY.small_indicator):
        filed, out = STORY.small_cells[number]
        return replace(said, number=Decimal(out), base=Decimal(filed))
    if (place.code, said.indicator) == (STORY.jump, STORY.by_county) and said.base:
        share = STORY.jump_shares[is_newest] + (0 if is_newest else 0.01 * number)
        return replace(said, number=Decimal(round(float(said.base) * share)))
    if not is_newest:
        return said
    if (place.code, said.indicator) == (STORY.corrected, STORY.corrected_indicator):
        less = said.number - STORY.corrected_less
        return replace(said, verified=less, decided_words=CORRECTED_WORDS)
    if _meant(STORY.returned, said):
        return replace(said, state=State.RETURNED, decided_words=RETURNED_WORDS)
    if _meant(STORY.waiting, said):
        return replace(said, state=State.APPROVED)
    return replace(said, state=State.TYPED) if _meant(STORY.typed, said) else said


def _meant(lines: Sequence[tuple[str, tuple[str, ...]]], said: Said) -> bool:
    return any(code == said.place and said.indicator.startswith(names) for code, names in lines)


def _own_statement(province: Province, definition: Indicator, period: Period) -> Said:
    """Return what a city says itself: more than its counties, by what none of them counts."""
    rows = [
        province.said(definition, one, period) for one in province.counties if one.city == STORY.own
    ]
    number = sum((one.number for one in rows), Decimal(STORY.own_more))
    base = sum((one.base or Decimal(0) for one in rows), Decimal(STORY.own_more))
    return Said(
        STORY.own, definition.code, period, number, base, state=State.TYPED, words=OWN_WORDS
    )
