"""What every change of a meeting begins with: the lock, the office, the state, the revision."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.bodies.models import CoordinationBody
from changai.meetings import policies, rules
from changai.meetings.models import Meeting
from changai.meetings.rules import Event, State
from changai.meetings.services import _refusals as refusals
from changai.orgs.models import Unit


@contextmanager
def changing(
    meeting: Meeting,
    states: Collection[State],
    *,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Iterator[Meeting]:
    """Open the transaction of a change and give the meeting, locked, as it stands.

    Raises:
        NotAllowed: the person does not run the body.
        OutOfDate: it is no longer what the person saw.
        NotNow: its state does not allow this.
    """
    with transaction.atomic():
        fresh = (
            Meeting.objects.select_for_update(of=("self",))
            .select_related("body__office", "body__unit")
            .get(pk=meeting.pk)
        )
        if not policies.may_run(fresh, by, rules.day_of(at)):
            raise refusals.NotAllowed(_("只有本机构办公室可以办理会议事项。"))
        if seen_revision is not None and seen_revision != fresh.revision:
            raise refusals.OutOfDate(_("会议刚刚被他人更新，请刷新后再办理。"))
        if fresh.state not in states:
            raise refusals.NotNow(_("会议当前状态不能办理此事项，请刷新页面。"))
        yield fresh
        meeting.state, meeting.revision = fresh.state, fresh.revision


def step(meeting: Meeting, event: Event, **changes: Any) -> None:
    """Move a locked meeting along the line of an event."""
    write(meeting, state=rules.line_of(event).target.value, **changes)


def write(meeting: Meeting, **changes: Any) -> None:
    """Write fields of a locked meeting and count its revision up."""
    for name, value in changes.items():
        setattr(meeting, name, value)
    meeting.revision += 1
    meeting.save(update_fields=[*changes, "revision"])


def record(
    action: str,
    meeting: Meeting,
    *,
    by: User,
    at: datetime,
    thing: Any = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Leave the one entry of a change, for the office of the body."""
    audit.record(
        action,
        thing or meeting,
        by=by,
        at=at,
        unit_id=meeting.body.office_id,
        before=_plain(before),
        after=_plain(after),
    )


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, (date, datetime)) else value
        for name, value in (values or {}).items()
    }


def sources(event: Event) -> frozenset[State]:
    """Return the states from which the table allows an event."""
    return frozenset(state for state in rules.line_of(event).sources if state is not None)


def require_office(body: CoordinationBody, by: User, today: date) -> None:
    """Refuse anybody but the office of a living body."""
    if not policies.may_plan(body, by, today):
        raise refusals.NotAllowed(_("只有本机构办公室可以办理会议事项。"))


def require_words(words: str, refusal: str, at_most: int = 0) -> str:
    """Return the words without blanks around them; refuse none.

    Raises:
        WordsMissing: nothing is left.
    """
    kept = words.strip()
    if not kept:
        raise refusals.WordsMissing(refusal)
    return kept[:at_most] if at_most else kept


def require_reason(words: str) -> str:
    """Return a reason; refuse an empty one.

    Raises:
        ReasonMissing: it is empty.
    """
    if not words.strip():
        raise refusals.ReasonMissing(_("请写明理由。"))
    return words.strip()[:300]


def living(unit_id: int | None, today: date) -> Unit | None:
    """Return a unit that exists today; None where none is named.

    Raises:
        NotThere: it does not exist.
    """
    if unit_id is None:
        return None
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or (unit.ended_on is not None and unit.ended_on <= today):
        raise refusals.NotThere(_("“%(unit)s”已撤销或不存在。") % {"unit": unit or unit_id})
    return unit
