import pytest

from tests.tasks.factories import make_cast


@pytest.fixture
def cast(db):
    """A province with people, one post each."""
    return make_cast()
