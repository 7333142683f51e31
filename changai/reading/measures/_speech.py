"""Orders in running reports: what a speaker or the meeting tells others to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from changai.reading.facts import Measure
from changai.reading.measures import _words
from changai.reading.measures._build import drop_aim, make
from changai.reading.measures._doers import doers
from changai.reading.measures._groups import Group, is_dated_order, read_groups
from changai.reading.sentences import (
    CLAUSE_STOPS,
    SENTENCE_STOPS,
    Page,
    Piece,
    cut,
    paragraphs,
)
from changai.reading.speakers import find_lead_in
from changai.reading.units import Assignment


@dataclass(slots=True)
class Speech:
    """What one voice says in one paragraph. `open` is False where nobody has begun to order.

    `demanded_at` is where the words behind `要求` begin, -1 where the voice only speaks.
    """

    speaker: str | None
    open: bool
    addressed: tuple[str, ...] = ()
    demanded_at: int = -1
    groups: list[Group] = field(default_factory=list)


def find_speech_measures(page: Page, *, names: Sequence[str]) -> list[Measure]:
    """Return the orders of a report of a meeting, each with who gave it."""
    found: list[Measure] = []
    last: str | None = None
    speech = Speech(None, False)
    spans = paragraphs(page.text)
    for index, (start, end) in enumerate(spans):
        if _is_heading(page.text[start:end], first=index == 0):
            continue
        speech = Speech(speech.speaker, speech.open)
        for sentence in cut(page, start, end, SENTENCE_STOPS):
            low = sentence.start
            lead_in = find_lead_in(page.text, low, sentence.end, names=names, last=last)
            while lead_in:
                found += _emit(page, speech)
                addressed = _addressed(page.text, lead_in.addressed)
                speech = Speech(lead_in.speaker, lead_in.opens, addressed)
                last = lead_in.speaker or last
                low = lead_in.addressed[0] if lead_in.addressed else lead_in.end
                speech.demanded_at = lead_in.end if lead_in.verb == "要求" else -1
                again = max(low, lead_in.end)
                lead_in = find_lead_in(page.text, again, sentence.end, names=names, last=last)
                if lead_in and not _second_voice(page.text, again, lead_in.start):
                    lead_in = None
            words = page.text[low : sentence.end]
            if low == sentence.start and _is_narrative(words):
                found += _emit(page, speech)
                last = _who_acts(words, names) or last
                speech = Speech(speech.speaker, False)
                continue
            if low == sentence.start:
                last = _who_acts(words, names) or last
            if not speech.open and not _stands_alone(page, sentence):
                continue
            if not speech.open:
                speech = Speech(last or speech.speaker, True)
            speech.groups += read_groups(page, low, sentence)
        found += _emit(page, speech)
    return found


def _addressed(text: str, span: tuple[int, int] | None) -> tuple[str, ...]:
    return doers(text[span[0] : span[1]]).lead if span else ()


def _is_heading(line: str, *, first: bool) -> bool:
    if re.search(r"[。；！!;]|[：:]$", line):
        return False
    if first and not re.search(r"(?:强调|要求|指出)[，,：:]\s*要", line):
        return True
    numbered = _words.ORDINAL.match(line)
    if numbered:
        return bool(numbered.group("dun")) and len(line) <= 24
    return len(line) <= 36 and not re.match(_words.MODAL, line)


def _second_voice(text: str, start: int, verb: int) -> bool:
    """Say whether a second lead-in follows in one sentence: `会议指出，…，强调，要…`."""
    between = text[start:verb]
    return not re.search(_words.MODAL, between) or bool(
        re.search(r"[；;，,]\s*[一-龥]{2,4}$", between)
    )


def _is_narrative(words: str) -> bool:
    if re.match(rf"(?:{_words.CONNECTIVE.pattern})?{_words.MODAL}", words) or _words.ORDINAL.match(
        words
    ):
        return False
    if re.match(r"(?:各|全|有关|相关)[^，。]{1,30}(?<!主)要", words):
        return False
    return bool(_words.NARRATIVE.search(words))


def _stands_alone(page: Page, sentence: Piece) -> bool:
    """Say whether a sentence outside any speech orders by itself: 各…要, 要 or 年底前要."""
    words = page.text[sentence.start : sentence.end]
    subject = _words.SUBJECT.match(words)
    if (
        subject
        and re.match(r"(?:各|全[省市县区]|有关|相关|参会)", words)
        and _words.is_subject(subject["who"])
    ):
        return True
    before = page.text[max(0, sentence.start - 40) : sentence.start]
    if _FIRST_POINT.match(words) and _DEPLOYS.search(before):
        return True
    if re.match(r"(?:下一?步[，,]?|同时[，,]?|[一二三四五六七八九]是?)?要(?![求素点])", words):
        return True
    clauses = cut(page, sentence.start, sentence.end, CLAUSE_STOPS)
    return any(is_dated_order(page.text[clause.start : clause.end]) for clause in clauses)


_FIRST_POINT = re.compile(rf"一是(?={_words.STRONG_VERB.pattern}|[扛抓扎严])")
_DEPLOYS = re.compile(r"(?:部署|安排|要求|措施|做好[^。]{0,16}工作|推进[^。]{0,16}工作)[。：]\s*$")
_ACTS = re.compile(
    r"[^，。]{0,30}(?:批示|讲话)|[^，。]{0,6}(?:传达|通报|部署|安排|充分肯定|先后|一行|边|率)"
)


def _who_acts(words: str, names: Sequence[str]) -> str | None:
    """Return the person whose act the sentence tells, to whom a later 他 refers."""
    found = sorted((words.find(name), name) for name in names if name in words and name != "习近平")
    acting = [name for at, name in found if _ACTS.match(words[at + len(name) :])]
    if acting:
        return acting[0]
    first = re.search(r"[，,。；]", words)
    return found[0][1] if found and found[0][0] < (first.start() if first else len(words)) else None


def _emit(page: Page, speech: Speech) -> list[Measure]:
    """Turn the groups of a speech into measures and empty it."""
    groups, speech.groups = speech.groups, []
    if not speech.open:
        return []
    found: list[Measure] = []
    at = 0
    while at < len(groups):
        if groups[at].ordinal:
            high = at + 1
            while high < len(groups) and not groups[high].ordinal:
                high += 1
            found += _item(page, speech, groups[at:high])
            at = high
            continue
        after = groups[at + 1] if at + 1 < len(groups) else None
        if _is_guidance_before(page.text, groups[at], after):
            groups[at].end = groups[at + 1].end
            found += _single(page, speech, groups[at])
            at += 2
            continue
        if not _is_slogan_before(page.text, groups[at], after):
            found += _single(page, speech, groups[at])
        at += 1
    return found


def _is_slogan_before(text: str, group: Group, after: Group | None) -> bool:
    """Say whether a bare head only announces the order that follows it."""
    if group.form != "bare" or after is None or after.ordinal or after.form == "bare":
        return False
    if not after.new_part:
        return after.form == "must" or not _words.is_imperative(text[group.start : group.end])
    return group.end - group.start <= 14 and group.stop in ("。", "：", "")


def _is_guidance_before(text: str, group: Group, after: Group | None) -> bool:
    """Say whether 坚持 … only goes on with the overall requirement before it."""
    if after is None or after.form != "bare" or after.ordinal:
        return False
    return bool(_words.GUIDANCE.match(text[group.start : group.end])) and text.startswith(
        "坚持", after.start
    )


def _item(page: Page, speech: Speech, groups: list[Group]) -> list[Measure]:
    """Read one numbered point: its head and the sentences that spell it out."""
    head, rest = groups[0], groups[1:]
    text = page.text
    orders = [group for group in rest if group.form != "bare"]
    if not rest:
        return _single(page, speech, head)
    if orders:
        found: list[Measure] = []
        if _names_task(text, head) and len(rest) == 1:
            head.end, head.lead = rest[0].end, head.lead or rest[0].lead
            return _single(page, speech, head, joined=True)
        slogan = (head.form == "must" and head.end - head.start <= 8) or (
            head.form == "bare"
            and (
                head.end - head.start <= 30 or not _words.is_imperative(text[head.start : head.end])
            )
        )
        low = 0 if slogan or head.stop == "：" else 1
        if low:
            follow = 0
            while follow < len(rest) and _continues(text, rest[follow]):
                head.end = rest[follow].end
                follow += 1
            found += _single(page, speech, head)
            rest = rest[follow:]
        for group in rest:
            found += _single(page, speech, group)
        return found
    for group in rest:
        if not _continues(text, group):
            break
        head.end = group.end
    return _single(page, speech, head, joined=True)


def _names_task(text: str, head: Group) -> bool:
    """Say whether a head names its task with an object, unlike 各司其职，对表落实."""
    words = text[head.start : head.end]
    if head.form != "bare" or not _words.is_imperative(words):
        return False
    return max(len(clause) for clause in re.split(r"[，,]", words)) >= 10


def _continues(text: str, group: Group) -> bool:
    words = text[group.start : group.end]
    return (
        group.form == "bare"
        and not _words.STATEMENT.search(words)
        and not _is_occasion(words, group)
    )


def _single(page: Page, speech: Speech, group: Group, *, joined: bool = False) -> list[Measure]:
    text = page.text
    words = text[group.start : group.end]
    demanded = speech.demanded_at >= 0 and (
        group.ordinal or 0 <= group.start - speech.demanded_at <= 2
    )
    if not _is_order(words, group, joined, demanded):
        return []
    end = drop_aim(text, group.start, group.end)
    carried = group.ordinal or not words.startswith("要")
    lead = group.lead or (speech.addressed if carried else ())
    measure = make(
        text,
        group.start,
        end,
        speaker=speech.speaker,
        assigned=Assignment(lead, group.cooperating),
    )
    return [measure] if measure else []


def _is_order(words: str, group: Group, joined: bool, demanded: bool) -> bool:
    if _words.UMBRELLA.search(words) or _is_occasion(words, group):
        return False
    if _words.is_attitude(words[re.match(r"(?:[^，,]{0,40}?要)?", words).end() :]):  # type: ignore[union-attr]
        return False
    if group.form in ("must", "subject", "told"):
        return not re.search(r"^要(?:是|不是|想|知道|说|(?:清醒|清楚|充分|也)?地?看到)", words)
    if group.ordinal:
        if re.search(r"的[^，。的]{2,8}$", words) and not _words.STRONG_VERB.match(words):
            return False
        if joined or _words.is_imperative(words) or re.search(_words.MODAL, words):
            return True
        return demanded and len(words) >= 6 and not _words.STATEMENT.search(words)
    return _words.is_imperative(words) or (demanded and not _words.STATEMENT.search(words))


def _is_occasion(words: str, group: Group) -> bool:
    """Say whether a clause only names the occasion of the order behind its comma."""
    return (
        group.form == "bare"
        and group.stop in ("，", ",")
        and not re.search("[，,]", words)
        and bool(_OCCASION.match(words))
    )


_OCCASION = re.compile(
    r"针对|根据|按照|围绕|结合|对于|关于|对照|依据|鉴于|为了?(?!民)|通过|就(?!业)|面对|随着|面向|在[^，]{2,30}[上中下时后]$"
)
