"""A past meeting taken from a report, as a person confirmed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.bodies.models import CoordinationBody
from changai.documents.models import Document
from changai.meetings import rules
from changai.meetings.models import Appearance, CitedDocument, Meeting
from changai.meetings.rules import Event
from changai.meetings.services import _refusals as refusals
from changai.meetings.services._acting import record, require_office
from changai.meetings.services._planning import MeetingDraft, RoomDraft, columns, make_rooms


@dataclass(frozen=True)
class SpeakerConfirmed:
    """Somebody, or a body, that acted, as the person left the proposal."""

    act: str
    name: str
    titles: str = ""
    tier: str = ""


@dataclass(frozen=True)
class ReportConfirmed:
    """A meeting read from a report, as a person confirmed it."""

    draft: MeetingDraft
    rooms: tuple[str, ...] = ()
    speakers: tuple[SpeakerConfirmed, ...] = ()
    cited: tuple[str, ...] = ()
    when_words: str = ""


def record_meeting(
    *,
    body: CoordinationBody,
    document: Document,
    confirmed: ReportConfirmed,
    by: User,
    at: datetime,
) -> Meeting:
    """Fill the record of a past meeting from a report; every sentence that says so is kept.

    Raises:
        NotAllowed: the person is not of the office of the body.
        AlreadyThere: this report was taken for this body before.
        BadTime: the day lies ahead.
        WordsMissing: it has no title.
    """
    today = rules.day_of(at)
    require_office(body, by, today)
    if confirmed.draft.day > today:
        raise refusals.BadTime(_("会议日期还没到。补录的应是已经开过的会议，请检查日期。"))
    with transaction.atomic():
        # Two who confirm the same report at once: the second waits here and then is refused.
        Document.objects.select_for_update().get(pk=document.pk)
        taken = Meeting.objects.filter(body=body, document=document)
        if taken.exclude(state=rules.State.CANCELLED).exists():
            raise refusals.AlreadyThere(_("这篇报道已经补录过会议。"))
        text = document.clean_text
        meeting = Meeting.objects.create(
            body=body,
            state=rules.line_of(Event.RECORD).target.value,
            document=document,
            when_words=confirmed.when_words[:60],
            quotes=_quotes(confirmed, text),
            made_by=by,
            made_at=at,
            **columns(confirmed.draft),
        )
        make_rooms(meeting, [RoomDraft(name) for name in confirmed.rooms], today)
        _speakers(meeting, confirmed.speakers, text)
        _cited(meeting, confirmed.cited, text)
        record(
            "meeting.recorded",
            meeting,
            by=by,
            at=at,
            after={
                "title": meeting.title,
                "document_id": document.pk,
                "state": meeting.state,
            },
        )
    return meeting


def _quotes(confirmed: ReportConfirmed, text: str) -> dict[str, str]:
    """Return the sentences of the report in which the confirmed values stand, by field."""
    draft = confirmed.draft
    said = {
        "title": (draft.title,),
        "when": (confirmed.when_words,),
        "venue": (draft.venue, "召开"),
        "chair": (draft.chair, "主持"),
        "form": (str(rules.FORMS.get(draft.form, "")).removesuffix("会议"), "会议"),
        "rooms": (confirmed.rooms[0] if confirmed.rooms else "", "分会场"),
    }
    found = {name: rules.sentence_with(text, *words) for name, words in said.items()}
    return {name: quote for name, quote in found.items() if quote}


def _speakers(meeting: Meeting, speakers: Sequence[SpeakerConfirmed], text: str) -> None:
    words = {
        "INSTRUCTED": "批示",
        "CONVEYED": "传达",
        "SPOKE": "讲话",
        "CHAIRED": "主持",
        "EXCHANGED": "发言",
        "ATTENDED": "出席",
    }
    Appearance.objects.bulk_create(
        Appearance(
            meeting=meeting,
            position=place,
            act=one.act,
            name=one.name.strip()[:120],
            titles=one.titles.strip()[:200],
            tier=one.tier,
            quote=rules.sentence_with(text, one.name.strip(), words[one.act]),
        )
        for place, one in enumerate(speakers, start=1)
        if one.name.strip()
    )


def _cited(meeting: Meeting, titles: Sequence[str], text: str) -> None:
    for title in dict.fromkeys(one.strip("《》 ")[:300] for one in titles):
        if title:
            CitedDocument.objects.create(
                meeting=meeting, title=title, quote=rules.sentence_with(text, title)
            )
