"""Sheets of every layout to draw and measure: short ones, long ones, with everything in them."""

from dataclasses import replace
from datetime import date

from changai.papers.rules import (
    Annex,
    Column,
    Fact,
    Heading,
    Layout,
    Paragraph,
    Roll,
    Sheet,
    Table,
)

DAY = date(2026, 3, 2)
HEAD = "东江省产业工人队伍建设改革联席会议办公室文件"
OFFICE = "东江省产业工人队伍建设改革联席会议办公室"
LONG = (
    "深入学习贯彻关于产业工人队伍建设改革的部署要求，完善“省级统筹、市县落实、企业主体”的工作机制，"
    "把产业工人队伍建设改革摆在重要位置，到2026年底新增试点企业600家，培育工匠人才1200名，"
    "技能等级认定覆盖规模以上企业85%以上，形成一批可复制、可推广的经验做法。"
)
GRID = "字" * 28 * 60


def paragraph(*words, **more):
    """A paragraph of words and facts."""
    return Paragraph(tuple(words), **more)


def body(sections=3):
    """Headings of all four levels and paragraphs beneath them."""
    blocks = [paragraph(LONG, Fact("goal:firms", "600家", "/tasks/1/"), "试点企业的目标不变。")]
    for number in range(sections):
        blocks += [
            Heading(1, ("强化思想政治引领",)),
            Heading(2, ("加强理论武装",)),
            paragraph(LONG),
            Heading(2, ("健全工作机制",)),
            Heading(3, ("压实责任。",)),
            paragraph(LONG, "（责任单位：省总工会、省人社厅、省工信厅）"),
            Heading(4, ("分级负责。",)),
            paragraph("截至目前，", Fact(f"done:{number}", f"{number + 3}项"), "任务已办结。"),
        ]
    return tuple(blocks)


def ledger(rows=40, *, horizontal=True):
    """A table of the division of labour."""
    columns = (
        Column("序号", 1, centered=True),
        Column("重点任务", 4),
        Column("工作举措", 6),
        Column("牵头单位", 3, centered=True),
        Column("配合单位", 4),
        Column("完成时限", 2, centered=True),
    )
    lines = tuple(
        (
            (str(number + 1),),
            ("健全职业技能等级认定制度",),
            ("推动规模以上企业自主开展职业技能等级认定，年内新增认定机构30家以上",),
            ("省人社厅",),
            ("省总工会、省工信厅、省国资委",),
            (Fact(f"task:{number}:due_on", "12月底前"),),
        )
        for number in range(rows)
    )
    return Table(columns, lines, title="重点任务分工表", horizontal=horizontal)


def ordinary(sections=3, **more):
    """A notice with a red head."""
    values = {
        "title": "关于印发《2026年东江产业工人队伍建设改革工作要点及责任分工方案》的通知",
        "blocks": body(sections),
        "head": HEAD,
        "number": "东产改办〔2026〕8号",
        "addressees": "各设区市产业工人队伍建设改革协调机构，省各有关单位",
        "signer": OFFICE,
        "signed_on": DAY,
        "copies_to": "省委办公厅，省政府办公厅，省人大常委会办公厅，省政协办公厅，各设区市总工会",
        "printed_by": OFFICE,
        "printed_on": DAY,
    }
    return Sheet(**{**values, **more})


def with_annexes(sections=2, rows=40):
    """A notice with a turned table and an attachment of words."""
    annexes = (
        Annex("2026年重点任务分工表", (ledger(rows),)),
        Annex("工作要点", (*body(1), ledger(6, horizontal=False))),
    )
    return ordinary(sections, annexes=annexes, note="此件公开发布")


def letter(sections=1, **more):
    """A letter (clause 10.1)."""
    return ordinary(
        sections,
        layout=Layout.LETTER,
        head="东江省产业工人队伍建设改革联席会议办公室",
        title="关于商请报送一季度工作进展的函",
        number="东产改办函〔2026〕3号",
        printed_by="",
        **more,
    )


def minutes(sections=2, **more):
    """Minutes (clause 10.3) with who was there."""
    rolls = (
        Roll(
            "出席",
            (
                "王思远（省总工会）、林若溪（省人社厅）、周明朗（省工信厅）、赵一帆（省国资委）、孙可（省财政厅）",
            ),
        ),
        Roll("请假", ("钱景（省科技厅）",)),
        Roll("列席", ("各设区市产改办负责同志",)),
    )
    return ordinary(
        sections,
        layout=Layout.MINUTES,
        head="东江省产改联席会议纪要",
        title="东江省产业工人队伍建设改革联席会议2026年第一次全体会议纪要",
        number="〔2026〕2号",
        addressees="",
        rolls=rolls,
        **more,
    )


def grid():
    """Nothing but full lines, to count them."""
    return Sheet(title="满页", blocks=(paragraph(GRID),))


def turned(rows):
    """A paper of one page, and a turned table on the even page after it."""
    blocks = (*body(0), paragraph("有关事项见附表。"), ledger(rows))
    return ordinary(0, head="", number="", blocks=blocks, annexes=())


def all_turned(rows):
    """A paper that is turned from its first page."""
    words = paragraph("截至2026年3月5日,共有任务若干项:已办结2项。")
    return Sheet(title="东江省产改办任务台账", blocks=(words, replace(ledger(rows), title="")))


KINDS = {
    "ordinary": ordinary,
    "ordinary one page": lambda: ordinary(0),
    "ordinary long": lambda: ordinary(12),
    "upward": lambda: ordinary(
        1, signed_off_by="林若溪", secrecy="内部", urgency="特急", copy_number="000012"
    ),
    "annexes": with_annexes,
    "letter": letter,
    "letter long": lambda: letter(4),
    "minutes": minutes,
    "plain": lambda: ordinary(1, head="", number="", copies_to="", printed_by=""),
    "one turned page": lambda: turned(3),
    "ledger of a page": lambda: all_turned(3),
    "ledger of many pages": lambda: all_turned(60),
    "grid": grid,
}
