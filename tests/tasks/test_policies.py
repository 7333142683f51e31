"""Who sees which task and how much of it."""

import pytest

from changai.tasks import policies, services
from changai.tasks.models import Duty, Task
from changai.tasks.rules import Actor, State
from changai.tasks.services import Split
from tests.conftest import NOON, TODAY
from tests.tasks.factories import make_task


@pytest.fixture
def branch(cast):
    """A task of the department with a duty, split to the city and to another city."""
    task = make_task(cast, State.IN_PROGRESS)
    services.add_duty(task=task, unit=cast.helper, by=cast.clerk, at=NOON)
    other = cast.stranger.posts.get().unit
    splits = [Split(cast.city_office.pk), Split(cast.county_office.pk), Split(other.pk)]
    services.cascade_task(task=task, targets=splits, by=cast.clerk, at=NOON)
    return task


def seen(cast, who):
    """Return the leads of the tasks somebody sees."""
    rows = policies.visible(Task.objects.all(), cast.people[who], TODAY)
    return {task.lead for task in rows}


def test_each_unit_sees_its_subtree_and_its_parts_and_no_sibling(cast, branch):
    other = cast.stranger.posts.get().unit
    everything = {cast.department, cast.city_office, cast.county_office, other}

    assert seen(cast, "clerk") == everything
    assert seen(cast, "supervisor") == everything
    assert seen(cast, "lead") == {cast.department, cast.city_office, other}
    assert seen(cast, "cooperator") == {cast.department}
    assert seen(cast, "city_clerk") == {cast.city_office, cast.county_office}
    assert seen(cast, "county_clerk") == {cast.county_office}
    assert seen(cast, "stranger") == {other}
    assert seen(cast, "enterprise_clerk") == set()
    assert seen(cast, "auditor") == set()


def test_only_those_at_or_above_the_lead_or_the_assigner_see_it_whole(cast, branch):
    city = Task.objects.get(lead=cast.city_office)

    for who, whole in [("clerk", True), ("lead", True), ("cooperator", False)]:
        assert policies.sees_whole(branch, cast.people[who], TODAY) is whole
    for who, whole in [("city_clerk", True), ("lead", True), ("county_clerk", False)]:
        assert policies.sees_whole(city, cast.people[who], TODAY) is whole


def test_duties_are_seen_by_their_unit_and_by_both_ends_of_the_task(cast, branch):
    for who in ("cooperator", "lead", "clerk"):
        assert policies.visible_duties(Duty.objects.all(), cast.people[who], TODAY).exists()
    for who in ("city_clerk", "stranger", "enterprise_clerk"):
        assert not policies.visible_duties(Duty.objects.all(), cast.people[who], TODAY).exists()


def test_a_task_without_a_lead_has_nobody_who_acts_as_its_lead(cast):
    task = make_task(cast, State.REGISTERED)

    for person in cast.people.values():
        assert not policies.acts_as(Actor.LEAD, task, person, TODAY)
        assert policies.cascade_scopes(task, person, TODAY) == ()


def test_a_post_that_has_ended_gives_nothing(cast):
    task = make_task(cast)
    cast.lead.posts.update(to_on=TODAY.replace(month=1))
    cast.lead.__dict__.pop("_reach_by_day", None)

    assert not policies.acts_as(Actor.LEAD, task, cast.lead, TODAY)
    with pytest.raises(services.NotAllowed):
        services.acknowledge_task(task=task, by=cast.lead, at=NOON)


@pytest.mark.parametrize(("who", "may"), [("lead", True), ("clerk", False), ("city_clerk", False)])
def test_only_the_assigner_of_a_child_may_waive_it(cast, branch, who, may):
    child = Task.objects.get(lead=cast.city_office)

    assert policies.may_waive_child(child, cast.people[who], TODAY) is may
    assert not policies.may_waive_child(branch, cast.people[who], TODAY)
