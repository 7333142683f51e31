"""What is written down of a meeting that was held: who came, who spoke, what came of each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.meetings import rules
from changai.meetings.models import AgendaItem, Appearance, Attendance, Meeting
from changai.meetings.services import _refusals as refusals
from changai.meetings.services._acting import changing, living, record, require_words, write


@dataclass(frozen=True)
class Presence:
    """How one unit came: the code, who came for it, and a word about it."""

    presence: str
    who: str = ""
    words: str = ""


@dataclass(frozen=True)
class SpeakerDraft:
    """Somebody, or a body, that acted in the meeting."""

    act: str
    name: str
    titles: str = ""
    tier: str = ""
    unit_id: int | None = None
    item_id: int | None = None


def all_present(*, meeting: Meeting, by: User, at: datetime) -> int:
    """Mark everybody present who is not marked yet; return how many.

    Raises:
        NotAllowed, NotNow: as everywhere.
        NothingToDo: everybody is marked.
    """
    with changing(meeting, rules.RECORDED_IN, by=by, at=at) as fresh:
        count = Attendance.objects.filter(meeting=fresh, presence="").update(presence="PRESENT")
        if not count:
            raise refusals.NothingToDo(_("每个单位都已登记。"))
        record("meeting.attendance_set", fresh, by=by, at=at, after={"count": count})
    return count


def set_attendance(
    *, meeting: Meeting, presences: Mapping[int, Presence], by: User, at: datetime
) -> int:
    """Write how units came, by the id of the invitation; return how many rows changed.

    Raises:
        NotAllowed, NotNow: as everywhere.
        NotThere: a row is of another meeting.
    """
    with changing(meeting, rules.RECORDED_IN, by=by, at=at) as fresh:
        rows = Attendance.objects.filter(meeting=fresh).in_bulk(list(presences))
        if len(rows) != len(presences):
            raise refusals.NotThere(_("有单位不在本次会议的名单上，请刷新页面。"))
        changed = []
        for pk, told in presences.items():
            row = rows[pk]
            new = (told.presence, told.who.strip()[:60], told.words.strip()[:200])
            if new != (row.presence, row.who, row.words):
                row.presence, row.who, row.words = new
                changed.append(row)
        if not changed:
            return 0
        Attendance.objects.bulk_update(changed, ["presence", "who", "words"])
        record("meeting.attendance_set", fresh, by=by, at=at, after={"count": len(changed)})
    return len(changed)


def set_outcome(*, item: AgendaItem, outcome: str, by: User, at: datetime) -> None:
    """Write down what came of an item.

    Raises:
        NotAllowed, NotNow: as everywhere.
    """
    with changing(item.meeting, rules.RECORDED_IN, by=by, at=at) as fresh:
        before = item.outcome
        done = AgendaItem.objects.filter(pk=item.pk, meeting=fresh).update(outcome=outcome.strip())
        if not done:
            raise refusals.NotThere(_("这个议题已经删除，请刷新页面。"))
        record(
            "agenda.outcome_set",
            fresh,
            by=by,
            at=at,
            thing=item,
            before={"words": before},
            after={"words": outcome.strip()},
        )


def summarize_meeting(
    *,
    meeting: Meeting,
    summary: str,
    chair: str,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Meeting:
    """Write the words with which the minutes begin, and who was in the chair.

    Raises:
        NotAllowed, NotNow, OutOfDate: as everywhere.
    """
    with changing(meeting, rules.RECORDED_IN, by=by, at=at, seen_revision=seen_revision) as fresh:
        before = {"words": fresh.summary}
        write(fresh, summary=summary.strip(), chair=chair.strip()[:120])
        record(
            "meeting.summarized",
            fresh,
            by=by,
            at=at,
            before=before,
            after={"words": fresh.summary},
        )
    return fresh


def add_speaker(*, meeting: Meeting, draft: SpeakerDraft, by: User, at: datetime) -> Appearance:
    """Write down who spoke, conveyed or chaired.

    Raises:
        NotAllowed, NotNow, WordsMissing, NotThere: as their names say.
    """
    return add_speakers(meeting=meeting, drafts=[draft], by=by, at=at)[0]


def add_speakers(
    *, meeting: Meeting, drafts: Sequence[SpeakerDraft], by: User, at: datetime
) -> list[Appearance]:
    """Write down everybody of a list who spoke, conveyed or chaired, in its order; all or none.

    Raises: as `add_speaker`.
    """
    with changing(meeting, rules.RECORDED_IN, by=by, at=at) as fresh:
        last = fresh.appearances.aggregate(last=Max("position"))["last"] or 0
        today = rules.day_of(at)
        rows = [_spoken(fresh, one, last + n, today) for n, one in enumerate(drafts, start=1)]
        if not rows:
            raise refusals.WordsMissing(_("请填写发言人或发言单位。"))
        acts = ",".join(dict.fromkeys(one.act for one in drafts))
        record("meeting.spoken", fresh, by=by, at=at, after={"act": acts, "count": len(rows)})
    return rows


def _spoken(meeting: Meeting, draft: SpeakerDraft, position: int, today: date) -> Appearance:
    unit = living(draft.unit_id, today)
    if draft.item_id and not meeting.items.filter(pk=draft.item_id).exists():
        raise refusals.NotThere(_("这个议题不在本次会议的议程里。"))
    name = draft.name or (str(unit) if unit else "")
    return Appearance.objects.create(
        meeting=meeting,
        item_id=draft.item_id,
        position=position,
        act=draft.act,
        name=require_words(name, _("请填写发言人或发言单位。"), 120),
        titles=draft.titles.strip()[:200],
        tier=draft.tier,
        unit=unit,
    )


def remove_speaker(*, spoken: Appearance, by: User, at: datetime) -> None:
    """Take a speaker out of open minutes.

    Raises:
        NotAllowed, NotNow: as everywhere.
    """
    with changing(spoken.meeting, rules.RECORDED_IN, by=by, at=at) as fresh:
        record("meeting.speaker_removed", fresh, by=by, at=at, before={"act": spoken.act})
        Appearance.objects.filter(pk=spoken.pk).delete()
