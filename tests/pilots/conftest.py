"""The cast of tasks with a few more units, and pilots at any stage."""

import pytest

from tests.pilots.factories import make_world


@pytest.fixture
def world(db):
    """A city that calls for pilots, with a county, a zone, enterprises and a panel."""
    return make_world()


@pytest.fixture(autouse=True)
def files_dir(settings, tmp_path):
    """Where the files of a test lie."""
    settings.FILES_DIR = tmp_path
