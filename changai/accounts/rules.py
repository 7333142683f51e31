"""How sign-in is throttled, what a login looks like, how long a link lives: plain arithmetic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

DEMO_PREFIX = "demo-"
LOGIN_SHAPE = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
LANGUAGES = frozenset({"zh-hans", "en"})

INVITE_LIVES = timedelta(days=7)
RESET_LIVES = timedelta(days=1)

WINDOW = timedelta(minutes=15)
LOGIN_WINDOW = timedelta(hours=1)
# From one place for one login; from one place for all; for one login from all strange places.
PAIR_LIMIT = 5
SOURCE_LIMIT = 60
LOGIN_LIMIT = 50


@dataclass(frozen=True)
class Failures:
    """Failed attempts in their windows, the one being judged included."""

    pair: int
    source: int
    login: int


def is_throttled(failures: Failures, *, known_device: bool) -> bool:
    """Say whether this attempt is one too many.

    A device that has signed in with this login before is judged by its own failures only, so
    that nobody can lock a person out by guessing from elsewhere.
    """
    if failures.pair > PAIR_LIMIT:
        return True
    if known_device:
        return False
    return failures.source > SOURCE_LIMIT or failures.login > LOGIN_LIMIT


def plain_login(text: str) -> str:
    """Return a login as it is kept: without blanks around it, in lower case."""
    return text.strip().lower()


def is_login(text: str) -> bool:
    """Say whether a text can be a login: 3 to 40 small letters, digits, dots, dashes."""
    return LOGIN_SHAPE.fullmatch(text) is not None


def is_demo_login(text: str) -> bool:
    """Say whether a login belongs to a person of the demo."""
    return text.startswith(DEMO_PREFIX)


def is_live(used_at: datetime | None, expires_at: datetime, at: datetime) -> bool:
    """Say whether a one-time link can still be used."""
    return used_at is None and at < expires_at


def network_of(address: str) -> str:
    """Return what counts as one place: an IPv4 address, or the first half of an IPv6 address."""
    if ":" not in address:
        return address
    if address.lower().startswith("::ffff:") and "." in address:
        return address[7:]
    head, _, tail = address.split("%", 1)[0].partition("::")
    groups = head.split(":") if head else []
    missing = 8 - len(groups) - (len(tail.split(":")) if tail else 0)
    if "::" in address:
        groups += ["0"] * missing + (tail.split(":") if tail else [])
    return ":".join(group.lstrip("0") or "0" for group in groups[:4])
