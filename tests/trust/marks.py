"""Words that occur in one object only, each with who may ever read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.trust.tree import Person

Who = Callable[[Person], bool]
SHAPE = re.compile(r"qzx(\d{4})")
SHAPE_IN_BYTES = re.compile(rb"qzx(\d{4})")


@dataclass
class Marks:
    """Every mark by its number: what it stands in, and who may read it."""

    what: list[str] = field(default_factory=list)
    who: list[Who] = field(default_factory=list)

    def make(self, what: str, who: Who) -> str:
        """Return a new mark for a text."""
        self.what.append(what)
        self.who.append(who)
        return f"qzx{len(self.what) - 1:04d}"

    def leaked(self, body: bytes, person: Person) -> list[str]:
        """Return what a body shows that this person may never read."""
        found = {int(number) for number in SHAPE_IN_BYTES.findall(body)}
        return sorted(
            self.what[number]
            for number in found
            if not (person.signed_in and self.who[number](person))
        )
