"""What the pages of meetings show, and the words they use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.bodies import queries as bodies
from changai.bodies.models import CoordinationBody
from changai.documents import queries as documents
from changai.meetings import policies, rules
from changai.meetings.models import (
    AgendaItem,
    Appearance,
    Attendance,
    Decision,
    DecisionTask,
    ItemPaper,
    Meeting,
    Topic,
)
from changai.meetings.queries._meetings import visible_meetings
from changai.meetings.rules import Event, State
from changai.orgs.models import Unit
from changai.tasks import queries as tasks
from changai.tasks.rules import State as TaskState

PAGE_ROWS = 50
PAPERS_TO_CHOOSE = 100
STATE_WORDS = {
    "DRAFT": gettext_lazy("草稿"),
    "CONVENED": gettext_lazy("已通知"),
    "HELD": gettext_lazy("记录中"),
    "MINUTES_SIGNED": gettext_lazy("纪要已签发"),
    "CANCELLED": gettext_lazy("已取消"),
}
STATE_TONES = {
    "DRAFT": "grey",
    "CONVENED": "blue",
    "HELD": "yellow",
    "MINUTES_SIGNED": "green",
    "CANCELLED": "grey",
}
EVENT_WORDS = {
    "plan": gettext_lazy("筹备会议"),
    "record": gettext_lazy("由报道补录"),
    "convene": gettext_lazy("发出会议通知"),
    "hold": gettext_lazy("开始记录"),
    "sign": gettext_lazy("签发纪要"),
    "cancel": gettext_lazy("取消会议"),
}


def words_of(table: Any, code: str) -> str:
    """Return the name of a code in the reader's language."""
    name = table.get(code, code)
    return _(name) if name else ""


@dataclass(frozen=True)
class MeetingRow:
    """A meeting as the list shows it.

    Grain: one row per meeting. Units: `decisions` counts what was decided, `made` the tasks of it.
    """

    meeting: Meeting
    state: str
    tone: str
    decisions: int
    made: int
    shows_record: bool


def meeting_rows(
    *, user: User, today: date, body_id: int | None = None, words: str = "", past: bool = False
) -> list[MeetingRow]:
    """Return meetings ahead, soonest first, or those behind, latest first.

    Cost: two queries, however many meetings.
    """
    rows = visible_meetings(user, today)
    over = Q(state__in=[State.HELD, State.MINUTES_SIGNED, State.CANCELLED])
    rows = rows.filter(over) if past else rows.exclude(over)
    if body_id:
        rows = rows.filter(body_id=body_id)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(body__name__icontains=words))
    counted = rows.annotate(
        decided=Count("decisions", distinct=True), made=Count("decisions__made", distinct=True)
    )
    order = ("-starts_at", "-pk") if past else ("starts_at", "pk")
    run = set(policies.run_bodies(user, today).values_list("pk", flat=True))
    return [
        MeetingRow(
            one,
            str(STATE_WORDS[one.state]),
            STATE_TONES[one.state],
            one.decided,
            one.made,
            one.state == State.MINUTES_SIGNED or one.body_id in run,
        )
        for one in counted.order_by(*order)[:PAGE_ROWS]
    ]


def bodies_with_meetings(*, user: User, today: date) -> list[CoordinationBody]:
    """Return the bodies of which the person sees a meeting."""
    seen = visible_meetings(user, today).order_by().values("body_id")
    return list(CoordinationBody.objects.filter(pk__in=seen).order_by("unit__path", "pk"))


@dataclass(frozen=True)
class ItemRow:
    """An item of the agenda with when it begins, and those of its papers the reader may open."""

    item: AgendaItem
    number: int
    kind: str
    begins: str
    papers: tuple[ItemPaper, ...]


@dataclass(frozen=True)
class DecisionRow:
    """A decision with what it lacks and the task it became."""

    decision: Decision
    lacks: tuple[str, ...]
    task: Any
    state: str = ""
    tone: str = ""


@dataclass(frozen=True)
class MeetingPage:
    """All that the page of a meeting shows, and what the reader may do there."""

    meeting: Meeting
    state: str
    tone: str
    kind: str
    form: str
    when: str
    number: str
    rooms: list[Any]
    items: list[ItemRow]
    attendance: list[tuple[Attendance, str]]
    speakers: list[tuple[Appearance, str, str]]
    cited: list[Any]
    decisions: list[DecisionRow]
    may_run: bool
    sees_record: bool
    prepares: bool
    records: bool
    events: tuple[Event, ...]
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def untasked(self) -> bool:
        """Say whether a decision is left that is no task yet."""
        return any(row.task is None for row in self.decisions)


def meeting_page(*, meeting: Meeting, user: User, today: date) -> MeetingPage:
    """Return what the page of a meeting shows.

    Cost: eight queries, however long it is.
    """
    may_run = policies.may_run(meeting, user, today)
    sees = policies.sees_record(meeting, user, today)
    attendance = _attendance(meeting)
    return MeetingPage(
        meeting=meeting,
        state=str(STATE_WORDS[meeting.state]),
        tone=STATE_TONES[meeting.state],
        kind=words_of(rules.KINDS, meeting.kind),
        form=words_of(rules.FORMS, meeting.form),
        when=when_words(meeting),
        number=session_words(meeting),
        rooms=list(meeting.rooms.select_related("unit").order_by("position", "pk")),
        items=_items(meeting, user, today),
        attendance=attendance,
        speakers=_speakers(meeting) if sees else [],
        cited=list(meeting.cited.select_related("document").order_by("pk")) if sees else [],
        decisions=decision_rows(meeting) if sees else [],
        may_run=may_run,
        sees_record=sees,
        prepares=may_run and meeting.state in rules.PREPARED_IN,
        records=may_run and meeting.state in rules.RECORDED_IN,
        events=_events(meeting, today) if may_run else (),
        counts=_counts(attendance),
    )


def _events(meeting: Meeting, today: date) -> tuple[Event, ...]:
    """Return the steps from where a meeting stands; a record is opened on its day, not before."""
    early = today < rules.day_of(meeting.starts_at)
    events = rules.events_from(State(meeting.state))
    return tuple(one for one in events if not (early and one in (Event.HOLD, Event.SIGN)))


def when_words(meeting: Meeting) -> str:
    """Return day and hours as people in Shanghai read them; the next day is named."""
    day, begins, ends = rules.parts(meeting.starts_at, meeting.ends_at)
    facts = {
        "day": f"{day:%Y-%m-%d}",
        "weekday": _weekday(day),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
    }
    if rules.is_overnight(meeting.starts_at, meeting.ends_at):
        return _("%(day)s（%(weekday)s）%(begins)s至次日%(ends)s") % facts
    return _("%(day)s（%(weekday)s）%(begins)s至%(ends)s") % facts


def _weekday(day: date) -> str:
    names = (
        _("星期一"),
        _("星期二"),
        _("星期三"),
        _("星期四"),
        _("星期五"),
        _("星期六"),
        _("星期日"),
    )
    return names[day.weekday()]


def session_words(meeting: Meeting) -> str:
    """Return the number of the session; empty where it has none."""
    if not meeting.number:
        return ""
    chinese = get_language() != "en"
    number = rules.in_chinese(meeting.number) if chinese else meeting.number
    return _("第%(number)s次") % {"number": number}


def _items(meeting: Meeting, user: User, today: date) -> list[ItemRow]:
    papers = Prefetch("papers", ItemPaper.objects.select_related("document").order_by("pk"))
    rows = list(
        meeting.items.select_related("unit", "topic__unit")
        .prefetch_related(papers)
        .order_by("position", "pk")
    )
    wanted = {paper.document_id for row in rows for paper in row.papers.all()}
    seen = documents.visible_documents(user=user, today=today).filter(pk__in=wanted)
    open_to = set(seen.order_by().values_list("pk", flat=True)) if wanted else set()
    begun = rules.slots(meeting.starts_at, [row.minutes for row in rows])
    return [
        ItemRow(
            row,
            number,
            words_of(rules.ITEM_KINDS, row.kind),
            _hour(when),
            tuple(paper for paper in row.papers.all() if paper.document_id in open_to),
        )
        for number, (row, when) in enumerate(zip(rows, begun, strict=True), start=1)
    ]


def _hour(when: Any) -> str:
    return f"{when.astimezone(rules.PLACE):%H:%M}"


def _attendance(meeting: Meeting) -> list[tuple[Attendance, str]]:
    rows = meeting.attendance.select_related("unit", "room").order_by("pk")
    return [
        (row, words_of(rules.PRESENCES, row.presence) if row.presence else _("未登记"))
        for row in rows
    ]


def _counts(rows: Iterable[tuple[Attendance, str]]) -> dict[str, int]:
    counts = {"all": 0, "came": 0, "open": 0}
    for row, _words in rows:
        counts["all"] += 1
        counts["came"] += row.presence in rules.CAME
        counts["open"] += not row.presence
    return counts


def _speakers(meeting: Meeting) -> list[tuple[Appearance, str, str]]:
    rows = meeting.appearances.select_related("unit", "item").order_by("position", "pk")
    return [
        (row, words_of(rules.ACTS, row.act), words_of(rules.TIERS, row.tier) if row.tier else "")
        for row in rows
    ]


def decision_rows(meeting: Meeting) -> list[DecisionRow]:
    """Return the decisions of a meeting in their order, with what they lack and their tasks.

    Cost: two queries, however many.
    """
    rows = (
        meeting.decisions.select_related("unit", "item", "made__task")
        .prefetch_related("cooperating__unit")
        .order_by("position", "pk")
    )
    return [_decision(row) for row in rows]


def _decision(row: Decision) -> DecisionRow:
    words = {rules.UNIT: _("责任单位"), rules.DATE: _("完成时限")}
    lacks = tuple(words[one] for one in rules.gaps(row.unit_id, row.due_on))
    made: DecisionTask | None = getattr(row, "made", None)
    if made is None:
        return DecisionRow(row, lacks, None)
    state = made.task.state
    words_of_state = str(tasks.STATE_WORDS[state])
    tone = "green" if TaskState(state).is_over else "blue"
    return DecisionRow(row, lacks, made.task, words_of_state, tone)


def topic_rows(*, user: User, today: date, body_id: int | None = None) -> list[Topic]:
    """Return the topics the person sees, open ones first, latest first."""
    rows = policies.visible_topics(Topic.objects.all(), user, today)
    if body_id:
        rows = rows.filter(body_id=body_id)
    found = rows.select_related("body", "unit", "item__meeting", "proposed_by")
    return sorted(
        found.order_by("-pk")[:200], key=lambda one: (one.state != Topic.State.OPEN, -one.pk)
    )


def open_topics(meeting: Meeting) -> list[Topic]:
    """Return the topics that wait for a meeting of the body."""
    rows = Topic.objects.filter(body_id=meeting.body_id, state=Topic.State.OPEN)
    return list(rows.select_related("unit").order_by("pk"))


def proposable(*, user: User, today: date) -> list[tuple[CoordinationBody, Unit]]:
    """Return the bodies and units for which the person may propose a topic."""
    return [
        (body, unit)
        for body in bodies.visible_bodies(user, today).filter(ended_on=None)
        for unit in policies.proposing_units(body, user, today)
    ]


def paper_choices(*, user: User, today: date) -> list[tuple[int, str]]:
    """Return the documents that may be laid beside an item, the newest first."""
    rows = documents.visible_documents(user=user, today=today).order_by("-pk")
    return list(rows.values_list("pk", "title")[:PAPERS_TO_CHOOSE])
