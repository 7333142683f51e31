"""Every expectation by the name of the address; the actions on a task by the name of each."""

from tests.trust import (
    rows_bodies,
    rows_conveyance,
    rows_escalations,
    rows_indicators,
    rows_meetings,
    rows_papers,
    rows_people,
    rows_pilots,
    rows_plans,
    rows_problems,
    rows_work,
)
from tests.trust.matrix import Row

BY_NAME: dict[str, Row] = {
    **rows_people.ROWS,
    **rows_work.ROWS,
    **rows_work.BY_ACTION,
    **rows_plans.ROWS,
    **rows_bodies.ROWS,
    **rows_conveyance.ROWS,
    **rows_meetings.ROWS,
    **rows_papers.ROWS,
    **rows_problems.ROWS,
    **rows_escalations.ROWS,
    **rows_indicators.ROWS,
    **rows_pilots.ROWS,
}
# One address and many actions: each is a test by itself.
DECLARED = {name.split(" ")[0]: row for name, row in BY_NAME.items()}
PEOPLE = {name: row for name, row in BY_NAME.items() if name in rows_people.ROWS}
WORK = {**rows_work.ROWS, **rows_work.BY_ACTION}
PLANS = rows_plans.ROWS
BODIES = {**rows_bodies.ROWS, **rows_conveyance.ROWS}
MEETINGS = rows_meetings.ROWS
