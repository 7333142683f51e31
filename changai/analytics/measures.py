"""A measure: what a definition asks of the facts, as plain data, and whether it can be asked.

It knows no engine, so that rules and packs may build and check one. `expressions.py` turns it
into a query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from changai.analytics.facts import NUMERIC, TREE, UNIT, FactTable

RULES = ("sum", "ratio_of_sums", "weighted", "distinct", "none")
AS_OF = ("flow", "last", "average")
READINGS = ("then", "now")
OPS = ("eq", "ne", "in", "ge", "le", "between")
HEADS = frozenset({"persons", "person_times"})
COUNTS = HEADS | {"units", "items", "count"}
QUOTIENTS = frozenset({"ratio", "per_10000", "index"})
AMOUNTS = frozenset({"yuan", "days", "seconds", "years"})
UNIT_KINDS = COUNTS | QUOTIENTS | AMOUNTS
Condition = tuple[str, str, Any]


class MeasureError(ValueError):
    """A measure asks what must not or cannot be asked: the field, what is wrong, the remedy."""

    def __init__(self, field: str, problem: str, remedy: str) -> None:
        super().__init__(f"{field}: {problem}. {remedy}.")
        self.field, self.problem, self.remedy = field, problem, remedy


@dataclass(frozen=True)
class Measure:
    """What to compute. Columns are named as the fact names them; an empty numerator counts rows.

    `where` says which facts are meant. `as_of`: "flow" adds what happened in the period; "last"
    takes the last known row of each `series` at its end; "average" takes that at the end of each
    of its months. `state` is asked of that last row: who left is not looked up further back.
    `denominator_fact`, `_where`, `_state`, `_series` and `_key` are those of the numerator unless
    given. Units: a ratio is multiplied by `per`.
    """

    rule: str
    fact: str
    unit_kind: str
    numerator: str = ""
    denominator: str = ""
    weight: str = ""
    key: str = ""
    where: tuple[Condition, ...] = ()
    state: tuple[Condition, ...] = ()
    series: tuple[str, ...] = (UNIT,)
    as_of: str = "flow"
    per: int = 1
    denominator_fact: str = ""
    denominator_where: tuple[Condition, ...] | None = None
    denominator_state: tuple[Condition, ...] | None = None
    denominator_series: tuple[str, ...] | None = None
    denominator_key: str = ""

    @property
    def has_own_denominator(self) -> bool:
        """Say whether the denominator comes of other facts than the numerator."""
        own = (self.denominator_where, self.denominator_state, self.denominator_series)
        return bool(
            self.denominator_fact
            or self.denominator_key
            or (self.rule == "ratio_of_sums" and self.key)
            or any(one is not None for one in own)
        )

    def below(self) -> Measure:
        """Return the denominator as a measure of its own: a sum, or a distinct count."""
        fact = self.denominator_fact or self.fact
        same = fact == self.fact
        return Measure(
            rule="distinct" if self.denominator_key else "sum",
            fact=fact,
            unit_kind="count",
            numerator=self.denominator,
            key=self.denominator_key,
            where=_given(self.denominator_where, self.where if same else ()),
            state=_given(self.denominator_state, self.state if same else ()),
            series=_given(self.denominator_series, self.series if same else (UNIT,)),
            as_of=self.as_of,
        )

    def above(self) -> Measure:
        """Return the numerator of a ratio as a measure of its own."""
        return Measure(
            rule="distinct" if self.key else "sum",
            fact=self.fact,
            unit_kind="count",
            numerator=self.numerator,
            key=self.key,
            where=self.where,
            state=self.state,
            series=self.series,
            as_of=self.as_of,
        )

    def check(self, facts: Mapping[str, FactTable]) -> None:
        """Refuse what would give a wrong number.

        Raises:
            MeasureError: names the field and the remedy.
        """
        _check_words(self)
        _check_rule(self)
        _check_columns(self, facts)
        if self.rule == "ratio_of_sums" and self.has_own_denominator:
            _check_columns(self.below(), facts, prefix="denominator_")


def _given(own: Any, otherwise: Any) -> Any:
    return otherwise if own is None else own


def _check_words(measure: Measure) -> None:
    for field, word, words in (
        ("rule", measure.rule, RULES),
        ("as_of", measure.as_of, AS_OF),
        ("unit_kind", measure.unit_kind, sorted(UNIT_KINDS)),
    ):
        if word not in words:
            raise MeasureError(field, f"{word!r} is unknown", f"Take one of {', '.join(words)}")
    if measure.per < 1:
        raise MeasureError("per", f"{measure.per} is less than 1", "Take 1, 100, 10000...")
    if not measure.series:
        raise MeasureError("series", "is empty", "Name the columns that tell one series apart")


def _check_rule(measure: Measure) -> None:
    rule, kind = measure.rule, measure.unit_kind
    if rule in ("sum", "distinct") and kind in QUOTIENTS:
        remedy = "Give numerator and denominator and take ratio_of_sums, or take none"
        raise MeasureError("rule", f"a {kind} is neither added nor averaged", remedy)
    if rule == "weighted" and kind in ("ratio", "per_10000"):
        remedy = "Give numerator and denominator and take ratio_of_sums"
        raise MeasureError("rule", f"a {kind} is never averaged", remedy)
    if rule == "none" and kind in QUOTIENTS and measure.as_of != "last":
        raise MeasureError("as_of", f"a {kind} of several days is not added", "Take last")
    if rule in ("ratio_of_sums", "weighted") and kind in HEADS:
        raise MeasureError("unit_kind", f"a quotient is no number of {kind}", "Take ratio or index")
    if rule == "distinct" and kind == "person_times":
        raise MeasureError("unit_kind", "who is counted once is a person", "Take persons, or sum")
    needs = {"weighted": ("numerator", "weight"), "distinct": ("key",)}.get(rule, ())
    for field in needs:
        if not getattr(measure, field):
            raise MeasureError(field, f"rule {rule} needs one", "Name a column of the fact")
    allowed = {
        "ratio_of_sums": ("numerator", "denominator", "key"),
        "weighted": ("numerator", "weight"),
        "distinct": ("key",),
    }.get(rule, ("numerator",))
    for field in ("numerator", "denominator", "weight", "key"):
        if getattr(measure, field) and field not in allowed:
            raise MeasureError(field, f"rule {rule} takes none", "Remove it, or change the rule")
    if rule not in ("ratio_of_sums", "weighted") and measure.per != 1:
        raise MeasureError("per", "multiplies ratios only", "Remove it, or take ratio_of_sums")
    if rule != "ratio_of_sums" and measure.has_own_denominator:
        raise MeasureError("rule", "has a denominator", "Take ratio_of_sums, or remove it")


def _check_columns(measure: Measure, facts: Mapping[str, FactTable], prefix: str = "") -> None:
    fact = facts.get(measure.fact)
    if fact is None:
        known = ", ".join(sorted(facts)) or "none"
        raise MeasureError(f"{prefix}fact", f"{measure.fact!r} is not published", f"Take {known}")
    if not fact.day_column:
        raise MeasureError(f"{prefix}fact", f"{fact.name} has no day", "Add a column of type day")
    number = prefix.rstrip("_") or "numerator"
    for field, name in ((number, measure.numerator), ("weight", measure.weight)):
        if name:
            _require(fact, field, name)
            if fact.column(name).type not in NUMERIC:
                raise MeasureError(field, f"{name} is no number", "Name a number or a yes_no")
    _check_units(measure, fact, number)
    if not prefix and not measure.has_own_denominator and measure.denominator:
        _require(fact, "denominator", measure.denominator)
        if fact.column(measure.denominator).type not in NUMERIC:
            raise MeasureError("denominator", "is no number", "Name a number or a yes_no")
    if measure.key:
        _require(fact, f"{prefix}key", measure.key)
    for field in ("where", "state"):
        _check_conditions(fact, f"{prefix}{field}", getattr(measure, field))
    if measure.as_of == "flow":
        if measure.state:
            raise MeasureError(f"{prefix}state", "a flow has no last row", "Write it under where")
        return
    _check_series(measure, fact, prefix)


def _check_units(measure: Measure, fact: FactTable, field: str) -> None:
    if not measure.numerator:
        return
    unit = fact.column(measure.numerator).unit
    if unit in ("ratio", "per_10000") and measure.rule != "none":
        told = f"{measure.numerator} holds ratios, which are not added"
        raise MeasureError(field, told, "Name the numbers above and below the line")
    if measure.rule == "sum" and unit and measure.unit_kind != unit:
        if field != "numerator" or measure.unit_kind == "count":
            return
        told = f"{measure.numerator} counts {unit}, not {measure.unit_kind}"
        raise MeasureError("unit_kind", told, "Persons and person-times are never one")


def _check_series(measure: Measure, fact: FactTable, prefix: str) -> None:
    for name in measure.series:
        _require(fact, f"{prefix}series", name)
    if not fact.key:
        told = f"{fact.name} does not say what makes a row unique"
        raise MeasureError(f"{prefix}fact", told, "Give the fact table its key")
    fixed = {name for name, op, _value in measure.where if op == "eq"}
    loose = sorted(set(fact.key) - set(measure.series) - fixed - {fact.day_column, TREE})
    if loose:
        told = f"several rows of one series may stand on one day ({', '.join(loose)})"
        remedy = "Add these columns to series, or fix each with an eq in where"
        raise MeasureError(f"{prefix}series", told, remedy)


def _check_conditions(fact: FactTable, field: str, conditions: tuple[Condition, ...]) -> None:
    for name, op, value in conditions:
        _require(fact, field, name)
        if op not in OPS:
            raise MeasureError(field, f"{op!r} is unknown", f"Take one of {', '.join(OPS)}")
        many = isinstance(value, list | tuple)
        if (op in ("in", "between")) != many or (op == "between" and len(value) != 2):
            told = f"{op} of {name} got {value!r}"
            raise MeasureError(field, told, "in takes a list, between takes two, others take one")


def _require(fact: FactTable, field: str, name: str) -> None:
    if not fact.has(name):
        known = ", ".join(column.name for column in fact.columns)
        raise MeasureError(field, f"{fact.name} has no column {name!r}", f"Take one of {known}")


@dataclass(frozen=True)
class Period:
    """Days that are reported together, the last one included."""

    label: str
    first_on: date
    last_on: date

    @property
    def is_of_whole_months(self) -> bool:
        """Say whether it begins and ends with a month."""
        return self.first_on.day == 1 and (self.last_on + timedelta(days=1)).day == 1

    def month_ends(self) -> tuple[date, ...]:
        """Return the last days of its months; of a period within a month, its own last day."""
        ends, day = [], self.first_on
        while day <= self.last_on:
            following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            ends.append(min(following - timedelta(days=1), self.last_on))
            day = following
        return tuple(ends)


@dataclass(frozen=True)
class Quantity:
    """A number that knows what it counts, so that unlike numbers are never added.

    `additive` is false for a distinct count: the same person may stand in another one as well.
    """

    value: float
    kind: str
    additive: bool = True

    def __add__(self, other: Quantity) -> Quantity:
        if self.kind != other.kind:
            told = f"{self.kind} and {other.kind} are not added"
            raise MeasureError("unit_kind", told, "Show them beside each other")
        if self.kind in QUOTIENTS:
            told = f"{self.kind} and {other.kind} are neither added nor averaged"
            raise MeasureError("unit_kind", told, "Take the ratio of the sums")
        if not (self.additive and other.additive):
            told = "who is counted once here may be counted there too"
            raise MeasureError("rule", told, "Count distinct over both together")
        return Quantity(self.value + other.value, self.kind)
