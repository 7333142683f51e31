"""Whole numbers of any size in a column, added exactly by the database on every engine.

The trap: SQLite has no decimals. It keeps them as floating point, and so does a sum beyond 64
bits, without a word. A whole number is therefore kept there as its digits, and added by a
function of Python's that each connection is taught; on PostgreSQL it is a `numeric`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

if TYPE_CHECKING:
    _Field = models.Field[int, int]
else:
    _Field = models.Field

DIGITS = 60
ADD = "whole_add"


class WholeField(_Field):
    """A whole number of up to 60 digits. It is added and read; the database does not order it."""

    description = "Whole number of any size"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the type of the column."""
        return "text" if connection.vendor == "sqlite" else f"numeric({DIGITS}, 0)"

    def to_python(self, value: Any) -> int | None:
        """Return the number of what a backup or a row holds."""
        return None if value is None else int(value)

    def from_db_value(self, value: Any, *_more: Any) -> int | None:
        """Return the number of what the database gave."""
        return self.to_python(value)

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        """Return the number as the database takes it."""
        return str(value) if connection.vendor == "sqlite" and value is not None else value


def added(column: str, table: str) -> str:
    """Return the SQL that adds what an upsert brings to what a column of whole numbers holds."""
    here, more = f"{table}.{column}", f"excluded.{column}"
    return f"{ADD}({here}, {more})" if connection.vendor == "sqlite" else f"{here} + {more}"


def _add(one: str, other: str) -> str:
    return str(int(one) + int(other))


def _teach(connection: BaseDatabaseWrapper, **_more: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function(ADD, 2, _add, deterministic=True)


def teach_sqlite() -> None:
    """Teach every connection to SQLite to add; called in the `ready` of an app that has such
    columns.
    """
    connection_created.connect(_teach, dispatch_uid="whole_numbers")
