"""Every address of meetings, by everybody."""

import pytest

from tests.trust import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("light_frame")]


@pytest.mark.parametrize("name", rows.MEETINGS)
def test_an_address_answers_everybody_as_declared_and_leaks_nothing(walk, name):
    walk.try_address(name, rows.MEETINGS[name])

    assert walk.faults == []
