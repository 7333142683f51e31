"""The database itself refuses to change an adopted version, its rows and their units."""

from importlib import import_module

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, transaction

from changai.tasks.models import PlanRow, PlanRowUnit, PlanVersion
from tests.tasks.plan_factories import adopt, amend, make_draft, make_facts

ATTEMPTS = [
    "UPDATE tasks_planversion SET basis = 'x' WHERE id = %(version)s",
    "UPDATE tasks_planversion SET state = 'DRAFT' WHERE id = %(version)s",
    "DELETE FROM tasks_planversion WHERE id = %(version)s",
    "UPDATE tasks_planrow SET title = 'x' WHERE version_id = %(version)s",
    "UPDATE tasks_planrow SET version_id = %(draft)s WHERE version_id = %(version)s",
    "UPDATE tasks_planrow SET version_id = %(version)s WHERE version_id = %(draft)s",
    "DELETE FROM tasks_planrow WHERE version_id = %(version)s",
    "UPDATE tasks_planrowunit SET due_on = '2030-01-01' WHERE row_id = %(row)s",
    "UPDATE tasks_planrowunit SET row_id = %(row)s WHERE row_id = %(draft_row)s",
    "DELETE FROM tasks_planrowunit WHERE row_id = %(row)s",
    """INSERT INTO tasks_planrowunit (row_id, unit_id, part, position)
    SELECT %(row)s, unit_id, 'COOPERATING', 0 FROM tasks_planrowunit WHERE row_id = %(row)s""",
]


@pytest.fixture
def places(cast):
    """An adopted version with a row, and its amendment with the same row."""
    version = make_draft(cast, make_facts(cast.department))
    adopt(cast, version)
    draft, rows = amend(cast, version)
    (draft_row,) = rows.values()
    row = PlanRow.objects.get(version=version)
    return {"version": version.pk, "row": row.pk, "draft": draft.pk, "draft_row": draft_row.pk}


@pytest.mark.parametrize("statement", ATTEMPTS)
def test_plain_sql_on_what_was_adopted_is_refused(places, statement):
    with (
        pytest.raises(DatabaseError, match="an adopted plan never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, places)

    assert PlanRow.objects.get(pk=places["row"]).title == "健全薪酬分配机制"
    assert PlanVersion.objects.get(pk=places["version"]).state == "ADOPTED"
    assert PlanRowUnit.objects.filter(row=places["row"]).count() == 1


REPLACING = {
    "sqlite": "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
    "postgresql": """INSERT INTO {0} SELECT * FROM {0}
    ON CONFLICT (id) DO UPDATE SET id = excluded.id""",
}


@pytest.mark.parametrize("table", ["tasks_planversion", "tasks_planrow"])
def test_replacing_is_refused_too(places, table):
    with (
        pytest.raises(DatabaseError, match="an adopted plan never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(REPLACING[connection.vendor].format(table))


def test_a_draft_changes_freely(places):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tasks_planrow SET title = 'x' WHERE version_id = %(draft)s", places)
        cursor.execute("DELETE FROM tasks_planrowunit WHERE row_id = %(draft_row)s", places)
    assert PlanRow.objects.get(pk=places["draft_row"]).title == "x"


@pytest.mark.django_db(transaction=True)
def test_the_guard_stands_after_a_flush():
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor != "sqlite":
        names = "SELECT tgname FROM pg_trigger"
    with connection.cursor() as cursor:
        cursor.execute(names)
        standing = [name for (name,) in cursor.fetchall() if "adopted" in name]
    assert len(standing) == (11 if connection.vendor == "sqlite" else 3)


def test_a_table_rebuilt_by_a_migration_gets_its_guard_again(places):
    guards = import_module("changai.tasks.migrations.0002_adopted_stays")
    guards.unguard(connection)

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ATTEMPTS[3], places)
