"""The dictionary: definitions as lists and pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from changai.indicators.queries import _words as words
from changai.packs.current import language, pack
from changai.packs.indicators import Indicator, Version
from changai.packs.pack import UnknownCode


@dataclass(frozen=True)
class DictionaryFilter:
    """What the dictionary is narrowed to; `made` is typed or computed."""

    words: str = ""
    axis: str = ""
    goal: str = ""
    owner: str = ""
    made: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is narrowed."""
        return self == DictionaryFilter()


@dataclass(frozen=True)
class DefinitionRow:
    """A definition in the reader's language, with the version in force."""

    definition: Indicator
    version: Version
    title: str
    axis: str
    goal: Any
    owner: str
    unit: str
    kind: Any
    rule: Any
    grain: Any


def definition(code: str) -> Indicator | None:
    """Return the definition in use under a code; None where there is none."""
    try:
        return pack().indicator(code)
    except UnknownCode:
        return None


def definitions(*, wanted: DictionaryFilter, today: date) -> list[DefinitionRow]:
    """Return the definitions in use, in the order of the list of the project and then by name."""
    rows = [definition_row(one, today=today) for one in pack().indicators if _wanted(one, wanted)]
    return sorted(rows, key=lambda row: (row.definition.number or 999, row.definition.code))


def _wanted(one: Indicator, wanted: DictionaryFilter) -> bool:
    typed = one.versions[-1].is_entered
    text = wanted.words.lower()
    return (
        (not text or any(text in name.lower() for name in (one.zh, one.en, one.code)))
        and wanted.axis in ("", one.axis)
        and wanted.goal in ("", one.goal)
        and wanted.owner in ("", one.owner)
        and wanted.made in ("", "typed" if typed else "computed")
    )


def definition_row(one: Indicator, *, today: date) -> DefinitionRow:
    """Return a definition as lists show it."""
    lang = language()
    version = one.version_on(today)
    return DefinitionRow(
        definition=one,
        version=version,
        title=one.label(lang),
        axis=pack().axis(one.axis).label(lang),
        goal=words.GOAL_WORDS[one.goal],
        owner=owner_words(one.owner),
        unit=words.unit_words(one, lang),
        kind=words.KIND_WORDS[one.unit_kind],
        rule=words.RULE_WORDS[version.rule],
        grain=words.GRAIN_WORDS[one.grain],
    )


def owner_words(code: str) -> str:
    """Name the field of work an indicator belongs to."""
    lang = language()
    named = {one.code: one for one in pack().unit_names}
    return named[code].label(lang) if code in named else pack().unit_kind(code).label(lang)


def owners() -> list[tuple[str, str]]:
    """Return the fields of work that own any indicator, with their names."""
    codes = dict.fromkeys(one.owner for one in pack().indicators)
    return [(code, owner_words(code)) for code in codes]


@dataclass(frozen=True)
class VersionRow:
    """A version in words; `until` is the first day on which it no longer holds."""

    version: Version
    until: date | None
    meaning: str
    rule: Any
    as_of: Any
    numerator: str
    numerator_kind: Any
    denominator: str
    denominator_kind: Any
    fact: str


def version_rows(one: Indicator) -> list[VersionRow]:
    """Return the versions of a definition, the newest first."""
    ends = [later.starts_on for later in one.versions[1:]]
    rows = [
        version_of(version, until)
        for version, until in zip(one.versions, [*ends, None], strict=True)
    ]
    return rows[::-1]


def version_of(version: Version, until: date | None = None) -> VersionRow:
    """Return a version in words."""
    lang = language()
    return VersionRow(
        version=version,
        until=until,
        meaning=version.meaning(lang),
        rule=words.RULE_WORDS[version.rule],
        as_of=words.AS_OF_WORDS[version.as_of],
        numerator=version.numerator_label(lang),
        numerator_kind=words.KIND_WORDS[version.numerator_kind],
        denominator=version.denominator_label(lang),
        denominator_kind=words.KIND_WORDS.get(version.denominator_kind or "", ""),
        fact="" if version.is_entered else words.fact_words(version.fact),
    )


def codes_by_title() -> dict[str, str]:
    """Return the codes of the indicators by their names in both languages."""
    return {name: one.code for one in pack().indicators for name in (one.zh, one.en)}


@dataclass(frozen=True)
class TargetRow:
    """A target as a table shows it; the value as the indicator shows its values."""

    place: str
    due_on: date
    value: Any
    start: Any
    start_on: date | None
    source: str
    grade: str


def target_rows(one: Indicator) -> list[TargetRow]:
    """Return the targets of a definition, the earliest due first."""
    lang, rows = language(), []
    divisions = {row.code: row for row in pack().divisions}
    for target in sorted(one.targets, key=lambda row: (row.due_on, row.tier, row.division)):
        named = divisions.get(target.division)
        place = named.label(lang) if named else str(words.GRAIN_WORDS[target.tier])
        rows.append(
            TargetRow(
                place,
                target.due_on,
                words.shown(target.value, one),
                words.shown(target.from_value, one),
                target.from_on,
                target.source,
                target.grade,
            )
        )
    return rows


@dataclass(frozen=True)
class ReadingRow:
    """A value that was read somewhere, as the indicator shows its values."""

    place: str
    value: Any
    source: str
    grade: str


def reading_rows(one: Indicator) -> list[ReadingRow]:
    """Return the values that were read of an indicator."""
    lang = language()
    return [
        ReadingRow(row.label(lang), words.shown(row.value, one), row.source, row.grade)
        for row in one.readings
    ]


@dataclass(frozen=True)
class ExampleRow:
    """A worked example: what is given, as lines, and what comes of it."""

    title: str
    given: list[str]
    result: str
    source: str


def example_rows(one: Indicator) -> list[ExampleRow]:
    """Return the worked examples of a definition."""
    lang, rows = language(), []
    for example in one.examples:
        given = [_pairs(row) for row in example.given]
        given += [f"{name}: {_sum(cells)}" for name, cells in example.cuts.items()]
        given += [_sum(example.parts)] if example.parts else []
        found = [] if example.expect is None else [f"= {example.expect:f}"]
        found += [f"{name} = {value:f}" for name, value in example.expect_by.items()]
        found += [f"{name} = ?" for name in example.unknown]
        title = example.en if lang == "en" else example.zh
        rows.append(ExampleRow(title, given, "; ".join(found), example.source))
    return rows


def _pairs(row: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in row.items())


def _sum(cells: dict[str, Any]) -> str:
    return " + ".join(f"{name} {value:f}" for name, value in cells.items())
