"""What pilots publish for analysis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from changai.analytics.facts import FactColumn, FactTable
from changai.pilots.models import Pairing, Pilot, Visit

CHUNK = 2000


def _pilots() -> Iterator[tuple[Any, ...]]:
    yield from (
        Pilot.objects.order_by("pk")
        .values_list(
            "pk",
            "unit_id",
            "tier",
            "category",
            "scope",
            "ownership",
            "phase",
            "status",
            "workers_count",
            "named_on",
            "ended_on",
        )
        .iterator(CHUNK)
    )


def _instructors() -> Iterator[tuple[Any, ...]]:
    yield from (
        Pairing.objects.order_by("pk")
        .values_list(
            "pk", "pilot__unit_id", "pilot_id", "instructor__person_id", "from_on", "to_on"
        )
        .iterator(CHUNK)
    )


def _visits() -> Iterator[tuple[Any, ...]]:
    rows = Visit.objects.order_by("pk").prefetch_related("findings").select_related("pilot")
    for one in rows.select_related("instructor").iterator(CHUNK):
        findings = len(one.findings.all())
        person, unit = one.instructor.person_id, one.pilot.unit_id
        yield one.pk, unit, one.pilot_id, person, one.on, one.talked_count, findings


FACTS: tuple[FactTable, ...] = (
    FactTable(
        name="pilots",
        grain="one row per pilot, from the day it was named to the day it ended",
        columns=(
            FactColumn("pilot_id", "integer"),
            FactColumn("unit_id", "integer"),
            FactColumn("tier", "text"),
            FactColumn("category", "text"),
            FactColumn("scope", "text"),
            FactColumn("ownership", "text"),
            FactColumn("phase", "text"),
            FactColumn("status", "text"),
            FactColumn("workers_count", "integer", "persons"),
            FactColumn("named_on", "day"),
            FactColumn("ended_on", "day"),
        ),
        rows=_pilots,
        key=("pilot_id",),
        until="ended_on",
    ),
    FactTable(
        name="pilot_instructors",
        grain="one row per instructor of a pilot, for as long as they were",
        columns=(
            FactColumn("pairing_id", "integer"),
            FactColumn("unit_id", "integer"),
            FactColumn("pilot_id", "integer"),
            FactColumn("person_id", "integer"),
            FactColumn("from_on", "day"),
            FactColumn("to_on", "day"),
        ),
        rows=_instructors,
        key=("pairing_id",),
        until="to_on",
    ),
    FactTable(
        name="pilot_visits",
        grain="one row per visit of an instructor to a pilot",
        columns=(
            FactColumn("visit_id", "integer"),
            FactColumn("unit_id", "integer"),
            FactColumn("pilot_id", "integer"),
            FactColumn("person_id", "integer"),
            FactColumn("on", "day"),
            FactColumn("talked_count", "integer", "person_times"),
            FactColumn("finding_count", "integer"),
        ),
        rows=_visits,
        key=("visit_id",),
    ),
)
