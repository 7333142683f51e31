"""The index of pairs, and the marks of what waits to be indexed.

On SQLite an FTS5 table, on PostgreSQL a table with a tsvector and a GIN index; both hold our own
tokens. Rebuilding a table on SQLite loses its triggers: `lay` runs again after every migration.
"""

from django.db import migrations, models

# Table, kind in the keys, columns whose words are found.
WATCHED = (
    ("documents_document", 1, "title, number, issuer, clean_text"),
    ("documents_measure", 2, "quote"),
    ("tasks_task", 3, "title, clause_words"),
)
SQLITE = [
    "CREATE TABLE IF NOT EXISTS search_waiting (key INTEGER PRIMARY KEY)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_grams USING fts5("
    "grams, tokenize='unicode61 remove_diacritics 0')",
    *[
        f"""CREATE TRIGGER IF NOT EXISTS search_{table}_{name} AFTER {event} ON {table} BEGIN
        INSERT OR IGNORE INTO search_waiting (key) VALUES (({kind} << 58) | ({row}.id << 12)); END"""
        for table, kind, columns in WATCHED
        for name, event, row in (
            ("added", "INSERT", "NEW"),
            ("changed", f"UPDATE OF {columns}", "NEW"),
            ("gone", "DELETE", "OLD"),
        )
    ],
]
# DO UPDATE, not DO NOTHING: it locks the mark, so that one who indexes waits for one who writes.
POSTGRES = [
    "CREATE TABLE IF NOT EXISTS search_waiting (key bigint PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS search_grams (rowid bigint PRIMARY KEY, grams tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_grams_found ON search_grams USING gin (grams)",
    """CREATE OR REPLACE FUNCTION search_mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO search_waiting (key)
    VALUES ((TG_ARGV[0]::bigint << 58) |
            ((CASE WHEN TG_OP = 'DELETE' THEN OLD.id ELSE NEW.id END)::bigint << 12))
    ON CONFLICT (key) DO UPDATE SET key = EXCLUDED.key;
    RETURN NULL; END $$""",
    *[
        f"""CREATE OR REPLACE TRIGGER search_{table}_marked
        AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table}
        FOR EACH ROW EXECUTE FUNCTION search_mark('{kind}')"""
        for table, kind, columns in WATCHED
    ],
]
ALL_WAIT = [
    f"INSERT INTO search_waiting (key) SELECT ({kind} * 288230376151711744) + id * 4096 "
    f"FROM {table} WHERE true ON CONFLICT (key) DO NOTHING"
    for table, kind, _columns in WATCHED
]
GONE = {
    "sqlite": [
        *[
            f"DROP TRIGGER IF EXISTS search_{table}_{name}"
            for table, _kind, _columns in WATCHED
            for name in ("added", "changed", "gone")
        ],
        "DROP TABLE IF EXISTS search_grams",
        "DROP TABLE IF EXISTS search_waiting",
    ],
    "postgresql": [
        *[
            f"DROP TRIGGER IF EXISTS search_{table}_marked ON {table}"
            for table, _kind, _columns in WATCHED
        ],
        "DROP FUNCTION IF EXISTS search_mark()",
        "DROP TABLE IF EXISTS search_grams, search_waiting",
    ],
}


def run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def lay(connection):
    """Make what is missing of tables and triggers; a second time changes nothing."""
    run(connection, SQLITE if connection.vendor == "sqlite" else POSTGRES)


def mark_all(connection):
    """Let everything there is wait to be indexed."""
    run(connection, ALL_WAIT)


def begin(apps, editor):
    lay(editor.connection)
    mark_all(editor.connection)


class Migration(migrations.Migration):

    initial = True
    dependencies = [("documents", "0001_initial"), ("tasks", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Waiting",
            fields=[("key", models.BigIntegerField(primary_key=True, serialize=False))],
            options={"db_table": "search_waiting", "managed": False},
        ),
        migrations.RunPython(begin, lambda apps, editor: run(editor.connection, GONE[editor.connection.vendor])),
    ]
