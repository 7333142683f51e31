"""Addresses under which a person's calendar is subscribed to; only their hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.meetings import queries
from changai.meetings.models import CalendarFeed
from changai.meetings.services import _refusals as refusals

BYTES = 32
MOST = 5


def make_feed(*, name: str, by: User, at: datetime) -> str:
    """Make a new address for the person's calendar and return its token, which is not kept.

    Raises:
        AlreadyThere: the person has five that work.
    """
    token = secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        if CalendarFeed.objects.filter(person=by, revoked_at=None).count() >= MOST:
            raise refusals.AlreadyThere(_("最多保留5个有效订阅，请先撤销不用的。"))
        feed = CalendarFeed.objects.create(
            person=by,
            name=name.strip()[:60] or _("日历"),
            token_hash=queries.hash_of(token),
            made_at=at,
        )
        audit.record("calendar.feed_made", feed, by=by, at=at, after={"count": 1})
    return token


def revoke_feed(*, feed: CalendarFeed, by: User, at: datetime) -> None:
    """Make an address stop working at once.

    Raises:
        NotThere: it is not the person's, or was revoked before.
    """
    with transaction.atomic():
        mine = CalendarFeed.objects.filter(pk=feed.pk, person=by, revoked_at=None)
        if not mine.update(revoked_at=at):
            raise refusals.NotThere(_("这个订阅已经撤销。"))
        audit.record("calendar.feed_revoked", feed, by=by, at=at, after={"count": 1})
