"""Write rows of one table by statements whose SQL is built once.

Django spends most of a write on questions it asks of every value. Where thousands of rows are
written in one action, or one row stands in everybody's way, rows are plain tuples and each column
is asked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

CHUNK = 5000
Convert = Callable[[Any], Any]
# These go to the database as they are; everything else is prepared by its own field.
PLAIN = (
    models.AutoField,
    models.BigAutoField,
    models.IntegerField,
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.ForeignKey,
)


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
) -> int:
    """Insert rows given as tuples in the order of `names`; return how many were handed in.

    `names` are attribute names (`unit_id`, not `unit`). Columns left out take the default of their
    field. Constraints and triggers hold as for any insert; signals and `save` do not exist here.
    Cost: one statement a chunk of 5,000 rows, a value touched once.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    chosen = [fields[name] for name in names]
    rest = [field for field in fields.values() if field not in chosen and not field.primary_key]
    tail = tuple(_prepared(field, field.get_default()) for field in rest)
    sql = _statement(model, [*chosen, *rest], ignore_conflicts=ignore_conflicts)
    converters = [(place, _converter(field)) for place, field in enumerate(chosen)]
    touched = [(place, convert) for place, convert in converters if convert]
    count = 0
    with connection.cursor() as cursor:
        for chunk in _chunks(rows):
            cursor.executemany(sql, [_values(row, touched, tail) for row in chunk])
            count += len(chunk)
    return count


def insert_row(model: type[models.Model], names: Sequence[str], row: Sequence[Any]) -> int:
    """Insert one row given as a tuple in the order of `names`; return its id.

    What `insert_rows` says of names, defaults, signals and constraints holds here too.
    """
    sql, touched, tail = _single(connection.vendor, model, tuple(names))
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, touched, tail))
        return int(cursor.fetchone()[0])


@cache
def _single(
    vendor: str, model: type[models.Model], names: tuple[str, ...]
) -> tuple[str, list[tuple[int, Convert]], tuple[Any, ...]]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    chosen = [fields[name] for name in names]
    rest = [field for field in fields.values() if field not in chosen and not field.primary_key]
    touched: list[tuple[int, Convert]] = [
        (place, partial(_prepared, field))
        for place, field in enumerate(chosen)
        if not isinstance(field, PLAIN)
    ]
    tail = tuple(_prepared(field, field.get_default()) for field in rest)
    sql = _statement(model, [*chosen, *rest], ignore_conflicts=False)
    return f"{sql} RETURNING {connection.ops.quote_name('id')}", touched, tail


def update_rows(
    model: type[models.Model], changes: Mapping[str, Any], *, where: Mapping[str, Any]
) -> int:
    """Change the rows whose columns are as `where` says, None for null; return how many.

    Names are those of fields or of their columns; values are values, no expressions. What
    `insert_rows` says of constraints and signals holds here too.
    """
    missing = tuple(name for name, value in where.items() if value is None)
    names = tuple(changes), tuple(where), missing
    sql, converters = _update(connection.vendor, model, *names)
    given = [*changes.values(), *(value for value in where.values() if value is not None)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [convert(one) for convert, one in zip(converters, given, strict=True)])
        return int(cursor.rowcount)


@cache
def _update(
    vendor: str,
    model: type[models.Model],
    changes: tuple[str, ...],
    where: tuple[str, ...],
    missing: tuple[str, ...],
) -> tuple[str, list[Convert]]:
    quote = connection.ops.quote_name
    fields = {field.attname: field for field in model._meta.concrete_fields}
    fields |= {field.name: field for field in model._meta.concrete_fields}
    given = [fields[name] for name in (*changes, *(one for one in where if one not in missing))]
    settings = ", ".join(f"{quote(fields[name].column or '')} = %s" for name in changes)
    conditions = " AND ".join(
        quote(fields[name].column or "") + (" IS NULL" if name in missing else " = %s")
        for name in where
    )
    # Names come from the models, never from a person.
    sql = f"UPDATE {quote(model._meta.db_table)} SET {settings} WHERE {conditions}"  # noqa: S608
    return sql, [_key if field.is_relation else partial(_prepared, field) for field in given]


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Return rising ids that nobody else will be given, for rows that name each other.

    On SQLite the caller holds the write lock of its transaction; elsewhere the sequence moves on.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        return list(range(first, first + count))


def _statement(
    model: type[models.Model], fields: Sequence[models.Field[Any, Any]], *, ignore_conflicts: bool
) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or "") for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    tail = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    # Names come from the models, never from a person.
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks}){tail}"  # noqa: S608


def _converter(field: models.Field[Any, Any]) -> Convert | None:
    if isinstance(field, PLAIN):
        return None
    # The connection itself: asked through the proxy, each value looks it up again. A column often
    # holds one object in every row (the moment, an empty mapping): it is prepared once.
    own = connections[DEFAULT_DB_ALIAS]
    last: list[Any] = [None, field.get_db_prep_save(None, connection=own)]

    def convert(value: Any) -> Any:
        if value is not last[0]:
            last[0], last[1] = value, field.get_db_prep_save(value, connection=own)
        return last[1]

    return convert


def _prepared(field: models.Field[Any, Any], value: Any) -> Any:
    return field.get_db_prep_save(value, connection=connection)


def _values(
    row: Sequence[Any], touched: Sequence[tuple[int, Convert]], tail: tuple[Any, ...]
) -> tuple[Any, ...]:
    values = [*row, *tail]
    for place, convert in touched:
        values[place] = convert(values[place])
    return tuple(values)


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterable[list[Sequence[Any]]]:
    chunk: list[Sequence[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
