"""Units that pass on at once, and forms sent at once: every unit still gets it exactly once."""

import uuid

import pytest

from changai.conveyance import services
from changai.conveyance.models import Conveyance, Node
from changai.kernel.errors import OutOfDate
from changai.notices.models import Notice
from tests.conftest import NOON
from tests.conveyance.factories import make_conveyance
from tests.evidence.test_concurrency import at_once
from tests.orgs.factories import make_person
from tests.tasks.factories import make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def node_of(unit):
    return Node.objects.select_related("unit").get(unit=unit)


def test_four_who_pass_on_to_the_same_units_at_once_reach_each_once():
    cast = make_cast()
    row = make_conveyance(cast, [cast.city_office.pk])
    colleagues = [make_person(cast.city_office, "OFFICE", f"同事{one}") for one in range(3)]
    services.sign_for(node=node_of(cast.city_office), by=cast.city_clerk, at=NOON)

    def pass_on(who):
        try:
            return len(
                services.pass_on(node=node_of(cast.city_office), unit_ids=None, by=who, at=NOON)
            )
        except services.ConveyanceRefused:
            return 0

    reached = at_once([lambda one=who: pass_on(one) for who in [cast.city_clerk, *colleagues]])

    assert sorted(reached) == [0, 0, 0, 2]
    assert row.nodes.count() == 3
    assert Notice.objects.filter(kind="conveyed", person=cast.county_clerk).count() == 1


def test_a_form_sent_by_four_clients_at_once_is_one_conveyance():
    cast = make_cast()
    key = uuid.uuid4()

    made = at_once([lambda: make_conveyance(cast, client_key=key).pk] * 4)

    assert len(set(made)) == 1
    assert Conveyance.objects.count() == 1
    assert Node.objects.count() == 6


def test_of_two_who_sign_at_once_one_is_told():
    cast = make_cast()
    make_conveyance(cast, [cast.department.pk])

    def sign(who):
        try:
            services.sign_for(node=node_of(cast.department), by=who, at=NOON)
        except OutOfDate:
            return "told"
        return "signed"

    done = at_once([lambda one=who: sign(one) for who in (cast.lead, cast.second_lead)])

    assert sorted(done) == ["signed", "told"]
