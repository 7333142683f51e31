"""A fixed day and a small cast, for every test."""

import os
from datetime import UTC, date, datetime, timedelta, timezone
from importlib import import_module

import pytest
from django.test import SimpleTestCase

# What a test asks for when it touches the database.
DATABASE = {
    "db", "transactional_db", "django_db_setup", "django_db_reset_sequences", "live_server"
}  # fmt: skip
SHANGHAI = timezone(timedelta(hours=8))
TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)


def pytest_collection_modifyitems(config, items):
    """Let long browser tests begin first, so that no core waits for them at the end, and run what
    knows no database once and not again for PostgreSQL."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
    if not os.environ.get("CHANGAI_TEST_DATABASE_URL"):
        return
    plain = {item for item in items if not touches_the_database(item)}
    items[:] = [item for item in items if item not in plain]
    config.hook.pytest_deselected(items=list(plain))


def touches_the_database(item):
    """Say whether a test asks for the database by a mark, a fixture or its class."""
    if any(item.get_closest_marker(name) for name in ("django_db", "postgres")):
        return True
    if DATABASE & set(item.fixturenames):
        return True
    return issubclass(getattr(item, "cls", None) or object, SimpleTestCase)


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a process: a second one could not begin beside it.

    Skipped where the machine has none.
    """
    # Only here: most tests need neither.
    from playwright.sync_api import sync_playwright

    from changai.ui import assets
    from scripts import screens

    if screens.chromium() is None:
        pytest.skip("no Chromium on this machine")
    assets.main()
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright's own event loop runs in this thread; Django would refuse its queries there.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(**screens.launch_options())
        yield browser
        browser.close()


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
        import_module("changai.papers.migrations.0002_issued_stays"),
        import_module("changai.meetings.migrations.0002_signed_stays"),
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
