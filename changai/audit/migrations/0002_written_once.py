"""An entry and its lines are written once: the database itself refuses to change or remove them.

Rebuilding a table on SQLite loses its triggers, so the app calls `guard` after every migration.
"""

from django.db import migrations, models

TABLES = ("audit_entry", "audit_line")
REFUSAL = "the audit is written once"

# REPLACE removes the old row without its delete trigger, so an insert over a row is refused too.
SQLITE_ON = [
    f"""CREATE TRIGGER IF NOT EXISTS {table}_no_{event.lower()} BEFORE {event} ON {table}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
    for table in TABLES
    for event in ("UPDATE", "DELETE")
] + [
    f"""CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table}
    WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
    for table in TABLES
]
SQLITE_OFF = [
    f"DROP TRIGGER IF EXISTS {table}_no_{event}"
    for table in TABLES
    for event in ("update", "delete", "replace")
]
POSTGRES_ON = [
    f"""CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    *[
        f"""CREATE OR REPLACE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"""
        for table in TABLES
    ],
]
POSTGRES_OFF = [
    *[f"DROP TRIGGER IF EXISTS {table}_written_once ON {table}" for table in TABLES],
    "DROP FUNCTION IF EXISTS audit_refuse()",
]


def run(connection, on_sqlite, on_postgres):
    statements = on_sqlite if connection.vendor == "sqlite" else on_postgres
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def guard(connection):
    run(connection, SQLITE_ON, POSTGRES_ON)


def unguard(connection):
    run(connection, SQLITE_OFF, POSTGRES_OFF)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='line',
            index=models.Index(fields=['unit_id', 'entry'], name='audit_line_unit'),
        ),
        migrations.RunPython(
            lambda apps, editor: guard(editor.connection),
            lambda apps, editor: unguard(editor.connection),
        ),
    ]
