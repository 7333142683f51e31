"""What cannot be meant in a definition though each field of it can be read: nonsense, in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from changai.packs.fact_columns import FACTS, NUMERIC, Column
from changai.packs.indicators import COUNTED, PER_CENT, SHARES, Example, Indicator, Target, Version
from changai.packs.words import meant, shown
from changai.packs.worked import columns_of


class Fault(NamedTuple):
    """One thing that is wrong: where in the definition, what, and what to do about it."""

    path: tuple[str, ...]
    what: str
    remedy: str


def faults(indicator: Indicator) -> Iterator[Fault]:
    """Yield what is wrong in one definition by itself, whatever else the packs hold."""
    yield from _limits(indicator)
    yield from _units(indicator)
    for place, version in enumerate(indicator.versions):
        yield from _rule(("versions", str(place)), version, indicator)
        yield from _columns(("versions", str(place)), version)
    yield from _cuts(indicator)
    seen: dict[tuple[Any, ...], int] = {}
    for place, target in enumerate(indicator.targets):
        yield from _target(("targets", str(place)), target, indicator)
        key = (target.due_on, target.tier, target.division)
        if seen.setdefault(key, place) != place:
            what = f"{target.due_on} for {target.division or target.tier} has a target already"
            yield Fault(("targets", str(place), "due_on"), what, "Keep one of the two")
    for place, reading in enumerate(indicator.readings):
        yield from _inside(("readings", str(place), "value"), reading.value, indicator)
    yield from _parts(indicator)
    for place, example in enumerate(indicator.examples):
        yield from _example(("examples", str(place)), example, indicator)


def _limits(indicator: Indicator) -> Iterator[Fault]:
    if indicator.range is not None and indicator.range[0] >= indicator.range[1]:
        low, high = indicator.range
        what = f"{low:f} is not below {high:f}"
        yield Fault(("range",), what, "Write the lower number first: [low, high]")
    if indicator.jump < 0:
        remedy = "Write a share: 0.5 asks about a change of more than half"
        yield Fault(("jump",), f"{indicator.jump:f} is below 0", remedy)


def _units(indicator: Indicator) -> Iterator[Fault]:
    if indicator.unit_kind == "ratio":
        zh, en = indicator.unit_zh in PER_CENT, indicator.unit_en in PER_CENT
        if zh != en:
            what = "only one of unit_zh and unit_en says per cent"
            remedy = (
                'Write "比率" and "ratio" to show %; or a unit such as "倍" and "times" in both'
            )
            yield Fault(("unit_en",), what, remedy)


def _rule(at: tuple[str, ...], version: Version, indicator: Indicator) -> Iterator[Fault]:
    """Yield what the roll-up rule cannot do with things of the kind."""
    rule, kind = version.rule, indicator.unit_kind
    if version.is_ratio and kind in COUNTED:
        what = f"{kind} are counted, but rule {rule} divides"
        remedy = "Take ratio or per_10000 (index, yuan, days … for a mean), or rule sum"
        yield Fault(("unit_kind",), what, remedy)
    if rule in ("sum", "distinct") and kind in (*SHARES, "index"):
        remedy = "Take rule ratio_of_sums; for what does not roll up, none"
        yield Fault((*at, "rule"), f"{kind} is never added", remedy)
    if rule == "weighted" and kind in SHARES:
        remedy = "Take rule ratio_of_sums and name both numbers"
        yield Fault((*at, "rule"), f"{kind} is never averaged", remedy)
    if rule == "distinct" and kind == "person_times":
        remedy = "Take unit_kind persons, or rule sum"
        yield Fault((*at, "rule"), "who is counted once is a person", remedy)
    if version.per != 1 and rule != "ratio_of_sums":
        yield Fault((*at, "per"), f"rule {rule} multiplies nothing", "Remove per")
    if version.is_entered and version.numerator == version.denominator:
        what = f"{version.denominator!r} is the numerator too"
        yield Fault((*at, "denominator"), what, "Give each number that people type its own name")


def _columns(at: tuple[str, ...], version: Version) -> Iterator[Fault]:
    """Yield facts nobody publishes and columns they have not."""
    if version.is_entered:
        if version.where:
            remedy = "Remove where, or name a published fact"
            yield Fault((*at, "where"), "numbers that people type have no columns", remedy)
        return
    fact, below = FACTS.get(version.fact), FACTS.get(version.denominator_fact)
    if fact is None:
        yield _no_fact((*at, "fact"), version.fact)
    if version.denominator_fact and below is None:
        yield _no_fact((*at, "denominator_fact"), version.denominator_fact)
    if fact is None or (version.denominator_fact and below is None):
        return
    yield from _numeric((*at, "numerator"), version.numerator, version.fact)
    divided = version.denominator_fact or version.fact
    yield from _numeric((*at, "denominator"), version.denominator, divided)
    if version.key and version.key not in fact:
        yield _no_column((*at, "key"), version.key, fact, version.fact)
    counted = fact[version.numerator].unit if version.numerator in fact else ""
    if counted and version.rule == "sum" and counted != version.numerator_kind:
        what = f"{version.numerator} counts {counted}, not {version.numerator_kind}"
        yield Fault((*at, "numerator_kind"), what, f"Write {counted}, or name another column")
    for place, one in enumerate(version.where):
        path = (*at, "where", str(place))
        if one.column not in fact:
            yield _no_column((*path, "column"), one.column, fact, version.fact)
            continue
        for value in one.values:
            yield from _fits((*path, "values"), one.column, value, fact[one.column])
    if version.as_of != "flow" and not any(one.type == "day" for one in fact.values()):
        yield Fault((*at, "as_of"), f"{version.fact} has no day", "Take flow")


def _no_fact(path: tuple[str, ...], name: str) -> Fault:
    what = f"no fact {name!r}{meant(name, FACTS)}"
    remedy = 'Write "entered" for numbers that people type, or one of: ' + ", ".join(FACTS)
    return Fault(path, what, remedy)


def _no_column(path: tuple[str, ...], name: str, known: Iterable[str], fact: str) -> Fault:
    known = sorted(known)
    what = f"{fact} has no column {name!r}{meant(name, known)}"
    return Fault(path, what, "Use one of: " + ", ".join(known))


def _numeric(path: tuple[str, ...], name: str, fact: str) -> Iterator[Fault]:
    columns = FACTS[fact]
    numbers = [one for one, column in columns.items() if column.type in NUMERIC]
    if name and name not in columns:
        yield _no_column(path, name, numbers, fact)
    elif name and name not in numbers:
        what = f"{name} of {fact} is no number"
        yield Fault(path, what, "Use one of: " + ", ".join(numbers))


def _fits(path: tuple[str, ...], name: str, value: Any, column: Column) -> Iterator[Fault]:
    """Yield a value of a condition or an example that the column can never hold."""
    if not _is(column.type, value):
        what = f"{shown(value)} is no value of {name}".strip()
        yield Fault(path, what, _WRITE[column.type])
    elif column.values and value not in column.values:
        what = f"{name} is never {shown(value)}"
        yield Fault(path, what, "Use one of: " + ", ".join(column.values))


_WRITE: Mapping[str, str] = {
    "text": 'Write a text in straight quotes: "text"',
    "integer": "Write a number without quotes: 5",
    "real": "Write a number without quotes: 0.5",
    "yes_no": "Write true or false, without quotes",
    "day": "Write a date without quotes: 2030-12-31",
}


def _is(kind: str, value: Any) -> bool:
    if kind == "day":
        return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
    if kind == "yes_no":
        return isinstance(value, bool)
    if kind == "text":
        return isinstance(value, str)
    return isinstance(value, Decimal) and value.is_finite()


def _cuts(indicator: Indicator) -> Iterator[Fault]:
    fact = indicator.versions[-1].fact
    columns = FACTS.get(fact)
    texts = [name for name, column in (columns or {}).items() if column.type == "text"]
    for name in indicator.cuts:
        if columns is None:
            remedy = "Remove cuts, or name a published fact"
            yield Fault(("cuts",), f"{fact} has no columns to cut by", remedy)
            return
        if name not in texts:
            known = "Use one of: " + ", ".join(texts) if texts else "Remove cuts"
            what = f"{fact} has no column of words {name!r}{meant(name, texts)}"
            yield Fault(("cuts",), what, known)


def _target(at: tuple[str, ...], target: Target, indicator: Indicator) -> Iterator[Fault]:
    yield from _inside((*at, "value"), target.value, indicator)
    if target.from_value is not None:
        yield from _inside((*at, "from_value"), target.from_value, indicator)


def _inside(path: tuple[str, ...], value: Decimal, indicator: Indicator) -> Iterator[Fault]:
    """Yield a value outside the range; where values are added, a sum may be above it."""
    if indicator.range is None:
        return
    low, high = indicator.range
    if value < low:
        remedy = "Correct the value or the range"
        yield Fault(path, f"{value:f} is below the range, which begins at {low:f}", remedy)
    elif value > high and indicator.versions[-1].rule not in ("sum", "distinct"):
        remedy = "Correct the value or the range"
        if indicator.in_per_cent:
            share = f"{(value / 100).normalize():f}"
            remedy = f"Write {share} for {value:f} per cent, or correct the range"
        yield Fault(path, f"{value:f} is above the range, which ends at {high:f}", remedy)


def _parts(indicator: Indicator) -> Iterator[Fault]:
    codes = [part.code for part in indicator.parts]
    for place, part in enumerate(indicator.parts):
        if part.code in codes[:place]:
            yield Fault(("parts", str(place), "code"), f"{part.code} stands twice", "Keep one")
    known = sum((part.most for part in indicator.parts if part.most is not None), Decimal(0))
    if indicator.most is not None and known > indicator.most:
        what = f"the parts come to {known:f}, more than {indicator.most:f}"
        yield Fault(("most",), what, "Correct the parts or the whole")


def _example(at: tuple[str, ...], example: Example, indicator: Indicator) -> Iterator[Fault]:
    yield from _example_parts(at, example, indicator)
    for name in example.cuts:
        if name not in indicator.cuts:
            remedy = f'Write cuts = ["{name}"] above [[versions]], or remove it here'
            yield Fault((*at, "cuts"), f"{name} is not in the cuts of this indicator", remedy)
    version = indicator.version_on(example.on or datetime.date.max)
    if not version.is_entered and (version.fact not in FACTS or not example.given):
        return
    kinds = _kinds(version)
    names = sorted({*kinds, "unit"})
    if example.by and not any(example.by in row for row in example.given):
        yield Fault((*at, "by"), f"no row of given has {example.by!r}", "Name a column of given")
    for place, row in enumerate(example.given):
        path = (*at, "given", str(place))
        for name, value in row.items():
            if name in kinds:
                yield from _fits((*path, name), name, value, Column(kinds[name]))
            elif name not in (*names, example.by):
                what = f"unknown column {name!r}{meant(name, names)}"
                yield Fault(path, what, "The columns are " + ", ".join(names))


def _kinds(version: Version) -> dict[str, str]:
    """Return what the columns of an example hold, by their names."""
    if version.is_entered or version.denominator_fact:
        return dict.fromkeys(columns_of(version), "real")
    return {name: column.type for name, column in FACTS[version.fact].items()}


def _example_parts(at: tuple[str, ...], example: Example, indicator: Indicator) -> Iterator[Fault]:
    most = dict.fromkeys(indicator.adds) | {part.code: part.most for part in indicator.parts}
    for name, value in example.parts.items():
        highest = most.get(name)
        if name not in most:
            known = "Use one of: " + ", ".join(most) if most else "Write a [[parts]] for each part"
            yield Fault((*at, "parts"), f"no part {name!r}{meant(name, most)}", known)
        elif highest is not None and value > highest:
            what = f"{name} is {value:f}, more than {highest:f}"
            yield Fault((*at, "parts"), what, "Correct the part, or its most")
    total = sum(example.parts.values(), Decimal(0))
    if indicator.most is not None and total > indicator.most:
        what = f"the parts come to {total:f}, more than {indicator.most:f}"
        yield Fault((*at, "parts"), what, "Correct the parts, or most")
