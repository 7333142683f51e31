"""The facts a document states, in the shape `changai read --json` prints."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True)
class Target:
    """A number a unit is to reach; `value` and `unit` as written, `what` in a few words."""

    value: str
    unit: str
    what: str


@dataclass(frozen=True)
class Measure:
    """One imperative clause group a unit could be held to.

    Units: `span` counts code points of the clean text, end exclusive; `text` equals that slice.
    """

    text: str
    span: Span
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    deadline: str | None = None
    targets: tuple[Target, ...] = ()
    speaker: str | None = None


@dataclass(frozen=True)
class Person:
    """Somebody who acts in the document, with titles and acts as written."""

    name: str
    titles: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exchange:
    """A body that spoke in the exchange, with its tier: province, city, county, zone, …"""

    organisation: str
    tier: str


@dataclass(frozen=True)
class Instruction:
    """A leader's written instruction as the document gives it."""

    person: str
    text: str
    span: Span


@dataclass(frozen=True)
class Meeting:
    """The meeting of the headline, every field as written; None where the text is silent."""

    date: str | None = None
    place: str | None = None
    title: str | None = None
    form: str | None = None
    sub_venues: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Everything read from one clean text."""

    kind: str
    meeting: Meeting = field(default_factory=Meeting)
    people: tuple[Person, ...] = ()
    organisations: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    exchanges: tuple[Exchange, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain dicts and lists in the shape of the command's JSON."""
        return asdict(self)
