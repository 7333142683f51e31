import pytest

from changai.accounts.models import User


@pytest.fixture
def clerk(db, noon):
    """Somebody who is signed in and holds no post."""
    return User.objects.create(login="zhou", name="周敏", created_at=noon)


@pytest.fixture
def small_site(settings):
    """The frame of the pages as a demo, without any noun's addresses."""
    settings.ROOT_URLCONF = "tests.ui.urls"
    settings.DEMO = True
    return settings
