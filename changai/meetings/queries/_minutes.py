"""The minutes of a meeting as one content: as they stand, as they were signed, as amended."""

from __future__ import annotations

from typing import Any

from changai.meetings import rules
from changai.meetings.models import AgendaItem, Amendment, Appearance, Attendance, Decision, Meeting

FORMAT = 1


def minutes_now(meeting: Meeting) -> dict[str, Any]:
    """Return the minutes as they read today: signed ones with their amendments, others live."""
    if meeting.signed_content is None:
        return minutes_content(meeting)
    rows = Amendment.objects.filter(meeting=meeting).order_by("pk")
    changes = [rules.Change(key, after) for key, after in rows.values_list("key", "after")]
    return rules.amended(meeting.signed_content, changes)


def minutes_content(meeting: Meeting) -> dict[str, Any]:
    """Return everything the minutes say, as plain values that can be frozen.

    Cost: six queries, however long the minutes.
    """
    day, begins, ends = rules.parts(meeting.starts_at, meeting.ends_at)
    items = meeting.items.select_related("unit").prefetch_related("papers__document")
    attendance = meeting.attendance.select_related("unit", "room").order_by("pk")
    decisions = meeting.decisions.select_related("unit").prefetch_related("cooperating__unit")
    return {
        "format": FORMAT,
        "title": meeting.title,
        "body": str(meeting.body),
        "number": meeting.number,
        "kind": meeting.kind,
        "form": meeting.form,
        "day": day.isoformat(),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "overnight": rules.is_overnight(meeting.starts_at, meeting.ends_at),
        "venue": meeting.venue,
        "rooms": [room.name for room in meeting.rooms.order_by("position", "pk")],
        "chair": meeting.chair,
        "summary": meeting.summary,
        "attendance": [_attended(row) for row in attendance],
        "items": [_item(one) for one in items.order_by("position", "pk")],
        "speakers": [_spoke(one) for one in meeting.appearances.order_by("position", "pk")],
        "cited": [{"id": one.pk, "title": one.title} for one in meeting.cited.order_by("pk")],
        "decisions": [_decided(one) for one in decisions.order_by("position", "pk")],
    }


def _attended(row: Attendance) -> dict[str, Any]:
    return {
        "id": row.pk,
        "unit": row.unit.name,
        "role": row.role,
        "room": row.room.name if row.room else "",
        "presence": row.presence,
        "who": row.who,
        "words": row.words,
    }


def _item(item: AgendaItem) -> dict[str, Any]:
    return {
        "id": item.pk,
        "kind": item.kind,
        "title": item.title,
        "unit": item.unit.name if item.unit else "",
        "presenter": item.presenter,
        "outcome": item.outcome,
        "papers": [
            {"id": paper.document_id, "title": paper.document.title} for paper in item.papers.all()
        ],
    }


def _spoke(one: Appearance) -> dict[str, Any]:
    return {
        "id": one.pk,
        "act": one.act,
        "name": one.name,
        "titles": one.titles,
        "tier": one.tier,
    }


def _decided(one: Decision) -> dict[str, Any]:
    return {
        "id": one.pk,
        "number": one.position,
        "item": one.item_id,
        "words": one.words,
        "unit": one.unit.name if one.unit else "",
        "cooperating": [row.unit.name for row in one.cooperating.all()],
        "due_on": one.due_on.isoformat() if one.due_on else "",
    }
