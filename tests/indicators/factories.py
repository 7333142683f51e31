"""Values at any stage, made by the services."""

from dataclasses import dataclass
from decimal import Decimal

from changai.accounts.models import User
from changai.indicators import services
from changai.indicators.rules import read_period
from changai.indicators.services import ValueDraft
from changai.orgs.models import Unit
from changai.packs.current import pack
from tests.conftest import NOON
from tests.orgs.factories import make_office, make_person, make_unit

YEAR = read_period("2025")
SKILLED, PER_10000 = "skilled_workers", "high_skilled_per_10000"


@dataclass(frozen=True)
class Places:
    """Cities with the person of their office who types."""

    cities: tuple[Unit, ...]
    clerks: tuple[User, ...]


def make_places(cast):
    """Return three cities of the cast's province: its own and two more."""
    second, third = (make_unit(name, cast.province) for name in ("平江市", "清浦市"))
    clerks = [make_person(make_office(one), "OFFICE", f"{one.name}办") for one in (second, third)]
    return Places((cast.city, second, third), (cast.city_clerk, *clerks))


def draft(number, base=None, **fields):
    """Return numbers as they are handed in, with a source."""
    fields.setdefault("words", "人社部门年报")
    below = None if base is None else Decimal(str(base))
    return ValueDraft(Decimal(str(number)), below, **fields)


def say(unit, by, number, base=None, *, code=SKILLED, period=YEAR, at=NOON, **fields):
    """Type a value for a unit."""
    return services.type_value(
        unit=unit,
        definition=pack().indicator(code),
        period=period,
        draft=draft(number, base, **fields),
        by=by,
        at=at,
    )


def approve(value, by, *, at=NOON):
    """Approve a value for its unit."""
    return services.approve_value(value=value, by=by, at=at)


def accept(value, keeper, above, *, at=NOON, **fields):
    """Approve a value and accept it above."""
    return services.accept_value(value=approve(value, keeper, at=at), by=above, at=at, **fields)


def publish(cast, *codes, period="2025", reason="", at=NOON, by=None, key=None):
    """Publish figures of the province."""
    return services.publish_figures(
        unit=cast.province,
        codes=codes or (SKILLED,),
        period=period,
        title="2025年度指标",
        published_on=at.date(),
        reason=reason,
        by=by or cast.clerk,
        at=at,
        client_key=key,
    )
