"""A fixed day and a small cast, for every test."""

from datetime import UTC, date, datetime, timedelta, timezone

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
