"""The thread of a task: where it came from and what followed, each only as far as one may see."""

import pytest
from django.urls import reverse

from changai.dashboards import queries
from changai.meetings import services as meetings
from changai.meetings.rules import State as MeetingState
from changai.tasks import services as tasks
from changai.tasks.models import Task
from changai.tasks.rules import State
from changai.tasks.services import DutyDraft
from tests.bodies.factories import make_body, make_seat
from tests.conftest import NOON, TODAY
from tests.conveyance.factories import make_instruction
from tests.escalations.factories import confirm, make_late_task, send
from tests.meetings.factories import make_meeting, whole_decision
from tests.problems.factories import WORDS, add, rectify
from tests.tasks.factories import make_task


def around(task, user):
    return queries.around_task(task=task, user=user, at=NOON)


def titles(items):
    return [item.title for item in items]


@pytest.fixture
def decided(cast):
    """A task that a meeting decided, its minutes not yet signed."""
    body = make_body(cast.province, cast.office)
    make_seat(body, cast.department)
    meeting = make_meeting(body, cast.clerk, MeetingState.HELD)
    decision = whole_decision(meeting, cast.clerk, cast.department)
    made = meetings.make_tasks(meeting=meeting, by=cast.clerk, at=NOON)
    assert made
    return meeting, decision, Task.objects.get(decided__decision=decision)


def test_the_decision_that_made_a_task_is_named_once_the_minutes_are_signed(cast, decided):
    meeting, decision, task = decided
    [item] = around(task, cast.clerk).sources
    assert item.title == meeting.title
    assert item.url == f"/meetings/{meeting.pk}/#decision-{decision.pk}"
    assert around(task, cast.lead).sources == []

    meetings.sign_minutes(meeting=meeting, by=cast.clerk, at=NOON)

    assert titles(around(task, cast.lead).sources) == [meeting.title]


def test_a_part_came_from_where_the_whole_did(cast, decided):
    _meeting, _decision, task = decided
    part = make_task(cast, lead=cast.city_office)
    Task.objects.filter(pk=part.pk).update(parent=task)

    assert len(around(part, cast.clerk).sources) == 1
    assert around(part, cast.city_clerk).sources == []


def test_an_instruction_is_named_to_those_who_may_read_it(cast):
    task, order = make_task(cast), make_instruction(cast)
    Task.objects.filter(pk=task.pk).update(instruction=order)
    task.refresh_from_db()

    [item] = around(task, cast.clerk).sources
    assert (item.title, item.url) == (order.words, f"/conveyance/instructions/{order.pk}/")
    assert around(task, cast.lead).sources == []


def test_the_problem_a_task_puts_right_is_known_to_both_units(cast):
    problem = rectify(add(cast), cast)
    task = Task.objects.get(pk=problem.task_id)

    assert titles(around(task, cast.clerk).sources) == [WORDS]
    assert titles(around(task, cast.lead).sources) == [WORDS]


def test_a_slip_is_there_for_its_unit_once_sent_and_never_for_a_neighbour(cast):
    task = make_late_task(cast)
    tasks.add_duties(
        task=task, duties=[DutyDraft(cast.helper.pk, due_on=TODAY)], by=cast.clerk, at=NOON
    )
    slip = confirm(task, cast.clerk)
    assert len(around(task, cast.clerk).slips) == 1
    assert around(task, cast.lead).slips == []

    send(slip, cast)

    [item] = around(task, cast.lead).slips
    assert item.url == f"/escalations/slips/{slip.pk}/"
    assert around(task, cast.cooperator).is_empty


def test_only_who_may_issue_a_notice_of_assignment_is_led_to_its_draft(cast):
    task = make_task(cast)
    url = f"/papers/preview/ASSIGNMENT_NOTICE/{task.pk}/"

    assert around(task, cast.clerk).draft_url == url
    assert around(task, cast.lead).draft_url == ""


def test_what_hangs_together_costs_the_same_however_much(cast, django_assert_max_num_queries):
    task = make_late_task(cast)
    for level in ("BLUE_SLIP", "YELLOW_SLIP"):
        confirm(task, cast.clerk, level, started_higher="重要事项")
        task.slips.update(state="LIFTED", reason="已办", lifted_by=cast.clerk, lifted_at=NOON)
    around(task, cast.clerk)

    with django_assert_max_num_queries(8):
        assert len(around(task, cast.clerk).slips) == 2


@pytest.fixture
def on_the_day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.mark.usefixtures("on_the_day")
def test_the_page_of_a_task_asks_for_its_thread(client, cast):
    task = Task.objects.get(pk=rectify(add(cast), cast).task_id)
    url = reverse("dashboards:around_task", args=[task.pk])
    client.force_login(cast.lead)
    assert f'hx-get="{url}"' in client.get(reverse("tasks:task", args=[task.pk])).content.decode()

    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert WORDS in part
    assert "<html" not in part
    assert "<html" in client.get(url).content.decode()


@pytest.mark.usefixtures("on_the_day")
def test_without_anything_the_thread_is_empty_and_strangers_find_no_task(client, cast):
    task = make_task(cast, State.ASSIGNED)
    url = reverse("dashboards:around_task", args=[task.pk])
    client.force_login(cast.lead)
    answer = client.get(url, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content.strip()) == (200, b"")

    client.force_login(cast.stranger)
    assert client.get(url).status_code == 404
