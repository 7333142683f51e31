"""What a file of `indicators/` may hold: one indicator with its versions, targets and examples."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from changai.packs import arithmetic
from changai.packs.schema import Code, Grade, Labelled, Note, Record, Source, Text, tier_of

UnitOfMeasure = Literal[
    "persons", "person_times", "units", "items", "ratio", "per_10000", "yuan", "days", "seconds",
    "years", "index",
]  # fmt: skip
Rule = Literal["sum", "ratio_of_sums", "weighted", "distinct", "none"]
AsOf = Literal["flow", "last", "average"]
Goal = Literal["coverage", "quality", "effect"]
Grain = Literal["province", "city", "county", "town", "enterprise"]
Rhythm = Literal["month", "quarter", "half_year", "year"]
Direction = Literal["up", "down", "none"]
Op = Literal["eq", "ne", "in", "ge", "le", "between"]
VALUES_OF_OP = {"eq": 1, "ne": 1, "ge": 1, "le": 1, "between": 2}
SHARES = ("ratio", "per_10000")
PER_OF = {"ratio": 1, "per_10000": 10_000}
ENTERED = "entered"
# What is counted one by one: never a fraction, never the result of a division.
COUNTED = frozenset({"persons", "person_times", "units", "items"})
# A ratio with one of these for its unit is shown times 100 with %; any other unit (倍) as it is.
PER_CENT = frozenset({"%", "％", "比率", "百分比", "ratio", "per cent", "percent"})


_DIVISION = re.compile(r"[1-9][0-9]{5}")


def _exact(value: Any) -> Any:
    """Read a number as it is written: 0.1 is one tenth, not the nearest binary fraction."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return Decimal(str(value))
    return value


def _exact_cell(value: Any) -> Any:
    return _exact(value)


Number = Annotated[Decimal, BeforeValidator(_exact)]
Cell = Annotated[Any, AfterValidator(_exact_cell)]


def _wrong(field: str, what: str, remedy: str) -> PydanticCustomError:
    """Return a complaint that names the field inside the record and what to do about it."""
    told = what.replace("{", "(").replace("}", ")")
    return PydanticCustomError("wrong", told, {"field": field, "remedy": remedy})


class Condition(Record):
    """Narrow the rows of a fact: a column, an operator of the closed list, its values."""

    column: Text
    op: Op
    values: Annotated[tuple[Cell, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _enough_values(self) -> Condition:
        wanted = VALUES_OF_OP.get(self.op)
        if wanted is not None and len(self.values) != wanted:
            told = f"{self.op} takes {wanted}, not {len(self.values)}"
            raise _wrong("values", told, "Give as many as the operator takes")
        return self


class Version(Record):
    """Say how an indicator is worked out from a day on, until the next version begins.

    `fact` is `entered` for numbers that people type; then `numerator` and `denominator` name what
    they type. For a published fact they name its columns; without a numerator rows are counted.
    A ratio may count another fact below the line: `denominator_fact`, without the conditions and
    the key of the one above it. Its examples give the two counts as numerator and denominator.
    Units: the value is the ratio times `per`.
    """

    starts_on: datetime.date
    rule: Rule
    fact: Text
    numerator: Note = ""
    numerator_zh: Text
    numerator_en: Text
    numerator_kind: UnitOfMeasure
    denominator: Note = ""
    denominator_zh: Note = ""
    denominator_en: Note = ""
    denominator_kind: UnitOfMeasure | None = None
    denominator_fact: Note = ""
    key: Note = ""
    where: tuple[Condition, ...] = ()
    as_of: AsOf
    per: Annotated[int, Field(ge=1)] = 1
    meaning_zh: Text
    meaning_en: Text
    source: Source
    grade: Grade

    @model_validator(mode="after")
    def _possible(self) -> Version:
        if self.denominator_fact and (self.rule != "ratio_of_sums" or self.is_entered):
            remedy = "Remove denominator_fact, or take rule ratio_of_sums and a fact"
            raise _wrong("denominator_fact", "is for a ratio of two facts", remedy)
        below = self.denominator or self.denominator_fact
        if self.is_ratio != bool(below):
            word = "needs a" if self.is_ratio else "has no"
            remedy = "Name what it is divided by, or choose another rule"
            if below:
                remedy = f"Remove {'denominator' if self.denominator else 'denominator_fact'}"
                remedy += ", or take rule ratio_of_sums"
            raise _wrong("denominator", f"rule {self.rule} {word} denominator", remedy)
        if below and not (self.denominator_zh and self.denominator_en and self.denominator_kind):
            remedy = "Write denominator_zh, denominator_en and denominator_kind"
            raise _wrong("denominator", "has no name or kind", remedy)
        if bool(self.key) != (self.rule == "distinct") and not self.denominator_fact:
            told = "a key goes with rule distinct, which counts each key once, and with no other"
            raise _wrong("key", told, "Name the column that tells one from another, or remove it")
        if self.fact == ENTERED and self.rule == "distinct":
            raise _wrong("rule", "typed totals hold no keys", "Name a fact, or take rule none")
        if self.fact == ENTERED and not self.numerator:
            raise _wrong("numerator", "is missing", "Name what people type")
        return self

    @property
    def is_ratio(self) -> bool:
        """Say whether the value is one number over another."""
        return self.rule in ("ratio_of_sums", "weighted")

    @property
    def is_entered(self) -> bool:
        """Say whether people type the numbers."""
        return self.fact == ENTERED

    @property
    def whole_numerator(self) -> bool:
        """Say whether the number above the line is counted one by one, so never a fraction.

        What is an average or is weighted is a mean, even of things that are counted.
        """
        mean = self.rule == "weighted" or self.as_of == "average"
        return self.numerator_kind in COUNTED and not mean

    @property
    def whole_denominator(self) -> bool:
        """Say whether the number below the line is counted one by one, so never a fraction."""
        return self.denominator_kind in COUNTED and self.as_of != "average"

    def meaning(self, lang: str) -> str:
        """Say in the reader's language what is counted."""
        return self.meaning_en if lang.lower().startswith("en") else self.meaning_zh

    def numerator_label(self, lang: str) -> str:
        """Name the number above the line."""
        return self.numerator_en if lang.lower().startswith("en") else self.numerator_zh

    def denominator_label(self, lang: str) -> str:
        """Name the number below the line."""
        return self.denominator_en if lang.lower().startswith("en") else self.denominator_zh


class Target(Record):
    """Set what is to be reached by a day, for a tier or for one division of it.

    Where only the division is written, its code says the tier.
    """

    due_on: datetime.date
    value: Number
    tier: Grain
    division: Note = ""
    from_on: datetime.date | None = None
    from_value: Number | None = None
    source: Source
    grade: Grade

    @model_validator(mode="before")
    @classmethod
    def _somewhere(cls, values: Any) -> Any:
        if not isinstance(values, dict) or values.get("tier") is not None:
            return values
        division = str(values.get("division") or "")
        if not _DIVISION.fullmatch(division):
            remedy = 'Write a tier: "province", "city" …; or a division: "320500"; or both'
            raise _wrong("tier", "is missing", remedy)
        return {**values, "tier": tier_of(division)}

    @model_validator(mode="after")
    def _begins_whole(self) -> Target:
        if (self.from_on is None) != (self.from_value is None):
            raise _wrong("from_on", "comes with from_value", "Write both or neither")
        if self.from_on is not None and self.from_on >= self.due_on:
            raise _wrong("due_on", "does not come after from_on", "Correct one of the two days")
        return self


class Reading(Record):
    """Keep a value that was read somewhere, to compare one's own with."""

    zh: Text
    en: Text
    value: Number
    source: Source
    grade: Grade

    def label(self, lang: str) -> str:
        """Say in the reader's language where and when it was so."""
        return self.en if lang.lower().startswith("en") else self.zh


class Part(Record):
    """Name a part of a score; `most` is the highest it can be, where a source says so."""

    code: Code
    zh: Text
    en: Text
    most: Number | None = None

    def label(self, lang: str) -> str:
        """Give the part's name in the reader's language."""
        return self.en if lang.lower().startswith("en") else self.zh


class Example(Record):
    """Work an indicator out by hand: rows and what comes of them, or cuts or parts of a total.

    `given` holds rows with the columns of the fact, or what people type. `expect` is the roll-up
    of all rows; with `by`, `expect_by` says it for each value of a column and `unknown` lists
    those for which nothing can be said. `cuts` counts one set in several ways.
    """

    zh: Text
    en: Text
    source: Source
    grade: Grade
    on: datetime.date | None = None
    given: tuple[dict[str, Cell], ...] = ()
    by: Note = ""
    expect: Number | None = None
    expect_by: dict[str, Number] = Field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    cuts: dict[str, dict[str, Number]] = Field(default_factory=dict)
    parts: dict[str, Number] = Field(default_factory=dict)
    decimals: Annotated[int, Field(ge=0, le=8)] | None = None

    @model_validator(mode="after")
    def _adds(self) -> Example:
        if not (self.given or self.cuts or self.parts):
            raise _wrong("given", "is missing", "Write rows in given, or cuts, or parts")
        if self.expect is None and not self.expect_by and not self.unknown:
            raise _wrong("expect", "is missing", "Say what comes of it: expect, expect_by, unknown")
        if self.expect is not None:
            for name, parts in (*self.cuts.items(), ("parts", self.parts)):
                if parts and arithmetic.gap_of_parts(parts, self.expect):
                    told = f"{name} do not add: {arithmetic.addition(parts)}, not {self.expect:f}"
                    raise _wrong("expect", told, "Correct the parts or the total")
        return self


class Indicator(Labelled):
    """Define one indicator. Grain of its values: one unit of tier `grain` in one period.

    `number` is its row in the list of 57 the project read. `owner` is a field of work of
    unit_names.toml, or `reform_office`. `adds` names indicators whose sum this one is; `cuts`
    are columns of its fact by which the same set is counted again.
    Units: `range` in units of the value; `jump` is the change that is asked about, as a share.
    """

    fixed: ClassVar[frozenset[str]] = frozenset({"unit_kind", "grain", "rhythm", "versions"})

    number: Annotated[int, Field(ge=1)] | None = None
    # What names something else is any text here: who writes a name instead of its code is told
    # the codes there are, not what a code looks like.
    axis: Text
    goal: Goal
    owner: Text
    unit_kind: UnitOfMeasure
    unit_zh: Text
    unit_en: Text
    grain: Grain
    rhythm: Rhythm = "year"
    direction: Direction
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    minimum_cell: Annotated[int, Field(ge=0)] = 0
    range: tuple[Number, Number] | None = None
    jump: Number = Decimal("0.5")
    adds: tuple[Text, ...] = ()
    cuts: tuple[Text, ...] = ()
    parts: tuple[Part, ...] = ()
    most: Number | None = None
    versions: tuple[Version, ...]
    targets: tuple[Target, ...] = ()
    readings: tuple[Reading, ...] = ()
    examples: tuple[Example, ...]
    reviewed_by: Text
    reviewed_on: datetime.date
    review_again_on: datetime.date

    @model_validator(mode="after")
    def _sound(self) -> Indicator:
        days = [version.starts_on for version in self.versions]
        if not days or days != sorted(set(days)):
            raise _wrong(
                "versions", "are missing or not in order", "Sort by starts_on, each day once"
            )
        if self.review_again_on <= self.reviewed_on:
            remedy = "Give a later day"
            raise _wrong("review_again_on", "does not come after reviewed_on", remedy)
        if not self.examples:
            raise _wrong("examples", "are missing", "Work the indicator out by hand at least once")
        for place, version in enumerate(self.versions):
            self._kinds_fit(f"versions.{place}", version)
        self._parts_add()
        return self

    def _kinds_fit(self, at: str, version: Version) -> None:
        above, below = version.numerator_kind, version.denominator_kind
        if version.rule in ("sum", "distinct", "none") and above != self.unit_kind:
            told = f"counts {above}, but unit_kind is {self.unit_kind}"
            raise _wrong(f"{at}.numerator_kind", told, "Persons and person-times are never one")
        if version.is_ratio and self.unit_kind in SHARES:
            if version.rule == "ratio_of_sums" and version.per != PER_OF[self.unit_kind]:
                told = f"is {version.per}, but {self.unit_kind} is per {PER_OF[self.unit_kind]}"
                raise _wrong(f"{at}.per", told, "Correct per or unit_kind")
            if below is not None and not arithmetic.may_share(above, below):
                told = f"{above} are no share of {below}: one person may come twice"
                raise _wrong(f"{at}.denominator_kind", told, "Divide by what is counted alike")

    def _parts_add(self) -> None:
        if self.parts and self.most is not None:
            shown = {part.code: part.most for part in self.parts if part.most is not None}
            if len(shown) == len(self.parts) and arithmetic.gap_of_parts(shown, self.most):
                told = f"{arithmetic.addition(shown)}, not {self.most:f}"
                raise _wrong("most", f"parts do not add: {told}", "Correct the parts or the whole")

    def version_on(self, day: datetime.date) -> Version:
        """Give the version in force on a day; before the first one, the first."""
        begun = [version for version in self.versions if version.starts_on <= day]
        return begun[-1] if begun else self.versions[0]

    @property
    def in_per_cent(self) -> bool:
        """Say whether pages show the value times 100 with %: ratios whose unit is 比率 or %."""
        return self.unit_kind == "ratio" and self.unit_zh in PER_CENT

    def unit(self, lang: str) -> str:
        """Name the unit of measure."""
        return self.unit_en if lang.lower().startswith("en") else self.unit_zh

    def targets_for(self, tier: str, division: str = "") -> tuple[Target, ...]:
        """Give the targets of a tier, those of the division itself before those of its tier."""
        here = ("", division)
        of_tier = [one for one in self.targets if one.tier == tier and one.division in here]
        named = {one.due_on for one in of_tier if one.division}
        kept = [one for one in of_tier if one.division or one.due_on not in named]
        return tuple(sorted(kept, key=lambda one: one.due_on))
