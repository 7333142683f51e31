"""A small world for notices: one office, its leads and helpers, and a supervisor above."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from changai.accounts.models import User
from changai.orgs.models import Post, Unit

BEGAN = date(2020, 1, 1)


def make_person(login, unit=None, role=Post.Role.LIAISON, *, email="", language="zh-hans"):
    person = User.objects.create(
        login=login,
        name=login,
        email=email,
        language=language,
        created_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    if unit is not None:
        Post.objects.create(person=person, unit=unit, role=role, from_on=BEGAN)
    return person


def make_unit(name, path, *, kind="member_unit", scope_path="", parent=None):
    return Unit.objects.create(
        name=name,
        path=path,
        scope_path=scope_path or path,
        depth=len(path) // 4 - 1,
        kind=kind,
        tier=Unit.Tier.CITY,
        parent=parent,
        began_on=BEGAN,
    )


@dataclass
class World:
    city: Unit
    office: Unit
    clerks: list[User]
    supervisor: User
    leads: dict[int, User] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)


def make_world(leads=4):
    """Make the office of a city with two people, some units with one person each, a supervisor."""
    city = make_unit("海州市", "0001", kind="division")
    office = make_unit("市产改办", "00010001", kind="reform_office", scope_path="0001", parent=city)
    clerks = [make_person(f"office-{n}", office, Post.Role.OFFICE) for n in (1, 2)]
    world = World(city, office, clerks, make_person("supervisor", city, Post.Role.SUPERVISOR))
    for number in range(leads):
        unit = make_unit(f"第{number + 1}单位", f"0001{number + 2:04d}", parent=city)
        world.units.append(unit)
        world.leads[unit.pk] = make_person(f"lead-{number + 1}", unit)
    return world
