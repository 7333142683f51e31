"""Instructors, visits whose findings become tasks, and practices that others take over."""

from datetime import timedelta

import pytest

from changai.kernel.errors import Refused
from changai.pilots import facts, queries, rules, services
from changai.pilots.models import Adoption, Practice
from changai.pilots.rules import Link, Status
from changai.pilots.services import VisitDraft
from changai.tasks.models import Task
from tests.conftest import NOON, TODAY
from tests.pilots.factories import SOURCE, at, make_pilot

DUE = TODAY + timedelta(days=20)


@pytest.fixture
def pilot(world):
    return make_pilot(world)


def appoint(world, person=None, unit=None):
    return services.appoint_instructor(
        office=world.office,
        person=person or world.unionist,
        unit=unit or world.union,
        source=SOURCE,
        by=world.clerk,
        at=NOON,
    )


def pair(world, pilot, instructor):
    return services.pair_instructor(pilot=pilot, instructor=instructor, by=world.clerk, at=NOON)


def visit(world, pilot, *findings, by=None):
    draft = VisitDraft(TODAY, 8, "看了两个车间。", findings)
    return services.record_visit(pilot=pilot, draft=draft, by=by or world.unionist, at=NOON)


def test_a_pilot_has_one_instructor_at_a_time(world, pilot):
    first, second = appoint(world), appoint(world, world.expert, world.department)
    pair(world, pilot, first)
    with pytest.raises(services.AlreadyThere):
        pair(world, pilot, first)

    pair(world, pilot, second)

    assert pilot.pairings.filter(to_on=None).get().instructor == second
    told = queries.coverage(user=world.clerk, today=TODAY)
    assert (told.instructors, told.pilots, told.covered) == (1, 1, 1)
    assert services.end_instructor(instructor=second, by=world.clerk, at=NOON) == 1
    assert queries.coverage(user=world.clerk, today=TODAY).covered == 0


def test_the_ratio_is_instructors_by_pilots_and_unknown_without_pilots():
    from changai.pilots.queries._care import Coverage

    assert round(Coverage(192, 742, 742).ratio, 2) == 0.26
    assert Coverage(3, 0, 0).ratio is None


def test_nobody_instructs_their_own_unit_and_only_the_office_appoints(world, pilot):
    own = appoint(world, world.maker, world.firm)
    with pytest.raises(services.NotAllowed):
        pair(world, pilot, own)
    with pytest.raises(services.AlreadyThere):
        appoint(world, world.maker, world.firm)
    with pytest.raises(services.NotAllowed):
        services.appoint_instructor(
            office=world.office, person=world.expert, unit=world.department, source=SOURCE,
            by=world.county_clerk, at=NOON,
        )  # fmt: skip
    with pytest.raises(services.NotAllowed):
        appoint(world, world.expert, world.union)


def test_the_findings_of_a_visit_become_tasks_of_the_pilot(world, pilot):
    pair(world, pilot, appoint(world))

    made = visit(world, pilot, ("带教津贴没有发。", DUE), ("台账不全。", DUE))

    problems = [one.problem for one in made.findings.order_by("pk")]
    assert [one.state for one in problems] == ["RECTIFYING", "RECTIFYING"]
    tasks = Task.objects.filter(pk__in=[one.task_id for one in problems])
    assert {(one.lead, one.due_on, one.state) for one in tasks} == {(world.firm, DUE, "ASSIGNED")}
    assert {one.clause_words for one in tasks} == {"带教津贴没有发。", "台账不全。"}


def test_only_the_instructor_of_a_live_pilot_records_a_visit(world, pilot):
    with pytest.raises(services.NotAllowed):
        visit(world, pilot)
    pair(world, pilot, appoint(world))
    with pytest.raises(services.NotAllowed):
        visit(world, pilot, by=world.clerk)
    with pytest.raises(services.BadDate):
        visit(world, pilot, ("台账不全。", TODAY))
    ended = make_pilot(world, Status.REMOVED, by=world.weaver, unit=world.second)
    with pytest.raises(Refused):
        pair(world, ended, appoint(world, world.expert, world.department))


def practice(world, pilot):
    made = services.write_practice(
        pilot=pilot, title="技能定薪", words="分四步走。", by=world.maker, at=NOON
    )
    return services.publish_practice(practice=made, by=world.clerk, at=NOON)


def adopt(world, made, unit, by, learned_from=None):
    return services.adopt_practice(
        practice=made, unit=unit, changes="照搬", adopted_on=TODAY, learned_from=learned_from,
        by=by, at=NOON,
    )  # fmt: skip


def test_a_practice_travels_with_its_changes_and_its_failures(world, pilot):
    made = practice(world, pilot)
    first = adopt(world, made, world.second, world.weaver)
    second = adopt(world, made, world.chips, world.chipper, first)
    services.tell_outcome(
        adoption=second, outcome="FAILED", words="工种太少。", by=world.chipper, at=at(30)
    )

    rows = queries.adoption_rows(made, user=world.weaver, today=TODAY)
    graph = queries.adoption_graph(made, rows)

    assert [(row.adoption.unit, row.source) for row in rows] == [
        (world.second, world.firm), (world.chips, world.second),
    ]  # fmt: skip
    assert [node.kind for node in graph.nodes] == ["origin", "trying", "failed"]
    assert "没有见效1个" in graph.summary
    assert Adoption.objects.get(pk=second.pk).told_by == world.chipper


def test_a_practice_is_adopted_once_by_who_sees_it(world, pilot):
    draft = services.write_practice(
        pilot=pilot, title="技能定薪", words="分四步走。", by=world.maker, at=NOON
    )
    with pytest.raises(services.NotNow):
        adopt(world, draft, world.second, world.weaver)
    with pytest.raises(services.NotAllowed):
        services.publish_practice(practice=draft, by=world.maker, at=NOON)
    made = services.publish_practice(practice=draft, by=world.clerk, at=NOON)
    adopt(world, made, world.second, world.weaver)

    for unit, by in ((world.second, world.weaver), (world.firm, world.maker)):
        with pytest.raises(services.AlreadyThere):
            adopt(world, made, unit, by)
    with pytest.raises(services.NotNow):
        adopt(world, made, world.far_city.children.get(), world.stranger)
    seen = queries.visible_practices(user=world.stranger, today=TODAY)
    assert not seen.exists()
    assert Practice.objects.get().published_by_unit == world.office


def test_the_drawing_gives_everybody_a_place_of_their_own():
    links = [Link(1, None), Link(2, 1), Link(3, 1), Link(4, None), Link(5, 99)]

    drawing = rules.drawing_of(links)

    assert len(set(drawing.places.values())) == len(links) + 1
    assert {(source, key) for source, key, _ in drawing.lines} == {
        (None, 1), (1, 2), (1, 3), (None, 4), (None, 5),
    }  # fmt: skip
    assert all(x < drawing.width and y < drawing.height for x, y in drawing.places.values())


def test_what_is_published_for_analysis_fits_its_columns(world, pilot):
    pair(world, pilot, appoint(world))
    visit(world, pilot, ("台账不全。", DUE))

    told = {table.name: list(table.checked_rows()) for table in facts.FACTS}

    [row] = told["pilots"]
    assert row[1:6] == (world.firm.pk, "CITY", "comprehensive", "enterprise", "private")
    assert told["pilot_instructors"][0][3] == world.unionist.pk
    assert told["pilot_visits"][0][-2:] == (8, 1)
