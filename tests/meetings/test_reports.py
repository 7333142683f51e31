"""A meeting read from a report: proposed, confirmed by a person, shown with its sentences."""

from datetime import date

import pytest
from django.urls import reverse

from changai.meetings.models import Meeting
from changai.reading.reader import read_facts
from tests.documents.factories import make_document
from tests.meetings.factories import make_sitting
from tests.meetings.test_rules import REPORT

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting():
    return make_sitting()


@pytest.fixture
def document(sitting):
    return make_document(
        sitting.cast.office,
        sitting.office,
        REPORT,
        facts=read_facts(REPORT).to_json(),
        dated_on=date(2026, 3, 20),
    )


def typed(answer, body):
    """Return what a person sends who confirms the page as it is."""
    form = answer.context["form"]
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    for one, _quote in answer.context["speakers"]:
        data |= {
            one.add_prefix(name): one.get_initial_for_field(field, name)
            for name, field in one.fields.items()
        }
    data |= {"body": body.pk, "begins": "14:30", "ends": "16:30"}
    return {name: value for name, value in data.items() if value not in (None, False)}


def test_a_confirmed_report_fills_the_record_and_shows_its_sentences(client, sitting, document):
    client.force_login(sitting.office)
    page = client.get(reverse("meetings:from_document", args=[document.pk]))

    answer = client.post(
        reverse("meetings:from_document_now", args=[document.pk]), typed(page, sitting.body)
    )

    meeting = Meeting.objects.get()
    assert answer.status_code == 302
    assert (meeting.state, meeting.number, meeting.form) == ("HELD", 5, "TV_PHONE")
    assert meeting.chair == "何川"
    exchanged = meeting.appearances.filter(act="EXCHANGED").order_by("position")
    assert [(one.name, one.tier) for one in exchanged] == [
        ("省产改办", "OFFICE"),
        ("省人社厅", "DEPARTMENT"),
        ("石桥市委", "CITY"),
        ("竹溪经济开发区党工委", "ZONE"),
        ("东江集团", "ENTERPRISE"),
    ]
    assert meeting.cited.count() == 2
    assert [room.name for room in meeting.rooms.all()] == ["各设区市"]
    shown = client.get(reverse("meetings:meeting", args=[meeting.pk])).content.decode()
    assert "作交流发言" in shown
    assert "主持会议，省政府副省长、省产改联席会议副召集人陈屿传达批示精神" in shown


def test_what_the_person_changed_is_what_is_kept(client, sitting, document):
    client.force_login(sitting.office)
    url = reverse("meetings:from_document", args=[document.pk])
    data = typed(client.get(url), sitting.body) | {"venue": "云溪会堂"}
    del data["s0-taken"]

    client.post(reverse("meetings:from_document_now", args=[document.pk]), data)

    meeting = Meeting.objects.get()
    assert meeting.venue == "云溪会堂"
    assert not meeting.appearances.filter(act="INSTRUCTED").exists()


def test_a_report_is_taken_once_and_by_the_office_only(client, sitting, document):
    url = reverse("meetings:from_document", args=[document.pk])
    now = reverse("meetings:from_document_now", args=[document.pk])
    client.force_login(sitting.cast.lead)
    assert client.get(url).status_code == 404
    assert client.post(now, {}).status_code == 404
    client.force_login(sitting.office)
    data = typed(client.get(url), sitting.body)

    client.post(now, data)

    assert client.post(now, data).status_code == 422
    assert Meeting.objects.count() == 1


def test_hours_that_a_report_does_not_say_are_left_to_the_person(client, sitting, document):
    client.force_login(sitting.office)

    page = client.get(reverse("meetings:from_document", args=[document.pk]))

    initial = page.context["form"].initial
    assert (initial.get("begins"), initial.get("ends")) == (None, None)
    assert "报道没写钟点" in page.text
    assert "年份按报道或引用文件推算" in page.text


def test_a_decision_of_a_meeting_from_a_report_goes_to_a_seat_or_any_unit(
    client, sitting, document
):
    client.force_login(sitting.office)
    page = client.get(reverse("meetings:from_document", args=[document.pk]))
    data = typed(page, sitting.body)
    client.post(reverse("meetings:from_document_now", args=[document.pk]), data)
    meeting = Meeting.objects.get()
    url = reverse("meetings:add_decision_now", args=[meeting.pk])

    shown = client.get(reverse("meetings:meeting", args=[meeting.pk]))
    client.post(url, {"words": "甲。", "unit": sitting.cast.department.pk})
    client.post(url, {"words": "乙。", "lead": sitting.cast.city.pk})

    offered = {pk for pk, _name in shown.context["decision_form"].fields["unit"].choices}
    assert {sitting.cast.department.pk, sitting.cast.helper.pk} <= offered
    leads = meeting.decisions.order_by("position").values_list("unit_id", flat=True)
    assert list(leads) == [sitting.cast.department.pk, sitting.cast.city.pk]


def test_what_was_read_from_a_report_comes_before_the_form_of_decisions(client, sitting, document):
    client.force_login(sitting.office)
    page = client.get(reverse("meetings:from_document", args=[document.pk]))
    data = typed(page, sitting.body)
    client.post(reverse("meetings:from_document_now", args=[document.pk]), data)

    text = client.get(reverse("meetings:meeting", args=[Meeting.objects.get().pk])).text

    assert text.count('id="speakers-title"') == text.count('id="facts-title"') == 1
    assert text.index('id="facts-title"') < text.index('id="decisions-title"')
    assert text.index('id="speakers-title"') < text.index('id="decisions-title"')
