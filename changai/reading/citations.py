"""Documents a text adopts, reads out, cites as a basis or orders to follow."""

from __future__ import annotations

import re
from typing import Final

from changai.reading.punctuation import widen

_TITLE: Final = re.compile(r"《([^《》\n]{2,120}(?:《[^《》\n]{1,60}》[^《》\n]{0,60})?)》")
_PAPER: Final = re.compile(
    r"(?:意见|方案|办法|条例|规定|通知|规划|要点|决定|纲要|法|细则|措施|举措|清单|报告|规则|"
    r"制度|标准|规范|计划|决议|纪要|公报|公告|倡议书|章程|责任书|责任状|准则|"
    r"建议|通报|批复|函|指南|目录|分工|任务书|协议|合同|承诺书|预案|导则|议案|提案|草案|若干|"
    r"十条|[一二三四五六七八九十\d]条|指引|政策|宪法|解释|名单|工作法|指标|台账|要求|精神|"
    r"请示|"
    r"机制|体系|指标体系|评价|大纲|讲话|论述|摘编|选编|文选|著作选读|文章|教程|读本|学习纲要|"
    r"治国理政|重要论述)(?:（[^（）]{1,16}）|\([^()]{1,16}\)|"
    r"[（(]?[试修送][^》]{1,4}[）)]?)*$"
)
_USED: Final = re.compile(
    r"(?:审议|通过|审定|审核|讨论|研究|宣读|传达|学习|领学|解读|印发|下发|出台|发布|签订|"
    r"签署|依照|按照|根据|依据|遵照|参照|贯彻|落实|执行|遵守|对照|围绕|"
    r"部署|说明|听取|印制|转发|制定|修订|通报|宣布|公布|符合|违反|学好|用好|依|按|以|关于|"
    r"介绍|领会|研读|研学|重温|有关|提交|汇报|作了?|做了?|审阅|备案|发出)"
    r"[^，。；、》]{0,26}$"
)
_WORK_OF_ART: Final = re.compile(
    r"(?:观看|播放|编演|创作|演唱|合唱|歌曲|小品|话剧|舞剧|戏剧|戏曲|豫剧|京剧|越剧|电影|"
    r"影片|纪录片|专题片|宣传片|教育片|警示片|电视剧|微视频|短视频|短片|朗诵|诵读|舞蹈|快板|"
    r"相声|"
    r"图书|书籍|专著|小说|诗集|诗歌|画册|刊物|报纸|杂志|刊登|刊发|栏目|节目|专栏|主题曲|展览|"
    r"绘本|散文|荣获|获得|串烧|高唱|齐唱|奏唱|唱响|课程|作品|[^要]求)[^，。；》]{0,14}$"
)
_PRESS: Final = re.compile(
    r"(?:日报|晚报|早报|晨报|时报|周报|周刊|月刊|杂志|导报|快报|商报|频道|新闻|在线|网)$|"
    r"^(?:求是|半月谈|新闻联播|人民日报|大众日报)$"
)
_LECTURE: Final = re.compile(
    r"[”]?(?:为题|的?(?:专题|主题|专场|廉政|集中|微)*(?:辅导|讲座|党课|宣讲|演讲|授课|培训|"
    r"讲解|节目|一书|一文|展))"
)
_OFTEN: Final = re.compile(r"、\s*$|和\s*$|及\s*$|与\s*$|以及\s*$|》\s*$")


def find_documents(text: str, *, kind: str) -> tuple[str, ...]:
    """Return the titles, without brackets, in the order they are first used."""
    text = widen(text)
    found: list[str] = []
    previous_end, previous_kept = -9, False
    for match in _TITLE.finditer(text):
        title = match[1]
        before = text[max(0, match.start() - 34) : match.start()]
        before = before[max(before.rfind(c) for c in "。；！？\n") + 1 :]
        joined = (
            match.start() - previous_end <= 3
            and _OFTEN.search(text[: match.start()][-4:]) is not None
        )
        kept = (
            previous_kept
            if joined and not _PAPER.search(title)
            else _keep(title, before, text[match.end() : match.end() + 12])
        )
        previous_end, previous_kept = match.end(), kept
        if kept and title not in found and not _is_short_form(title, before):
            found.append(title)
    return tuple(found) if kind in {"meeting", "plan"} else ()


def _is_short_form(title: str, before: str) -> bool:
    """Say whether a title only introduces its own short form: （以下简称《意见》）."""
    return bool(re.search(r"(?:以下)?简称[“”]?$", before)) or title in {
        "意见", "方案", "办法", "条例", "规划", "规定", "通知", "细则", "纲要", "要点", "决定",
            "计划"
        ,
            "报告"
        ,
            "章程"
        ,
            "清单"
        ,
            "措施"
        ,
            "实施意见"
        ,
            "实施方案"
        ,
            "工作方案"
        ,
            "工作要点"
        ,
    }  # fmt: skip


def _keep(title: str, before: str, after: str) -> bool:
    if _PRESS.search(title) or _WORK_OF_ART.search(before) or _LECTURE.match(after):
        return False
    if re.search(r"(?:题为|主题为?|以|围绕)[“”]?$", before):
        return bool(re.match(r"[“”]?的?(?:工作)报告", after) or _PAPER.search(title))
    return bool(_PAPER.search(title)) or bool(_USED.search(before) and len(title) >= 4)
