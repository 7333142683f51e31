"""Orders in running reports: what a speaker or the meeting tells others to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from changai.reading import deadlines, units
from changai.reading.facts import Measure
from changai.reading.measures import _words
from changai.reading.measures._build import drop_aim, make
from changai.reading.sentences import (
    CLAUSE_STOPS,
    PART_STOPS,
    SENTENCE_STOPS,
    Page,
    Piece,
    cut,
    paragraphs,
    trim,
)
from changai.reading.speakers import find_lead_in
from changai.reading.units import Assignment, split_units

_COLON_STOPS = CLAUSE_STOPS | frozenset("：:")


@dataclass(slots=True)
class Group:
    """One clause group. `form`: 'must' has a modal, 'subject' its own doer, 'bare' neither."""

    start: int
    end: int
    form: str
    ordinal: bool = False
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    stop: str = ""
    new_part: bool = True


@dataclass(slots=True)
class Speech:
    """What one voice says in one paragraph. `open` is False where nobody has begun to order."""

    speaker: str | None
    open: bool
    addressed: tuple[str, ...] = ()
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
            speech.groups += _groups(page, low, sentence)
        found += _emit(page, speech)
    return found


def _addressed(text: str, span: tuple[int, int] | None) -> tuple[str, ...]:
    return _doers(text[span[0] : span[1]]).lead if span else ()


def _is_heading(line: str, *, first: bool) -> bool:
    if re.search(r"[。；！!;]|[：:]$", line):
        return False
    if first and not re.search(r"(?:强调|要求|指出)[，,：:]\s*要", line):
        return True
    return len(line) <= 36 and not _words.ORDINAL.match(line) and not re.match(_words.MODAL, line)


def _second_voice(text: str, start: int, verb: int) -> bool:
    """Say whether a second lead-in follows in one sentence: `会议指出，…，强调，要…`."""
    between = text[start:verb]
    return not re.search(_words.MODAL, between) or bool(re.search(r"[；;，,]\s*[一-龥]{2,4}$", between))


def _is_narrative(words: str) -> bool:
    if re.match(rf"(?:{_words.CONNECTIVE.pattern})?{_words.MODAL}", words) or _words.ORDINAL.match(words):
        return False
    if re.match(r"(?:各|全|有关|相关)[^，。]{1,30}要", words):
        return False
    return bool(_words.NARRATIVE.search(words))


def _stands_alone(page: Page, sentence: Piece) -> bool:
    """Say whether a sentence outside any speech orders by itself: 各…要, 要 or 年底前要."""
    words = page.text[sentence.start : sentence.end]
    subject = _words.SUBJECT.match(words)
    if subject and re.match(r"(?:各|全[省市县区]|有关|相关|参会)", words) and _words.is_subject(subject["who"]):
        return True
    if re.match(r"(?:下一?步[，,]?|同时[，,]?|[一二三四五六七八九]是?)?要(?![求素点])", words):
        return True
    clauses = cut(page, sentence.start, sentence.end, CLAUSE_STOPS)
    return any(_dated_order(page.text[clause.start : clause.end]) for clause in clauses)


_ACTS = re.compile(r"[^，。]{0,30}(?:批示|讲话)|[^，。]{0,6}(?:传达|通报|部署|安排|充分肯定|先后|一行|边|率)")


def _who_acts(words: str, names: Sequence[str]) -> str | None:
    """Return the person whose act the sentence tells, to whom a later 他 refers."""
    found = sorted((words.find(name), name) for name in names if name in words and name != "习近平")
    acting = [name for at, name in found if _ACTS.match(words[at + len(name) :])]
    if acting:
        return acting[0]
    first = re.search(r"[，,。；]", words)
    return found[0][1] if found and found[0][0] < (first.start() if first else len(words)) else None


def _groups(page: Page, low: int, sentence: Piece) -> list[Group]:
    found: list[Group] = []
    for part in cut(page, low, sentence.end, PART_STOPS):
        first = True
        for piece in _order_pieces(page, part):
            group = _read_group(page.text, piece)
            group.new_part = first
            if not first and group.form == "bare" and not group.ordinal and found:
                found[-1].end, found[-1].stop = group.end, group.stop
                continue
            first = False
            found.append(group)
    return found


def _order_pieces(page: Page, part: Piece) -> list[Piece]:
    """Cut a part where a comma or colon is followed by a new order."""
    text = page.text
    pieces: list[Piece] = []
    for clause in cut(page, part.start, part.end, _COLON_STOPS):
        if pieces:
            before = pieces[-1]
            words = text[clause.start : clause.end]
            numbered = bool(_words.ORDINAL.match(text[before.start : before.end]))
            opens = _opens_point(words) if numbered else _opens_order(words)
            if not opens or (before.stop in "：:" and not opens):
                pieces[-1] = Piece(before.start, clause.end, clause.stop)
                continue
        pieces.append(clause)
    return pieces


def _opens_point(clause: str) -> bool:
    ordinal = _words.ORDINAL.match(clause)
    return bool(ordinal and (ordinal.group("yi") or not ordinal.group("dun")))


def _opens_order(clause: str) -> bool:
    if _opens_point(clause):
        return True
    rest = clause[_connective_length(clause) :]
    if re.match(_words.MODAL, rest) and not re.match(r"须|需|应|一律|不得|严禁|禁止|切忌|必须|务必", rest):
        return True
    if _dated_order(rest):
        return True
    return _subject_of(rest) is not None


def _connective_length(words: str) -> int:
    match = _words.CONNECTIVE.match(words)
    return match.end() if match else 0


def _dated_order(words: str) -> bool:
    spans = deadlines.find_deadlines(words[:24])
    if not spans or spans[0][0] > 1:
        return False
    rest = words[spans[0][1] :]
    return bool(re.match(rf"[，,]?(?:[^，。]{{0,6}})?{_words.MODAL}", rest))


def _subject_of(words: str) -> re.Match[str] | None:
    subject = _words.SUBJECT.match(words)
    if subject and _words.is_subject(subject["who"]):
        return subject
    return None


def _read_group(text: str, piece: Piece) -> Group:
    start, ordinal = piece.start, False
    for _ in range(3):
        words = text[start : piece.end]
        mark = _words.ORDINAL.match(words)
        if mark:
            ordinal = True
            kept = mark.group().rstrip()
            start += mark.end() - (1 if kept.endswith("要") else 0)
            if kept.endswith("要"):
                break
            continue
        skip = _connective_length(words)
        if not skip:
            break
        start += skip
    start, _ = trim(text, start, piece.end, "，,、")
    words = text[start : piece.end]
    if re.match(_words.MODAL, words) or _dated_order(words):
        group = Group(start, piece.end, "must", ordinal, stop=piece.stop)
        group.lead = _inner_doers(words, ordinal)
        return _with_partners(text, group)
    subject = _subject_of(words)
    if subject:
        given = _doers(subject["who"])
        return Group(start, piece.end, "subject", ordinal, given.lead, given.cooperating, piece.stop)
    inner = re.search(_words.MODAL, words[:40])
    comma = re.search(r"[，,]", words)
    if inner and inner.group() in "要必须应当" and (not comma or inner.start() < comma.start()):
        if _is_topic(words[: inner.start()]):
            rest = re.match(r"[^，,。]*", words[inner.start() :])
            brief = rest is not None and len(rest.group()) <= 8
            begin = start if brief or words.startswith(("对", "把", "将")) else start + inner.start()
            return Group(begin, piece.end, "must", ordinal, stop=piece.stop)
    assigned = _assigned(words)
    if assigned:
        return Group(start, piece.end, "subject", ordinal, assigned.lead, assigned.cooperating, piece.stop)
    return Group(start, piece.end, "bare", ordinal, stop=piece.stop)


def _inner_doers(words: str, ordinal: bool) -> tuple[str, ...]:
    """Return who must act where the subject follows a date or the head of a numbered point."""
    clauses = re.split(r"[，,]", words)
    for clause in clauses[1:] if ordinal else clauses[:2]:
        dates = deadlines.find_deadlines(clause[:24])
        rest = clause[dates[0][1] :] if dates and dates[0][0] <= 1 else clause
        subject = _subject_of(rest.lstrip("，, "))
        if subject and not re.match(_words.MODAL, rest):
            return _doers(subject["who"]).lead
    listed = re.match(r"[^，,]{0,20}[，,](?P<who>[^，,。]{2,60}?)(?:等[^，,。]{0,14})?要(?!求)", words)
    if listed and not ordinal and "、" in listed["who"]:
        return _doers(listed["who"]).lead
    return ()


def _is_topic(words: str) -> bool:
    return 1 < len(words) <= 30 and not re.search(r"(?:我们|大家|认为|表示|不|是|了|如果|只|既|可能|就|不仅)$", words)


_TASKED = re.compile(
    r"(?:由)?(?P<who>[^，,。；;]{2,40}?)(?P<act>牵头|负责|具体负责|会同|配合)(?P<rest>[^，,。；;]*)(?:[，,](?P<help>[^，,。；;]{2,40}?)(?:配合|参与|协助))?"
)


def _assigned(words: str) -> Assignment | None:
    """Read `由A牵头，B配合` and `A负责…` in running text."""
    match = _TASKED.match(words)
    if not match or not (words.startswith("由") or units.is_body(match["who"].split("、")[-1])):
        return None
    if not all(units.is_body(name) for name in split_units(match["who"])):
        return None
    helping = split_units(match["help"]) if match["help"] else ()
    if match["act"] == "会同":
        rest = re.match(r"(?P<who>[^，,。；;]{2,30}?(?:局|厅|委|办|部|会|部门|单位|公司|政府))", match["rest"])
        helping = split_units(rest["who"]) if rest else helping
    return Assignment(split_units(match["who"]), helping)


_TOGETHER = re.compile(
    r"要(?:主动|积极|牵头)?(?:会同|联合|商|协同)(?P<who>[^，,。；;]{2,40}?(?:局|厅|委|办|部|会|部门|单位|公司|政府|中心|工会|联))(?![、和])"
)


def _with_partners(text: str, group: Group) -> Group:
    match = _TOGETHER.search(text, group.start, min(group.end, group.start + 60))
    if match and match.start() == group.start:
        group.cooperating = split_units(match["who"])
    return group


def _doers(who: str) -> Assignment:
    """Return the bodies a subject names: 各地区各部门 are two, 各级各部门 one."""
    who = re.sub(r"^(?:由|请|希望|要求|同时|以及|特别是|尤其是)", "", who.strip())
    together = re.match(r"(?P<first>.+?)(?:会同|联合|商)(?P<rest>.+)$", who)
    if together and units.is_body(together["first"]):
        return Assignment(split_units(together["first"]), split_units(together["rest"]))
    names: list[str] = []
    for name in split_units(who):
        names += _pair(name)
    return Assignment(tuple(dict.fromkeys(names)))


def _pair(name: str) -> list[str]:
    pair = re.fullmatch(r"(各(?!级)[一-龥（）()、]{1,8}?)(各[一-龥（）()、]{1,10})", name)
    return [pair[1], pair[2]] if pair else [name]


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
    return group.end - group.start <= 14 and group.stop in "。：:"


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
        slogan = head.form == "bare" and (
            head.end - head.start <= 30 or not _words.is_imperative(text[head.start : head.end])
        )
        low = 0 if slogan or head.stop in "：:" else 1
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
    if head.form != "bare" or not _words.STRONG_VERB.match(words):
        return False
    return max(len(clause) for clause in re.split(r"[，,]", words)) >= 10


def _continues(text: str, group: Group) -> bool:
    words = text[group.start : group.end]
    return group.form == "bare" and not _words.STATEMENT.search(words)


def _single(page: Page, speech: Speech, group: Group, *, joined: bool = False) -> list[Measure]:
    text = page.text
    words = text[group.start : group.end]
    if not _is_order(words, group, joined):
        return []
    end = drop_aim(text, group.start, group.end)
    lead = group.lead or speech.addressed
    measure = make(
        text,
        group.start,
        end,
        speaker=speech.speaker,
        assigned=Assignment(lead, group.cooperating),
    )
    return [measure] if measure else []


def _is_order(words: str, group: Group, joined: bool) -> bool:
    if _words.UMBRELLA.search(words):
        return False
    if _words.is_attitude(words[re.match(r"(?:[^，,]{0,40}?要)?", words).end() :]):  # type: ignore[union-attr]
        return False
    if group.form in ("must", "subject"):
        return not re.search(r"^要(?:是|不是|想|知道|说)", words)
    if group.ordinal:
        if re.search(r"的[^，。的]{2,8}$", words) and not _words.STRONG_VERB.match(words):
            return False
        return joined or _words.is_imperative(words) or bool(re.search(_words.MODAL, words))
    return _words.is_imperative(words)
