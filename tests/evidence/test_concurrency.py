"""The same form sent many times at once is one report, and two forms never make half of one."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from changai.audit.models import Entry
from changai.evidence import services
from changai.evidence.models import Report, ReportValue
from changai.tasks.models import Task, TaskEvent
from tests.evidence.factories import make_working_task, post
from tests.tasks.factories import make_cast

CLIENTS = 6
TRIES = 400

pytestmark = pytest.mark.django_db(transaction=True)


def persistent(action):
    """Do it as a client does: again, with the same form, where the database was busy."""
    for _ in range(TRIES):
        try:
            return action()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
        finally:
            connection.close()
    raise AssertionError("the database stayed busy")


def at_once(actions):
    """Run all actions from threads of their own that begin together."""
    start = Barrier(len(actions))

    def run(action):
        start.wait()
        return persistent(action)

    with ThreadPoolExecutor(len(actions)) as pool:
        return [one.result() for one in [pool.submit(run, action) for action in actions]]


def test_a_form_sent_by_six_clients_at_once_is_one_report():
    cast = make_cast()
    task = make_working_task(cast)
    key = uuid.uuid4()
    steps = TaskEvent.objects.count()

    made = at_once([lambda: post(task, cast.lead, 40, client_key=key).pk] * CLIENTS)

    assert len(set(made)) == 1
    assert Report.objects.count() == ReportValue.objects.count() == 1
    assert Entry.objects.filter(action="report.posted").count() == 1
    assert TaskEvent.objects.count() == steps + 1


def test_of_six_reports_on_one_sight_one_wins_and_five_are_told():
    cast = make_cast()
    task = make_working_task(cast)
    seen = Task.objects.get(pk=task.pk).revision

    def report():
        try:
            return post(task, cast.lead, 40, seen_revision=seen).pk
        except services.OutOfDate:
            return None

    made = at_once([report] * CLIENTS)

    assert len([pk for pk in made if pk]) == 1
    assert Report.objects.count() == Entry.objects.filter(action="report.posted").count() == 1


def test_of_a_verification_and_a_return_at_once_one_wins():
    cast = make_cast()
    task = make_working_task(cast)
    report = post(task, cast.lead, 40)

    def judge(how, by, **more):
        try:
            how(report=Report.objects.get(pk=report.pk), by=by, at=report.at, **more)
        except (services.OutOfDate, services.NotNow):
            return 0
        return 1

    wins = at_once(
        [
            lambda: judge(services.verify_report, cast.clerk),
            lambda: judge(services.return_report, cast.colleague, reason="不实"),
        ]
    )

    assert sum(wins) == 1
    judged = Entry.objects.filter(action__in=["report.verified", "report.returned"])
    assert judged.count() == 1
