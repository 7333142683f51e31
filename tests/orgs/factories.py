"""Units in one tree, and people with posts in them."""

from datetime import date

from django.db.models import Max

from changai.orgs import rules
from changai.orgs.models import Post, Unit
from tests.accounts.factories import make_user

LONG_AGO = date(2020, 1, 1)
BELOW = {
    None: "PROVINCE",
    "PROVINCE": "CITY",
    "CITY": "COUNTY",
    "COUNTY": "ENTERPRISE",
    "TOWN": "ENTERPRISE",
}


def make_unit(name, parent=None, *, serves=None, **fields):
    """Make a unit below another; `serves` names the division whose subtree its people see."""
    last = Unit.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
    number = rules.number_of(last) + 1 if last else 1
    path = (parent.path if parent else "") + rules.segment(number)
    fields.setdefault("tier", BELOW[parent.tier if parent else None])
    fields.setdefault("kind", rules.DIVISION_KIND)
    return Unit.objects.create(
        parent=parent,
        path=path,
        scope_path=serves.path if serves else path,
        depth=parent.depth + 1 if parent else 0,
        name=name,
        began_on=fields.pop("began_on", LONG_AGO),
        **fields,
    )


def make_office(division, name="产改办", **fields):
    """Make the reform office of a division: it sees all of it."""
    return make_unit(
        f"{division.name}{name}",
        division,
        serves=division,
        kind="reform_office",
        tier=division.tier,
        **fields,
    )


def make_department(division, name):
    """Make a member unit at the tier of a division; it sees only itself."""
    return make_unit(name, division, kind="member_unit", tier=division.tier)


def make_post(person, unit, role="LIAISON", **fields):
    """Give a person a role at a unit."""
    fields.setdefault("from_on", LONG_AGO)
    return Post.objects.create(person=person, unit=unit, role=role, **fields)


def make_person(unit, role="LIAISON", name="陈晓", **fields):
    """Make a person who holds a role at a unit."""
    person = make_user(name, **fields)
    make_post(person, unit, role)
    return person
