"""What is wrong in a pack, said so that the person who wrote the file can repair it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to repair, with the file and line where it stands and what to do.

    Units: `line` counts from 1; `file` is relative to the folder of all packs.
    """

    file: str
    line: int
    field: str
    what: str
    remedy: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        about = f"{self.field}: " if self.field else ""
        mark = "warning: " if self.level == "warning" else ""
        return f"{self.file}:{self.line}: {mark}{about}{self.what}. {self.remedy}."


class PackError(Exception):
    """A pack cannot be used; the message names every problem by file, line and field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
