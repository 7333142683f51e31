"""The meeting of the headline: its date, place, full name, form and branch rooms."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from changai.reading.bodies import is_institution, is_place, split_list
from changai.reading.dates import DATE, first_date
from changai.reading.facts import Meeting
from changai.reading.punctuation import widen

_END: Final = (
    r"(?:会议|大会(?!议)|会(?!议)|典礼|仪式|论坛|讲座|启动式|开班式|开幕式|闭幕式|结业式|活动|例会|"
    r"培训班|大赛|竞赛|研讨班|调度|党课|全会)"
)

_AFTER_TITLE: Final = re.compile(
    r"[，。；：、\s]|$|（(?!扩大)|在|于|上|并|对|就|传达|学习|研究|部署|总结|通报|听取|贯彻|"
    r"安排|专题|动员|审议|，|\d{1,2}[日月]"
)
_CALLED: Final = re.compile(
    r"(?:召开|举行|举办|召集(?!人))(?!的)了?[“]?(?P<title>[^，。；：\n]{2,90})"
)
_TAKES_PLACE: Final = re.compile(
    rf"(?P<title>[^，。；：\n]{{3,80}}?{_END}(?:（[^（）]{{1,12}}）)?[”]?)\s*(?:(?:于|"
    rf"在)?(?:{DATE.pattern})?)?(?:(?:在|于)(?P<place>[^，。；：\n]{{1,34}}?))?"
    r"(?:隆重|顺利|胜利|正式|成功|如期|圆满)?(?:召开|举行|举办|开幕|开班|启动)"
)
_SITS: Final = re.compile(
    r"(?P<title>[^，。；：、\n（）]{2,40}第[一二三四五六七八九十百\d]+次(?:[一-龥]{0,6})会议)"
    r"(?=听取|审议|传达|学习|研究|通过|强调|指出|要求|决定|讨论)"
)
_AT: Final = re.compile(
    r"(?<![存现内外潜自正])在(?P<place>[^，。；：、\n]{1,34}?)(?:隆重|顺利|胜利|正式|成功|"
    r"如期|主会场|主持|组织|集中|专题|联合|共同)*(?:召开|举行|举办|开幕|开班)"
)
_PLACE_LINE: Final = re.compile(
    r"^[ \t　]*(?:[一二三四五六七八九十]、)?[^\n：]{0,6}地[ 　]*点[：:]\s*(?P<place>[^\n，。"
    r"；]{2,40})",
    re.M,
)
_TIME_LINE: Final = re.compile(
    r"^[ \t　]*(?:[一二三四五六七八九十]、)?[^\n：]{0,6}时[ 　]*间(?:[及和与]地点)?(?:[：:][ "
    r"　]*|[ 　]*\n[ 　]*)(?P<date>[^\n，。；]{4,60})",
    re.M,
)
_MAIN_ROOM: Final = re.compile(r"主会场设在(?P<place>[^，。；、\n]{2,30})")
_NOT_PLACE: Final = re.compile(
    r"随后|会上|会议上|期间|此期间|之际|全[国省市县]范围|基础上|过程中|\d{1,2}[日月年]|"
    r"领导下|背景下|前夕|阶段|关键|前后|同时"
)
_FORM_SAID: Final = re.compile(
    r"(?:以|采取|采用|通过)(?P<form>[^，。；]{2,24}?)(?:的)?(?:形式|方式)(?:召开|举行|进行|"
    r"开|，|。|$)"
)
_FORMS: Final = re.compile(
    r"电视电话会议|电视电话会|视频会议|视频调度会议?|视频推进会|视频会|网络会议|电话会议|"
    r"现场推进会|现场观摩会|现场观摩推进会|现场交流会|现场会|现场办公会|座谈会|"
    r"书面会议|开幕式|闭幕式|植树活动|义务植树"
)
_LONGEST_HEADLINE: Final = 80
# Another meeting, whose spirit is only passed on.
_RELAYED: Final = re.compile(r"(?:传达|学习|贯彻|落实|领会)[^。；]{0,90}?(?:会议|讲话)?精神")
_TOUR: Final = re.compile(r"调研|巡查|考察|视察|督[导查]|走访|检查|慰问|暗访|观摩")
_TOURED: Final = re.compile(
    r"(?P<title>(?:调研|巡查|考察|视察|督[导查]|走访|检查|慰问|暗访|观摩)(?!组|团|员|报告|时|"
    r"中|工作?组)[^，。；：\n]{3,40})"
)
_VISITED: Final = re.compile(
    r"(?:到|赴|来到|深入|走进|前往|在)(?P<place>[^，。、；：\n到赴在]{2,24}?)(?:，?)(?:专题|"
    r"实地|开展|进行|现场|集中|就[^，。]{2,30})*(?:调研|巡查|考察|视察|督[导查]|走访|检查|"
    r"慰问)"
)
_JOINS: Final = re.compile(
    r"(?:参加|开展|投入)(?:了)?(?P<title>[^，。；：“”\n]{0,12}(?:植树|捐款|献血|宣誓|升旗|"
    r"志愿服务|清扫|开放日)[^，。；：\n]{0,6}?活动)"
)
_WENT: Final = re.compile(
    r"(?:来到|前往|走进|赴)(?:位于[^，。]{1,14}?的)?(?P<place>[^，。、；：]{2,24})，"
)
_BRANCH: Final = re.compile(
    r"(?:(?:在|并在|同时在)(?P<in>[^，。；]{1,50}?)(?:分别)?(?:设立?|设置|开设|"
    r"设有)(?:了)?(?:视频)?分会场)|(?P<who>[^，。；]{1,50}?)(?:分别|均|同步|也)?(?:设立?|"
    r"设置|开设)(?:了)?(?:视频)?分会场|"
    r"分会场设在(?P<at>[^，。；]{1,50})|在(?P<room>[^，。；在]{1,40}?)(?:视频)?分会场(?:组织)"
    r"?(?:参加|参会|收听|收看|出席|列席|同步)"
)
# A name that ends so is a body's rather than a meeting's.
_BODY_NAME: Final = re.compile(r"(?:总工|工|委员|常委|联合|协|商|社|学|机|理事|妇联|基金|研究)会$")
_NO_TITLE: Final = re.compile(r"召开|举行|主持|出席|参加|讲话|宣布|参与")
_BRANCH_JUNK: Final = re.compile(
    r"^(?:会议|大会|并|同时|在|于|还|另)+|(?:等|以及|也|还|均|分别|同步|共|通过视频|的)+$"
)
_OURS: Final = re.compile(r"^(?:我|本|全)[国省市县区镇乡校院局司厂]$")
_TITLE_JUNK: Final = re.compile(
    rf"^.*?(?:本报讯|讯|消息|记者[ \u3000]?[^）\s]{{2,8}})[）)\s]*|"
    rf"^(?:{DATE.pattern})[，\s]*|^(?:今天|"
    r"当天|上午|下午|晚上|随后|会上|由.{1,40}?(?:主办|承办)的|于|在|首届的|的)+"
)


@dataclass(frozen=True)
class _Candidate:
    title: str
    at: int
    begin: int
    end: int
    place: str | None


def _title_in(raw: str) -> str | None:
    """Cut 「全市推进会总结部署…」 after the first ending behind which the name cannot go on."""
    for match in re.finditer(_END, raw):
        rest = raw[match.end() :]
        name = raw[: match.end()]
        if re.match(r"（[^（）]{1,12}）会议|（扩大）", rest):
            continue
        if rest.startswith(("议", "暨", "”暨", "和", "及", "员", "计", "商")):
            continue
        if _BODY_NAME.search(name) and rest and not re.match(r"[，。；）]|（扩大", rest):
            continue
        if not _AFTER_TITLE.match(rest):
            continue
        bracket = re.match(r"（[^（）]{1,12}）", rest)
        return name + (bracket[0] if bracket else "")
    return None


def _tidy(title: str) -> str:
    for _ in range(3):
        title = _TITLE_JUNK.sub("", title).strip(" 　“”，、")
    return title


def _candidates(text: str) -> list[_Candidate]:
    found: list[_Candidate] = []
    for sentence in re.finditer(r"[^。！？\n]+", text):
        begin, end = sentence.span()
        for match in _CALLED.finditer(text, begin, end):
            title = _title_in(match["title"])
            if not title or len(_tidy(title)) < 3 or _NO_TITLE.search(title):
                continue
            title = _tidy(title)
            subject = _subject_place(text[begin : match.start()])
            if subject and subject not in title:
                title = subject + title
            at = _AT.search(text, begin, min(end, match.end()))
            found.append(_Candidate(title, match.start(), begin, end, _good_place(at)))
        for match in _SITS.finditer(text, begin, end):
            title = _tidy(match["title"])
            found.append(_Candidate(title, match.start(), begin, end, None))
        for match in _TAKES_PLACE.finditer(text, begin, end):
            title = _tidy(match["title"])
            if len(title) >= 4 and not is_institution(title) and not _NO_TITLE.search(title):
                where = match if match["place"] else _AT.search(text, begin, end)
                place = _good_place(where)
                found.append(_Candidate(title, match.start(), begin, end, place))
    return found


def _subject_place(before: str) -> str | None:
    """Return the town or county that convenes, to stand before the meeting's bare name."""
    words = re.split(r"[，：\s]", before)[-1]
    words = DATE.sub("", words).strip()
    if not words or _OURS.match(words) or not is_place(words) or len(words) > 8:
        return None
    return words


def _good_place(match: re.Match[str] | None) -> str | None:
    if match is None or not match["place"]:
        return None
    place = re.sub(r"（[^（）]*(?:简称|下称)[^（）]*）", "", match["place"]).strip("“” ")
    return None if _NOT_PLACE.search(place) else place


def _likeness(title: str, headline: str) -> float:
    common = sum((Counter(title) & Counter(headline)).values())
    return common / max(1, min(len(title), len(headline)))


def _best(found: list[_Candidate], headline: str, text: str) -> _Candidate | None:
    """Return the meeting of the headline: the likest name, in the body where it can be."""
    if not found:
        return None
    head = len(headline)
    body = [c for c in found if c.at > head] or found
    scored = [
        (
            round(_likeness(c.title, headline), 1)
            + 0.15 * (first_date(text, c.begin, c.end) is not None),
            -c.at,
            c,
        )
        for c in body
    ]
    return max(scored, key=lambda row: (row[0], row[1]))[2]


def _form(text: str, title: str | None, headline: str) -> str | None:
    said = _FORM_SAID.search(text)
    if said and re.search(r"视频|电视|电话|网络|现场|书面|线上|连线", said["form"]):
        return re.sub(r"^[“”]|[“”]$", "", said["form"])
    text = _RELAYED.sub("", text)
    for where in (title or "", headline if len(headline) <= _LONGEST_HEADLINE else ""):
        named = _FORMS.search(where)
        if named:
            return named[0]
    if title is None:
        tour = _TOUR.search(headline) or re.search(r"(?:义务)?植树(?:造林)?(?:活动)?", text)
        if tour:
            return "植树活动" if "植树" in tour[0] else tour[0]
    video = re.search(r"视频会议|电视电话会议|视频连线", text)
    return video[0] if video and title and "分会场" in text else None


def _branches(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for match in _BRANCH.finditer(text):
        raw = next(g for g in (match["in"], match["who"], match["at"], match["room"]) if g)
        raw = _BRANCH_JUNK.sub("", raw)
        raw = re.sub(r"^.*?(?:形式召开|方式召开)[，]?", "", raw)
        found.extend(part for part in split_list(raw) if len(part) >= 2 and "主会场" not in part)
    return tuple(dict.fromkeys(found))


def _visit(text: str, headline: str) -> tuple[str | None, str | None]:
    """Return name and place of a tour or an event that is no sitting: 「植树活动」."""
    joined = _JOINS.search(text, len(headline))
    if joined and not _TOUR.search(headline):
        went = _WENT.search(text, len(headline), joined.start())
        return joined["title"], went["place"] if went else None
    body = text[len(headline) :].lstrip()
    for where in (body.split("。")[0], headline):
        tour = _TOURED.search(where)
        if tour:
            went = _VISITED.search(where)
            return tour["title"], went["place"] if went else None
    return None, None


def read_meeting(text: str, *, kind: str) -> Meeting:
    """Return the meeting the headline is about; every field stays None where the text is silent."""
    wide = widen(text)
    headline = next((line.strip() for line in wide.split("\n") if line.strip()), "")
    if kind == "plan":
        return _event(wide, headline)
    chosen = _best(_candidates(wide), headline, wide)
    date = place = title = None
    if chosen:
        title, place = chosen.title, chosen.place
        if len(title) < 6 and headline.endswith(title):
            title = headline
        date = first_date(wide, chosen.begin, chosen.end)
    if date is None:
        date = _line(_TIME_LINE, wide, "date") or first_date(wide, 0, 400)
    place = place or _line(_PLACE_LINE, wide, "place") or _line(_MAIN_ROOM, wide, "place")
    form = _form(wide, title, headline)
    if title is None:
        title, site = _visit(wide, headline)
        place = place or site
    return Meeting(
        date=date,
        place=place,
        title=title,
        form=form,
        sub_venues=_branches(wide),
    )


def _line(rx: re.Pattern[str], text: str, group: str) -> str | None:
    match = rx.search(text)
    return match[group].strip() if match else None


def _event(text: str, headline: str) -> Meeting:
    """Read the event a plan prepares: only where the plan has a line for its time."""
    line = _TIME_LINE.search(text)
    date = DATE.search(line["date"]) if line else None
    if not line or not date:
        return Meeting()
    place = _line(_PLACE_LINE, text, "place") or line["date"][date.end() :].strip("，、 　") or None
    title = re.sub(r"(?:的?(?:实施|工作|活动)?方案|的?通知)$", "", headline) or None
    return Meeting(date=date[0], place=place, title=title)
