"""Read a list of members, one unit a line, as it is copied from a notice or a table.

    省总工会，王强，党组书记
    参与单位：省工商联，李敏

A line that is only "副召集人：" says what the lines below it are; before a name it says so for that
line alone. The cells behind the unit are the person and the person's title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_CELLS = re.compile(r"[\t，,;；|]")
_NUMBER = re.compile(r"^\s*(?:[（(]?\d{1,3}[)）.、．]|[-•·●○*])\s*")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Line:
    """One unit of the list, with the number of its line, counted from 1 as people do."""

    number: int
    unit: str
    part: str
    person: str = ""
    title: str = ""
    spare: str = ""


def read_lines(text: str, parts: Mapping[str, str], default: str) -> list[Line]:
    """Return the lines that name a unit.

    `parts` gives the part by the word for it. A blank inside a name of two characters (王 强) is
    taken out; what stands behind the third cell is kept in `spare`, so that it can be refused.
    """
    found, part = [], default
    known_parts = {_plain(word): part for word, part in parts.items()}
    for number, raw in enumerate(text.splitlines(), start=1):
        words = _NUMBER.sub("", raw).strip()
        if not words:
            continue
        head, colon, rest = words.replace(":", "：").partition("：")
        here = part
        if colon and (known := known_parts.get(_plain(head))):
            here, words = known, rest.strip()
            if not words:
                part = known
                continue
        cells = [cell.strip() for cell in _CELLS.split(words)]
        unit, person, title, *more = [*cells, "", ""]
        spare = "，".join(cell for cell in more if cell)
        found.append(Line(number, unit, here, _BLANK.sub("", person), title, spare))
    return found


def _plain(word: str) -> str:
    return _BLANK.sub("", word).casefold()
