"""Words that occur in one object only, each with who may ever read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.trust.tree import Person

Who = Callable[[Person], bool]
SHAPE = re.compile(rb"qzx(\d{4})")


@dataclass
class Marks:
    """Every mark by its number: what it stands in, and who may read it.

    A value cannot carry a mark: it is itself one, as it is written on a page.
    """

    what: list[str] = field(default_factory=list)
    who: list[Who] = field(default_factory=list)
    values: dict[bytes, int] = field(default_factory=dict)

    def make(self, what: str, who: Who) -> str:
        """Return a new mark for a text."""
        self.what.append(what)
        self.who.append(who)
        return f"qzx{len(self.what) - 1:04d}"

    def value(self, text: str, what: str, who: Who) -> str:
        """Take a value that occurs nowhere else for a mark."""
        self.make(what, who)
        self.values[text.encode()] = len(self.what) - 1
        return text

    def leaked(self, body: bytes, person: Person) -> list[str]:
        """Return what a body shows that this person may never read."""
        found = {int(number) for number in SHAPE.findall(body)}
        found |= {number for text, number in self.values.items() if text in body}
        return sorted(
            self.what[number]
            for number in found
            if not (person.signed_in and self.who[number](person))
        )
