"""People who act in a document: names, titles, acts."""

from __future__ import annotations

from changai.reading.facts import Person
from changai.reading.people._acts import Acts
from changai.reading.people._mentions import Mention, find_mentions
from changai.reading.titles import merge_titles

__all__ = ["Mention", "find_mentions", "find_people"]


def find_people(text: str, mentions: list[Mention] | None = None) -> tuple[Person, ...]:
    """Return everyone who acts in the text, in the order they are first named."""
    named = find_mentions(text) if mentions is None else mentions
    walk = Acts(text, named)
    walk.read()
    people: list[Person] = []
    for name in dict.fromkeys(m.name for m in named):
        acts = tuple(walk.acts.get(name, ()))
        if not acts and name not in walk.present:
            continue
        titles = merge_titles([m.titles for m in named if m.name == name])
        people.append(Person(name=name, titles=titles, acts=acts))
    return tuple(people)
