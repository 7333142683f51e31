"""Positions and honours as they stand before a person's name in official prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from changai.reading.lexicon import words

# Offices: whoever follows one of these words directly is a person.
OFFICES: Final = words(
    """
    总书记 书记 支书 省长 市长 县长 区长 镇长 乡长 州长 盟长 旗长 村长 社长 行政长官 主任 主席 主委
    部长 局长 厅长 署长 司长 处长 科长 股长 所长 站长 院长 校长 园长 馆长 会长 理事长 监事长 秘书长
    常委 委员 委员长 总理 国务委员 检察长 审判长 庭长 行长 董事长 董事 监事 总经理 经理 总裁 总监
    厂长 矿长 主管 总工程师 总会计师 总经济师 总工 总法律顾问 首席专家 首席技师 政委 司令员 参谋长
    总队长 支队长 大队长 中队长 队长 分局长 关长 总编辑 总编 主编 台长 班长 组长 召集人 负责人
    负责同志 巡视员 调研员 督学 督查专员 督察专员 专员 助理 理事 秘书 指导员 教导员 组织员 发言人
    参事 法人代表 法定代表人 董秘 店长 船长 列车长 段长 工区长 车间主任 舰长 团长 师长 旅长 军长
    教务长 教育长 学生处长 护士长 村支书 合伙人 创始人 司库 总干事 干事长 党代表 会计师 首席执行官
    首席信息官 首席科学家 河长 林长 领导 事务长 总指挥 指挥长 指挥 总队政委 老总 主帅 联络员
    统战委员 宣传委员 组织委员 纪检委员 武装部长 首席代表 大使 总领事 领事 公使 参赞 科员 办事员
    主审 党组成员 党委成员 班子成员 组成人员 掌门人 负责人之一 监委主任 秘书处长 总督学 局级干部
    书记员 审判员 检察官 法官 警长 所队长
    """
)

# Callings, honours and groups: they also stand before other nouns, so the name must be clear-cut.
CALLINGS: Final = words(
    """
    成员 代表 委员会委员 教授 副教授 讲师 教师 老师 研究员 院士 博士 专家 学者 顾问 工程师 经济师
    律师 医师 医生 技师 技术员 操作工 技工 电工 焊工 钳工 劳模 劳动模范 工匠 状元 标兵 能手
    先进工作者 奖章获得者 获得者 职工 员工 工人 企业家 带头人 创办人 网格员 志愿者 党员 干部 同志
    代理人 演员 运动员 教练 主持人 解说员 讲解员 宣讲员 辅导员 骨干 传承人 先进个人 书法家 画家
    作家 快递员 骑手 驾驶员 司机 民警 战士 学员 学生 村民 居民 农民 领军人才 嘉宾 常委会组成人员
    """
)

# Words that open a clause before the first title: what follows the last of them is the title.
_LEAD_IN: Final = re.compile(
    r".*(?:由|受|请|随|随同|陪同|会见了?|会晤|接待了?|邀请了?|听取了?|慰问了?|看望了?|"
    r"拜访了?|通知|欢迎|见到|任命|选举|聘任|以及|"
    r"其中|分别由|特邀|代表|来自|包括|还有|的有|人员有|领导有|上午|下午|晚上|晚间|中午|清晨|"
    r"凌晨|今天|昨天|昨日|今日|近日|日前|当天|当日|"
    r"[0-9０-９]{1,2}[日号]|会上|会议上|会后|会前|会中|会议由|仪式由|活动由|典礼由|随后|最后|"
    r"期间|首先|之后|接着|其间|在|与|向|对|"
    r"时任|原任|据|按照|根据|等|了|我国|(?:陪同|带领|带动|率领)下|(?:会议|结束|讲话|汇报|"
    r"发言|介绍)后|率领|带领|率|携|传达学习|传达|学习|召开|举行)"
    r"(?=[\u4e00-\u9fff（(])"
)
_KEEP_IN: Final = re.compile(
    r"在职|驻在|对外|对口|后勤|向阳|时代|下岗|下属|下辖|前进|前锋|与会|为民|等级|以下|代表团|"
    r"代表大会|代表队|代表处|首席代表|职工代表|"
    r"人大代表|党代表|工人代表|企业代表|青年代表|学员代表|劳模代表|委员代表|教师代表|"
    r"学生代表|代表[、，]?$|经济|经信|经开|经营|经贸|经理|"
    r"财经|神经|经办|经委|经发|后备|退后|滞后|对台|对策|对接|向导|志向|与农|参与|"
    r"学习[办中委]|信息|研究|请示|率先|信访|"
    r"自由|理由|申请|下城|天下|时尚|时光|小时|为主|作为|前海|前沿|前卫|前郭|后旗|前旗|后港|"
    r"在线|存在|内在|传达室|随州|了解"
)
_HEAD_JUNK: Final = re.compile(
    r"^(?:(?:同志|[一二三四五六七八九十]是|同时|还|并|又|也|和|及|跟|暨|，|省里|参加会议的|"
    r"出席会议的|主持会议的|我[国省市县区镇乡校院局司厂]的?|本[市县区校院局]|"
    r"该(?=[市县区镇校院局公])|"
    r"以及|三级|一行|一同|一起|分别|先后|现任|新任|其|副?主持人[:：]?|与会的?|到会的?|出席的|"
    r"参会的?|兼)+)"
)
_TITLE_TAIL: Final = r"(?:（[^（）]{1,14}）|\([^()]{1,14}\))?[兼\s\u3000]{0,3}"
_GRADE: Final = r"(?:[一二三四]级|正[厅处科局]级|副[厅处科局]级)?"


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


OFFICE_END: Final = re.compile(rf"(?:{_any_of(OFFICES)}){_TITLE_TAIL}")
CALLING_END: Final = re.compile(rf"(?:{_any_of(CALLINGS)}){_TITLE_TAIL}")
_ENDS: Final = re.compile(rf"{_GRADE}(?:{_any_of(OFFICES + CALLINGS)}){_TITLE_TAIL}$")
_JOINED: Final = re.compile(r"[、/]|(?<=[长记任席员委])[\s\u3000]+|兼(?!职|并|顾)")
# A title said after the name: 「某某副市长强调」.
AFTER_NAME: Final = re.compile(
    r"(?:常务|第一|执行)?(?:副|总)?(?:书记|省长|市长|县长|区长|镇长|乡长|州长|主任|主席|部长|"
    r"局长|厅长|处长|科长|所长|院长|校长|会长|秘书长|"
    r"常委|委员|总理|检察长|行长|董事长|经理|总裁|厂长|队长|组长|站长|教授|博士|院士|研究员|"
    r"老师|律师|工程师|巡视员|调研员)"
)
_GROUP: Final = re.compile(r"领导$|班子成员$|组成人员$|^(?:领导|代表|成员|干部|同志|党员)$")


_MANY: Final = re.compile(r"各|全体|部分|有关|相关|所有|其他|与会|以及|会|由|来自")


@dataclass(frozen=True)
class TitleRun:
    """The titles that stand before one name, and where the first of them begins."""

    titles: tuple[str, ...]
    start: int


def _tidy(piece: str) -> str:
    """Cut the words that lead into a title off its head."""
    guarded = _KEEP_IN.sub(lambda m: "\ue000" * len(m[0]), piece)
    lead = _LEAD_IN.match(guarded)
    if lead:
        piece = piece[lead.end() :]
    return _HEAD_JUNK.sub("", piece).strip(" 　\t:：·-—*、“”\"'")


def titles_before(text: str, *, start: int, floor: int) -> TitleRun:
    """Read the titles that end at `start`, looking back no further than `floor`."""
    head = max(floor, start - 90)
    for cut in "。；！？\n，：;!?:,《》“”":
        head = max(head, text.rfind(cut, head, start) + 1)
    pieces = [(m.start(), m.end()) for m in _JOINED.finditer(text, head, start)]
    edges = [head, *(end for _, end in pieces)]
    ends = [*(begin for begin, _ in pieces), start]
    found: list[str] = []
    first = start
    for left, right in zip(reversed(edges), reversed(ends), strict=True):
        raw = text[left:right].strip()
        if not raw and right == start and text[left - 1 : left] in " \u3000":
            continue
        if not _ENDS.search(raw) or len(raw) > 46:
            break
        title = _tidy(raw)
        if not title or len(title) > 34:
            break
        found.append(title)
        first = left + text[left:right].find(title[:1])
        if title != raw and not raw.endswith(")") and len(title) < len(raw) - 1:
            break
    if found and first == head and text[head - 1 : head] == "，":
        earlier = _whole_clause(text, max(floor, start - 120), head - 1)
        found.extend(reversed(earlier.titles))
        first = earlier.start if earlier.titles else first
    return TitleRun(titles=tuple(reversed(found)), start=first)


def _whole_clause(text: str, floor: int, end: int) -> TitleRun:
    """Read a clause that is nothing but titles: 「全国政协委员，省总工会副主席」 before a name."""
    start = floor
    for cut in "。；！？\n，：《》“”":
        start = max(start, text.rfind(cut, floor, end) + 1)
    clause = text[start:end]
    pieces = [_tidy(piece) for piece in clause.split("、")]
    whole = not _MANY.match(clause) and all(p and len(p) <= 24 and _ENDS.search(p) for p in pieces)
    return TitleRun(titles=tuple(pieces) if whole and len(clause) <= 40 else (), start=start)


def merge_titles(runs: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Join the titles of all mentions; a short form or a group word yields to the full title."""
    every: list[str] = []
    for run in runs:
        for title in run:
            if title not in every:
                every.append(title)
    kept = [
        t for t in every if not any(t != o and (o.endswith(t) or _same_office(t, o)) for o in every)
    ]
    proper = [t for t in kept if not _GROUP.search(t)]
    return tuple(proper or kept)


def _same_office(short: str, full: str) -> bool:
    """Say whether a title only shortens another, as 镇书记 does 镇党委书记."""
    return len(short) < len(full) and short[0] == full[0] and _is_subsequence(short, full)


def _is_subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return len(short) >= 4 and all(char in rest for char in short)
