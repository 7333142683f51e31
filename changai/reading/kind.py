"""Tell what a document is: a report of a meeting, a plan, or neither."""

from __future__ import annotations

import re

from changai.reading.sentences import paragraphs

_PAPER = (
    r"方案|要点|意见|措施|举措|清单|计划|规划|办法|细则|分工|分解表?|责任表|任务表|安排|规定|"
    r"政策|条例|通知|纲要|目标任务|任务书|一览表|分工表|台账|条"
)
_PLAN_TITLE = re.compile(
    rf"(?:{_PAPER})(?:[（(][^（）()]{{1,20}}[）)])?(?:》)?(?:的通知|的公告)?"
    rf"(?:[（(][^（）()]{{1,20}}[）)])?$"
)
_ISSUED_TITLE = re.compile(r"印发|转发|的通知$")
_MEETS = re.compile(
    r"召开|举行|举办|主持|出席|强调|指出|要求|调研|座谈|会见|督导|检查|视察|推进会|部署会|动员会|会议|现场会|调度会|例会|专题会|全会|大会|座谈会|批示|暗访|走访"
)
_HELD = re.compile(
    r"(?:会议?|座谈会|推进会|部署会|动员会|现场会|调度会|例会|大会|全会|活动|仪式|培训班?|报告会)[^。\n]{0,30}(?:召开|举行|举办|开幕|开班)|(?:召开|举行|举办|组织(?:召开|开展|收看|收听)|主持)[^。\n]{0,60}(?:会|会议|活动|培训班?|仪式|调研|座谈|收看|收听)"
    r"|(?:前往|深入|到|赴|率队|带队|现场)[^。\n]{0,60}(?:调研|检查|督导|视察|督查|走访|慰问|暗访|巡查|指导)|(?:作出|做出)[^。\n]{0,12}批示|主持会议|出席会议|会议(?:强调|要求|指出|听取|审议|传达)"
    r"|(?:调研|检查|督导|督查|巡查)[^。\n]{0,40}(?:工作|情况|落实|进展)"
)
_ORDERS = re.compile(
    r"(?:强调|指出|要求|表示|提出)(?:了[^。\n]{0,20})?[，,：:]|(?:强调|要求|指出)(?:要|各|全|一是|一要)|(?<=[。：；])一是|提出[^。\n]{0,14}(?:要求|意见|希望)|[。；，](?:要|一要|一是要)(?![求素点])"
)
_OFFICE = re.compile(
    r"党委|党组|政府|市委|县委|区委|省委|工委|总工会|工会|书记|主任|局长|市长|县长|区长|镇长|乡长|部长|厅长|主席|党支部|国务院|中共|中央|董事长|总经理|管委会|领导小组|"
    r"办公室|街道|委员会|校长|院长|公司|集团|联席会议|各部门|各单位|各地|各级|干部|全[镇乡县市区省校院局厂]|[镇乡]召开|"
    r"各[村镇乡科处系]|社区|有关部门|相关部门|职能部门|学校|学院|医院|车间|工程处|分局|支队|总经理"
)
_ISSUED = re.compile(
    r"印发|出台|发布|公布|制定(?:了|出台)?[^。\n]{0,20}《[^》]{2,60}(?:方案|意见|措施|计划|规划|办法|要点|规定|纲要|细则|通知|政策)"
)
_PAPER_SAYS = re.compile(
    r"(?:《[^《》]{1,50}》|意见|方案|通知|措施|办法|规划|计划|政策)(?:中|还)?(?:指出|提出|明确|要求|规定|强调|共?包[含括])"
    r"|(?:依据|根据|按照|依照)(?:《[^《》]{1,50}》|该?(?:意见|方案|通知|措施|办法|规划|计划|政策))[，,]"
)
_UNITS = re.compile(
    r"(?:牵头|责任|配合|主办|承办|协办|负责|参与)(?:责任)?(?:单位|部门|处室|科室)\s*[:：]|[（(][^（）()\n]{2,160}(?:牵头|负责|配合|落实)[^（）()\n]{0,30}[）)]"
)
_TABLE = re.compile(
    r"(?:序\s?号|编号|任务|措施|内容|事项)[\s|]*(?:[一-龥]{2,10}[\s|]*){0,3}(?:牵头|责任|主办|承办)\s?(?:单位|部门|处室|科室)"
)
_ITEM = re.compile(
    r"(?:^|\n)[ \t\u3000]*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|"
    r"\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十]{1,3}条)"
)
_SITTING = re.compile(r"会议(?:强调|要求|指出|认为|听取)|会上[，,]|出席会议|主持会议")
_PROGRESS = re.compile(r"(?:进度|进展|完成)(?:情况)?(?:的)?通报$")
_HEAD = 3

MEETING = "meeting"
PLAN = "plan"
OTHER = "other"


def document_kind(text: str) -> str:
    """Return meeting, plan or other, from the headline and the way the text orders."""
    lines = [text[low:high] for low, high in paragraphs(text)]
    if not lines:
        return OTHER
    title = "".join(lines[:_HEAD]) if len(lines[0]) < 12 else lines[0]
    titles = [line for line in lines[:_HEAD] if len(line) <= 80 and not re.search(r"[。！]$", line)]
    units, items = len(_UNITS.findall(text)), len(_ITEM.findall(text))
    table = bool(_TABLE.search(text))
    held, orders = len(_HELD.findall(text)), len(_ORDERS.findall(text))
    paper = any(_PLAN_TITLE.search(line.strip()) for line in titles)
    headline_meets = bool(re.search(r"召开|举行|强调|主持|调研|座谈|会议$|会$", title))
    if _PROGRESS.search(title.strip()):
        units = items = 0
    if table and (units or items or not held or paper):
        return PLAN
    if units >= 2 and (units >= orders or paper or not headline_meets):
        return PLAN
    issued = bool(_ISSUED_TITLE.search(title))
    if (
        paper
        and not headline_meets
        and (items >= 2 or units or not held or (issued and (items or not _SITTING.search(text))))
    ):
        return PLAN
    if _reports_paper(text, title) and not headline_meets:
        return PLAN
    if held and orders and _OFFICE.search(text):
        return MEETING
    if orders and _MEETS.search("".join(lines[:2])) and _OFFICE.search(text):
        return MEETING
    if held and _OFFICE.search(text) and re.search(r"会议?(?:召开|举行)?$|召开", title):
        return MEETING
    if items >= 3 and (paper or units):
        return PLAN
    return OTHER


_DATED_AIM = re.compile(r"(?:力争|争取)?到20\d{2}年(?:底)?[，,][^。]{0,80}\d")


def _reports_paper(text: str, title: str) -> bool:
    head = text[:400]
    issued = bool(_ISSUED.search(title) or _ISSUED.search(head))
    says = len(_PAPER_SAYS.findall(text))
    aims = bool(_DATED_AIM.search(text))
    return (issued and (says >= 1 or aims)) or says >= 3
