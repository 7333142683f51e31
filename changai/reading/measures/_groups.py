"""Cut a sentence into clause groups and read what kind of order each is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from changai.reading import deadlines, units
from changai.reading.measures import _words
from changai.reading.measures._doers import doers
from changai.reading.sentences import (
    CLAUSE_STOPS,
    PART_STOPS,
    Page,
    Piece,
    cut,
    trim,
)
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


def read_groups(page: Page, low: int, sentence: Piece) -> list[Group]:
    """Cut a sentence into its clause groups, from `low` on."""
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
            if opens and _opens_with_date(words) and not re.search(_words.MODAL, words):
                opens = not _is_order_piece(text[before.start : before.end])
            if not opens or (before.stop == "：" and not opens):
                pieces[-1] = Piece(before.start, clause.end, clause.stop)
                continue
        pieces.append(clause)
    return [piece for piece in pieces if not _is_empty(text[piece.start : piece.end])]


def _is_empty(words: str) -> bool:
    """Say whether a piece is a mere 首先 or 最后, cut off by its comma."""
    skip = _words.CONNECTIVE.match(words)
    return bool(skip and skip.end() == len(words))


def _opens_with_date(words: str) -> bool:
    dates = deadlines.find_deadlines(words[:24])
    return bool(dates and dates[0][0] <= 3)


def _is_order_piece(words: str) -> bool:
    if "，" in words:
        return True
    if re.match(r"根据|按照|按|结合|围绕|针对|为|对照|依据|鉴于", words):
        return False
    return _opens_order(words) or _assigned(words) is not None or _words.is_imperative(words)


def _opens_point(clause: str) -> bool:
    ordinal = _words.ORDINAL.match(clause)
    return bool(ordinal and (ordinal.group("yi") or not ordinal.group("dun")))


def _opens_order(clause: str) -> bool:
    if _opens_point(clause):
        return True
    rest = clause[_connective_length(clause) :]
    if re.match(_words.MODAL, rest) and not re.match(
        r"须|需|应|一律|不得|严禁|禁止|切忌|必须|务必", rest
    ):
        return True
    if is_dated_order(rest) or _subject_of(rest) or _words.HOPE.match(rest):
        return True
    charged = _CHARGED.match(rest)
    return bool(charged and units.is_body(charged["who"].split("、")[-1]))


_CHARGED = re.compile(
    r"(?![对把将为在从向以按])(?P<who>[^，。；由]{2,30}?)(?:具体|牵头)?负责(?!人|同志|任)"
)


def _connective_length(words: str) -> int:
    match = _words.CONNECTIVE.match(words)
    return match.end() if match else 0


def is_dated_order(words: str) -> bool:
    """Say whether words open with a date that governs an order: 年底前要 …"""
    spans = deadlines.find_deadlines(words[:24])
    if not spans or words[: spans[0][0]] not in ("", "在", "于", "自", "从", "力"):
        return False
    rest = words[spans[0][1] :].lstrip("，")
    if _DATED.match(rest):
        return True
    return bool(_words.STRONG_VERB.match(rest)) and not words.startswith(("全年", "自"))


_DATED = re.compile(
    rf"[^，。]{{0,6}}?{_words.MODAL}|[^，。；]{{2,60}}?(?:等[^，。]{{0,14}})?要(?![求素点])"
)


def _subject_of(words: str) -> re.Match[str] | None:
    subject = _words.SUBJECT.match(words)
    if subject and _words.is_subject(subject["who"]):
        return subject
    return None


def _after_marks(text: str, piece: Piece) -> tuple[int, bool]:
    """Return where the words begin once 一是, 同时 and their kin are passed, and if numbered."""
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
    return trim(text, start, piece.end, "，,、")[0], ordinal


def _read_group(text: str, piece: Piece) -> Group:
    start, ordinal = _after_marks(text, piece)
    words = text[start : piece.end]
    if re.match(_words.MODAL, words) or is_dated_order(words):
        group = Group(start, piece.end, "must", ordinal, stop=piece.stop)
        group.lead = _inner_doers(words, ordinal)
        return _with_partners(text, group)
    subject = _subject_of(words)
    if subject:
        given = doers(subject["who"])
        group = Group(
            start, piece.end, "subject", ordinal, given.lead, given.cooperating, piece.stop
        )
        return _with_partners(text, group)
    apart = _APART.match(words)
    if apart and (
        _words.is_imperative(words[apart.end() :])
        or re.match(r"(?:一定|都|务必|也)?要(?!求)|必须", words[apart.end() :])
    ):
        given = doers(apart["who"])
        return Group(start, piece.end, "subject", ordinal, given.lead, stop=piece.stop)
    told = _words.TOLD.match(words) or _words.HOPE.match(words)
    if told:
        start += told.start("who")
        given = doers("" if re.search("大家|同志们|你们", told["who"]) else told["who"])
        return Group(start, piece.end, "told", ordinal, given.lead, given.cooperating, piece.stop)
    occasion = _OCCASION.match(words)
    if occasion and not _words.is_imperative(words[: occasion.end() - 1]):
        rest = _read_group(text, Piece(start + occasion.end(), piece.end, piece.stop))
        rest.ordinal = rest.ordinal or ordinal
        return rest
    topic = _topic_end(words)
    if topic is not None:
        lead = _inner_doers(words, ordinal) if ordinal else ()
        return Group(start + topic, piece.end, "must", ordinal, lead, stop=piece.stop)
    assigned = _assigned(words)
    if assigned:
        return Group(
            start, piece.end, "subject", ordinal, assigned.lead, assigned.cooperating, piece.stop
        )
    later = re.search(r"，(?=要(?![求素点])|希望)", words) if ordinal else None
    if later and not _words.is_imperative(words[: later.start()]):
        rest = _read_group(text, Piece(start + later.end(), piece.end, piece.stop))
        rest.ordinal = True
        return rest
    lead = _inner_doers(words, ordinal) if ordinal else ()
    return Group(start, piece.end, "bare", ordinal, lead, stop=piece.stop)


_OCCASION = re.compile(
    rf"(?:针对|面对|围绕|结合|对于|关于)[^，,]{{2,60}}[，,](?=[^，,要]{{1,20}}(?:{_words.MODAL}))"
)
_APART = re.compile(
    rf"(?P<who>(?:[一-龥]{{0,4}}各|全体|所有|有关|相关|广大)[^，,。；;]{{1,40}}?{_words.GROUP_TAIL})"
    r"(?:在[^，,]{2,14}[中时上])?[，,](?=\S)"
)


def _inner_doers(words: str, ordinal: bool) -> tuple[str, ...]:
    """Return who must act where the subject follows a date or the head of a numbered point."""
    clauses = re.split(r"[，,]", words)
    for clause in clauses[1:] if ordinal else clauses[:2]:
        dates = deadlines.find_deadlines(clause[:24])
        rest = clause[dates[0][1] :] if dates and dates[0][0] <= 1 else clause
        subject = _subject_of(rest.lstrip("，, ")) or (ordinal and _words.TOLD.match(rest))
        if subject and not re.match(_words.MODAL, rest):
            return doers(subject["who"]).lead
    listed = re.match(
        r"[^，,]{0,20}[，,](?P<who>[^，,。]{2,60}?)(?:等[^，,。]{0,14})?要(?!求)", words
    )
    if listed and not ordinal and "、" in listed["who"]:
        return doers(listed["who"]).lead
    return ()


def _topic_end(words: str) -> int | None:
    """Return where an order begins whose subject is a thing: a brief one keeps its subject."""
    inner = re.search(_words.MODAL, words[:40])
    comma = re.search(r"[，,]", words)
    if not inner or inner.group() not in ("要", "必须", "应", "应当"):
        return None
    if (comma and inner.start() > comma.start()) or not _is_topic(words[: inner.start()]):
        return None
    rest = re.match(r"[^，,。]*", words[inner.start() :])
    brief = rest is not None and len(rest.group()) <= 8
    return 0 if brief or words.startswith(("对", "把", "将")) else inner.start()


def _is_topic(words: str) -> bool:
    return 1 < len(words) <= 30 and not re.search(
        r"(?:我们|大家|认为|表示|不|是|了|如果|只|既|可能|就|不仅)$", words
    )


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
        rest = re.match(
            r"(?P<who>[^，,。；;]{2,30}?(?:局|厅|委|办|部|会|部门|单位|公司|政府))", match["rest"]
        )
        helping = split_units(rest["who"]) if rest else helping
    return Assignment(split_units(match["who"]), helping)


_TOGETHER = re.compile(
    r"要(?:主动|积极|牵头)?(?:会同|联合|商|协同)(?P<who>[^，,。；;]{2,40}?(?:局|厅|委|办|部|会|部门|单位|公司|政府|中心|工会|联))(?![、和])"
)


def _with_partners(text: str, group: Group) -> Group:
    match = _TOGETHER.search(text, group.start, min(group.end, group.start + 80))
    if match and "，" not in text[group.start : match.start()]:
        group.cooperating = (*group.cooperating, *split_units(match["who"]))
    return group
