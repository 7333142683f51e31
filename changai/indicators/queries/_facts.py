"""Figures worked out of published facts by the measures of analytics: the one adapter to it."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import RLock
from types import TracebackType
from typing import Any

from django.urls import reverse

from changai.analytics.columns import Loaded
from changai.analytics.engine import Engine, connect
from changai.analytics.expressions import expression
from changai.analytics.facts import FactTable
from changai.analytics.hierarchy import NAME as TREE
from changai.analytics.measures import Measure
from changai.analytics.measures import Period as Days
from changai.indicators.queries._fact_rows import TABLES, tree_fact, tree_rows
from changai.indicators.queries._sums import Tallies, Tally
from changai.indicators.queries._words import cell_order, cell_words, column_words
from changai.indicators.rules import Period
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.packs import arithmetic
from changai.packs.indicators import Condition, Indicator, Version
from changai.pilots import facts as pilots


def fact_tables() -> dict[str, FactTable]:
    """Return every published fact that an indicator may name, by its name."""
    return {one.name: one for one in (*TABLES, *pilots.FACTS)}


class Shelf:
    """Facts as they are now, each read once and kept while a page is made.

    What the engine answered is kept under a hash of the rows it was asked of: the same rows are
    never worked out again, and other rows never get an old answer.
    """

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._facts: dict[str, tuple[FactTable, str]] = {}
        self._loaded: dict[str, Loaded] = {}
        self._below: dict[int, dict[int, Unit]] = {}

    def __enter__(self) -> Shelf:
        self._token = _open.set(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _open.reset(self._token)
        if self._engine is not None:
            self._engine.close()

    def rows(
        self, measure: Measure, period: Period, reading: str, levels: tuple[str, ...]
    ) -> list[dict[str, Any]]:
        """Return the measure for every unit of the levels."""
        with _turn:
            self.prepare(measure, [period], reading, levels)
            if self._is_empty(measure):
                return []
            return _answers[self._key(measure, period, reading, levels)]

    def prepare(
        self, measure: Measure, periods: Sequence[Period], reading: str, levels: tuple[str, ...]
    ) -> None:
        """Work out a measure for several periods at once, those that are not kept yet."""
        if self._is_empty(measure):
            return
        names = _names(measure)
        with _turn:
            keys = {one.code: self._key(measure, one, reading, levels) for one in periods}
            wanted = [one for one in periods if keys[one.code] not in _answers]
            if not wanted:
                return
            found = self._worked_out(names, measure, wanted, reading, levels)
            if len(_answers) + len(wanted) > ANSWERS_KEPT:
                _answers.clear()
            for one in wanted:
                _answers[keys[one.code]] = [row for row in found if row["period"] == one.code]

    def _is_empty(self, measure: Measure) -> bool:
        """Say whether no fact of a measure has a row: then nobody needs the tree."""
        facts = {measure.fact, measure.denominator_fact or measure.fact}
        return not any(True for name in facts for _row in self._read(name)[0].rows())

    def _key(
        self, measure: Measure, period: Period, reading: str, levels: tuple[str, ...]
    ) -> tuple[Any, ...]:
        marks = (self._read(name)[1] for name in _names(measure))
        return (*marks, measure, period, reading, levels)

    def below(self, unit: Unit) -> dict[int, Unit]:
        """Return the units right below one by their key, read once."""
        if unit.pk not in self._below:
            self._below[unit.pk] = {
                one.pk: one
                for one in Unit.objects.filter(parent=unit)
                if len(one.path) == len(unit.path) + tree.STEP
            }
        return self._below[unit.pk]

    def levels(self, unit: Unit) -> tuple[str, ...]:
        """Return the tiers of a unit and of those right below it.

        Divisions are few: asked for all at once, one run serves the province and every city.
        """
        found = {unit.tier, *(one.tier for one in self.below(unit).values())}
        return tuple(sorted(DIVISIONS if found <= DIVISIONS else found))

    def _read(self, name: str) -> tuple[FactTable, str]:
        if name not in self._facts:
            if name == TREE:
                self._facts[name] = _tree()
            else:
                fact = fact_tables()[name]
                rows = tuple(fact.checked_rows())
                self._facts[name] = (replace(fact, rows=lambda: rows), _mark(rows))
        return self._facts[name]

    def _worked_out(
        self,
        names: tuple[str, ...],
        measure: Measure,
        periods: Sequence[Period],
        reading: str,
        levels: tuple[str, ...],
    ) -> list[dict[str, Any]]:
        engine = self._engine = self._engine or connect()
        missing = [self._facts[name][0] for name in names if name not in self._loaded]
        self._loaded |= engine.load(missing) if missing else {}
        held = {name: self._loaded[name] for name in names}
        days = [Days(one.code, one.first, one.last) for one in periods]
        return engine.run(
            expression(measure, held, days, levels=levels, reading=reading, today=LAST_DAY)
        )


def _names(measure: Measure) -> tuple[str, ...]:
    """Name the facts a measure is worked out of."""
    return tuple(sorted({measure.fact, measure.denominator_fact or measure.fact, TREE}))


def _mark(rows: Any) -> str:
    return hashlib.blake2b(pickle.dumps(rows), digest_size=16).hexdigest()


def _tree() -> tuple[FactTable, str]:
    """Return the tree and its mark; its closure, seconds of work in a province, is kept.

    Cost: reading all units, a tenth of a second in a province; the closure only where they changed.
    """
    kept = tree_rows()
    mark = _mark(kept)
    with _turn:
        if mark not in _trees:
            fact = tree_fact(kept)
            rows = tuple(fact.checked_rows())
            _trees.clear()
            _trees[mark] = replace(fact, rows=lambda: rows)
        return _trees[mark], mark


_trees: dict[str, FactTable] = {}
# "As now" reads the tree of today: the placement that has not ended, on any later day.
LAST_DAY = date(2998, 12, 31)
ANSWERS_KEPT = 500
DIVISIONS = {"PROVINCE", "CITY", "COUNTY", "TOWN"}
_answers: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
_turn = RLock()
_open: ContextVar[Shelf | None] = ContextVar("open_shelf", default=None)


def measure_of(definition: Indicator, version: Version, fact: FactTable) -> Measure:
    """Return a version of a definition as the measure of analytics."""
    weighted = version.rule == "weighted"
    return Measure(
        rule=version.rule,
        fact=version.fact,
        unit_kind=definition.unit_kind,
        numerator=version.numerator,
        denominator="" if weighted else version.denominator,
        weight=version.denominator if weighted else "",
        key=version.key,
        where=tuple(
            (one.column, one.op, one.values if one.op in ("in", "between") else one.values[0])
            for one in version.where
        ),
        series=_series(fact),
        as_of=version.as_of,
        per=version.per,
        denominator_fact=version.denominator_fact,
        denominator_where=() if version.denominator_fact else None,
        denominator_series=_series(fact_tables()[version.denominator_fact])
        if version.denominator_fact
        else None,
    )


def _series(fact: FactTable) -> tuple[str, ...]:
    """Name what tells one thing from another in a fact: what is last known is known of these."""
    return tuple(one for one in fact.key if one != fact.day_column) or (fact.unit,)


def fact_tallies(unit: Unit, definition: Indicator, period: Period, reading: str) -> Tallies:
    """Return the sums of a unit and of those right below it, worked out of the records.

    Records are no statements: what was counted is said and verified at once.
    Cost: reading the fact and the tree, once while a shelf is open.
    """
    shelf = _open.get()
    if shelf is None:
        with Shelf() as own:
            return _tallies(own, unit, definition, period, reading)
    return _tallies(shelf, unit, definition, period, reading)


def _tallies(
    shelf: Shelf, unit: Unit, definition: Indicator, period: Period, reading: str
) -> Tallies:
    version = definition.version_on(period.last)
    fact = fact_tables().get(version.fact)
    if fact is None:
        return Tallies(Tally())
    measure = measure_of(definition, version, fact)
    below, levels = shelf.below(unit), shelf.levels(unit)
    found = {row["unit_id"]: row for row in shelf.rows(measure, period, reading, levels)}
    whole = _tally(found.get(unit.pk))
    parts = {one.path: _tally(found[pk]) for pk, one in below.items() if pk in found}
    return Tallies(whole, parts)


def prepare(unit: Unit, asked: Sequence[tuple[Indicator, Period]], reading: str) -> None:
    """Work out facts for many indicators and periods while a shelf is open, one run a definition.

    Cost: reading the facts and the tree once, and one run for each indicator and version.
    """
    shelf = _open.get()
    if shelf is None:
        return
    runs: dict[tuple[str, date], tuple[Indicator, Version, list[Period]]] = {}
    for definition, period in asked:
        version = definition.version_on(period.last)
        key = (definition.code, version.starts_on)
        runs.setdefault(key, (definition, version, []))[2].append(period)
    for definition, version, periods in runs.values():
        fact = fact_tables().get(version.fact)
        if fact is not None:
            measure = measure_of(definition, version, fact)
            shelf.prepare(measure, periods, reading, shelf.levels(unit))


def _tally(row: dict[str, Any] | None) -> Tally:
    if row is None:
        return Tally()
    number, base = _exact(row["numerator"]), _exact(row["denominator"])
    count = int(row["facts"])
    return Tally(number, base, count, number, base, count, count)


def _exact(value: Any) -> Decimal:
    return Decimal(0) if value is None else Decimal(repr(value))


def cut_sums(
    unit: Unit, definition: Indicator, period: Period, reading: str
) -> dict[str, dict[str, Decimal]]:
    """Return the figure counted again by each column of the definition's cuts.

    Grain: column, then cell. A record that has no value in the column is in no cell: it is the gap.
    """
    version = definition.version_on(period.last)
    fact = fact_tables().get(version.fact)
    if fact is None or not definition.cuts:
        return {}
    shelf = _open.get()
    if shelf is None:
        with Shelf():
            return cut_sums(unit, definition, period, reading)
    found: dict[str, dict[str, Decimal]] = {}
    for column in definition.cuts:
        place = [one.name for one in fact.columns].index(column)
        cells = sorted({str(row[place]) for row in fact.rows() if row[place]}, key=cell_order)
        for cell in cells:
            narrowed = version.model_copy(
                update={
                    "where": (*version.where, Condition(column=column, op="eq", values=(cell,)))
                }
            )
            measure = measure_of(definition, narrowed, fact)
            rows = shelf.rows(measure, period, reading, (unit.tier,))
            number = next((row["numerator"] for row in rows if row["unit_id"] == unit.pk), None)
            if number is not None:
                found.setdefault(column, {})[cell] = _exact(number)
    return found


# What a record is kept as elsewhere, by the column that names it.
RECORD_URLS = {
    "pilot_id": "pilots:pilot",
    "task_id": "tasks:task",
    "document_id": "documents:detail",
    "digest_id": "escalations:digest",
}
RECORDS_SHOWN = 200


def records_behind(unit: Unit, definition: Indicator, period: Period) -> dict[str, Any]:
    """Return the records a figure is counted from: columns, rows with their addresses, how many.

    Of the units that stand under the unit now; a bounded number of rows.
    Cost: one reading of the fact, and one query.
    """
    version = definition.version_on(period.last)
    fact = fact_tables().get(version.fact)
    if fact is None:
        return {"heads": [], "rows": [], "total": 0}
    names = [column.name for column in fact.columns]
    at, day = names.index(fact.unit), names.index(fact.day_column)
    end = names.index(fact.until) if fact.until else None
    inside_unit = Unit.objects.filter(orgs.within("path", (unit.path,)))
    places = dict(inside_unit.values_list("pk", "name"))
    rows, total = [], 0
    for row in fact.rows():
        known = dict(zip(names, row, strict=True))
        if row[at] not in places or not _counts(version, known, row[day], period):
            continue
        if version.as_of == "last" and end is not None and row[end] and row[end] <= period.last:
            continue
        total += 1
        if total <= RECORDS_SHOWN:
            rows.append(_record(fact, known, places))
    heads = [column_words(name) for name in _told(fact)]
    return {"heads": heads, "rows": rows, "total": total, "fact": fact.name}


def _counts(version: Version, row: dict[str, Any], day: date | None, period: Period) -> bool:
    if day is None or day > period.last or (version.as_of == "flow" and day < period.first):
        return False
    return all(arithmetic.holds(one, row) for one in version.where)


def _told(fact: FactTable) -> list[str]:
    """Name the columns a person reads: not the numbers by which the machine knows things."""
    return [one.name for one in fact.columns if not one.name.endswith("_id")]


def _record(fact: FactTable, row: dict[str, Any], places: dict[int, str]) -> dict[str, Any]:
    keys = [name for name in (*fact.key, *row) if name in RECORD_URLS]
    url = reverse(RECORD_URLS[keys[0]], args=[row[keys[0]]]) if keys else ""
    told = [(name, row[name]) for name in _told(fact)]
    cells = [cell_words(name, one) if isinstance(one, str) else one for name, one in told]
    return {"unit": places[row[fact.unit]], "url": url, "cells": cells}
