"""Papers drawn from a meeting: the notice that convenes it, its minutes, the pack before it.

Official papers are Chinese whatever language the person reads.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from changai.meetings import policies, rules
from changai.meetings.models import AgendaItem, Meeting
from changai.meetings.queries._meetings import visible_meetings
from changai.meetings.queries._pack import OpenDecision, owed_before
from changai.meetings.queries._papers_minutes import (
    day_words,
    fact_of,
    hours_words,
    minutes_sheet,
    url_of,
)
from changai.papers.rules import (
    Block,
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

if TYPE_CHECKING:
    from changai.accounts.models import User

AGENDA_COLUMNS = (
    Column("序号", 2, centered=True),
    Column("议题", 12),
    Column("环节", 4, centered=True),
    Column("汇报", 7),
    Column("分钟", 3, centered=True),
)
OWED_COLUMNS = (
    Column("序号", 28, centered=True),
    Column("议定事项", 125),
    Column("会议", 60),
    Column("责任单位", 66),
    Column("期限", 90, centered=True),
    Column("状态", 50, centered=True),
    Column("填报", 42, centered=True),
    Column("核实", 42, centered=True),
    Column("上次会议以来", 135),
)
DEMANDS = "请各单位按时参会。因故不能参会的，请会前向办公室说明并委托人员参会。"


def register_kinds() -> None:
    """Make the three papers known; called once, when the program starts."""
    register(
        Kind(
            code="MEETING_NOTICE",
            name="会议通知",
            word="产改办",
            compose=notice_sheet,
            may_see=_sees_notice,
            issuer=_office,
            may_issue=_runs,
            recipients=_invited,
        )
    )
    register(
        Kind(
            code="MINUTES",
            name="会议纪要",
            word="",
            compose=minutes_sheet,
            may_see=_sees_minutes,
            is_signed_for=False,
            issuer=_office,
            may_issue=_signed_and_runs,
            recipients=_invited,
        )
    )
    register(
        Kind(
            code="MEETING_PACK",
            name="会议材料",
            word="",
            compose=pack_sheet,
            may_see=_runs,
            is_signed_for=False,
            issuer=_office,
            may_issue=_runs,
            recipients=_invited,
        )
    )


def _meeting(meeting_id: int, user: User, at: datetime) -> Meeting:
    return visible_meetings(user, rules.day_of(at)).get(pk=meeting_id)


def notice_sheet(meeting_id: int, user: User, at: datetime) -> Sheet:
    """Return the notice that convenes a meeting: when, where, what about, who comes.

    Cost: five queries.
    """
    meeting = _meeting(meeting_id, user, at)
    with translation.override("zh-hans"):
        when, form = _when(meeting), rules.FORMS[meeting.form]
        rooms = list(meeting.rooms.order_by("position", "pk").values_list("name", flat=True))
        invited = list(meeting.attendance.order_by("pk").values_list("unit__name", flat=True))
        agenda = _agenda_table(meeting)
    venue = meeting.venue or "另行通知"
    blocks: list[Block] = [
        Paragraph(
            ("经研究，定于", fact_of(meeting, "day", day_words(rules.day_of(meeting.starts_at))))
            + ("召开", meeting.title)
            + ("。现将有关事项通知如下：",)
        ),
        Heading(1, ("会议时间",)),
        Paragraph((fact_of(meeting, "when", when), "。")),
        Heading(1, ("会议地点和形式",)),
        Paragraph(
            ("会议以", fact_of(meeting, "form", form), "形式召开。主会场设在")
            + (fact_of(meeting, "venue", venue), "。")
        ),
    ]
    if rooms:
        blocks.append(Paragraph(("分会场：", fact_of(meeting, "rooms", "、".join(rooms)), "。")))
    blocks += [Heading(1, ("会议议程",)), agenda]
    if invited:
        blocks += [
            Heading(1, ("参会单位",)),
            Paragraph((fact_of(meeting, "invited", "、".join(invited)), "。")),
        ]
    blocks += [
        Heading(1, ("有关要求",)),
        Paragraph((DEMANDS,), key="demands"),
    ]
    return Sheet(
        title=f"关于召开{meeting.title}的通知",
        head=f"{meeting.body.name}办公室文件",
        addressees="、".join(invited) if 0 < len(invited) <= 8 else "各成员单位",
        blocks=tuple(blocks),
        signer=f"{meeting.body.name}办公室",
        printed_by=meeting.body.office.name,
    )


def _agenda_table(meeting: Meeting) -> Table:
    rows = meeting.items.select_related("unit").order_by("position", "pk")
    return Table(
        columns=AGENDA_COLUMNS,
        rows=tuple(
            (
                (str(number),),
                (Fact(f"item:{one.pk}:title", one.title, url_of(meeting)),),
                (rules.ITEM_KINDS[one.kind] if one.kind != "OTHER" else "—",),
                (
                    " ".join(filter(None, [one.unit.name if one.unit else "", one.presenter]))
                    or "—",
                ),
                (str(one.minutes),),
            )
            for number, one in enumerate(rows, start=1)
        ),
    )


def _presented(item: AgendaItem) -> str:
    names = (item.unit.name if item.unit else "", item.presenter)
    return " ".join(name for name in names if name)


def pack_sheet(meeting_id: int, user: User, at: datetime) -> Sheet:
    """Return the pack before a meeting: the agenda, and every open decision with what changed.

    Cost: a dozen queries, however many decisions.
    """
    meeting = _meeting(meeting_id, user, at)
    with translation.override("zh-hans"):
        owed = owed_before(meeting, user=user, today=rules.day_of(at))
        agenda = _agenda_table(meeting)
        rows = tuple(_owed_row(row, number) for number, row in enumerate(owed.rows, start=1))
    opening = Paragraph(
        (
            "会议时间：", fact_of(meeting, "when", _when(meeting)), "。会议地点：",
            fact_of(meeting, "venue", meeting.venue or "另行通知"), "。",
        )
    )  # fmt: skip
    since = (
        f"截至目前，{owed.since.title}（{day_words(rules.day_of(owed.since.starts_at))}）以来"
        if owed.since
        else ""
    )
    summary = Paragraph(
        (
            since,
            "已办结议定事项",
            fact_of(meeting, "done_count", str(len(owed.rows) - owed.open_count)),
            "项，尚未办结",
            fact_of(meeting, "open_count", str(owed.open_count)),
            "项。",
        )
    )
    table = Table(columns=OWED_COLUMNS, rows=rows, title="议定事项落实情况表", horizontal=True)
    return Sheet(
        title=f"{meeting.title}会议材料",
        blocks=(
            opening,
            Heading(1, ("会议议程",)),
            agenda,
            *((Heading(1, ("以往议定事项落实情况",)), summary, table) if rows else ()),
        ),
        signer=f"{meeting.body.name}办公室",
    )


def _owed_row(row: OpenDecision, number: int) -> tuple[Line, ...]:
    one, task = row.decision, row.task
    key = f"task:{task.pk}" if task else f"decision:{one.pk}"
    url = (
        reverse("tasks:task", args=[task.pk])
        if task
        else reverse("meetings:meeting", args=[one.meeting_id])
    )

    def fact(name: str, text: str) -> Line:
        return (Fact(f"{key}:{name}", text or "—", url),)

    due = task.due_on if task else one.due_on
    target = row.targets[0] if row.targets else None
    values = [
        f"{value.normalize():f}{target.unit}" if target and value is not None else "—"
        for value in ((target.said_value, target.verified_value) if target else (None, None))
    ]
    return (
        (str(number),),
        (Fact(f"decision:{one.pk}:words", one.words, url),),
        (one.meeting.title,),
        fact("lead", one.unit.name if one.unit else "—"),
        fact("due_on", day_words(due)),
        fact("state", row.state),
        fact("said", values[0]),
        fact("verified", values[1]),
        fact("changes", _in_chinese_days("；".join(row.changes)) or "没有变化"),
    )


def _in_chinese_days(words: str) -> str:
    return re.sub(
        r"(\d{4})-(\d\d)-(\d\d) ?",
        lambda found: day_words(date(*(int(part) for part in found.groups()))),
        words,
    )


def _when(meeting: Meeting) -> str:
    day, begins, ends = rules.parts(meeting.starts_at, meeting.ends_at)
    overnight = rules.is_overnight(meeting.starts_at, meeting.ends_at)
    return hours_words(day.isoformat(), f"{begins:%H:%M}", f"{ends:%H:%M}", overnight=overnight)


def _rows(meeting_id: int) -> QuerySet[Meeting]:
    return Meeting.objects.filter(pk=meeting_id).select_related("body")


def _office(meeting_id: int) -> int:
    return _rows(meeting_id).get().body.office_id


def _invited(meeting_id: int) -> list[int]:
    meeting = _rows(meeting_id).get()
    return list(meeting.attendance.order_by("pk").values_list("unit_id", flat=True))


def _runs(meeting_id: int, user: Any, at: datetime) -> bool:
    meeting = _rows(meeting_id).first()
    return meeting is not None and policies.may_run(meeting, user, rules.day_of(at))


def _signed_and_runs(meeting_id: int, user: Any, at: datetime) -> bool:
    """Say whether the person may issue the minutes: the office, once they are signed."""
    signed = _rows(meeting_id).filter(state=rules.State.MINUTES_SIGNED).exists()
    return signed and _runs(meeting_id, user, at)


def _sees_notice(meeting_id: int, user: Any, at: datetime) -> bool:
    return visible_meetings(user, rules.day_of(at)).filter(pk=meeting_id).exists()


def _sees_minutes(meeting_id: int, user: Any, at: datetime) -> bool:
    """Say whether the person sees the minutes: the office before they are signed, too."""
    today = rules.day_of(at)
    meeting = visible_meetings(user, today).filter(pk=meeting_id).first()
    return (
        meeting is not None
        and meeting.state in (rules.State.HELD, rules.State.MINUTES_SIGNED)
        and policies.sees_record(meeting, user, today)
    )
