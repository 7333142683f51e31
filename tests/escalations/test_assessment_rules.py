"""Falsehood always costs more than lateness, whatever the scheme and whatever happened."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from changai.escalations.rules import (
    SCHEME_TRANSITIONS,
    Counts,
    Fault,
    Formula,
    Line,
    SchemeEvent,
    cheapest_false,
    line_points,
    ranks,
    scheme_allows,
    scheme_faults,
    score,
)

BASE, TOP = Decimal(80), Decimal(100)
GOOD = [
    Line(Formula.ON_TIME, Decimal(1), Decimal(20)),
    Line(Formula.REACHED, Decimal(10)),
    Line(Formula.LATE, Decimal(2)),
    Line(Formula.MADE_UP_LATE, Decimal(1)),
    Line(Formula.RETURNED, Decimal(1)),
    Line(Formula.FALSE, Decimal(15)),
]


def faults(lines, base=BASE, top=TOP):
    return scheme_faults(lines, base=base, top=top)


def swap(formula, **fields):
    return [replace(one, **fields) if one.formula is formula else one for one in GOOD]


def test_a_good_scheme_has_no_fault():
    assert faults(GOOD) == []
    assert cheapest_false(GOOD) == Decimal(14)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (GOOD[:-1], Fault.NO_FALSE),
        (swap(Formula.FALSE, points=Decimal(14)), Fault.FALSE_TOO_CHEAP),
        (swap(Formula.FALSE, most=Decimal(30)), Fault.FALSE_CAPPED),
        ([*GOOD, GOOD[2]], Fault.TWICE),
        (swap(Formula.LATE, points=Decimal(0)), Fault.NOT_POSITIVE),
        (swap(Formula.MADE_UP_LATE, points=Decimal(3)), Fault.MAKING_UP_DEARER),
    ],
)
def test_a_scheme_that_rewards_the_wrong_thing_is_refused(lines, fault):
    assert fault in faults(lines)


def test_the_schemes_read_in_the_field_are_refused():
    """Late -1 and false -2 with +1 for done on time; missed -5 and false -3."""
    jiamusi = [
        Line(Formula.ON_TIME, Decimal(1)),
        Line(Formula.LATE, Decimal(1)),
        Line(Formula.FALSE, Decimal(2)),
    ]
    zone = [Line(Formula.LATE, Decimal(5)), Line(Formula.FALSE, Decimal(3))]

    assert faults(jiamusi) == [Fault.FALSE_TOO_CHEAP]
    assert faults(zone) == [Fault.FALSE_TOO_CHEAP]


def test_the_ceiling_is_put_on_before_anything_is_taken_off():
    counts = Counts(on_time=50, false=1, reached=5, targets=5)

    assert score(GOOD, counts, base=BASE, top=TOP) == Decimal(85)


def test_reached_gives_the_share_of_targets_and_nothing_where_none_was_due():
    line = Line(Formula.REACHED, Decimal(10))

    assert line_points(line, Counts(reached=1, targets=4)) == Decimal("2.50")
    assert line_points(line, Counts()) == 0


POINTS = st.decimals("0.01", 50, places=2)
MOST = st.none() | st.decimals("0.01", 80, places=2)
OTHERS = [one for one in Formula if one is not Formula.FALSE]


@st.composite
def schemes(draw):
    """A scheme the rules accept, with any of the lines and any ceiling."""
    chosen = draw(st.sets(st.sampled_from(OTHERS)))
    lines = [Line(one, draw(POINTS), draw(MOST)) for one in chosen]
    lines.append(Line(Formula.FALSE, draw(st.decimals("0.01", 300, places=2))))
    base = draw(st.decimals(0, 100, places=2))
    top = base + draw(st.decimals(0, 50, places=2))
    assume(not scheme_faults(lines, base=base, top=top))
    return lines, base, top


@st.composite
def counted(draw):
    """What may have happened to a unit in a period."""
    numbers = [draw(st.integers(0, 30)) for _ in range(5)]
    targets = draw(st.integers(0, 30))
    return Counts(*numbers, reached=draw(st.integers(0, targets)), targets=targets)


@given(schemes(), counted())
def test_one_falsehood_costs_more_than_one_lateness(scheme, counts):
    lines, base, top = scheme

    def points(**more):
        happened = replace(counts, **{n: getattr(counts, n) + v for n, v in more.items()})
        return score(lines, happened, base=base, top=top)

    for lateness in ({"late": 1}, {"made_up_late": 1}, {"returned": 1}, {"late": 1, "returned": 1}):
        assert points(false=1) < points(**lateness)


@given(schemes(), counted())
def test_a_lie_that_is_found_never_pays_whatever_it_gained_or_hid(scheme, counts):
    lines, base, top = scheme
    honest = replace(counts, late=counts.late + 1, returned=counts.returned + 1)
    liar = replace(
        counts, on_time=counts.on_time + 1, reached=counts.targets, false=counts.false + 1
    )

    assert score(lines, liar, base=base, top=top) < score(lines, honest, base=base, top=top)


@given(schemes(), counted())
def test_making_up_is_never_dearer_than_not_doing(scheme, counts):
    lines, base, top = scheme
    lines = [replace(one, most=None) for one in lines]
    if not any(one.formula is Formula.LATE for one in lines):
        lines.append(Line(Formula.LATE, max(one.points for one in lines)))
    late = replace(counts, late=counts.late + 1)
    made_up = replace(counts, made_up_late=counts.made_up_late + 1)

    assert score(lines, made_up, base=base, top=top) >= score(lines, late, base=base, top=top)


def test_units_without_tasks_are_not_ranked_and_equals_share_a_rank():
    assert ranks([Decimal(90), None, Decimal(95), Decimal(90)]) == [2, None, 1, 2]


def test_the_table_of_schemes_ends_with_final():
    assert [line.event for line in SCHEME_TRANSITIONS] == list(SchemeEvent)
    final = SCHEME_TRANSITIONS[-1].target
    assert not any(scheme_allows(event, final) for event in SchemeEvent)
