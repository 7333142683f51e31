"""Colors as SQL and as a rule are the same colors."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from changai.tasks import queries, rules
from changai.tasks.models import Task
from changai.tasks.rules import Colour, State
from tests.conftest import NOON, TODAY

NEAR = TODAY + timedelta(days=3)
DAY = st.one_of(st.none(), st.integers(-6, 8).map(lambda n: TODAY + timedelta(days=n)))
ROW = st.tuples(st.sampled_from(list(State)), DAY, DAY, DAY, DAY, DAY, DAY)


def row(cast, state, due_on, submitted_on, done_on, behind_on, first_late_on, stopped_on):
    """Return a task with any dates its state can have."""
    past = state in rules.OVER
    reviewed = past or state is State.UNDER_REVIEW
    finished = done_on or TODAY
    return Task(
        title="培养高技能人才",
        clause_words="年内培养。",
        clause_where="讲话",
        assigner=cast.office,
        lead=cast.department,
        state=state.value,
        registered_at=NOON,
        due_on=due_on,
        submitted_on=(submitted_on or TODAY) if reviewed else None,
        submitted_by=cast.lead if reviewed else None,
        done_on=finished if past else None,
        done_by=cast.clerk if past else None,
        closed_on=finished if past else None,
        closed_by=cast.supervisor if past else None,
        behind_on=behind_on,
        first_late_on=first_late_on,
        stopped_on=None if reviewed else stopped_on,
    )


@pytest.mark.slow
def test_each_task_has_the_one_color_in_sql_that_the_rule_gives(cast):
    @settings(
        max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(ROW, min_size=10, max_size=60))
    def compare(rows):
        with transaction.atomic():
            tasks = Task.objects.bulk_create([row(cast, *one) for one in rows])
            found = {
                pk: colour
                for colour in Colour
                for pk in Task.objects.filter(
                    queries.colour_condition(colour, TODAY, NEAR)
                ).values_list("pk", flat=True)
            }
            counted = sum(
                Task.objects.filter(queries.colour_condition(colour, TODAY, NEAR)).count()
                for colour in Colour
            )
            assert counted == len(tasks), "each task has exactly one color"
            for task in tasks:
                facts = queries.time_facts(task)
                expected = rules.colour(facts, today=TODAY, near_until=NEAR).colour
                assert found[task.pk] == expected, facts
            transaction.set_rollback(True)

    compare()


def test_near_counts_working_days_over_the_spring_festival():
    # 2026-02-15 to 02-23 are off, 02-14 and 02-28 are worked; the pack says three working days.
    assert queries.near_until(date(2026, 2, 12)) == date(2026, 2, 24)
    assert queries.near_until(TODAY) == date(2026, 3, 5)
