"""The clock of the background jobs: one thread beside the pages, no broker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connection

logger = logging.getLogger(__name__)

# When each job of a noun runs: module, function, crontab in Shanghai, and whether it also runs at
# start, to catch up on what an outage missed.
JOBS = (
    ("changai.tasks.jobs", "notify_due", "10 0 * * *", True),
    ("changai.conveyance.jobs", "escalate_unsigned", "20 0 * * *", True),
    ("changai.problems.jobs", "tell_look_backs", "30 0 * * *", True),
    ("changai.escalations.jobs", "tell_passed_days", "35 0 * * *", True),
    ("changai.pilots.jobs", "tell_terms", "40 0 * * *", True),
    ("changai.indicators.jobs", "warm_up", "55 3 * * *", True),
    ("changai.notices.jobs", "send_due", "* * * * *", True),
    ("changai.search.jobs", "index_waiting", "* * * * *", True),
    ("changai.indicators.jobs", "recompute", "50 2 * * *", False),
    ("changai.config.jobs", "forget_sessions", "30 3 * * *", False),
    ("changai.config.jobs", "learn_sizes", "40 3 * * *", False),
)


def forget_sessions() -> None:
    """Remove the sessions that have run out."""
    call_command("clearsessions")


def learn_sizes() -> None:
    """Let SQLite learn how large its tables are, so that it chooses its indexes well.

    PostgreSQL does so by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            # Tables that were never measured are measured too, not only those that grew.
            cursor.execute("PRAGMA optimize = 0x10002")


def guarded(job: Callable[[], object]) -> Callable[[], None]:
    """Return a job that never ends the thread and never keeps a dead connection."""

    def run() -> None:
        close_old_connections()
        try:
            job()
        except Exception:
            logger.exception("job %s failed; it runs again at its next time", job.__module__)
        finally:
            close_old_connections()

    return run


def scheduler() -> BackgroundScheduler:
    """Return the scheduler with every job, not started yet.

    One thread, so that jobs follow one another; a run that was missed is made up once.
    """
    made = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone=settings.TIME_ZONE,
    )
    for module, name, crontab, at_start in JOBS:
        job = guarded(getattr(import_module(module), name))
        trigger = CronTrigger.from_crontab(crontab, timezone=settings.TIME_ZONE)
        made.add_job(job, trigger, id=f"{module}.{name}")
        if at_start:
            made.add_job(job, id=f"{module}.{name} at start")
    return made
