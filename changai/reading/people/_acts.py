"""What each person named in a text does there."""

from __future__ import annotations

import re
from typing import Final

from changai.reading.people._mentions import Mention
from changai.reading.punctuation import widen

# Nouns made of act words, and what others did: neither is an act of the subject.
_MASK: Final = re.compile(
    r"(?:观摩|考察|参观|检查|慰问)(?:活动|会|团|点|人员|组|现场)|与会[^，。]{0,6}|"
    r"《[^《》\n]{0,80}》|听取[^，。；并]{0,60}(?:汇报|介绍|通报|报告|发言|说明|讲解|情况|意见)|"
    r"(?:汇报|通报|报告|调研|座谈|交流|表彰|发言|推进|宣讲|辅导|考察|检查|督[导查]|讲话|动员|"
    r"部署|总结)(?:会议?|座谈会|稿|厅|室|团|员|词|制度|材料|组|书|文学|活动室|单)|"
    r"主持人|发言人|汇报人|出席[^，。]{0,12}的(?:有|还有|领导)|(?:按照|根据|落实|贯彻|围绕|"
    r"结合|对照|达到|符合|学习)[^，。；]{0,30}?(?:要求|部署|讲话|指示|批示|精神)|"
    r"(?:工作|新|总体|有关|相关|具体|上级|部署|批示|基本|什么|严格|时代|目标|"
    r"任务)要求(?![，：,:])|(?:的|重要)(?:讲话|批示|指示|通报|报告)精神|"
    r"(?:会议|大会|批示|讲话|文件)精神|表示(?:热烈|衷心|诚挚|亲切|感谢|欢迎|祝贺|慰问|敬意|"
    r"崇高|高度|充分|肯定|满意|赞赏)|调研报告|主持下|主持的|汇报后|发言后|讲话后|致辞后|"
    r"汇报时?，|(?:教学|学校|校院|听课|巡视|专职|兼职)督导|督导(?:员|们|专家|成员|的)|"
    r"(?:汇报|通报|报告|调研|座谈|交流|表彰|发言|推进|宣讲|检查|督导|动员|部署|总结|考察|现场|经验|工作|整改|反馈){2,5}会议?|"
    r"(?:检查|督查|巡查|督导|走访|调研)(?:中|过程中|时)?(?:发现|查出|存在)|"
    r"巡[视察](?:整改|反馈|工作)|"
    r"(?<=传达)了?[^，。；]{0,40}?(?:批示|指示|讲话)"
)
_ACTS: Final = tuple(
    (act, re.compile(pattern))
    for act, pattern in {
        "批示": r"批示(?!精神|件|要求|指示)",
        "出席": r"出席|收听收看|(?<!组织)收看了?(?:会议|大会)|"
        r"(?<!加)参加(?!了?(?:此次|本次)?(?:调研|考察|检查|督[导查]|走访|慰问|"
        r"巡查|视察|"
        r"会见))|列席|到会|参会(?!人|者|单位|代表|领)|与会(?!人|者|领|同|代|的)|莅会|莅临|亲临",
        "主持": r"主持",
        "传达": r"传达|转达",
        "通报": r"通报",
        "汇报": r"汇报",
        "报告": r"(?:作|做)[^，。；、]{0,40}?报告|报告(?:了|工作|本次|会议|[^，。；]{0,12}情况)|"
        r"所作的?报告",
        "宣读": r"宣读|宣布",
        "交流发言": (
            r"发言|(?:作|做)了?(?:经验|工作|典型)?(?:介绍|交流|分享)|(?:经验|"
            r"工作)(?:介绍|交流|分享)|"
            r"介绍了?[^，。；]{0,14}经验|分享了?[^，。；]{0,20}(?:经验|故事|体会|感悟)|"
            r"表态(?!发言)|谈了?(?:体会|感受|打算)"
        ),
        "调研": r"调研|考察|视察|走访|巡查|督[导查]|检查(?!站|院|工作组)|察看|查看|巡视(?!组|"
        r"员)|慰问|"
        r"暗访|观摩|参观",
        "会见": r"会见|会谈|会晤|接见",
        "辅导": r"辅导|授课|讲党课|专题党课|主讲|宣讲|专题讲座|讲授",
        "领学": r"领学|领读|带领(?:大家|与会人员|全体人员)?(?:集体)?学习",
        "讲话": r"讲话|讲意见|讲要求|致辞|致词|致欢迎|指出|强调|(?<!按)要求|表示|"
        r"(?<![据听小传])说(?=[，：,:“\"。道]|$)|(?:作|做|进行)了?[^，。；、]{0,16}?(?:部署|安排|"
        r"动员|总结|点评|要求|指示)"
        r"|提出[^，。；]{0,24}?(?:要求|意见|希望|建议|措施|任务)|希望|勉励|寄语|认为|充分肯定",
    }.items()
)
_SPOKE: Final = re.compile(
    r"(?:指出|强调|要求|表示|说|认为|希望|提出)[^，。；：]{0,14}?[，：,:“]|(?:指出|强调|要求|"
    r"希望)(?=[^，。；：]{8})"
)
# A clause with no subject of its own goes on with the one before it.
_GOES_ON: Final = re.compile(
    r"\s*(?:并|还|又|也|再|随后|同时|就|对|向|为|在|以|代表|围绕|结合|分别|先后|现场|作|做|"
    r"从|通过|率|带领|听取|实地|深入|来到|到|前往|赴|一同|共同|一起|首先|"
    r"最后|亲切|详细|一一|给予|充分|高度|认真|全程|再次|仔细|主持|讲话|出席|参加|列席|传达|"
    r"通报|汇报|宣读|宣布|发言|调研|考察|检查|指出|强调|要求|表示|进行|提出|"
    r"重点|专题|与(?!会)|同|和|接着|其间|期间|逐一|查看|察看|走访|慰问|看望|了解|察|进|走|每到|"
    r"沿途|边|一路|针对|根据|按照|受|应邀|集中|带头|深刻|系统|全面|希望|勉励|现场|分批|分头)"
)
# Behind 主持召开…会议 such clauses tell what the meeting did.
_CONVENES: Final = re.compile(r"(?:主持|组织)召开[^，。；]{2,40}会议?[，]?$")
_AGENDA: Final = re.compile(
    r"\s*(?:专题|认真|集体)?(?:传达|学习|通报|研究|部署|听取|审议|分析|总结)"
)
_HE: Final = re.compile(r"\s*(?:会上|随后|最后|同时)?(?:他|她|其)(?!们|他|中|余)")
_QUOTED: Final = re.compile(
    r"(?:同志|总书记|主席|总理|书记|省长|市长|县长|部长)?(?:新时代|为核心|思想|致|给)|"
    r"(?:同志|总书记|主席|总理|书记|省长|市长|县长|区长|部长)?(?:的|关于|对|就|在|到|视察|"
    r"考察|来|参加|出席)?[^，。；]{0,60}?"
    r"(?:重要讲话|讲话|重要指示|指示|批示|论述|回信|贺信|贺电|嘱托|要求|意见|讲话要求|"
    r"殷切)(?:批示|指示)?[^，。；]{0,8}?(?:精神|要求|内容)"
)
_HANDED_ON: Final = re.compile(
    r"(?:传达|学习|贯彻|落实|按照|根据|遵照|领会|牢记|围绕|践行|重温|观看|转达|依据|对照|"
    r"结合|宣读|听取并?学习)[^，。；]{0,30}$"
)
_RECEIVES: Final = re.compile(
    r"(?:慰问|看望|走访|任命|聘任|选举|选出|授予|表彰|纪念|缅怀|推荐|增补|补选|免去|"
    r"决定)[^，。；]{0,40}$"
)
_CHAIRED_LIST: Final = re.compile(
    r"(?:出席|参加|列席|参会|与会)[^。；]{0,40}?(?:的?(?:还)?有|包括|人员|领导|"
    r"[：:])[^。；]{0,6}$|^\s*(?:出席|参加|列席|参会|与会)[^。；：:]{0,6}[：:]"
)
_MORE_PEOPLE: Final = re.compile(
    r"(?:人|员|同志|领导|代表|书记|主任|单位|部门|干部|职工|班子|嘉宾|师生|"
    r"等)[^，。]{0,8}?(?:出席|参加|列席|陪同|到会|参会)|"
    r"(?:人|员|同志|领导|代表|单位|成员)[，]$"
)
_WORK: Final = re.compile(r"《[^《》\n]{0,120}》")
_SENTENCE: Final = re.compile(r"[^。！？\n]+")
_CLAUSE: Final = re.compile(r"[^，；：]+[，；：]?")


def acts_in(piece: str) -> list[str]:
    """Return the acts a stretch of predicate text states, in the closed list's order."""
    masked = _MASK.sub(lambda m: "　" * len(m[0]), piece)
    acts = [act for act, rx in _ACTS if rx.search(masked)]
    dropped = {"批示": "讲话", "辅导": "报告", "交流发言": "讲话"}
    return [a for a in acts if a not in {dropped[b] for b in acts if b in dropped}]


def is_quoted(text: str, mention: Mention) -> bool:
    """Say whether a person is only cited: a speech, an instruction or a thought is passed on."""
    before = text[max(0, mention.lead - 40) : mention.lead]
    before = before[max(before.rfind(c) for c in "。；\n") + 1 :]
    after = text[mention.end : mention.end + 80]
    if re.match(r"(?:同志)?(?:委托|为核心|新时代|总书记关于|总书记重要)", after):
        return True
    if before.endswith(("以", "受")) and re.match(r"同志|[^，。]{0,4}委托", after):
        return True
    if mention.name in {"习近平", "毛泽东", "邓小平", "江泽民", "胡锦涛"}:
        return not re.match(
            r"(?:同志|主席|总书记)?(?:[1-9]\d?日|出席|主持|发表|会见|在[^，。]{1,20}(?:主持|会见|"
            r"考察|调研))",
            after,
        )
    if _HANDED_ON.search(before) and _QUOTED.match(after):
        return True
    if _HANDED_ON.search(before) and re.match(
        r"(?:同志|书记|市长|省长|县长)?(?:的|关于|对|在|就)?[^，。；]{0,50}(?:批示|讲话|指示|"
        r"精神)",
        after,
    ):
        return True
    return bool(
        _QUOTED.match(after) and re.match(r"(?:同志|书记|市长|省长|县长|部长)?(?:的|关于)", after)
    )


class Acts:
    """Walks a text sentence by sentence and notes who does what."""

    def __init__(self, text: str, mentions: list[Mention]) -> None:
        self.text = _WORK.sub(lambda m: "《" + "　" * (len(m[0]) - 2) + "》", widen(text))
        self.mentions = mentions
        self.acts: dict[str, list[str]] = {}
        self.present: list[str] = []
        self.tour = bool(re.search(r"调研|考察|走访|慰问|督[导查]|检查|视察|巡查", text[:160]))

    def read(self) -> None:
        """Fill `acts` and `present`."""
        index = 0
        last: list[str] = []
        for sentence in _SENTENCE.finditer(self.text):
            inside: list[Mention] = []
            while index < len(self.mentions) and self.mentions[index].start < sentence.end():
                inside.append(self.mentions[index])
                index += 1
            if sentence.start() and self.text[sentence.start() - 1] == "\n":
                last = []
            last = self._sentence(sentence.start(), sentence.end(), inside, last)

    def _note(self, names: list[str], acts: list[str]) -> None:
        for name in names:
            mine = self.acts.setdefault(name, [])
            mine.extend(a for a in acts if a not in mine)

    def _sentence(self, start: int, end: int, inside: list[Mention], last: list[str]) -> list[str]:
        """Walk one sentence; return the subjects the next one may go on with."""
        pending: list[str] = []
        subjects: list[str] = []
        speaking = False
        attending = convened = False
        at = 0
        for clause in _CLAUSE.finditer(self.text, start, end):
            here: list[Mention] = []
            while at < len(inside) and inside[at].start < clause.end():
                here.append(inside[at])
                at += 1
            opens = self.text[clause.start() - 1 : clause.start()] == "；"
            if opens:
                pending = []
            if speaking and not (opens and here and here[0].lead - clause.start() < 8):
                continue
            speaking = False
            here = [m for m in here if not is_quoted(self.text, m)]
            if not here:
                if convened and _AGENDA.match(clause[0]):
                    continue
                if _HE.match(clause[0]) and not subjects:
                    subjects = last
                speaking, subjects = self._bare_clause(clause[0], pending or subjects, subjects)
                if acts_in(clause[0]) and pending:
                    pending = [] if subjects else pending
                continue
            convened = bool(_CONVENES.search(clause[0]))
            attending = attending or bool(
                _CHAIRED_LIST.search(self.text[max(start, here[0].lead - 200) : here[0].lead])
            )
            for group, prefix, gap in self._groups(clause.start(), clause.end(), here):
                before = self.text[max(start, group[0].lead - 60) : group[0].lead]
                verbs = self._verbs(before, gap, attending=attending)
                if _RECEIVES.search(prefix) and not verbs:
                    continue
                self.present.extend(m.name for m in group if m.titles)
                pending.extend(m.name for m in group)
                if verbs:
                    self._note(pending, verbs)
                    subjects, pending = pending, []
                    speaking = bool(_SPOKE.search(_MASK.sub("　", gap)))
        if subjects:
            return subjects if len(subjects) == 1 else []
        if len(pending) == 1:
            return pending
        return last if not inside else []

    def _bare_clause(
        self, clause: str, who: list[str], subjects: list[str]
    ) -> tuple[bool, list[str]]:
        """Read a clause without a name: whether content of a speech follows, and who goes on."""
        verbs = acts_in(clause)
        if not who:
            return bool(re.match(r".{0,12}(?:指出|强调|要求|认为)[，：,:]", clause)), subjects
        waiting = who is not subjects
        if _HE.match(clause) or _GOES_ON.match(clause) or (waiting and self._group_noun(clause)):
            if verbs:
                self._note(who, verbs)
                return bool(_SPOKE.search(_MASK.sub("　", clause))), who
            return False, subjects
        return bool(re.match(r".{0,12}(?:指出|强调|要求|认为)[，：,:]", clause)), (
            [] if verbs else subjects
        )

    def _group_noun(self, clause: str) -> bool:
        """Say whether a clause only lists more people: 「各乡镇负责人参加会议」 after names."""
        return bool(_MORE_PEOPLE.search(clause))

    def _groups(
        self, start: int, end: int, here: list[Mention]
    ) -> list[tuple[list[Mention], str, str]]:
        """Split a clause's names into groups that share a predicate: names, text before, after."""
        out: list[tuple[list[Mention], str, str]] = []
        group: list[Mention] = []
        prefix = self.text[start : here[0].lead]
        for mention, following in zip(here, [*here[1:], None], strict=True):
            group.append(mention)
            stop = following.lead if following else end
            gap = self.text[mention.end : stop]
            if following and re.fullmatch(r"(?:同志|书记|主任)?[\s、和及与，以跟]*", gap):
                continue
            out.append((group, prefix, gap))
            prefix, group = gap, []
        return out

    def _verbs(self, prefix: str, gap: str, *, attending: bool) -> list[str]:
        heard = re.search(r"听取[^，。；]{0,30}$", prefix)
        if heard and re.search(r"汇报|介绍|发言|报告", gap):
            return ["交流发言"] if "发言" in gap else ["汇报"]
        verbs = acts_in(gap)
        if "陪同" in gap and not verbs:
            verbs = ["调研"] if self.tour else ["出席"]
        if not verbs and re.search(r"会见了?[^，。；]{0,12}$", prefix):
            verbs = ["会见"]
        if not verbs and re.search(
            r"(?:^|[，：:])\s*主[\s\u3000]*持(?:人)?[\s\u3000]*[：:]?\s*$", prefix
        ):
            verbs = ["主持"]
        if attending and not verbs:
            verbs = ["出席"]
        return verbs
