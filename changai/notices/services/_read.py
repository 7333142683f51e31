"""Mark notices as read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from changai.accounts.models import User
from changai.audit import services as audit
from changai.notices import policies
from changai.notices.models import Notice


def mark_read(*, notice: Notice, by: User, at: datetime) -> bool:
    """Mark one notice of the person as read; say whether it was unread."""
    mine = policies.visible(Notice.objects.all(), by).filter(pk=notice.pk, read_at=None)
    with transaction.atomic():
        if not mine.update(read_at=at):
            return False
        audit.record("notices.read", notice, by=by, at=at, after={"read": True})
    return True


def mark_all_read(*, by: User, at: datetime) -> int:
    """Mark every notice of the person as read; return how many were unread."""
    unread = policies.visible(Notice.objects.all(), by).filter(read_at=None)
    with transaction.atomic():
        count = unread.update(read_at=at)
        if count:
            audit.record("notices.all_read", Notice, by=by, at=at, after={"count": count})
    return count
