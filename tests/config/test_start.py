import os
import sqlite3
import sys

import pytest
from django.conf import settings

from changai.config import place, start
from tests.config.conftest import changai, environment, inside


def refusal(folder, **more):
    answer = changai(folder, "serve", "--port", "9", **more)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "Traceback" not in answer.stderr
    return answer.stderr


@pytest.mark.parametrize(
    "secret",
    [
        "short",
        "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz",
        "a" * 60,
        "changeme-changeme-changeme-0123456789-ABCDEFG",
    ],
)
def test_a_weak_secret_is_refused(office, secret):
    assert "CHANGAI_SECRET_KEY" in refusal(office, CHANGAI_SECRET_KEY=secret)


def test_a_place_that_was_never_set_up_is_refused(tmp_path):
    assert "run `init` only for a new one" in refusal(tmp_path / "none")


def test_a_missing_key_of_personal_data_is_refused(office):
    (office / "keys" / "personal_key").unlink()
    assert "changai init" in refusal(office)


def test_a_key_that_others_can_read_is_refused(office):
    (office / "keys" / "secret_key").chmod(0o644)
    assert "chmod 600" in refusal(office)


def test_a_demo_never_serves_an_office(office):
    (office / place.DEMO_MARK).touch()
    assert "demo" in refusal(office)


def test_a_database_that_is_behind_is_refused(office):
    with sqlite3.connect(office / "changai.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'notices'")
    assert "changai migrate" in refusal(office)


def test_a_broken_pack_is_refused(office, tmp_path):
    import shutil

    packs = tmp_path / "packs"
    shutil.copytree(settings.ROOT / "packs", packs)
    with (packs / "core" / "clocks.toml").open("a", encoding="utf-8") as file:
        file.write("\nnonsense = 1\n")
    assert "clocks.toml" in refusal(office, CHANGAI_PACKS=str(packs))


def test_a_database_without_full_safety_is_refused(office):
    found = inside(
        office,
        "from django.db import connection\n"
        "cursor = connection.cursor()\n"
        "cursor.execute('PRAGMA synchronous=NORMAL')\n"
        "from changai.config import start\n"
        "print(start.problems())",
    )
    assert "synchronous" in found


def test_the_settings_of_an_office_are_safe(office):
    found = inside(
        office,
        "from changai.config import start\n"
        "from django.conf import settings\n"
        "print(start.problems(), settings.DEBUG, settings.DEMO,"
        " 'django.contrib.admin' in settings.INSTALLED_APPS)",
    )
    assert found.split() == ["[]", "False", "False", "False"]


def test_two_writers_are_kept_apart_and_a_dead_one_is_forgotten(tmp_path):
    with place.alone(tmp_path, "first"):
        pass
    child = os.fork() if sys.platform != "win32" else 0
    if child == 0:
        with place.alone(tmp_path, "second"):
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    with (
        place.alone(tmp_path, "third"),
        pytest.raises(place.Refusal, match="third"),
        place.alone(tmp_path, "fourth"),
    ):
        pass


def test_keys_are_made_once_and_never_seen_by_others(tmp_path):
    assert place.make_keys(tmp_path)
    kept = (tmp_path / "keys" / "personal_key").read_bytes()
    assert len(kept) == 32
    assert not place.make_keys(tmp_path)
    assert (tmp_path / "keys" / "personal_key").read_bytes() == kept


def test_postgres_needs_no_lock(tmp_path, monkeypatch):
    monkeypatch.setenv("CHANGAI_DATABASE_URL", "postgres://somewhere/else")
    with place.alone(tmp_path, "one"), place.alone(tmp_path, "two"):
        pass


@pytest.mark.django_db
def test_this_very_test_run_has_no_pending_migrations():
    assert start.pending_migrations() == []


def test_nothing_of_a_test_run_leaks_into_a_place(tmp_path, monkeypatch):
    monkeypatch.setenv("CHANGAI_SECRET_KEY", "leak")
    assert "CHANGAI_SECRET_KEY" not in environment(tmp_path)
