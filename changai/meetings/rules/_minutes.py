"""What signed minutes hold, which of it an amendment may correct, and what a decision lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

Content = Mapping[str, Any]


def gettext_noop(words: str) -> str:
    """Mark words for the catalogue without translating them here."""
    return words


_ = gettext_noop
UNIT, DATE = "unit", "date"
# The parts of the minutes that may be corrected: of the whole, and of each line of a list.
OF_MEETING: Mapping[str, str] = {
    "title": _("会议名称"),
    "venue": _("主会场"),
    "chair": _("主持人"),
    "summary": _("会议概述"),
}
OF_LINES: Mapping[str, Mapping[str, str]] = {
    "attendance": {"presence": _("出席情况"), "who": _("参会人员")},
    "items": {"title": _("议题"), "outcome": _("议题结果")},
    "speakers": {"name": _("发言人"), "titles": _("职务")},
    "decisions": {
        "words": _("议定事项"),
        "unit": _("责任单位"),
        "cooperating": _("配合单位"),
        "due_on": _("完成时限"),
    },
}
del _


@dataclass(frozen=True)
class MinutesLine:
    """One thing said in signed minutes that an amendment may correct: where, what, the words."""

    key: str
    label: str
    number: str
    value: str


@dataclass(frozen=True)
class Change:
    """A correction in the order in which it was made."""

    key: str
    after: str


def gaps(unit_id: int | None, due_on: date | None) -> tuple[str, ...]:
    """Return what a decision lacks before its minutes may be signed."""
    lacks = ((UNIT, unit_id), (DATE, due_on))
    return tuple(name for name, value in lacks if value is None)


def minutes_lines(content: Content) -> list[MinutesLine]:
    """Return every line of signed minutes that an amendment may correct, in reading order."""
    found = [
        MinutesLine(f"meeting.{name}", label, "", str(content.get(name) or ""))
        for name, label in OF_MEETING.items()
    ]
    for part, fields in OF_LINES.items():
        for place, row in enumerate(content.get(part, ()), start=1):
            found += [
                MinutesLine(f"{part}.{row['id']}.{name}", label, str(place), in_words(row[name]))
                for name, label in fields.items()
            ]
    return found


def line_at(content: Content, key: str) -> MinutesLine | None:
    """Return one line by its key."""
    return next((line for line in minutes_lines(content) if line.key == key), None)


def amended(content: Content, changes: Iterable[Change]) -> dict[str, Any]:
    """Return the minutes as they read after their amendments; what was signed is not touched."""
    result: dict[str, Any] = deepcopy(dict(content))
    for change in changes:
        part, _dot, rest = change.key.partition(".")
        if part == "meeting":
            result[rest] = change.after
            continue
        number, _dot, name = rest.partition(".")
        for row in result.get(part, ()):
            if str(row["id"]) == number:
                row[name] = change.after
    return result


def in_words(value: Any) -> str:
    """Return a value of the minutes as text: several names are joined."""
    if isinstance(value, str) or value is None:
        return value or ""
    return "、".join(str(one) for one in value) if isinstance(value, Sequence) else str(value)
