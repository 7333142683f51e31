"""The slip on which an instruction is handled, drawn from live data.

Official papers are Chinese whatever language the person reads.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from changai.conveyance.models import Conveyance
from changai.conveyance.queries._instructions import InstructionPage, instruction_page
from changai.conveyance.rules import counted
from changai.documents import policies as documents
from changai.documents.models import Instruction
from changai.documents.queries import visible_instructions
from changai.papers.rules import (
    Column,
    Fact,
    Heading,
    Kind,
    Line,
    Paragraph,
    Sheet,
    Table,
    register,
)
from changai.tasks.models import Task

if TYPE_CHECKING:
    from changai.accounts.models import User

COLUMNS = (
    Column("序号", 2, centered=True),
    Column("拟办事项", 8),
    Column("牵头单位", 5),
    Column("办理时限", 6, centered=True),
    Column("办理状态", 4, centered=True),
)


DEMAND = "请牵头单位按照批示要求抓紧办理，按时限报送办理结果。"


def register_kinds() -> None:
    """Make the slip known; called once, when the program starts."""
    register(
        Kind(
            code="INSTRUCTION_SLIP",
            name=gettext_noop("领导批示办理单"),
            word="产改批",
            compose=slip_sheet,
            issuer=lambda pk: Instruction.objects.get(pk=pk).owner_id,
            may_see=_sees,
            may_issue=_issues,
            recipients=_leads,
        )
    )


def slip_sheet(instruction_id: int, user: User, at: datetime) -> Sheet:
    """Return the slip of an instruction: who wrote what, the tasks made of it, who signed.

    Cost: a handful of queries, and one a conveyance.
    """
    today = timezone.localdate(at)
    row = visible_instructions(user=user, today=today).get(pk=instruction_id)
    page = instruction_page(instruction=row, user=user, today=today)
    with translation.override("zh-hans"):
        blocks = (
            Heading(1, ("批示情况",)),
            *_facts_of(row),
            Heading(1, ("拟办和交办",)),
            *_tasks(row, page),
            Heading(1, ("传达情况",)),
            *_conveyed(row, page, today),
        )
    leads = dict.fromkeys(one.task.lead.name for one in page.tasks if one.task.lead)
    return Sheet(
        title="领导批示办理单",
        head=row.owner.name,
        addressees="、".join(leads),
        blocks=blocks,
        signer=row.owner.name,
        printed_by=row.owner.name,
        urgency="特急" if row.urgency == Instruction.Urgency.URGENT else "",
    )


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "（未注明日期）"


def _fact(row: Instruction, name: str, text: Any) -> Fact:
    url = reverse("conveyance:instruction", args=[row.pk])
    return Fact(f"instruction:{row.pk}:{name}", str(text), url)


def _facts_of(row: Instruction) -> list[Paragraph]:
    about = row.about_words or (row.document.title if row.document else "")
    lines: list[Line] = [
        ("批示领导：", _fact(row, "leader", f"{row.leader_title}{row.leader_name}"), "。"),
        ("批示日期：", _fact(row, "dated_on", _day(row.dated_on)), "。"),
        ("批示原文：“", _fact(row, "words", row.words), "”"),
    ]
    if about:
        lines.insert(2, ("批示对象：", _fact(row, "about", _cited(about)), "。"))
    if row.urgency != Instruction.Urgency.ORDINARY:
        lines.append(("缓急程度：", _fact(row, "urgency", row.get_urgency_display()), "。"))
    return [Paragraph(one) for one in lines]


def _cited(title: str) -> str:
    return title if "《" in title else f"《{title}》"


def _tasks(row: Instruction, page: InstructionPage) -> list[Paragraph | Table]:
    if row.verdict == Instruction.Verdict.READ_ONLY:
        return [Paragraph((_fact(row, "verdict", "领导批示为阅示件"), "，不另行立项。"))]
    if not page.tasks:
        return [Paragraph(("尚未立项。",))]
    count = _fact(row, "task_count", len(page.tasks))
    rows: list[tuple[Line, ...]] = []
    for number, one in enumerate(page.tasks, start=1):
        task, url = one.task, reverse("tasks:task", args=[one.task.pk])
        due = _day(task.due_on) if task.due_on else task.due_words or "未定"
        cells = (
            ("title", task.title),
            ("lead", task.lead.name if task.lead else "未定"),
            ("due_on", due),
            ("state", str(one.state_words)),
        )
        facts: list[Line] = [(Fact(f"task:{task.pk}:{name}", text, url),) for name, text in cells]
        rows.append(((str(number),), *facts))
    return [
        Paragraph(
            ("已立项", count, "项，具体如下："),
        ),
        Table(COLUMNS, tuple(rows)),
        Paragraph((DEMAND,), key="demand"),
    ]


def _conveyed(row: Instruction, page: InstructionPage, today: date) -> list[Paragraph]:
    live = [one for one in page.conveyances if one.recalled_at is None]
    if not live:
        return [Paragraph(("尚未传达。",))]
    return [Paragraph(_conveyed_words(one, today)) for one in live]


def _conveyed_words(sent: Conveyance, today: date) -> Line:
    states = sent.nodes.values_list("state", "sign_by")
    counts = counted([("", state, sign_by) for state, sign_by in states], today)[""]
    url, key = reverse("conveyance:conveyance", args=[sent.pk]), f"conveyance:{sent.pk}"
    return (
        Fact(f"{key}:sent_on", _day(sent.sent_on), url),
        f"由{sent.unit.name}传达，应签收",
        Fact(f"{key}:total", str(counts.total), url),
        "个单位，已签收",
        Fact(f"{key}:signed", str(counts.signed), url),
        "个，逾期未签收",
        Fact(f"{key}:overdue", str(counts.overdue), url),
        "个。",
    )


def _sees(instruction_id: int, user: User, at: datetime) -> bool:
    row = Instruction.objects.select_related("owner").filter(pk=instruction_id).first()
    return row is not None and documents.may_see_instruction(row, user, timezone.localdate(at))


def _issues(instruction_id: int, user: User, at: datetime) -> bool:
    row = Instruction.objects.select_related("owner").filter(pk=instruction_id).first()
    return row is not None and documents.may_instruct(row, user, timezone.localdate(at))


def _leads(instruction_id: int) -> list[int]:
    """The units that lead a task made from it; the unit that keeps it does not sign for itself."""
    owner = Instruction.objects.values_list("owner_id", flat=True).get(pk=instruction_id)
    leads = Task.objects.filter(instruction=instruction_id, lead__isnull=False, parent=None)
    rows = leads.exclude(lead=owner).order_by("lead__path").values_list("lead_id", flat=True)
    return list(dict.fromkeys(pk for pk in rows if pk is not None))
