"""The cast of tasks, with a task under way and a target of a hundred."""

import pytest

from tests.evidence.factories import make_working_task
from tests.tasks.factories import make_cast


@pytest.fixture
def cast(db):
    """A province with people, one post each."""
    return make_cast()


@pytest.fixture
def task(cast):
    """A task under way that asks for a hundred plants, led by the department."""
    return make_working_task(cast)


@pytest.fixture
def target(task):
    """Its one target."""
    return task.targets.get()


@pytest.fixture(autouse=True)
def files_dir(settings, tmp_path):
    """Where the files of a test lie."""
    settings.FILES_DIR = tmp_path
