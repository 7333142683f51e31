"""A slip whose day has passed is told to both units, once; a problem is told when it is due."""

from datetime import timedelta

from changai.audit.models import Entry
from changai.escalations import services
from changai.notices.models import Notice
from changai.problems import services as problems
from tests.conftest import NOON
from tests.escalations.factories import confirm, make_late_task, send
from tests.problems.factories import add, put_right, rectify

NEXT_DAY = NOON + timedelta(days=8)


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("person_id", flat=True))


def test_both_units_are_told_once_that_the_day_of_a_slip_has_passed(cast):
    slip = confirm(make_late_task(cast), cast.clerk)
    assert services.tell_passed_days(at=NEXT_DAY) == 0

    send(slip, cast)
    assert services.tell_passed_days(at=NOON + timedelta(days=7)) == 0
    assert services.tell_passed_days(at=NEXT_DAY) > 0
    assert {cast.clerk.pk, cast.lead.pk} <= told("slip_day_passed")
    assert cast.cooperator.pk not in told("slip_day_passed")

    assert services.tell_passed_days(at=NEXT_DAY + timedelta(days=1)) == 0
    assert Entry.objects.filter(action="slip.notified").count() == 1


def test_who_keeps_a_problem_is_told_once_that_looking_back_is_due(cast):
    problem = put_right(rectify(add(cast, look_back_days=2), cast), cast)
    assert problems.tell_look_backs(at=NOON + timedelta(days=1)) == 0

    due = NOON + timedelta(days=2)
    assert problems.tell_look_backs(at=due) == 1
    assert problems.tell_look_backs(at=due + timedelta(days=1)) == 0
    problem.refresh_from_db()
    assert problem.look_back_since == due.date()
    assert cast.clerk.pk in told("look_back_due")
    assert cast.lead.pk not in told("look_back_due")
    assert Entry.objects.filter(action="problem.notified").count() == 1
