from datetime import timedelta

import pytest

from changai.audit.models import Entry
from changai.bodies import queries, services
from changai.bodies.models import CoordinationBody, Seat
from changai.bodies.services import SeatDraft
from changai.kernel.errors import OutOfDate
from tests.conftest import NOON, TODAY
from tests.orgs.factories import make_department

DAY = timedelta(days=1)


def found(cast, **fields):
    return services.found_body(
        **{
            "kind": "leading_group",
            "name": "产改领导小组",
            "unit": cast.province,
            "office": cast.office,
            "began_on": TODAY,
            "by": cast.clerk,
            "at": NOON,
            **fields,
        }
    )


def test_a_body_is_set_up_with_twelve_members_in_one_write(cast):
    units = [make_department(cast.province, f"省第{number}厅") for number in range(12)]

    body = found(cast, seats=[SeatDraft(unit.pk) for unit in units])

    assert [seat.unit for seat in queries.seats_on(body, TODAY)] == units
    assert Entry.objects.filter(action="body.founded").count() == 1


def test_only_the_office_of_the_tier_sets_up_its_body(cast):
    for who in (cast.lead, cast.supervisor, cast.city_clerk, cast.stranger, cast.auditor):
        with pytest.raises(services.NotTheOffice):
            found(cast, by=who)


def test_a_body_needs_a_known_kind_a_free_name_and_an_office_of_its_own(cast):
    found(cast)

    for wrong in (
        {"kind": "committee"},
        {},
        {"name": " "},
        {"name": "另一个", "unit": cast.city, "office": cast.office, "by": cast.city_clerk},
    ):
        with pytest.raises(services.BodyRefused):
            found(cast, **wrong)
    assert CoordinationBody.objects.count() == 1


def test_nobody_gets_a_seat_twice_and_a_refusal_leaves_none(cast, body):
    seats = [SeatDraft(cast.city_office.pk), SeatDraft(cast.helper.pk)]

    with pytest.raises(services.SeatRefused, match="已有这个席位"):
        services.add_seats(body=body, seats=seats, from_on=TODAY, by=cast.clerk, at=NOON)
    with pytest.raises(services.SeatRefused, match="不止一次"):
        services.add_seats(
            body=body, seats=[seats[0], seats[0]], from_on=TODAY, by=cast.clerk, at=NOON
        )
    with pytest.raises(services.SeatRefused, match="至少"):
        services.add_seats(body=body, seats=[], from_on=TODAY, by=cast.clerk, at=NOON)

    assert body.seats.count() == 2


def test_a_unit_may_hold_two_seats_of_different_parts(cast, body):
    services.add_seats(
        body=body,
        seats=[SeatDraft(cast.helper.pk, "DEPUTY")],
        from_on=TODAY,
        by=cast.clerk,
        at=NOON,
    )

    assert queries.unit_ids_on(body, TODAY) == [cast.department.pk, cast.helper.pk]


def test_another_person_from_a_day_on_leaves_the_past_as_it_was(cast, body):
    seat = body.seats.get(role="CONVENOR")
    draft = SeatDraft(seat.unit_id, "CONVENOR", person="赵敏", liaison="周洁")

    services.change_seat(
        seat=seat, draft=draft, from_on=TODAY, seen_revision=0, by=cast.clerk, at=NOON
    )

    assert [one.person for one in queries.seats_on(body, TODAY - DAY)] == ["王强", ""]
    assert [one.person for one in queries.seats_on(body, TODAY)] == ["赵敏", ""]
    assert Seat.objects.get(pk=seat.pk).to_on == TODAY - DAY


def test_a_correction_from_the_first_day_makes_no_new_term(cast, body):
    seat = body.seats.get(role="CONVENOR")

    services.change_seat(
        seat=seat,
        draft=SeatDraft(seat.unit_id, "CONVENOR", person="王 强", title="党组书记"),
        from_on=seat.from_on,
        seen_revision=0,
        by=cast.clerk,
        at=NOON,
    )

    assert body.seats.filter(role="CONVENOR").count() == 1
    assert body.seats.get(role="CONVENOR").title == "党组书记"


def test_of_two_who_change_a_seat_the_second_is_told(cast, body):
    seat = body.seats.get(role="MEMBER")
    asked = {"seat": seat, "from_on": seat.from_on, "seen_revision": 0, "at": NOON}
    draft = SeatDraft(seat.unit_id, person="甲")
    services.change_seat(draft=draft, by=cast.clerk, **asked)

    with pytest.raises(OutOfDate):
        services.change_seat(draft=SeatDraft(seat.unit_id, person="乙"), by=cast.colleague, **asked)

    assert body.seats.get(role="MEMBER").person == "甲"


def test_a_seat_ends_by_hand_once_and_may_begin_again_later(cast, body):
    seat = body.seats.get(role="MEMBER")
    asked = {"seat": seat, "last_day": TODAY, "by": cast.clerk, "at": NOON}
    services.end_seat(seen_revision=0, **asked)

    with pytest.raises(OutOfDate):
        services.end_seat(seen_revision=None, **asked)
    again = {"body": body, "seats": [SeatDraft(seat.unit_id)], "by": cast.clerk, "at": NOON}
    with pytest.raises(services.SeatRefused, match="上一个任期"):
        services.add_seats(from_on=TODAY, **again)
    services.add_seats(from_on=TODAY + DAY, **again)

    assert len(queries.seats_on(body, TODAY)) == 2
    assert len(queries.seats_on(body, TODAY + DAY)) == 2


def test_an_ended_body_keeps_its_seats_in_sight_and_takes_no_more(cast, body):
    services.end_body(body=body, last_day=TODAY, seen_revision=0, by=cast.clerk, at=NOON)

    later = TODAY + 30 * DAY
    assert queries.seats_on(body, later) == []
    assert len(queries.seats_on(body, TODAY)) == 2
    assert queries.body_for(body.pk, cast.cooperator, later) is not None
    with pytest.raises(services.NotTheOffice):
        services.add_seats(
            body=body,
            seats=[SeatDraft(cast.city_office.pk)],
            from_on=later,
            by=cast.clerk,
            at=NOON,
        )


def test_nobody_but_the_office_changes_a_body_or_its_seats(cast, body):
    seat = body.seats.get(role="MEMBER")
    for who in (cast.lead, cast.cooperator, cast.supervisor, cast.city_clerk, cast.stranger):
        by = {"by": who, "at": NOON}
        with pytest.raises(services.NotTheOffice):
            services.end_seat(seat=seat, last_day=TODAY, seen_revision=0, **by)
        with pytest.raises(services.NotTheOffice):
            services.change_body(
                body=body,
                kind="mechanism",
                name="改名",
                office=cast.office,
                seen_revision=0,
                **by,
            )
        with pytest.raises(services.NotTheOffice):
            services.end_body(body=body, last_day=TODAY, seen_revision=0, **by)
