"""The same set counted by tier and by ownership; a gap is shown, never smoothed."""

import random

from changai.config.demo._pilots import OWNERSHIPS, TIERS, city_of_412
from changai.pilots import queries, rules
from changai.pilots.models import Pilot
from tests.conftest import TODAY
from tests.pilots.factories import make_pilot

OWNERS, LEVELS = list(OWNERSHIPS), list(TIERS)


def rows_of(pilots):
    return [(one.number, one.tier, one.ownership) for one in pilots]


def test_the_412_pilots_of_a_city_come_out_both_ways():
    cuts = rules.cuts_of(rows_of(city_of_412()), LEVELS, OWNERS)

    assert [count for _, count in cuts.by_tier] == [22, 51, 174, 165]
    assert [count for _, count in cuts.by_ownership] == [46, 63, 303]
    assert (cuts.total, cuts.tier_total, cuts.ownership_total) == (412, 412, 412)
    assert cuts.agree


def test_the_city_is_the_same_for_the_same_seed_and_tells_no_tier_by_ownership():
    assert list(city_of_412(7)) == list(city_of_412(7)) != list(city_of_412(8))
    pairs = {(one.tier, one.ownership) for one in city_of_412()}
    assert len(pairs) == len(LEVELS) * len(OWNERS)


def test_a_unit_counts_once_however_often_it_stands_in_the_rows():
    rows = rows_of(city_of_412())
    doubled = [*rows, *random.Random(1).sample(rows, 40)]

    assert rules.cuts_of(doubled, LEVELS, OWNERS).total == 412


def test_a_unit_without_a_class_is_a_gap_of_that_cut_only():
    rows = rows_of(city_of_412())
    rows[0] = (rows[0][0], rows[0][1], "")

    cuts = rules.cuts_of(rows, LEVELS, OWNERS)

    assert (cuts.tier_gap, cuts.ownership_gap, cuts.agree) == (0, 1, False)


def test_the_page_names_the_units_that_make_the_gap(world):
    pilot = make_pilot(world)
    make_pilot(world, by=world.weaver, unit=world.second, ownership="state")
    page = queries.cuts_page(user=world.boss, today=TODAY)
    assert (page.cuts.total, page.cuts.agree, page.missing) == (2, True, [])

    Pilot.objects.filter(pk=pilot.pk).update(ownership="")

    page = queries.cuts_page(user=world.boss, today=TODAY)
    assert (page.cuts.ownership_gap, page.cuts.tier_gap, page.missing) == (1, 0, [pilot])
