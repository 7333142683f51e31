"""The drill: what was backed up while serving comes back whole in an empty folder."""

import hashlib
import itertools
import json
import os
import shutil
import sqlite3
import zipfile

import pytest

from changai.config import backup, place, restore
from tests.config.conftest import changai, get, inside, serving

FILL = """
from datetime import datetime, UTC
from changai.accounts import services as accounts
from changai.accounts.models import User
from changai.audit import services as audit
from changai.documents import services as documents
at = datetime.now(tz=UTC)
person = User.objects.get()
secret = accounts.make_ticket(person=person, by=person, at=at)
accounts.use_ticket(secret=secret, password="correct horse battery 26", at=at)
audit.record("account.details_changed", person, by=person, at=at,
             personal={person.pk: {"phone": "13800001234"}})
for number in range(3):
    documents.store_file(content=f"原件{number}".encode(), kind="txt", by=person, at=at)
"""
LOOK = """
import json
from changai.audit import services as audit
from changai.audit.models import Entry
from changai.accounts.models import User
from changai.documents.models import StoredFile
from django.conf import settings
import hashlib, pathlib
entry = Entry.objects.filter(action="account.details_changed").latest("pk")
sealed = next(value for key, value in entry.after.items() if key.startswith("person:"))
files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
         for path in pathlib.Path(settings.FILES_DIR).rglob("*") if path.is_file()}
print(json.dumps({
    "personal": audit.open_personal(User.objects.get().pk, sealed),
    "rows": sorted(StoredFile.objects.values_list("sha256", flat=True)),
    "files": files,
    "signs_in": User.objects.get().check_password("correct horse battery 26"),
}))
"""


@pytest.fixture(scope="module")
def filled(fresh_office, tmp_path_factory):
    """An office with a password, personal data in the audit, and files; nobody changes it."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    shutil.copytree(fresh_office, folder)
    inside(folder, FILL)
    return folder


@pytest.fixture(scope="module")
def archive(filled, tmp_path_factory):
    """A backup of it, made while it serves."""
    file = tmp_path_factory.mktemp("archive") / "all.zip"
    with serving(filled) as (address, _):
        assert get(f"{address}/accounts/sign-in/")[0] == 200
        answer = changai(filled, "backup", file)
        assert answer.returncode == 0, answer.stderr
    return file


def test_the_drill(filled, archive, tmp_path):
    into = tmp_path / "new"
    assert archive.stat().st_mode & 0o777 == 0o600
    answer = changai(tmp_path, "restore", archive, "--into", into)
    assert answer.returncode == 0, answer.stderr
    before, after = (json.loads(inside(folder, LOOK)) for folder in (filled, into))
    assert before == after
    assert after["personal"] == {"phone": "13800001234"}
    assert after["signs_in"]
    assert len(after["rows"]) == 3
    assert after["files"] == {name: name for name in after["rows"]}
    assert into.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (into / "keys").iterdir()} == {0o600}
    with serving(into) as (address, _):
        assert get(f"{address}/accounts/sign-in/")[0] == 200


def test_the_manifest_counts_and_hashes_everything(filled, archive):
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read(backup.MANIFEST))
        assert set(opened.namelist()) == {backup.MANIFEST, *manifest["entries"]}
        for name, want in manifest["entries"].items():
            assert hashlib.sha256(opened.read(name)).hexdigest() == want["sha256"]
    assert manifest["tables"] == backup.count_sqlite(filled / "changai.sqlite3")
    assert manifest["file_count"] == 3


NUMBERS = itertools.count()


def changed(file, folder, **entries):
    """Write the archive again, with some entries changed or added."""
    other = folder / f"changed-{next(NUMBERS)}.zip"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for name in dict.fromkeys([*old.namelist(), *entries]):
            new.writestr(name, entries[name] if name in entries else old.read(name))
    return other


def spoilt(which, archive, folder):
    """Return a copy of the archive with one thing wrong."""
    with zipfile.ZipFile(archive) as opened:
        names, manifest = opened.namelist(), json.loads(opened.read(backup.MANIFEST))
    if which == "cut":
        cut = folder / "cut.zip"
        cut.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
        return cut
    if which == "climbing":
        manifest["entries"]["files/../../evil"] = {"sha256": hashlib.sha256(b"x").hexdigest()}
        more = {"files/../../evil": b"x", backup.MANIFEST: json.dumps(manifest)}
        return changed(archive, folder, **more)
    if which == "rows":
        manifest["tables"]["accounts_user"] += 1
        return changed(archive, folder, **{backup.MANIFEST: json.dumps(manifest)})
    name = next((one for one in names if one.startswith(which)), "files/extra")
    return changed(archive, folder, **{name: b"something else"})


@pytest.mark.parametrize(
    "which", ["files/", "keys/", "database", "extra", "climbing", "cut", "rows"]
)
def test_a_changed_or_damaged_backup_is_refused_and_leaves_nothing(archive, tmp_path, which):
    into = tmp_path / "new"
    into.mkdir()
    with pytest.raises(place.Refusal):
        restore.restore(spoilt(which, archive, tmp_path), into)
    assert list(into.iterdir()) == []
    assert not (tmp_path / "evil").exists()


def test_a_refused_backup_is_told_without_a_trace(archive, tmp_path):
    answer = changai(
        tmp_path, "restore", spoilt("files/", archive, tmp_path), "--into", tmp_path / "new"
    )
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr


@pytest.fixture
def another_database():
    """PostgreSQL where this run tests it, else SQLite: the variables that name a new database."""
    from django.conf import settings

    if settings.ON_SQLITE:
        yield {}
        return
    import psycopg

    name, kept = f"changai_restore_{os.getpid()}", settings.DATABASES["default"]
    user = f"{kept['USER']}:{kept['PASSWORD']}" if kept["PASSWORD"] else kept["USER"]
    base = f"postgres://{user}@{kept['HOST']}:{kept['PORT'] or 5432}"
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    yield {"CHANGAI_DATABASE_URL": f"{base}/{name}"}
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgres
def test_a_portable_backup_moves_to_another_database_and_back(filled, tmp_path, another_database):
    there, back = tmp_path / "there", tmp_path / "back"
    out, home = tmp_path / "out.zip", tmp_path / "home.zip"
    for answer in (
        changai(filled, "backup", out, "--portable"),
        changai(tmp_path, "restore", out, "--into", there, **another_database),
        changai(there, "backup", home, "--portable", **another_database),
        changai(tmp_path, "restore", home, "--into", back),
    ):
        assert answer.returncode == 0, answer.stderr
    seen = [json.loads(inside(folder, LOOK)) for folder in (filled, back)]
    seen.append(json.loads(inside(there, LOOK, **another_database)))
    assert seen[0] == seen[1] == seen[2]
    counts = []
    for file in (out, home):
        with zipfile.ZipFile(file) as opened:
            counts.append(json.loads(opened.read(backup.MANIFEST))["tables"])
    assert counts[0] == counts[1]
    # Numbers go on where they stood, and the audit is guarded there too.
    more = (
        "from datetime import datetime, UTC\n"
        "from changai.audit import services as audit\n"
        "from changai.audit.models import Entry\n"
        "before = Entry.objects.latest('pk').pk\n"
        "made = audit.record('test.done', Entry, by=None, at=datetime.now(tz=UTC))\n"
        "assert made.pk > before\n"
        "try:\n    Entry.objects.all().update(action='x')\n"
        "except Exception as error: print(error)"
    )
    assert "written once" in inside(there, more, **another_database)


def test_nothing_is_overwritten(filled, archive, tmp_path):
    assert changai(filled, "backup", archive).returncode == 1
    assert changai(tmp_path, "restore", archive, "--into", filled).returncode == 1


def test_a_copy_of_a_database_in_use_is_one_moment_of_it(tmp_path):
    source = tmp_path / "live.sqlite3"
    live = sqlite3.connect(source, isolation_level=None)
    live.execute("PRAGMA journal_mode=WAL")
    live.execute("CREATE TABLE t (n)")
    live.execute("INSERT INTO t VALUES (1)")
    live.execute("BEGIN IMMEDIATE")
    live.execute("INSERT INTO t VALUES (2)")
    backup.copy_sqlite(source, tmp_path / "copy.sqlite3")
    live.execute("COMMIT")
    live.close()
    assert backup.count_sqlite(tmp_path / "copy.sqlite3") == {"t": 1}
