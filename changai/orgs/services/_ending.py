"""What every service that ends posts shares: the one way a post stops holding."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from changai.orgs.models import Post


def still_open(today: date) -> Q:
    """Return the condition that a post holds today or is to come."""
    return Q(ended_at=None) & (Q(to_on=None) | Q(to_on__gte=today))


def end_now(posts: QuerySet[Post], at: datetime, today: date) -> list[int]:
    """End posts from this moment on; return their ids. The callers leave the trail.

    A post to come is voided: its last day is its first, and `ended_at` says it never held.
    Cost: three statements.
    """
    ids = list(posts.filter(still_open(today)).values_list("pk", flat=True))
    Post.objects.filter(pk__in=ids, from_on__gt=today).update(ended_at=at, to_on=F("from_on"))
    Post.objects.filter(pk__in=ids, from_on__lte=today).update(ended_at=at, to_on=today)
    return ids
