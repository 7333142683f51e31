"""A fixed day and a small cast, for every test."""

from datetime import UTC, date, datetime, timedelta, timezone
from importlib import import_module

import pytest

SHANGHAI = timezone(timedelta(hours=8))
TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)


@pytest.fixture
def today():
    """The day every test lives on, a Monday."""
    return TODAY


@pytest.fixture
def noon():
    """Noon of that day in Shanghai."""
    return NOON.astimezone(UTC)


@pytest.fixture(scope="session", autouse=True)
def flush_lifts_the_guards():
    """Let the flush between tests that commit empty the audit and adopted plans, and put the
    guards back at once.

    Only here: in the product nothing ever lifts it.
    """
    from django.db import connection

    guards = [
        import_module("changai.audit.migrations.0002_written_once"),
        import_module("changai.tasks.migrations.0002_adopted_stays"),
    ]
    kind = type(connection.ops)
    flush = kind.execute_sql_flush

    def lifted(operations, sql_list):
        for one in guards:
            one.unguard(operations.connection)
        try:
            return flush(operations, sql_list)
        finally:
            for one in guards:
                one.guard(operations.connection)

    kind.execute_sql_flush = lifted
    yield
    kind.execute_sql_flush = flush
