"""`changai check`: the packs, the settings, and the place if there is one."""

from __future__ import annotations

import datetime
import os
import sys

from changai.config import place, recompute
from changai.config.place import Refusal, both, say


def run() -> int:
    """Say everything that is wrong; warnings alone do not fail."""
    folder = place.choose(demo=False)
    if not os.environ.get("CHANGAI_SECRET_KEY"):
        place.require_office(folder)
    from changai.config import start

    start.boot()
    from django.conf import settings
    from django.core.checks import ERROR, run_checks

    from changai import packs

    today = datetime.datetime.now(tz=datetime.UTC).date()
    found = packs.check(settings.PACKS_DIR, today)
    errors = [str(problem) for problem in found if problem.level != "warning"]
    warnings = [str(problem) for problem in found if problem.level == "warning"]
    errors += [str(message) for message in run_checks() if message.level >= ERROR]
    # A place that was never set up has no database to ask.
    if not place.on_sqlite() or (folder / place.DATABASE).exists():
        errors += start.problems()
        if not start.pending_migrations():
            errors += recompute.problems()
            sys.stdout.write(f"{recompute.outcome()}\n")
    for line in warnings:
        sys.stderr.write(f"{line}\n")
    if errors:
        raise Refusal("\n".join([both("检查未通过：", "The check failed:"), *errors]))
    say("检查通过。", "Everything checked is in order.")
    return 0
