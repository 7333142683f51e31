"""Every address of escalations, by everybody."""

import pytest

from tests.trust import rows_escalations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("light_frame")]


@pytest.mark.parametrize("name", rows_escalations.ROWS)
def test_an_address_answers_everybody_as_declared_and_leaks_nothing(walk, name):
    walk.try_address(name.split(" ")[0], rows_escalations.ROWS[name])

    assert walk.faults == []
