"""Where a task came from and what happened around it, each only as its own noun lets it be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.documents import queries as documents
from changai.escalations import queries as escalations
from changai.escalations.rules import State as SlipState
from changai.meetings import queries as meetings
from changai.papers import policies as papers_policies
from changai.papers import queries as papers
from changai.problems import queries as problems
from changai.tasks.models import Task

NOTICE = "ASSIGNMENT_NOTICE"
TIERS_UP = ("pk", "parent", "parent__parent", "parent__parent__parent")
PROPOSED = SlipState.DISMISSED


@dataclass(frozen=True)
class ThreadItem:
    """One thing a task hangs together with; `words` is how that thing stands now, or ""."""

    icon: str
    what: Any
    title: str
    url: str
    note: str = ""
    words: Any = ""
    tone: str = "grey"


@dataclass(frozen=True)
class Around:
    """What a task came from and what followed; `draft_url` where a notice of it may be drafted."""

    sources: list[ThreadItem]
    slips: list[ThreadItem]
    papers: list[ThreadItem]
    draft_url: str

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to show."""
        return not (self.sources or self.slips or self.papers or self.draft_url)


def around_task(*, task: Task, user: User, at: datetime) -> Around:
    """Return what a task the person sees hangs together with.

    A part of a task came from where the whole did: up to three tiers above are looked at.
    Cost: at most ten queries, however much there is.
    """
    today = timezone.localdate(at)
    up = Task.objects.filter(pk=task.pk).values_list(
        *TIERS_UP, *(f"{one}__instruction" for one in TIERS_UP[1:])
    )[0]
    ids = [pk for pk in up[: len(TIERS_UP)] if pk]
    orders = [pk for pk in (task.instruction_id, *up[len(TIERS_UP) :]) if pk]
    kind = papers_policies.known_kind(NOTICE)
    may_draft = kind is not None and papers_policies.may_draft(kind, task.pk, user, at)
    return Around(
        sources=[
            *_decisions(ids, user, today),
            *(_orders(orders, user, today) if orders else []),
            *_problems(ids, user, today),
        ],
        slips=_slips(task, user, today),
        papers=_papers(task, user, today),
        draft_url=reverse("papers:preview", args=[NOTICE, task.pk]) if may_draft else "",
    )


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _decisions(task_ids: list[int], user: User, today: date) -> list[ThreadItem]:
    found = meetings.visible_decisions(user, today).filter(made__task_id__in=task_ids)
    return [
        ThreadItem(
            icon="calendar-event",
            what=_("来自会议"),
            title=one.meeting.title,
            url=f"{reverse('meetings:meeting', args=[one.meeting_id])}#decision-{one.pk}",
            note=_joined(str(one.meeting.body), _day(timezone.localdate(one.meeting.starts_at))),
        )
        for one in found.order_by("pk")
    ]


def _orders(ids: list[int], user: User, today: date) -> list[ThreadItem]:
    found = documents.visible_instructions(user=user, today=today).filter(pk__in=ids)
    return [
        ThreadItem(
            icon="pen",
            what=_("来自批示"),
            title=one.words,
            url=reverse("conveyance:instruction", args=[one.pk]),
            note=_joined(one.leader_name, _day(one.dated_on)),
        )
        for one in found.order_by("pk")
    ]


def _problems(task_ids: list[int], user: User, today: date) -> list[ThreadItem]:
    seen = problems.visible_problems(user=user, today=today).filter(task_id__in=task_ids)
    rows = [problems.problem_row(one, today=today) for one in seen.order_by("pk")]
    return [
        ThreadItem(
            icon="exclamation-diamond",
            what=_("来自问题"),
            title=row.problem.words,
            url=reverse("problems:problem", args=[row.problem.pk]),
            note=_joined(
                row.problem.where,
                _("%s起可回头看") % _day(row.look_back_on) if row.look_back_on else "",
            ),
            words=row.state_words,
            tone=row.state_tone,
        )
        for row in rows
    ]


def _slips(task: Task, user: User, today: date) -> list[ThreadItem]:
    seen = escalations.visible_slips(user=user, today=today).filter(task=task)
    found = list(seen.exclude(state=PROPOSED).order_by("-made_at", "-pk"))
    if not found:
        return []
    return [
        ThreadItem(
            icon="flag",
            what=row.level_words,
            title=_("致%s") % row.slip.to_unit,
            url=reverse("escalations:slip", args=[row.slip.pk]),
            note=_joined(
                row.number,
                _("%s前办到位") % _day(row.slip.until_on) if row.slip.until_on else "",
            ),
            words=row.state_words,
            tone="red" if row.is_late else row.state_tone,
        )
        for row in escalations.slip_rows(found, today=today)
    ]


def _papers(task: Task, user: User, today: date) -> list[ThreadItem]:
    return [
        ThreadItem(
            icon="file-earmark-ruled",
            what=_("公文"),
            title=row.paper.title,
            url=reverse("papers:detail", args=[row.paper.pk]),
            note=_joined(
                row.paper.number,
                _("签收 %(signed)d / %(sent)d") % {"signed": row.signed, "sent": row.sent}
                if row.sent
                else "",
            ),
            words=row.state,
            tone=row.tone,
        )
        for row in papers.papers_of(kind=NOTICE, thing_id=task.pk, user=user, today=today)
    ]
