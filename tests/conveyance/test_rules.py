"""The table of a node's life, and the shape of what is conveyed over random trees and orders."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from changai.conveyance import rules
from changai.conveyance.models import Node
from changai.conveyance.queries._words import LAMPS
from changai.conveyance.rules import Desk, Event, Lamp, State
from changai.orgs import rules as tree

DAY = date(2026, 3, 2)


def test_the_table_the_code_and_the_pages_know_the_same_states():
    targets = {line.target for line in rules.TRANSITIONS}

    assert targets == set(State) == {State(value) for value, _words in Node.state.field.choices}
    assert {line.event for line in rules.TRANSITIONS} == set(Event)
    assert set(LAMPS) == set(Lamp) == {Lamp(state.value) for state in State} | {Lamp.OVERDUE}


def test_every_state_can_be_reached_and_nothing_goes_back():
    order = list(State)
    reached = {None}
    for line in rules.TRANSITIONS:
        assert line.sources & reached or line.sources == {None}
        reached.add(line.target)
        for source in line.sources - {None}:
            assert order.index(source) <= order.index(line.target)
    assert rules.transition(Event.SIGN, State.SIGNED) is None
    assert rules.transition(Event.HAND_DOWN, State.SENT) is None


def test_overdue_is_counted_and_ends_with_the_signature():
    late = DAY + timedelta(days=1)

    assert rules.lamp("SENT", DAY, DAY) is Lamp.SENT
    assert rules.lamp("SENT", DAY, late) is Lamp.OVERDUE
    assert rules.lamp("SIGNED", DAY, late) is Lamp.SIGNED


def test_a_path_has_as_many_characters_a_level_as_in_the_tree():
    from changai.conveyance.rules import _shape

    assert _shape.STEP == tree.STEP


@st.composite
def lands(draw):
    """Units of a random tree: (path, scope), some of them offices that answer for the one above."""
    paths = [tree.segment(1)]
    for _ in range(draw(st.integers(1, 40))):
        parent = draw(st.sampled_from(paths))
        children = [path for path in paths if tree.parent_path(path) == parent]
        paths.append(parent + tree.segment(len(children) + 1))
    offices = draw(st.sets(st.sampled_from(paths[1:]))) if len(paths) > 1 else set()
    return [
        Desk(number, path, tree.parent_path(path) if path in offices else path)
        for number, path in enumerate(paths, start=1)
    ]


@given(lands(), st.data())
def test_each_unit_gets_it_once_whatever_the_order_and_what_was_there(desks, data):
    order = data.draw(st.permutations(desks))
    cut = data.draw(st.integers(0, len(desks)))
    twice = order[cut:] + data.draw(st.lists(st.sampled_from(order), max_size=5))

    placed = rules.lay_out(twice, order[:cut])

    got = [one.unit_id for one in placed]
    assert sorted(got) == sorted(desk.unit_id for desk in order[cut:])
    known = {desk.unit_id for desk in order[:cut]}
    by_id = {desk.unit_id: desk for desk in desks}
    for one in placed:
        # Whoever stands above was there or came first, and answers for more.
        if one.above is not None:
            assert one.above in known
            assert len(by_id[one.above].scope) < len(by_id[one.unit_id].scope)
            assert tree.covers(by_id[one.above].scope, by_id[one.unit_id].scope)
        known.add(one.unit_id)


@given(lands(), st.randoms(use_true_random=False))
def test_the_order_in_which_units_are_named_changes_nothing(desks, random):
    shuffled = desks[:]
    random.shuffle(shuffled)

    assert rules.lay_out(desks) == rules.lay_out(shuffled)


@given(lands(), st.data())
def test_a_branch_counts_all_that_lies_below_it(desks, data):
    placed = rules.lay_out(desks)
    number = {one.unit_id: place for place, one in enumerate(placed, start=1)}
    rows = [
        (
            number[one.unit_id],
            number.get(one.above),
            data.draw(st.sampled_from(["SENT", "SIGNED", "PASSED_ON"])),
            DAY,
        )
        for one in placed
    ]
    parents = {row[0]: row[1] for row in rows}

    found = rules.branches(rows, DAY + timedelta(days=1))

    def is_below(node, top):
        while (node := parents[node]) is not None:
            if node == top:
                return True
        return False

    for top in parents:
        under = [row for row in rows if is_below(row[0], top)]
        assert found[top].total == len(under)
        assert found[top].signed == sum(row[2] != "SENT" for row in under)
        assert found[top].overdue == found[top].waiting
