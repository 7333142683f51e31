"""Units a person may name when work is given or a part in it is set."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from changai.accounts.models import User
from changai.orgs import policies, rules
from changai.orgs.models import Unit
from changai.packs.current import pack

OPTIONS = 12
LONGEST = 12


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
    """Return a few units whose name, short name or code holds the words; widest tier first.

    Where that fills no list, units people call so follow: everyday names, or the same characters
    in the same order. Cost: two queries.
    """
    words = words.strip()
    if not words:
        return []
    named = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code__startswith=words)
    units = pickable_units(user=user, today=today).select_related("parent")
    rows = list(units.filter(named).order_by("depth", "path")[:OPTIONS])
    if len(rows) < OPTIONS:
        called = units.filter(called_so(words)).exclude(pk__in=[one.pk for one in rows])
        rows += called.order_by("depth", "path")[: OPTIONS - len(rows)]
    return rows


def called_so(words: str) -> Q:
    """Return the condition that people may call a unit by these words: 人社局, 发改委."""
    wanted = [words] if 1 < len(words) <= LONGEST else []
    wanted += [
        words.replace(short, one.zh)
        for one in pack().unit_names
        for short in one.shorts
        if short in words and len(words) <= LONGEST
    ]
    condition = Q(pk__in=[])
    for characters in wanted:
        for field in ("name", "short_name"):
            # The plain comparisons come first: they are cheap and leave few to the pattern.
            held = Q()
            for one in characters:
                held &= Q(**{f"{field}__icontains": one})
            condition |= held & Q(**{f"{field}__regex": rules.in_order(characters)})
    return condition
