"""Read one file from its bytes to its facts."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

from changai.reading.containers import open_container
from changai.reading.errors import Unreadable
from changai.reading.facts import Facts, Span
from changai.reading.mapping import Mapping
from changai.reading.restoring import Damage, Restored, restore

_HAN: Final = re.compile("[\u3400-\u9fff]")
# Above this share of lost characters a text says nothing one could rely on.
_LOST_AT_MOST: Final = 0.25


@dataclass(frozen=True)
class Reading:
    """A file with its text as it came, its clean text, the way between them, and its facts.

    Units: spans count code points, ends exclusive; `sha256` is of the file's bytes.
    """

    name: str
    sha256: str
    container: str
    encoding: str | None
    raw_text: str
    clean_text: str
    mapping: Mapping
    damage: tuple[Damage, ...]
    facts: Facts

    def source_span(self, span: Span) -> Span:
        """Return where a span of the clean text stands in the text as it came."""
        return self.mapping.source_span(span)

    def to_json(self) -> dict[str, Any]:
        """Return the facts with the clean text and, for each span, its place in the source."""
        facts = self.facts.to_json()
        for entry in (*facts["measures"], *facts["instructions"]):
            entry["source_span"] = self.source_span(tuple(entry["span"]))
        return {
            **facts,
            "clean_text": self.clean_text,
            "container": self.container,
            "encoding": self.encoding,
            "sha256": self.sha256,
            "damage": [{"kind": one.kind, "count": one.count} for one in self.damage],
        }


def read_bytes(data: bytes, name: str) -> Reading:
    """Open, restore and read one file; `name` only labels the result.

    Raises: Unreadable, with what to do about it.
    """
    from changai.reading.reader import read_facts

    opened = open_container(data)
    restored = restore(opened.text, extracted=opened.extracted)
    _refuse_ruins(restored)
    return Reading(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        container=opened.kind,
        encoding=opened.encoding,
        raw_text=opened.text,
        clean_text=restored.text,
        mapping=restored.mapping,
        damage=restored.damage,
        facts=read_facts(restored.text),
    )


def _refuse_ruins(restored: Restored) -> None:
    if not restored.text.strip():
        raise Unreadable("no_text")
    lost = sum(one.count for one in restored.damage if one.kind == "lost-characters")
    if lost > 3 and lost > _LOST_AT_MOST * (len(_HAN.findall(restored.text)) + lost):
        raise Unreadable("lost")
