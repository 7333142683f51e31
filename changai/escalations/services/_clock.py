"""Tell of slips whose day has passed, once each."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from changai.audit import services as audit
from changai.escalations import policies
from changai.escalations.models import Slip
from changai.escalations.rules import LIVE, Level
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.policies import WORKING_ROLES

FURTHEST_BACK = timedelta(days=90)


def tell_passed_days(*, at: datetime, by: None = None) -> int:
    """Tell both units that the day of a slip has passed and it still stands.

    Return how many notices are new. The key of a notice names the slip and its day, so that a run
    too many repeats nothing.
    """
    today = timezone.localdate(at)
    rows = Slip.objects.filter(
        state__in=[one.value for one in LIVE],
        until_on__lt=today,
        until_on__gte=today - FURTHEST_BACK,
    ).exclude(level=Level.REMINDER.value)
    sent = policies.only_sent(rows).select_related("task", "to_unit")
    slips = list(sent.order_by("pk"))
    units = {pk for one in slips for pk in (one.unit_id, one.to_unit_id)}
    people = orgs.people_at(units, WORKING_ROLES, today=today)
    messages = [
        notices.Message(
            people=[*people.get(one.unit_id, []), *people.get(one.to_unit_id, [])],
            kind="slip_day_passed",
            key=f"slip:{one.pk}:passed:{one.until_on}",
            facts={"title": one.task.title, "unit": str(one.to_unit), "until_on": one.until_on},
            url=reverse("escalations:slip", args=[one.pk]),
        )
        for one in slips
    ]
    with transaction.atomic():
        told = notices.tell_many(messages=messages, at=at, by=by)
        if told:
            audit.record("slip.notified", Slip, by=by, at=at, after={"told": told})
    return told
