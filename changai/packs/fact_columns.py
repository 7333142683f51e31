"""The published facts an indicator may name, as the check of packs knows them.

Packs stand below every noun and cannot ask one what it publishes; a test compares this list with
what the nouns do publish, so that neither is changed alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NUMERIC = ("integer", "real", "yes_no")


@dataclass(frozen=True)
class Column:
    """A column of a fact. `unit` is what its numbers count; `values` are all it can hold, if few.

    `listed_in` names the table of pilots.toml whose codes it holds.
    """

    type: str
    unit: str = ""
    values: tuple[str, ...] = ()
    listed_in: str = ""


_NUMBER, _DAY = Column("integer"), Column("day")
_ITEMS = Column("integer", "items")

FACTS: Mapping[str, Mapping[str, Column]] = {
    "tasks": {
        "task_id": _NUMBER,
        "unit_id": _NUMBER,
        "day": _DAY,
        "signable": _ITEMS,
        "signed_in_time": _ITEMS,
    },
    "tasks_due": {
        "task_id": _NUMBER,
        "unit_id": _NUMBER,
        "day": _DAY,
        "due": _ITEMS,
        "done_in_time": _ITEMS,
    },
    "decisions": {
        "decision_id": _NUMBER,
        "unit_id": _NUMBER,
        "day": _DAY,
        "agreed": _ITEMS,
        "done": _ITEMS,
    },
    "policies": {"document_id": _NUMBER, "unit_id": _NUMBER, "day": _DAY},
    "special_reports": {"digest_id": _NUMBER, "unit_id": _NUMBER, "day": _DAY},
    "pilots": {
        "pilot_id": _NUMBER,
        "unit_id": _NUMBER,
        "tier": Column("text", values=("PROVINCE", "CITY", "COUNTY", "TOWN")),
        "category": Column("text", listed_in="pilot_category"),
        "scope": Column("text", listed_in="pilot_scope"),
        "ownership": Column("text", listed_in="ownership"),
        "phase": Column("text", listed_in="pilot_phase"),
        "status": Column(
            "text", values=("NEW", "CULTIVATED", "CONSOLIDATED", "GRADUATED", "REMOVED")
        ),
        "workers_count": Column("integer", "persons"),
        "named_on": _DAY,
        "ended_on": _DAY,
    },
    "pilot_instructors": {
        "pairing_id": _NUMBER,
        "unit_id": _NUMBER,
        "pilot_id": _NUMBER,
        "person_id": _NUMBER,
        "from_on": _DAY,
        "to_on": _DAY,
    },
    "pilot_visits": {
        "visit_id": _NUMBER,
        "unit_id": _NUMBER,
        "pilot_id": _NUMBER,
        "person_id": _NUMBER,
        "on": _DAY,
        "talked_count": Column("integer", "person_times"),
        "finding_count": _NUMBER,
    },
}
