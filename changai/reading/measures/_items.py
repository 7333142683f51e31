"""Numbered items of a plan, each one measure with the units behind it."""

from __future__ import annotations

import re

from changai.reading import units
from changai.reading.deadlines import find_deadlines
from changai.reading.facts import Measure
from changai.reading.measures import _words
from changai.reading.measures._aims import dated_aims, section_of_aims
from changai.reading.measures._build import make
from changai.reading.measures._doers import doers
from changai.reading.measures._outline import Node, outline
from changai.reading.sentences import SENTENCE_STOPS, Page, cut, paragraphs, trim
from changai.reading.targets import find_targets
from changai.reading.units import Assignment

_INTRODUCTION = re.compile(
    r"^[^。\n]{0,6}(?:总体(?:要求|思路)|指导思想|基本原则|工作原则|重要意义|工作背景|背景|形势|现状|适用范围|名词解释|编制依据|基本情况|存在问题|主办单位|"
    r"承办单位|活动(?:主题|时间|地点|目的)|竞赛(?:主题|时间|地点)|参赛(?:对象|范围|条件)|组织机构|附则|解释|报名|报到|参加办法|参赛|参加(?:对象|范围)|组别|设置|经费|录取|竞赛办法|比赛办法|评分|计分|时间(?:、|和|及)?地点|(?:比赛|竞赛|活动|评选)(?:时间|范围|条件|地点|办法)|协办单位|指导单位|未尽事宜)"
)
_AIMS = re.compile(r"^[^。\n]{0,8}(?:目标|主要指标|目标任务)(?:要求|任务|如下)?[。：:\s]")
_CLOSING = re.compile(
    r"(?:\n|^|(?<=[。；）)]))[ \t\u3000]*"
    r"(?:附件|附[:：]|（此件|\(此件|抄送|抄报|联系人[:：]|联系电话|本(?:意见|方案|通知|措施|办法|要点|计划|规定|政策|规划)自|"
    r"（来源|来源[:：]|（记者|责任编辑|编辑[:：]|以上(?:意见|方案|政策)|特此通知|"
    r"[一-龥]{4,30}\n+[ \t\u3000]*20\d{2}年\d{1,2}月\d{1,2}日|"
    r"20\d{2}年\d{1,2}月\d{1,2}日[ \t\u3000]*(?:\n|$)|印发$)"
)
_TASK_LABEL = re.compile(
    r"\s*(?:(?:具体|主要|重点|工作)?(?:任务|措施|内容|举措|事项)(?:内容|名称)?|目标任务|任务目标)[：:]\s*"
)
_TASKED_TAIL = re.compile(
    r"(?:(?<=[。；;，,\n\s])|^)(?:此项工作|该项工作|以上工作)?由?[^。；;\n（）]{2,60}?(?:牵头|负责)(?:[，,、；;][^。\n]{2,80}?(?:配合|参与|协助|负责|落实))?\s*[。；]?\s*$"
)
_LONGEST_ITEM = 6000


def find_item_measures(page: Page) -> list[Measure]:
    """Return one measure per numbered item that orders something."""
    text = page.text
    roots = outline(text)
    if not roots:
        return []
    found: list[Measure] = []
    last = _last_leaf(roots[-1])
    closing = _CLOSING.search(text, last.start)
    if closing:
        _cut_at(roots, closing.start())
    for root in roots:
        found += _walk(page, root, Assignment(), skip=False)
    return found


def _last_leaf(node: Node) -> Node:
    while node.children:
        node = node.children[-1]
    return node


def _cut_at(nodes: list[Node], position: int) -> None:
    for node in nodes:
        node.end = max(node.start, min(node.end, position))
        _cut_at(node.children, position)


def _walk(page: Page, node: Node, inherited: Assignment, *, skip: bool) -> list[Measure]:
    text = page.text
    heading = text[node.start : node.own_end()]
    skip = skip or bool(_INTRODUCTION.match(heading[:24].lstrip()))
    if not node.children:
        if skip and not _assigns(text, node):
            aims = dated_aims(page, node.start, node.own_end())
            return [*find_requests(page, node.start, node.own_end()), *aims]
        return _leaf(page, node, inherited)
    if _is_one_item(text, node):
        whole = Node(node.style, node.number, node.mark, node.start, _deep_end(node), node.inline)
        return [] if skip else _leaf(page, whole, inherited)
    own, at = _assignment_in(text, node.start, node.own_end())
    if own.lead or own.cooperating:
        inherited = own
    found: list[Measure] = []
    if at is not None and "。" in text[node.start : at].rstrip("。 \n"):
        found += _leaf(
            page, Node(node.style, node.number, node.mark, node.start, node.own_end(), False), own
        )
    for child in node.children:
        found += _walk(page, child, inherited, skip=skip)
    return found


_REQUEST = re.compile(
    r"请(?P<who>(?:[^，。；于在将把按]|把手){2,30}?)(?=于|在|将|把(?!手)|按|务必|亲自|认真)[^。；\n]{4,200}?(?:报送|报至|报|送|上报|提交|发送|反馈|寄|填报)[^。；\n]*"
)


def find_requests(page: Page, start: int, end: int) -> list[Measure]:
    """Return the filing duties of a span: `请各单位于…前报送`."""
    found: list[Measure] = []
    for match in _REQUEST.finditer(page.text, start, end):
        if find_deadlines(match.group()):
            given = Assignment(units.split_units(match["who"]))
            measure = make(page.text, match.start(), match.end(), assigned=given)
            found += [measure] if measure else []
    return found


def find_charges(page: Page, start: int, end: int) -> list[Measure]:
    """Return the orders to groups in the letter around a plan: `各单位要…`."""
    found: list[Measure] = []
    for low, high in paragraphs(page.text[start:end]):
        for piece in cut(page, start + low, start + high, SENTENCE_STOPS):
            words = page.text[piece.start : piece.end]
            subject = _words.SUBJECT.match(words)
            if subject and re.match("各|有关|相关|全[省市县区]", words) and len(words) > 12:
                measure = make(page.text, piece.start, piece.end, assigned=doers(subject["who"]))
                found += [measure] if measure else []
    return found


def _assigns(text: str, node: Node) -> bool:
    given, _ = _assignment_in(text, node.start, node.end)
    return bool(given.lead)


def _deep_end(node: Node) -> int:
    return _deep_end(node.children[-1]) if node.children else node.end


def _is_one_item(text: str, node: Node) -> bool:
    """Say whether sub-numbers inside a paragraph only enumerate: units come once, at the end."""
    if not all(child.inline and not child.children for child in node.children):
        return False
    if node.children[0].style not in ("circle", "digit_bracket", "digit_half"):
        return False
    carrying = [child for child in node.children if _assigns(text, child)]
    return len(carrying) <= 1 and (not carrying or carrying[0] is node.children[-1])


def _assignment_in(text: str, start: int, end: int) -> tuple[Assignment, int | None]:
    """Return the first assignment of a span and where it begins."""
    brackets = units.find_brackets(text, start, end)
    label = units.find_label(text, start, end)
    if brackets and (label is None or brackets[0][0] <= label):
        return brackets[0][2], brackets[0][0]
    if label is not None:
        return units.parse(_label_block(text, label, end)), _open_bracket(text, label, start)
    return Assignment(), None


def _open_bracket(text: str, label: int, start: int) -> int:
    while label > start and text[label - 1] in "（(【[ \t\n\u3000":
        label -= 1
    return label


_BLOCK_END = re.compile(
    r"\n(?!\s*(?:牵头|责任|配合|协办|协同|参与|主办|承办|完成|时限|分管|联系|成果|备注|[一-龥]{2,20}(?:局|厅|委|办|部|会|中心|政府|公司)(?:[、，,；;。\n]|$)))"
)


def _label_block(text: str, label: int, end: int) -> str:
    stop = _BLOCK_END.search(text, label, end)
    return text[label : stop.start() if stop else end]


def _leaf(page: Page, node: Node, inherited: Assignment) -> list[Measure]:
    """Return the measure of an item, or one per unit bracket where it has several."""
    text = page.text
    aims = section_of_aims(page, node)
    if aims:
        return aims
    label = _TASK_LABEL.match(text, node.start, node.end)
    start, end = (label.end() if label else node.start), min(node.end, node.start + _LONGEST_ITEM)
    brackets = _closing_brackets(text, start, end)
    found: list[Measure] = []
    low = start
    for opened, closed, assigned in brackets:
        found += _accept(text, low, opened, assigned)
        low = closed
    if found or brackets:
        return found
    position = units.find_label(text, start, end)
    if position is not None:
        assigned = units.parse(_label_block(text, position, end))
        return _accept(text, start, _open_bracket(text, position, start), _or(assigned, inherited))
    spoken = _TASKED_TAIL.search(text, max(start, end - 160), end)
    if spoken and spoken.start() > start + 6:
        assigned = units.parse(spoken.group().strip(" 。；\n"))
        if assigned.lead and all(
            units.is_body(name) or name.startswith("各") for name in assigned.lead
        ):
            return _accept(text, start, spoken.start(), assigned)
    return _accept(text, start, end, _or(_named_inside(text[start:end]), inherited))


_INSIDE = re.compile(
    r"(?:^|[。；，\n])由(?P<who>[^，。；由]{2,50}?)(?:牵头|负责|具体负责|组织实施|承办)(?:[^，。；]{0,6}[，、](?P<help>[^，。；]{2,50}?)(?:配合|参与|协助))?"
)


def _named_inside(words: str) -> Assignment:
    """Return who an item without unit brackets names in its own sentences."""
    match = _INSIDE.search(words)
    if match:
        given = units.parse(f"{match['who']}牵头")
        if given.lead and all(units.is_body(name) for name in given.lead):
            helping = units.split_units(match["help"]) if match["help"] else ()
            return Assignment(given.lead, (*given.cooperating, *helping))
    for sentence in re.split(r"[。；，\n]", words):
        subject = _words.SUBJECT.match(sentence.strip())
        if subject and "要" in subject.group() and _words.is_subject(subject["who"]):
            return Assignment(doers(subject["who"]).lead)
    return Assignment()


def _or(assigned: Assignment, inherited: Assignment) -> Assignment:
    if assigned.lead or assigned.cooperating:
        return assigned
    return Assignment(inherited.lead, inherited.cooperating, assigned.due or inherited.due)


def _closing_brackets(text: str, start: int, end: int) -> list[tuple[int, int, Assignment]]:
    """Return the unit brackets of an item; neighbours such as （牵头…）（配合…） become one."""
    merged: list[tuple[int, int, Assignment]] = []
    for opened, closed, assigned in units.find_brackets(text, start, end):
        if merged and not text[merged[-1][1] : opened].strip("。；; \n\t"):
            first = merged[-1]
            joined = Assignment(
                (*first[2].lead, *(n for n in assigned.lead if n not in first[2].lead)),
                (*first[2].cooperating, *assigned.cooperating),
                assigned.due or first[2].due,
            )
            merged[-1] = (first[0], closed, joined)
        else:
            merged.append((opened, closed, assigned))
    return merged


def _accept(text: str, start: int, end: int, assigned: Assignment) -> list[Measure]:
    start, end = trim(text, start, end, "。；;：:，,、.．")
    if text[start:end].count("（") < text[start:end].count("）"):
        start, end = trim(text, start, end, "）")
    words = text[start:end]
    if len(words) < 4 or not (assigned.lead or _orders(words)):
        return []
    measure = make(text, start, end, assigned=assigned)
    return [measure] if measure else []


def _orders(words: str) -> bool:
    """Say whether an item without units still orders an act or sets an aim."""
    if _INTRODUCTION.match(words):
        return False
    if _AIMS.match(words):
        return bool(find_targets(words))
    if len(words) < 8 or (len(words) <= 14 and "。" not in words and "，" not in words):
        return bool(_words.STRONG_VERB.match(words)) and len(words) >= 6
    spans = paragraphs(words)
    heads = [words[low:high] for low, high in spans[:2]]
    for head in [*heads, *re.split(r"[。；]", words)[1:3]]:
        if _words.STRONG_VERB.match(head.strip()) or _words.is_imperative(head.strip()):
            return True
    return bool(re.search(_words.MODAL, words)) or bool(find_targets(words))
