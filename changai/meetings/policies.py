"""Who sees a meeting, its backlog and its minutes, and who runs it."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from changai.accounts.models import User
from changai.bodies import policies as bodies
from changai.bodies.models import CoordinationBody, Seat
from changai.meetings.models import (
    Attendance,
    BranchRoom,
    CalendarFeed,
    Decision,
    Meeting,
    Series,
    Topic,
)
from changai.meetings.rules import State
from changai.orgs import policies as orgs
from changai.orgs.models import Unit


def visible(meetings: QuerySet[Meeting], user: User, today: date) -> QuerySet[Meeting]:
    """Narrow meetings to those of bodies whose office the person is of, and those told to them.

    A meeting is told to the units invited and to those that hold a branch room, from the moment
    it is convened; signed minutes also to every unit with a seat. A draft is the office's.
    """
    units = my_units(user, today)
    invited = Attendance.objects.filter(meeting=OuterRef("pk"), unit__in=units)
    held = BranchRoom.objects.filter(meeting=OuterRef("pk"), unit__in=units)
    seated = Seat.objects.filter(body=OuterRef("body"), unit__in=units)
    own = Q(body__office__in=units) | Q(body__unit__in=units)
    told = Q(convened_at__isnull=False) & (own | Exists(invited) | Exists(held))
    signed = Q(state=State.MINUTES_SIGNED) & (own | Exists(seated) | Exists(invited) | Exists(held))
    return meetings.filter(Q(body__in=run_bodies(user, today)) | told | signed)


def my_units(user: User, today: date) -> QuerySet[Unit, int]:
    """Return the ids of the units for which the person comes: theirs, and what their office serves.

    The auditor of a unit comes for nobody.
    """
    held = [post for post in orgs.reach(user, today).held if post.role in orgs.SEEING_ROLES]
    paths = {post.path for post in held} | {post.scope_path for post in held}
    return Unit.objects.filter(path__in=paths).values_list("pk", flat=True)


def run_bodies(user: User, today: date) -> QuerySet[CoordinationBody]:
    """Return the bodies, living or ended, whose office the person is of."""
    at = orgs.reach(user, today).unit_ids(orgs.Role.OFFICE)
    return CoordinationBody.objects.filter(Q(office_id__in=at) | Q(unit_id__in=at))


def may_run(meeting: Meeting, user: User, today: date) -> bool:
    """Say whether the person plans, records and signs this meeting: the office of its body."""
    return bodies.serves_office(meeting.body, user, today)


def may_plan(body: CoordinationBody, user: User, today: date) -> bool:
    """Say whether the person may plan a new meeting of the body: its office, while it lives."""
    return bodies.may_run(body, user, today)


def sees_record(meeting: Meeting, user: User, today: date) -> bool:
    """Say whether the person sees what was written down: the office always, others once signed."""
    return meeting.state == State.MINUTES_SIGNED or may_run(meeting, user, today)


def visible_decisions(decisions: QuerySet[Decision], user: User, today: date) -> QuerySet[Decision]:
    """Narrow decisions to those of signed minutes the person sees, and all of those they run."""
    meetings = visible(Meeting.objects.all(), user, today).values("pk")
    return decisions.filter(
        Q(meeting__body__in=run_bodies(user, today))
        | Q(meeting_id__in=meetings, meeting__state=State.MINUTES_SIGNED)
    )


def visible_series(series: QuerySet[Series], user: User, today: date) -> QuerySet[Series]:
    """Narrow series to those of bodies whose office the person is of."""
    return series.filter(body__in=run_bodies(user, today))


def visible_topics(topics: QuerySet[Topic], user: User, today: date) -> QuerySet[Topic]:
    """Narrow topics to those proposed by the person's own units, and all of bodies they run."""
    return topics.filter(Q(body__in=run_bodies(user, today)) | Q(unit__in=my_units(user, today)))


def proposing_units(body: CoordinationBody, user: User, today: date) -> QuerySet[Unit]:
    """Return the units for which the person may propose a topic: those that sit, and the office."""
    working = orgs.reach(user, today).unit_ids(*orgs.WORKING_ROLES)
    seats = Seat.objects.filter(body=body, unit=OuterRef("pk")).filter(
        Q(to_on=None) | Q(to_on__gte=today)
    )
    if body.ended_on is not None:
        return Unit.objects.none()
    return Unit.objects.filter(
        Q(Exists(seats)) | Q(pk=body.office_id), pk__in=working, ended_on=None
    ).order_by("path")


def visible_feeds(feeds: QuerySet[CalendarFeed], user: User) -> QuerySet[CalendarFeed]:
    """Narrow feeds to the person's own."""
    return feeds.filter(person=user)
