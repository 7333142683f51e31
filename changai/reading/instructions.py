"""The words of a leader's written instruction (批示)."""

from __future__ import annotations

import re
from typing import Final

from changai.reading.facts import Instruction
from changai.reading.people import Mention
from changai.reading.punctuation import widen

_OPENS: Final = re.compile(
    r"(?:在(?:重要)?批示中(?:指出|强调|要求|表示|说)?|批示(?:中)?(?:指出|强调|要求|如下|说)|"
    r"作出(?:重要)?(?:指示)?批示[^。\n，：]{0,6}(?:指出|强调|要求|[：]))[，：]?\s*[“]?"
)
_GIVES: Final = re.compile(
    r"(?:作出|作了?|做出|写下|就[^，。]{0,40}作出)[^，。；]{0,40}批示|批示(?:中)?(?:指出|"
    r"强调|要求)|在(?:重要)?批示中"
)


def _giver(text: str, at: int, mentions: list[Mention]) -> str | None:
    """Return the person the instruction at `at` is by: the subject of the nearest 批示."""
    line = text.rfind("\n", 0, at) + 1
    inside = [m for m in mentions if line <= m.start < at]
    for mention in reversed(inside):
        if _GIVES.search(text[mention.end : at + 16].split("\n")[0][:140]):
            return mention.name
    for mention in reversed([m for m in mentions if m.start < at]):
        stretch = re.split("[。\n]", text[mention.end : mention.end + 120])[0]
        if _GIVES.search(stretch):
            return mention.name
    return None


def find_instructions(text: str, mentions: list[Mention]) -> tuple[Instruction, ...]:
    """Return each written instruction: by whom, its words to the paragraph's end, their span."""
    wide = widen(text)
    found: list[Instruction] = []
    for match in _OPENS.finditer(wide):
        if found and match.start() < found[-1].span[1]:
            continue
        start = match.end()
        end = wide.find("\n", start)
        end = len(wide) if end < 0 else end
        end = _until_next_voice(wide, start, end, mentions)
        while end > start and wide[end - 1] in " 　\t”":
            end -= 1
        person = _giver(wide, start, mentions)
        if person and end - start >= 6 and start != wide.find("\n", start):
            found.append(Instruction(person=person, text=text[start:end], span=(start, end)))
    headline = wide.find("\n", len(wide) - len(wide.lstrip()))
    body = [one for one in found if one.span[0] > headline]
    return tuple(body or found)


def _until_next_voice(wide: str, start: int, end: int, mentions: list[Mention]) -> int:
    """Stop where another person, or the meeting, begins to act in a later sentence."""
    for mention in mentions:
        if start < mention.lead < end and wide[mention.lead - 1] in "。！？":
            return mention.lead
    meeting = re.compile(r"(?<=[。！？])(?:会议|会上|随后|与会)").search(wide, start, end)
    return meeting.start() if meeting else end
