"""Signing the minutes, which freezes them, and correcting them visibly afterwards."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.meetings import queries, rules
from changai.meetings.models import Amendment, Meeting
from changai.meetings.rules import Event, State
from changai.meetings.services import _refusals as refusals
from changai.meetings.services._acting import changing, record, require_reason, sources, step
from changai.meetings.services._decisions import require_whole
from changai.meetings.services._telling import tell_amended, tell_signed


def sign_minutes(
    *, meeting: Meeting, by: User, at: datetime, seen_revision: int | None = None
) -> Meeting:
    """Sign the minutes: from here on they never change, and the invited are told.

    Raises:
        NotAllowed, OutOfDate, NotNow: as everywhere.
        BadTime: it has not begun.
        DecisionIncomplete: a decision lacks its unit or its day.
    """
    with changing(meeting, sources(Event.SIGN), by=by, at=at, seen_revision=seen_revision) as fresh:
        if at < fresh.starts_at:
            raise refusals.BadTime(_("会议还没有开始，不能签发纪要。时间有误的，请先核对会期。"))
        decisions = list(fresh.decisions.select_related("unit").order_by("position"))
        require_whole(decisions)
        before = {"state": fresh.state}
        step(
            fresh,
            Event.SIGN,
            signed_by=by,
            signed_at=at,
            signed_content=queries.minutes_content(fresh),
        )
        tell_signed(fresh, by=by, at=at)
        record(
            "minutes.signed",
            fresh,
            by=by,
            at=at,
            before=before,
            after={"state": fresh.state, "count": len(decisions)},
        )
    return fresh


def amend_minutes(
    *, meeting: Meeting, key: str, after: str, reason: str, by: User, at: datetime
) -> Amendment:
    """Correct one line of signed minutes: what was signed stays, the correction stands beside it.

    Raises:
        NotAllowed, NotNow, ReasonMissing: as their names say.
        NotThere: the minutes have no such line.
        NothingToDo: the line says that already.
    """
    with changing(meeting, {State.MINUTES_SIGNED}, by=by, at=at) as fresh:
        line = rules.line_at(queries.minutes_now(fresh), key)
        if line is None:
            raise refusals.NotThere(_("纪要里没有这一处，请刷新页面后再选。"))
        kept, words = require_reason(reason), after.strip()
        if words == line.value:
            raise refusals.NothingToDo(_("更正后的内容与原文相同。"))
        amendment = Amendment.objects.create(
            meeting=fresh,
            key=key,
            label=line.label,
            before=line.value,
            after=words,
            reason=kept,
            by=by,
            at=at,
        )
        tell_amended(fresh, by=by, at=at, label=f"{line.label}{line.number}", mark=amendment.pk)
        record(
            "minutes.amended",
            fresh,
            by=by,
            at=at,
            thing=amendment,
            before={"words": line.value},
            after={"words": words, "reason": kept},
        )
    return amendment
