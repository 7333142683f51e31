"""Find who gives an order: the lead-in before it and the person or meeting it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MEETING = "会议"

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴"
    "夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟"
    "安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项"
    "曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来"
    "嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习尧"
)
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|司徒|端木|夏侯|长孙|宇文|呼延"

_VERB = re.compile(
    r"强调|指出|要求|表示|提出|明确|认为|号召|希望|叮嘱|勉励|嘱咐|提醒|部署|安排|决定|说|建议|批示|讲话"
)
_WEAK = frozenset({"明确", "安排", "部署", "决定", "建议", "说", "希望", "认为", "表示", "提出"})
_STRONG = frozenset({"强调", "指出", "要求"})
_STARTS_ORDER = re.compile(
    r"(?:要(?![求素点])|各|全[省市县区州校院局公集镇乡体国]|有关|相关|下一?步|今年|一要|一是|首先|我们|一定要|务必|必须|"
    r"大家|广大|与会|[“\"]?要|抓好|做好|加强|认真|切实|进一步|坚持|严格|尽快|抓紧|确保|全力|迅速|立即|全面|深入|及时|高度|提高|强化|落实|扎实|持续|积极|统筹|年底前|\d+月|对|把)"
)
_NOUN_BEFORE = re.compile(
    r"(?:按照|按|依照|依据|根据|严格|部署|决策|目标|任务|工作|标准|精神|规定|有关|相关|总体|明确|具体|最新|新的?|更高|高|"
    r"的|和|与|及|、|》|”|质量|安排|指示|各项|时限|时间|条件|进度|基本|本|根本|需求|符合|达到|落实|硬性|提出|政治|纪律|"
    r"法定|发展|建设|技术|规范|职责|岗位|上级|中央|省委|市委|县委|区委|政府|党委)$"
)
_WHO_END = re.compile(
    r"(?:会议|大会|全会|例会|座谈会|推进会|部署会|动员会|现场会|调度会|培训会|他|她|同志|书记|省长|市长|县长|区长|州长|局长|厅长|"
    r"部长|主任|主席|董事长|总经理|校长|院长|司长|处长|队长|组长|总理|主持人|经理|并|还|时|同时|也|再次|特别|进一步|郑重|"
    r"最后|讲话中?|中|后|话|会上|批示|通知|意见|方案|》|”|一致|既|又|再|重点|着重|反复|明确|专门|就此|对此|负责人|领导)$"
)
_OTHERS = re.compile(
    r"(?:大家|与会(?:人员|代表|者|同志)?|参会(?:人员|代表|者)?|学员们?|纷纷|一致|代表们|委员们|企业家们?|群众|网友|市民|村民|职工们?|"
    r"负责人们?)(?:纷纷|一致|均|都)?$"
)
_PASSIVE = re.compile(r"(?:经|据|由于|因为|为了|虽然|曾|此前|去年|上年)[^，。]*$")

_MEETING_WHO = re.compile(
    r"^(?:[^，。；]{0,30}?)(?:会议|大会|全会|例会|座谈会|推进会|部署会|动员会|现场会|调度会)(?:还|再次|最后|明确|同时|特别|进一步|并)?$"
)
_PAPER_WHO = re.compile(
    r"(?:《[^《》]{1,60}》|通知|意见|方案|公告|文件|规划|办法|报告)(?:中|还|同时|明确)?$"
)
_INSTRUCTION = re.compile(r"(?:批示|指示)(?:中|还|同时|特别)?$")

_DEMAND = re.compile(
    r"(?:提出|讲|谈|强调)(?:了)?(?:以下|如下)?(?:[一二三四五六七八九两几\d]{1,3})?(?:点|个方面|方面|项|条|个)?(?:的)?"
    r"(?:具体|明确|工作|指导|几点|殷切|新的|新|相关|有关|重要|明确的)*(?:要求|意见|希望|建议|期望)(?:[：:，,；]|。(?=[一1]))"
    r"|提(?:出)?(?:了)?(?:以下|如下)?[一二三四五六七八九两几\d]{1,3}(?:点|个方面|方面|项|条)(?:的)?[一-龥]{0,4}(?:要求|意见|希望|建议)[：:，,。；]"
    r"|(?:作(?:出|了)?|做(?:出|了)?|进行(?:了)?)(?:了)?(?:再|全面|具体|安排|动员|详细|周密|重要)*(?:部署|安排|批示|指示|讲话|强调)[：:]"
    r"|(?:要求|强调|意见|希望)(?:如下|有[一二三四五六七八九\d]{1,3}点|是)?[：:]"
    r"|(?:着力|重点|切实|认真|努力|坚持|要|突出)?(?:做好|抓好|做到|把握|推进|落实)(?:以下|好以下|如下)?[一二三四五六七八九]+(?:个方面|点|项)(?:的)?(?:工作|要求)?[：:]"
)
_SUBJECT = re.compile(
    r"(?P<who>(?:(?:各|全|有关|相关|广大|所有|参会|与会|本)[^，。；：:、]{1,24}?|[一-龥]{2,16}(?:局|厅|委|办|部门|单位|公司|工会|政府|党委))"
    r"(?:[、和及与](?:各|全|有关|相关|广大|所有)?[^，。；：:、]{1,16}?){0,5})"
    r"(?=[：:，,]\s*(?:一是|一要|要|1|首先|必须|（一）)|[：:]|要(?!求)|务必|必须|切实|进一步|认真|充分|严格|加强|提高|坚持|"
    r"抓好|做好|落实|立即|迅速|全面|高度|把|积极|主动|深入|强化|增强|持续|结合|围绕|按照|统一|全力|尽快|抓紧|不断|加快|在|以|针对|通过|利用|对(?![口外])|迅速|[，,])"
)
_PAPER_END = re.compile(r"(?:意见|方案|通知|批示|》|”|领导|组长|领导小组)$")
_CALLS = re.compile(r"(?:会议|大会|他|她|书记|长|主任|主席|同志|经理)$")
_TOLD = re.compile(r"[^，。；：:]{2,20}?(?<![主重需必])要(?![求素点])")
_NAME_AT_END = re.compile(
    rf"(?:^|[长记任席理员志授师家事裁导人委、总，由\s]|代表)(?P<name>(?:(?:{_DOUBLE})[一-龥]{{1,2}})|(?:[{_SURNAMES}][一-龥]{{1,2}}))"
    r"(?:同志|书记|市长|县长|区长|局长|主任|主席|董事长|总经理|校长|部长|副[一-龥]{2,3})?"
    r"(?:在[^，。；]{2,30}?(?:时|中|上|后|会)?|对[^，。；]{2,40}|就[^，。；]{2,40}|还|同时|再次|进一步|特别|最后|代表[^，。；]{2,20}|"
    r"主持[^，。；]{0,20}|到会|总结|作?总结讲话时?|作[^，。；]{0,12}|并|也|着重|随后|首先|明确)?$"
)
_NAME_DIRECT = re.compile(
    rf"(?:[长记任席理员志授师家裁导]|代表)(?:[{_SURNAMES}][一-龥]{{1,2}})$|^[{_SURNAMES}][一-龥]{{1,2}}$"
)
_BY_OFFICE = re.compile(
    rf"(?P<surname>{_DOUBLE}|[{_SURNAMES}])(?:副)?(?:书记|省长|市长|县长|区长|镇长|乡长|局长|厅长|部长|主任|主席|校长|院长|总经理|董事长|总)"
    r"(?:最后|总结|还|同时|指出|要求|强调|在[^，。]{2,20})?$"
)
_NOT_NAME = re.compile(
    r"总理|会议|同志|大会|全会|文件|通知|要求|方面|工作|明确|讲话|时候|应该|高度|全面|安全|项目|成员|单位|关于|部署|指示|全市|全省|全县|解决|严格|严肃|严密|安排|高质|高标|高效|全力|时刻|应当|方能|常态|明显|广泛|强化|包括|牢固|任何|任务|成为|成立|关键|和谐|相关|有关|年度|管理|管控|党委|党组|水平|水利|金融|解读"
)


@dataclass(frozen=True, slots=True)
class LeadIn:
    """Words that open an order: where the order begins, who gives it, and to whom if said there.

    `opens` is False where the words belong to somebody who cannot order, such as 与会人员表示.
    """

    start: int
    end: int
    speaker: str | None
    verb: str
    addressed: tuple[int, int] | None = None
    opens: bool = True


def find_lead_in(
    text: str, start: int, end: int, *, names: Sequence[str], last: str | None
) -> LeadIn | None:
    """Return the first lead-in of a sentence, or None. `last` is who spoke before."""
    called = tuple(names)
    for match in _VERB.finditer(text, start, end):
        verb = match.group()
        after = text[match.end() : min(end, match.end() + 40)]
        before = text[start : match.start()]
        if verb in ("批示", "讲话") and not after.startswith(("：", ":")):
            continue
        if _OTHERS.search(before[-16:]) and not before.endswith(called):
            return LeadIn(match.start(), match.end(), None, verb, None, False)
        direct = verb in _STRONG and before.endswith(called)
        if not (direct and not after.startswith("了")) and not _introduces(
            verb, before, after, called
        ):
            continue
        speaker, opens = _speaker(before, names, last)
        if not opens:
            return LeadIn(match.start(), match.end(), None, verb, None, False)
        if verb not in _STRONG and speaker is _UNKNOWN:
            continue
        body = match.end() + len(after) - len(after.lstrip('，,：: “"'))
        addressed = None
        subject = _SUBJECT.match(text, body, end) if verb in ("要求", "希望", "号召") else None
        if (
            subject
            and not after.startswith("，")
            and text[subject.end() : subject.end() + 1] != "要"
        ):
            addressed = subject.span("who")
        who = _by_title(text, start, before, called) or (last if speaker is _UNKNOWN else speaker)
        return LeadIn(match.start(), body, who, verb, addressed)
    return _find_demand(text, start, end, names, last)


def _find_demand(
    text: str, start: int, end: int, names: Sequence[str], last: str | None
) -> LeadIn | None:
    demand = _DEMAND.search(text, start, min(len(text), end + 2))
    if not demand:
        return None
    speaker, opens = _speaker(text[start : demand.start()], names, last)
    named = _by_title(text, start, text[start : demand.start()], tuple(names))
    who = named or (last if speaker is _UNKNOWN else speaker)
    return LeadIn(demand.start(), min(end, demand.end()), who, "要求", None, opens)


_TO_GROUP = re.compile(r"(?:各|有关|相关|全|[市县区镇乡省][一-龥]{1,6}(?:局|部门|单位|委|办))")


def _introduces(verb: str, before: str, after: str, called: tuple[str, ...]) -> bool:
    tail = before[-12:]
    if verb == "要求" and before.endswith(("，", ",")) and _TO_GROUP.match(after):
        return any(name in before[-200:] for name in called)
    if verb == "要求" and (
        _NOUN_BEFORE.search(tail) and not re.search(r"(?:会议|大会|提出|明确)明确$", tail)
    ):
        return False
    named = _WHO_END.search(tail) or before.endswith(called)
    if verb in _WEAK and not named:
        return False
    if _PASSIVE.search(before[-30:]) and verb not in _STRONG:
        return False
    if after.startswith(("，", ",", "：", ":")):
        if verb == "要求":
            return bool(_WHO_END.search(tail) or _NAME_DIRECT.search(tail) or not tail.strip())
        return True
    if after.startswith(("了", "的", "和", "、", "以", "。")):
        return False
    if verb in ("说", "安排", "部署", "认为", "建议"):
        return False
    if verb == "要求" and not (_WHO_END.search(tail) or _NAME_AT_END.search(tail)):
        return False
    if verb == "要求" and _PAPER_END.search(tail):
        return False
    if verb in ("强调", "指出") and _CALLS.search(tail):
        return True
    if verb in ("叮嘱", "要求", "强调", "提醒", "嘱咐", "希望", "号召") and _TOLD.match(after):
        return True
    return bool(_STARTS_ORDER.match(after)) or (verb == "要求" and bool(_SUBJECT.match(after)))


_TITLE_FIRST = re.compile(
    r"(?:^|[，,。；])(?P<title>(?:副)?(?:董事长|总经理|总裁|书记|省长|市长|县长|区长|镇长|乡长|校长|院长|局长|厅长|主任|主席))"
    r"(?=$|在|对|就|结合|围绕|针对|最后|还|首先|代表|充分)[^，。；]{0,20}(?:[，,][^，。；]{0,8})?$"
)
_TITLE_REACH = 2000
_CLAUSES_REACH = 60


def _by_title(text: str, start: int, before: str, names: tuple[str, ...]) -> str | None:
    """Return the person a bare title refers back to: 董事长要求 after 董事长李某某."""
    title = _TITLE_FIRST.search(before[-_CLAUSES_REACH:])
    if not title or not names:
        return None
    earlier = text[max(0, start - _TITLE_REACH) : start]
    called = "|".join(re.escape(name) for name in names)
    found = re.findall(rf"(?<!副){title['title']}({called})", earlier)
    return found[-1] if found else None


_UNKNOWN = "\0unknown"


def _speaker(before: str, names: Sequence[str], last: str | None) -> tuple[str | None, bool]:
    """Return who speaks in the words before the verb, and whether they may order."""
    clauses = [clause for clause in re.split(r"[，,；;。：:]", before) if clause.strip()]
    if clauses and _OTHERS.search(clauses[-1].strip()):
        return None, False
    for at, clause in enumerate(reversed(clauses)):
        clause = clause.strip(' \t\u3000“”"')
        named = _named(clause, names)
        if clause.startswith(("会议", "大会", "全会")) and not named and at == len(clauses) - 1:
            return MEETING, True
        if _INSTRUCTION.search(clause) and not named:
            return _UNKNOWN if last is None else last, True
        if at == 0 and _PAPER_WHO.search(clause) and not named:
            return None, True
        if named:
            return named, True
        if _MEETING_WHO.match(clause) and (at == 0 or clause.startswith(("会议", "大会", "全会"))):
            return MEETING, True
        if re.match(r"(?:他|她)(?:还|要求|强调|同时|指出|表示|说)?", clause) and last:
            return last, True
        if re.match(r"(?:会议|大会|全会)", clause):
            return MEETING, True
        office = _BY_OFFICE.search(clause) if at == 0 else None
        if office:
            known = [name for name in names if name.startswith(office["surname"])]
            if len(known) == 1:
                return known[0], True
        guessed = _NAME_AT_END.search(clause) if at == 0 else None
        if guessed and not _NOT_NAME.search(guessed.group("name")):
            return _guess(guessed.group("name"), clause), True
    return _UNKNOWN, True


def _named(clause: str, names: Sequence[str]) -> str | None:
    best: tuple[int, str] | None = None
    for name in names:
        at = clause.rfind(name)
        if at < 0:
            continue
        follows = clause[at + len(name) : at + len(name) + 6]
        if follows.startswith("、") or re.match(
            r"(?:总书记|主席|新时代|经济思想|生态文明|法治思想|文化思想|强军)", follows
        ):
            continue
        if re.search(r"(?:落实|学习|贯彻|按照|根据|传达|围绕)[^，。]{0,16}$", clause[:at]):
            continue
        if best is None or at > best[0]:
            best = (at, name)
    return best[1] if best else None


def _guess(name: str, clause: str) -> str:
    """Cut a guessed name to its likely length: two characters before 在, 对 or the verb."""
    for cutter in ("在", "对", "就", "还", "主", "作", "到", "并", "同", "也", "再", "进"):
        if len(name) == 3 and name.endswith(cutter):
            return name[:2]
    return name
