"""What was told to somebody who leaves, and was not read, is told to the successor."""

from __future__ import annotations

from datetime import datetime

from changai.accounts.models import User
from changai.notices.models import Notice


def unread_of(person: User) -> int:
    """Return how many notices a person has not read."""
    return Notice.objects.filter(person=person, read_at=None).count()


def hand_over_unread(person: User, successor: User, at: datetime) -> int:
    """Give unread notices to the successor, inside the hand-over; return how many moved.

    What the successor was told as well, under the same key, is only marked as read.
    """
    unread = Notice.objects.filter(person=person, read_at=None)
    known = Notice.objects.filter(person=successor).values("key")
    unread.filter(key__in=known).update(read_at=at)
    return unread.update(person=successor)
