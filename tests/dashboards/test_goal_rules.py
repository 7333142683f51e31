"""How goals stand, small lines, tiles, and comparisons, without a database."""

import random
from decimal import Decimal as D

import pytest

from changai.dashboards import rules
from changai.dashboards.rules import Half, Interval, Peer, Why
from changai.indicators.rules import Cause


def test_the_headline_adds_up_whatever_the_goals_are():
    chance = random.Random(4)
    for _round in range(50):
        goals = [
            (chance.choice(list(Cause)), chance.random() < 0.5)
            for _goal in range(chance.randint(0, 40))
        ]
        found = rules.standing(goals)

        assert found.aimed + found.plain + found.silent == len(goals)
        assert found.aimed == sum(1 for cause, _known in goals if cause is not Cause.NO_TARGET)


def test_a_gap_stays_a_gap_in_the_small_line():
    found = rules.spark([D(1), D(2), None, D(5), None, D(4)])

    assert [stroke.points.count(",") for stroke in found.strokes] == [2, 1, 1]
    assert [stroke.is_dot for stroke in found.strokes] == [False, True, True]
    assert rules.spark([None, None]).strokes == ()


def test_the_higher_value_is_drawn_higher_and_equal_ones_in_the_middle():
    rising = rules.spark([D(1), D(3)], height=36)
    level = rules.spark([D(7), D(7)], height=36)

    first, last = (float(one.split(",")[1]) for one in rising.strokes[0].points.split())
    assert first > last
    assert {one.split(",")[1] for one in level.strokes[0].points.split()} == {"18.0"}


@pytest.mark.parametrize(
    ("value", "at"), [("0", "0.0"), ("5", "50.0"), ("20", "100.0"), ("-1", "0.0")]
)
def test_a_place_along_a_bar_stays_on_the_bar(value, at):
    assert rules.along(D(value), D(10)) == at


def test_nothing_and_no_length_are_no_place():
    assert rules.along(None, D(10)) == ""
    assert rules.along(D(3), D(0)) == "0.0"


@pytest.mark.parametrize("count", range(40))
def test_tiles_in_order_never_share_a_place(count):
    assert len(set(rules.grid(count))) == count


def test_the_grid_of_the_pack_is_used_only_where_it_knows_every_place():
    known = {1: (2, 1), 2: (3, 4)}

    assert rules.places_for([1, 2], known) == (known, True)
    places, is_placed = rules.places_for([1, 2, 3], known)
    assert not is_placed
    assert len(set(places.values())) == 3


def test_looks_differ_without_their_colours():
    judged = [one for name, one in rules.LOOKS.items() if name not in ("plain",)]

    assert len({one.sign for one in judged}) == len(judged)
    assert len({one.band for one in judged}) == len(judged)


def test_equal_values_have_one_shade_and_the_most_is_darkest():
    values = [D(1), D(2), D(2), D(3), D(9)]

    assert rules.shade_of(D(2), values) == rules.shade_of(D(2), list(reversed(values)))
    assert rules.shade_of(D(1), values) == 0
    assert rules.shade_of(D(9), values) == len(rules.SHADES) - 1
    assert rules.shade_of(None, values) is None


# Worked examples: Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
@pytest.mark.parametrize(
    ("number", "base", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_the_published_examples(number, base, low, high):
    found = rules.share_interval(number, base)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_no_share_has_no_interval():
    assert rules.share_interval(5, 0) is None
    assert rules.share_interval(6, 5) is None


# Exact Poisson limits, as printed in Ulm, American Journal of Epidemiology 131 (1990).
@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.39), (100, 81.36, 121.63)],
)
def test_the_interval_of_a_count_is_close_to_the_exact_one(count, low, high):
    found = rules.count_interval(count)

    assert found.low == pytest.approx(low, abs=0.02 + 0.002 * low)
    assert found.high == pytest.approx(high, abs=0.05 + 0.002 * high)


def peer(key, value, low, high, *, sure=True, size=1, start=1):
    interval = None if low is None else Interval(low, high)
    return Peer(key, None if value is None else D(value), interval, D(size), D(start), sure)


def ranks_of(*peers, direction="up"):
    [group] = rules.grouped(peers, direction)
    return {key: (one.place, one.why) for key, one in rules.ranked(group, direction).items()}


def test_a_rank_is_given_only_to_those_who_stand_apart():
    found = ranks_of(peer("a", 9, 8.5, 9.5), peer("b", 5, 4, 6), peer("c", 4, 3, 5))

    assert found == {
        "a": (1, Why.APART), "b": (None, Why.OVERLAP), "c": (None, Why.OVERLAP)
    }  # fmt: skip


def test_a_wide_interval_withholds_ranks_beyond_its_neighbour():
    found = ranks_of(peer("a", 9, 8.9, 9.1), peer("b", 8, 7.9, 8.1), peer("c", 5, 1, 9.05))

    assert {why for _place, why in found.values()} == {Why.OVERLAP}


def test_what_is_better_stands_first_whichever_way_better_is():
    down = ranks_of(peer("a", 9, 8.5, 9.5), peer("b", 2, 1, 3), direction="down")

    assert down == {"b": (1, Why.APART), "a": (2, Why.APART)}


@pytest.mark.parametrize(
    ("other", "direction", "why"),
    [
        (peer("b", 2, 1, 3, sure=False), "up", Why.UNSURE),
        (peer("b", 2, None, None), "up", Why.NO_INTERVAL),
        (peer("b", None, None, None), "up", Why.ALONE),
        (peer("b", 2, 1, 3), "none", Why.NO_ORDER),
    ],
)
def test_a_rank_is_withheld_and_says_why(other, direction, why):
    assert ranks_of(peer("a", 9, 8.5, 9.5), other, direction=direction)["a"] == (None, why)


def test_units_are_compared_within_their_size_and_start():
    peers = [peer(key, key, key, key, size=key, start=-key) for key in range(1, 9)]

    found = rules.grouped(peers, "up")

    assert [(one.size, one.start) for one in found] == [
        (Half.HIGH, Half.LOW), (Half.LOW, Half.HIGH)
    ]  # fmt: skip
    assert [one.key for one in found[0].peers] == [8, 7, 6, 5]


def test_few_units_are_not_split_and_an_unknown_start_is_a_group_of_its_own():
    sizes = {1: D(1), 2: D(2), 3: None}

    assert rules.halves(sizes) == {1: Half.ALL, 2: Half.ALL, 3: Half.UNKNOWN}
    assert rules.halves(dict.fromkeys(range(9), D(4))) == dict.fromkeys(range(9), Half.ALL)


def test_a_map_is_drawn_with_north_above_and_true_to_its_latitude():
    square = [(120.0, 32.0), (121.0, 32.0), (121.0, 33.0), (120.0, 33.0), (120.0, 32.0)]

    found = rules.drawn({"320500": [square]})

    assert found.paths["320500"].startswith("M0.0 ")
    assert found.height == pytest.approx(1000 / 0.8434, rel=0.001)  # cos 32.5°
    assert found.middles["320500"] == pytest.approx((500, found.height / 2))
    assert rules.drawn({}).paths == {}
