from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from changai.audit.models import Entry, Line
from changai.calendar.queries import working_calendar
from changai.conveyance import policies, queries, services
from changai.conveyance.models import Conveyance, Node
from changai.conveyance.rules import State
from changai.kernel.errors import OutOfDate
from changai.notices.models import Notice
from changai.orgs.models import Unit
from tests.conftest import NOON, TODAY
from tests.conveyance.factories import make_conveyance
from tests.orgs.factories import make_office, make_unit

DAY = timedelta(days=1)


def node_of(unit):
    return Node.objects.select_related("unit", "conveyance").get(unit=unit)


def test_one_action_reaches_every_desk_below_under_the_nearest_above(cast):
    row = make_conveyance(cast)

    assert set(row.nodes.values_list("unit__name", "parent__unit__name")) == {
        ("省技能厅", None),
        ("省财务厅", None),
        ("云溪市产改办", None),
        ("石桥市产改办", None),
        ("柳湾县产改办", "云溪市产改办"),
        ("柳湾机床厂", "柳湾县产改办"),
    }
    assert {node.sign_by for node in row.nodes.all()} == {working_calendar().add_workdays(TODAY, 3)}


def test_everybody_who_works_there_is_told_once_and_one_entry_says_so(cast):
    make_conveyance(cast)

    told = Notice.objects.filter(kind="conveyed").values_list("person__name", flat=True)
    assert sorted(told) == sorted(["丁联", "戊责", "己联", "庚联", "辛办", "壬办", "癸企", "丑外"])
    entry = Entry.objects.get(action="conveyance.sent")
    assert entry.line_count == Line.objects.filter(entry=entry).count() == 6


def test_the_same_form_sent_twice_is_one_conveyance(cast):
    key = uuid4()

    first = make_conveyance(cast, client_key=key)
    second = make_conveyance(cast, client_key=key)

    assert first == second
    assert Node.objects.count() == 6


@pytest.mark.parametrize("person", ["stranger", "supervisor", "auditor", "city_clerk"])
def test_nobody_conveys_in_the_name_of_another_unit(cast, person):
    with pytest.raises(services.NotAllowed):
        make_conveyance(cast, by=getattr(cast, person))


def test_nothing_goes_up_or_sideways_or_to_nobody(cast):
    city = {"unit": cast.city_office, "by": cast.city_clerk}
    for unit in (cast.office, cast.department, cast.city_office, cast.city, cast.province):
        with pytest.raises(services.NotAllowed):
            make_conveyance(cast, [unit.pk], **city)
    with pytest.raises(services.ConveyanceRefused, match="至少"):
        make_conveyance(cast, [])
    with pytest.raises(services.ConveyanceRefused, match="至少"):
        make_conveyance(cast, unit=cast.department, by=cast.lead)
    with pytest.raises(services.ConveyanceRefused, match="标题"):
        make_conveyance(cast, title=" ")
    with pytest.raises(services.ConveyanceRefused, match="工作日"):
        make_conveyance(cast, sign_within_days=0)
    assert not Conveyance.objects.exists()


def test_a_unit_signs_once_and_only_its_own_people_do(cast):
    make_conveyance(cast, [cast.city_office.pk])
    node = node_of(cast.city_office)
    for who in (cast.clerk, cast.county_clerk, cast.stranger, cast.supervisor):
        with pytest.raises(services.NotAllowed):
            services.sign_for(node=node, by=who, at=NOON)

    signed = services.sign_for(node=node, by=cast.city_clerk, at=NOON)

    assert (signed.state, signed.signed_by) == (State.SIGNED, cast.city_clerk)
    with pytest.raises(OutOfDate):
        services.sign_for(node=node, by=cast.city_clerk, at=NOON)
    assert Entry.objects.filter(action="conveyance.signed").count() == 1


def test_who_signed_passes_on_and_those_who_have_it_get_nothing_new(cast):
    row = make_conveyance(cast, [cast.city_office.pk])
    node = node_of(cast.city_office)
    asked = {"node": node, "by": cast.city_clerk, "at": NOON}
    with pytest.raises(OutOfDate, match="先签收"):
        services.pass_on(unit_ids=None, **asked)
    services.sign_for(**asked)

    assert services.pass_on(unit_ids=[cast.enterprise.pk], **asked) == [cast.enterprise.pk]
    assert services.pass_on(unit_ids=None, **asked) == [cast.county_office.pk]
    with pytest.raises(services.ConveyanceRefused, match="都已收到"):
        services.pass_on(unit_ids=None, **asked)

    node.refresh_from_db()
    assert node.state == State.PASSED_ON
    assert set(row.nodes.values_list("unit__name", "sender__name", "parent__unit__name")) == {
        ("云溪市产改办", "东江省产改办", None),
        ("柳湾机床厂", "云溪市产改办", "云溪市产改办"),
        ("柳湾县产改办", "云溪市产改办", "云溪市产改办"),
    }
    with pytest.raises(services.NotAllowed):
        services.pass_on(unit_ids=[cast.department.pk], **asked)


def test_a_unit_sees_its_node_and_branch_and_never_its_neighbors(cast):
    row = make_conveyance(cast)

    def seen(who):
        nodes = policies.visible_nodes(row.nodes.all(), who, TODAY)
        return set(nodes.values_list("unit__name", flat=True))

    whole = set(row.nodes.values_list("unit__name", flat=True))
    assert seen(cast.clerk) == seen(cast.supervisor) == whole
    assert seen(cast.city_clerk) == {"云溪市产改办", "柳湾县产改办", "柳湾机床厂"}
    assert seen(cast.county_clerk) == {"柳湾县产改办", "柳湾机床厂"}
    assert seen(cast.enterprise_clerk) == {"柳湾机床厂"}
    assert seen(cast.lead) == {"省技能厅"}
    assert seen(cast.auditor) == set()
    assert queries.waiting(cast.city_clerk, TODAY) == 1
    assert queries.waiting(cast.supervisor, TODAY) == 0


def test_what_waits_escalates_once_each_after_working_days(cast):
    row = make_conveyance(cast)
    services.sign_for(node=node_of(cast.department), by=cast.lead, at=NOON)
    calendar = working_calendar()
    sign_by = calendar.add_workdays(TODAY, 3)

    def run(day):
        return services.escalate_unsigned(at=NOON + (day - TODAY))

    assert run(sign_by) == {"reminded": 0, "escalated": 0}
    late = calendar.add_workdays(sign_by, 1)
    assert run(late) == {"reminded": 5, "escalated": 0}
    assert run(late) == {"reminded": 0, "escalated": 0}
    assert run(calendar.add_workdays(sign_by, 2)) == {"reminded": 0, "escalated": 0}
    services.sign_for(node=node_of(cast.helper), by=cast.cooperator, at=NOON)
    reported = calendar.add_workdays(sign_by, 3)
    assert run(reported) == {"reminded": 0, "escalated": 4}
    assert run(reported + 30 * DAY) == {"reminded": 0, "escalated": 0}

    up = Notice.objects.filter(kind="conveyed_escalated")
    # The sender hears of all four at once, each unit above of those right below it.
    assert sorted((one.person.name, one.facts["count"]) for one in up) == sorted(
        [("甲办", 4), ("乙办", 4), ("辛办", 1), ("壬办", 1)]
    )
    assert Notice.objects.filter(kind="conveyed_unsigned").count() == 6
    assert row.nodes.filter(escalated_on=None).count() == 2


def test_a_run_that_was_missed_loses_nothing(cast):
    make_conveyance(cast)

    told = services.escalate_unsigned(at=NOON + 60 * DAY)

    assert told == {"reminded": 6, "escalated": 6}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_sent_and_passed_on_reaches_every_unit_exactly_once(cast, data):
    """Random parts sent from the top and passed on in any order, with repeats; then the rest."""
    from django.db import transaction

    with transaction.atomic():
        everyone = list(policies.below(cast.office))
        first = data.draw(st.lists(st.sampled_from(everyone), min_size=1, unique=True))
        row = make_conveyance(cast, [unit.pk for unit in first])
        workers = {
            cast.city_office.pk: cast.city_clerk,
            cast.county_office.pk: cast.county_clerk,
        }
        for unit_id in data.draw(st.lists(st.sampled_from(sorted(workers)), max_size=5)):
            node = row.nodes.select_related("unit").filter(unit_id=unit_id).first()
            if node is None:
                continue
            asked = {"node": node, "by": workers[unit_id], "at": NOON}
            if node.state == State.SENT:
                services.sign_for(**asked)
            some = data.draw(st.lists(st.sampled_from(list(policies.below(node.unit)))))
            with suppress(services.ConveyanceRefused):
                services.pass_on(unit_ids=[one.pk for one in some], **asked)
        have = list(row.nodes.values_list("unit_id", flat=True))
        assert len(have) == len(set(have))
        assert set(have) <= {unit.pk for unit in everyone}
        for node in row.nodes.select_related("unit", "parent__unit"):
            if node.parent is not None:
                assert node.unit.path.startswith(node.parent.unit.scope_path)
        transaction.set_rollback(True)


def make_wide_land(cities=20, counties=10, firms=24):
    """Make a province of 20 cities, 200 counties with their offices, and 4,800 enterprises."""
    province = make_unit("广土省")
    office = make_office(province)
    units, last = [], Unit.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def add(name, parent, kind, tier, segment, scope=None):
        nonlocal last
        last += 1
        path = parent.path + segment
        unit = Unit(
            pk=last,
            parent_id=parent.pk,
            path=path,
            scope_path=scope or path,
            depth=parent.depth + 1,
            kind=kind,
            tier=tier,
            name=name,
            began_on=TODAY,
        )
        units.append(unit)
        return unit

    for number in range(2, cities + 2):
        city = add(f"{number}市", province, "division_government", "CITY", f"{number:04d}")
        add(f"{number}市办", city, "reform_office", "CITY", "0001", city.path)
        for one in range(2, counties + 2):
            county = add(f"{one}县", city, "division_government", "COUNTY", f"{one:04d}")
            add(f"{one}县办", county, "reform_office", "COUNTY", "0001", county.path)
            for firm in range(2, firms + 2):
                add(f"{firm}厂", county, "enterprise", "ENTERPRISE", f"{firm:04d}")
    Unit.objects.bulk_create(units, batch_size=500)
    return office


def test_a_tree_of_five_thousand_nodes_gets_it_exactly_once(db, django_assert_max_num_queries):
    from tests.orgs.factories import make_person

    office = make_wide_land()
    clerk = make_person(office, "OFFICE")

    with django_assert_max_num_queries(60):
        row = services.convey(
            unit=office,
            unit_ids=None,
            title="传达",
            sign_within_days=3,
            by=clerk,
            at=NOON,
        )

    desks = set(policies.below(office).values_list("pk", flat=True))
    have = list(row.nodes.values_list("unit_id", flat=True))
    assert len(desks) == 5020
    assert sorted(have) == sorted(desks)
    assert row.nodes.filter(parent=None).count() == 20
    assert row.nodes.filter(parent__unit__tier="COUNTY").count() == 4800
    with django_assert_max_num_queries(12):
        page = queries.conveyance_page(conveyance=row, user=clerk, today=TODAY)
    assert page.total.total == 5020
    assert {branch.below.total for branch in page.tops} == {250}
