"""Two who write at once, and a third who moves what they write about."""

from datetime import date
from threading import Thread

import pytest
from django.db import connection, transaction

from changai.indicators.models import Value
from changai.indicators.services._totals import save_value
from changai.orgs import services as orgs
from changai.orgs.models import Unit
from tests.conftest import NOON, TODAY
from tests.indicators.factories import PER_10000, SKILLED, make_places, say
from tests.indicators.test_totals import kept_sums, slow_sums
from tests.orgs.factories import make_unit
from tests.tasks.factories import make_cast

ROUNDS = 6


def in_a_thread(faults, work):
    """Run work with a connection of its own; what goes wrong is kept."""

    def run():
        try:
            work()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test shows it
            faults.append(fault)
        finally:
            connection.close()

    return Thread(target=run)


@pytest.mark.django_db(transaction=True)
def test_writers_in_opposite_order_and_a_move_between_leave_every_total_right():
    cast = make_cast()
    places = make_places(cast)
    first = [say(places.cities[0], places.clerks[0], 5, code=SKILLED),
             say(places.cities[0], places.clerks[0], 50, 500, code=PER_10000)]  # fmt: skip
    second = [say(places.cities[1], places.clerks[1], 70, 700, code=PER_10000),
              say(places.cities[1], places.clerks[1], 7, code=SKILLED)]  # fmt: skip
    region = make_unit("苏北片区", cast.province)
    faults = []

    def write(values):
        for number in range(ROUNDS):
            with transaction.atomic():
                for one in values:
                    fresh = Value.objects.get(pk=one.pk)
                    fresh.said += number + 1
                    save_value(fresh)

    def move():
        for number in range(ROUNDS):
            orgs.move_unit(
                unit=Unit.objects.get(pk=places.cities[1].pk),
                to=Unit.objects.get(pk=(region, cast.province)[number % 2].pk),
                effective_on=date(2026, 1, 1), reason="试", by=cast.clerk, at=NOON, today=TODAY,
            )  # fmt: skip

    threads = [in_a_thread(faults, work) for work in (
        lambda: write(first), lambda: write(second), move,
    )]  # fmt: skip
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)

    assert faults == []
    assert kept_sums() == slow_sums() != {}
