"""Find the numbers a duty is to reach or keep to."""

from __future__ import annotations

import re
from functools import lru_cache

from changai.reading.facts import Target

_DIGITS = r"(?<!\d)\d{1,12}(?:[,，]\d{3}){0,4}(?:\.\d{1,6})?"
_SCALE = r"(?:万亿|百万|千万|十万|万|亿|千|百)"
_MEASURE = (
    r"人次|人年|人天|课时|学时|户次|家次|车次|班次|平方公里|平方千米|平方米|立方米|公里|千米|万吨|公斤|千瓦时|千瓦|"
    r"兆瓦|吉瓦|毫克|微克|标准箱|标准煤|元|人|名|位|家|个|项|场|次|件|户|套|台|辆|亩|公顷|吨|米|期|批|所|处|"
    r"座|条|支|队|对|篇|份|册|本|部|门|种|类|张|例|起|宗|间|块|片|床|倍|分贝|分|度|只|头|株|桶|枚|届|步|"
    r"艘|架|列|栋|幢|轮|层|档|盏|根|节|岗|县|村|镇|区|校|站|集|笔|单|天|小时|分钟|桩|段|棵|箱|袋|盒|"
    r"斤|担|羽|尾|卷|眼|口|穴|厘米|毫米|立方|标箱|学分|位次|名次|辆次|架次|人份|[KMGkmg][Ww]|TEU"
)
_OPERATOR = (
    r"不少于|不低于|不得少于|不得低于|不小于|不超过|不得超过|不高于|至少|力争达到|达到|达|超过|超|突破|"
    r"控制在|约|近|最高|最多|最低|高于|低于|≥|≤|>|＞|<|＜|以上"
)
# Any one character counts as a unit where the clause ends behind it, unless it dates or numbers.
_ANY_UNIT = (
    r"(?![年月日号时点岁级期路楼室条款章页字第线国省市以之余多来])[一-龥]"
    r"(?=[，。；、）)\n]|$|以上|左右)"
)
_CN = "一二三四五六七八九十两百千"
_RANGE = rf"{_DIGITS}(?:\s*[%％]?\s*[—～~至\-－–]+\s*\d{{1,12}}(?:\.\d{{1,6}})?)?"

_NUMBER = re.compile(
    rf"(?P<value>1/\d|{_RANGE})\s*(?P<unit>个百分点|百分点|[%％‰]|{_SCALE}?\s*(?:{_MEASURE}|{_ANY_UNIT})|"
    rf"{_SCALE}(?![一-龥]))"
    rf"|(?P<part>1/\d(?!\d))"
)
_SPELLED = re.compile(
    rf"(?:至少[一-龥]{{0,4}}?|{_OPERATOR})\s*(?P<value>[{_CN}]{{1,6}})\s*(?P<unit>{_SCALE}?(?:{_MEASURE}))"
    rf"|(?P<share>[{_CN}]{{1,3}}分之[{_CN}]{{1,3}})"
    rf"|(?:新建|新增|建成|建设|培育|举办|创建|完成|选树|打造|招引|引进|评选)(?P<built>[两三四五六七八九十]{{1,3}})"
    rf"(?P<of>{_MEASURE})(?!方面|个方面|类)"
)
_BARE = re.compile(
    rf"(?:不少于|不低于|不超过|达到|控制在|≥|≤)\s*(?P<value>{_DIGITS})(?=[，。；、）)]|$|以上|左右|以内)"
)

_NOT_UNIT = re.compile(
    r"^(?:方面|大类|环节|层面|维度|重点(?!项目|企业)|部分|月|年|字|星级|A级|坚持|确保|必须|注重|突出|统一|强化|"
    r"结合|转变|重大|关键|维护|自信|意识|确立)"
)
_CONDITION_AFTER = re.compile(
    r"^\s*(?:（不?含）)?(?:及)?(?:以上|以下|以内|及以上|及以下|左右)?(?:[（(][^）)]{0,12}[）)])?(?:的|且|或|时，|后，|（含）以上的)"
)
_CONDITION_BEFORE = re.compile(
    r"(?:^|[，。；：\n])(?:对|凡|符合|具有|具备|年满|满|当|每)[^，。；]*$"
)
_LIMIT_AFTER = re.compile(r"^\s*(?:之|以)?[内前后]")
_COUNTS = frozenset({"", "个", "项", "条", "种", "类", "门", "层", "档"})
_TIME_UNIT = frozenset({"天", "小时", "分钟"})
_DESCRIBES_BEFORE = re.compile(
    r"(?:全[省市县区州旗镇乡国校]|第|(?<![底末日月年])前|这|该|上述|现有|已有|已|原有|其余|其他|年龄|未满|年满|不满|满|第一批|首批|"
    r"辖区|分为|共分|以来|去年|上年|截至目前|目前|占地(?:面积)?|总面积|建筑面积|总投资|世界|全球|中国|百|规模)\s*$"
)
_MEASURED_AGAINST = re.compile(r"(?:^|[，。；])(?:对照|按照|根据|依据|针对)[^，。；]*$")
_MASK = re.compile(
    r"《[^《》]{1,120}》|〔\d{4}〕\d{1,6}号|20\d{2}\s*年(?:\d{1,2}月)?(?:\d{1,2}日)?|[“\"][^“”\"]{1,16}[”\"]|\d{1,3}G\b"
)
_GRANT = re.compile(r"给予|奖励|补助|补贴|资助|奖补|发放")
_GRANTED = re.compile(r"(?:给予|奖励|补助|补贴|资助|奖补|发放)[^，。；]*$")
_SENTENCE_REACH = 160
_SIZE = ("元", "人", "平方米", "亩", "级", "吨")
_SIZE_AFTER = re.compile(r"^\s*(?:及)?以[上下](?=[一-龥])")
_REACH = re.compile(
    r"实现|完成|新增|培训|培养|达到|不少于|不低于|力争|投入|争取|超过|突破|至|到|建设|建成"
)
_PER = re.compile(r"每[^，。；]{0,20}$")
_PER_AFTER = re.compile(r"^\s*[^，,。；]{0,14}[，,]?(?:再|另)?(?:增加|给予|奖励|补助|补贴|扣|加)")
_TRIM = re.compile(
    rf"(?:{_OPERATOR}|力争|要|在|到|为|至|再|总数|的|计|共|完成|新增|实现|保持|确保)+$"
)
_CLAUSE = re.compile(r"[，。；;,：:、！\n]")


@lru_cache(maxsize=64)
def find_targets(text: str) -> tuple[Target, ...]:
    """Return the numbers to be reached or kept to, each once, in order of the text."""
    masked = _MASK.sub(lambda match: "\0" * len(match.group()), text)
    found: dict[tuple[str, str, str], tuple[int, Target]] = {}
    numbers: set[tuple[str, str]] = set()
    for match in _NUMBER.finditer(masked):
        value = match.group("value") or match.group("part")
        unit = re.sub(r"\s+", "", match.group("unit") or "")
        if _describes(masked, match.start(), match.end(), unit):
            continue
        what = _what(text, match.start())
        if "每" in what and (value, unit) in numbers:
            continue
        numbers.add((value, unit))
        found.setdefault((value, unit, what), (match.start(), Target(value, unit, what)))
    for match in _SPELLED.finditer(masked):
        name = next(name for name in ("value", "share", "built") if match.group(name))
        value, at = match.group(name), match.start(name)
        unit = match.group("unit") or match.group("of") or ""
        if not _NOT_UNIT.match(masked[match.end() :]):
            what = _what(text, match.start())
            found.setdefault((value, unit, what), (at, Target(value, unit, what)))
    for match in _BARE.finditer(masked):
        value = match.group("value")
        if all(known != value for known, _ in numbers):
            what = _what(text, match.start())
            found[(value, "", what)] = (match.start(), Target(value, "", what))
    return tuple(target for _, target in sorted(found.values(), key=lambda pair: pair[0]))


def _describes(text: str, start: int, end: int, unit: str) -> bool:
    """Say whether the number only describes: a condition, a date, a count of what exists."""
    before, after = text[max(0, start - 12) : start], text[end : end + 16]
    if before and (
        before[-1].isdigit()
        or before[-1] in ".-—～~/"
        or before[-1].isascii()
        and before[-1].isalpha()
    ):
        return True
    if _DESCRIBES_BEFORE.search(before) or _MEASURED_AGAINST.search(
        text[max(0, start - 24) : start]
    ):
        return True
    if unit in _COUNTS and _NOT_UNIT.match(after):
        return True
    if unit in _TIME_UNIT and not re.search(r"不少于|不低于|不超过|累计|压缩|缩短|减少", before):
        return True
    if unit.startswith(("个", "天", "小时")) and (
        after.startswith(("月", "工作日", "小时")) or _LIMIT_AFTER.match(after)
    ):
        return True
    if re.match(r"(?:/[一-龥]{1,3})?的(?:限额|补助|补贴|奖励)?(?:标准|额度|比例)", after):
        return False
    granted = _GRANTED.search(text[max(0, start - 40) : start])
    if (
        not granted
        and _CONDITION_AFTER.match(after)
        and (unit.endswith(_SIZE) or _CONDITION_BEFORE.search(text[max(0, start - 40) : start]))
    ):
        return True
    if _SIZE_AFTER.match(after) and unit.endswith(_SIZE) and not _REACH.search(before):
        return True
    if _PER_AFTER.match(after) and _PER.search(text[max(0, start - 24) : start]):
        return True
    return _is_condition_of_grant(text, start)


def _is_condition_of_grant(text: str, start: int) -> bool:
    """Say whether the number stands before the grant of its own sentence, as its condition."""
    reach = max(0, start - _SENTENCE_REACH)
    low = max(reach - 1, *(text.rfind(mark, reach, start) for mark in "。；;\n")) + 1
    stop = start + _SENTENCE_REACH
    highs = [at for at in (text.find(mark, start, stop) for mark in "。；;\n") if at >= 0]
    sentence = text[low : min(highs, default=stop)]
    grant = _GRANT.search(sentence, max(0, start - low))
    if not grant:
        return False
    clause_end = _CLAUSE.search(text, start)
    if (
        clause_end
        and grant.start() + low < clause_end.start()
        and sentence[: start - low].count("给予")
    ):
        return False
    told = sentence[: start - low]
    return bool(
        re.search(r"(?:^|[，,])(?:对|凡|按|每|当)", told)
        or "的，" in sentence[start - low : grant.start()]
    ) and not _GRANT.search(told)


def _what(text: str, at: int) -> str:
    low = 0
    for match in _CLAUSE.finditer(text, max(0, at - 40), at):
        low = match.end()
    words = text[max(low, at - 24) : at].strip(' \t\u3000“”"')
    return _TRIM.sub("", words).strip()
