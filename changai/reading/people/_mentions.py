"""Find where persons are named, with the titles that stand before them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from changai.reading.punctuation import widen
from changai.reading.surnames import COMPOUND, FREQUENT, OTHER, plausible, transliterated
from changai.reading.titles import AFTER_NAME, CALLING_END, OFFICE_END, TitleRun, titles_before

_HAN: Final = r"[\u4e00-\u9fff]"
# What may follow a name directly: punctuation, or a word that begins a predicate.
_AFTER: Final = re.compile(
    r"$|[\s，。；：、！？,.;:!?()（）《》“”\"'‘’\[\]【】|/…—\-*]|"
    r"(?:同志|先生|女士|等|一行|讲|进行|"
    r"关于|出席|参加|列席|到会|参会|与会|莅会|莅临|亲临|光临|主持|讲话|指出|强调|要求|表示|"
    r"说[，：,:“]|说道|说$|介绍|认为|希望|提出|提议|建议|传达|通报|"
    r"汇报|报告|宣读|宣布|宣讲|发言|发表|致[辞词欢贺开]|作了?|做了?|就|对|在|向|为|从|以|把|"
    r"将|与|和|及|(?<![陪会共随一])同(?!志)|会同|到|赴|前往|来到|前来|走进|"
    r"深入|实地|现场|率|带队|带领|带头|陪同|随同|代表|受|应邀|主讲|授课|讲授|领学|领读|辅导|"
    r"解读|部署|安排|总结|点评|回顾|调研|考察|视察|检查|"
    r"督[导查]|巡查|走访|慰问|看望|会见|会晤|接见|接待|座谈|听取|察看|查看|观摩|参观|详细|"
    r"仔细|认真|亲切|充分|高度|深刻|随后|首先|最后|先后|分别|"
    r"共同|一同|一起|全程|亲自|再次|进一步|结合|围绕|针对|根据|按照|通过|主动|积极|牵头|负责|"
    r"分管|担任|兼任|当选|任(?:[^职命]|$)|被|获|荣获|也|还|并|均|都|"
    r"则|已|曾|正|向|给|于|组织|召集|召开|开展|了解|肯定|批示|签[署约订发收]|揭[牌幕]|启动|"
    r"颁[奖发]|宣誓|领誓|监[誓票]|动员|补充|回答|答复|"
    r"提醒|勉励|寄语|叮嘱|嘱咐|承诺|感谢|祝贺|欢迎|邀请|委托|指导|到场|到任|现身|连线|视频|"
    r"线上|书面|审阅|审定|审议|研究|讨论|交流|分享|讲述|讲解|"
    r"带着|带来|接受|参观|主要|亲|因|由|是|的|之|不|没|上台|登台|递|收|发[出言]|下发|"
    r"挂[帅牌点]|包[联抓保]|驻|摄|/|[Oo0-9０-９A-Za-z]|"
    r"(?:常务|第一)?(?:副|总)?(?:书记|省长|市长|县长|区长|镇长|乡长|主任|主席|部长|局长|厅长|"
    r"处长|所长|院长|校长|会长|秘书长|常委|委员|总理|董事长|经理|总裁|"
    r"厂长|队长|组长|站长|教授|博士|院士|老师|律师|工程师))"
)
_PREDICATE: Final = re.compile(
    r"(?:常务|第一)?(?:副?(?:书记|省长|市长|县长|区长|镇长|乡长|主任|主席|部长|局长|厅长|"
    r"校长|院长|会长|秘书长|总经理|董事长|巡视员|常委))?(?:同志)?(?:在(?!内|此|于|"
    r"线)[^，。；]{0,24}?(?:时|中|上|后)?[，,]?)?(?:首先|最后|随后|还|又|充分肯定|分别|先后|"
    r"现场|进一步)?"
    r"(?:主持|指出|强调|出席|参加|列席|表示|要求|说[，：,:“]|介绍说|作出|作了|作(?!为|业|风|"
    r"用)|做了|传达|宣读|通报|汇报|讲话|率队|带队|一行|致辞|"
    r"实地|深入|来到|调研|察看|详细|发言|代表|宣布|认为|希望|领学|授课|会见|先后|充分肯定|勉励)"
)
_BYLINE: Final = re.compile(
    r"(?:记者|通讯员|编辑|责编|主编|审核|校对|校审|摄影|摄像|供稿|撰稿|作者|文字|图文|文图|"
    r"图片|撰文|供图|一审|二审|三审|初审|终审|复审|监制|来源|签发|"
    r"责任人|发布人|发布者|录入|签审|统筹|策划|主播|播音)(?:/[文图])?[：:\s/|"
    r"]*(?:[\u4e00-\u9fff·]{2,4}(?:[、，,\s/和]+|(?=[）)\]】。\n报发摄讯]|$)))*"
)
_SIGNED: Final = re.compile(
    rf"[（(]\s*(?:{_HAN}[\s\u3000]?{_HAN}{{1,3}})(?:[\s\u3000、，,]+{_HAN}{{2,4}}){{0,5}}\s*["
    r")）]\s*(?=\n|$)"
    rf"|(?:^|(?<=[\s（(]))(?:{_HAN}{{2,3}}[、\s]?){{1,3}}(?:/[文图]|[\s]*[摄文图](?=[\s）)]|$))",
    re.M,
)
_TITLES_OF_WORKS: Final = re.compile(r"《[^《》\n]{1,80}》")
_DOTTED: Final = re.compile(rf"{_HAN}{{1,6}}[·•・‧∙]{_HAN}{{1,8}}")
_LIST: Final = re.compile(rf"{_HAN}{{2,14}}(?:、{_HAN}{{2,4}}){{1,40}}、{_HAN}{{2,6}}")
_GAP_JOIN: Final = re.compile(r"[、，,/]|和|及|与|以及|[\s\u3000]+")
# Characters that begin a verb more often than they end a given name.
_VERB_HEADS: Final = frozenset(
    "作针围结按根汇致宣参听察查详仔认督召亲赴赶走看听查了来做又再让使代带领介分先"
    "随首一没不是对就向与在到说要还并也均都被把给主出"
)


@dataclass(frozen=True)
class Mention:
    """One place where a person is named; `lead` is where the titles before the name begin."""

    name: str
    start: int
    end: int
    lead: int
    titles: tuple[str, ...] = ()
    titled: bool = False


class Names:
    """Reads names out of one text; every method takes and gives offsets into it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._closed = [
            m.span() for rx in (_BYLINE, _SIGNED, _TITLES_OF_WORKS) for m in rx.finditer(text)
        ]
        self._shut = bytearray(len(text) + 1)
        for begin, end in self._closed:
            self._shut[begin:end] = b"\x01" * (end - begin)

    def closed(self, at: int) -> bool:
        """Say whether the place lies in a byline, a signature or the title of a work."""
        return bool(self._shut[at])

    def name_at(self, start: int, *, titled: bool) -> int | None:
        """Return the end of the person's name that begins at `start`, if one does."""
        text = self.text
        if start >= len(text) or self.closed(start):
            return None
        dotted = _DOTTED.match(text, start)
        if dotted and titled:
            return self._dotted_end(dotted)
        spaced = self._spaced_end(start) if titled else None
        if spaced:
            return spaced
        first = text[start]
        if first not in FREQUENT and first not in OTHER and text[start : start + 2] not in COMPOUND:
            return self._foreign_end(start) if titled else None
        lengths = (4, 3) if text[start : start + 2] in COMPOUND else (3, 2)
        fits = [n for n in lengths if self._is_name(start, n, titled=titled)]
        clear = [n for n in fits if _AFTER.match(text, start + n)]
        if clear:
            return start + self._best(start, clear)
        if not fits or not titled:
            return self._foreign_end(start) if titled else None
        return self._guess_end(start, fits)

    def _is_name(self, start: int, length: int, *, titled: bool) -> bool:
        name = self.text[start : start + length]
        return len(name) == length and plausible(name, titled=titled)

    def _best(self, start: int, lengths: list[int]) -> int:
        """Choose among lengths that all end clearly: the reading that recurs, else the longer."""
        if len(lengths) == 1:
            return lengths[0]
        long, short = max(lengths), min(lengths)
        whole = self.text[start : start + long]
        bare = self.text.count(whole[:short]) - self.text.count(whole)
        if bare > 0 and self.text.count(whole) == 1:
            return short
        tail = self.text[start + long - 1 : start + long + 1]
        return short if _AFTER.match(tail) and whole[-1] in _VERB_HEADS else long

    def _guess_end(self, start: int, lengths: list[int]) -> int | None:
        """Choose a length where no boundary follows: only what the text supports."""
        support = Counter({n: self._clear_count(self.text[start : start + n]) for n in lengths})
        long, short = max(lengths), min(lengths)
        if long != short and support[short] > support[long]:
            return start + short
        if support[long]:
            return start + long
        if self.text[start + short : start + short + 1] in _VERB_HEADS:
            return start + short
        return None

    def _clear_count(self, name: str) -> int:
        """Count the places where the name stands and ends clearly."""
        places = re.finditer(re.escape(name), self.text)
        return sum(1 for place in islice(places, 50) if _AFTER.match(self.text, place.end()))

    def _dotted_end(self, match: re.Match[str]) -> int | None:
        dot = next(i for i in range(match.start(), match.end()) if self.text[i] in "·•・‧∙")
        for end in range(min(match.end(), dot + 9), dot + 1, -1):
            if _AFTER.match(self.text, end):
                best = next((e for e in range(dot + 2, end) if _PREDICATE.match(self.text, e)), end)
                return best
        return None

    def _spaced_end(self, start: int) -> int | None:
        """Read a two-character name set apart for alignment, as in 「李　强」."""
        match = re.compile(rf"({_HAN})[ \u3000]{{1,4}}({_HAN})(?=[\s\u3000、，,。；;）)]|$)").match(
            self.text, start
        )
        return match.end() if match and plausible(match[1] + match[2], titled=True) else None

    def _foreign_end(self, start: int) -> int | None:
        for length in (4, 3, 2):
            name = self.text[start : start + length]
            if transliterated(name) and _PREDICATE.match(self.text, start + length):
                return start + length
        return None


def _plain(name: str) -> str:
    return re.sub(r"[\s\u3000]+", "", name)


def _after_titles(names: Names) -> dict[int, Mention]:
    """Collect names that stand directly behind an office or a calling."""
    found: dict[int, Mention] = {}
    for rx, office in ((OFFICE_END, True), (CALLING_END, False)):
        for match in rx.finditer(names.text):
            start = match.end()
            if start in found:
                continue
            end = names.name_at(start, titled=True)
            if end is None or (not office and names.name_at(start, titled=False) is None):
                continue
            name = _plain(names.text[start:end])
            found[start] = Mention(name=name, start=start, end=end, lead=start, titled=True)
    return found


def _before_verbs(names: Names) -> dict[int, Mention]:
    """Collect names without a title that open a clause and are followed by what a speaker does."""
    found: dict[int, Mention] = {}
    opening = re.compile(
        r"(?:^|[。；;！？\n，,、：: \u3000]|(?<=[由请])|会上|会前|随后|最后|期间|"
        r"首先)(?=[\u4e00-\u9fff])",
        re.M,
    )
    for match in opening.finditer(names.text):
        start = match.end()
        end = names.name_at(start, titled=False)
        if end is not None and _PREDICATE.match(names.text, end):
            found[start] = Mention(names.text[start:end], start, end, start)
    for match in re.finditer(r"同志(?!们|式|在位|之)", names.text):
        for length in (3, 2, 4):
            start = match.start() - length
            if start < 0 or names.name_at(start, titled=False) != match.start():
                continue
            if not start or names.text[start - 1] in "。；！？\n，、： \u3000由受请和及与":
                name = names.text[start : match.start()]
                found.setdefault(start, Mention(name, start, match.start(), start))
                break
    return found


# What may stand directly before a name whose title follows: the end of a body, or of a clause.
_BODY_BEFORE: Final = re.compile(
    r"(?:^|[局处部厅办委院校团司所站队心企系科联室]|[，。；：、！\n\s由请和与])$"
)
_TITLE_THEN_VERB: Final = re.compile(
    rf"(?:{AFTER_NAME.pattern})(?=同志|[，。；：、]|在|对|就|向|从|为|主持|通报|传达|强调|指出|要求|汇报|宣读|讲话|作|做|"
    r"出席|参加|介绍|代表|结合|围绕|首先|最后|分别|表示|说|率|带|一行|还|也|并|进行|发言|总结|部署|安排|致|发表|及|和)"
)


def _before_titles(names: Names, found: dict[int, Mention]) -> None:
    """Read names set between a body and a title: 「州水利局张某某局长通报」."""
    taken = {mention.end for mention in found.values()}
    for match in _TITLE_THEN_VERB.finditer(names.text):
        at = match.start()
        for length in (3, 2):
            start = at - length
            if start < 0 or at in taken or names.closed(start):
                break
            name = names.text[start:at]
            if not plausible(name, titled=length == 3) or re.search(_OFFICE_WORDS, name):
                continue
            if _BODY_BEFORE.search(names.text[max(0, start - 1) : start]):
                found.setdefault(start, Mention(name, start, at, start))
                break


_OFFICE_WORDS: Final = (
    r"[市县区镇乡省局部厅处委会办院校科所站队党政府支总副常务组企业公司室团]|安全|项目|车间|高级|纪检|现任|时任|应急|"
    r"全体|管理|康复|车队|年级|首席|第[一二]|执行|名誉|分管|包[村片]|单元|班|值班|财务|技术|生产|监事|理事"
)


def _plain_lists(names: Names, found: dict[int, Mention]) -> None:
    """Read lists of three or more names that no title opens: 「甲某、乙某某、丙某参加」."""
    for match in _LIST.finditer(names.text):
        spans: list[tuple[int, int]] = []
        start = match.start()
        for piece in match[0].split("、"):
            spans.append((start, start + len(piece)))
            start += len(piece) + 1
        first, *rest = spans
        tail = names.name_at(rest[-1][0], titled=True)
        if tail is None or not all(_in_list(names, b, e) for b, e in rest[:-1]):
            continue
        rest[-1] = (rest[-1][0], tail)
        if all(e - b < 3 for b, e in rest):
            continue
        fits = (n for n in (3, 2, 4) if n <= first[1] - first[0])
        head = next((n for n in fits if _in_list(names, first[1] - n, first[1])), 0)
        if head:
            rest.insert(0, (first[1] - head, first[1]))
        for begin, end in rest if len(rest) > 2 else ():
            found.setdefault(begin, Mention(names.text[begin:end], begin, end, begin))


def _in_list(names: Names, begin: int, end: int) -> bool:
    doubtful = names.text[begin] in "和于向从时何全常应安方支单"
    return not doubtful and names.name_at(begin, titled=True) == end


def _along_lists(names: Names, found: dict[int, Mention]) -> None:
    """Follow 「甲、乙、丙」 from every name found to the names beside it."""
    queue = sorted(found)
    while queue:
        at = queue.pop()
        mention = found[at]
        join = _GAP_JOIN.match(names.text, mention.end)
        if not join or join.end() in found:
            continue
        start = join.end()
        comma = names.text[mention.end] in "，,"
        end = names.name_at(start, titled=not comma and not join[0].isspace())
        if end is None or not _AFTER.match(names.text, end):
            continue
        follows = names.text[end : end + 1]
        if comma and not _PREDICATE.match(names.text, end):
            continue
        if join[0] in "和及与" and not (
            follows in "、，,。等" or _PREDICATE.match(names.text, end)
        ):
            continue
        if join[0].isspace() and follows not in "、，, \u3000\n":
            continue
        name = _plain(names.text[start:end])
        found[start] = Mention(name, start, end, start, titled=mention.titled)
        queue.append(start)


def _rosters(names: Names, found: dict[int, Mention]) -> None:
    """Read lines such as 「出席：甲　乙　丙」."""
    line = re.compile(
        r"^[ \u3000]*(?:主[ \u3000]*持(?:[ \u3000]*人)?|出[ \u3000]*席(?:人员|领导|人)?|"
        r"列[ \u3000]*席(?:人员|领导|人)?|参[ \u3000]*加(?:人员|领导|人)?|"
        r"参会(?:人员|领导|人)?|与会(?:人员|领导|人)|汇报人|发言人|主讲人?|组长|副组长|成员|主任|"
        r"副主任|总指挥|副总指挥)[ \u3000]*[：:]",
        re.M,
    )
    for match in line.finditer(names.text):
        stop = names.text.find("\n", match.end())
        stop = len(names.text) if stop < 0 else stop
        for piece in re.finditer(
            r"[^\s\u3000、，,；;]+(?:[ \u3000]{1,3}(?=[\u4e00-\u9fff](?:[\s\u3000、，,；;]|"
            r"$))[\u4e00-\u9fff])?",
            names.text[match.end() : stop],
        ):
            start = match.end() + piece.start()
            end = names.name_at(start, titled=True)
            if end is not None and start not in found and end <= match.end() + piece.end() + 1:
                found[start] = Mention(_plain(names.text[start:end]), start, end, start)


def _again(names: Names, found: dict[int, Mention]) -> None:
    """Add every further place where a name already found stands."""
    known = sorted({m.name for m in found.values() if len(m.name) >= 2}, key=len, reverse=True)
    if not known:
        return
    taken = {i for m in found.values() for i in range(m.start, m.end)}
    for match in re.finditer("|".join(map(re.escape, known)), names.text):
        if match.start() not in taken and not names.closed(match.start()):
            found[match.start()] = Mention(match[0], match.start(), match.end(), match.start())


def find_mentions(text: str) -> list[Mention]:
    """Return every naming of a person, in order, each with the titles read before it."""
    text = widen(text)
    names = Names(text)
    found = _before_verbs(names) | _after_titles(names)
    _before_titles(names, found)
    _along_lists(names, found)
    _plain_lists(names, found)
    _rosters(names, found)
    _again(names, found)
    _along_lists(names, found)
    mentions: list[Mention] = []
    floor = 0
    for at in sorted(found):
        mention = found[at]
        if mention.start < floor:
            continue
        run = titles_before(text, start=mention.start, floor=floor)
        if not run.titles:
            run = _shared(text, mention, mentions)
        if not run.titles:
            run = _behind(text, mention)
        titled = bool(run.titles)
        mentions.append(replace(mention, titles=run.titles, lead=run.start, titled=titled))
        floor = mention.end
    return mentions


def _shared(text: str, mention: Mention, before: list[Mention]) -> TitleRun:
    """Give a name in a list the titles of the name before it."""
    between = text[before[-1].end : mention.start].strip() if before else ","
    if between in ("、", "", "和", "及", "与") and before[-1].titles:
        return TitleRun(titles=before[-1].titles, start=mention.start)
    return TitleRun(titles=(), start=mention.start)


def _behind(text: str, mention: Mention) -> TitleRun:
    """Read titles given after the name: 「某某（市委书记）」, 「某某副市长」."""
    bracket = re.compile(r"[（(]([^（）()]{2,30})[)）]").match(text, mention.end)
    if bracket and (OFFICE_END.search(bracket[1]) or CALLING_END.search(bracket[1])):
        return TitleRun(titles=tuple(re.split("[、，,]", bracket[1])), start=mention.start)
    title = AFTER_NAME.match(text, mention.end)
    if title:
        return TitleRun(titles=(title[0],), start=mention.start)
    return TitleRun(titles=(), start=mention.start)
