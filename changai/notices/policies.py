"""A notice belongs to the person it is for, and to nobody else, whatever their post."""

from __future__ import annotations

from django.db.models import QuerySet

from changai.accounts.models import User
from changai.notices.models import Notice


def visible(notices: QuerySet[Notice], user: User) -> QuerySet[Notice]:
    """Narrow notices to the person's own."""
    return notices.filter(person_id=user.pk)
