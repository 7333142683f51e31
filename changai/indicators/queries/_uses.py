"""What a file of evidence proves among the values, for the page of the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from changai.accounts.models import User
from changai.evidence.models import EvidenceFile
from changai.evidence.queries import OtherUse, register_uses
from changai.indicators import models
from changai.indicators.queries import _words as words
from changai.indicators.queries._entry import visible_values
from changai.indicators.rules import State
from changai.packs.current import language, pack

USES_SHOWN = 50


def register_values() -> None:
    """Let the page of a file name the values that rest on it."""
    register_uses("values", values_on)


def values_on(file: EvidenceFile, user: User, today: date) -> Sequence[OtherUse]:
    """Return the values that rest on a file, of those the person may see, the newest first.

    Cost: one query.
    """
    used = models.ValueFile.objects.filter(file=file).values("value")
    rows = visible_values(user=user, today=today).filter(pk__in=used)
    return [
        OtherUse(
            title=pack().indicator(one.indicator).label(language()),
            unit=str(one.unit),
            period=one.period,
            state_words=str(words.STATE_WORDS[State(one.state)]),
            state_tone=words.STATE_TONES[State(one.state)],
            url=reverse("indicators:value", args=[one.pk]),
        )
        for one in rows.order_by("-typed_at", "-pk")[:USES_SHOWN]
    ]
