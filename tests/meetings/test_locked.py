"""No route signs minutes with a decision that lacks unit or date, and none changes signed ones."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from changai.kernel.errors import Refused
from changai.meetings import queries, services
from changai.meetings.models import (
    AgendaItem,
    Amendment,
    Appearance,
    Attendance,
    BranchRoom,
    CitedDocument,
    Decision,
    DecisionUnit,
    ItemPaper,
    Meeting,
)
from changai.meetings.rules import State
from tests.conftest import NOON, TODAY
from tests.documents.factories import make_document
from tests.meetings.factories import draft, make_meeting, make_sitting, whole_decision

pytestmark = pytest.mark.django_db
LOCKED = (
    Meeting,
    AgendaItem,
    Appearance,
    Attendance,
    BranchRoom,
    CitedDocument,
    Decision,
    DecisionUnit,
    ItemPaper,
)
fewer = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def signed_meeting(sitting):
    """Make signed minutes that have a row in every table of the record."""
    cast, by = sitting.cast, sitting.office
    meeting = make_meeting(sitting.body, by, State.HELD, rooms=[("云溪分会场", cast.city)])
    item = meeting.items.order_by("position").first()
    services.add_paper(item=item, document=make_document(cast.office, by), by=by, at=NOON)
    services.all_present(meeting=meeting, by=by, at=NOON)
    services.set_outcome(item=item, outcome="同意。", by=by, at=NOON)
    speaker = services.SpeakerDraft("EXCHANGED", "省技能厅", tier="DEPARTMENT")
    services.add_speaker(meeting=meeting, draft=speaker, by=by, at=NOON)
    CitedDocument.objects.create(meeting=meeting, title="实施意见")
    decision = services.add_decision(
        meeting=meeting,
        words="健全机制。",
        unit_id=cast.department.pk,
        cooperating=[cast.helper.pk],
        due_on=TODAY + timedelta(30),
        by=by,
        at=NOON,
    )
    services.sign_minutes(meeting=meeting, by=by, at=NOON)
    return meeting, item, decision


def content_of_database():
    return {model._meta.db_table: list(model.objects.order_by("pk").values()) for model in LOCKED}


@pytest.fixture
def sitting():
    return make_sitting()


def by_service(meeting):
    services.sign_minutes(meeting=meeting, by=meeting.made_by, at=NOON)


def by_update(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(**signature(meeting))


def by_save(meeting):
    for name, value in signature(meeting).items():
        setattr(meeting, name, value)
    meeting.save()


def by_bulk(meeting):
    for name, value in signature(meeting).items():
        setattr(meeting, name, value)
    Meeting.objects.bulk_update([meeting], list(signature(meeting)))


def by_sql(meeting):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE meetings_meeting SET state='MINUTES_SIGNED', signed_by_id=%s, signed_at=%s,"
            " signed_content='{}' WHERE id=%s",
            [meeting.made_by_id, NOON, meeting.pk],
        )


def signature(meeting):
    return {
        "state": "MINUTES_SIGNED",
        "signed_by_id": meeting.made_by_id,
        "signed_at": NOON,
        "signed_content": {"title": "x"},
    }


SIGNING = [by_service, by_update, by_save, by_bulk, by_sql]


@pytest.mark.parametrize("sign", SIGNING)
@given(
    decisions=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=4),
)
@fewer
def test_no_route_signs_minutes_while_a_decision_lacks_unit_or_date(sitting, sign, decisions):
    with transaction.atomic():
        meeting = make_meeting(sitting.body, sitting.office, State.HELD)
        for has_unit, has_day in decisions:
            services.add_decision(
                meeting=meeting,
                words="办一件事。",
                unit_id=sitting.cast.department.pk if has_unit else None,
                due_on=TODAY + timedelta(9) if has_day else None,
                by=sitting.office,
                at=NOON,
            )
        with suppress(Refused, DatabaseError), transaction.atomic():
            sign(meeting)

        whole = all(unit and day for unit, day in decisions)
        state = Meeting.objects.get(pk=meeting.pk).state
        assert (state == "MINUTES_SIGNED") is whole
        transaction.set_rollback(True)


def service_routes(meeting, item, decision, sitting):
    by, at = sitting.office, NOON
    paper, spoken = item.papers.get(), meeting.appearances.get()
    row = meeting.attendance.first()
    presence = {row.pk: services.Presence("ABSENT")}
    return [
        lambda: services.change_meeting(
            meeting=meeting, draft=draft(title="另一个名称"), seen_revision=None, by=by, at=at
        ),
        lambda: services.set_rooms(meeting=meeting, rooms=[], by=by, at=at),
        lambda: services.convene_meeting(meeting=meeting, by=by, at=at),
        lambda: services.hold_meeting(meeting=meeting, by=by, at=at),
        lambda: services.cancel_meeting(meeting=meeting, reason="不开了", by=by, at=at),
        lambda: services.sign_minutes(meeting=meeting, by=by, at=at),
        lambda: services.add_item(
            meeting=meeting, draft=services.ItemDraft("OTHER", "新题"), by=by, at=at
        ),
        lambda: services.change_item(
            item=item, draft=services.ItemDraft("OTHER", "改题"), by=by, at=at
        ),
        lambda: services.move_item(item=item, up=False, by=by, at=at),
        lambda: services.remove_item(item=item, by=by, at=at),
        lambda: services.remove_paper(paper=paper, by=by, at=at),
        lambda: services.set_outcome(item=item, outcome="改了。", by=by, at=at),
        lambda: services.set_attendance(meeting=meeting, presences=presence, by=by, at=at),
        lambda: services.all_present(meeting=meeting, by=by, at=at),
        lambda: services.summarize_meeting(meeting=meeting, summary="x", chair="y", by=by, at=at),
        lambda: services.remove_speaker(spoken=spoken, by=by, at=at),
        lambda: services.add_decision(meeting=meeting, words="新的。", by=by, at=at),
        lambda: services.change_decision(decision=decision, words="改的。", by=by, at=at),
        lambda: services.drop_decision(decision=decision, by=by, at=at),
    ]


def test_no_service_changes_signed_minutes(sitting):
    meeting, item, decision = signed_meeting(sitting)
    before = content_of_database()

    for route in service_routes(meeting, item, decision, sitting):
        with pytest.raises(Refused):
            route()

    assert content_of_database() == before


@given(data=st.data())
@fewer
def test_no_write_of_the_database_changes_signed_minutes(sitting, data):
    with transaction.atomic():
        signed_meeting(sitting)
        before = content_of_database()
        model = data.draw(st.sampled_from(LOCKED))
        row = model.objects.first()
        field = data.draw(st.sampled_from(model._meta.concrete_fields[1:]))
        route = data.draw(
            st.sampled_from(
                ["update", "save", "bulk_update", "delete", "row delete", "insert", "replace"]
            )
        )
        with pytest.raises(DatabaseError), transaction.atomic():
            try_route(route, model, row, field)
        assert content_of_database() == before
        transaction.set_rollback(True)


def try_route(route, model, row, field):
    if route == "update":
        model.objects.update(**{field.attname: F(field.attname)})
    elif route == "save":
        row.save(force_update=True)
    elif route == "bulk_update":
        model.objects.bulk_update([row], [field.name])
    elif route == "delete":
        model.objects.all()._raw_delete("default")
    elif route == "row delete":
        model.objects.filter(pk=row.pk)._raw_delete("default")
    elif route == "insert":
        copy = model.objects.get(pk=row.pk)
        copy.pk = None if model is not Meeting else copy.pk
        copy.save(force_insert=True)
    else:
        table = model._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f"REPLACE INTO {table} SELECT * FROM {table}")
            else:
                cursor.execute(f"UPDATE {table} SET id = id")


def test_every_table_of_the_record_is_guarded_and_loaded_before_the_meetings():
    guards = __import__("changai.meetings.migrations.0002_signed_stays", fromlist=["TABLES"])
    models = apps.get_app_config("meetings").get_models()
    free = {
        "meetings_series", "meetings_topic", "meetings_decisiontask", "meetings_calendarfeed"
    }  # fmt: skip

    assert {model._meta.db_table for model in models} - free == set(guards.TABLES)
    assert max(guards.TABLES) == "meetings_meeting"


def test_an_amendment_stands_beside_what_was_signed_and_is_written_once(sitting):
    meeting, _item, decision = signed_meeting(sitting)
    key = f"decisions.{decision.pk}.due_on"

    services.amend_minutes(
        meeting=meeting, key=key, after="2026-09-30", reason="日期有误", by=sitting.office, at=NOON
    )

    fresh = Meeting.objects.get(pk=meeting.pk)
    signed = fresh.signed_content["decisions"][0]["due_on"]
    assert queries.minutes_now(fresh)["decisions"][0]["due_on"] == "2026-09-30"
    amendment = Amendment.objects.get()
    assert (amendment.before, amendment.after) == (signed, "2026-09-30")
    assert (amendment.by, amendment.reason) == (sitting.office, "日期有误")
    for change in (
        lambda: Amendment.objects.update(after="x"),
        lambda: amendment.delete(),
        lambda: Amendment.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_decision_of_signed_minutes_still_becomes_a_task(sitting):
    meeting = make_meeting(sitting.body, sitting.office, State.HELD)
    whole_decision(meeting, sitting.office, sitting.cast.department)
    services.sign_minutes(meeting=meeting, by=sitting.office, at=NOON)

    assert services.make_tasks(meeting=meeting, by=sitting.office, at=NOON) == 1
