"""How the work stands in the places below."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from changai.accounts.models import User
from changai.orgs import policies as orgs
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.tasks import queries as tasks
from changai.tasks.models import Task
from changai.tasks.rules import OVER, OWED, Colour

MOST_PLACES = 60


@dataclass(frozen=True)
class PlaceRow:
    """A place right below the reader's own, with the tasks led there, at whatever depth.

    Units: tasks.
    """

    unit_id: int
    name: str
    owed_count: int
    late_count: int
    over_count: int

    widest: int

    @property
    def in_time_count(self) -> int:
        """Return how many are under way and not late."""
        return self.owed_count - self.late_count

    @property
    def bars(self) -> list[tuple[str, str, str]]:
        """Return kind, start and width of each stretch of the bar, in hundredths of the widest."""
        bars, place = [], 0.0
        for kind, count in (
            ("late", self.late_count),
            ("in-time", self.in_time_count),
            ("over", self.over_count),
        ):
            width = 100 * count / max(1, self.widest)
            bars.append((kind, f"{place:.1f}", f"{width:.1f}"))
            place += width
        return bars


def place_rows(seen: QuerySet[Task], user: User, today: date) -> list[PlaceRow]:
    """Return the divisions right below the reader's with work in them, in the order of the tree.

    Member units stand beside divisions; a leader compares neither people nor clerks here.
    Cost: two queries.
    """
    scopes = orgs.reach(user, today).scopes
    if not scopes:
        return []
    scope = min(scopes, key=len)
    length = len(scope) + tree.STEP
    red = tasks.colour_condition(Colour.RED, today, tasks.near_until(today))
    led = seen.order_by().filter(orgs.within("lead__path", (scope,)))
    grouped = (
        led.annotate(place=Substr("lead__path", 1, length))
        .values("place")
        .annotate(
            owed=Count("pk", filter=Q(state__in=[state.value for state in OWED])),
            late=Count("pk", filter=red),
            over=Count("pk", filter=Q(state__in=[state.value for state in OVER])),
        )
    )
    found = {row["place"]: row for row in grouped}
    units = Unit.objects.filter(path__in=list(found), ended_on=None).order_by("path")
    widest = max((row["owed"] + row["over"] for row in found.values()), default=1)
    return [
        PlaceRow(
            unit_id=unit.pk,
            name=str(unit),
            owed_count=found[unit.path]["owed"],
            late_count=found[unit.path]["late"],
            over_count=found[unit.path]["over"],
            widest=widest,
        )
        for unit in units[:MOST_PLACES]
        if len(unit.path) > len(scope)
    ]
