"""Find the words that say by when, as written."""

from __future__ import annotations

import re

_YEAR = r"(?:20\d{2}\s*年|今年|明年|后年|当年|本年度?|次年|每年)"
_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月(?:份)?"
_DAY = r"\d{1,2}\s*[日号]"
_CN = r"[一二三四五六七八九十两]"
_EDGE = r"(?:之前|以前|前|止|为止|起)"
_LEAD = r"(?:截至|截止|力争到?|争取到?|到|至|在|于|自)"
_QUARTER = r"(?:(?:第?[一二三四1-4]|上|下|本|每(?:个)?|首)季度|[一二三四]季度|上半年|下半年|每半年)"
_FEAST = (
    r"(?:春节|元旦|国庆节?|中秋节?|清明节?|端午节?|五一|“五一”|双节|两节|“两节”|两会|“两会”|"
    r"汛期|汛前|冬季|冬防|供暖季?|采暖季|开学|秋季开学|春季开学|高考|中考|暑期|寒假|暑假|主汛期|七一|"
    r"“七一”|“十一”|放假|节假日|假期|入冬|入汛|雨季|学年|学期|会议)"
)

_FIVE_YEAR = r"[“\"']?(?:十[一二三四五六]五|十四五|十五五)[”\"']?(?:规划)?(?:时期|期间)?"

_ALL_YEAR = (
    r"全年(?=[，,]?(?:累计|计划|力争|确保|新|培训|培养|完成|实现(?!目标)|组织|开展|举办|不少于|至少|建成|引进|召开|扩|招|发放|"
    r"开设|选|帮))(?!完成(?:各项|目标|任务)|实现(?:各项|安全))"
)
_PART_OF_MONTH = rf"(?:{_DAY}|底|末|初|[上中下]旬)"
_DATES = (
    rf"{_LEAD}?(?:{_YEAR})?{_MONTH}{_PART_OF_MONTH}?"
    rf"(?:\s*[至—\-~－]+\s*(?:{_YEAR})?(?:{_MONTH})?{_PART_OF_MONTH}?)?{_EDGE}?"
)
_SPAN_EDGES = (
    r"(?:到|在|于)?(?:年底|年末|年内|月底|月末|月内|季末|季度末|周内|本周内|本月内|本月底|下月底)"
    rf"(?:{_EDGE})?"
)

_WHEN = re.compile(
    "|".join(
        (
            # an exact or monthly date, a range of them
            _DATES,
            _SPAN_EDGES,
            # a year with an edge, or led by a word
            rf"{_LEAD}?{_YEAR}年?(?:底|末|内|年底|年末|年内|中|初)(?:{_EDGE})?",
            rf"{_LEAD}?{_YEAR}{_EDGE}",
            rf"(?:截至|截止|(?:力争|争取)?到|至|自){_YEAR}(?:{_EDGE})?",
            rf"(?:力争|争取)20\d{{2}}\s*年(?:{_EDGE})?",
            rf"{_LEAD}?20\d{{2}}\s*[—\-~至－]+\s*20\d{{2}}\s*年",
            rf"(?:到|在)?(?:{_YEAR})?{_QUARTER}(?:底|末|内|初)?(?:{_EDGE})?",
            rf"(?:本|下|次|当)月{_DAY}?(?:上旬|中旬|下旬)?{_EDGE}|(?:本|下)周[一二三四五六日]?{_EDGE}",
            # recurring
            r"每(?:个)?季度末月(?:\d{1,2}日)?前?|每(?:个)?(?:季度|半年|年度|学期|两个?月|双月|月度)(?:底|末|初)?(?:\d{1,2}日)?(?:前)?",
            r"每月(?:底|末|初)?(?:\d{1,2}日)?(?:之?前)?|每周[一二三四五六日]?(?:前)?|每年(?:底|末|初)(?:前)?",
            # periods from now on
            rf"(?:(?<!\d)\d{{1,3}}|{_CN}{{1,3}}|半)\s*(?:个)?(?:工作日|年|月|天|日|小时|周|星期|季度)(?:之|以)?内",
            rf"(?:未来|今后|近)?{_CN}(?:至{_CN})?年(?:之|以)?内",
            rf"(?:到|在)?{_FIVE_YEAR}(?:末|期末|内|结束|收官(?!之)|完成)|[“\"']?十[一二三四五六]五[”\"']?期间",
            rf"(?:{_YEAR})?{_FEAST}(?:来临|到来|结束|召开|开始)?(?:之前|以前|前)",
            _ALL_YEAR,
            rf"即日起(?:至(?:{_YEAR})?(?:{_MONTH}(?:{_DAY}|底|末)?|年底|年末|月底))?|立行立改|即知即改|立即整改|当年(?=完成|见效|开工)",
            r"(?:到|至)本?(?:世纪中叶|届期末|期末)",
            rf"(?:用|力争用|争取用|经过){_CN}(?:至{_CN})?年(?:左右)?(?:的)?时间",
        )
    )
)

_CELL = re.compile(
    r"长期(?:坚持|推进|开展|任务|实施)?|持续(?:推进|实施|开展|推动|进行|落实|用力)?|"
    r"常态化(?:推进|开展|实施)?|全年(?:推进|实施)?|立即|近期|尽快|按(?:时序)?进度(?:推进)?|"
    r"按(?:要求|时限|计划|规定)[^，。；\s]{0,8}|根据[^，。；\s]{2,12}|贯穿全年|随时|同步|即时|适时|每年|每月|每周|"
    rf"20\d{{2}}(?:[.\-/]\d{{1,2}}){{1,2}}|20\d{{2}}\s*年(?:度)?|{_MONTH}"
)
_CONTINUOUS = re.compile(r"^(?:长期|持续|常态化|全年|贯穿)")
_NOT_A_DUTY = re.compile(
    r"^(?:以来|[一-龥]{0,14}会议精神|(?:的)?(?:会议|讲话|重要|指示|批示|全会|通知|精神))"
)
_WORK_OF = re.compile(r"^(?:各项)?(?:工作|计划|任务|重点|目标|经济|主要|预期|形势)")
_DATED_EVENT = re.compile(r"^(?:印发|成立|召开|下发|出台)")
_TITLE = re.compile(r"《[^《》]{1,120}》|“[^“”]{1,40}”|〔\d{4}〕\d{1,6}号")


def find_deadlines(text: str) -> list[tuple[int, int]]:
    """Return the spans of the words that say by when, in order of the text."""
    masked = _TITLE.sub(_blank, text)
    spans: list[tuple[int, int]] = []
    for match in _WHEN.finditer(masked):
        start, end = match.span()
        while start < end and text[start] in "在于自":
            start += 1
        while end > start and text[end - 1] in " \t\u3000，":
            end -= 1
        if text[end - 1] in "份年度月" and _WORK_OF.match(text[end : end + 8]):
            continue
        if text[end - 1 : end] in "日月年" and _DATED_EVENT.match(text[end : end + 4]):
            continue
        if start == end or _NOT_A_DUTY.match(text[end : end + 20]):
            continue
        if start and text[start - 1].isdigit() and text[start].isdigit():
            continue
        spans.append((start, end))
    return spans


def _blank(match: re.Match[str]) -> str:
    inside = match.group()
    if inside.startswith("“") and re.search(r"十[一二三四五六]五|两会|五一|七一|十一|两节", inside):
        return inside
    return "\0" * len(inside)


_OPENING_YEAR = re.compile(
    r"20\d{2}\s*年(?=[，,]|新[增建]|完成|实现|力争|计划|争取|要|确保|建成|全[市省县区]新)"
)


def last_deadline(text: str) -> str | None:
    """Return the last deadline a duty names, as written, or None."""
    spans = find_deadlines(text)
    if not spans:
        year = _OPENING_YEAR.match(text)
        return year.group() if year else None
    start, end = spans[-1]
    return text[start:end]


def cell_deadline(cell: str) -> str | None:
    """Return what a deadline cell or label holds: a date, or words such as 持续推进."""
    cleaned = cell.strip(" \t\u3000，。；;、（）()")
    if not cleaned or cleaned in {"无", "/", "-", "—", "——"}:
        return None
    spans = find_deadlines(cleaned)
    if spans and not _CONTINUOUS.match(cleaned):
        cleaned = _DONE.sub("", cleaned)
        return cleaned if len(cleaned) <= 16 else cleaned[spans[-1][0] : spans[-1][1]]
    match = _CELL.search(cleaned)
    if match:
        return cleaned if len(cleaned) <= 12 else match.group()
    return None


_DONE = re.compile(
    r"(?:(?:全部|全面|基本|正式|力争)?(?:完成|办结|落实|到位|动工|开工|竣工|完工|建成|启动|投用|投入使用|交付使用|交付|验收|开放|运行))+$"
)


def is_deadline_cell(cell: str) -> bool:
    """Say whether a short cell holds nothing but words of time."""
    cleaned = cell.strip(" \t\u3000，。；;、（）()")
    if not cleaned or len(cleaned) > 24:
        return False
    cleaned = _DONE.sub("", cleaned) or cleaned
    spans = find_deadlines(cleaned)
    covered = sum(end - start for start, end in spans)
    if covered >= len(cleaned) * 0.5:
        return True
    match = _CELL.match(cleaned)
    return bool(match and match.end() >= len(cleaned) * 0.6)
