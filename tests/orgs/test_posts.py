"""Giving, ending and covering posts."""

from datetime import date, timedelta

import pytest

from changai.accounts.models import User
from changai.audit.models import Entry
from changai.kernel.errors import OutOfDate, Refused
from changai.orgs import policies, queries, services
from changai.orgs.models import Post
from tests.accounts.factories import make_user
from tests.orgs.factories import make_person, make_post

LATER = date(2026, 3, 20)


def give(person, unit, role, by, when, **more):
    more.setdefault("from_on", when["today"])
    return services.give_post(person=person, unit=unit, role=role, by=by, **when, **more)


def reach_of(person, today):
    """Return the reach as the next request reads it."""
    return policies.reach(User.objects.get(pk=person.pk), today)


def test_a_given_post_holds_from_the_next_request_on(land, when, today):
    person = make_user()

    give(person, land.firm, "CLERK", land.chief, when)

    assert reach_of(person, today).works_at(land.firm.pk)
    assert Entry.objects.get(action="post.given").unit_id == land.firm.pk


def test_nobody_gives_themselves_a_post(land, when):
    with pytest.raises(policies.NotYours, match="给自己"):
        give(land.chief, land.firm, "CLERK", land.chief, when)


@pytest.mark.parametrize("who", ["north_clerk", "liaison", "leader", "auditor", "clerk"])
def test_nobody_gives_a_post_outside_their_scope(land, when, who):
    with pytest.raises(policies.NotYours):
        give(make_user(), land.south_county, "LIAISON", getattr(land, who), when)


@pytest.mark.parametrize("role", ["OFFICE", "SUPERVISOR", "LEADER", "AUDITOR"])
def test_a_responsible_person_gives_only_the_daily_roles(land, when, role):
    with pytest.raises(policies.NotYours):
        give(make_user(), land.bureau, role, land.head, when)

    give(make_user(), land.bureau, "LIAISON", land.head, when)


def test_a_city_office_gives_no_post_at_the_office_above(land, when):
    with pytest.raises(policies.NotYours):
        give(make_user(), land.office, "OFFICE", land.north_clerk, when)


def test_the_same_post_is_not_given_twice(land, when):
    with pytest.raises(Refused, match="已有"):
        give(land.clerk, land.firm, "CLERK", land.chief, when)


def test_a_post_is_not_given_at_a_unit_that_has_ended(land, when, today):
    land.firm.ended_on = today
    land.firm.save()

    with pytest.raises(Refused, match="已撤销"):
        give(make_user(), land.firm, "CLERK", land.chief, when)


def test_a_closed_account_gets_no_post(land, when):
    with pytest.raises(Refused, match="停用"):
        give(make_user(is_active=False), land.firm, "CLERK", land.chief, when)


def test_an_ended_post_opens_nothing_on_the_next_request(land, when, today):
    post = Post.objects.get(person=land.clerk)
    assert reach_of(land.clerk, today).held

    services.end_post(post=post, by=land.chief, **when)

    assert reach_of(land.clerk, today).held == ()
    assert queries.people_at([land.firm.pk], today=today) == {}


def test_a_post_begun_today_can_end_today(land, when, today):
    person = make_user()
    post = give(person, land.firm, "LIAISON", land.chief, when)

    services.end_post(post=post, by=land.chief, **when)

    assert reach_of(person, today).held == ()


def test_a_post_ends_by_itself_after_its_last_day(land, when, today):
    post = Post.objects.get(person=land.clerk)

    services.end_post(post=post, last_day=LATER, by=land.chief, **when)

    assert reach_of(land.clerk, LATER).held
    assert reach_of(land.clerk, LATER + timedelta(days=1)).held == ()


def test_a_post_ends_once(land, when):
    post = Post.objects.get(person=land.clerk)
    stale = Post.objects.get(pk=post.pk)
    services.end_post(post=post, by=land.chief, **when)

    with pytest.raises(OutOfDate):
        services.end_post(post=stale, by=land.colleague, **when)


def test_nobody_ends_their_own_post(land, when):
    with pytest.raises(policies.NotYours):
        services.end_post(post=Post.objects.get(person=land.chief), by=land.chief, **when)


def test_a_stand_in_acts_until_the_last_day_and_no_longer(land, when, today):
    helper = make_person(land.north_county, "LIAISON")
    post = Post.objects.get(person=land.clerk)

    services.stand_in(post=post, person=helper, from_on=today, to_on=LATER, by=land.chief, **when)

    assert reach_of(helper, LATER).works_at(land.firm.pk)
    assert not reach_of(helper, LATER + timedelta(days=1)).works_at(land.firm.pk)
    assert reach_of(land.clerk, today).works_at(land.firm.pk)


def test_the_holder_chooses_a_colleague_but_no_outsider(land, when, today):
    colleague = make_person(land.bureau, "CLERK")
    post = Post.objects.get(person=land.liaison)
    days = {"from_on": today, "to_on": LATER}

    with pytest.raises(Refused, match="本单位"):
        services.stand_in(post=post, person=land.clerk, by=land.liaison, **days, **when)

    cover = services.stand_in(post=post, person=colleague, by=land.liaison, **days, **when)
    assert cover.stand_in_for == post


def test_two_stand_ins_do_not_overlap(land, when, today):
    post = Post.objects.get(person=land.clerk)
    one, other = make_person(land.north_county), make_person(land.north_county)
    services.stand_in(post=post, person=one, from_on=today, to_on=LATER, by=land.chief, **when)

    with pytest.raises(Refused, match="已安排代理"):
        services.stand_in(
            post=post, person=other, from_on=LATER, to_on=LATER, by=land.chief, **when
        )


def test_a_stand_in_is_not_stood_in_for(land, when, today):
    post = Post.objects.get(person=land.clerk)
    one, other = make_person(land.north_county), make_person(land.north_county)
    days = {"from_on": today, "to_on": LATER}
    cover = services.stand_in(post=post, person=one, by=land.chief, **days, **when)

    with pytest.raises(Refused, match="在任"):
        services.stand_in(post=cover, person=other, by=land.chief, **days, **when)


def test_a_stand_in_ends_with_the_post(land, when, today):
    post = Post.objects.get(person=land.clerk)
    helper = make_person(land.north_county)
    services.stand_in(post=post, person=helper, from_on=today, to_on=LATER, by=land.chief, **when)

    services.end_post(post=post, by=land.chief, **when)

    assert not reach_of(helper, today).works_at(land.firm.pk)


def test_a_stand_in_does_not_outlive_a_shortened_post(land, when, today):
    post = Post.objects.get(person=land.clerk)
    helper = make_person(land.north_county)
    services.stand_in(post=post, person=helper, from_on=today, to_on=LATER, by=land.chief, **when)
    sooner = date(2026, 3, 10)

    services.end_post(post=post, last_day=sooner, by=land.chief, **when)

    assert reach_of(helper, sooner).works_at(land.firm.pk)
    assert not reach_of(helper, sooner + timedelta(days=1)).works_at(land.firm.pk)


def test_people_at_names_active_people_in_force_by_unit(land, today):
    gone = make_person(land.firm, "LIAISON", is_active=False)
    make_post(make_user(), land.firm, "LIAISON", from_on=LATER)
    make_post(make_user(), land.firm, "LIAISON", to_on=date(2026, 3, 1))

    everybody = queries.people_at([land.firm.pk, land.bureau.pk, land.south.pk], today=today)

    assert gone.pk not in everybody[land.firm.pk]
    assert everybody == {
        land.firm.pk: [land.clerk.pk],
        land.bureau.pk: [land.liaison.pk, land.head.pk],
    }
    heads = queries.people_at([land.bureau.pk], ["RESPONSIBLE"], today=today)
    assert heads == {land.bureau.pk: [land.head.pk]}


def test_people_at_five_thousand_units_costs_a_query_for_each_900(
    land, today, django_assert_num_queries
):
    with django_assert_num_queries(6):
        queries.people_at(range(1, 5001), today=today)
