"""Where work comes from: one indexed query for each kind of thing that is due for a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy, pgettext_lazy

from changai.dashboards.queries import _rows as rows
from changai.dashboards.queries._papers import comment_rounds, documents_to_read
from changai.dashboards.queries._rows import Sight
from changai.tasks.models import Task
from changai.tasks.rules import OWED, State

OWN = "own"
OWED_STATES = [state.value for state in OWED]
GROUPS = {
    "sign": gettext_lazy("待签收"),
    "do": gettext_lazy("在办"),
    "help": gettext_lazy("配合事项"),
    "decide": gettext_lazy("待我审核答复"),
    "order": gettext_lazy("交办与催签"),
    "papers": gettext_lazy("文件与计划"),
    "meet": gettext_lazy("近期会议"),
}


@dataclass(frozen=True)
class WorkItem:
    """One thing that is due, with the one step that comes next.

    `post` names the fields of a form that is enough by itself; empty where a page comes first.
    What waits for an answer has no due day of its own but `since`.
    Units: `days_left` and `waited` in working days; `days_left` negative when late.
    """

    kind: str
    group: str
    what: Any
    title: str
    url: str
    note: str
    due_on: date | None
    due_words: str
    days_left: int | None
    since: date | None
    waited: int | None
    late: bool
    colour: Mapping[str, Any] | None
    label: Any
    action_url: str
    icon: str
    post: Mapping[str, Any]
    place: str


@dataclass(frozen=True)
class Source:
    """A kind of work: which rows, when they are due, and how one is shown.

    `due` names the field with the day on which it is due, `since` the one from which it waits
    for an answer; `task` the way to the task, empty where the row is one, OWN where the source
    itself reads what a line shows: `title` and `note`. `pressing` narrows to what should stand as
    a number in the menu.
    """

    kind: str
    group: str
    what: Any
    label: Any
    icon: str
    rows: Callable[[Sight], QuerySet[Any]]
    due: str
    task: str
    action: Callable[[Any], str]
    from_unit: str = "assigner"
    plain: bool = False
    since: str = ""
    pressing: Callable[[Sight], Q] | None = None
    title: Callable[[Any], str] | None = None
    note: Callable[[Any], str] | None = None

    @property
    def day(self) -> str:
        """Return the field by which the rows are sorted; empty where they have no day."""
        return self.due or self.since

    def late(self, who: Sight) -> Q:
        """Return the condition that a row is late: past its day, or unanswered for too long."""
        if not self.day:
            return Q(pk__in=[])
        return Q(**{f"{self.day}__lt": who.today if self.due else who.review_since})


def _unsigned_in_ledger(row: Task) -> str:
    wanted = {"state": State.ASSIGNED.value, "q": row.title[:60]}
    return f"{reverse('tasks:ledger')}?{urlencode(wanted)}"


def _task_page(row: Any) -> str:
    return reverse("tasks:task", args=[row.pk])


def _report_page(row: Any) -> str:
    return reverse("evidence:report", args=[row.pk if isinstance(row, Task) else row.task_id])


def _do(action: str) -> Callable[[Any], str]:
    def url(row: Any) -> str:
        return reverse(
            "tasks:action", args=[row.pk if isinstance(row, Task) else row.task_id, action]
        )

    return url


def _plan_page(row: Any) -> str:
    return reverse("tasks:plan", args=[row.plan_id])


SOURCES = (
    Source(
        "sign",
        "sign",
        gettext_lazy("签收任务"),
        gettext_lazy("签收"),
        "check2-circle",
        lambda who: rows.led(who, State.ASSIGNED),
        "due_on",
        "",
        lambda row: reverse("tasks:act", args=[row.pk, "acknowledge"]),
        plain=True,
    ),
    Source(
        "answer",
        "do",
        gettext_lazy("按要求填报"),
        pgettext_lazy("to do", "填报"),
        "pencil-square",
        rows.requested,
        "due_on",
        "task",
        _report_page,
    ),
    Source(
        "work",
        "do",
        gettext_lazy("办理任务"),
        pgettext_lazy("to do", "填报"),
        "pencil-square",
        rows.in_progress,
        "due_on",
        "",
        _report_page,
        pressing=rows.near,
    ),
    Source(
        "duty",
        "help",
        gettext_lazy("报送配合事项"),
        gettext_lazy("报送"),
        "send",
        rows.duties,
        "due_on",
        "task",
        lambda row: reverse("evidence:report_duty", args=[row.pk]),
        from_unit="lead",
    ),
    Source(
        "confirm",
        "help",
        gettext_lazy("确认配合事项"),
        gettext_lazy("去确认"),
        "check2",
        rows.reported_duties,
        "",
        "task",
        lambda row: reverse("tasks:task", args=[row.task_id]),
        from_unit="unit",
        since="reported_on",
    ),
    Source(
        "review",
        "decide",
        gettext_lazy("审核办结"),
        gettext_lazy("审核"),
        "clipboard-check",
        rows.to_review,
        "",
        "",
        lambda row: reverse("evidence:review", args=[row.pk]),
        from_unit="lead",
        since="submitted_on",
    ),
    Source(
        "verify",
        "decide",
        gettext_lazy("核实填报的进展"),
        pgettext_lazy("to do", "核实"),
        "check2-square",
        rows.to_verify,
        "",
        "task",
        lambda row: reverse("evidence:show", args=[row.pk]),
        from_unit="lead",
        since="said_on",
    ),
    Source(
        "extension",
        "decide",
        gettext_lazy("答复延期申请"),
        gettext_lazy("答复"),
        "calendar-event",
        rows.asked_extensions,
        "",
        "task",
        _do("approve_extension"),
        from_unit="lead",
        since="asked_on",
    ),
    Source(
        "assign",
        "order",
        gettext_lazy("交办任务"),
        gettext_lazy("交办"),
        "send",
        lambda who: rows.given(who, State.REGISTERED),
        "due_on",
        "",
        _do("assign"),
    ),
    Source(
        "chase",
        "order",
        gettext_lazy("催促签收"),
        gettext_lazy("提醒"),
        "bell",
        lambda who: rows.unsigned(who).filter(parent=None),
        "due_on",
        "",
        _do("remind"),
        from_unit="lead",
    ),
    Source(
        "chase_parts",
        "order",
        gettext_lazy("催促签收"),
        gettext_lazy("逐个提醒"),
        "bell",
        rows.unsigned_parts,
        "due_on",
        "",
        _unsigned_in_ledger,
        from_unit="",
    ),
    Source(
        "strike",
        "decide",
        gettext_lazy("销号"),
        gettext_lazy("销号"),
        "check-circle",
        rows.to_strike_off,
        "",
        "",
        _do("strike_off"),
        from_unit="lead",
        since="done_on",
    ),
    Source(
        "comment",
        "papers",
        gettext_lazy("对计划提意见"),
        gettext_lazy("提意见"),
        "chat-left-text",
        lambda who: comment_rounds(who.user, who.today, who.works),
        "comments_until",
        "plan",
        _plan_page,
        from_unit="owner",
    ),
    Source(
        "settle",
        "papers",
        gettext_lazy("汇总意见，定稿"),
        gettext_lazy("查看意见"),
        "journal-check",
        rows.to_settle,
        "comments_until",
        "plan",
        _plan_page,
        from_unit="",
    ),
    Source(
        "above",
        "papers",
        gettext_lazy("处理上级计划的变动"),
        gettext_lazy("处理"),
        "arrow-left-right",
        rows.parent_changes,
        "",
        "change",
        _plan_page,
        from_unit="",
    ),
    Source(
        "read",
        "papers",
        gettext_lazy("确认读出的举措"),
        gettext_lazy("逐条确认"),
        "highlighter",
        lambda who: documents_to_read(who.works),
        "",
        "document",
        lambda row: reverse("documents:detail", args=[row.pk]),
        from_unit="",
    ),
)
