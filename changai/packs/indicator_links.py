"""Check what the definition of an indicator says of others, and whether its examples come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from changai.packs import arithmetic, files, schema
from changai.packs.fact_columns import FACTS
from changai.packs.indicator_faults import Fault, faults
from changai.packs.indicators import SHARES, Indicator, Target
from changai.packs.pilots import SECTIONS
from changai.packs.problems import Problem
from changai.packs.words import meant, shown
from changai.packs.worked import wrong_in_example

Pair = tuple[files.Row, schema.Record]
OFFICE = "reform_office"
OFFICE_ZH = "产改办"
_DIVISION = re.compile(r"[1-9][0-9]{5}")
# The first two digits of the provinces of GB/T 2260; a pack holds the divisions of some.
_REGIONS = {
    1: "12345",
    2: "123",
    3: "1234567",
    4: "123456",
    5: "01234",
    6: "12345",
    7: "1",
    8: "12",
}
PROVINCES = frozenset(f"{first}{second}" for first, all_of in _REGIONS.items() for second in all_of)


@dataclass(frozen=True)
class _Known:
    """What the packs hold that a definition may name, by code."""

    indicators: Mapping[str, Indicator]
    axes: Mapping[str, str]
    owners: Mapping[str, str]
    shorts: Mapping[str, str]
    places: Mapping[str, str]
    pilots: Mapping[str, Sequence[str]]


def indicator_problems(pairs: Sequence[Pair]) -> list[Problem]:
    """List references that lead nowhere, nonsense, examples that come out wrong."""
    known = _known([record for _, record in pairs])
    problems: list[Problem] = []
    for row, record in pairs:
        if isinstance(record, Indicator):
            wrong = [*faults(record), *_names(record, known), *_sum(record, known.indicators)]
            # What is nonsense cannot be worked out.
            wrong = wrong or [*_examples(record)]
            problems += [
                Problem(row.file, row.line_at(one.path), ".".join(one.path), one.what, one.remedy)
                for one in wrong
            ]
    return problems


def _known(records: Sequence[schema.Record]) -> _Known:
    owners = {OFFICE: OFFICE_ZH}
    shorts = {OFFICE_ZH: OFFICE}
    for one in records:
        if isinstance(one, schema.UnitName):
            owners[one.code] = one.zh
            shorts |= dict.fromkeys((*one.shorts, one.zh), one.code)
    places = {one.code: one.tier for one in records if isinstance(one, schema.Division)}
    return _Known(
        indicators={one.code: one for one in records if isinstance(one, Indicator)},
        axes={one.code: one.zh for one in records if isinstance(one, schema.Axis)},
        owners=owners,
        shorts=shorts,
        places=places | {one.code: "" for one in records if isinstance(one, schema.Zone)},
        pilots={
            name: [one.code for one in records if isinstance(one, model)]
            for name, model in SECTIONS
        },
    )


def _names(indicator: Indicator, known: _Known) -> Iterator[Fault]:
    axis = next((code for code, zh in known.axes.items() if zh == indicator.axis), "")
    yield from _named("axis", indicator.axis, known.axes, axis)
    yield from _named("owner", indicator.owner, known.owners, known.shorts.get(indicator.owner, ""))
    for place, target in enumerate(indicator.targets):
        yield from _division(("targets", str(place), "division"), target, known.places)
    for number, version in enumerate(indicator.versions):
        for place, one in enumerate(version.where):
            column = FACTS.get(version.fact, {}).get(one.column)
            codes = known.pilots.get(column.listed_in, ()) if column else ()
            for value in one.values:
                if codes and value not in codes:
                    path = ("versions", str(number), "where", str(place), "values")
                    what = f"{one.column} is never {shown(value)}{meant(value, codes)}"
                    yield Fault(path, what, "Use one of: " + ", ".join(codes))


def _named(name: str, code: str, known: Mapping[str, str], meaning: str) -> Iterable[Fault]:
    if code not in known:
        close = f" (did you mean {meaning}?)" if meaning else meant(code, known)
        remedy = "Use one of: " + ", ".join(f"{one} ({zh})" for one, zh in sorted(known.items()))
        yield Fault((name,), f"no {name} {code!r}{close}", remedy)


def _division(path: tuple[str, ...], target: Target, places: Mapping[str, str]) -> Iterator[Fault]:
    """Yield a division that is none, or of another tier; of provinces not in use only the form."""
    code = target.division
    if not code:
        return
    is_code = bool(_DIVISION.fullmatch(code)) and code[:2] in PROVINCES
    loaded = any(one[:2] == code[:2] for one in places)
    if code not in places and (loaded or not is_code):
        remedy = "Write a code of divisions.csv or zones.csv, such as 320500"
        yield Fault(path, f"no division {code!r}", remedy)
    elif is_code and (tier := places.get(code) or schema.tier_of(code)) != target.tier:
        what = f"{code} is a {tier}, but tier is {target.tier}"
        yield Fault(path, what, "Remove tier: the division says it; or correct the division")


def _sum(indicator: Indicator, known: Mapping[str, Indicator]) -> Iterator[Fault]:
    for code in indicator.adds:
        if code not in known or code == indicator.code:
            others = [one for one in known if one != indicator.code]
            what = f"no other indicator {code!r}{meant(code, others)}"
            yield Fault(("adds",), what, "Correct the code")
    kinds = {code: known[code].unit_kind for code in indicator.adds if code in known}
    if not arithmetic.may_add([indicator.unit_kind, *kinds.values()]):
        told = ", ".join(f"{code} {kind}" for code, kind in kinds.items())
        what = f"adds unlike things to {indicator.unit_kind}: {told}"
        yield Fault(("adds",), what, "Add only what is counted in the same unit_kind")
    elif indicator.adds and indicator.unit_kind in (*SHARES, "index"):
        remedy = "Remove adds, and take rule ratio_of_sums"
        yield Fault(("adds",), f"{indicator.unit_kind} is never added", remedy)


def _examples(indicator: Indicator) -> Iterator[Fault]:
    for index, example in enumerate(indicator.examples):
        for wrong in wrong_in_example(indicator, example):
            remedy = "Correct the example, or the definition it shows to be wrong"
            yield Fault(("examples", str(index), "expect"), wrong, remedy)
