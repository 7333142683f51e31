"""A meeting as a report tells it: what a person is asked to confirm, each with its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from changai.meetings.rules._times import session_number

_DAY = re.compile(r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
# The first fitting word decides the form.
_FORMS = (
    ("TV_PHONE", re.compile(r"电视电话")),
    ("VIDEO", re.compile(r"视频|网络|线上|连线")),
    ("WRITTEN", re.compile(r"书面")),
    ("ON_SITE", re.compile(r"现场|观摩")),
)
_KINDS = (
    ("CONSULTATION", re.compile(r"征求意见")),
    ("TOUR", re.compile(r"观摩")),
    ("ON_SITE", re.compile(r"现场")),
    ("EXPANDED", re.compile(r"扩大")),
    ("QUARTERLY", re.compile(r"季度|例会")),
    ("JOINT_CONFERENCE", re.compile(r"联席会议")),
    ("PLENARY", re.compile(r"全体会议|全会")),
)
# A person's acts in the report, and what each is in the record; the order is that of a report.
_ACTS = (
    ("批示", "INSTRUCTED"),
    ("传达", "CONVEYED"),
    ("讲话", "SPOKE"),
    ("主持", "CHAIRED"),
    ("发言", "EXCHANGED"),
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
_HOUR = re.compile(
    r"(?P<part>上午|下午|晚上|晚间)?(?P<hour>\d{1,2})[时点:：](?:(?P<minute>\d{1,2})|(?P<half>半))?"
)


@dataclass(frozen=True)
class SpeakerFound:
    """Somebody, or a body, that acted in the meeting, with the sentence that says so."""

    act: str
    name: str
    titles: str = ""
    tier: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Found:
    """A value as read and the sentence it stands in."""

    words: str
    quote: str = ""


@dataclass(frozen=True)
class Proposal:
    """The meeting as read from a report; every part may be empty and is for a person to confirm."""

    title: Found
    number: int | None
    kind: str
    form: str
    form_words: Found
    day: date | None
    begins: time | None
    when: Found
    venue: Found
    rooms: tuple[Found, ...] = ()
    chair: Found = field(default_factory=lambda: Found(""))
    speakers: tuple[SpeakerFound, ...] = ()
    cited: tuple[Found, ...] = ()
    # Whether the year of the day was taken from elsewhere than the words of the day.
    year_is_guessed: bool = False


@dataclass(frozen=True)
class SpeakerLine:
    """A speaker as typed on one line."""

    name: str
    titles: str = ""
    tier: str = ""


def speaker_line(line: str, tiers: Mapping[str, str]) -> SpeakerLine:
    """Return who a typed line names: the name, then titles, then a tier, behind commas.

    `tiers` has the codes by their names; a last part that names none belongs to the titles.
    """
    name, *rest = (part.strip() for part in re.split(r"[，,\t]", line))
    rest = [part for part in rest if part]
    tier = tiers.get(rest[-1], "") if rest else ""
    return SpeakerLine(name, "，".join(rest[:-1] if tier else rest), tier)


def propose(facts: Mapping[str, Any], text: str, *, dated_on: date | None) -> Proposal:
    """Return what the facts of a report say of its meeting.

    The year of its day is that of the report, else the latest in the titles it cites, else in its
    text; a year from there is marked for checking. Hours are proposed only where they are said.
    """
    meeting = facts.get("meeting") or {}
    title = meeting.get("title") or ""
    when = meeting.get("date") or ""
    people = facts.get("people") or ()
    chairs = [one["name"] for one in people if "主持" in one.get("acts", ())]
    form = meeting.get("form") or ""
    cited = facts.get("documents") or ()
    day = day_read(when, dated_on)
    if day is None:
        day = _day_in_latest_year(when, cited, text)
    found = _DAY.search(when)
    return Proposal(
        title=_found(title, text),
        number=session_number(title),
        kind=_first(_KINDS, title) or "OTHER",
        form=_first(_FORMS, form) or "ON_SITE",
        form_words=_found(form, text),
        day=day,
        begins=hour_read(when),
        when=_found(when, text),
        venue=_found(meeting.get("place") or "", text),
        rooms=tuple(_found(name, text, "分会场") for name in meeting.get("sub_venues") or ()),
        chair=_found(chairs[0], text, "主持") if chairs else Found(""),
        speakers=(*_people(people, text), *_bodies(facts.get("exchanges") or (), text)),
        cited=tuple(_found(name, text) for name in cited),
        year_is_guessed=bool(day and found and not found["year"]),
    )


def day_read(words: str, dated_on: date | None) -> date | None:
    """Return the day that words name; without a year the last such day before the report's own."""
    found = _DAY.search(words)
    if not found or not (found["year"] or dated_on):
        return None
    year = int(found["year"] or (dated_on.year if dated_on else 0))
    try:
        day = date(year, int(found["month"]), int(found["day"]))
        if not found["year"] and dated_on and day > dated_on:
            day = day.replace(year=year - 1)
    except ValueError:
        return None
    return day


def _day_in_latest_year(words: str, cited: Iterable[str], text: str) -> date | None:
    """Return the day that words name without a year, in the latest year that is named beside."""
    years = _YEAR.findall(" ".join(cited)) or _YEAR.findall(text)
    return day_read(f"{max(years)}年{words}", None) if years and _DAY.match(words) else None


def hour_read(words: str) -> time | None:
    """Return the hour that words name; None where they name none, such as only a morning."""
    found = _HOUR.search(words)
    if not found:
        return None
    late = found["part"] not in (None, "上午") and int(found["hour"]) < 12
    minute = 30 if found["half"] else int(found["minute"] or 0)
    try:
        return time(int(found["hour"]) + 12 * late, minute)
    except ValueError:
        return None


def sentence_with(text: str, *words: str) -> str:
    """Return the first sentence that holds all the words, else the first word; empty if none."""
    if not words or not words[0]:
        return ""
    sentences = [found[0].strip() for found in _SENTENCE.finditer(text)]
    both = (one for one in sentences if all(word in one for word in words))
    one = (sentence for sentence in sentences if words[0] in sentence)
    return next(both, None) or next(one, "")


def _found(words: str, text: str, beside: str = "") -> Found:
    asked = (words, beside) if beside else (words,)
    return Found(words, sentence_with(text, *asked))


def _first(table: Sequence[tuple[str, re.Pattern[str]]], words: str) -> str:
    return next((code for code, rx in table if words and rx.search(words)), "")


def _people(people: Iterable[Mapping[str, Any]], text: str) -> Iterable[SpeakerFound]:
    for word, act in _ACTS:
        for one in people:
            if word in one.get("acts", ()):
                titles = "、".join(one.get("titles", ()))
                quote = sentence_with(text, one["name"], word)
                yield SpeakerFound(act, one["name"], titles, "", quote)


def _bodies(bodies: Iterable[Mapping[str, Any]], text: str) -> Iterable[SpeakerFound]:
    for one in bodies:
        quote = sentence_with(text, one["organisation"], "发言")
        yield SpeakerFound("EXCHANGED", one["organisation"], "", one["tier"].upper(), quote)
