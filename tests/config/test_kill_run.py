"""The short form of scripts/kill_run.py: every answered report is there once and whole."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests.config.conftest import ROOT, environment


@pytest.mark.slow
@pytest.mark.postgres
def test_reports_survive_a_server_that_is_killed_again_and_again(tmp_path):
    more = {}
    if not settings.ON_SQLITE:
        database = settings.DATABASES["default"]
        place = f"{database['HOST']}:{database['PORT'] or 5432}"
        more["CHANGAI_DATABASE_URL"] = f"postgres://{database['USER']}@{place}/postgres"
        if database["PASSWORD"]:
            secret = f"{database['USER']}:{database['PASSWORD']}@"
            more["CHANGAI_DATABASE_URL"] = f"postgres://{secret}{place}/postgres"
    run = [sys.executable, "-m", "scripts.kill_run"]
    answer = subprocess.run(
        [*run, "--posts", "300", "--clients", "16", "--kills", "3"],
        env=environment(tmp_path / "unused", **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    found = json.loads(answer.stdout.splitlines()[0])
    assert (found["stored"], found["acked"], found["kills"]) == (300, 300, 3)
    assert (found["lost"], found["doubled"], found["partial"]) == (0, 0, 0)
