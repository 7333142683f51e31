"""What each file of a pack may hold: one frozen record per kind of content."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

Grade = Literal["A", "B", "C", "D", "design", "verify"]
Tier = Literal["province", "city", "county"]
UnitTier = Literal["province", "city", "county", "town", "zone", "enterprise", "any"]
ClockUnit = Literal["working_days", "days", "hours", "minutes", "day_of_month", "hour_of_day"]

_LARGEST: dict[str, int] = {"day_of_month": 28, "hour_of_day": 23}


def _cited(text: str) -> str:
    """Refuse an address where a title is wanted; addresses move, titles and numbers do not."""
    if "://" in text or "www." in text.lower():
        raise ValueError("an address is not a source; give the title, number or date instead")
    return text


def _listed(value: Any) -> Any:
    """Split the `;` of a CSV cell."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return value


def _iso_day(value: Any) -> Any:
    """Refuse a day in any other form than 2026-02-14; a bare number would pass as a timestamp."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError(f"{value!r} is not a day such as 2026-02-14")
    return value


def _day_or_year(value: Any) -> Any:
    """Read `2013` as 1 January 2013: the sources often know only the year of a change."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}", value):
        return datetime.date(int(value), 1, 1)
    return _iso_day(value)


def _none_if_blank(value: Any) -> Any:
    return None if value == "" else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Note = Annotated[str, StringConstraints(strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
DivisionCode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{5}$")]
ZoneCode = Annotated[str, StringConstraints(pattern=r"^Z-[1-9][0-9]{5}-[0-9]{2}$")]
Source = Annotated[Text, AfterValidator(_cited)]
OptionalDay = Annotated[
    datetime.date | None, BeforeValidator(_day_or_year), BeforeValidator(_none_if_blank)
]
OptionalDivision = Annotated[DivisionCode | None, BeforeValidator(_none_if_blank)]
Divisions = Annotated[tuple[DivisionCode, ...], BeforeValidator(_listed)]


def tier_of(division: str) -> Tier:
    """Return the tier that the code of a division stands for."""
    if division.endswith("0000"):
        return "province"
    return "city" if division.endswith("00") else "county"


class Record(BaseModel):
    """Refuse what is not known and stay as read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Fields that a later pack may not change, so that provinces stay comparable.
    fixed: ClassVar[frozenset[str]] = frozenset()


class Labelled(Record):
    """Carry a code, two names and the place where they were read."""

    code: Code
    zh: Text
    en: Text
    source: Source
    grade: Grade

    def label(self, lang: str) -> str:
        """Give the English name to English readers and the Chinese one to everybody else."""
        return self.en if lang.lower().startswith("en") else self.zh


class FileReview(Record):
    """Say that one file has another reviewer or date than its pack."""

    file: Text
    reviewed_by: Text
    reviewed_on: datetime.date
    review_again_on: datetime.date


class PackInfo(Record):
    """Name a pack, its owner, its version and who looked at it when.

    `working_years` lists years whose holiday notice stands complete in working_days.csv.
    """

    code: Code
    zh: Text
    en: Text
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    owner: Text
    requires: tuple[Code, ...] = ()
    reviewed_by: Text
    reviewed_on: datetime.date
    review_again_on: datetime.date
    working_years: tuple[int, ...] = ()
    reviews: tuple[FileReview, ...] = ()

    @field_validator("review_again_on")
    @classmethod
    def _after_the_review(cls, day: datetime.date, info: ValidationInfo) -> datetime.date:
        reviewed_on = info.data.get("reviewed_on")
        if reviewed_on is not None and day <= reviewed_on:
            raise ValueError("the day to look again must come after reviewed_on")
        return day

    def label(self, lang: str) -> str:
        """Give the pack's name in the reader's language."""
        return self.en if lang.lower().startswith("en") else self.zh


class UnitKind(Labelled):
    """Describe one kind of unit; tier `any` means: that of the division where it stands."""

    fixed = frozenset({"tier"})

    tier: UnitTier
    may_have_children: bool
    needs_credit_code: bool
    note: Note = ""


class UnitName(Labelled):
    """Say by which short names people call the units of one field of work, at whatever tier.

    `zh` holds characters that stand in the full name of every such unit, in this order.
    """

    shorts: Annotated[tuple[Text, ...], Field(min_length=1)]


class DocumentKind(Labelled):
    """Describe one kind of document and which particulars it carries."""

    has_number: bool
    has_tier: bool
    has_term: bool
    note: Note = ""


class BodyKind(Labelled):
    """Describe one kind of coordination body and what its head and deputy heads are called."""

    head_zh: Text
    head_en: Text
    deputy_zh: Text
    deputy_en: Text
    note: Note = ""

    def head(self, lang: str) -> str:
        """Give what the head of such a body is called."""
        return self.head_en if lang.lower().startswith("en") else self.head_zh

    def deputy(self, lang: str) -> str:
        """Give what the deputy heads of such a body are called."""
        return self.deputy_en if lang.lower().startswith("en") else self.deputy_zh


class AxisFamily(Labelled):
    """Name a set of axes by which tasks are sorted."""


class Axis(Labelled):
    """Name one heading of an axis family, in its order."""

    fixed = frozenset({"family"})

    family: Code
    note: Note = ""


class EarlierValue(Record):
    """Keep a value that held until (not on) a day."""

    until: datetime.date
    value: Annotated[int, Field(ge=0)]
    source: Source


class Clock(Labelled):
    """Hold one named limit.

    Units: `value` counts `unit`; the day after the start is day 1.
    """

    fixed = frozenset({"unit"})

    value: Annotated[int, Field(ge=0)]
    unit: ClockUnit
    meaning_zh: Text
    meaning_en: Text
    earlier: tuple[EarlierValue, ...] = ()

    @model_validator(mode="after")
    def _possible(self) -> Clock:
        largest = _LARGEST.get(self.unit)
        if largest is not None and self.value > largest:
            raise ValueError(f"value {self.value} is more than {largest}, the most for {self.unit}")
        days = [old.until for old in self.earlier]
        if days != sorted(set(days)):
            raise ValueError("earlier values must stand in the order of their days")
        return self

    def meaning(self, lang: str) -> str:
        """Say in the reader's language what the limit means."""
        return self.meaning_en if lang.lower().startswith("en") else self.meaning_zh

    def value_on(self, day: datetime.date) -> int:
        """Give the value in force on a day."""
        return next((old.value for old in self.earlier if day < old.until), self.value)


class Role(Labelled):
    """Name what a person may be at a unit."""

    duty_zh: Text
    duty_en: Text


class TaskShape(Labelled):
    """Name one shape of a task row and whether closing it asks for evidence by default."""

    evidence_by_default: bool
    note: Note = ""


class WorkingDay(Record):
    """Say of one day whether it is worked, against what the calendar would say."""

    date: Annotated[datetime.date, BeforeValidator(_iso_day)]
    is_working: bool
    note: Note = ""
    source: Source


class Term(Record):
    """Hold one term of the glossary in Chinese, English and code."""

    term: Text
    en: Text
    identifier: Note
    note: Note = ""
    source: Source

    def label(self, lang: str) -> str:
        """Give the term in the reader's language."""
        return self.en if lang.lower().startswith("en") else self.term


class Division(Record):
    """Hold one division of GB/T 2260 for as long as its code or its name was valid.

    Grain: one code in one period. `valid_to` is the first day on which the row no longer holds.
    """

    fixed = frozenset({"tier", "parent"})

    code: DivisionCode
    name: Text
    name_en: Note
    parent: OptionalDivision
    tier: Tier
    valid_from: OptionalDay
    valid_to: OptionalDay
    successor: Divisions
    source: Source

    @model_validator(mode="after")
    def _consistent(self) -> Division:
        written = tier_of(self.code)
        if self.tier != written:
            raise ValueError(f"code {self.code} is a code of a {written}, not of a {self.tier}")
        if (self.parent is None) != (self.tier == "province"):
            raise ValueError("every division but a province stands under a parent")
        if self.valid_to is not None and self.starts >= self.valid_to:
            raise ValueError("valid_to must come after valid_from")
        if self.successor and self.valid_to is None:
            raise ValueError("a division that is still valid has no successor")
        return self

    @property
    def starts(self) -> datetime.date:
        """Give the first day, the beginning of time where the source names none."""
        return self.valid_from or datetime.date.min

    def holds(self, day: datetime.date) -> bool:
        """Say whether the row is valid on a day."""
        return self.starts <= day and (self.valid_to is None or day < self.valid_to)

    def label(self, lang: str) -> str:
        """Give the name in the reader's language, Chinese where no other is known."""
        return (self.name_en or self.name) if lang.lower().startswith("en") else self.name


class Zone(Record):
    """Hold one development zone, which GB/T 2260 does not know, under its host."""

    code: ZoneCode
    name: Text
    name_en: Text
    host_code: DivisionCode
    host_kind: Literal["city", "county"]
    level: Literal["national", "provincial", "city"]
    source: Source
    grade: Grade

    def label(self, lang: str) -> str:
        """Give the zone's name in the reader's language."""
        return self.name_en if lang.lower().startswith("en") else self.name


class MemberUnit(Labelled):
    """Name a unit that usually sits in the joint conference of this tier."""

    short: Text
    standing: Literal["member", "participating"]
    side: Literal["party", "government", "mass_organization", "judicial"]
