"""Read every fact of one clean text."""

from __future__ import annotations

from changai.reading.citations import find_documents
from changai.reading.exchanges import find_exchanges
from changai.reading.facts import Facts
from changai.reading.instructions import find_instructions
from changai.reading.kind import document_kind
from changai.reading.measures import find_measures
from changai.reading.meeting import read_meeting
from changai.reading.organisations import find_organisations, find_voices
from changai.reading.people import find_mentions, find_people


def read_facts(clean_text: str) -> Facts:
    """Return kind, meeting, people, organisations, documents, measures, instructions, exchanges.

    Cost: grows with the length of the text; nothing is looked up outside it.
    """
    kind = document_kind(clean_text)
    if kind not in {"meeting", "plan"}:
        return Facts(kind=kind)
    mentions = find_mentions(clean_text)
    people = find_people(clean_text, mentions)
    voices = find_voices(clean_text, mentions) if kind == "meeting" else []
    names = [person.name for person in people]
    measures = find_measures(clean_text, kind=kind, names=names)
    return Facts(
        kind=kind,
        meeting=read_meeting(clean_text, kind=kind),
        people=people,
        organisations=find_organisations(
            clean_text, kind=kind, measures=measures, voices=voices
        ),
        documents=find_documents(clean_text, kind=kind),
        measures=tuple(measures),
        instructions=find_instructions(clean_text, mentions),
        exchanges=find_exchanges(voices),
    )
