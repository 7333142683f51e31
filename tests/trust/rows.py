"""Every expectation by the name of the address; the actions on a task by the name of each."""

from tests.trust import rows_people, rows_plans, rows_work
from tests.trust.matrix import Row

BY_NAME: dict[str, Row] = {
    **rows_people.ROWS,
    **rows_work.ROWS,
    **rows_work.BY_ACTION,
    **rows_plans.ROWS,
}
# One address and many actions: each is a test by itself.
DECLARED = {name.split(" ")[0]: row for name, row in BY_NAME.items()}
PEOPLE = {name: row for name, row in BY_NAME.items() if name in rows_people.ROWS}
WORK = {name: row for name, row in BY_NAME.items() if name not in PEOPLE}
