"""Topics proposed before, and the agenda: items in order, with their papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.bodies.models import CoordinationBody
from changai.documents.models import Document
from changai.meetings import policies, rules
from changai.meetings.models import AgendaItem, ItemPaper, Meeting, Topic
from changai.meetings.services import _refusals as refusals
from changai.meetings.services._acting import (
    changing,
    living,
    record,
    require_office,
    require_reason,
    require_words,
)
from changai.orgs.models import Unit


@dataclass(frozen=True)
class ItemDraft:
    """An item of the agenda. Units: `minutes` planned for it."""

    kind: str
    title: str
    unit_id: int | None = None
    presenter: str = ""
    minutes: int = 10


def propose_topic(
    *, body: CoordinationBody, unit: Unit, title: str, words: str, by: User, at: datetime
) -> Topic:
    """Propose a topic for the meetings of a body, in the name of a unit with a seat.

    Raises:
        NotAllowed: the person works at no such unit.
        WordsMissing: it has no title.
    """
    if not policies.proposing_units(body, by, rules.day_of(at)).filter(pk=unit.pk).exists():
        raise refusals.NotAllowed(_("只有成员单位和办公室可以提出议题。"))
    with transaction.atomic():
        topic = Topic.objects.create(
            body=body,
            unit=unit,
            title=require_words(title, _("请填写议题名称。"), 200),
            words=words.strip(),
            proposed_by=by,
            proposed_at=at,
        )
        audit.record(
            "topic.proposed",
            topic,
            by=by,
            at=at,
            unit_id=unit.pk,
            after={"title": topic.title},
        )
    return topic


def take_topic(*, topic: Topic, meeting: Meeting, by: User, at: datetime) -> AgendaItem:
    """Put an open topic onto the agenda of a meeting of its body.

    Raises:
        NotAllowed, NotNow: as everywhere.
        NotThere: the topic is of another body.
    """
    with changing(meeting, rules.PREPARED_IN, by=by, at=at) as fresh:
        if topic.body_id != fresh.body_id:
            raise refusals.NotThere(_("这个议题属于另一个机构。"))
        open_ones = Topic.objects.filter(pk=topic.pk, state=Topic.State.OPEN)
        if not open_ones.update(state=Topic.State.TAKEN):
            raise refusals.NotNow(_("这个议题已经处理过，请刷新页面。"))
        item = AgendaItem.objects.create(
            meeting=fresh,
            position=_last(fresh) + 1,
            kind="REVIEW",
            title=topic.title,
            unit_id=topic.unit_id,
            topic=topic,
        )
        record(
            "topic.taken",
            fresh,
            by=by,
            at=at,
            thing=topic,
            before={"state": Topic.State.OPEN},
            after={"state": Topic.State.TAKEN, "meeting_id": fresh.pk},
        )
    return item


def decline_topic(*, topic: Topic, reason: str, by: User, at: datetime) -> None:
    """Leave an open topic off, with the reason that its unit reads.

    Raises:
        NotAllowed, ReasonMissing: as their names say.
        NotNow: it was taken or declined already.
    """
    require_office(topic.body, by, rules.day_of(at))
    kept = require_reason(reason)
    with transaction.atomic():
        open_ones = Topic.objects.filter(pk=topic.pk, state=Topic.State.OPEN)
        if not open_ones.update(state=Topic.State.DECLINED, reason=kept):
            raise refusals.NotNow(_("这个议题已经处理过，请刷新页面。"))
        audit.record(
            "topic.declined",
            topic,
            by=by,
            at=at,
            unit_id=topic.body.office_id,
            before={"state": Topic.State.OPEN},
            after={"state": Topic.State.DECLINED, "reason": kept},
        )


def add_item(*, meeting: Meeting, draft: ItemDraft, by: User, at: datetime) -> AgendaItem:
    """Add an item at the end of the agenda; also while a held meeting is recorded.

    Raises:
        NotAllowed, NotNow, WordsMissing, NotThere: as their names say.
    """
    states = rules.PREPARED_IN | rules.RECORDED_IN
    with changing(meeting, states, by=by, at=at) as fresh:
        item = AgendaItem.objects.create(
            meeting=fresh, position=_last(fresh) + 1, **_columns(draft, at)
        )
        record("agenda.item_added", fresh, by=by, at=at, thing=item, after={"title": item.title})
    return item


def change_item(
    *,
    item: AgendaItem,
    draft: ItemDraft,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> AgendaItem:
    """Change an item of an agenda that is not yet signed.

    Raises: as `add_item`, OutOfDate.
    """
    states = rules.PREPARED_IN | rules.RECORDED_IN
    with changing(item.meeting, states, by=by, at=at) as fresh:
        locked = _locked(item, fresh)
        if seen_revision is not None and seen_revision != locked.revision:
            raise refusals.OutOfDate(_("这个议题刚刚被他人更新，请刷新后再改。"))
        new = _columns(draft, at)
        before = {name: _plain(getattr(locked, name)) for name in new}
        for name, value in new.items():
            setattr(locked, name, value)
        locked.revision += 1
        locked.save()
        after = {name: _plain(value) for name, value in new.items()}
        record(
            "agenda.item_changed",
            fresh,
            by=by,
            at=at,
            thing=locked,
            before=before,
            after=after,
        )
    return locked


def move_item(*, item: AgendaItem, up: bool, by: User, at: datetime) -> None:
    """Move an item one place up or down.

    Raises:
        NotAllowed, NotNow: as everywhere.
        NothingToDo: it is the first or the last already.
    """
    with changing(item.meeting, rules.PREPARED_IN, by=by, at=at) as fresh:
        rows = list(fresh.items.order_by("position", "pk"))
        place = next((n for n, row in enumerate(rows) if row.pk == item.pk), None)
        if place is None:
            raise refusals.NotThere(_("这个议题已经删除，请刷新页面。"))
        other = place - 1 if up else place + 1
        if not 0 <= other < len(rows):
            raise refusals.NothingToDo(_("已经到头了。"))
        rows[place], rows[other] = rows[other], rows[place]
        for number, row in enumerate(rows, start=1):
            if row.position != number:
                AgendaItem.objects.filter(pk=row.pk).update(position=number)
        record(
            "agenda.item_moved",
            fresh,
            by=by,
            at=at,
            thing=item,
            before={"place": place + 1},
            after={"place": other + 1},
        )


def remove_item(*, item: AgendaItem, by: User, at: datetime) -> None:
    """Take an item off the agenda; the topic it came from is open again.

    Raises:
        NotAllowed, NotNow: as everywhere.
    """
    with changing(item.meeting, rules.PREPARED_IN, by=by, at=at) as fresh:
        locked = _locked(item, fresh)
        if locked.topic_id is not None:
            Topic.objects.filter(pk=locked.topic_id).update(state=Topic.State.OPEN)
        record(
            "agenda.item_removed",
            fresh,
            by=by,
            at=at,
            thing=locked,
            before={"title": locked.title},
        )
        locked.delete()


def add_paper(*, item: AgendaItem, document: Document, by: User, at: datetime) -> ItemPaper:
    """Lay a document beside an item of the agenda.

    Raises:
        NotAllowed, NotNow: as everywhere.
        AlreadyThere: it lies there.
    """
    states = rules.PREPARED_IN | rules.RECORDED_IN
    with changing(item.meeting, states, by=by, at=at) as fresh:
        paper, is_new = ItemPaper.objects.get_or_create(
            item=_locked(item, fresh), document=document
        )
        if not is_new:
            raise refusals.AlreadyThere(_("这份材料已经附上。"))
        record(
            "agenda.paper_added",
            fresh,
            by=by,
            at=at,
            thing=item,
            after={"document_id": document.pk},
        )
    return paper


def remove_paper(*, paper: ItemPaper, by: User, at: datetime) -> None:
    """Take a document away from an item.

    Raises:
        NotAllowed, NotNow: as everywhere.
    """
    states = rules.PREPARED_IN | rules.RECORDED_IN
    with changing(paper.item.meeting, states, by=by, at=at) as fresh:
        record(
            "agenda.paper_removed",
            fresh,
            by=by,
            at=at,
            thing=paper.item,
            before={"document_id": paper.document_id},
        )
        ItemPaper.objects.filter(pk=paper.pk).delete()


def _columns(draft: ItemDraft, at: datetime) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "title": require_words(draft.title, _("请填写议题名称。"), 200),
        "unit": living(draft.unit_id, rules.day_of(at)),
        "presenter": draft.presenter.strip()[:60],
        "minutes": draft.minutes,
    }


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Unit) else value


def _last(meeting: Meeting) -> int:
    last = meeting.items.aggregate(last=Max("position"))["last"]
    return int(last or 0)


def _locked(item: AgendaItem, meeting: Meeting) -> AgendaItem:
    locked = AgendaItem.objects.select_for_update().filter(pk=item.pk, meeting=meeting).first()
    if locked is None:
        raise refusals.NotThere(_("这个议题已经删除，请刷新页面。"))
    return locked
