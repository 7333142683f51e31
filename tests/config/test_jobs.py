import logging

import pytest
from django.db import connection

from changai.config import jobs
from tests.orgs.factories import make_unit


def test_every_job_of_a_noun_is_on_the_clock():
    made = jobs.scheduler()
    ids = {job.id for job in made.get_jobs()}
    assert {"changai.notices.jobs.send_due", "changai.tasks.jobs.notify_due"} <= ids
    assert "changai.tasks.jobs.notify_due at start" in ids


def test_due_dates_are_told_just_after_midnight_in_shanghai():
    job = next(
        job for job in jobs.scheduler().get_jobs() if job.id == "changai.tasks.jobs.notify_due"
    )
    assert str(job.trigger.timezone) == "Asia/Shanghai"
    assert "hour='0', minute='10'" in str(job.trigger)


@pytest.mark.django_db
def test_a_job_that_fails_is_logged_and_ends_nothing(caplog):
    def broken():
        raise RuntimeError("no")

    with caplog.at_level(logging.ERROR):
        jobs.guarded(broken)()
    assert "failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_database_learns_how_large_its_tables_are():
    make_unit("东江省")

    jobs.learn_sizes()

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'orgs_unit'")
            assert cursor.fetchone()[0]
