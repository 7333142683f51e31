"""Signed minutes never change, and none are signed with a decision that lacks unit or date: the
database refuses it.

Adding a line to signed minutes is refused too. Every table of the record has a name before that of
the meetings, so a backup is loaded with its lines before its meetings. An amendment is written
once. A migration that rebuilds one of the tables on SQLite loses its triggers; `guard` runs again
after every migration. A test tries it with plain SQL.
"""

from django.db import migrations

SIGNED = "signed minutes never change"
LACKS = "a decision lacks its unit or its date"
WRITTEN = "an amendment is written once"
MEETING, AMENDMENT = "meetings_meeting", "meetings_amendment"
OF_MEETING = (
    "meetings_agendaitem",
    "meetings_appearance",
    "meetings_attendance",
    "meetings_branchroom",
    "meetings_citeddocument",
    "meetings_decision",
)
# A line of a line: the column that names it, and its table.
OF_LINE = {
    "meetings_decisionunit": ("decision_id", "meetings_decision"),
    "meetings_itempaper": ("item_id", "meetings_agendaitem"),
}
TABLES = (*OF_MEETING, *OF_LINE, MEETING, AMENDMENT)


def signed(table, which):
    """Return the condition that a row of a table belongs to signed minutes."""
    meeting = f"SELECT 1 FROM {MEETING} m WHERE m.state = 'MINUTES_SIGNED' AND m.id = "
    if table == MEETING:
        return f"{which}.state = 'MINUTES_SIGNED'"
    if table in OF_MEETING:
        return f"EXISTS ({meeting} {which}.meeting_id)"
    column, line = OF_LINE[table]
    return f"EXISTS ({meeting} (SELECT l.meeting_id FROM {line} l WHERE l.id = {which}.{column}))"


def lacking():
    """Return the condition that a meeting becomes signed while one of its decisions is not whole."""
    return (
        "NEW.state = 'MINUTES_SIGNED' AND EXISTS (SELECT 1 FROM meetings_decision d"
        " WHERE d.meeting_id = NEW.id AND (d.unit_id IS NULL OR d.due_on IS NULL))"
    )


def sqlite_triggers():
    def trigger(table, name, event, condition, refusal):
        label = f"{table}_signed_{name}"
        return (
            label,
            f"CREATE TRIGGER IF NOT EXISTS {label} BEFORE {event} ON {table}"
            f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END",
        )

    for table in (*OF_MEETING, *OF_LINE, MEETING):
        old, new = signed(table, "OLD"), signed(table, "NEW")
        changed = old if table == MEETING else f"{old} OR {new}"
        yield trigger(table, "no_update", "UPDATE", changed, SIGNED)
        yield trigger(table, "no_delete", "DELETE", old, SIGNED)
        # REPLACE removes the old row without its delete trigger.
        there = f"EXISTS (SELECT 1 FROM {table} o WHERE o.id = NEW.id AND {signed(table, 'o')})"
        yield trigger(table, "no_replace", "INSERT", there, SIGNED)
        if table != MEETING:
            yield trigger(table, "no_insert", "INSERT", new, SIGNED)
    yield trigger(MEETING, "whole_update", "UPDATE", lacking(), LACKS)
    yield trigger(MEETING, "whole_insert", "INSERT", lacking(), LACKS)
    there = f"EXISTS (SELECT 1 FROM {AMENDMENT} o WHERE o.id = NEW.id)"
    yield trigger(AMENDMENT, "no_update", "UPDATE", "1", WRITTEN)
    yield trigger(AMENDMENT, "no_delete", "DELETE", "1", WRITTEN)
    yield trigger(AMENDMENT, "no_replace", "INSERT", there, WRITTEN)


def postgres_body(table):
    if table == AMENDMENT:
        return f"IF TG_OP <> 'INSERT' THEN RAISE EXCEPTION '{WRITTEN}'; END IF;"
    parts = [
        f"""IF TG_OP <> 'INSERT' THEN
            IF {signed(table, "OLD")} THEN RAISE EXCEPTION '{SIGNED}'; END IF;
        END IF;"""
    ]
    refusal, condition = (LACKS, lacking()) if table == MEETING else (SIGNED, signed(table, "NEW"))
    parts.append(
        f"""IF TG_OP <> 'DELETE' THEN
            IF {condition} THEN RAISE EXCEPTION '{refusal}'; END IF;
        END IF;"""
    )
    return "\n".join(parts)


def postgres_triggers():
    for table in TABLES:
        name = f"{table}_signed_stays"
        yield (
            name,
            f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            {postgres_body(table)}
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
                table = name.removesuffix("_signed_stays")
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(
            lambda apps, editor: guard(editor.connection),
            lambda apps, editor: unguard(editor.connection),
        ),
    ]
