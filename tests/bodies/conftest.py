import pytest

from tests.bodies.factories import make_body, make_seat
from tests.tasks.factories import make_cast


@pytest.fixture
def cast(db):
    """A province with people, one post each."""
    return make_cast()


@pytest.fixture
def body(cast):
    """The joint conference of the province, with two departments in it."""
    body = make_body(cast.province, cast.office)
    make_seat(body, cast.department, "CONVENOR", person="王强", title="厅长")
    make_seat(body, cast.helper)
    return body
