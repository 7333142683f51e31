"""Load packs: read their folders, lay them over each other, check the whole."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from changai.packs import files, pilots, schema, words
from changai.packs.indicator_links import indicator_problems
from changai.packs.indicators import Indicator
from changai.packs.links import link_problems
from changai.packs.pack import Pack
from changai.packs.problems import PackError, Problem
from changai.packs.tiles import Tile

R = TypeVar("R", bound=schema.Record)
Key = tuple[str, ...]

Entries = dict[str, dict[Key, "Entry"]]

_INFO = files.Section("pack", schema.PackInfo, ("code",))


class Entry:
    """Hold one checked record beside the row it was read from."""

    __slots__ = ("record", "row")

    def __init__(self, row: files.Row, record: schema.Record) -> None:
        self.row = row
        self.record = record


def load(names: Sequence[str], root: Path) -> Pack:
    """Read the named packs, and those they require, into one view; later ones win by code.

    Raises: PackError with every problem found.
    """
    problems: list[Problem] = []
    pack = _load(names, root, problems)
    if problems or pack is None:
        raise PackError(problems)
    return pack


@dataclass(frozen=True)
class Checked:
    """What a check found, and how much it looked at; `examples` are the worked ones computed."""

    problems: tuple[Problem, ...]
    packs: int
    files: int
    indicators: int
    examples: int


def check(root: Path, today: datetime.date) -> tuple[Problem, ...]:
    """List what is wrong in any pack under a folder, and the packs whose review has run out."""
    return checked(root, today).problems


def checked(root: Path, today: datetime.date) -> Checked:
    """Check every pack under a folder by itself, with the packs it requires."""
    found: set[Problem] = set()
    definitions: dict[str, Indicator] = {}
    folders = sorted(path for path in root.iterdir() if path.is_dir())
    for folder in folders:
        problems: list[Problem] = []
        entries: Entries = {}
        pack = _load([folder.name], root, problems, entries)
        found.update(problems)
        for entry in entries.get("indicator", {}).values():
            if isinstance(entry.record, Indicator):
                definitions[entry.row.file] = entry.record
                if entry.record.review_again_on <= today:
                    line = entry.row.line_of("review_again_on")
                    due = entry.record.review_again_on
                    found.add(_ran_out(entry.row.file, line, "this indicator", due))
        if pack is not None:
            found.update(_stale(pack, root, today))
    return Checked(
        problems=tuple(sorted(found)),
        packs=len(folders),
        files=sum(path.is_file() for folder in folders for path in folder.rglob("[!.]*.*")),
        indicators=len(definitions),
        examples=sum(len(one.examples) for one in definitions.values()),
    )


def _stale(pack: Pack, root: Path, today: datetime.date) -> list[Problem]:
    notes = []
    for info in pack.infos:
        shown = f"{info.code}/pack.toml"
        lines = files.toml_lines((root / info.code / "pack.toml").read_text(encoding="utf-8-sig"))
        places = [(lines["", 0][1].get("review_again_on", 1), "this pack", info.review_again_on)]
        for index, review in enumerate(info.reviews):
            keys = lines.get(("reviews", index), (1, {}))[1]
            line = keys.get("review_again_on", 1)
            places.append((line, review.file, review.review_again_on))
        for line, about, due in places:
            if due <= today:
                notes.append(_ran_out(shown, line, about, due))
    return notes


def _ran_out(shown: str, line: int, about: str, due: datetime.date) -> Problem:
    what = f"{about} was to be looked at again on {due.isoformat()}"
    remedy = "Compare it with its sources, then set reviewed_on and review_again_on"
    return Problem(shown, line, "review_again_on", what, remedy, "warning")


def _load(
    names: Sequence[str], root: Path, problems: list[Problem], entries: Entries | None = None
) -> Pack | None:
    """Read packs into one view; who wants to know where each entry was written passes `entries`."""
    entries = {} if entries is None else entries
    asked = _infos(names, root, problems)
    if problems:
        return None
    infos = [info for _, info in asked]
    for info in infos:
        _lay_over(entries, _rows(root / info.code, info, problems), info.code, problems)
    if not problems:
        pairs = [(entry.row, entry.record) for kind in entries.values() for entry in kind.values()]
        problems += link_problems(pairs, asked)
        problems += indicator_problems(pairs)
    if problems:
        return None

    def of(section: str, model: type[R]) -> tuple[R, ...]:
        records = (entry.record for entry in entries.get(section, {}).values())
        return tuple(record for record in records if isinstance(record, model))

    return Pack(
        infos=tuple(infos),
        unit_kinds=of("unit_kind", schema.UnitKind),
        unit_names=of("unit_name", schema.UnitName),
        body_kinds=of("body_kind", schema.BodyKind),
        document_kinds=of("document_kind", schema.DocumentKind),
        axis_families=of("family", schema.AxisFamily),
        axes=of("axis", schema.Axis),
        clocks=of("clock", schema.Clock),
        roles=of("role", schema.Role),
        task_shapes=of("task_shape", schema.TaskShape),
        divisions=of("division", schema.Division),
        zones=of("zone", schema.Zone),
        member_units=of("member_unit", schema.MemberUnit),
        working_days=of("working_day", schema.WorkingDay),
        glossary=of("term", schema.Term),
        pilots=pilots.PilotContent(
            tuple(one for name, model in pilots.SECTIONS for one in of(name, model))
        ),
        indicators=of("indicator", Indicator),
        tiles=of("tile", Tile),
    )


def _infos(
    names: Sequence[str], root: Path, problems: list[Problem]
) -> list[tuple[files.Row, schema.PackInfo]]:
    """Read the pack.toml of each named pack after those it requires."""
    done: dict[str, tuple[files.Row, schema.PackInfo]] = {}
    waiting: list[str] = []

    def visit(name: str, asked_in: str, line: int) -> None:
        if name in done:
            return
        if name in waiting:
            what = "packs require each other: " + " > ".join([*waiting, name])
            problems.append(Problem(asked_in, line, "requires", what, "Remove one of them"))
            return
        if not (root / name / "pack.toml").is_file():
            what = f"there is no pack {name!r}"
            here = ", ".join(sorted(path.parent.name for path in root.glob("*/pack.toml")))
            remedy = f"Choose one of: {here}" if here else "Name the folder that holds the packs"
            problems.append(Problem(asked_in, line, "requires", what, remedy))
            return
        shown = f"{name}/pack.toml"
        text = files.read_text(root / name / "pack.toml", shown, problems)
        content = None if text is None else files.read_toml(text, shown, problems)
        if text is None or content is None:
            return
        row = files.Row(_INFO, shown, 1, files.plain(content), files.toml_lines(text)["", 0][1])
        info = _record(row, schema.PackInfo, problems)
        if info is None:
            return
        if info.code != name:
            what = f"says {info.code!r} but stands in the folder {name!r}"
            problems.append(row.problem("code", what, "Give both the same name"))
            return
        waiting.append(name)
        for other in info.requires:
            visit(other, shown, row.line_of("requires"))
        waiting.pop()
        done[name] = (row, info)

    for name in names:
        visit(name, "(packs asked for)", 1)
    return list(done.values())


def _rows(folder: Path, info: schema.PackInfo, problems: list[Problem]) -> list[files.Row]:
    """Read every file of a pack; a file that no record belongs to is refused."""
    rows: list[files.Row] = []
    known = {"pack.toml", *files.TOML_FILES, *files.CSV_FILES, *files.FOLDERS}
    present = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    for name in sorted(present - known):
        if not name.endswith(".md"):
            remedy = "Remove it; a pack holds " + ", ".join(sorted(known)) + " and Markdown"
            what = "is not a file of a pack" + words.meant(name, known)
            problems.append(Problem(f"{info.code}/{name}", 1, "", what, remedy))
    for review in info.reviews:
        if review.file not in present:
            what = f"names {review.file}, which is not in the folder"
            shown = f"{info.code}/pack.toml"
            problems.append(Problem(shown, 1, "reviews", what, "Correct the name"))
    for name in [*files.TOML_FILES, *files.CSV_FILES]:
        if name not in present:
            continue
        shown = f"{info.code}/{name}"
        text = files.read_text(folder / name, shown, problems)
        if text is None:
            continue
        if name in files.CSV_FILES:
            rows += files.csv_rows(text, shown, files.CSV_FILES[name], problems)
        else:
            rows += files.toml_rows(text, shown, files.TOML_FILES[name], problems)
    for name in files.FOLDERS:
        if name in present:
            rows += _rows_of_folder(folder / name, f"{info.code}/{name}", problems)
    return rows


def _rows_of_folder(folder: Path, shown: str, problems: list[Problem]) -> list[files.Row]:
    """Read a folder whose files hold one entry each; file and code have one name."""
    rows: list[files.Row] = []
    for path in sorted(folder.iterdir()):
        place = f"{shown}/{path.name}"
        if path.suffix != ".toml":
            remedy = "Remove it; here every file is named by its code and ends in .toml"
            problems.append(Problem(place, 1, "", "is not a file of a pack", remedy))
            continue
        text = files.read_text(path, place, problems)
        section = files.FOLDERS[folder.name]
        row = None if text is None else files.toml_entry(text, place, section, problems)
        if row is None:
            continue
        if "code" not in row.values:
            remedy = f'Write code = "{path.stem}" in the first line'
            problems.append(row.problem("code", "missing field", remedy))
            continue
        if row.values["code"] != path.stem:
            said = words.shown(row.values["code"]) or "something else"
            what = f"says {said} but stands in the file {path.name!r}"
            problems.append(row.problem("code", what, "Give both the same name"))
            continue
        rows.append(row)
    return rows


def _lay_over(
    entries: dict[str, dict[Key, Entry]],
    rows: list[files.Row],
    pack: str,
    problems: list[Problem],
) -> None:
    """Check the rows of one pack and lay them over those of the packs before it."""
    first: dict[tuple[str, Key], int] = {}
    for row in rows:
        key = tuple(str(row.values.get(name, "")) for name in row.section.key)
        place = (row.section.name, key)
        if place in first:
            what = f"{' '.join(key).strip()!r} stands already on line {first[place]}"
            problems.append(row.problem(row.section.key[0], what, "Keep one of the two"))
            continue
        first[place] = row.line
        of_kind = entries.setdefault(row.section.name, {})
        below = of_kind.get(key)
        merged = row if below is None else _over(below.row, row)
        record = _record(merged, row.section.model, problems, overrides=below is not None)
        if record is None:
            continue
        if below is not None and not _keeps_fixed(below, record, merged, problems):
            continue
        of_kind[key] = Entry(merged, record)


def _over(below: files.Row, row: files.Row) -> files.Row:
    """Lay a row over the one it overrides; where a value was read is never inherited."""
    kept = {name: value for name, value in below.values.items() if name not in {"source", "grade"}}
    return files.Row(row.section, row.file, row.line, {**kept, **row.values}, row.lines, row.strict)


def _keeps_fixed(
    below: Entry, record: schema.Record, row: files.Row, problems: list[Problem]
) -> bool:
    changed = [
        name
        for name in sorted(record.fixed)
        if getattr(below.record, name) != getattr(record, name)
    ]
    for name in changed:
        before, after = (
            words.shown(getattr(one, name)).strip("'") for one in (below.record, record)
        )
        what = f"changes {before} to {after}" if before and after else "is not as it was"
        remedy = "A later pack may change the value but not this; provinces must stay comparable"
        if isinstance(record, Indicator):
            what = f"the code {record.code} is taken by {below.row.file}, and this {what}"
            remedy = "Choose another code, or change only targets, names and limits"
        problems.append(row.problem(name, what, remedy))
    return not changed


def _record(
    row: files.Row, model: type[R], problems: list[Problem], *, overrides: bool = False
) -> R | None:
    try:
        return model.model_validate(row.values, strict=row.strict)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            problems.append(words.told(row, detail, model, overrides=overrides))
        return None
