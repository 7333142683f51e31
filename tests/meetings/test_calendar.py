"""Meetings as calendars: a standard parser reads them, and midnight in Shanghai is midnight."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from changai.meetings import queries, services
from changai.meetings.models import CalendarFeed
from changai.meetings.rules import State
from tests.meetings.factories import make_meeting, make_sitting

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def sitting():
    return make_sitting()


def made(sitting, state=State.CONVENED, **fields):
    now = timezone.now()
    day = timezone.localdate(now)
    return make_meeting(sitting.body, sitting.office, state, at=now, day=day, **fields)


def events(content):
    return Calendar.from_ical(content).walk("VEVENT")


def feed_url(person):
    return reverse("meetings:feed", args=[
        services.make_feed(name="手机", by=person, at=timezone.now())
    ])  # fmt: skip


def test_a_meeting_across_midnight_is_right_in_shanghai(client, sitting):
    meeting = made(sitting, begins=time(23, 30), ends=time(0, 30))
    client.force_login(sitting.cast.lead)

    answer = client.get(reverse("meetings:calendar", args=[meeting.pk]))

    [event] = events(answer.content)
    today = timezone.localdate()
    begins = event.decoded("dtstart").astimezone(SHANGHAI)
    ends = event.decoded("dtend").astimezone(SHANGHAI)
    assert (begins.date(), begins.time()) == (today, time(23, 30))
    assert (ends.date() - today).days == 1
    assert ends.time() == time(0, 30)
    assert event.decoded("dtstart").utcoffset() == datetime(2026, 1, 1, tzinfo=UTC).utcoffset()
    assert (
        "次日00:30" in client.get(reverse("meetings:meeting", args=[meeting.pk])).content.decode()
    )


def test_a_feed_opens_without_signing_in_and_holds_what_its_person_may_see(client, sitting):
    shown = made(sitting, title="看得到的会议")
    made(sitting, State.DRAFT, title="还是草稿的会议")
    url = feed_url(sitting.cast.lead)

    [event] = events(client.get(url).content)

    assert event["summary"] == shown.title
    assert event["uid"] == f"meeting-{shown.pk}@changai"
    assert "第一会议室" in event["location"]


def test_a_cancelled_meeting_stays_in_the_feed_as_cancelled(client, sitting):
    meeting = made(sitting)
    url = feed_url(sitting.cast.lead)
    services.cancel_meeting(meeting=meeting, reason="改期", by=sitting.office, at=timezone.now())

    [event] = events(client.get(url).content)

    assert event["status"] == "CANCELLED"


def test_a_revoked_feed_is_gone_and_only_its_hash_was_kept(client, sitting):
    url = feed_url(sitting.cast.lead)
    token = url.split("/")[-2]
    feed = CalendarFeed.objects.get()
    assert token not in feed.token_hash
    assert feed.token_hash == queries.hash_of(token)

    services.revoke_feed(feed=feed, by=sitting.cast.lead, at=timezone.now())

    assert client.get(url).status_code == 404
    assert client.get(reverse("meetings:feed", args=["guessed"])).status_code == 404


def test_a_feed_of_somebody_who_left_is_gone(client, sitting):
    url = feed_url(sitting.cast.lead)
    sitting.cast.lead.is_active = False
    sitting.cast.lead.save()

    assert client.get(url).status_code == 404


def test_the_address_is_shown_once(client, sitting):
    client.force_login(sitting.cast.lead)

    answer = client.post(reverse("meetings:make_feed_now"), {"name": "手机"})

    assert "meetings.ics" in answer.content.decode()
    assert "meetings.ics" not in client.get(reverse("meetings:feeds")).content.decode()
