"""Check what the definition of an indicator says of others, and whether its examples come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from changai.packs import arithmetic, files, schema
from changai.packs.indicators import Indicator, wrong_in_example
from changai.packs.problems import Problem

Pair = tuple[files.Row, schema.Record]
OFFICE = "reform_office"


def indicator_problems(pairs: Sequence[Pair]) -> list[Problem]:
    """List references that lead nowhere, sums of unlike things, examples that come out wrong."""
    known = {record.code: record for _, record in pairs if isinstance(record, Indicator)}
    axes = {record.code for _, record in pairs if isinstance(record, schema.Axis)}
    owners = {record.code for _, record in pairs if isinstance(record, schema.UnitName)}
    problems: list[Problem] = []
    for row, record in pairs:
        if isinstance(record, Indicator):
            problems += _named(row, "axis", record.axis, axes)
            problems += _named(row, "owner", record.owner, owners | {OFFICE})
            problems += _sum(row, record, known)
            problems += _examples(row, record)
    return problems


def _named(row: files.Row, name: str, code: str, known: Iterable[str]) -> Iterable[Problem]:
    if code not in known:
        yield row.problem(name, f"no {name} {code!r}", "Use one of: " + ", ".join(sorted(known)))


def _sum(row: files.Row, indicator: Indicator, known: Mapping[str, Indicator]) -> Iterable[Problem]:
    for code in indicator.adds:
        if code not in known or code == indicator.code:
            yield row.problem("adds", f"no other indicator {code!r}", "Correct the code")
    kinds = {code: known[code].unit_kind for code in indicator.adds if code in known}
    if not arithmetic.may_add([indicator.unit_kind, *kinds.values()]):
        told = ", ".join(f"{code} {kind}" for code, kind in kinds.items())
        what = f"adds unlike things to {indicator.unit_kind}: {told}"
        yield row.problem("adds", what, "Add only what is counted in the same unit_kind")


def _examples(row: files.Row, indicator: Indicator) -> Iterable[Problem]:
    for index, example in enumerate(indicator.examples):
        path = ("examples", str(index), "expect")
        for wrong in wrong_in_example(indicator, example):
            remedy = "Correct the example, or the definition it shows to be wrong"
            yield Problem(row.file, row.line_at(path), ".".join(path), wrong, remedy)
