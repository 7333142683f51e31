"""What later nouns keep for a person and not for a unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from changai.accounts.models import User


@dataclass(frozen=True)
class Belongings:
    """One kind of thing that belongs to a person: drafts, unread notices.

    `count` says how many are open; `move` gives them to the successor, inside the transaction of
    the hand-over, and returns how many it moved.
    """

    code: str
    label: str | Promise
    count: Callable[[User], int]
    move: Callable[[User, User, datetime], int]


registered: dict[str, Belongings] = {}


def register_belongings(belongings: Belongings) -> None:
    """Let a later noun take part in every hand-over; called in the `ready` of its apps.py."""
    registered[belongings.code] = belongings


def belongings() -> list[Belongings]:
    """Return every kind that takes part in a hand-over."""
    return list(registered.values())


def belongings_of(person: User) -> list[tuple[str | Promise, int]]:
    """Return what stands open for a person beside their posts, by kind, to be shown before.

    Cost: a count for each kind.
    """
    return [(one.label, one.count(person)) for one in belongings()]
