"""Check what one record of a pack says about another: parents, successors, hosts, families."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from changai.packs import files, pilots, schema, tiles
from changai.packs.problems import Problem

Pair = tuple[files.Row, schema.Record]
DivisionPair = tuple[files.Row, schema.Division]

_ABOVE = {"city": "province", "county": "city"}


def link_problems(
    pairs: Sequence[Pair], infos: Sequence[tuple[files.Row, schema.PackInfo]]
) -> list[Problem]:
    """List every reference that leads nowhere, in a circle, or to the wrong thing."""
    divisions: dict[str, list[DivisionPair]] = {}
    for row, record in pairs:
        if isinstance(record, schema.Division):
            divisions.setdefault(record.code, []).append((row, record))
    for same in divisions.values():
        same.sort(key=lambda pair: pair[1].starts)
    families = {record.code for _, record in pairs if isinstance(record, schema.AxisFamily)}
    problems: list[Problem] = []
    for same in divisions.values():
        problems += _overlaps(same)
        for row, division in same:
            problems += _parent(row, division, divisions)
            problems += _successors(row, division, divisions)
    problems += _circles(divisions)
    for row, record in pairs:
        if isinstance(record, schema.Axis) and record.family not in families:
            remedy = "Use one of: " + ", ".join(sorted(families))
            problems.append(row.problem("family", f"no family {record.family!r}", remedy))
        elif isinstance(record, schema.Zone):
            problems += _host(row, record, divisions)
    problems += _working_years(pairs, infos)
    problems += _pilots(pairs)
    problems += _tiles(pairs)
    return problems


def _pilots(pairs: Sequence[Pair]) -> Iterable[Problem]:
    rows = {id(record): row for row, record in pairs}
    kinds = {record.code for _, record in pairs if isinstance(record, schema.UnitKind)}
    for record, name, what, remedy in pilots.faults([one for _, one in pairs], kinds):
        yield rows[id(record)].problem(name, what, remedy)


def _tiles(pairs: Sequence[Pair]) -> Iterable[Problem]:
    rows = {id(record): row for row, record in pairs}
    placed = [one for _, one in pairs if isinstance(one, tiles.Tile)]
    divisions = [one for _, one in pairs if isinstance(one, schema.Division)]
    for record, name, what, remedy in tiles.faults(placed, divisions):
        yield rows[id(record)].problem(name, what, remedy)


def _overlaps(same: list[DivisionPair]) -> Iterable[Problem]:
    for (_, earlier), (row, later) in zip(same, same[1:], strict=False):
        if earlier.valid_to is None or later.starts < earlier.valid_to:
            ends = "has no end" if earlier.valid_to is None else f"ends on {earlier.valid_to}"
            what = f"code {later.code} starts on {later.starts}, but {earlier.name} {ends}"
            yield row.problem("valid_from", what, "Let one period end before the next begins")


def _parent(
    row: files.Row, division: schema.Division, divisions: dict[str, list[DivisionPair]]
) -> Iterable[Problem]:
    if division.parent is None:
        return
    parents = [record for _, record in divisions.get(division.parent, [])]
    if not parents:
        remedy = "Add the parent or correct the code"
        yield row.problem("parent", f"no division {division.parent}", remedy)
    elif parents[-1].tier != _ABOVE[division.tier]:
        what = f"{division.parent} is a {parents[-1].tier}"
        remedy = f"Above a {division.tier} stands a {_ABOVE[division.tier]}"
        yield row.problem("parent", what, remedy)
    elif division.valid_to is None and all(parent.valid_to for parent in parents):
        what = f"{division.parent} is no longer valid, {division.name} is"
        yield row.problem("parent", what, "Name the parent of today")


def _successors(
    row: files.Row, division: schema.Division, divisions: dict[str, list[DivisionPair]]
) -> Iterable[Problem]:
    for code in division.successor:
        rows = [record for _, record in divisions.get(code, [])]
        if not rows:
            remedy = "Add the successor or correct the code"
            yield row.problem("successor", f"no division {code}", remedy)
        elif not any(record.holds(division.valid_to or datetime.date.max) for record in rows):
            what = f"{code} is not valid on {division.valid_to}, when {division.name} ended"
            yield row.problem("successor", what, "Let the successor begin where this one ends")
    if division.valid_to is not None and not division.successor:
        what = f"{division.name} ended, but nothing is named that took its place"
        yield row.problem("successor", what, "Name the code or codes, separated by ;")


def _circles(divisions: dict[str, list[DivisionPair]]) -> Iterable[Problem]:
    """Find rows whose successors lead back to them; periods that follow on each other cannot."""
    for code, same in divisions.items():
        row, last = same[-1]
        seen: set[str] = set()
        waiting = list(last.successor)
        while waiting:
            later = waiting.pop()
            if later == code:
                what = f"the successors of {code} lead back to {code}"
                yield row.problem("successor", what, "Name what stands in its place today")
                break
            if later not in seen and later in divisions:
                seen.add(later)
                waiting += divisions[later][-1][1].successor


def _host(
    row: files.Row, zone: schema.Zone, divisions: dict[str, list[DivisionPair]]
) -> Iterable[Problem]:
    hosts = [record for _, record in divisions.get(zone.host_code, [])]
    if not hosts:
        remedy = "Name a city or county of divisions.csv"
        yield row.problem("host_code", f"no division {zone.host_code}", remedy)
    elif hosts[-1].valid_to is not None:
        what = f"{hosts[-1].name} is no longer valid"
        yield row.problem("host_code", what, "Name the host of today")
    elif hosts[-1].tier != zone.host_kind:
        what = f"{hosts[-1].name} is a {hosts[-1].tier}, not a {zone.host_kind}"
        yield row.problem("host_kind", what, "Correct the kind or the code")


def _working_years(
    pairs: Sequence[Pair], infos: Sequence[tuple[files.Row, schema.PackInfo]]
) -> Iterable[Problem]:
    """A year counts as published only if its days stand there: 1 January is always a holiday."""
    days = {record.date: record for _, record in pairs if isinstance(record, schema.WorkingDay)}
    for row, info in infos:
        for year in info.working_years:
            first = days.get(datetime.date(year, 1, 1))
            if first is None or first.is_working:
                what = f"{year} is listed, but working_days.csv has no holiday on {year}-01-01"
                remedy = "Enter the whole notice of the year, then list the year"
                yield row.problem("working_years", what, remedy)
