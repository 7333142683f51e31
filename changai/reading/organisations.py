"""Named bodies that act in a document: that convene, speak through somebody, or get a task."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from changai.reading.bodies import (
    could_be_firm,
    is_group,
    is_institution,
    is_named_body,
    split_list,
)
from changai.reading.facts import Measure
from changai.reading.people import Mention
from changai.reading.punctuation import widen

_EXCHANGE: Final = (
    r"(?:(?:作|做|进行)(?:了|出)?[^，。；、]{0,14}?|(?:典型|交流|表态|书面|大会|会议|先后|"
    r"分别|依次|现场))(?:发言|经验介绍|经验交流|经验分享|工作交流|介绍|表态)|"
    r"(?:先后|分别|依次|现场|结合[^，。；]{0,12}|围绕[^，。；]{0,20}|"
    r"就[^，。；]{0,30})(?:介绍|交流|分享)了?[^，。；]{0,16}(?:经验|做法|体会|情况)|"
    r"在(?:会上|会议上|大会上)(?:典型|交流|表态|先后|分别)*发言|"
    r"(?<=[人志表局委办厅部院校司团会府])发言|介绍了?(?:经验|做法)|"
    r"交流了?(?:[^，。；]{0,10})(?:经验|做法)"
)
_REPORT: Final = (
    r"(?:作|做|进行)(?:了|出)?[^，。；、]{0,24}?(?:汇报|通报|总结|部署|报告|说明|解读|点评|"
    r"安排|宣读|述职)|(?:分别|先后|依次)?(?:汇报|通报|传达|解读|宣读|介绍|发布|讲解|反馈)了|"
    r"(?:分别|先后|依次)(?:汇报|述职)|(?:的|作|做)汇报(?=[，。；]|$)|"
    r"(?<=[局办委会部院])(?:传达|通报|汇报|宣读|解读)"
)
_PREDICATE: Final = re.compile(rf"(?P<exchange>{_EXCHANGE})|(?P<report>{_REPORT})")
_HEARD: Final = re.compile(
    r"听取了?(?P<who>[^，。；：]{3,90}?)(?:负责人|负责同志|主要负责人|同志)?(?:(?:关于|对|"
    r"就)[^。；]{0,60}?)?的?(?:工作|情况|专题|书面|进展){0,2}(?P<what>汇报|介绍|发言|报告)"
)
_CONVENES: Final = re.compile(
    r"(?P<who>[^，。；：！？\n]{2,60}?)(?:在[^，。；]{1,44}?)?(?:(?:共同|联合|组织|牵头|隆重|"
    r"正式)*(?:召开|举行|举办|召集(?!人)|主办|承办|协办|组织收看|组织收听|组织观看))"
)
_HOSTS: Final = re.compile(
    r"(?:由|会议由|活动由)(?P<who>[^，。；：]{3,60}?)(?:共同|联合)*(?:主办|承办|协办|"
    r"组织召开|牵头召开|发起|组织实施)"
)
_HOST_LINE: Final = re.compile(
    r"^[ \t　]*(?:[一二三四五六七八九十\d]{1,2}[、.．\s]*)?(?:[（(][一二三四五六七八九十\d]{1"
    r",2}[）)])?[ \t　]*(?:主办|承办|协办|指导|支持|联办|组织|牵头|责任|参加|配合|参与|"
    r"成员)(?:单位|部门)[ \t　]*[：:]?[ \t　]*(?P<same>[^\n]*)\n?(?P<next>[^\n]*)",
    re.M,
)
_ISSUES: Final = re.compile(
    r"(?P<who>[^。；：！？\n]{4,80}?)(?:近日|日前|联合|共同|正式)*(?:印发|下发|发布|出台|"
    r"制定)了?(?=《|通知|关于|实施|方案)"
)
_CONVENING: Final = re.compile(r"(?:主持|组织|联合|共同|专题|再次|隆重)+$")
# A name that ends so is a sitting, unless it is the body that sits.
_SITTING: Final = re.compile(r"会议$|(?<!委员)(?<!常委)(?<!工)(?<!联合)(?<!协)(?<!商)会$")
_AND_SO_ON: Final = re.compile(r"等(?:[一二两三四五六七八九十\d]+[家个名].*|(?!级|离子)[^、]*)$")
_LEAD_IN: Final = re.compile(
    r"^.*(?:会上|会议上|随后|其中|期间|来自|最后|首先|当天|上午|下午|\d日|今日|昨日|近日|"
    r"日前|会议期间|接着|之后|并由|由|还有|现场|[：:”])"
)
_TAIL_OF_SPEAKER: Final = re.compile(
    r"(?:等[^、，]{0,24}(?:部门|单位|企业|公司|院校|地区|地方|"
    r"县区))?(?:等(?!级))?(?:[一二两三四五六七八九十百\d]+(?:个|家|名|位)?(?:单位|企业|部门|"
    r"代表|县区|县（市、区）|市县|区县|乡镇|街道|镇街|公司|同志|负责人|试点单位)+)?(?:的)?"
    r"(?:单位|部门|企业)?(?:党委|党组|主要|相关|有关|分管|工会)?(?:负责人|负责同志|责任人|"
    r"主要领导|分管领导|领导|代表|同志|负责人代表)*(?:就.*|围绕.*|结合.*|对.*|针对.*|"
    r"在会上.*|代表.*|向.*|按照.*|根据.*|从.*|以.*|通过.*)?"
    r"(?:先后|分别|依次|现场|一一|还|也|又|共同|作了?|重点|详细|专题|首先|同时|逐一)*$"
)
_TIME: Final = re.compile(r"^(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:上午|下午|晚上?)?[，\s]*")


@dataclass(frozen=True)
class Voice:
    """A body that speaks in the document; `exchange` when it shares its experience."""

    name: str
    at: int
    exchange: bool


def _speaker(raw: str) -> str:
    """Cut a list member down to the body: 「某局主要负责同志分别」 to 某局."""
    name = _TIME.sub("", _LEAD_IN.sub("", raw.strip()))
    return _TAIL_OF_SPEAKER.sub("", name).strip("，、 　“”·")


def _sentences(text: str) -> Iterable[re.Match[str]]:
    return re.finditer(r"[^。！？；\n]+", text)


def _subject(sentence: str, end: int, begin: int) -> tuple[str, int]:
    """Return the list that stands before a predicate, over commas where the members go on."""
    region = sentence[begin:end]
    at = begin
    cut = max(region.rfind("，以及"), region.rfind("，还有"))
    comma = region.rfind("，")
    if comma >= 0 and comma == cut:
        comma = region.rfind("，", 0, comma)
    if comma >= 0 and not region[comma + 1 :].strip():
        region, comma = region[:comma], region.rfind("，", 0, comma)
    if comma >= 0:
        at += comma + 1
        region = region[comma + 1 :]
    return region.replace("，", "、"), at


def find_voices(text: str, mentions: list[Mention]) -> list[Voice]:
    """Return the bodies that speak or report through somebody who is not named."""
    text = widen(text)
    named = [(m.lead, m.end) for m in mentions]
    voices: list[Voice] = []
    for match in _sentences(text):
        sentence, offset = match[0], match.start()
        begin = 0
        for predicate in _PREDICATE.finditer(sentence):
            subject, at = _subject(sentence, predicate.start(), begin)
            begin = predicate.end()
            exchange = predicate.lastgroup == "exchange"
            span = (offset + at, offset + predicate.start())
            persons = any(span[0] <= a < span[1] for a, _ in named)
            voices.extend(_members(subject, span[0], exchange=exchange, persons=persons))
        for heard in _HEARD.finditer(sentence):
            at = offset + heard.start("who")
            persons = any(at <= a < offset + heard.end("who") for a, _ in named)
            exchange = heard["what"] == "发言"
            voices.extend(_members(heard["who"], at, exchange=exchange, persons=persons))
    return voices


def _members(subject: str, at: int, *, exchange: bool, persons: bool) -> list[Voice]:
    if persons or not subject.strip():
        return []
    parts = split_list(_AND_SO_ON.sub("", subject))
    names = [_speaker(part) for part in parts]
    sure = sum(is_named_body(name) for name in names)
    loose = exchange and (sure >= 1 or len(names) >= 3)
    return [
        Voice(name=name, at=at, exchange=exchange)
        for name in names
        if is_named_body(name) or (loose and could_be_firm(name))
    ]


def _conveners(text: str) -> list[str]:
    found: list[str] = []
    for match in _sentences(text):
        for rx in (_CONVENES, _HOSTS):
            hit = rx.search(match[0])
            if not hit:
                continue
            who = hit["who"]
            parts = split_list(_TIME.sub("", _LEAD_IN.sub("", who)))
            names = [_CONVENING.sub("", part) for part in parts]
            if names and not is_institution(names[-1]):
                continue
            found.extend(n for n in names if is_institution(n) and not _SITTING.search(n))
    return found


def _issuers(text: str) -> list[str]:
    """Read who issues the paper a page reports on, where its opening says so."""
    found: list[str] = []
    for hit in _ISSUES.finditer(text[:260]):
        who = _TIME.sub("", _LEAD_IN.sub("", hit["who"].split("，")[-1]))
        found.extend(part for part in split_list(who) if is_institution(part))
    return found


def _hosts(text: str) -> list[str]:
    found: list[str] = []
    for match in _HOST_LINE.finditer(text):
        line = match["same"] if match["same"].strip() else match["next"]
        for part in re.split(r"[\s　、，；;]+", line.strip("。 　")):
            name = re.sub(r"等$", "", part)
            if is_named_body(name):
                found.append(name)
    return found


def _assigned(measures: Iterable[Measure]) -> list[str]:
    return [
        unit
        for measure in measures
        for unit in (*measure.lead, *measure.cooperating)
        if is_institution(unit) or (is_named_body(unit) and not is_group(unit))
    ]


def find_organisations(
    text: str,
    *,
    kind: str,
    measures: Iterable[Measure],
    voices: Iterable[Voice],
) -> tuple[str, ...]:
    """Return every named body that convenes, speaks or is given a task, in the order met."""
    text = widen(text)
    every = [*_conveners(text)] if kind == "meeting" else []
    every += [voice.name for voice in voices]
    if kind == "plan":
        every += [*_issuers(text), *_hosts(text)]
    every += _assigned(measures)
    return tuple(dict.fromkeys(every))
