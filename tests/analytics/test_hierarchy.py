"""Where a unit stands through moves, mergers and endings."""

from datetime import date, timedelta

import pytest

from changai.analytics.hierarchy import EVER, BrokenTree, Ending, Placement, Tree, unit_tree
from tests.analytics import worlds
from tests.analytics.oracles import History

BEGAN, MOVED, ENDED = date(2020, 1, 1), date(2022, 5, 1), date(2024, 7, 1)
PROVINCE, EAST, WEST, FIRM, OTHER = 1, 2, 3, 4, 5
PLACES = [
    Placement(PROVINCE, None, "province", BEGAN),
    Placement(EAST, PROVINCE, "city", BEGAN),
    Placement(WEST, PROVINCE, "city", BEGAN),
    Placement(FIRM, EAST, "enterprise", BEGAN),
    Placement(FIRM, WEST, "enterprise", MOVED),
    Placement(OTHER, EAST, "enterprise", BEGAN),
]


def chains(unit, endings=()):
    """Return (from, to, the units above with the unit itself first) of a unit."""
    return [
        (span.from_on, span.to_on, [above for above, _tier, _distance in span.chain])
        for span in Tree(PLACES, endings).spans(unit)
    ]


def test_a_move_is_dated_and_the_time_before_the_first_day_is_covered():
    assert chains(FIRM) == [
        (EVER, MOVED, [FIRM, EAST, PROVINCE]),
        (MOVED, None, [FIRM, WEST, PROVINCE]),
    ]


def test_after_a_merger_the_heir_stands_for_the_unit():
    assert chains(FIRM, [Ending(FIRM, ENDED, OTHER)])[-1] == (ENDED, None, [OTHER, EAST, PROVINCE])


def test_after_an_end_without_an_heir_its_past_stays_with_those_above():
    assert chains(FIRM, [Ending(FIRM, ENDED)])[-1] == (ENDED, None, [WEST, PROVINCE])


def test_what_is_below_a_merged_unit_stands_with_the_heir():
    assert chains(OTHER, [Ending(EAST, ENDED, WEST)])[-1] == (ENDED, None, [OTHER, WEST, PROVINCE])


def test_two_units_may_change_places():
    places = [*PLACES, Placement(EAST, WEST, "city", MOVED), Placement(WEST, EAST, "city", BEGAN)]
    places += [Placement(WEST, PROVINCE, "city", MOVED)]

    spans = Tree([one for one in places if one != PLACES[2]]).spans(EAST)

    assert [[above for above, *_ in span.chain] for span in spans] == [
        [EAST, PROVINCE],
        [EAST, WEST, PROVINCE],
    ]


@pytest.mark.parametrize(
    ("places", "endings"),
    [
        ([Placement(1, 2, "city", BEGAN), Placement(2, 1, "city", BEGAN)], []),
        ([Placement(1, 9, "city", BEGAN)], []),
        ([Placement(1, None, "city", BEGAN)], [Ending(1, ENDED, 1)]),
    ],
    ids=["circle", "unknown parent", "own heir"],
)
def test_a_broken_tree_is_refused(places, endings):
    with pytest.raises(BrokenTree):
        Tree(places, endings).spans(1)


def test_the_closure_says_the_same_as_walking_up_on_any_day():
    world = worlds.world_of(60, seed=5)
    for tree_id, places in world.placements.items():
        history = History(places, world.endings[tree_id])
        tree = Tree(places, world.endings[tree_id])
        for unit in history.places:
            spans = tree.spans(unit)
            assert [one.to_on for one in spans[:-1]] == [one.from_on for one in spans[1:]]
            assert (spans[0].from_on, spans[-1].to_on) == (EVER, None)
            for span in spans:
                last = span.to_on - timedelta(days=1) if span.to_on else worlds.TODAY
                for day in (span.from_on, last):
                    walked = history.above(unit, day)
                    assert [(above, tier) for above, tier, _far in span.chain] == walked


def test_the_fact_has_a_row_per_unit_ancestor_and_span():
    fact = unit_tree(PLACES)

    assert list(fact.checked_rows())[-2:] == [
        (EAST, OTHER, "city", EVER, None, 0, 1),
        (PROVINCE, OTHER, "province", EVER, None, 0, 2),
    ]
