"""What somebody who leaves has not read goes to the successor, once."""

import pytest

from changai.notices import services
from changai.notices.models import Notice
from changai.orgs import queries as orgs
from tests.accounts.factories import make_user
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def tell(people, key):
    facts = {"unit": "甲", "title": "乙"}
    services.tell(
        people=[one.pk for one in people],
        kind="task_acknowledged",
        key=key,
        facts=facts,
        url="/tasks/1/",
        at=NOON,
    )


def test_unread_notices_move_and_read_ones_stay():
    leaver, successor = make_user("甲"), make_user("乙")
    tell([leaver], "a:1")
    tell([leaver], "a:2")
    services.mark_read(notice=Notice.objects.get(key="a:1"), by=leaver, at=NOON)

    assert services.hand_over_unread(leaver, successor, NOON) == 1

    assert Notice.objects.get(key="a:2").person == successor
    assert Notice.objects.get(key="a:1").person == leaver


def test_what_both_were_told_is_not_told_twice():
    leaver, successor = make_user("甲"), make_user("乙")
    tell([leaver, successor], "a:1")

    assert services.hand_over_unread(leaver, successor, NOON) == 0

    assert services.unread_of(leaver) == 0
    assert services.unread_of(successor) == 1


def test_every_hand_over_asks_for_them():
    leaver = make_user("甲")
    tell([leaver], "a:1")

    shown = {str(label): count for label, count in orgs.belongings_of(leaver)}

    assert shown["未读通知"] == 1
