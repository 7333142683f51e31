"""A fact table: what one noun publishes for analysis. Plain Python; it knows no engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

# The kinds of a column and the Python type a value must have.
KINDS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "real": (float, int),
    "exact": (Decimal,),
    "day": (date,),
    "yes_no": (bool,),
}
NUMERIC = frozenset({"integer", "real", "exact", "yes_no"})
UNIT, TREE = "unit_id", "tree_id"
Row = tuple[Any, ...]


class FactError(ValueError):
    """A fact table is not what it says; names the table, the column and, for a row, its number."""


@dataclass(frozen=True)
class FactColumn:
    """A column. `unit` says what its numbers count (persons, person_times, yuan...), if said."""

    name: str
    type: str
    unit: str = ""


@dataclass(frozen=True)
class FactTable:
    """What a noun publishes. `grain` says in words what one row is; `key` in columns.

    `unit` names the column with the unit that a row belongs to. `day` is the day it is about: the
    first day column, unless another is named. `until` is the first day on which a row no longer
    holds, for rows that hold for a time. `is_unique`: the source itself lets no key in twice, so
    that nobody need remember millions of them.
    """

    name: str
    grain: str
    columns: tuple[FactColumn, ...]
    rows: Callable[[], Iterable[Row]]
    key: tuple[str, ...] = ()
    unit: str = UNIT
    day: str = ""
    until: str = ""
    is_unique: bool = False

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise FactError(f"{self.name}: a column is named twice")
        for column in self.columns:
            if column.type not in KINDS:
                raise FactError(f"{self.name}.{column.name}: type {column.type!r} is none of ours")
        named = [*self.key, *filter(None, (self.day, self.until))]
        for name in named:
            if name not in names:
                raise FactError(f"{self.name}: there is no column {name!r}")
        for name in filter(None, (self.day, self.until)):
            if self.column(name).type != "day":
                raise FactError(f"{self.name}.{name}: is no day")

    def column(self, name: str) -> FactColumn:
        """Return a column by its name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise FactError(f"{self.name}: there is no column {name!r}")

    def has(self, name: str) -> bool:
        """Say whether there is such a column."""
        return any(column.name == name for column in self.columns)

    @property
    def day_column(self) -> str:
        """Name the column with the day a row is about; empty where it has none."""
        days = [column.name for column in self.columns if column.type == "day"]
        return self.day or (days[0] if days else "")

    def checked_rows(self) -> Iterator[Row]:
        """Read the rows now; a row that does not fit its columns is an error, never a guess."""
        for number, row in enumerate(self.rows(), 1):
            if len(row) != len(self.columns):
                told = f"has {len(row)} values for {len(self.columns)} columns"
                raise FactError(f"{self.name}, row {number}: {told}")
            for column, value in zip(self.columns, row, strict=True):
                if value is not None and not _fits(column.type, value):
                    told = f"{value!r} is no {column.type}"
                    raise FactError(f"{self.name}.{column.name}, row {number}: {told}")
            yield row


def _fits(kind: str, value: Any) -> bool:
    # A truth value is an int to Python and a moment is a day; to an analysis neither is.
    if isinstance(value, bool) and kind != "yes_no":
        return False
    if isinstance(value, datetime):
        return False
    return isinstance(value, KINDS[kind])
