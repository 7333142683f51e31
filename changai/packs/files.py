"""Read the files of a pack into plain rows that remember where they were written."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from changai.packs import indicators, pilots, schema, tiles
from changai.packs.problems import Problem
from changai.packs.toml_words import explained, field_of

_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
_TOML_PLACE = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class Section:
    """Say which record a file (or one table of it) holds and what tells its rows apart."""

    name: str
    model: type[schema.Record]
    key: tuple[str, ...]


# Grain: one table of a TOML file, or one CSV file. The order is the order of reading.
TOML_FILES: Mapping[str, tuple[Section, ...]] = {
    "unit_kinds.toml": (Section("unit_kind", schema.UnitKind, ("code",)),),
    "unit_names.toml": (Section("unit_name", schema.UnitName, ("code",)),),
    "body_kinds.toml": (Section("body_kind", schema.BodyKind, ("code",)),),
    "document_kinds.toml": (Section("document_kind", schema.DocumentKind, ("code",)),),
    "axes.toml": (
        Section("family", schema.AxisFamily, ("code",)),
        Section("axis", schema.Axis, ("code",)),
    ),
    "clocks.toml": (Section("clock", schema.Clock, ("code",)),),
    "roles.toml": (Section("role", schema.Role, ("code",)),),
    "task_shapes.toml": (Section("task_shape", schema.TaskShape, ("code",)),),
    "tiles.toml": (Section("tile", tiles.Tile, ("division",)),),
    "pilots.toml": tuple(Section(name, model, ("code",)) for name, model in pilots.SECTIONS),
}
CSV_FILES: Mapping[str, Section] = {
    "divisions.csv": Section("division", schema.Division, ("code", "valid_from")),
    "zones.csv": Section("zone", schema.Zone, ("code",)),
    "member_units.csv": Section("member_unit", schema.MemberUnit, ("code",)),
    "working_days.csv": Section("working_day", schema.WorkingDay, ("date",)),
    "glossary.csv": Section("term", schema.Term, ("term",)),
}
# A folder of files, each of which holds one entry and is named by its code.
FOLDERS: Mapping[str, Section] = {
    "indicators": Section("indicator", indicators.Indicator, ("code",)),
}


@dataclass(frozen=True)
class Row:
    """Hold one entry as written, with the line of its start and of each of its fields."""

    section: Section
    file: str
    line: int
    values: dict[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)
    strict: bool = True

    def line_of(self, name: str) -> int:
        """Give the line of a field, or of the entry where the field is absent."""
        return self.lines.get(name, self.line)

    def line_at(self, path: Sequence[str]) -> int:
        """Give the line of the innermost part of a path that has one: versions, 1, rule."""
        for length in range(len(path), 0, -1):
            name = ".".join(path[:length])
            if name in self.lines:
                return self.lines[name]
        return self.line

    def problem(self, name: str, what: str, remedy: str) -> Problem:
        """Point at a field of this entry."""
        return Problem(self.file, self.line_of(name), name, what, remedy)


def read_text(path: Path, shown: str, problems: list[Problem]) -> str | None:
    """Read UTF-8, or note why that was not possible."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        why = error.strerror or "unreadable"
        problems.append(Problem(shown, 1, "", f"cannot be read ({why})", "Put the file there"))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problems.append(Problem(shown, line, "", "is not UTF-8", "Save the file as UTF-8"))
    return None


def read_toml(text: str, shown: str, problems: list[Problem]) -> dict[str, Any] | None:
    """Parse TOML, or note the line on which the parser stopped."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        line = int(place.group(1)) if place else text.count("\n") + 1
        written = [*text.splitlines(), ""][line - 1]
        what, remedy = explained(str(error), written)
        problems.append(Problem(shown, line, field_of(written), what, remedy))
        return None


def toml_lines(text: str) -> dict[tuple[str, int], tuple[int, dict[str, int]]]:
    """Find the line of every table and key: (table, how many before it) -> (line, keys).

    The table "" holds the keys before the first header.
    """
    found: dict[tuple[str, int], tuple[int, dict[str, int]]] = {("", 0): (1, {})}
    seen: dict[str, int] = {}
    keys = found["", 0][1]
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            name = header.group(1)
            keys = {}
            found[name, seen.get(name, 0)] = (number, keys)
            seen[name] = seen.get(name, 0) + 1
        elif key := _KEY.match(line):
            keys.setdefault(key.group(1), number)
    return found


def plain(value: Any) -> Any:
    """Turn lists into tuples, so that a frozen record can be read strictly."""
    if isinstance(value, list):
        return tuple(plain(item) for item in value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def toml_rows(
    text: str, shown: str, sections: tuple[Section, ...], problems: list[Problem]
) -> list[Row]:
    """Read the tables of one TOML file; tables it may not hold are noted."""
    content = read_toml(text, shown, problems)
    if content is None:
        return []
    lines = toml_lines(text)
    known = {section.name: section for section in sections}
    rows: list[Row] = []
    for name, tables in content.items():
        section = known.get(name)
        line = lines.get((name, 0), (lines["", 0][1].get(name, 1), {}))[0]
        if section is not None and isinstance(tables, dict):
            remedy = f"Write [[{name}]] with double brackets"
            problems.append(Problem(shown, line, name, "stands in single brackets", remedy))
            continue
        if section is None or not _are_tables(tables):
            remedy = "Use only " + ", ".join(f"[[{key}]]" for key in known)
            problems.append(Problem(shown, line, name, "is not a table of this file", remedy))
            continue
        for index, table in enumerate(tables):
            line, keys = lines.get((name, index), (1, {}))
            rows.append(Row(section, shown, line, plain(table), keys))
    return rows


def _are_tables(tables: Any) -> bool:
    return isinstance(tables, list) and all(isinstance(one, dict) for one in tables)


def toml_entry(text: str, shown: str, section: Section, problems: list[Problem]) -> Row | None:
    """Read a file that holds one entry; its inner tables keep the lines of their own fields."""
    content = read_toml(text, shown, problems)
    if content is None:
        return None
    if not content:
        remedy = "Copy the file of a similar one into it, or remove it"
        problems.append(Problem(shown, 1, "", "is empty", remedy))
        return None
    lines: dict[str, int] = {}
    for (name, index), (line, keys) in toml_lines(text).items():
        if name:
            lines.setdefault(name, line)
            lines[f"{name}.{index}"] = line
        lines |= {f"{name}.{index}.{key}" if name else key: at for key, at in keys.items()}
    return Row(section, shown, 1, plain(content), lines)


def csv_rows(text: str, shown: str, section: Section, problems: list[Problem]) -> list[Row]:
    """Read one CSV file; every column of the record must be there and no other."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    wanted = list(section.model.model_fields)
    rows: list[Row] = []
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if not cells:
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
                if not _header_fits(header, wanted, shown, start, problems):
                    return []
            elif len(cells) != len(header):
                what = f"has {len(cells)} cells, the first line has {len(header)}"
                remedy = "Put a cell with a comma in it into double quotes"
                problems.append(Problem(shown, start, "", what, remedy))
            else:
                values = dict(zip(header, (cell.strip() for cell in cells), strict=True))
                rows.append(Row(section, shown, start, values, strict=False))
    except csv.Error as error:
        problems.append(
            Problem(shown, reader.line_num, "", f"is not valid CSV ({error})", "Close the quotes")
        )
    return rows


def _header_fits(
    header: list[str], wanted: list[str], shown: str, line: int, problems: list[Problem]
) -> bool:
    unknown = [name for name in header if name not in wanted]
    absent = [name for name in wanted if name not in header]
    doubled = [name for name in set(header) if header.count(name) > 1]
    remedy = "The columns are " + ",".join(wanted)
    for name, what in (
        *((name, "unknown column") for name in unknown),
        *((name, "missing column") for name in absent),
        *((name, "column written twice") for name in doubled),
    ):
        problems.append(Problem(shown, line, name, what, remedy))
    return not (unknown or absent or doubled)
