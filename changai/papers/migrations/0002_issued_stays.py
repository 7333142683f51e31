"""An issued paper never changes, and what was sent and signed for stays: the database refuses it.

All an issued paper can still become is withdrawn, once; all a delivery can become is signed for,
once. A backup loads rows by plain inserts, which pass. A migration that rebuilds one of the tables
on SQLite loses its triggers; `guard` runs again after every migration.
"""

from django.db import migrations

REFUSAL = "an issued paper never changes"
PAPER, DELIVERY = "papers_paper", "papers_delivery"
FIXED = (
    "id", "kind", "thing_id", "unit_id", "title", "word", "year", "serial", "number", "content",
    "edits", "docx_sha256", "pdf_sha256", "made_by_id", "made_at", "approved_by_id", "approved_at",
    "issued_by_id", "issued_at",
)  # fmt: skip
WITHDRAWN = ("withdrawn_by_id", "withdrawn_at", "withdrawn_reason", "state", "revision")
SENT = ("id", "paper_id", "unit_id", "sent_at")


def differs(columns, sign):
    return " OR ".join(f"OLD.{one} {sign} NEW.{one}" for one in columns)


def changes(table, sign):
    """Return the condition that a change of a row of a table is refused."""
    if table == PAPER:
        return (
            f"(OLD.state = 'WITHDRAWN' AND ({differs((*FIXED, *WITHDRAWN), sign)}))"
            f" OR (OLD.state = 'ISSUED' AND ({differs(FIXED, sign)}))"
            f" OR (OLD.state = 'ISSUED' AND NEW.state <> 'WITHDRAWN'"
            f" AND ({differs(WITHDRAWN, sign)}))"
        )
    return f"({differs(SENT, sign)}) OR OLD.signed_at IS NOT NULL"


def removes(table):
    return "OLD.state IN ('ISSUED', 'WITHDRAWN')" if table == PAPER else "1 = 1"


def sqlite_triggers():
    for table in (PAPER, DELIVERY):
        conditions = {
            "update": changes(table, "IS NOT"),
            "delete": removes(table),
            # REPLACE removes the old row without its delete trigger.
            "replace": f"EXISTS (SELECT 1 FROM {table} old WHERE old.id = NEW.id)",
        }
        for name, condition in conditions.items():
            event = name if name in ("update", "delete") else "insert"
            yield (
                f"{table}_issued_no_{name}",
                f"""CREATE TRIGGER IF NOT EXISTS {table}_issued_no_{name} BEFORE {event} ON {table}
                WHEN {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
            )


def postgres_triggers():
    for table in (PAPER, DELIVERY):
        name = f"{table}_issued_stays"
        yield (
            name,
            f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF {changes(table, 'IS DISTINCT FROM')} THEN
                    RAISE EXCEPTION '{REFUSAL}';
                END IF;
                RETURN NEW;
            END IF;
            IF {removes(table)} THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
            RETURN OLD; END $$""",
            f"""CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table}
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
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {name.removesuffix('_issued_stays')}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


class Migration(migrations.Migration):

    dependencies = [
        ('papers', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(
            lambda apps, editor: guard(editor.connection),
            lambda apps, editor: unguard(editor.connection),
        ),
    ]
