"""Notices as their reader sees them, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext

from changai.accounts.models import User
from changai.notices import policies, rules
from changai.notices.models import Notice
from changai.packs.current import pack

PAGE_ROWS = 50
MOST_COUNTED = 99


@dataclass(frozen=True)
class NoticeRow:
    """A notice as a line of the page."""

    pk: int
    words: str
    url: str
    tone: str
    made_at: datetime
    unread: bool


@dataclass(frozen=True)
class NoticePage:
    """One page of notices; `older` leads to the next one and is empty on the last."""

    rows: list[NoticeRow]
    older: str


def sending(at: datetime) -> rules.Sending:
    """Return when mail may leave, by the limits of the packs in force at a moment."""
    day = at.astimezone(rules.PLACE).date()
    codes = ("notice_bundling", "quiet_from", "quiet_until")
    return rules.Sending(*(pack().clock(code).value_on(day) for code in codes))


def words(kind: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence of a notice in the language in force.

    Raises:
        UnknownKind: nobody wrote words for this kind.
    """
    wanted = rules.kind(kind)
    return gettext(wanted.words) % {name: _shown(name, facts.get(name)) for name in wanted.facts}


def _shown(name: str, value: Any) -> str:
    if not name.endswith("_on"):
        return "" if value is None else str(value)
    if value in (None, ""):
        return gettext(rules.WITHOUT_DATE)
    return date_format(date.fromisoformat(str(value)[:10]), "DATE_FORMAT")


def my_notices(*, user: User, unread_only: bool = False, older_than: str = "") -> NoticePage:
    """Return a page of the person's notices, newest first.

    Cost: one query.
    """
    rows = policies.visible(Notice.objects.all(), user)
    if unread_only:
        rows = rows.filter(read_at=None)
    place = _place(older_than)
    if place:
        at, pk = place
        rows = rows.filter(made_at__lte=at).filter(Q(made_at__lt=at) | Q(pk__lt=pk))
    found = list(rows.order_by("-made_at", "-pk")[: PAGE_ROWS + 1])
    page = found[:PAGE_ROWS]
    more = len(found) > PAGE_ROWS
    older = f"{page[-1].made_at.isoformat()}_{page[-1].pk}" if more else ""
    return NoticePage([_row(notice) for notice in page], older)


def _place(text: str) -> tuple[datetime, int] | None:
    """Read the place a page begins at; anything that is not one means the beginning."""
    moment, _, pk = text.rpartition("_")
    try:
        return datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None


def _row(notice: Notice) -> NoticeRow:
    return NoticeRow(
        pk=notice.pk,
        words=words(notice.kind, notice.facts),
        url=notice.url,
        tone=rules.kind(notice.kind).tone.value,
        made_at=notice.made_at,
        unread=notice.read_at is None,
    )


def my_notice(*, user: User, pk: int) -> Notice | None:
    """Return one notice of the person, None if it is not theirs."""
    return policies.visible(Notice.objects.all(), user).filter(pk=pk).first()


def my_row(*, user: User, pk: int) -> NoticeRow | None:
    """Return one notice of the person as a line of the page, None if it is not theirs."""
    notice = my_notice(user=user, pk=pk)
    return _row(notice) if notice else None


def unread_count(user: User) -> int:
    """Return how many notices the person has not read, counted up to 99.

    Cost: one query over an index that holds unread notices only.
    """
    unread = policies.visible(Notice.objects.all(), user).filter(read_at=None)
    return unread.values("pk")[:MOST_COUNTED].count()
