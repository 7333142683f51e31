"""Who may give which post: never beyond one's own scope, whatever is tried."""

import contextlib
import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from changai.accounts.models import User
from changai.kernel.errors import Refused
from changai.orgs import policies, rules, services
from changai.orgs.models import Post, Unit
from tests.accounts.factories import make_user
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_office, make_post, make_unit

WHEN = {"at": NOON, "today": TODAY}
# A whole tree and its history an example: a twentieth of the examples of the long run.
EXAMPLES = max(10, int(os.environ.get("CHANGAI_EXAMPLES", "0")) // 20)
ROLES = list(Post.Role.values)
DAILY = {"LIAISON", "RESPONSIBLE", "CLERK"}


def random_land(chance):
    units = [make_unit("省")]
    for number in range(10):
        parent = chance.choice(units)
        if chance.random() < 0.4:
            units.append(make_office(parent, f"办{number}"))
        else:
            units.append(make_unit(f"单位{number}", parent, tier="COUNTY"))
    people = [make_user(f"人{number}") for number in range(6)]
    for person in people:
        make_post(person, chance.choice(units), chance.choice(ROLES))
    return units, people


def authority(person):
    """Return, the slow and obvious way, the (unit, role) pairs a person may give."""
    found = set()
    for post in Post.objects.filter(person=person, ended_at=None).select_related("unit"):
        for unit in Unit.objects.all():
            over = rules.covers(post.unit.scope_path, unit.scope_path)
            if post.role == "OFFICE" and over:
                found |= {(unit.pk, role) for role in ROLES}
            if post.role == "RESPONSIBLE" and post.unit_id == unit.pk:
                found |= {(unit.pk, role) for role in DAILY}
    return found


@pytest.mark.slow
class NobodyGivesBeyondTheirScope(TestCase):
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**32))
    def test_every_post_that_comes_to_be_lay_within_the_givers_authority(self, seed):
        chance = random.Random(seed)
        units, people = random_land(chance)
        for _step in range(25):
            by = User.objects.get(pk=chance.choice(people).pk)
            person, unit, role = chance.choice(people), chance.choice(units), chance.choice(ROLES)
            may = authority(by)
            before = set(Post.objects.values_list("pk", flat=True))
            with contextlib.suppress(Refused):
                self._try(chance, person, unit, role, by)
            for post in Post.objects.exclude(pk__in=before):
                assert (post.unit_id, post.role) in may
                assert post.person_id != by.pk

    def _try(self, chance, person, unit, role, by):
        act = chance.random()
        if act < 0.5:
            services.give_post(person=person, unit=unit, role=role, from_on=TODAY, by=by, **WHEN)
        elif act < 0.7:
            services.invite_person(
                unit=unit, role=role, login=f"new-{chance.random()}"[:30], name="新", by=by, **WHEN
            )
        elif act < 0.85:
            successor = chance.choice(list(User.objects.all()))
            services.hand_over(person=person, successor=successor, deactivate=False, by=by, **WHEN)
        else:
            post = chance.choice(list(Post.objects.filter(person=person)))
            if post.person_id != by.pk:
                services.stand_in(
                    post=post,
                    person=chance.choice(list(User.objects.all())),
                    from_on=TODAY,
                    to_on=TODAY,
                    by=by,
                    **WHEN,
                )


def test_an_office_below_an_office_gives_no_post_with_the_scope_of_the_one_above(land, today):
    """Its scope holds the upper office as a unit, but not the division that one sees."""
    below = make_office(land.north_office)
    person = make_user()
    make_post(person, below, "OFFICE")

    assert policies.reach(person, today).covers(land.north_office.path)
    assert policies.grantable_roles(person, land.north_office, today) == frozenset()


def test_an_auditor_sees_no_unit(land, today):
    assert policies.reach(land.auditor, today).scopes == ()


def test_somebody_without_posts_manages_nobody(land, today):
    assert not policies.can_manage_person(make_user(), make_user(), today)


def test_past_posts_decide_who_manages_somebody_without_any(land, today):
    gone = make_user()
    make_post(gone, land.office, "OFFICE", to_on=today.replace(year=2025))

    assert policies.can_manage_person(land.chief, gone, today)
    assert not policies.can_manage_person(land.north_clerk, gone, today)
