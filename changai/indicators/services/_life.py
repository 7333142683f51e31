"""A value goes up the tiers: approved by its unit, accepted above, and locked from then on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.indicators import policies, queries, rules
from changai.indicators.models import Restatement, Value
from changai.indicators.rules import Event, State
from changai.indicators.services import _refusals as refusals
from changai.indicators.services._totals import save_value
from changai.indicators.services._typing import require_unlocked, require_whole
from changai.kernel.errors import OutOfDate, Refused
from changai.notices import services as notices
from changai.packs.current import language, pack
from changai.tasks.queries import local_day


def approve_value(
    *, value: Value, by: User, at: datetime, seen_revision: int | None = None
) -> Value:
    """Say for the unit that a value is its own word, and hand it to the office above.

    Raises: NotAllowed, NotNow, OutOfDate.
    """
    with transaction.atomic():
        fresh = _locked(value, Event.APPROVE, by, at, seen_revision)
        require_unlocked(fresh.unit, fresh.indicator, fresh.period)
        fresh.state, fresh.approved_by, fresh.approved_at = State.APPROVED.value, by, at
        _save(fresh)
        _record("value.approved", fresh, by, at, after={"said": str(fresh.said)})
    return fresh


def accept_value(
    *,
    value: Value,
    by: User,
    at: datetime,
    number: Decimal | None = None,
    base: Decimal | None = None,
    words: str = "",
    seen_revision: int | None = None,
) -> Value:
    """Accept a value: what is verified is what was said, or other numbers with a word why.

    Raises: NotAllowed, NotNow, OutOfDate; WordsMissing where other numbers have no word.
    """
    with transaction.atomic():
        fresh = _locked(value, Event.ACCEPT, by, at, seen_revision)
        verified = fresh.said if number is None else number
        below = fresh.said_base if base is None else base
        differs = (verified, below) != (fresh.said, fresh.said_base)
        _require_number(fresh, verified, below)
        kept = words.strip()[: rules.MAX_WORDS]
        if differs and not kept:
            raise refusals.WordsMissing(_("核实数与填报数不同，请说明理由。"))
        fresh.state, fresh.verified, fresh.verified_base = State.ACCEPTED.value, verified, below
        fresh.decided_by, fresh.decided_at, fresh.decided_words = by, at, kept
        _save(fresh)
        after = {"verified": str(verified), "verified_base": str(below or ""), "words": kept}
        _record("value.accepted", fresh, by, at, after=after)
        if differs:
            _tell_changed(fresh, kept, by, at)
    return fresh


def accept_values(*, values: Sequence[Value], by: User, at: datetime) -> list[Value]:
    """Accept values as they were said, each in its own step; those that cannot be are left.

    Each is recorded by itself.
    """
    done = []
    for value in values:
        try:
            done.append(accept_value(value=value, by=by, at=at))
        except Refused:
            continue
    return done


def return_value(
    *, value: Value, words: str, by: User, at: datetime, seen_revision: int | None = None
) -> Value:
    """Give an approved value back to its unit with a reason.

    Raises: NotAllowed, NotNow, OutOfDate, WordsMissing.
    """
    return _give_back(value, Event.RETURN, words, by, at, seen_revision)


def reopen_value(
    *, value: Value, words: str, by: User, at: datetime, seen_revision: int | None = None
) -> Value:
    """Unlock an accepted value that was never published and give it back with a reason.

    Raises: NotAllowed, NotNow, OutOfDate, WordsMissing.
    """
    return _give_back(value, Event.REOPEN, words, by, at, seen_revision)


def _give_back(
    value: Value, event: Event, words: str, by: User, at: datetime, seen_revision: int | None
) -> Value:
    kept = _words(words)
    with transaction.atomic():
        fresh = _locked(value, event, by, at, seen_revision)
        if fresh.published is not None:
            raise refusals.NotNow(_("已经公布的数据只能更正，不能解锁。"))
        require_unlocked(fresh.unit, fresh.indicator, fresh.period)
        fresh.state, fresh.verified, fresh.verified_base = State.RETURNED.value, None, None
        fresh.decided_by, fresh.decided_at, fresh.decided_words = by, at, kept
        _save(fresh)
        name = "value.returned" if event is Event.RETURN else "value.reopened"
        _record(name, fresh, by, at, after={"words": kept})
        title = pack().indicator(fresh.indicator).label(language())
        notices.tell(
            people=[fresh.typed_by_id],
            kind="value_returned",
            key=f"value_returned:{fresh.pk}:{fresh.revision}",
            facts={"title": f"{title} {fresh.period}", "reason": kept},
            url=reverse("indicators:value", args=[fresh.pk]),
            at=at,
            by=by,
        )
    return fresh


def restate_value(
    *,
    value: Value,
    number: Decimal,
    base: Decimal | None,
    words: str,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Restatement:
    """Put a published value right: cell, old, new and reason are kept for everybody to read.

    What was published stays as it was printed; the next publication takes the new number.
    Raises: NotAllowed, NotNow, OutOfDate, WordsMissing, BadNumber.
    """
    kept = _words(words)
    with transaction.atomic():
        fresh = _locked(value, Event.RESTATE, by, at, seen_revision)
        if fresh.published is None:
            raise refusals.NotNow(_("没有公布过的数据，请解锁退回后重填。"))
        below = base if fresh.said_base is not None else None
        _require_number(fresh, number, below)
        if (number, below) == (fresh.verified, fresh.verified_base):
            raise refusals.BadNumber(_("新数与原数相同。"))
        old = queries.verified_value(fresh)
        fresh.verified, fresh.verified_base = number, below
        # Who verified it, and why with other numbers, stays: the restatement has words of its own.
        _save(fresh)
        restated = Restatement.objects.create(
            unit=fresh.unit, indicator=fresh.indicator, period=fresh.period, value=fresh,
            old=old, new=queries.verified_value(fresh), reason=kept, by=by, at=at,
        )  # fmt: skip
        after = {"old": str(old), "new": str(restated.new), "reason": kept}
        _record("value.restated", fresh, by, at, after=after)
        _tell_changed(fresh, kept, by, at)
    return restated


def _tell_changed(value: Value, words: str, by: User, at: datetime) -> None:
    """Tell those who typed and approved a value that another number stands for it now."""
    title = pack().indicator(value.indicator).label(language())
    notices.tell(
        people=[pk for pk in (value.typed_by_id, value.approved_by_id) if pk is not None],
        kind="value_changed",
        key=f"value_changed:{value.pk}:{value.revision}",
        facts={"title": f"{title} {value.period}", "reason": words},
        url=reverse("indicators:value", args=[value.pk]),
        at=at,
        by=by,
    )


def _locked(value: Value, event: Event, by: User, at: datetime, seen_revision: int | None) -> Value:
    rows = Value.objects.select_for_update(of=("self",)).select_related("unit", "typed_by")
    fresh = rows.get(pk=value.pk)
    definition = pack().indicator(fresh.indicator)
    actor = rules.line_of(event).actor
    if not policies.acts_as(actor, fresh, definition, by, local_day(at)):
        raise refusals.NotAllowed(
            _("你不能办理这一步：审定由填报单位办理，核实由上级办公室的另一人办理。")
        )
    if seen_revision is not None and seen_revision != fresh.revision:
        raise OutOfDate(_("刚刚有人办理过，请刷新后再办理。"))
    if rules.transition(event, State(fresh.state)) is None:
        state = queries.STATE_WORDS[State(fresh.state)]
        raise refusals.NotNow(_("数据现在是“%(state)s”，不能这样办理。") % {"state": state})
    return fresh


def _require_number(value: Value, number: Decimal, base: Decimal | None) -> None:
    if not (rules.fits(number) and rules.fits(base)) or (base or 0) < 0:
        raise refusals.BadNumber(_("数字过大，或不是数字。"))
    require_whole(pack().indicator(value.indicator).version_on(value.ends_on), number, base)


def _save(value: Value) -> None:
    value.revision += 1
    save_value(value)


def _words(words: str) -> str:
    kept = words.strip()
    if not kept or len(kept) > rules.MAX_WORDS:
        raise refusals.WordsMissing(_("请写明理由（300字以内）。"))
    return kept


def _record(action: str, value: Value, by: User, at: datetime, **sides: Any) -> None:
    audit.record(action, value, by=by, at=at, unit_id=value.unit_id, **sides)
