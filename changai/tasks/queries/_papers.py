"""Papers drawn from plans and tasks: the plan with its division table, and a unit's ledger.

Official papers are Chinese whatever language the person reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from changai.orgs import policies as orgs
from changai.orgs.models import Unit
from changai.papers.rules import (
    Annex,
    Cell,
    Column,
    Fact,
    Kind,
    Paragraph,
    Sheet,
    Table,
    register,
)
from changai.tasks import policies
from changai.tasks.models import PlanRow, PlanRowUnit, PlanVersion, Task, TaskTarget, TaskUnit
from changai.tasks.queries._ledger import LedgerRow, ledger_rows
from changai.tasks.queries._limits import local_day
from changai.tasks.queries._plans import plain_views, visible_versions
from changai.tasks.rules import plans as plan_rules

if TYPE_CHECKING:
    from changai.accounts.models import User
    from changai.tasks.queries._plans import RowView

LEDGER_ROWS = 5_000
# Shares of the columns are points of the 638 that a turned page is wide.
PLAN_COLUMNS = (
    Column("序号", 28, centered=True),
    Column("重点任务和举措", 230),
    Column("牵头单位", 95),
    Column("配合单位", 115),
    Column("完成时限", 80, centered=True),
    Column("来源", 90),
)
LEDGER_COLUMNS = (
    Column("序号", 26, centered=True),
    Column("任务", 98),
    Column("牵头单位", 66),
    Column("期限", 64, centered=True),
    Column("状态", 46, centered=True),
    Column("进度", 50, centered=True),
    Column("目标", 62, centered=True),
    Column("填报", 46, centered=True),
    Column("核实", 46, centered=True),
    Column("公布", 40, centered=True),
    Column("来源", 94),
)


def register_kinds() -> None:
    """Make the two papers known; called once, when the program starts."""
    register(
        Kind(
            code="PLAN",
            name=gettext_noop("工作要点及责任分工方案"),
            word="产改办",
            compose=plan_sheet,
            issuer=_plan_owner,
            may_see=_sees_plan,
            may_issue=_issues_plan,
            recipients=_units_of_plan,
            is_signed_for=False,
        )
    )
    register(
        Kind(
            code="LEDGER",
            name=gettext_noop("任务台账"),
            word="",
            compose=ledger_sheet,
            issuer=lambda unit_id: unit_id,
            may_see=_sees_ledger,
            may_issue=lambda pk, user, at: orgs.reach(user, local_day(at)).works_at(pk),
            recipients=lambda _unit_id: [],
            is_signed_for=False,
        )
    )


def chinese_day(day: Any) -> str:
    """Return a day as papers write it; "—" for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


def plan_sheet(version_id: int, user: User, at: datetime) -> Sheet:
    """Return a version of a plan with its horizontal division table.

    Rows dropped by the amendment are left out. Cost: four queries.
    """
    versions = visible_versions(user=user, today=local_day(at)).select_related("plan__owner")
    version = versions.get(pk=version_id)
    plan = version.plan
    with translation.override("zh-hans"):
        views = plain_views(version)
        table = Table(
            columns=PLAN_COLUMNS,
            rows=tuple(
                _plan_row(view, index, plan.title) for index, view in enumerate(views, start=1)
            ),
            horizontal=True,
        )
    adopted = version.adopted_on is not None
    return Sheet(
        title=f"关于印发《{plan.title}》的通知" if adopted else f"{plan.title}（草案）",
        head=f"{plan.owner.name}文件",
        addressees=_addressees(views),
        blocks=_plan_words(version, len(views)),
        signer=plan.owner.name,
        annexes=(Annex(_table_title(plan.title), (table,)),),
        printed_by=plan.owner.name,
    )


def _plan_words(version: PlanVersion, count: int) -> tuple[Paragraph, ...]:
    plan, key = version.plan, f"planversion:{version.pk}"
    url = reverse("tasks:plan", args=[plan.pk])

    def fact(name: str, text: str) -> Fact:
        return Fact(f"{key}:{name}", text, url)

    rows = fact("row_count", str(count))
    if version.adopted_on is None:
        number = fact("number", str(version.number))
        return (Paragraph((f"《{plan.title}》第", number, "版草案共列任务", rows, "项。")),)
    name: list[str | Fact] = [f"《{plan.title}》"]
    if version.number > 1:
        name += ["（第", fact("number", str(version.number)), "版）"]
    day = fact("adopted_on", chinese_day(version.adopted_on))
    return (
        Paragraph(
            (*name, *_adopted_words(version.basis, day, fact), "，共列任务", rows)
            + ("项，责任分工见附件。现印发给你们，请按照职责分工抓好落实。",)
        ),
        Paragraph(
            ("各牵头单位对所列任务负总责，配合单位按职责配合，按期报送进展和佐证材料。",),
            key="demand",
        ),
    )


def _adopted_words(
    basis: str, day: Fact, fact: Callable[[str, str], Fact]
) -> tuple[str | Fact, ...]:
    """Return by whom and when a plan was adopted; another basis than a meeting is cited."""
    who = re.sub(r"(审议)?(通过|审定)$", "", basis.strip())
    if who.endswith(("会议", "会", "组")):
        return ("已经", fact("basis", who), "审议通过（", day, "）")
    return ("已于", day, "审定（依据：", fact("basis", basis), "）")


def _table_title(title: str) -> str:
    return re.sub(r"(及?(责任|任务)?分工)?(方案)?$", "", title) + "责任分工表"


def _addressees(views: Sequence[RowView]) -> str:
    """Return the units of a plan, as a letter addresses them; many are named by their duty."""
    names = dict.fromkeys(
        unit.name
        for view in views
        for unit in (*view.leads, *(part.unit for part in view.cooperating))
    )
    return "、".join(names) if 0 < len(names) <= 8 else "各有关单位"


def _plan_row(view: RowView, index: int, plan_title: str) -> tuple[Cell, ...]:
    row = view.row
    url = reverse("tasks:plan_row", args=[row.pk])

    def fact(name: str, text: str) -> Fact:
        return Fact(f"planrow:{row.pk}:{name}", text, url)

    title: list[str | Fact] = [fact("title", row.title)]
    if row.targets:
        title += ["。目标：", fact("targets", "；".join(_target(one) for one in view.targets))]
    leads = "、".join(unit.name for unit in view.leads)
    due = row.deadline_words or chinese_day(row.due_on)
    return (
        (row.number or str(index),),
        tuple(title),
        (fact("leads", leads + ("（共同牵头）" if row.joint else "")),),
        (fact("cooperating", "、".join(_cooperating(part) for part in view.cooperating) or "—"),),
        (fact("due", due),),
        (fact("clause_where", _where(row.clause_where, plan_title)),),
    )


def _where(words: str, plan_title: str) -> str:
    """Return where a row comes from; the plan itself need not be named in its own table."""
    inner = words.replace(f"《{plan_title}》", "").replace(plan_title, "")
    return inner or words or "—"


def _target(target: plan_rules.Target) -> str:
    operator = plan_rules.Operator(target.operator) if target.operator else None
    words = operator.words if operator else ""
    if operator is not None and not operator.has_value:
        return target.what + words
    value = f"{target.value.normalize():f}{target.unit}"
    return f"{target.what}{words}{value}" if target.what else words + value


def _cooperating(part: PlanRowUnit) -> str:
    return part.unit.name + (f"（{chinese_day(part.due_on)}）" if part.due_on else "")


def _version(version_id: int) -> PlanVersion:
    return PlanVersion.objects.select_related("plan__owner").get(pk=version_id)


def _plan_owner(version_id: int) -> int:
    return _version(version_id).plan.owner_id


def _sees_plan(version_id: int, user: Any, at: datetime) -> bool:
    return visible_versions(user=user, today=local_day(at)).filter(pk=version_id).exists()


def _issues_plan(version_id: int, user: Any, at: datetime) -> bool:
    """Say whether the person may issue a plan: its office, once it is adopted."""
    version = _version(version_id)
    adopted = version.state == PlanVersion.State.ADOPTED
    return adopted and policies.may_edit_plans(version.plan.owner, user, local_day(at))


def _units_of_plan(version_id: int) -> list[int]:
    rows = PlanRow.objects.filter(version=version_id, dropped_reason="").values("pk")
    parts = PlanRowUnit.objects.filter(row_id__in=rows).order_by("unit__path")
    return list(dict.fromkeys(parts.values_list("unit_id", flat=True)))


def ledger_sheet(unit_id: int, user: User, at: datetime) -> Sheet:
    """Return the ledger of a unit: what it leads and what it assigned, as far as the person sees.

    At most 5,000 rows; those cancelled are left out. Cost: five queries.
    """
    today = local_day(at)
    unit = orgs.visible(Unit.objects.all(), user, today).get(pk=unit_id)
    with translation.override("zh-hans"):
        rows = ledger_rows(_tasks_of(unit, user, at), user=user, today=today)
        table = Table(
            columns=LEDGER_COLUMNS,
            rows=tuple(_ledger_row(row, index) for index, row in enumerate(rows, start=1)),
            horizontal=True,
        )
    url = reverse("tasks:ledger")

    def count(name: str, wanted: int) -> Fact:
        return Fact(f"unit:{unit.pk}:ledger:{name}", str(wanted), url)

    late = sum(row.reading.colour.value == "red" for row in rows)
    made_up = sum(row.reading.cause == "made_up_late" for row in rows)
    done = sum(row.task.done_on is not None for row in rows)
    words = Paragraph(
        ("截至", chinese_day(today), f"，{unit.name}台账共有任务", count("all", len(rows)), "项：")
        + ("已办结", count("done", done), "项，其中超期后补办", count("made_up", made_up), "项；")
        + ("现超期", count("late", late), "项。填报、核实、公布分列，“—”为尚无数据。")
    )
    return Sheet(
        title=f"{unit.name}任务台账",
        blocks=(words, table),
    )


def _tasks_of(unit: Unit, user: User, at: datetime) -> QuerySet[Task]:
    parts = TaskUnit.objects.filter(unit=unit, part__in=("LEAD", "ASSIGNER")).values("task_id")
    tasks = Task.objects.filter(pk__in=parts).exclude(state="CANCELLED")
    seen = policies.visible(tasks.select_related("lead", "assigner", "row"), user, local_day(at))
    targets = TaskTarget.objects.filter(dropped_on=None).order_by("position", "pk")
    ordered = seen.order_by("plan_id", "row__position", "due_on", "pk")
    return ordered.prefetch_related(Prefetch("targets", targets))[:LEDGER_ROWS]


def _ledger_row(row: LedgerRow, index: int) -> tuple[Cell, ...]:
    task, target = row.task, row.target
    url = reverse("tasks:task", args=[task.pk])

    def fact(name: str, text: Any) -> Cell:
        return (Fact(f"task:{task.pk}:{name}", str(text), url),)

    def value(name: str) -> Cell:
        if target is None:
            return ("—",)
        kept = getattr(target, f"{name}_value" if name != "value" else "value")
        shown = "—" if kept is None else f"{kept.normalize():f}{target.unit}"
        sign = target.operator if name == "value" else ""
        return (Fact(f"target:{target.pk}:{name}", sign + shown, url),)

    return (
        (str(index),),
        fact("title", task.title),
        fact("lead", task.lead.name if task.lead else "—"),
        fact("due_on", task.due_on.isoformat() if task.due_on else task.due_words or "—"),
        fact("state", row.state_words),
        fact("colour", row.colour["words"]),
        value("value"),
        value("said"),
        value("verified"),
        value("published"),
        fact("clause_where", task.clause_where or "—"),
    )


def _sees_ledger(unit_id: int, user: Any, at: datetime) -> bool:
    return orgs.visible(Unit.objects.filter(pk=unit_id), user, local_day(at)).exists()
