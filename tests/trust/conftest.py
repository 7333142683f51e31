"""The world of these tests, made once for a file and undone after it."""

import logging

import pytest
from django.db import transaction
from django.test import override_settings

from tests.trust import matrix
from tests.trust import world as worlds


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The province of tests.trust.world; whatever a test writes it undoes itself."""
    folder = tmp_path_factory.mktemp("trust")
    with (
        django_db_blocker.unblock(),
        override_settings(
            FILES_DIR=folder,
            MEDIA_ROOT=folder,
            ROOT_URLCONF="tests.trust.urls",
            SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        ),
        transaction.atomic(),
    ):
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture
def walk(world):
    """Somebody who tries addresses for everybody, and says nothing of what is not found."""
    ask = matrix.Asker()
    logging.disable(logging.WARNING)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.contrib.auth.middleware.get_user", ask.account)
        yield matrix.Walk(world, ask)
    logging.disable(logging.NOTSET)


@pytest.fixture
def light_frame(monkeypatch):
    """Leave the numbers out of the menu: test_two_worlds.py looks at those."""
    monkeypatch.setattr("changai.dashboards.queries.nav_counts", lambda *_who: {})
