"""Content about pilots: tiers with their terms, categories, scopes, eligibility, the rubric."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from changai.packs.schema import Code, Labelled, Note, Record, Source, Text

R = TypeVar("R", bound=Labelled)
Op = Literal["gt", "ge", "le", "lt", "eq"]
RUBRIC_POINTS = 100


class PilotTier(Labelled):
    """Say for one tier who names its pilots and how long their term runs.

    Units: the three in months; `rank` is 1 for the widest tier.
    """

    fixed = frozenset({"rank"})

    rank: Annotated[int, Field(ge=1)]
    naming_kinds: Annotated[tuple[Code, ...], Field(min_length=1)]
    term_months: Annotated[int, Field(ge=1)]
    mid_term_months: Annotated[int, Field(ge=1)]
    renewal_months: Annotated[int, Field(ge=1)]


class PilotCategory(Labelled):
    """Name one category by which pilots are sorted beside their tier."""

    note: Note = ""


class PilotScope(Labelled):
    """Name how far a pilot reaches, and which kinds of units can be one."""

    unit_kinds: Annotated[tuple[Code, ...], Field(min_length=1)]


class PilotPhase(Labelled):
    """Name one phase of a pilot's work, in its order."""

    fixed = frozenset({"order"})

    order: Annotated[int, Field(ge=1)]
    note: Note = ""


class Ownership(Labelled):
    """Name one kind of ownership of enterprises."""


class Condition(Record):
    """Compare one fact of a unit with a number; its source is where that number was read."""

    fact: Literal["workers_count", "output_yuan"]
    op: Op
    value: Annotated[int, Field(ge=0)]
    source: Source


class Eligibility(Labelled):
    """Ask of a unit that at least one of the conditions holds."""

    scopes: Annotated[tuple[Code, ...], Field(min_length=1)]
    any_of: tuple[Condition, ...]

    @model_validator(mode="after")
    def _asks_something(self) -> Eligibility:
        if not self.any_of:
            raise ValueError("any_of must hold at least one condition")
        return self


class Criterion(Labelled):
    """Name one line of the rubric and the most points it gives."""

    points: Annotated[int, Field(ge=1)]
    help_zh: Text
    help_en: Text

    def help(self, lang: str) -> str:
        """Say in the reader's language what is looked at."""
        return self.help_en if lang.lower().startswith("en") else self.help_zh


class PilotLimit(Labelled):
    """Hold one number that the review or the care of pilots goes by."""

    fixed = frozenset({"unit"})

    value: Annotated[int, Field(ge=0)]
    unit: Literal["votes", "points", "percent", "days", "pilots"]


SECTIONS: tuple[tuple[str, type[Labelled]], ...] = (
    ("pilot_tier", PilotTier),
    ("pilot_category", PilotCategory),
    ("pilot_scope", PilotScope),
    ("pilot_phase", PilotPhase),
    ("ownership", Ownership),
    ("eligibility", Eligibility),
    ("criterion", Criterion),
    ("pilot_limit", PilotLimit),
)


@dataclass(frozen=True, eq=False)
class PilotContent:
    """Hold what the packs in use say about pilots, each kind in its order."""

    records: tuple[Labelled, ...]

    def _all(self, model: type[R]) -> tuple[R, ...]:
        return tuple(one for one in self.records if isinstance(one, model))

    @cached_property
    def tiers(self) -> tuple[PilotTier, ...]:
        """Give the tiers, the widest first."""
        return tuple(sorted(self._all(PilotTier), key=lambda one: one.rank))

    @cached_property
    def categories(self) -> tuple[PilotCategory, ...]:
        """Give the categories."""
        return self._all(PilotCategory)

    @cached_property
    def scopes(self) -> tuple[PilotScope, ...]:
        """Give the scopes."""
        return self._all(PilotScope)

    @cached_property
    def phases(self) -> tuple[PilotPhase, ...]:
        """Give the phases in their order."""
        return tuple(sorted(self._all(PilotPhase), key=lambda one: one.order))

    @cached_property
    def ownerships(self) -> tuple[Ownership, ...]:
        """Give the kinds of ownership."""
        return self._all(Ownership)

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Give the lines of the rubric."""
        return self._all(Criterion)

    def eligibility(self, scope: str) -> tuple[Eligibility, ...]:
        """Give the rules that a unit of a scope must meet, all of them."""
        return tuple(one for one in self._all(Eligibility) if scope in one.scopes)

    def limit(self, code: str) -> PilotLimit:
        """Find a limit.

        Raises: LookupError where the packs hold none under this code.
        """
        return _found(self._all(PilotLimit), code)

    def tier(self, code: str) -> PilotTier:
        """Find a tier."""
        return _found(self.tiers, code)


def _found(rows: Iterable[R], code: str) -> R:
    for row in rows:
        if row.code == code:
            return row
    raise LookupError(f"the packs in use know nothing of {code!r} about pilots")


def faults(records: Sequence[Record], unit_kinds: set[str]) -> list[tuple[Record, str, str, str]]:
    """List what one record about pilots says wrongly about another: field, what, remedy."""
    scopes = {one.code for one in records if isinstance(one, PilotScope)}
    found: list[tuple[Record, str, str, str]] = []
    for one in records:
        if isinstance(one, Eligibility):
            for unknown in sorted(set(one.scopes) - scopes):
                known = ", ".join(sorted(scopes)) or "none yet"
                remedy = f"Add it as [[pilot_scope]], or use one of those there are: {known}"
                found.append((one, "scopes", f"no scope {unknown!r}", remedy))
        elif isinstance(one, PilotScope | PilotTier):
            field = "unit_kinds" if isinstance(one, PilotScope) else "naming_kinds"
            for unknown in sorted(set(getattr(one, field)) - unit_kinds):
                remedy = "Use codes of unit_kinds.toml"
                found.append((one, field, f"no kind of unit {unknown!r}", remedy))
        if isinstance(one, PilotTier) and one.mid_term_months >= one.term_months:
            what = f"the mid-term check ({one.mid_term_months}) is not inside the term"
            found.append((one, "mid_term_months", what, "Let it come before term_months"))
    lines = [one for one in records if isinstance(one, Criterion)]
    total = sum(one.points for one in lines)
    if lines and total != RUBRIC_POINTS:
        parts = " + ".join(str(one.points) for one in lines)
        what = f"the points of the rubric are {parts} = {total}, not {RUBRIC_POINTS}"
        found.append((lines[-1], "points", what, "Let all lines together give 100 points"))
    return found
