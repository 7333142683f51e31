"""The cast of tasks, and a problem an inspection found."""

import pytest

from tests.problems.factories import add
from tests.tasks.factories import make_cast


@pytest.fixture
def cast(db):
    """A province with people, one post each."""
    return make_cast()


@pytest.fixture
def problem(cast):
    """A problem of the department, kept by the provincial office."""
    return add(cast)


@pytest.fixture(autouse=True)
def files_dir(settings, tmp_path):
    """Where the files of a test lie."""
    settings.FILES_DIR = tmp_path
