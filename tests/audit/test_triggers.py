"""The audit cannot be changed, whoever asks and in whatever words."""

import pytest
from django.db import DatabaseError, connection, transaction

from changai.audit import services as audit
from changai.audit.models import Entry, Line, PersonKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(noon):
    made = audit.record(
        "test.done", Entry, by=None, at=noon, after={"n": 1}, touched=[audit.Touched(7)]
    )
    # What a commit would check is checked now, or PostgreSQL refuses TRUNCATE for that reason.
    connection.check_constraints()
    return made


ATTACKS = [
    "UPDATE audit_entry SET action = 'nothing'",
    "UPDATE audit_line SET object_id = 8",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_line",
]
OVER_A_LINE = (
    "INSERT INTO audit_line (id, object_id, before, after, entry_id)"
    " SELECT id, 8, before, after, entry_id FROM audit_line WHERE true"
    " ON CONFLICT (id) DO UPDATE SET object_id = 8"
)
ON_SQLITE = [
    OVER_A_LINE,
    (
        "INSERT OR REPLACE INTO audit_entry (id, at, action, object_type, before, after,"
        " line_count) SELECT id, at, 'x', object_type, before, after, 0 FROM audit_entry"
    ),
    (
        "REPLACE INTO audit_line (id, object_id, before, after, entry_id)"
        " SELECT id, 8, before, after, entry_id FROM audit_line"
    ),
]
ON_POSTGRES = [OVER_A_LINE, "TRUNCATE audit_line", "TRUNCATE audit_entry CASCADE"]


@pytest.mark.parametrize("place", range(len(ATTACKS) + 3))
def test_plain_sql_cannot_change_or_remove_an_entry(entry, place):
    attacks = ATTACKS + (ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRES)
    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attacks[place])
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.action, kept.after) == ("test.done", {"n": 1})
    assert Line.objects.get(entry=entry).object_id == 7


def test_the_program_cannot_change_or_remove_an_entry(entry):
    for attempt in (
        lambda: Entry.objects.filter(pk=entry.pk).update(action="nothing"),
        lambda: entry.save(),
        lambda: Line.objects.all().delete(),
        lambda: Entry.objects.filter(pk=entry.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
            attempt()
    assert Line.objects.filter(entry=entry).count() == 1


def test_the_key_of_a_person_can_be_removed(noon):
    sealed = audit.record(
        "test.done", PersonKey, by=None, at=noon, personal={5: {"phone": "13800000000"}}
    )
    text = sealed.after["person:5"]
    assert "13800000000" not in str(sealed.after)
    assert audit.open_personal(5, text) == {"phone": "13800000000"}
    PersonKey.objects.filter(person_id=5).delete()
    assert audit.open_personal(5, text) is None


@pytest.mark.django_db(transaction=True)
class TestFlush:
    """Tests that commit must start from nothing, though the audit cannot be removed."""

    @pytest.mark.parametrize("turn", [1, 2])
    def test_each_starts_without_entries(self, turn, noon):
        assert Entry.objects.count() == 0
        audit.record("test.done", Entry, by=None, at=noon, touched=[audit.Touched(turn)])

    @pytest.mark.parametrize("turn", [1, 2])
    def test_the_guard_stands_again_afterwards(self, turn, noon):
        audit.record("test.done", Entry, by=None, at=noon)
        with pytest.raises(DatabaseError, match="written once"):
            Entry.objects.all().update(action="nothing")
