"""Read every fact of one clean text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from changai.reading.citations import find_documents
from changai.reading.exchanges import find_exchanges
from changai.reading.facts import Facts, Person
from changai.reading.instructions import find_instructions
from changai.reading.kind import document_kind
from changai.reading.measures import find_measures
from changai.reading.meeting import read_meeting
from changai.reading.organisations import find_organisations, find_voices
from changai.reading.people import Mention, find_mentions, find_people
from changai.reading.titles import OFFICE_END

_OFFICIAL_ACTS: Final = frozenset(("主持", "出席", "调研", "会见", "批示"))
_OPENING_LINES: Final = 3


def _opens_with_an_official(
    text: str, mentions: Sequence[Mention], people: Sequence[Person]
) -> bool:
    """Say whether the opening tells of an office holder who chairs, attends, visits or receives.

    Tours without a sitting and short notes look like no meeting by their words alone.
    """
    lines = [line for line in text.splitlines() if line.strip()][:_OPENING_LINES]
    opening = text.find(lines[-1]) + len(lines[-1]) if lines else 0
    acting = {person.name for person in people if _OFFICIAL_ACTS.intersection(person.acts)}
    return any(
        mention.name in acting and mention.start < opening and OFFICE_END.search(title)
        for mention in mentions
        for title in mention.titles
    )


def read_facts(clean_text: str) -> Facts:
    """Return kind, meeting, people, organisations, documents, measures, instructions, exchanges.

    Cost: grows with the length of the text; nothing is looked up outside it.
    """
    kind = document_kind(clean_text)
    mentions = find_mentions(clean_text)
    people = find_people(clean_text, mentions)
    if kind not in {"meeting", "plan"}:
        if not _opens_with_an_official(clean_text, mentions, people):
            return Facts(kind=kind)
        kind = "meeting"
    voices = find_voices(clean_text, mentions) if kind == "meeting" else []
    names = [person.name for person in people]
    measures = find_measures(clean_text, kind=kind, names=names)
    return Facts(
        kind=kind,
        meeting=read_meeting(clean_text, kind=kind),
        people=people,
        organisations=find_organisations(clean_text, kind=kind, measures=measures, voices=voices),
        documents=find_documents(clean_text, kind=kind),
        measures=tuple(measures),
        instructions=find_instructions(clean_text, mentions),
        exchanges=find_exchanges(voices),
    )
