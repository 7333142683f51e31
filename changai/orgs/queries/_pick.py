"""Units a person may name when work is given or a part in it is set."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from changai.accounts.models import User
from changai.orgs import policies, rules
from changai.orgs.models import Unit

OPTIONS = 12


def pickable_units(*, user: User, today: date) -> QuerySet[Unit]:
    """Return the living units a person may name: those they see, and those of their own tier.

    A member unit sees only itself, but names its neighbours and the units below its division:
    that a unit exists is no secret, what it does is.
    """
    seen = policies.reach(user, today)
    living = Unit.objects.filter(ended_on=None)
    if seen.everything:
        return living
    near = {rules.parent_path(post.path) or post.path for post in seen.held}
    return living.filter(policies.within("path", rules.widest({*near, *seen.scopes})))


def unit_options(*, words: str, user: User, today: date) -> list[Unit]:
    """Return a few units whose name, short name or code holds the words; widest tier first."""
    words = words.strip()
    if not words:
        return []
    named = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code__startswith=words)
    rows = pickable_units(user=user, today=today).filter(named).select_related("parent")
    return list(rows.order_by("depth", "path")[:OPTIONS])
