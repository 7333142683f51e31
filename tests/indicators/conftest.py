"""The cast of tasks, with two more cities that say something."""

import pytest

from changai.packs.indicators import Version
from tests.indicators.factories import make_places
from tests.tasks.factories import make_cast


@pytest.fixture
def cast(db):
    """A province with people, one post each."""
    return make_cast()


@pytest.fixture
def places(cast):
    """Three cities with an office and somebody in each."""
    return make_places(cast)


@pytest.fixture(autouse=True)
def files_dir(settings, tmp_path):
    """Where the files of a test lie."""
    settings.FILES_DIR = tmp_path


@pytest.fixture
def fractions(monkeypatch):
    """Let any number be typed with places, so that adding has something to get wrong."""
    for name in ("whole_numerator", "whole_denominator"):
        monkeypatch.setattr(Version, name, property(lambda _version: False))
