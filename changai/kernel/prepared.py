"""Run a query again without building it again.

Django spends more on building the SQL of a small read than a database on answering it. Where one
read stands in the way of every request, its SQL is built once and only its values change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models

RowT = TypeVar("RowT")
Build = Callable[..., "models.QuerySet[Any, Any]"]
# Values that no row has; where they stand in the SQL built first, the values asked for go.
STAND_INS: dict[type, tuple[Any, ...]] = {
    int: (-7_340_033, -7_340_034, -7_340_035),
    date: (date(1, 2, 3), date(1, 2, 4), date(1, 2, 5)),
}


class _Built(NamedTuple):
    sql: str
    values: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    touched: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    make: Callable[[Any], Any] | None


class Prepared(Generic[RowT]):
    """A query whose SQL is built on first use, for values of the kinds named.

    `build` takes a value of each kind and returns a query of models without joins, or of tuples.
    The number of rows and the conditions may not depend on the values.
    Cost: one statement a call.
    """

    def __init__(self, build: Build, *kinds: type) -> None:
        self._build, self._kinds = build, kinds
        self._built: dict[str, _Built] = {}

    def rows(self, *values: Any) -> list[RowT]:
        """Return what the query finds for these values."""
        own = connections[DEFAULT_DB_ALIAS]
        built = self._built.get(own.vendor)
        if built is None:
            built = self._built[own.vendor] = self._first(own)
        given = list(built.values)
        for place, number in built.places:
            given[place] = _plain(values[number], own)
        with own.cursor() as cursor:
            cursor.execute(built.sql, given)
            found = cursor.fetchall()
        if built.touched:
            found = [_converted(row, built.touched, own) for row in found]
        return [built.make(row) for row in found] if built.make else found

    def _first(self, own: Any) -> _Built:
        counts: dict[type, int] = {}
        stand_ins = []
        for kind in self._kinds:
            stand_ins.append(STAND_INS[kind][counts.get(kind, 0)])
            counts[kind] = counts.get(kind, 0) + 1
        query = self._build(*stand_ins)
        compiler = query.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        known = {_plain(one, own): number for number, one in enumerate(stand_ins)}
        places = tuple((at, known[one]) for at, one in enumerate(values) if one in known)
        if {number for _, number in places} != set(range(len(stand_ins))):
            raise ValueError("a prepared query does not use every value it is given")
        columns = [column for column, _, _ in compiler.select]
        touched = tuple(
            (at, converters, column)
            for at, (converters, column) in compiler.get_converters(columns).items()
        )
        make = None
        if query._fields is None:  # type: ignore[attr-defined]
            make = _maker(query.model, [column.target.attname for column in columns])
        return _Built(sql, tuple(values), places, touched, make)


def _maker(model: type[models.Model], names: list[str]) -> Callable[[Any], Any]:
    def make(row: Any) -> models.Model:
        return model.from_db(DEFAULT_DB_ALIAS, names, row)

    return make


def _plain(value: Any, own: Any) -> Any:
    return own.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _converted(row: Any, touched: Any, own: Any) -> tuple[Any, ...]:
    values = list(row)
    for place, converters, column in touched:
        value = values[place]
        for convert in converters:
            value = convert(value, column, own)
        values[place] = value
    return tuple(values)
