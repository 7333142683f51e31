"""Whatever is done, in any order and by anybody, nothing is closed against the rules."""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from changai.tasks.models import Task
from tests.tasks.life_machine import OPS, OVER, Machine, broken_lives, wrongly_closed

HALVES = 2
EXAMPLES = int(os.environ.get("CHANGAI_EXAMPLES", "60")) // HALVES
# What leads towards an end comes more often, so that many trees get there.
OFTEN = ["advance"] * 24 + ["close", "submit", "accept", "waive_child", "strike_off"]
ACTIONS = st.lists(
    st.tuples(
        st.sampled_from([*OPS, *OFTEN]),
        st.integers(0, 5),
        st.integers(0, 40),
        st.integers(0, 7),
    ),
    min_size=4,
    max_size=14,
)


@pytest.fixture
def machine(db):
    """One machine for all examples; each runs in a savepoint that is undone."""
    return Machine()


@pytest.mark.slow
@pytest.mark.parametrize("half", range(HALVES))
def test_no_path_closes_a_task_against_the_rules(machine, half):
    reached = {"done": 0, "over": 0}

    @seed(half)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(ACTIONS)
    def drive(actions):
        machine.start()
        with transaction.atomic():
            for action in actions:
                if machine.run(*action):
                    assert wrongly_closed() == [], action
            assert broken_lives() == []
            reached["done"] += machine.done
            reached["over"] += Task.objects.filter(state__in=OVER).count()
            transaction.set_rollback(True)

    drive()

    # The machine must not pass because everything was refused.
    assert reached["done"] > EXAMPLES
    assert reached["over"] > EXAMPLES // 20
