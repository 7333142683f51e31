"""Meetings as calendars: one, or all a person may see, as RFC 5545 has them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from changai.accounts.models import User
from changai.meetings import policies
from changai.meetings.models import CalendarFeed, Meeting
from changai.meetings.queries._meetings import visible_meetings
from changai.meetings.rules import PLACE, State

BACK_DAYS = 400


def hash_of(token: str) -> str:
    """Return the hash under which the token of a feed is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_of(token: str) -> CalendarFeed | None:
    """Return the feed a token opens; None where it was revoked or its person has left."""
    feeds = CalendarFeed.objects.select_related("person")
    return feeds.filter(token_hash=hash_of(token), revoked_at=None, person__is_active=True).first()


def feeds_of(user: User) -> QuerySet[CalendarFeed]:
    """Return the person's feeds, those that work first."""
    return policies.visible_feeds(CalendarFeed.objects.all(), user).order_by("revoked_at", "-pk")


def calendar_meetings(user: User, today: date) -> list[Meeting]:
    """Return the meetings for the person's calendar: a year back and all ahead."""
    since = datetime.combine(today, datetime.min.time(), PLACE) - timedelta(days=BACK_DAYS)
    rows = visible_meetings(user, today).filter(starts_at__gte=since)
    return list(rows.prefetch_related("rooms").order_by("starts_at", "pk"))


def calendar_of(meetings: Iterable[Meeting], *, name: str, base: str) -> bytes:
    """Return meetings as one calendar in UTC moments, with the address of each.

    A meeting that was cancelled says so, so that a calendar takes it off.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//changai//meetings//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for meeting in meetings:
        calendar.add_component(_event(meeting, base))
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, base: str) -> Event:
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@changai")
    event.add("summary", meeting.title)
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("dtstamp", (meeting.convened_at or meeting.made_at).astimezone(UTC))
    event.add("sequence", meeting.revision)
    rooms = [room.name for room in meeting.rooms.all()]
    places = [meeting.venue, *(_("分会场：%s") % room for room in rooms)]
    event.add("location", "; ".join(place for place in places if place))
    url = f"{base}/meetings/{meeting.pk}/"
    event.add("url", url)
    event.add("description", f"{meeting.body}\n{url}")
    states = {State.CANCELLED: "CANCELLED", State.DRAFT: "TENTATIVE"}
    event.add("status", states.get(State(meeting.state), "CONFIRMED"))
    return event
