"""Terms and checks that run out are told, whatever else happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from changai.audit import services as audit
from changai.notices import services as notices
from changai.orgs import policies as org_policies
from changai.orgs import queries as orgs
from changai.packs.current import pack
from changai.pilots import queries
from changai.pilots.models import Pilot, Step
from changai.pilots.rules import Alarm, Event
from changai.tasks.queries import local_day

TOLD_FIELDS = {
    Alarm.CHECK_DUE: "check_told_on",
    Alarm.TERM_NEAR: "near_told_on",
    Alarm.TERM_PAST: "past_told_on",
}
ALARM_KINDS = {
    Alarm.CHECK_DUE: "pilot_check_due",
    Alarm.TERM_NEAR: "pilot_term_near",
    Alarm.TERM_PAST: "pilot_term_past",
}
# A job is cut into pieces of this size, so that pages get their turn.
ALARMS_AT_ONCE = 500


def tell_terms(*, at: datetime, by: None = None) -> int:
    """Give the alarms of all live pilots: checks due, terms that run out, terms that ran out.

    What is told is marked on the pilot and kept as a step in the same transaction, so that a run
    too many repeats nothing and a missed one is made up.
    """
    told = 0
    while count := _tell_some(at):
        told += count
    return told


def _tell_some(at: datetime) -> int:
    today = local_day(at)
    before = pack().pilots.limit("alarm_before")
    with transaction.atomic():
        rows = queries.pilots_to_alarm(today=today, before_days=before.value)
        locked = rows.select_for_update(of=("self",)).select_related("unit", "named_by_unit")
        found: list[tuple[Pilot, Alarm]] = []
        for pilot in locked.order_by("pk")[:ALARMS_AT_ONCE]:
            for alarm in queries.alarms_of(pilot, today=today):
                setattr(pilot, TOLD_FIELDS[alarm], today)
                found.append((pilot, alarm))
        if not found:
            return 0
        pilots = list({pilot.pk: pilot for pilot, _alarm in found}.values())
        Pilot.objects.bulk_update(pilots, [*TOLD_FIELDS.values()], batch_size=200)
        Step.objects.bulk_create(
            [
                Step(
                    pilot=pilot,
                    rule=Event.ALARM.value,
                    from_status=pilot.status,
                    to_status=pilot.status,
                    after={"alarm": alarm.value, "term_ends_on": pilot.term_ends_on.isoformat()},
                    source=f"{before.code}: {before.source}"[:300],
                    on=today,
                    at=at,
                )
                for pilot, alarm in found
            ]
        )
        _tell_alarms(found, at)
        audit.record(
            "pilot.alarmed",
            Pilot,
            by=None,
            at=at,
            after={"told": len(found)},
            touched=[
                audit.Touched(pilot.pk, pilot.unit_id, after={"alarm": alarm.value})
                for pilot, alarm in found
            ],
        )
    return len(found)


def _tell_alarms(found: Sequence[tuple[Pilot, Alarm]], at: datetime) -> None:
    units = {pilot.named_by_unit_id for pilot, _alarm in found}
    people = orgs.people_at(units, org_policies.WORKING_ROLES, today=local_day(at))
    notices.tell_many(
        messages=[
            notices.Message(
                people=people.get(pilot.named_by_unit_id, []),
                kind=ALARM_KINDS[alarm],
                key=f"{ALARM_KINDS[alarm]}:{pilot.pk}:{pilot.term_ends_on}",
                facts={
                    "unit": str(pilot.unit),
                    "until_on": pilot.mid_term_on
                    if alarm is Alarm.CHECK_DUE
                    else pilot.term_ends_on,
                },
                url=reverse("pilots:pilot", args=[pilot.pk]),
            )
            for pilot, alarm in found
        ],
        at=at,
    )
