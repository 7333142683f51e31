"""What waits for a person in meetings, papers and supervision: one bounded query each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from changai.conveyance.models import Node
from changai.conveyance.rules import State as NodeState
from changai.dashboards.queries._rows import Sight
from changai.dashboards.queries._sources import OWN, Source
from changai.escalations import queries as escalations
from changai.escalations.models import Objection, Slip
from changai.escalations.rules import SchemeState
from changai.meetings import queries as meetings
from changai.meetings.models import Meeting
from changai.meetings.rules import State as MeetingState
from changai.orgs import policies as orgs
from changai.papers import queries as papers
from changai.papers.models import Delivery
from changai.pilots import queries as pilots
from changai.pilots.models import Application
from changai.problems.models import Problem
from changai.problems.rules import State as ProblemState
from changai.tasks.rules import OVER

NEXT_DAYS = timedelta(days=7)
OVER_STATES = [state.value for state in OVER]


def _conveyed(who: Sight) -> QuerySet[Node]:
    rows = Node.objects.filter(unit_id__in=who.works, state=NodeState.SENT)
    return rows.select_related("conveyance", "sender")


def _papers(who: Sight) -> QuerySet[Delivery]:
    rows = papers.waiting_to_sign(user=who.user, today=who.today)
    rows = rows.select_related("paper__unit").defer("paper__content", "paper__edits")
    return rows.annotate(sent_on=TruncDate("sent_at"))


def _slips(who: Sight) -> QuerySet[Slip]:
    rows = escalations.slips_to_answer(unit_ids=who.works)
    return rows.select_related("task", "unit")


def _meetings(who: Sight) -> QuerySet[Meeting]:
    """Return the meetings of the next days: those invited to, and those still to be prepared."""
    rows = meetings.visible_meetings(who.user, who.today).filter(
        state__in=[MeetingState.DRAFT, MeetingState.CONVENED],
        starts_at__date__gte=who.today,
        starts_at__date__lte=who.today + NEXT_DAYS,
    )
    if not orgs.reach(who.user, who.today).held:
        rows = rows.none()
    return rows.annotate(starts_on=TruncDate("starts_at"))


def _look_backs(who: Sight) -> QuerySet[Problem]:
    """Return rectified problems whose day to look back has come; never for the unit concerned."""
    keepers = (*who.works, *who.oversees)
    rows = Problem.objects.filter(
        unit_id__in=keepers,
        state=ProblemState.RECTIFYING,
        look_back_since__isnull=False,
        task__state__in=OVER_STATES,
    ).exclude(task__submitted_by=who.user)
    rows = rows.filter(Q(concerned_id=F("unit_id")) | ~Q(concerned_id__in=who.works))
    return rows.select_related("concerned")


def _objections(who: Sight) -> QuerySet[Objection]:
    rows = Objection.objects.filter(
        scheme__unit_id__in=who.works, scheme__state=SchemeState.OPEN, answered_at=None
    )
    return rows.select_related("scheme", "unit").annotate(made_on=TruncDate("at"))


def _votes(who: Sight) -> QuerySet[Application]:
    rows = pilots.waiting_for_vote(user=who.user, today=who.today)
    return rows.annotate(made_on=TruncDate("made_at"))


def _nothing(_who: Sight) -> Q:
    return Q(pk__in=[])


def _when(meeting: Any) -> str:
    parts = [meetings.when_words(meeting), meeting.venue]
    if meeting.state == MeetingState.DRAFT:
        parts.append(_("尚未发出会议通知"))
    return " · ".join(part for part in parts if part)


def _slip_note(slip: Any) -> str:
    return f"{escalations.LEVEL_WORDS[slip.level]} · {_('来自：%s') % slip.unit}"


WAITING = (
    Source(
        "conveyed",
        "sign",
        gettext_lazy("签收传达"),
        gettext_lazy("签收"),
        "diagram-2",
        _conveyed,
        "sign_by",
        OWN,
        lambda row: reverse("conveyance:conveyance", args=[row.conveyance_id]),
        title=lambda row: row.conveyance.title,
        note=lambda row: _("来自：%s") % row.sender,
    ),
    Source(
        "paper",
        "sign",
        gettext_lazy("签收公文"),
        gettext_lazy("签收"),
        "file-earmark-ruled",
        _papers,
        "",
        OWN,
        lambda row: reverse("papers:detail", args=[row.paper_id]),
        since="sent_on",
        title=lambda row: row.paper.title,
        note=lambda row: " · ".join(
            part for part in (_("来自：%s") % row.paper.unit, row.paper.number) if part
        ),
    ),
    Source(
        "slip",
        "do",
        gettext_lazy("答复督办单"),
        gettext_lazy("答复"),
        "flag",
        _slips,
        "until_on",
        OWN,
        lambda row: reverse("escalations:slip", args=[row.pk]),
        title=lambda row: row.task.title,
        note=_slip_note,
    ),
    Source(
        "look_back",
        "decide",
        gettext_lazy("回头看"),
        gettext_lazy("去看"),
        "eye",
        _look_backs,
        "",
        OWN,
        lambda row: reverse("problems:problem", args=[row.pk]),
        since="look_back_since",
        title=lambda row: row.words,
        note=lambda row: _("责任单位：%s") % row.concerned,
    ),
    Source(
        "objection",
        "decide",
        gettext_lazy("答复考核异议"),
        gettext_lazy("答复"),
        "chat-left-text",
        _objections,
        "",
        OWN,
        lambda row: reverse("escalations:scheme", args=[row.scheme_id]),
        since="made_on",
        title=lambda row: row.scheme.title,
        note=lambda row: f"{row.unit} · {row.words}",
    ),
    Source(
        "vote",
        "decide",
        gettext_lazy("评审试点申报"),
        gettext_lazy("评审"),
        "award",
        _votes,
        "",
        OWN,
        lambda row: reverse("pilots:application", args=[row.pk]),
        since="made_on",
        title=lambda row: str(row.unit),
        note=lambda row: row.call.title,
    ),
    Source(
        "meeting",
        "meet",
        gettext_lazy("近期会议"),
        pgettext_lazy("to do", "查看"),
        "calendar-event",
        _meetings,
        "starts_on",
        OWN,
        lambda row: reverse("meetings:meeting", args=[row.pk]),
        pressing=_nothing,
        title=lambda row: row.title,
        note=_when,
    ),
)
