"""Moves and mergers; and that paths always say what the parents say."""

import contextlib
import os
import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from changai.audit.models import Entry
from changai.kernel import events
from changai.kernel.errors import OutOfDate, Refused
from changai.orgs import policies, queries, rules, services
from changai.orgs.models import Post, Unit, UnitChange
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_office, make_person, make_unit

WHEN = {"at": NOON, "today": TODAY}
# A whole tree and its history an example: a twentieth of the examples of the long run.
EXAMPLES = max(10, int(os.environ.get("CHANGAI_EXAMPLES", "0")) // 20)


def faults():
    """Return every unit whose path, depth, scope or subtree says other than its parents do."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    below = {}
    for unit in units.values():
        below.setdefault(unit.parent_id, []).append(unit.pk)

    def subtree(pk):
        return {pk}.union(*(subtree(child) for child in below.get(pk, ())))

    wrong = []
    for unit in units.values():
        parent_path = units[unit.parent_id].path if unit.parent_id else ""
        ranged = {
            other.pk for other in units.values() if unit.path <= other.path < rules.after(unit.path)
        }
        if (
            unit.path[: -rules.STEP] != parent_path
            or unit.depth != len(unit.path) // rules.STEP - 1
            or unit.scope_path != rules.scope_of(unit.kind, unit.path)
            or ranged != subtree(unit.pk)
        ):
            wrong.append(unit)
    if len({unit.path for unit in units.values()}) != len(units):
        wrong.append("two units share a path")
    return wrong


def move(unit, to, by, **more):
    return services.move_unit(unit=unit, to=to, effective_on=TODAY, by=by, **WHEN, **more)


def merge(units, into, by, **more):
    more.setdefault("reason", "批复〔2026〕1号")
    return services.merge_units(units=units, into=into, effective_on=TODAY, by=by, **WHEN, **more)


def test_a_moved_county_takes_its_firms_along(land):
    move(land.north_county, land.south, land.chief)

    firm = Unit.objects.get(pk=land.firm.pk)
    assert firm.path.startswith(Unit.objects.get(pk=land.south.pk).path)
    assert faults() == []
    change = UnitChange.objects.get(unit=land.north_county, kind="MOVED")
    assert (change.old_parent, change.new_parent) == (land.north, land.south)


def test_the_old_city_no_longer_sees_what_moved_away(land, today):
    assert policies.reach(land.north_clerk, today).covers(land.firm.path)

    move(land.north_county, land.south, land.chief)

    fresh = type(land.chief).objects.get(pk=land.north_clerk.pk)
    path = Unit.objects.get(pk=land.firm.pk).path
    assert not policies.reach(fresh, today).covers(path)


def test_a_moved_office_serves_its_new_division(land):
    services.move_unit(
        unit=land.north_office, to=land.south, effective_on=TODAY, by=land.chief, **WHEN
    )

    assert Unit.objects.get(pk=land.north_office.pk).scope_path == land.south.path
    assert faults() == []


def test_a_unit_does_not_move_below_itself(land):
    for target in (land.north, land.north_county, land.firm):
        with pytest.raises(Refused):
            move(land.north, target, land.chief)

    assert faults() == []


def test_a_move_needs_an_office_over_both_parents(land):
    with pytest.raises(policies.NotYours):
        move(land.north_county, land.south, land.north_clerk)


def test_two_people_cannot_both_move(land):
    stale = Unit.objects.get(pk=land.north_county.pk)
    move(land.north_county, land.south, land.chief)

    with pytest.raises(OutOfDate):
        move(stale, land.province, land.colleague)


def test_a_large_subtree_moves_in_a_fixed_number_of_statements(land, django_assert_max_num_queries):
    for number in range(40):
        make_unit(f"企业{number}", land.north_county, kind="enterprise")
    policies.reach(land.chief, TODAY)

    with django_assert_max_num_queries(19):
        move(land.north_county, land.south, land.chief)


def test_a_tree_does_not_grow_deeper_than_a_path_can_tell(land):
    deep = land.south_county
    for number in range(12):
        deep = make_unit(f"第{number}层", deep, tier="TOWN")

    with pytest.raises(Refused, match="层级太深"):
        move(land.north, deep, land.chief)


def test_a_merged_county_lies_under_its_successor_with_all_it_had(land):
    merge([land.north_county], land.south_county, land.chief)

    merged = Unit.objects.get(pk=land.north_county.pk)
    assert merged.ended_on == TODAY
    assert merged.successor == land.south_county
    assert merged.parent == land.south_county
    assert Unit.objects.get(pk=land.firm.pk).parent == land.south_county
    assert faults() == []
    entry = Entry.objects.get(action="unit.merged")
    assert entry.line_count == 2


def test_the_offices_of_merged_divisions_become_one(land):
    old = make_office(land.north_county)
    new = make_office(land.south_county)
    worker = make_person(old, "OFFICE")

    merge([land.north_county], land.south_county, land.chief)

    assert Unit.objects.get(pk=old.pk).successor == new
    roles = queries.people_at([new.pk], ["OFFICE"], today=TODAY)
    assert roles == {new.pk: [worker.pk]}
    assert faults() == []


def test_people_of_a_merged_unit_keep_the_old_post_and_get_the_new_one(land):
    person = make_person(land.north_county, "LIAISON")

    merge([land.north_county], land.south_county, land.chief)

    units = set(
        Post.objects.filter(policies.in_force(TODAY), person=person).values_list("unit", flat=True)
    )
    assert units == {land.north_county.pk, land.south_county.pk}


def test_only_units_of_one_kind_merge(land):
    with pytest.raises(Refused, match="同类"):
        merge([land.bureau], land.north, land.chief)


@pytest.mark.parametrize("into", ["north_county", "firm"])
def test_a_unit_does_not_merge_into_itself_or_below(land, into):
    with pytest.raises(Refused):
        merge([land.north_county], getattr(land, into), land.chief)
    assert Unit.objects.get(pk=land.north_county.pk).ended_on is None


def test_a_merger_wants_its_reason(land):
    with pytest.raises(Refused, match="原因"):
        merge([land.north_county], land.south_county, land.chief, reason=" ")


def test_a_merger_is_told_after_the_commit(land, django_capture_on_commit_callbacks):
    heard = []
    events.subscribe(services.UnitsMerged, heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            merge([land.north_county], land.south_county, land.chief)
            assert heard == []
    finally:
        events.unsubscribe(services.UnitsMerged, heard.append)

    assert heard == [services.UnitsMerged((land.north_county.pk,), land.south_county.pk)]


@pytest.mark.slow
class PathsAlwaysAgreeWithParents(TestCase):
    """Random openings, moves, mergers and closings, well and badly formed."""

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**32))
    def test_after_any_changes_the_paths_equal_the_parents(self, seed):
        chance = random.Random(seed)
        root = make_unit("省")
        office = make_office(root)
        by = make_person(office, "OFFICE")
        for step in range(18):
            units = list(Unit.objects.all())
            one, other = chance.choice(units), chance.choice(units)
            with contextlib.suppress(Refused):
                self._change(chance, one, other, by, step)
            assert faults() == []

    def _change(self, chance, one, other, by, step):
        kind = chance.choice(["division_government", "reform_office", "member_unit", "town"])
        act = chance.random()
        if act < 0.55:
            new = services.NewUnit(parent=one, kind=kind, name=f"单位{step}")
            services.open_unit(unit=new, by=by, **WHEN)
        elif act < 0.8:
            move(one, other, by)
        elif act < 0.92:
            merge([one], other, by)
        else:
            services.close_unit(unit=one, effective_on=TODAY, reason="撤", by=by, **WHEN)


def test_a_closed_parent_takes_nothing_in(land):
    Unit.objects.filter(pk=land.south.pk).update(ended_on=date(2026, 1, 1))

    with pytest.raises(Refused, match="已撤销"):
        move(land.north_county, land.south, land.chief)
