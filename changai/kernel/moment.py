"""Many reads of the database as of one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as of one moment while others go on writing; inside nothing is written.

    A deferred transaction: on SQLite `atomic` would lock every writer out for the whole time.
    Inside a transaction of the caller its own moment holds.
    """
    if connection.in_atomic_block:
        yield
        return
    begin = (
        "BEGIN"
        if connection.vendor == "sqlite"
        else ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    )
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
