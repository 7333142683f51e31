"""Which meetings there are for a person, and what a series brings along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from changai.accounts.models import User
from changai.bodies.models import CoordinationBody
from changai.meetings import policies, rules
from changai.meetings.models import Decision, Meeting, Series, Topic
from changai.orgs import policies as orgs
from changai.orgs.models import Unit


def visible_meetings(user: User, today: date) -> QuerySet[Meeting]:
    """Return the meetings the person may see, with their bodies."""
    rows = Meeting.objects.select_related("body__office", "body__unit", "series", "signed_by")
    return policies.visible(rows, user, today)


def visible_decisions(user: User, today: date) -> QuerySet[Decision]:
    """Return the decisions the person may see, with meeting and unit."""
    rows = Decision.objects.select_related("meeting__body", "unit")
    return policies.visible_decisions(rows, user, today)


def visible_series(user: User, today: date) -> QuerySet[Series]:
    """Return the series of bodies whose office the person is of."""
    return policies.visible_series(Series.objects.select_related("body__office"), user, today)


def visible_topics(user: User, today: date) -> QuerySet[Topic]:
    """Return the topics proposed by the person's units, and all of bodies they run."""
    rows = Topic.objects.select_related("body__office", "unit", "item")
    return policies.visible_topics(rows, user, today)


def run_bodies(user: User, today: date) -> list[CoordinationBody]:
    """Return the living bodies for which the person plans meetings."""
    rows = policies.run_bodies(user, today).filter(ended_on=None)
    return list(rows.select_related("unit", "office").order_by("unit__path", "pk"))


def hours_of(series: Series) -> tuple[time, time]:
    """Return when a meeting of a series begins and ends, in the hours of Shanghai."""
    begins = datetime.combine(date(2000, 1, 1), series.begins)
    return series.begins, (begins + timedelta(minutes=series.minutes)).time()


def title_of_next(series: Series, last: Meeting | None, number: int | None) -> str:
    """Return the title of the next meeting: the last one's with its number counted on."""
    if last and number:
        old = rules.in_chinese(number - 1)
        new = f"第{rules.in_chinese(number)}次"  # not shown: stored in the title
        for said in (f"第{old}次", f"第{number - 1}次"):  # not shown: matched
            if said in last.title:
                return last.title.replace(said, new)
    return last.title if last else series.title


def working_places(unit_ids: Iterable[int]) -> dict[int, int]:
    """Return where people serve for units, by the unit they come for: an office for its division.

    Cost: one query.
    """
    wanted = set(unit_ids)
    paths = dict(Unit.objects.filter(pk__in=wanted).values_list("path", "pk"))
    offices = Unit.objects.filter(scope_path__in=paths, ended_on=None)
    found = {pk: paths[scope] for pk, scope in offices.values_list("pk", "scope_path")}
    return found | {unit_id: unit_id for unit_id in wanted}


def assigner_of(body: CoordinationBody, *, user: User, today: date) -> int:
    """Return the unit in whose name the person gives out tasks for a body: its office, else its
    unit, at whichever they work."""
    seen = orgs.reach(user, today)
    return body.office_id if seen.works_at(body.office_id) else body.unit_id
