"""The units a place starts with."""

import pytest
from django.urls import reverse

from changai.audit.models import Entry
from changai.orgs import policies, services
from changai.orgs.models import Unit, UnitChange
from changai.packs.current import pack
from tests.orgs.factories import make_person
from tests.orgs.test_reshaping import faults

pytestmark = pytest.mark.django_db


def load(when, by=None):
    return services.load_units_from_pack(by=by, **when)


def count(kind, tier=None):
    units = Unit.objects.filter(kind=kind)
    return units.filter(tier=tier).count() if tier else units.count()


def test_the_whole_of_jiangsu_stands_after_one_call(when):
    loaded = load(when)

    assert count("division_government", "PROVINCE") == 1
    assert count("division_government", "CITY") == 13
    assert count("division_government", "COUNTY") == 95
    assert count("reform_office") == 109
    assert count("zone") > 20
    assert loaded.opened == Unit.objects.count() == UnitChange.objects.count()
    assert faults() == []


def test_a_second_run_opens_nothing_and_leaves_no_trail(when):
    first = load(when)

    second = load(when)

    assert second == services.Loaded(0, first.opened)
    assert Entry.objects.filter(action="unit.loaded_from_pack").count() == 1


def test_a_renamed_office_is_not_opened_again(when):
    load(when)
    Unit.objects.filter(kind="reform_office").update(name="改过名的办公室")

    assert load(when).opened == 0


def test_every_zone_stands_under_its_host_with_an_id_of_its_own(when):
    load(when)

    for zone in Unit.objects.filter(kind="zone").select_related("parent"):
        assert zone.parent.code == pack().zone(zone.code).host_code


def test_an_office_sees_the_division_it_serves(when):
    load(when)

    for office in Unit.objects.filter(kind="reform_office").select_related("parent"):
        assert office.scope_path == office.parent.path
        assert office.tier == office.parent.tier


def test_loading_costs_no_query_a_unit(when, django_assert_max_num_queries):
    with django_assert_max_num_queries(80):
        load(when)


def test_only_the_highest_office_loads(land, when):
    with pytest.raises(policies.NotYours):
        load(when, by=land.north_clerk)


def test_one_entry_holds_a_line_for_each_unit(when):
    loaded = load(when)

    assert Entry.objects.get(action="unit.loaded_from_pack").line_count == loaded.opened


def test_a_unit_whose_founding_day_no_pack_knows_shows_none(client, when):
    load(when)
    chief = make_person(Unit.objects.get(kind="reform_office", depth=1), "OFFICE", "阮清")
    client.force_login(chief)

    city = client.get(reverse("orgs:unit", args=[Unit.objects.get(code="320500").pk]))
    assert "<dt>设立</dt>" not in city.content.decode()
    assert "由内容包装入" in city.content.decode()
    county = client.get(reverse("orgs:unit", args=[Unit.objects.get(code="320583").pk]))
    assert "<dt>设立</dt>" in county.content.decode()
    assert "1989" in county.content.decode()
