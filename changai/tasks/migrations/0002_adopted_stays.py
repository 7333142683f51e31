"""An adopted version of a plan, its rows and their units never change: the database refuses it.

Adding a row to an adopted version is refused too, so a backup is loaded with its rows before its
versions, or between `unguard` and `guard`. A migration that rebuilds one of the tables on SQLite
loses its triggers; `guard` runs again after every migration. A test tries it with plain SQL.
"""

from django.db import migrations

REFUSAL = "an adopted plan never changes"
VERSION, ROW, UNIT = "tasks_planversion", "tasks_planrow", "tasks_planrowunit"


def adopted(table, which):
    """Return the condition that a row of a table belongs to an adopted version."""
    version = f"SELECT 1 FROM {VERSION} v WHERE v.state = 'ADOPTED' AND v.id = "
    return {
        VERSION: f"{which}.state = 'ADOPTED'",
        ROW: f"EXISTS ({version} {which}.version_id)",
        UNIT: f"EXISTS ({version} (SELECT r.version_id FROM {ROW} r WHERE r.id = {which}.row_id))",
    }[table]


def sqlite_triggers():
    for table in (VERSION, ROW, UNIT):
        conditions = {
            "update": adopted(table, "OLD"),
            "delete": adopted(table, "OLD"),
            # REPLACE removes the old row without its delete trigger.
            "replace": f"EXISTS (SELECT 1 FROM {table} old WHERE old.id = NEW.id)",
        }
        if table != VERSION:
            conditions["update"] += f" OR {adopted(table, 'NEW')}"
            conditions["insert"] = adopted(table, "NEW")
        for name, condition in conditions.items():
            event = name if name in ("update", "delete") else "insert"
            yield (
                f"{table}_adopted_no_{name}",
                f"""CREATE TRIGGER IF NOT EXISTS {table}_adopted_no_{name} BEFORE {event} ON {table}
                WHEN {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
            )


def postgres_triggers():
    for table in (VERSION, ROW, UNIT):
        name = f"{table}_adopted_stays"
        after = "" if table == VERSION else f"""IF TG_OP <> 'DELETE' THEN
                IF {adopted(table, 'NEW')} THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
            END IF;"""
        yield (
            name,
            f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP <> 'INSERT' THEN
                IF {adopted(table, 'OLD')} THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
            END IF;
            {after}
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW; END $$""",
            f"""CREATE OR REPLACE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {name}()""",
        )


def guard(connection):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for _name, statement in sqlite_triggers():
                cursor.execute(statement)
        else:
            for _name, function, trigger in postgres_triggers():
                cursor.execute(function)
                cursor.execute(trigger)


def unguard(connection):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, _statement in sqlite_triggers():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            for name, _function, _trigger in postgres_triggers():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {name.removesuffix('_adopted_stays')}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(
            lambda apps, editor: guard(editor.connection),
            lambda apps, editor: unguard(editor.connection),
        ),
    ]
