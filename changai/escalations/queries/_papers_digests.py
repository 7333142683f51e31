"""Circular, briefing and special report: figures of live tasks over a period, as papers.

Said, verified and published are three different numbers; a ratio is the ratio of two sums.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone, translation

from changai.escalations import policies
from changai.escalations.models import Digest
from changai.escalations.queries._annexes import annexes_of
from changai.escalations.queries._digests import (
    Figures,
    UnitFigures,
    ValueSum,
    chosen_matters,
    digest_tasks,
    figures_of,
    unit_figures,
    value_sums,
    visible_digests,
)
from changai.escalations.queries._proposals import MatterRow
from changai.papers.rules import (
    Block,
    Cell,
    Column,
    Fact,
    Heading,
    Kind,
    Paragraph,
    Sheet,
    Table,
    register,
)
from changai.tasks.models import Task

if TYPE_CHECKING:
    from changai.accounts.models import User

NAMES = {"CIRCULAR": "通报", "BRIEFING": "简报", "SPECIAL_REPORT": "专报"}
WORDS = {"CIRCULAR": "产改通报", "BRIEFING": "产改简报", "SPECIAL_REPORT": "产改专报"}
# Shares of the columns are points of the 442 that a page is wide.
LAGGARDS = (
    Column("单位", 104),
    Column("项号", 36, centered=True),
    Column("事项", 114),
    Column("完成时限", 96, centered=True),
    Column("情况", 92),
)
UNITS = (
    Column("单位", 118),
    Column("任务", 43, centered=True),
    Column("办结", 43, centered=True),
    Column("按期办结", 56, centered=True),
    Column("超期后补办", 68, centered=True),
    Column("现超期", 46, centered=True),
    Column("待他方配合", 68, centered=True),
)
VALUES = (
    Column("指标", 5),
    Column("目标", 4, centered=True),
    Column("填报", 4, centered=True),
    Column("核实", 4, centered=True),
    Column("公布", 4, centered=True),
    Column("核实率", 3, centered=True),
)


def register_kinds() -> None:
    """Make the three papers known."""
    for code, name in NAMES.items():
        register(
            Kind(
                code=code,
                name=name,
                word=WORDS[code],
                compose=digest_sheet,
                issuer=lambda pk: Digest.objects.get(pk=pk).unit_id,
                may_see=_sees,
                may_issue=_issues,
                recipients=_recipients,
                is_signed_for=code == "CIRCULAR",
            )
        )


def digest_sheet(digest_id: int, user: User, at: datetime) -> Sheet:
    """Return a digest with the figures of its period as they stand.

    Cost: about a dozen queries, however many tasks.
    """
    today = timezone.localdate(at)
    digest = visible_digests(user=user, today=today).get(pk=digest_id)
    with translation.override("zh-hans"):
        body = _Body(digest, today)
        by_kind = {
            "CIRCULAR": body.circular,
            "BRIEFING": body.briefing,
            "SPECIAL_REPORT": body.special_report,
        }
        blocks = by_kind[digest.kind]()
        annexes = annexes_of(digest, user, today)
    return Sheet(
        title=digest.title,
        head=f"{digest.unit.name}{NAMES[digest.kind]}",
        addressees="各有关单位" if digest.kind == "CIRCULAR" else "",
        blocks=tuple(blocks),
        annexes=annexes,
        # A briefing is known by its head and its 版记; nobody signs it.
        signer="" if digest.kind == Digest.Kind.BRIEFING else digest.unit.name,
        printed_by=digest.unit.name,
    )


class _Body:
    """The blocks of a digest, from the tasks of its unit and period."""

    def __init__(self, digest: Digest, today: date) -> None:
        self.digest, self.today = digest, today
        self.tasks = digest_tasks(digest)
        self.url = reverse("escalations:digest", args=[digest.pk])

    def fact(self, name: str, value: Any, url: str = "") -> Fact:
        return Fact(f"digest:{self.digest.pk}:{name}", str(value), url or self.url)

    def lead(self, fallback: str) -> list[Block]:
        words = self.digest.lead_words.strip() or fallback
        lines = [line.strip() for line in words.splitlines() if line.strip()]
        return [Paragraph((line,), key=f"lead{number}") for number, line in enumerate(lines)]

    def circular(self) -> list[Block]:
        rows = chosen_matters(self.digest, today=self.today)
        opening = "现将部分任务的推进情况通报如下，请有关单位对照整改。"
        return [
            *self.lead(opening),
            *self.overview(figures_of(self.tasks, self.digest, today=self.today)),
            *self.laggards(rows, "点名事项"),
            Paragraph(("请有关单位收到本通报后书面说明原因和整改措施。",), key="demand"),
        ]

    def briefing(self) -> list[Block]:
        figures = figures_of(self.tasks, self.digest, today=self.today)
        by_unit = unit_figures(self.tasks, self.digest, today=self.today)
        blocks: list[Block] = [Heading(1, ("总体情况",)), *self.lead("")]
        blocks += self.overview(figures)
        blocks += [Heading(1, ("各单位情况",))]
        blocks.append(Table(UNITS, tuple(self.unit_row(one) for one in by_unit)))
        blocks += [Heading(1, ("主要指标",)), *self.values()]
        rows = chosen_matters(self.digest, today=self.today)
        if rows:
            blocks += [Heading(1, ("需要关注的事项",)), *self.laggards(rows)]
        return blocks

    def special_report(self) -> list[Block]:
        figures = figures_of(self.tasks, self.digest, today=self.today)
        rows = chosen_matters(self.digest, today=self.today)
        blocks: list[Block] = [Heading(1, ("基本情况",)), *self.overview(figures), *self.values()]
        if rows:
            blocks += [Heading(1, ("存在问题",)), *(self.problem(row) for row in rows)]
        blocks += [Heading(1, ("意见建议",))]
        return [*blocks, *self.lead("请予督促。")]

    def overview(self, figures: Figures) -> list[Block]:
        def count(name: str) -> Fact:
            return self.fact(name, getattr(figures, name))

        begins, ends = _day(self.digest.from_on), _day(self.digest.to_on)
        first = Paragraph(
            (f"{begins}至{ends}，{self.digest.unit.name}交办的任务共", count("all"), "项：待签收")
            + (count("assigned"), "项，办理中", count("in_progress"), "项，待审核")
            + (count("under_review"), "项，已办结", count("done"), "项。")
        )
        second = Paragraph(
            ("已办结的任务中，按期", count("done_on_time"), "项，超期后补办", count("made_up_late"))
            + (
                "项；现超期",
                count("late"),
                "项，暂停计时或待他方配合",
                count("waiting"),
                "项。期内到期",
            )
            + (count("due"), "项，其中按期办结", count("due_on_time"), "项，按期办结率")
            + (self.fact("ratio", _percent(figures.due_on_time, figures.due)), "。")
        )
        return [first, second]

    def values(self) -> list[Block]:
        sums = value_sums(self.tasks)
        if not sums:
            return [Paragraph(("期内任务没有数量指标。",))]
        words = "主要指标完成情况如下。核实率为核实数之和与目标数之和的比，“无”为尚无数据。"
        table = Table(VALUES, tuple(self.value_row(one, n) for n, one in enumerate(sums)))
        return [Paragraph((words,)), table]

    def value_row(self, one: ValueSum, number: int) -> tuple[Cell, ...]:
        def value(name: str) -> Cell:
            kept = getattr(one, name)
            shown = "无" if kept is None else f"{kept.normalize():f}{one.unit}"
            return (self.fact(f"value:{one.what}:{one.unit}:{name}", shown),)

        ratio = "无" if one.verified is None else _percent(one.verified, one.target)
        return (
            (one.what or f"指标{number + 1}",),
            value("target"),
            value("said"),
            value("verified"),
            value("published"),
            (self.fact(f"value:{one.what}:{one.unit}:ratio", ratio),),
        )

    def unit_row(self, one: UnitFigures) -> tuple[Cell, ...]:
        url = f"{reverse('tasks:ledger')}?unit={one.unit.pk}"

        def count(name: str) -> Cell:
            return (self.fact(f"unit:{one.unit.pk}:{name}", getattr(one.figures, name), url),)

        names = ("all", "done", "done_on_time", "made_up_late", "late", "waiting")
        return ((one.unit.name,), *(count(name) for name in names))

    def laggards(self, rows: list[MatterRow], title: str = "") -> list[Block]:
        if not rows:
            return []
        return [Table(LAGGARDS, tuple(self.laggard(row) for row in rows), title=title)]

    def laggard(self, row: MatterRow) -> tuple[Cell, ...]:
        task, url = row.task, reverse("tasks:task", args=[row.task.pk])
        due = _day(task.due_on) if task.due_on else task.due_words or "—"
        number = (task.row.number if task.row is not None else "") or "—"
        return (
            (Fact(f"task:{task.pk}:lead", task.lead.name if task.lead else "—", url),),
            (Fact(f"task:{task.pk}:number", number, url),),
            (Fact(f"task:{task.pk}:title", task.title, url),),
            (Fact(f"task:{task.pk}:due_on", due, url),),
            (Fact(f"task:{task.pk}:situation", situation(row), url),),
        )

    def problem(self, row: MatterRow) -> Block:
        lead, number, title, due, how = self.laggard(row)
        called = ("第", *number, "项") if row.task.row is not None and row.task.row.number else ()
        return Paragraph(
            (*lead, "牵头的", *called, "任务“", *title, "”，完成时限", *due, "，", *how, "。")
        )


def situation(row: MatterRow) -> str:
    """Return how a matter stands, with those it waits for named: facts, no judgement."""
    words = str(row.light_words) if row.proposal.light.value != "nothing" else ""
    if row.reading.days_late:
        words = f"已超期{row.reading.days_late}天"
    parts = [words or str(row.colour["words"])]
    if row.waits_for:
        parts.append(f"{row.cause_words}：{'、'.join(row.waits_for)}")
    return "；".join(parts)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _percent(part: Any, whole: Any) -> str:
    """Return a ratio of two sums in per cent; “无” where nothing was to be reached."""
    return f"{100 * part / whole:.1f}%" if whole else "无"


def _sees(digest_id: int, user: Any, at: datetime) -> bool:
    today = timezone.localdate(at)
    return visible_digests(user=user, today=today).filter(pk=digest_id).exists()


def _issues(digest_id: int, user: Any, at: datetime) -> bool:
    digest = Digest.objects.filter(pk=digest_id).first()
    if digest is None:
        return False
    return policies.may_write_digest(digest.unit_id, user, timezone.localdate(at))


def _recipients(digest_id: int) -> list[int]:
    """Return the leads of the tasks counted; a special report goes to leaders, by hand."""
    digest = Digest.objects.get(pk=digest_id)
    if digest.kind == Digest.Kind.SPECIAL_REPORT:
        return []
    leads = Task.objects.filter(pk__in=[task.pk for task in digest_tasks(digest)])
    found = leads.order_by("lead__path").values_list("lead_id", flat=True)
    return [pk for pk in dict.fromkeys(found) if pk is not None and pk != digest.unit_id]
