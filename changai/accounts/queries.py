"""Every read of accounts that has a name."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from changai.accounts import rules
from changai.accounts.models import FailedSignIn, Ticket, User

DEMO_PREFIX = rules.DEMO_PREFIX


def demo_people() -> QuerySet[User]:
    """Return the people of the demo who can be signed in without a password."""
    return User.objects.filter(login__startswith=rules.DEMO_PREFIX, is_active=True)


def secret_hash(secret: str) -> str:
    """Return what is kept of the secret of a link; it has 256 random bits, so a plain hash does."""
    return hashlib.sha256(secret.encode()).hexdigest()


def login_hash(login: str) -> str:
    """Return what the throttle keeps of a login; keyed, so that no list of logins opens it."""
    return _keyed("login", login)


def place_hash(*, network: str, device: str) -> str:
    """Return what the throttle keeps of where an attempt came from: a known device, or a place."""
    return _keyed("source", f"device:{device}" if device else rules.network_of(network))


def _keyed(kind: str, text: str) -> str:
    return salted_hmac(f"changai.sign_in.{kind}", text, algorithm="sha256").hexdigest()


def live_ticket(*, secret: str, at: datetime) -> Ticket | None:
    """Return the ticket of a link when it is known, unused, in time, and its person active."""
    found = Ticket.objects.filter(secret_sha256=secret_hash(secret)).select_related("user").first()
    if found is None or not found.user.is_active:
        return None
    return found if rules.is_live(found.used_at, found.expires_at, at) else None


def has_open_ticket(*, person: User) -> bool:
    """Say whether a link was made for the person that has not been used or replaced."""
    return Ticket.objects.filter(user=person, used_at=None).exists()


def open_ticket_expires_at(*, person: User) -> datetime | None:
    """Return until when the open link of a person can be used."""
    found = Ticket.objects.filter(user=person, used_at=None).order_by("-made_at").first()
    return found.expires_at if found else None


def count_failures(*, login_sha256: str, source_sha256: str, at: datetime) -> rules.Failures:
    """Count the failed attempts for a login and from a place in their windows.

    Cost: three counts on indexes.
    """
    recent = FailedSignIn.objects.filter(at__gt=at - rules.WINDOW)
    return rules.Failures(
        pair=recent.filter(login_sha256=login_sha256, source_sha256=source_sha256).count(),
        source=recent.filter(source_sha256=source_sha256).count(),
        login=FailedSignIn.objects.filter(
            login_sha256=login_sha256, at__gt=at - rules.LOGIN_WINDOW
        ).count(),
    )
