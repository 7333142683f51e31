import pytest

from tests.documents.factories import make_document
from tests.tasks.factories import make_cast


@pytest.fixture
def cast(db):
    """A province with people, one post each."""
    return make_cast()


@pytest.fixture
def document(cast):
    """A document of the provincial office with three sentences that ask for work."""
    return make_document(cast.office, cast.clerk)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Keep files in a folder of the test's own."""
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR
