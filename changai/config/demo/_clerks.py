"""Who types, approves and judges the numbers of cities, counties and zones: invented, in bulk.

Nobody enters the demo as one of them; they are the names behind the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from changai.accounts.models import User
from changai.audit import services as audit
from changai.config.demo._content import Days
from changai.config.demo._people import BEGIN, Cast
from changai.orgs.models import Post, Unit

SURNAMES = "沈陆顾钱蒋孟戴邵葛范倪俞瞿缪季卞凌柏宣费"
GIVEN = (
    "文舟",
    "若禾",
    "思远",
    "清和",
    "予安",
    "知夏",
    "景行",
    "云书",
    "乐山",
    "听澜",
    "其琛",
    "书瑶",
)
# Offices of cities where somebody of the demo works: that person approves.
APPROVERS = {
    "320200": "lu",
    "320400": "ning",
    "320500": "su",
    "320600": "shao",
    "321300": "zhuang",
}
COUNTY_APPROVERS = {"320281": "an", "320583": "xia"}


@dataclass(frozen=True)
class Desk:
    """A city or county with its office and the people whose names stand behind its numbers."""

    place: Unit
    office: Unit
    typist: User
    approver: User


def settle(cast: Cast, days: Days) -> dict[str, Desk]:
    """Give the office of every city and county somebody; return the desks by the place's code.

    A city has two people, a county or a zone beside the counties one who types and approves.
    Cost: four statements.
    """
    serving = Q(kind="reform_office", parent__tier__in=["CITY", "COUNTY"])
    zones = Q(kind="zone", tier=Unit.Tier.COUNTY)
    rows = Unit.objects.filter(serving | zones, ended_on=None).select_related("parent")
    offices = list(rows.order_by("path"))
    typists = _people(cast, days, offices, "clerk", {})
    known = {**APPROVERS, **COUNTY_APPROVERS}
    cities = [one for one in offices if _place(one).tier == Unit.Tier.CITY]
    heads = _people(cast, days, cities, "head", known)
    desks = {}
    for office in offices:
        place = _place(office)
        if place.code is None:
            continue
        typist = typists[office.pk]
        named = cast.one(known[place.code]) if place.code in known else None
        desks[place.code] = Desk(place, office, typist, named or heads.get(office.pk, typist))
    return desks


def _place(office: Unit) -> Unit:
    """Return the division an office serves; a zone serves itself.

    Raises:
        ValueError: it serves none.
    """
    if office.kind == "zone":
        return office
    if office.parent is None:
        raise ValueError(f"an office of the demo lost its place: {office}")
    return office.parent


def _people(
    cast: Cast, days: Days, offices: Sequence[Unit], part: str, but: dict[str, str]
) -> dict[int, User]:
    at, password = days.at(BEGIN, 11), make_password(None)
    wanted = [one for one in offices if _place(one).code not in but]
    shift = len(GIVEN) // 2 if part == "head" else 0
    people = User.objects.bulk_create(
        User(
            login=f"{part}-{_place(office).code}".lower(),
            name=SURNAMES[number % len(SURNAMES)] + GIVEN[(number * 5 + shift) % len(GIVEN)],
            created_at=at,
            password=password,
        )
        for number, office in enumerate(wanted)
    )
    Post.objects.bulk_create(
        Post(person=person, unit=office, role=Post.Role.OFFICE, from_on=days.day(BEGIN))
        for person, office in zip(people, wanted, strict=True)
    )
    lines = [
        audit.Touched(person.pk, office.pk, after={"role": Post.Role.OFFICE.value})
        for person, office in zip(people, wanted, strict=True)
    ]
    audit.record("person.invited", User, by=cast.one("ruan"), at=at, touched=lines)
    return {office.pk: person for person, office in zip(people, wanted, strict=True)}
