"""The cast of tasks, and a matter that is late."""

import pytest

from tests.escalations.factories import make_late_task
from tests.tasks.factories import make_cast


@pytest.fixture
def cast(db):
    """A province with people, one post each."""
    return make_cast()


@pytest.fixture
def task(cast):
    """A task led by the department, three days late."""
    return make_late_task(cast)


@pytest.fixture(autouse=True)
def files_dir(settings, tmp_path):
    """Where the files of a test lie."""
    settings.FILES_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path
