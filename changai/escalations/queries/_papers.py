"""The papers of supervision about one matter: assignment and chasing notices, the three slips.

Official papers are Chinese whatever language the person reads. Every figure is a fact of the task.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from changai.escalations import policies
from changai.escalations.models import Slip
from changai.escalations.queries import _papers_digests as digests
from changai.escalations.queries._proposals import MatterRow, one_matter
from changai.escalations.queries._slips import slip_rows, visible_slips
from changai.escalations.queries._words import workdays_after
from changai.escalations.rules import Cause, State
from changai.orgs import policies as orgs
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
from changai.tasks import policies as task_policies
from changai.tasks.models import Duty, Task, TaskTarget
from changai.tasks.queries import visible_tasks
from changai.tasks.rules import State as TaskState

if TYPE_CHECKING:
    from changai.accounts.models import User

SLIPS = {
    "CHASING_NOTICE": "催办通知单",
    "BLUE_SLIP": "蓝色督办单",
    "YELLOW_SLIP": "黄色督办单",
    "RED_SLIP": "红色督办单",
}
GOAL_WORDS = {"≥": "不少于", "≤": "不超过", "=": "", "≈": "约", "+": "增长", "": ""}
CLOSING_WORDS = {
    "CHASING_NOTICE": "请按时限要求抓紧办理。",
    "BLUE_SLIP": "请对照时限倒排工期，确保按期完成。",
    "YELLOW_SLIP": "请分析滞后原因，拿出整改措施，尽快赶上进度。",
    "RED_SLIP": "请主要负责同志亲自过问，限期整改到位。",
}


def register_kinds() -> None:
    """Make the papers of this noun known; called once, when the program starts."""
    for code, name in SLIPS.items():
        register(
            Kind(
                code=code,
                name=name,
                word="产改督",
                compose=slip_sheet,
                issuer=lambda pk: Slip.objects.get(pk=pk).unit_id,
                may_see=_sees_slip,
                may_issue=_issues_slip,
                recipients=lambda pk: [Slip.objects.get(pk=pk).to_unit_id],
            )
        )
    register(
        Kind(
            code="ASSIGNMENT_NOTICE",
            name=gettext_noop("交办通知单"),
            word="产改交办",
            compose=assignment_sheet,
            issuer=lambda pk: Task.objects.get(pk=pk).assigner_id,
            may_see=_sees_task,
            may_issue=_issues_assignment,
            recipients=_units_of_task,
        )
    )
    digests.register_kinds()


def chinese_day(day: date | None) -> str:
    """Return a day as papers write it; "—" for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


def slip_sheet(slip_id: int, user: User, at: datetime) -> Sheet:
    """Return a notice or slip with its cause and the facts of its task as they stand."""
    today = timezone.localdate(at)
    slip = visible_slips(user=user, today=today).get(pk=slip_id)
    targets = TaskTarget.objects.filter(dropped_on=None).order_by("position", "pk")
    tasks = Task.objects.select_related("lead", "assigner", "row")
    task = tasks.prefetch_related(Prefetch("targets", targets)).get(pk=slip.task_id)
    row = one_matter(task=task, today=today)
    with translation.override("zh-hans"):
        blocks = (
            Paragraph(_matter_words(task)),
            Paragraph(_cause_words(slip, row, today)),
            *_value_words(task),
            *_earlier_words(slip, today),
            Paragraph(
                (slip.words or CLOSING_WORDS.get(slip.level, ""), *_until_words(slip)), key="demand"
            ),
        )
    return Sheet(
        title=SLIPS[slip.level],
        head=slip.unit.name,
        addressees=slip.to_unit.name,
        blocks=blocks,
        signer=slip.unit.name,
        printed_by=slip.unit.name,
        note="一事一单；整改到位后解除。",
    )


def _fact(task: Task, name: str, text: Any) -> Fact:
    return Fact(f"task:{task.pk}:{name}", str(text), reverse("tasks:task", args=[task.pk]))


def _named(task: Task) -> Line:
    """Return a matter as papers call it: 第3项任务“…”; without a row of a plan it has no number."""
    title = ("任务“", _fact(task, "title", task.title), "”")
    number = task.row.number if task.row is not None else ""
    return ("第", _fact(task, "number", number), "项", *title) if number else title


def _source(task: Task) -> Line:
    """Return where a matter comes from, with its sentence unless that is its title."""
    where = _fact(task, "clause_where", task.clause_where)
    if task.clause_words.strip("。 ") == task.title.strip("。 "):
        return (where,)
    return (where, "“", _fact(task, "clause_words", task.clause_words), "”")


def _goal(target: TaskTarget) -> str:
    """Return what is to be reached: 不少于100家."""
    value = "" if target.value is None else f"{target.value.normalize():f}{target.unit}"
    return GOAL_WORDS.get(target.operator, target.operator) + value


def _reached(value: Decimal | None, unit: str, none: str) -> str:
    """Return a value with its unit; nothing is not nought."""
    return none if value is None else f"{value.normalize():f}{unit}"


def _matter_words(task: Task) -> Line:
    return (
        "你单位牵头的",
        *_named(task),
        "，来源于",
        *_source(task),
        "，完成时限为",
        _fact(task, "due_on", chinese_day(task.due_on) if task.due_on else task.due_words or "—"),
        "。",
    )


def _cause_words(slip: Slip, row: MatterRow, today: date) -> Line:
    """Return why the slip is sent, from the light of the task today."""
    task, reading = row.task, row.reading
    light = row.proposal.light
    day = ("截至", chinese_day(today), "，")
    words: tuple[str | Fact, ...]
    if light is Cause.OVERDUE:
        words = (*day, "该项已超期", _fact(task, "days_late", reading.days_late), "天")
        if reading.first_late_on:
            first = _fact(task, "first_late_on", chinese_day(reading.first_late_on))
            words = (*words, "（首次超期日", first, "）")
    elif light is Cause.BEHIND:
        behind = _fact(task, "behind_on", chinese_day(task.behind_on))
        words = (*day, "该项自", behind, "起落后于进度")
    elif light is Cause.POOR:
        words = (*day, _fact(task, "poor_quality", "该项报送质量不高"))
    elif light is Cause.UNSIGNED:
        assigned = _fact(task, "assigned_on", chinese_day(task.assigned_on))
        words = ("该项于", assigned, "交办，", *day, "仍未签收")
    elif light is Cause.NEAR_DUE:
        left = (task.due_on - today).days if task.due_on else 0
        words = (*day, "该项距到期还有", _fact(task, "days_left", left), "天，尚未报送办结")
    else:
        words = (*day, "该项", _fact(task, "light", str(row.colour["words"])))
    if row.reported_at is None:
        return (*words, "，", _fact(task, "reported_on", "至今未报送进展"), "。")
    last = _fact(task, "reported_on", chinese_day(timezone.localdate(row.reported_at)))
    return (*words, "，最近一次报送时间为", last, "。")


def _value_words(task: Task) -> list[Paragraph]:
    lines = []
    url = reverse("tasks:task", args=[task.pk])
    for target in task.targets.all():

        def value(name: str, shown: str, pk: int = target.pk) -> Fact:
            return Fact(f"target:{pk}:{name}", shown, url)

        unit = target.unit
        said = _reached(target.said_value, unit, "尚无")
        verified = _reached(target.verified_value, unit, "尚无")
        published = _reached(target.published_value, unit, "尚无")
        lines.append(
            Paragraph(
                (f"工作目标：{target.what}", value("value", _goal(target)), "；填报数")
                + (value("said", said), "，核实数", value("verified", verified), "，公布数")
                + (value("published", published), "。")
            )
        )
    return lines


def _earlier_words(slip: Slip, today: date) -> list[Paragraph]:
    before = slip.earlier
    words: list[Paragraph] = []
    if before is not None:
        [row] = slip_rows([before], today=today)
        url = reverse("escalations:slip", args=[before.pk])
        words.append(
            Paragraph(
                (
                    "此前已印发",
                    Fact(f"slip:{before.pk}:number", row.number or SLIPS[before.level], url),
                    SLIPS[before.level] if row.number else "",
                    "，要求",
                    Fact(f"slip:{before.pk}:until_on", chinese_day(before.until_on), url),
                    "前整改，至今未解除。",
                )
            )
        )
    if slip.started_higher:
        words.append(Paragraph((f"直接印发本单的理由：{slip.started_higher.rstrip('。')}。",)))
    return words


def _until_words(slip: Slip) -> Line:
    if slip.until_on is None:
        return ()
    url = reverse("escalations:slip", args=[slip.pk])
    until = Fact(f"slip:{slip.pk}:until_on", chinese_day(slip.until_on), url)
    return ("请于", until, "前整改并书面答复；不能按期的，说明原因。")


def _sees_slip(slip_id: int, user: Any, at: datetime) -> bool:
    slips = visible_slips(user=user, today=timezone.localdate(at))
    return slips.filter(pk=slip_id).exclude(state=State.DISMISSED).exists()


def _issues_slip(slip_id: int, user: Any, at: datetime) -> bool:
    slip = Slip.objects.filter(pk=slip_id).first()
    if slip is None or not State(slip.state).is_live:
        return False
    return orgs.reach(user, timezone.localdate(at)).works_at(slip.unit_id)


def assignment_sheet(task_id: int, user: User, at: datetime) -> Sheet:
    """Return the notice that assigns a task: its sentence, date, targets and who cooperates."""
    today = timezone.localdate(at)
    tasks = visible_tasks(user=user, today=today).select_related("row")
    task = tasks.prefetch_related("targets").get(pk=task_id)
    signed = workdays_after(task.assigned_on or today, "sign_for_within")
    blocks: list[Any] = [
        Paragraph(("根据", *_source(task), "，现将", *_named(task), "交办你单位牵头办理。")),
        Heading(1, ("办理要求",)),
        Paragraph(
            ("完成时限：",)
            + (_fact(task, "due_on", chinese_day(task.due_on) if task.due_on else task.due_words),)
            + ("。",)
        ),
        Paragraph(("签收时限：", _fact(task, "sign_until", chinese_day(signed)), "。")),
    ]
    url = reverse("tasks:task", args=[task.pk])
    targets = [one for one in task.targets.all() if one.dropped_on is None]
    for one in targets:
        goal = f"{one.what}{_goal(one)}"
        blocks.append(Paragraph(("工作目标：", Fact(f"target:{one.pk}:value", goal, url), "。")))
    if task.deliverable_form:
        form = _fact(task, "deliverable_form", task.deliverable_form)
        blocks.append(Paragraph(("成果形式：", form, "。")))
    if duties := list(Duty.objects.filter(task=task).select_related("unit").order_by("pk")):
        blocks += [Heading(1, ("配合单位",)), _duty_table(duties, url)]
    rest = "办理中遇到需要协调的问题，请及时报告；非本单位职责的，请在规定时限内说明理由退回。"
    blocks.append(Paragraph((rest,), key="demand"))
    return Sheet(
        title="交办通知单",
        head=task.assigner.name,
        addressees=task.lead.name if task.lead else "",
        blocks=tuple(blocks),
        signer=task.assigner.name,
        copies_to="、".join(dict.fromkeys(duty.unit.name for duty in duties)),
        printed_by=task.assigner.name,
    )


def _duty_table(duties: list[Duty], url: str) -> Table:
    rows = tuple(
        (
            (duty.unit.name,),
            (Fact(f"duty:{duty.pk}:words", duty.words or "按职责配合", url),),
            (Fact(f"duty:{duty.pk}:due_on", chinese_day(duty.due_on), url),),
        )
        for duty in duties
    )
    columns = (Column("配合单位", 3), Column("配合事项", 5), Column("时限", 3, centered=True))
    return Table(columns, rows)


def _task(task_id: int) -> Task | None:
    return Task.objects.select_related("lead", "assigner").filter(pk=task_id).first()


def _sees_task(task_id: int, user: Any, at: datetime) -> bool:
    task = _task(task_id)
    return task is not None and task_policies.sees_whole(task, user, timezone.localdate(at))


def _issues_assignment(task_id: int, user: Any, at: datetime) -> bool:
    task = _task(task_id)
    if task is None or task.lead_id is None or not TaskState(task.state).is_owed:
        return False
    return policies.may_escalate(task, user, timezone.localdate(at))


def _units_of_task(task_id: int) -> list[int]:
    duties = Duty.objects.filter(task_id=task_id).order_by("pk").values_list("unit_id", flat=True)
    lead = Task.objects.values_list("lead_id", flat=True).get(pk=task_id)
    return list(dict.fromkeys([pk for pk in (lead, *duties) if pk is not None]))
