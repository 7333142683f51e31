"""The pages of meetings: right person, stranger, refusal, fragment, number of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from changai.meetings import services
from changai.meetings.models import Attendance, CalendarFeed, Decision, Meeting, Topic
from changai.meetings.rules import State
from tests.documents.factories import make_document
from tests.meetings.factories import make_decision, make_meeting, make_sitting, whole_decision

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def sitting():
    return make_sitting()


@pytest.fixture
def as_office(client, sitting):
    client.force_login(sitting.office)
    return client


def page(meeting, tab=""):
    url = reverse("meetings:meeting", args=[meeting.pk])
    return f"{url}?tab={tab}" if tab else url


def made(sitting, state, now, **fields):
    """Make a meeting of today."""
    return make_meeting(
        sitting.body, sitting.office, state, at=now, day=timezone.localdate(now), **fields
    )


def planned(sitting, **fields):
    return {
        "body": sitting.body.pk, "title": "第四次季度例会", "kind": "QUARTERLY", "form": "VIDEO",
        "day": timezone.localdate().isoformat(), "begins": "09:00", "ends": "11:00",
        "venue": "一号厅", "rooms": "云溪市\n石桥会堂", "rhythm": "QUARTER", **fields,
    }  # fmt: skip


def test_planning_makes_a_draft_with_rooms_and_an_agenda(as_office, sitting):
    answer = as_office.post(reverse("meetings:plan_now"), planned(sitting))

    meeting = Meeting.objects.get()
    assert answer.status_code == 302
    assert meeting.state == State.DRAFT
    assert meeting.number == 4
    assert [room.name for room in meeting.rooms.order_by("position")] == ["云溪市", "石桥会堂"]
    assert meeting.rooms.get(name="云溪市").unit == sitting.cast.city
    assert meeting.items.count() == 3
    assert meeting.series.rhythm == "QUARTER"


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(as_office, sitting):
    answer = as_office.post(reverse("meetings:plan_now"), planned(sitting, day="", venue="二号厅"))

    assert answer.status_code == 422
    assert "二号厅" in answer.content.decode()


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("tab", ["", "prepare", "record", "minutes", "pack"])
def test_every_part_of_the_page_opens_in_every_state(as_office, sitting, now, state, tab):
    meeting = made(sitting, state, now, rooms=[("云溪分会场", sitting.cast.city)])

    assert as_office.get(page(meeting, tab)).status_code == 200


@pytest.mark.parametrize("name", ["list", "plan", "topics", "feeds"])
def test_the_other_pages_open(as_office, name):
    assert as_office.get(reverse(f"meetings:{name}")).status_code == 200


def test_a_draft_is_the_offices_and_a_stranger_finds_nothing(client, sitting, now):
    draft = made(sitting, State.DRAFT, now)
    convened = made(sitting, State.CONVENED, now)

    client.force_login(sitting.cast.lead)
    assert client.get(page(draft)).status_code == 404
    assert client.get(page(convened)).status_code == 200
    client.force_login(sitting.cast.stranger)
    assert client.get(page(convened)).status_code == 404


def test_a_unit_with_a_branch_room_sees_the_meeting(client, sitting, now):
    meeting = made(sitting, State.CONVENED, now, rooms=[("云溪分会场", sitting.cast.city)])

    client.force_login(sitting.cast.city_clerk)

    assert client.get(page(meeting)).status_code == 200


def test_what_is_written_down_is_shown_to_others_only_once_it_is_signed(client, sitting, now):
    meeting = made(sitting, State.HELD, now)
    decision = whole_decision(
        meeting, sitting.office, sitting.cast.helper, "秘密商定的事。", at=now
    )
    client.force_login(sitting.cast.lead)

    before = client.get(page(meeting, "minutes")).content.decode()
    Decision.objects.filter(pk=decision.pk).update(due_on=timezone.localdate() + timedelta(60))
    services.sign_minutes(meeting=meeting, by=sitting.office, at=now)
    after = client.get(page(meeting, "minutes")).content.decode()

    assert "秘密商定的事" not in before
    assert "秘密商定的事" in after


def test_htmx_gets_the_list_of_decisions_that_the_page_shows(as_office, sitting, now):
    meeting = made(sitting, State.HELD, now)
    url = reverse("meetings:add_decision_now", args=[meeting.pk])

    answer = as_office.post(url, {"words": "建立机制。", "unit": sitting.cast.helper.pk}, **HTMX)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.lstrip().startswith('<section class="card" id="decisions"')
    assert "缺完成时限" in text
    assert "建立机制。" in as_office.get(page(meeting, "record")).content.decode()


def test_signing_with_an_incomplete_decision_is_refused_in_words(as_office, sitting, now):
    meeting = made(sitting, State.HELD, now)
    make_decision(meeting, sitting.office, at=now)

    answer = as_office.post(reverse("meetings:sign_now", args=[meeting.pk]))

    assert answer.status_code == 422
    assert "议定事项第1项还没有责任单位和完成时限" in answer.content.decode()


def test_everybody_present_in_one_click_and_exceptions_edited(as_office, sitting, now):
    meeting = made(sitting, State.HELD, now)
    as_office.post(reverse("meetings:all_present_now", args=[meeting.pk]))
    row = Attendance.objects.get(meeting=meeting, unit=sitting.cast.helper)

    as_office.post(
        reverse("meetings:attendance_now", args=[meeting.pk]),
        {f"presence-{row.pk}": "ALTERNATE", f"who-{row.pk}": "己处长"},
    )

    row.refresh_from_db()
    assert (row.presence, row.who) == ("ALTERNATE", "己处长")
    assert Attendance.objects.filter(meeting=meeting, presence="PRESENT").count() == 1


def test_a_topic_goes_from_a_member_to_the_agenda(client, sitting, now):
    client.force_login(sitting.cast.lead)
    place = f"{sitting.body.pk}-{sitting.cast.department.pk}"
    client.post(reverse("meetings:propose_now"), {"place": place, "title": "评价机制"})
    topic = Topic.objects.get()
    meeting = made(sitting, State.DRAFT, now)

    client.force_login(sitting.office)
    client.post(reverse("meetings:take_now", args=[topic.pk]), {"meeting": meeting.pk})

    topic.refresh_from_db()
    assert topic.state == "TAKEN"
    assert meeting.items.filter(title="评价机制", unit=sitting.cast.department).exists()


def test_the_list_costs_the_same_however_many_meetings(
    as_office, sitting, now, django_assert_max_num_queries
):
    for _number in range(5):
        made(sitting, State.CONVENED, now)

    with django_assert_max_num_queries(20):
        as_office.get(reverse("meetings:list"))


def test_agenda_items_are_edited_moved_and_get_papers(as_office, sitting, now):
    meeting = made(sitting, State.DRAFT, now)
    document = make_document(sitting.cast.office, sitting.office)
    first, second = meeting.items.order_by("position")[:2]

    as_office.post(reverse("meetings:move_item_now", args=[second.pk]), {"to": "up"})
    as_office.post(
        reverse("meetings:item_now", args=[first.pk]),
        {"title": "听取情况", "kind": "REVIEW", "minutes": 20, "unit": sitting.cast.helper.pk},
    )
    as_office.post(reverse("meetings:add_paper_now", args=[first.pk]), {"document": document.pk})

    first.refresh_from_db()
    assert (first.title, first.unit, first.position) == ("听取情况", sitting.cast.helper, 2)
    assert as_office.get(reverse("meetings:item", args=[first.pk])).status_code == 200
    assert document.title in as_office.get(page(meeting)).content.decode()


@pytest.mark.parametrize("state", [State.CONVENED, State.HELD, State.MINUTES_SIGNED])
def test_every_paper_of_a_meeting_is_downloaded_from_its_page(as_office, sitting, now, state):
    meeting = made(sitting, state, now)
    kinds = ["MEETING_NOTICE", "MEETING_PACK"]
    kinds += ["MINUTES"] if state != State.CONVENED else []

    text = as_office.get(page(meeting)).content.decode()

    for kind in kinds:
        for form in ("docx", "pdf"):
            url = reverse(f"papers:preview_{form}", args=[kind, meeting.pk])
            assert f'href="{url}"' in text
            assert as_office.get(url).status_code == 200
    assert ("/MINUTES/" in text) == ("MINUTES" in kinds)


def test_speakers_are_typed_one_a_line_with_titles_and_tier(as_office, sitting, now):
    meeting = made(sitting, State.HELD, now)
    lines = "省总工会，部门\n何川，省委常委，省总工会主席\n\n石桥市委,书记,市级\n东江集团"

    as_office.post(
        reverse("meetings:add_speaker_now", args=[meeting.pk]), {"name": lines, "act": "EXCHANGED"}
    )

    rows = meeting.appearances.order_by("position")
    assert [(one.position, one.name, one.titles, one.tier) for one in rows] == [
        (1, "省总工会", "", "DEPARTMENT"),
        (2, "何川", "省委常委，省总工会主席", ""),
        (3, "石桥市委", "书记", "CITY"),
        (4, "东江集团", "", ""),
    ]


def test_a_line_without_a_name_leaves_no_speaker_of_the_list(as_office, sitting, now):
    meeting = made(sitting, State.HELD, now)
    url = reverse("meetings:add_speaker_now", args=[meeting.pk])

    answer = as_office.post(url, {"name": "省总工会\n，部门", "act": "EXCHANGED"})

    assert answer.status_code == 422
    assert not meeting.appearances.exists()


def test_minutes_are_not_signed_before_the_meeting_began(as_office, sitting, now):
    meeting = made(sitting, State.HELD, now)
    later = {"starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=2)}
    Meeting.objects.filter(pk=meeting.pk).update(**later)

    answer = as_office.post(reverse("meetings:sign_now", args=[meeting.pk]))

    assert answer.status_code == 422
    assert "会议还没有开始，不能签发纪要" in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.state == State.HELD


@pytest.mark.parametrize(("days", "offered"), [(0, True), (1, False)])
def test_a_record_is_offered_on_the_day_and_not_before(as_office, sitting, now, days, offered):
    day = timezone.localdate(now) + timedelta(days=days)
    meeting = make_meeting(sitting.body, sitting.office, State.CONVENED, at=now, day=day)

    text = as_office.get(page(meeting)).content.decode()

    assert (reverse("meetings:hold_now", args=[meeting.pk]) in text) == offered


def test_all_tasks_made_says_how_many_and_leaves_no_button(as_office, sitting, now):
    meeting = made(sitting, State.HELD, now)
    for words in ("甲。", "乙。"):
        due_on = timezone.localdate(now) + timedelta(days=60)
        make_decision(
            meeting, sitting.office, words, unit=sitting.cast.department, due_on=due_on, at=now
        )
    url = reverse("meetings:tasks_now", args=[meeting.pk])
    assert url in as_office.get(page(meeting, "record")).text

    answer = as_office.post(url, **HTMX)

    assert "2 项已立项并交办。" in answer.text
    assert url not in answer.text


def test_a_revoked_feed_says_so(as_office, sitting, now):
    services.make_feed(name="手机", by=sitting.office, at=now)
    feed = CalendarFeed.objects.get()

    answer = as_office.post(reverse("meetings:revoke_feed_now", args=[feed.pk]), follow=True)

    assert "订阅已撤销" in answer.text
