from datetime import date

import pytest

from changai.accounts.models import User
from changai.kernel.prepared import Prepared
from changai.orgs.models import Post
from tests.accounts.factories import make_user
from tests.orgs.factories import make_unit

pytestmark = pytest.mark.django_db


def test_each_call_asks_for_its_own_values(django_assert_num_queries):
    persons = [make_user(name) for name in ("jia", "yi")]
    by_id = Prepared(lambda pk: User.objects.filter(pk=pk), int)

    for person in persons:
        with django_assert_num_queries(1):
            (found,) = by_id.rows(person.pk)
        assert found == person
        assert found.login == person.login
    assert by_id.rows(persons[-1].pk + 1) == []


def test_days_and_tuples_come_back_as_the_fields_have_them():
    person = make_user("jia")
    begun = date(2026, 1, 5)
    Post.objects.create(
        person=person, unit=make_unit("测试省"), role=Post.Role.CLERK, from_on=begun
    )
    since = Prepared(
        lambda pk, day: Post.objects.filter(person_id=pk, from_on__lte=day).values_list(
            "role", "from_on"
        ),
        int,
        date,
    )

    assert since.rows(person.pk, begun) == [(Post.Role.CLERK, begun)]
    assert since.rows(person.pk, date(2026, 1, 4)) == []


def test_a_query_that_ignores_a_value_is_refused():
    deaf = Prepared(lambda pk: User.objects.filter(is_active=True), int)

    with pytest.raises(ValueError, match="every value"):
        deaf.rows(1)
