"""Read who leads and who cooperates from brackets, labelled lines and table cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from changai.reading import deadlines

ORG_TAIL = (
    r"委员会|人民政府|政府|办公室|管委会|街道办|办事处|指挥部|领导小组|工作组|专班|小组|联席会议|联合会|工商联|"
    r"总工会|工会|团市委|团省委|团区委|团县委|团委|妇联|残联|科协|侨联|社科联|文联|记协|贸促会|红十字会|协会|学会|商会|"
    r"基金会|政协|人大|纪委监委|纪委|监委|党校|行政学院|法院|检察院|医院|学院|大学|学校|中学|小学|研究院|研究所|"
    r"公司|集团|厂|银行|支行|分行|中心|电视台|报社|网信办|编办|改革办|产改办|文明办|督查室|党委|党组|党工委|党支部|"
    r"支部|总支|机构|组织|单位|部门|企业|园区|开发区|高新区|经开区|示范区|新区|矿区|林场|农场|平台|总队|支队|大队|"
    r"中队|分局|总局|工信厅|厅|局|委|办|部|处|科|室|站|所|队|院|会|社|县|区|市|州|盟|旗|省|镇|乡|街道|村|社区|兵团|"
    r"电网|供电|移动|电信|联通|铁塔|邮政|税务|海关|气象|消防|公安|班子|车间|班组|项目部|地区|地方|各地|基地|联盟"
)
_ORG = re.compile(
    rf"^(?:(?!牵头|配合|负责)[一-龥A-Za-z0-9·“”（）()《》、\-—]){{1,40}}(?:{ORG_TAIL})(?:[（(][^（）()]{{1,20}}[）)])?$"
)
_ORG_END = re.compile(rf"(?:{ORG_TAIL})$")

_LEAD_LABEL = (
    r"(?:牵头(?:责任|负责)?(?:单位|部门|处室|科室)|责任(?:牵头)?(?:单位|部门|处室|科室|主体|领导单位)|主(?:办|责|要责任|要负责)"
    r"(?:单位|部门)|承办(?:单位|部门)|负责(?:单位|部门)|实施(?:单位|主体)|落实单位|组织单位|第一责任单位|牵头责任(?:单位)?)"
)
_COOP_LABEL = (
    r"(?:配合(?:责任|实施)?(?:单位|部门|处室|科室)?|协(?:办|同|助|作)(?:责任)?(?:单位|部门)|参与(?:单位|部门)|参加(?:单位|部门)|"
    r"会同(?:单位|部门)|相关单位|成员单位)"
)
_DUE_LABEL = (
    r"(?:完成(?:时限|时间|期限)|(?:办理|整改|落实|推进)?(?:时限|期限)|"
    r"时间(?:进度|节点|安排|要求)|进度(?:安排|要求)|完成日期|截止时间)"
)
_SKIP_LABEL = (
    r"(?:牵头(?:的)?(?:市|县|区|省|校)?领导|责任(?:市|县|区|省)?领导|分管(?:市|县|区)?领导|挂钩领导|包保领导|责任人|负责人|"
    r"联系人|联系方式|联系电话|备注|成果形式|考核(?:标准|方式)|资金来源|督办单位|督查单位|督导单位|监督单位|指导单位)"
)
_LABEL = re.compile(
    rf"(?:(?P<due>{_DUE_LABEL})|(?P<skip>{_SKIP_LABEL})|(?P<coop>{_COOP_LABEL})|(?P<lead>{_LEAD_LABEL}))\s*(?:为)?\s*[:：]\s*"
)
_BARE_LABEL = re.compile(
    rf"^(?:(?P<due>{_DUE_LABEL})|(?P<skip>{_SKIP_LABEL})|(?P<coop>{_COOP_LABEL})|(?P<lead>{_LEAD_LABEL}))[\s为]+(?=\S)"
)

_LEADS = re.compile(
    r"^(?:由|以)?(?P<who>.+?)(?:共同|联合|分别|按职责|负责)?(?:总)?(?:牵头(?:负责|抓总|组织|实施|落实|推进|单位)*|主办|总负责|抓总|为主)$"
)
_BY_DUTY = re.compile(
    r"^(?:由)?(?P<who>.+?)(?:等|等单位|等部门)?(?:根据|依据|按照|按|依|结合)(?:各自)?(?:的)?(?:职责|职能|责任|任务|实际|权限|部门)[^，。；]{0,10}$"
)
_HELPS = re.compile(
    r"^(?:由)?(?P<who>.+?)(?:等)?(?:按职责(?:分工)?)?(?:配合|参与|参加|协助|协同|协办|支持)(?:落实|实施|推进|做好|负责|单位|工作)*$"
)
_DUTY = re.compile(
    r"^(?:由)?(?P<who>.+?)(?:共同|分别|具体|联合)?(?:负责|落实|实施|承办|承担|组织实施|推进)+$"
)
_WITH = re.compile(r"^(?P<first>.+?)(?:会同|商|联合|协同|协调|会商)(?P<rest>.+)$")

_LONGEST = 800
_PARTS = re.compile(r"[，,；;。\n]+")
_SPLIT = re.compile(
    r"[、，,；;\n\t]+|(?<=[局厅委办部会府司团心区市县院])(?:以及|及其|及)(?=[一-龥])|(?<=等部门|等单位)(?:以及|及)(?=[一-龥])"
)
_ETC = re.compile(
    r"(?:等(?:有关|相关|各|[一二三四五六七八九十\d]{1,3}(?:个|家)?)*(?:单位|部门|地区|企业|成员单位|责任单位|区县?|县|市|镇|街道|县（市、区）|区、县（市）|[^、，等]{1,8}(?:单位|部门|企业|院校))?|的?负责同志|主要负责同志)$"
)
_ROLE_PREFIX = re.compile(r"^(?:由|以及|以|及|和|与|请)(?=[一-龥]{2,})")
_LEVELS = frozenset({"县", "市", "区", "乡", "镇", "旗", "州"})
_OPEN_LEVEL = re.compile(r"^各[县市区乡镇旗州](?:、[县市区乡镇旗州])*$")
_LEVEL_BODY = re.compile(r"^[县市区乡镇旗州](?:人民)?(?:政府|党委|级)")
_NOBODY = frozenset({"无", "", "/", "-", "—", "——", "等", "有关", "相关", "待定", "同上", "各"})


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who must act. `due` is what a deadline label beside the units says."""

    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    due: str | None = None


def split_units(listing: str) -> tuple[str, ...]:
    """Split a list of bodies as written; 无, 等 and 等单位 are dropped, nothing is expanded."""
    listing = listing[:_LONGEST]
    shielded = re.sub(
        r"[（(][^（）()]*[）)]",
        lambda m: m.group().replace("、", "\1").replace("，", "\2").replace(",", "\3"),
        listing,
    )
    names: list[str] = []
    for chunk in _SPLIT.split(shielded):
        for part in _spaces(chunk):
            name = part.replace("\1", "、").replace("\2", "，").replace("\3", ",")
            name = _clean(name)
            if name in _LEVELS and names and re.match("各|相关|有关", names[-1]):
                names[-1] = f"{names[-1]}、{name}"
                continue
            if names and _OPEN_LEVEL.search(names[-1]) and _LEVEL_BODY.match(name):
                names[-1] = f"{names[-1]}、{name}"
                continue
            for single in _join_words(name):
                if single not in _NOBODY and single not in names:
                    names.append(single)
    return tuple(names)


def _spaces(chunk: str) -> list[str]:
    pieces = [piece for piece in re.split(r"[ \u3000\xa0]+", chunk.strip()) if piece]
    if len(pieces) > 1 and all(_ORG_END.search(piece) for piece in pieces):
        return pieces
    return ["".join(pieces)] if pieces else []


def _clean(name: str) -> str:
    name = name.strip(' \t\u3000。；;：:.“”"')
    name = _ROLE_PREFIX.sub("", name)
    shorter = _ETC.sub("", name)
    while shorter != name:
        name, shorter = shorter, _ETC.sub("", shorter)
    if name.count("（") != name.count("）"):
        name = name.strip("（）")
    if name.count("(") != name.count(")"):
        name = name.strip("()")
    return name.strip()


_HALF_NAME = re.compile(r"(?:人力资源|退役军人|住房|卫生|文化|工业|经济|发展|市场)$")


def _join_words(name: str) -> list[str]:
    """Split at 和 or 与 only where both sides end like a body, so 工业和信息化厅 stays whole."""
    for match in re.finditer("[和与及]", name):
        left, right = name[: match.start()], name[match.end() :]
        whole = min(len(left), len(right)) >= 3 and not _HALF_NAME.search(left)
        if whole and _ORG_END.search(left) and _ORG_END.search(right):
            return [_clean(left), *_join_words(_clean(right))]
    return _apart(name)


def _apart(name: str) -> list[str]:
    """Split 各地区各部门 before every 各 but the first; 各级各部门 stays whole."""
    cuts = [match.start() for match in re.finditer("各", name)][1:]
    cuts = [at for at in cuts if name[at - 2 : at] != "各级"]
    edges = [0, *cuts, len(name)]
    return [name[low:high] for low, high in zip(edges, edges[1:], strict=False) if low < high]


def is_body(words: str) -> bool:
    """Say whether the words end like a body that can be given work."""
    cleaned = _clean(words)
    return bool(2 <= len(cleaned) <= 40 and _ORG.match(cleaned))


def parse(words: str) -> Assignment:
    """Read who leads and who cooperates from the inside of a bracket, a unit line or a cell."""
    words = words.strip(" \t\n\u3000。；;")[:_LONGEST]
    starred = _STARRED.search(words)
    if starred and not _LABEL.search(words):
        return _flagged(words)
    labels = list(_LABEL.finditer(words)) or list(_BARE_LABEL.finditer(words))
    if labels:
        return _labelled(words, labels)
    return _phrases(words)


_STARRED = re.compile(r"[（(](?:牵头|主办|牵头单位|牵头部门)[）)]")


def _flagged(words: str) -> Assignment:
    """Read `A（牵头）、B、C`: the flagged body leads, the others help."""
    lead: list[str] = []
    helping: list[str] = []
    for piece in re.split(r"[、，,；;\n]", words):
        flagged = _STARRED.search(piece)
        (lead if flagged else helping).extend(split_units(_STARRED.sub("", piece)))
    return Assignment(_once(lead), _once(name for name in helping if name not in lead))


def _labelled(words: str, labels: list[re.Match[str]]) -> Assignment:
    lead: list[str] = []
    responsible: list[str] = []
    helping: list[str] = []
    due: str | None = None
    before = words[: labels[0].start()].strip(" （(，,；;：:")
    if before and not re.match(r"^\d", before):
        early = _phrases(before)
        lead += early.lead
        helping += early.cooperating
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(words)
        value = words[label.end() : end]
        value = value[: value.find("。")] if "。" in value.rstrip(" \n。") else value
        value = value.strip(
            " \t\n\u3000，,；;。、（(）)" if at + 1 < len(labels) else " \t\n\u3000，,；;。、"
        )
        if label.lastgroup == "due":
            due = deadlines.cell_deadline(value) or due
        elif label.lastgroup == "coop":
            helping += _values(value)
        elif label.lastgroup == "lead":
            inner = _phrases(value) if re.search(r"牵头|配合|会同", value) else None
            if inner and (inner.lead or inner.cooperating):
                lead += inner.lead
                helping += inner.cooperating
            elif "牵头" in label.group() or "主办" in label.group():
                lead += _values(value)
            else:
                responsible += _values(value)
    if lead and any("牵头" in label.group() or "主办" in label.group() for label in labels):
        helping = responsible + helping if responsible else helping
    else:
        lead += responsible
    return Assignment(_once(lead), _once(name for name in helping if name not in lead), due)


def _values(value: str) -> tuple[str, ...]:
    value = re.sub(
        r"(?:按(?:照)?(?:各自)?职责(?:分工)?(?:负责|落实)?|负责|牵头|配合|落实)$", "", value
    )
    return split_units(value)


def _phrases(words: str) -> Assignment:
    """Read `A牵头，B、C配合`, `由A负责`, `A会同B`, `A、B按职责分工负责` or a bare list."""
    lead: list[str] = []
    helping: list[str] = []
    by_duty: list[str] = []
    bare: list[str] = []
    due: str | None = None
    pending = ""
    for part in _PARTS.split(words):
        part = part.strip(" \t\u3000")
        if not part:
            continue
        if deadlines.is_deadline_cell(part):
            due = deadlines.cell_deadline(part) or due
            continue
        if pending and _HELPS.match(part):
            bare.extend(split_units(pending))
            pending = ""
        whole = f"{pending}、{part}" if pending else part
        pending = ""
        role, names, others = _role(whole)
        if role == "none":
            pending = whole
            continue
        {"lead": lead, "help": helping, "duty": by_duty}[role].extend(names)
        helping.extend(others)
    if pending:
        bare.extend(split_units(pending))
    if not lead and bare and helping and not by_duty:
        lead = bare
    elif lead:
        helping = [*helping, *by_duty, *bare]
    elif by_duty or bare:
        general = [name for name in by_duty if name in _locals(words)]
        named = [name for name in by_duty if name not in general]
        lead = [*named, *bare] if named else [*by_duty, *bare]
        helping = [*helping, *(general if named else ())]
    return Assignment(_once(lead), _once(name for name in helping if name not in lead), due)


def _locals(words: str) -> tuple[str, ...]:
    """Return the bodies that carry the duty out 结合实际 beside those who answer for it."""
    names: list[str] = []
    for part in _PARTS.split(words):
        match = re.match(
            r"^(?P<who>.+?)(?:按照|按|结合|根据)(?:各自)?(?:本地|地方|当地|工作)?实际", part.strip()
        )
        if match:
            names.extend(split_units(match.group("who")))
    return tuple(names)


def _role(part: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    joint = _WITH.match(part)
    if joint and is_body(joint.group("first").split("、")[-1].removeprefix("由")):
        rest = re.sub(
            r"(?:共同)?(?:牵头|负责|落实|配合|参与|推进|实施|组织实施|按职责分工负责)+$",
            "",
            joint.group("rest"),
        )
        return "lead", split_units(joint.group("first")), split_units(rest)
    match = _LEADS.match(part)
    if match:
        return "lead", split_units(match.group("who")), ()
    match = _HELPS.match(part)
    if match:
        return "help", split_units(match.group("who")), ()
    match = _BY_DUTY.match(part)
    if match:
        return "duty", split_units(match.group("who")), ()
    match = _DUTY.match(part)
    if match:
        return "duty", split_units(match.group("who")), ()
    inner = re.match(
        r"^(?P<first>.+?)牵头(?:负责)?[、和及]?(?P<rest>.+?)(?:等)?(?:配合|参与|协助)?$", part
    )
    if inner:
        return "lead", split_units(inner.group("first")), split_units(inner.group("rest"))
    return "none", (), ()


def _once(names: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))  # type: ignore[call-overload]


_TAIL_BRACKET = re.compile(
    r"[（(【\[]([^（）()【】\[\]]*(?:[（(][^（）()]*[）)][^（）()【】\[\]]*)*)[）)】\]]"
)
_ROLE_WORD = re.compile(r"牵头|负责|配合|责任|职责|主办|承办|协办|会同")


def looks_like_units(words: str) -> bool:
    """Say whether a bracket's inside assigns work rather than explains a word."""
    words = words.strip()
    if _LABEL.search(words) or _BARE_LABEL.match(words):
        return True
    if len(words) > 400 or not words:
        return False
    pieces = [piece for piece in re.split(r"[、，,；;\s]+", words) if piece]
    bodies = sum(
        1
        for piece in pieces
        if is_body(re.sub(r"等$|(?:按职责.*|牵头|负责|配合|落实|参与)+$", "", piece))
    )
    if _ROLE_WORD.search(words) and (bodies or re.search(r"各|有关|相关", words)):
        return True
    return (
        bool(pieces)
        and bodies >= max(1, len(pieces) - 1)
        and all(len(piece) >= 3 for piece in pieces)
    )


def find_brackets(text: str, start: int, end: int) -> list[tuple[int, int, Assignment]]:
    """Return the unit brackets inside a span: where each stands and what it assigns."""
    found: list[tuple[int, int, Assignment]] = []
    for match in _TAIL_BRACKET.finditer(text, start, end):
        inside = match.group(1)
        follows = text[match.end() : min(end, match.end() + 2)].strip()
        plain = not _ROLE_WORD.search(inside)
        if (
            plain
            and follows[:1] not in ("", "。", "；", ";", "\n")
            and text[match.start() - 1 : match.start()] != "。"
        ):
            continue
        if looks_like_units(inside):
            assigned = parse(inside)
            if assigned.lead or assigned.cooperating:
                found.append((match.start(), match.end(), assigned))
    return found


_LINE = re.compile(rf"(?:{_LEAD_LABEL}|{_COOP_LABEL}|{_SKIP_LABEL}|{_DUE_LABEL})\s*[:：]")


def find_label(text: str, start: int, end: int) -> int | None:
    """Return where the first unit or deadline label of a span stands, or None."""
    for match in _LINE.finditer(text, start, end):
        before = text[max(start, match.start() - 1) : match.start()]
        if before in (
            "",
            "。",
            "；",
            ";",
            "\n",
            " ",
            "\t",
            "　",
            "，",
            "（",
            "(",
            "【",
            "：",
            ".",
            "）",
            ")",
            "！",
            "、",
        ):
            return match.start()
    return None
