"""A real place in a folder of its own, driven through the real command."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def environment(folder, **more):
    """Return the variables of a place: nothing of this test run leaks into it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHANGAI_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "CHANGAI_DATA": str(folder), "PYTHONPATH": str(ROOT), **more}


def changai(folder, *arguments, **more):
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "changai.config.cli", *map(str, arguments)],
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def inside(folder, code, **more):
    """Run Python inside a place and return what it printed."""
    begin = "import django; django.setup()\n"
    answer = subprocess.run(
        [sys.executable, "-c", begin + code],
        env=environment(folder, DJANGO_SETTINGS_MODULE="changai.config.settings", **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@contextlib.contextmanager
def serving(folder, *arguments, **more):
    """Serve a place on a free port; give its address and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder.parent / f"serve-{port}.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "changai.config.cli", "serve", "--port", str(port), *arguments],
            env=environment(folder, **more),
            stdout=out,
            stderr=out,
        )
    try:
        for _ in range(1200):
            assert process.poll() is None, log.read_text()
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", port), 1),
            ):
                break
            time.sleep(0.05)
        process.log = log
        yield f"http://127.0.0.1:{port}", process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


def get(url, **headers):
    """Return status, headers and body of a page."""
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture(scope="session")
def fresh_office(tmp_path_factory):
    """An office just set up; copy it before changing it."""
    folder = tmp_path_factory.mktemp("fresh") / "data"
    answer = changai(folder, "init", "--login", "first", "--name", "方静")
    assert answer.returncode == 0, answer.stderr
    folder.joinpath("..", "init.txt").write_text(answer.stdout, encoding="utf-8")
    return folder


@pytest.fixture
def office(fresh_office, tmp_path):
    """An office of one's own."""
    folder = tmp_path / "data"
    shutil.copytree(fresh_office, folder)
    folder.chmod(0o700)
    return folder
