"""A snapshot is whole or not there, says what it holds, and gives back the same rows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from changai.analytics import snapshot
from changai.analytics.facts import FactColumn, FactError, FactTable

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
COLUMNS = (
    FactColumn("unit_id", "integer"),
    FactColumn("day", "day"),
    FactColumn("heads", "integer", "persons"),
)
ROWS = [
    (1, date(2026, 1, 31), 5),
    (2, date(2026, 2, 1), None),
    (1, None, 7),
]


def heads(rows=ROWS, **more):
    return FactTable("heads", "one row per unit", COLUMNS, lambda: iter(rows), **more)


def test_rows_come_back_as_they_were_written(tmp_path):
    plain = FactTable("names", "a name", (FactColumn("name", "text"),), lambda: [("甲",)])
    empty = FactTable("nothing", "no row", COLUMNS, lambda: [])

    written = snapshot.write([heads(key=("unit_id", "day")), plain, empty], tmp_path, NOON)

    back, names, none = snapshot.facts_in(written)
    assert sorted(back.rows(), key=str) == sorted(ROWS, key=str)
    assert (back.columns, back.key, back.grain) == (COLUMNS, ("unit_id", "day"), "one row per unit")
    assert (list(names.rows()), list(none.rows())) == ([("甲",)], [])


def test_a_folder_per_month_and_a_manifest_with_rows_and_hashes(tmp_path):
    written = snapshot.write([heads()], tmp_path, NOON)

    told = snapshot.manifest_of(written)
    assert sorted(path.name for path in (written / "heads").iterdir()) == [
        "month=2026-01",
        "month=2026-02",
        "month=none",
    ]
    assert (told["taken_at"], told["facts"][0]["rows"]) == (NOON.isoformat(), 3)
    snapshot.check(written)


def test_a_file_that_changed_is_noticed(tmp_path):
    written = snapshot.write([heads()], tmp_path, NOON)
    (written / "heads" / "month=2026-01" / "part-0.parquet").write_bytes(b"PAR1")

    with pytest.raises(snapshot.SnapshotError, match="2026-01"):
        snapshot.check(written)


def test_the_same_rows_have_the_same_hashes(tmp_path):
    first = snapshot.write([heads()], tmp_path, NOON)
    second = snapshot.write([heads()], tmp_path, NOON + timedelta(hours=1))

    assert first != second
    assert snapshot.manifest_of(first)["facts"] == snapshot.manifest_of(second)["facts"]


@pytest.mark.parametrize(
    "wrong",
    [
        heads(rows=[*ROWS, ("3", None, 1)]),
        heads(rows=[*ROWS, ROWS[0]], key=("unit_id", "day")),
    ],
    ids=["wrong type", "key twice"],
)
def test_a_wrong_row_leaves_the_snapshot_before_in_place_and_nothing_else(tmp_path, wrong):
    whole = snapshot.write([heads()], tmp_path, NOON)

    with pytest.raises(FactError, match="heads"):
        snapshot.write([wrong], tmp_path, NOON + timedelta(hours=1))

    assert snapshot.newest(tmp_path) == whole
    assert {path.name for path in tmp_path.iterdir()} == {whole.name, "newest"}


def test_where_nothing_was_written_nothing_is_found(tmp_path):
    with pytest.raises(snapshot.SnapshotError, match="holds no snapshot"):
        snapshot.newest(tmp_path)


def test_old_snapshots_go_and_the_newest_stays(tmp_path):
    taken = [snapshot.write([heads()], tmp_path, NOON + timedelta(hours=n)) for n in range(4)]
    (tmp_path / ".writing-left").mkdir()

    gone = snapshot.prune(tmp_path, keep=2)

    assert gone == taken[:2]
    assert snapshot.newest(tmp_path) == taken[3]
    assert {path.name for path in tmp_path.iterdir()} == {taken[2].name, taken[3].name, "newest"}
