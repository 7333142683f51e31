"""A province whose cities told something, with a target that the packs of the tests do not have."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from changai.indicators.rules import last_over, recent
from changai.packs import current
from changai.packs.indicators import Target
from tests.indicators.factories import Places, accept, make_places, say
from tests.orgs.factories import make_office, make_person, make_unit
from tests.tasks.factories import Cast, make_cast

SHARE, COUNT, SMALL = "skilled_share", "skilled_workers", "hotline_satisfied"


@dataclass(frozen=True)
class Goals:
    """The cast with its cities, of which `told` cities told and one is silent."""

    cast: Cast
    places: Places


def aimed(monkeypatch, code=SHARE, *, value="0.4", tiers=("province", "city")):
    """Give an indicator a target for some tiers, with a line that begins in 2020."""
    targets = tuple(
        Target(
            due_on=date(2035, 12, 31), value=Decimal(value), tier=tier,
            from_on=date(2020, 12, 31), from_value=Decimal("0.2"),
            source="Trial of the tests", grade="design",
        )
        for tier in tiers
    )  # fmt: skip
    whole = current.pack()
    for one in whole.indicators:
        if one.code == code:
            monkeypatch.setitem(one.__dict__, "targets", targets)


def make_goals(*, first_is_silent=False):
    """Return a province of four cities: three told for two years, all but the last verified.

    Of the newest year the first of them can be silent.
    """
    cast = make_cast()
    places = make_places(cast)
    now, newest = timezone.now(), last_over("year", timezone.localdate())
    shares = ((300, 1000), (200, 1000), (260, 2000))
    for back, period in enumerate(reversed(recent(newest, 2))):
        for unit, by, (number, base) in zip(places.cities, places.clerks, shares, strict=True):
            if first_is_silent and not back and unit == places.cities[0]:
                continue
            value = say(unit, by, number - 10 * back, base, code=SHARE, period=period, at=now)
            if unit != places.cities[-1]:
                accept(value, by, cast.clerk, at=now)
    for unit, by, number in zip(places.cities, places.clerks, (1200, 900, 40), strict=True):
        say(unit, by, number, code=COUNT, period=newest, at=now)
    return Goals(cast, places)


def more_cities(cast, count):
    """Add cities that each told a share, so that a page has more to show."""
    now, newest = timezone.now(), last_over("year", timezone.localdate())
    for number in range(count):
        city = make_unit(f"新{number}市", cast.province)
        clerk = make_person(make_office(city), "OFFICE", f"新{number}办")
        say(city, clerk, 100 + number, 1000, code=SHARE, period=newest, at=now)
