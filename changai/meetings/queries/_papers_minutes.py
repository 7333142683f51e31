"""The minutes of a meeting as an official paper, from what was frozen once they are signed."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import translation

from changai.meetings import rules
from changai.meetings.models import Amendment, Meeting
from changai.meetings.queries._meetings import visible_meetings
from changai.meetings.queries._minutes import minutes_now
from changai.papers.rules import (
    Block,
    Column,
    Fact,
    Heading,
    Layout,
    Line,
    Paragraph,
    Roll,
    Sheet,
    Table,
)

if TYPE_CHECKING:
    from changai.accounts.models import User

SPOKEN = {"EXCHANGED": "作交流发言", "CHAIRED": "主持会议", "ATTENDED": "出席会议"}
DECISION_COLUMNS = (
    Column("序号", 3, centered=True),
    Column("议定事项", 12),
    Column("责任单位", 7),
    Column("配合单位", 7),
    Column("完成时限", 8, centered=True),
)


def fact_of(meeting: Meeting, name: str, text: str) -> Fact:
    return Fact(
        f"meeting:{meeting.pk}:{name}", text, reverse("meetings:meeting", args=[meeting.pk])
    )


def day_words(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


def hours_words(day: str, begins: str, ends: str, *, overnight: bool) -> str:
    """Return day and hours as papers write them: 2026年5月7日（星期四）9:30至11:30."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return f"{day}{begins}至{ends}"
    weekday = f"星期{'一二三四五六日'[on.weekday()]}"
    end = ("次日" if overnight else "") + ends.removeprefix("0")
    return f"{day_words(on)}（{weekday}）{begins.removeprefix('0')}至{end}"


def _rooms(names: list[str]) -> str:
    return "、".join(one.removesuffix("分会场") or one for one in names)


def url_of(meeting: Meeting) -> str:
    return reverse("meetings:meeting", args=[meeting.pk])


def minutes_sheet(meeting_id: int, user: User, at: datetime) -> Sheet:
    """Return the minutes: signed ones from what was frozen, with their amendments.

    Cost: nine queries before they are signed, two after.
    """
    meeting = visible_meetings(user, rules.day_of(at)).get(pk=meeting_id)
    with translation.override("zh-hans"):
        content = minutes_now(meeting)
    when = hours_words(
        content["day"], content["begins"], content["ends"], overnight=content["overnight"]
    )
    blocks: list[Block] = [_opening(meeting, content, when)]
    if content["summary"]:
        blocks.append(Paragraph((fact_of(meeting, "summary", content["summary"]),)))
    blocks += _spoken(meeting, content)
    blocks += _outcomes(meeting, content)
    blocks += _decided(meeting, content)
    return Sheet(
        title=f"{content['title']}纪要",
        layout=Layout.MINUTES,
        head=f"{content['body'].removesuffix('会议')}会议纪要",
        blocks=(*blocks, *_amended(meeting)),
        rolls=tuple(_rolls(meeting, content)),
        signer=f"{content['body']}办公室",
        printed_by=meeting.body.office.name,
    )


def _opening(meeting: Meeting, content: dict[str, Any], when: str) -> Paragraph:
    form = rules.FORMS[content["form"]]
    words: list[str | Fact] = [fact_of(meeting, "when", when), "，", content["body"], "召开"]
    words += [fact_of(meeting, "title", content["title"])]
    words += [f"，会议以{form}形式召开"]
    if content["venue"]:
        words += ["，主会场设在", fact_of(meeting, "venue", content["venue"])]
    if content["rooms"]:
        words += ["，并设", fact_of(meeting, "rooms", _rooms(content["rooms"])), "分会场"]
    if content["chair"]:
        words += ["。", fact_of(meeting, "chair", content["chair"]), "主持会议"]
    return Paragraph((*words, "。"))


def _spoken(meeting: Meeting, content: dict[str, Any]) -> list[Block]:
    """Who spoke, those of one act in one sentence; who chaired stands in the opening."""
    spoken = [
        one
        for one in content["speakers"]
        if not (one["act"] == "CHAIRED" and one["name"] == content["chair"])
    ]
    lines: list[Block] = []
    for act, group in groupby(spoken, key=lambda one: one["act"]):
        words: list[str | Fact] = []
        for one in group:
            text = f"{one['titles']}{one['name']}"
            words += ["、", Fact(f"speaker:{one['id']}:name", text, url_of(meeting))]
        lines.append(Paragraph((*words[1:], SPOKEN.get(act, str(rules.ACTS[act])), "。")))
    return [Heading(1, ("讲话和发言",)), *lines] if lines else []


def _outcomes(meeting: Meeting, content: dict[str, Any]) -> list[Block]:
    lines: list[Block] = []
    for one in content["items"]:
        if one["outcome"]:
            fact = Fact(f"item:{one['id']}:outcome", one["outcome"], url_of(meeting))
            lines += [Heading(2, (one["title"],)), Paragraph((fact,))]
    return [Heading(1, ("会议议题",)), *lines] if lines else []


def _decided(meeting: Meeting, content: dict[str, Any]) -> list[Block]:
    rows = content["decisions"]
    if not rows:
        return []
    count = fact_of(meeting, "decisions", str(len(rows)))

    def cell(one: dict[str, Any], name: str) -> Line:
        value = one[name]
        text = _iso_words(value) if name == "due_on" else rules.in_words(value)
        return (Fact(f"decision:{one['id']}:{name}", text or "—", url_of(meeting)),)

    table = Table(
        columns=DECISION_COLUMNS,
        rows=tuple(
            (
                (str(number),),
                cell(one, "words"),
                cell(one, "unit"),
                cell(one, "cooperating"),
                cell(one, "due_on"),
            )
            for number, one in enumerate(rows, start=1)
        ),
    )
    return [
        Heading(1, ("议定事项",)),
        Paragraph(("会议议定以下", count, "项，由责任单位按时限办理，按期报告进展。")),
        table,
    ]


def _iso_words(value: str) -> str:
    try:
        return day_words(date.fromisoformat(value))
    except ValueError:
        return value


def _amended(meeting: Meeting) -> list[Block]:
    rows = Amendment.objects.filter(meeting=meeting).select_related("by").order_by("pk")
    lines: list[Block] = [
        Paragraph(
            (
                f"{day_words(rules.day_of(row.at))}更正{row.label}：原文“{_iso_words(row.before)}”，更正为“",
                Fact(f"amendment:{row.pk}:after", _iso_words(row.after), url_of(meeting)),
                f"”。理由：{row.reason}。",
            )
        )
        for row in rows
    ]
    return [Heading(1, ("更正",)), *lines] if lines else []


def _rolls(meeting: Meeting, content: dict[str, Any]) -> list[Roll]:
    labels = (("PRESENT", "出席"), ("ALTERNATE", "委托"), ("LEAVE", "请假"), ("ABSENT", "缺席"))
    rolls = []
    for code, label in labels:
        names = [
            f"{one['who']}（{one['unit']}）" if one["who"] else one["unit"]
            for one in content["attendance"]
            if one["presence"] == code
        ]
        if names:
            rolls.append(Roll(label, (fact_of(meeting, f"roll_{code.lower()}", "、".join(names)),)))
    return rolls
