"""Cascade: one action, several tiers, each part with its own lead, date, quota and reviewer."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from changai.audit.models import Entry, Line
from changai.notices.models import Notice
from changai.tasks import policies, queries, services
from changai.tasks.models import DueChange, Task, TaskEvent, TaskTarget, TaskUnit
from changai.tasks.rules import State
from changai.tasks.services import Split, TargetDraft
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_office, make_unit
from tests.tasks.factories import DUE, make_task


@pytest.fixture
def task(cast):
    """A quota of the department, being worked on."""
    return make_task(
        cast,
        State.IN_PROGRESS,
        shape="quota",
        targets=(TargetDraft(Decimal(100), "家", ">=", "试点企业"),),
        axes=("task_merit",),
    )


def three_tiers(cast, task, *quotas):
    """Return shares for the city, its county and an enterprise there."""
    goal = task.targets.get().pk
    units = [cast.city_office, cast.county_office, cast.enterprise]
    return [
        Split(unit.pk, quotas={goal: Decimal(quota)})
        for unit, quota in zip(units, quotas, strict=True)
    ]


def test_each_part_hangs_under_the_unit_above_which_reviews_it(cast, task):
    made = services.cascade_task(
        task=task, targets=three_tiers(cast, task, 60, 30, 1), by=cast.clerk, at=NOON
    )

    city, county, plant = [Task.objects.get(lead=unit) for unit in _units(cast)]
    assert set(made) == {city.pk, county.pk, plant.pk}
    assert [one.parent_id for one in (city, county, plant)] == [task.pk, city.pk, county.pk]
    assert [one.assigner for one in (city, county, plant)] == [
        cast.department,
        cast.city_office,
        cast.county_office,
    ]
    for one in (city, county, plant):
        assert (one.state, one.due_on, one.assigned_on) == ("ASSIGNED", DUE, TODAY)
        assert (one.title, one.clause_words) == (task.title, task.clause_words)
        assert (one.shape, one.evidence_required, one.row_key) == ("count", True, None)
        assert list(one.axes.values_list("axis", flat=True)) == ["task_merit"]
        parts = set(TaskUnit.objects.filter(task=one).values_list("unit_id", "part"))
        assert parts == {(one.lead_id, "LEAD"), (one.assigner_id, "ASSIGNER")}
        assert DueChange.objects.get(task=one).due_on == DUE
        event = TaskEvent.objects.get(task=one)
        assert (event.event, event.to_state, event.unit) == ("assign", "ASSIGNED", one.assigner)


def _units(cast):
    return [cast.city_office, cast.county_office, cast.enterprise]


def test_each_part_is_signed_for_and_reviewed_by_its_own(cast, task):
    services.cascade_task(
        task=task, targets=three_tiers(cast, task, 60, 30, 1), by=cast.clerk, at=NOON
    )
    plant = Task.objects.get(lead=cast.enterprise)
    Task.objects.filter(pk=plant.pk).update(evidence_count=1)
    plant.refresh_from_db()

    for person in (cast.clerk, cast.lead, cast.city_clerk, cast.county_clerk):
        with pytest.raises(services.NotAllowed):
            services.acknowledge_task(task=plant, by=person, at=NOON)
    services.acknowledge_task(task=plant, by=cast.enterprise_clerk, at=NOON)
    services.submit_task(task=plant, by=cast.enterprise_clerk, at=NOON)
    for person in (cast.clerk, cast.city_clerk, cast.enterprise_clerk):
        with pytest.raises(services.NotAllowed):
            services.accept_task(task=plant, by=person, at=NOON)
    services.accept_task(task=plant, by=cast.county_clerk, at=NOON)

    assert Task.objects.get(pk=plant.pk).done_by == cast.county_clerk


def test_quotas_are_linked_and_the_gap_is_shown(cast, task):
    services.cascade_task(
        task=task, targets=three_tiers(cast, task, 60, 30, 1), by=cast.clerk, at=NOON
    )

    top, city, county = [
        TaskTarget.objects.get(task__lead=unit)
        for unit in (cast.department, cast.city_office, cast.county_office)
    ]
    assert (city.parent, county.parent) == (top, city)
    assert [queries.split_gap(one) for one in (top, city, county)] == [40, 30, 29]
    gap = queries.split_gaps(task)[0]
    assert (gap.split_sum, gap.split_count, gap.gap) == (60, 1, 40)
    services.cancel_task(
        task=Task.objects.get(lead=cast.city_office), reason="撤并", by=cast.lead, at=NOON
    )
    assert queries.split_gap(top) == 100


def test_one_audit_entry_with_a_line_per_part_and_everybody_is_told(cast, task):
    services.cascade_task(
        task=task, targets=three_tiers(cast, task, 60, 30, 1), by=cast.clerk, at=NOON
    )

    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.object_id) == ("task.cascaded", task.pk)
    lines = set(Line.objects.filter(entry=entry).values_list("object_id", flat=True))
    assert lines == {
        task.pk,
        *Task.objects.filter(lead__in=_units(cast)).values_list("pk", flat=True),
    }
    for person, unit in (
        (cast.city_clerk, "省技能厅"),
        (cast.county_clerk, str(cast.city_office)),
        (cast.enterprise_clerk, str(cast.county_office)),
    ):
        notice = Notice.objects.get(person=person)
        assert (notice.kind, notice.facts["unit"]) == ("task_assigned", unit)


def test_a_part_may_have_its_own_date_or_words(cast, task):
    sooner = DUE - timedelta(days=20)
    splits = [
        Split(cast.city_office.pk, due_on=sooner),
        Split(cast.county_office.pk, due_words="长期坚持"),
    ]

    services.cascade_task(task=task, targets=splits, by=cast.clerk, at=NOON)

    assert Task.objects.get(lead=cast.city_office).due_on == sooner
    county = Task.objects.get(lead=cast.county_office)
    assert (county.due_on, county.due_words) == (None, "长期坚持")


def test_without_the_city_the_county_hangs_under_the_task(cast, task):
    services.cascade_task(task=task, targets=[Split(cast.county_office.pk)], by=cast.clerk, at=NOON)

    county = Task.objects.get(lead=cast.county_office)
    assert (county.parent_id, county.assigner) == (task.pk, cast.department)


def test_a_unit_may_be_put_under_another_by_hand(cast, task):
    splits = [
        Split(cast.helper.pk),
        Split(cast.county_office.pk, under_unit_id=cast.helper.pk),
    ]

    services.cascade_task(task=task, targets=splits, by=cast.clerk, at=NOON)

    assert Task.objects.get(lead=cast.county_office).assigner == cast.helper


@pytest.mark.parametrize(
    ("units", "refusal"),
    [
        ([], services.OutOfReach),
        (["city_office", "city_office"], services.AlreadyAmong),
        (["department"], services.AlreadyAmong),
    ],
)
def test_units_are_named_once_and_the_lead_not_at_all(cast, task, units, refusal):
    splits = [Split(getattr(cast, name).pk) for name in units]

    with pytest.raises(refusal):
        services.cascade_task(task=task, targets=splits, by=cast.clerk, at=NOON)

    assert Task.objects.count() == 1


def test_units_under_each_other_in_a_circle_are_refused(cast, task):
    a, b = cast.city_office.pk, cast.county_office.pk

    with pytest.raises(services.OutOfReach):
        services.cascade_task(
            task=task,
            targets=[Split(a, under_unit_id=b), Split(b, under_unit_id=a)],
            by=cast.clerk,
            at=NOON,
        )


def test_a_unit_gets_no_second_part(cast, task):
    told = {"task": task, "targets": [Split(cast.city_office.pk)], "by": cast.clerk, "at": NOON}
    services.cascade_task(**told)

    with pytest.raises(services.AlreadyAmong):
        services.cascade_task(**told)

    services.cancel_task(
        task=Task.objects.get(lead=cast.city_office), reason="重来", by=cast.lead, at=NOON
    )
    services.cascade_task(**told)


def test_a_city_splits_what_it_was_given_among_its_own_only(cast, task):
    services.cascade_task(task=task, targets=[Split(cast.city_office.pk)], by=cast.clerk, at=NOON)
    city = Task.objects.get(lead=cast.city_office)
    elsewhere = make_office(make_unit("松山县", make_unit("南亭市", cast.province)))

    with pytest.raises(services.OutOfReach):
        services.cascade_task(task=city, targets=[Split(elsewhere.pk)], by=cast.city_clerk, at=NOON)
    services.cascade_task(
        task=city, targets=[Split(cast.county_office.pk)], by=cast.city_clerk, at=NOON
    )

    assert Task.objects.get(lead=cast.county_office).assigner == cast.city_office


@pytest.mark.parametrize("who", ["cooperator", "city_clerk", "supervisor", "stranger", "auditor"])
def test_others_split_nothing(cast, task, who):
    person = cast.people[who]

    assert policies.cascade_scopes(task, person, TODAY) == ()
    assert not queries.cascade_candidates(task, person, TODAY).exists()
    with pytest.raises(services.NotAllowed):
        services.cascade_task(task=task, targets=[Split(cast.city_office.pk)], by=person, at=NOON)


def test_a_department_splits_only_among_units_of_its_own(cast, task):
    own = make_unit("省技能中心", cast.department, tier="PROVINCE")

    assert list(queries.cascade_candidates(task, cast.lead, TODAY)) == [own]
    with pytest.raises(services.OutOfReach):
        services.cascade_task(
            task=task, targets=[Split(cast.city_office.pk)], by=cast.lead, at=NOON
        )
    services.cascade_task(task=task, targets=[Split(own.pk)], by=cast.lead, at=NOON)


def test_candidates_are_living_units_without_a_part(cast, task):
    make_unit("旧县", cast.city, ended_on=TODAY)
    services.cascade_task(task=task, targets=[Split(cast.city_office.pk)], by=cast.clerk, at=NOON)

    names = {unit.name for unit in queries.cascade_candidates(task, cast.clerk, TODAY)}

    assert cast.county_office.name in names
    assert not names & {"旧县", cast.city_office.name, cast.department.name, cast.office.name}


@pytest.mark.parametrize("state", [State.REGISTERED, State.UNDER_REVIEW, State.DONE])
def test_only_what_is_worked_on_is_split(cast, state):
    task = make_task(cast, state)

    with pytest.raises(services.Refused):
        services.cascade_task(
            task=task, targets=[Split(cast.city_office.pk)], by=cast.clerk, at=NOON
        )

    assert Task.objects.count() == 1


def test_an_older_sight_is_refused(cast, task):
    told = {"task": task, "by": cast.clerk, "at": NOON, "seen_revision": task.revision}
    services.cascade_task(**told, targets=[Split(cast.city_office.pk)])

    with pytest.raises(services.OutOfDate):
        services.cascade_task(**told, targets=[Split(cast.county_office.pk)])


def test_a_quota_of_another_task_is_refused(cast, task):
    other = make_task(cast, State.IN_PROGRESS, targets=(TargetDraft(Decimal(5)),))
    goal = other.targets.get().pk

    with pytest.raises(services.OutOfReach):
        services.cascade_task(
            task=task,
            targets=[Split(cast.city_office.pk, quotas={goal: Decimal(1)})],
            by=cast.clerk,
            at=NOON,
        )


def test_the_cost_does_not_grow_with_the_units(cast, task):
    goal = task.targets.get().pk
    few, many = (
        [make_unit(f"{name}{number}厂", cast.county) for number in range(count)]
        for name, count in (("甲", 3), ("乙", 60))
    )
    counts = []
    for units in (few, many):
        splits = [Split(unit.pk, quotas={goal: Decimal(1)}) for unit in units]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            services.cascade_task(task=task, targets=splits, by=cast.clerk, at=NOON)
        counts.append(len([one for one in captured if "INSERT" not in one["sql"]]))

    assert counts[0] == counts[1] <= 30
