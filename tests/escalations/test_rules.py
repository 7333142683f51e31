"""Which slip is due, and why none is, for every light and every excuse."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changai.escalations.rules import (
    EXCUSES,
    LADDER,
    TOPS,
    TRANSITIONS,
    Cause,
    Event,
    Level,
    Matter,
    State,
    has_failed,
    needs_reason,
    propose,
    transition,
)

LIGHTS = ["overdue", "behind_trajectory", "near_due", "on_course", "late_before", "no_date"]


def test_a_late_matter_without_a_slip_begins_with_blue():
    proposal = propose(Matter("overdue"))

    assert proposal.level is Level.BLUE_SLIP
    assert proposal.cause is Cause.OVERDUE


@pytest.mark.parametrize(
    ("light", "failed", "level"),
    [
        ("overdue", (), Level.BLUE_SLIP),
        ("overdue", (Level.BLUE_SLIP,), Level.YELLOW_SLIP),
        ("overdue", (Level.BLUE_SLIP, Level.YELLOW_SLIP), Level.RED_SLIP),
        ("overdue", (Level.RED_SLIP,), None),
        ("behind_trajectory", (), Level.BLUE_SLIP),
        ("behind_trajectory", (Level.BLUE_SLIP,), Level.YELLOW_SLIP),
        ("behind_trajectory", (Level.YELLOW_SLIP,), None),
        ("near_due", (), Level.BLUE_SLIP),
        ("near_due", (Level.BLUE_SLIP,), None),
    ],
)
def test_a_higher_slip_only_after_the_lower_failed_and_never_above_the_light(light, failed, level):
    assert propose(Matter(light, failed=failed)).level is level


def test_poor_quality_is_yellow_at_most_and_an_unsigned_task_is_chased():
    assert propose(Matter("on_course", poor=True)).level is Level.BLUE_SLIP
    failed = (Level.BLUE_SLIP,)
    assert propose(Matter("on_course", poor=True, failed=failed)).level is Level.YELLOW_SLIP
    assert propose(Matter("on_course", unsigned=True)).level is Level.CHASING_NOTICE


@pytest.mark.parametrize(
    ("excuse", "cause"),
    [
        ({"stopped": True}, Cause.CLOCK_STOPPED),
        ({"duty_late": True}, Cause.WAITING_UNIT),
        ({"submitted": True}, Cause.UNDER_REVIEW),
        ({"extension_asked": True}, Cause.EXTENSION),
    ],
)
@pytest.mark.parametrize("light", ["overdue", "behind_trajectory", "near_due"])
def test_no_slip_against_a_lead_that_waits_and_the_cause_is_named(light, excuse, cause):
    proposal = propose(Matter(light, **excuse))

    assert proposal.level is None
    assert proposal.cause is cause
    assert proposal.light is not Cause.NOTHING


def test_one_matter_has_one_slip_at_a_time():
    assert propose(Matter("overdue", running=True)).cause is Cause.SLIP_RUNS


@given(
    light=st.sampled_from(LIGHTS),
    flags=st.lists(st.booleans(), min_size=7, max_size=7),
    failed=st.sets(st.sampled_from(LADDER)),
)
def test_every_proposal_has_a_cause_and_stays_on_the_ladder(light, flags, failed):
    unsigned, poor, submitted, stopped, duty_late, extension, running = flags
    matter = Matter(
        light, unsigned, poor, submitted, stopped, duty_late, extension, running, tuple(failed)
    )

    proposal = propose(matter)

    if proposal.level is None:
        assert proposal.cause not in TOPS
    else:
        assert proposal.cause in TOPS
        assert not any((submitted, stopped, duty_late, extension, running))
        assert proposal.level.rung <= TOPS[proposal.cause].rung
        highest = max((one.rung for one in failed), default=0)
        assert proposal.level.rung in (0, highest + 1)


def test_skipping_a_rung_needs_a_reason_and_a_lower_step_never_does():
    for wanted, proposed in itertools.product(Level, Level):
        assert needs_reason(wanted, proposed) is (wanted.rung > proposed.rung)


def test_a_slip_fails_the_day_after_its_date_unless_it_was_lifted():
    day = date(2026, 3, 10)

    assert not has_failed(until_on=day, today=day, lifted=False)
    assert has_failed(until_on=day, today=date(2026, 3, 11), lifted=False)
    assert not has_failed(until_on=day, today=date(2026, 3, 11), lifted=True)


def test_the_table_has_one_line_an_event_and_nothing_leaves_an_end():
    assert [line.event for line in TRANSITIONS] == list(Event)
    for state in (State.LIFTED, State.WITHDRAWN, State.DISMISSED):
        assert not any(transition(event, state) for event in Event)
    assert set(EXCUSES).isdisjoint(TOPS)
