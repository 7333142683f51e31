"""Rows written by one prepared statement stand as if the object-relational mapper wrote them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from changai.kernel.bulk import CHUNK, insert_rows, reserve_ids, update_rows
from changai.notices.models import Notice
from changai.orgs.models import UnitChange
from tests.accounts.factories import make_user
from tests.conftest import NOON
from tests.orgs.factories import make_unit

pytestmark = pytest.mark.django_db
NAMES = ("person_id", "key", "kind", "facts", "made_at")


def test_rows_read_back_as_they_were_given():
    person = make_user("甲")

    insert_rows(Notice, NAMES, [(person.pk, "a:1", "reminder", {"words": "请报送"}, NOON)])

    notice = Notice.objects.get()
    assert (notice.person, notice.key, notice.made_at) == (person, "a:1", NOON)
    assert notice.facts == {"words": "请报送"}


def test_columns_left_out_take_their_default():
    person = make_user("甲")

    insert_rows(Notice, NAMES, [(person.pk, "a:1", "reminder", {}, NOON)])

    notice = Notice.objects.get()
    assert (notice.url, notice.urgent, notice.read_at) == ("", False, None)


def test_more_rows_than_a_chunk_are_all_written():
    person = make_user("甲")
    rows = [(person.pk, f"a:{number}", "reminder", {}, NOON) for number in range(CHUNK + 1)]

    assert insert_rows(Notice, NAMES, rows) == CHUNK + 1

    assert Notice.objects.count() == CHUNK + 1


def test_a_constraint_holds_unless_conflicts_are_ignored():
    person = make_user("甲")
    row = (person.pk, "a:1", "reminder", {}, NOON)
    insert_rows(Notice, NAMES, [row])

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Notice, NAMES, [row])
    insert_rows(Notice, NAMES, [row], ignore_conflicts=True)

    assert Notice.objects.count() == 1


def test_reserved_ids_are_free_and_stay_free_for_the_next():
    unit = make_unit("东江省")
    ids = reserve_ids(UnitChange, 3)
    rows = [(pk, unit.pk, "OPENED", date(2026, 3, 2)) for pk in ids]

    insert_rows(UnitChange, ("id", "unit_id", "kind", "effective_on"), rows)

    assert (
        UnitChange.objects.create(unit=unit, kind="CLOSED", effective_on=date(2026, 3, 3)).pk
        > ids[-1]
    )
    assert len(set(ids)) == 3


def test_rows_are_changed_where_they_are_as_told_and_nowhere_else():
    person, other = make_user("甲"), make_user("乙")
    rows = [
        (who.pk, f"a:{who.pk}", "reminder", {"words": "请报送"}, NOON) for who in (person, other)
    ]
    insert_rows(Notice, NAMES, rows)
    mine = {"person": person, "read_at": None}

    assert update_rows(Notice, {"read_at": NOON, "facts": {"words": "已读"}}, where=mine) == 1
    assert update_rows(Notice, {"read_at": NOON}, where=mine) == 0

    changed = Notice.objects.get(person=person)
    assert (changed.read_at, changed.facts) == (NOON, {"words": "已读"})
    assert Notice.objects.get(person=other).read_at is None


def test_a_change_to_null_and_a_condition_of_the_same_names_do_not_mix():
    person = make_user("甲")
    insert_rows(Notice, NAMES, [(person.pk, "a:1", "reminder", {}, NOON)])

    assert update_rows(Notice, {"read_at": NOON}, where={"read_at": None}) == 1
    assert update_rows(Notice, {"read_at": None}, where={"read_at": NOON}) == 1

    assert Notice.objects.get().read_at is None
