"""Handing over everything open of a person who leaves."""

from datetime import date

import pytest

from changai.accounts.models import User
from changai.audit.models import Entry
from changai.kernel import events
from changai.kernel.errors import Refused
from changai.orgs import policies, queries, services
from changai.orgs.models import Post
from changai.orgs.queries import _belongings
from tests.accounts.factories import make_user
from tests.orgs.factories import make_person, make_post


def hand_over(person, successor, by, when, **more):
    return services.hand_over(person=person, successor=successor, by=by, **when, **more)


@pytest.fixture
def drawer(monkeypatch):
    """Something personal: a drawer of papers that a later noun keeps for people."""
    papers = {}

    def move(person, successor, at):
        moved = papers.pop(person.pk, [])
        papers.setdefault(successor.pk, []).extend(moved)
        return len(moved)

    monkeypatch.setattr(_belongings, "registered", {})
    queries.register_belongings(
        queries.Belongings("papers", "文稿", lambda one: len(papers.get(one.pk, [])), move)
    )
    return papers


def test_the_successor_holds_every_post_and_the_leaver_none(land, when, today):
    make_post(land.liaison, land.firm, "CLERK", to_on=date(2026, 12, 31))
    successor = make_user("新人")

    hand_over(land.liaison, successor, land.chief, when)

    fresh = User.objects.get(pk=land.liaison.pk)
    assert policies.reach(fresh, today).held == ()
    assert not fresh.is_active
    assert policies.reach(successor, today).unit_ids() == {land.bureau.pk, land.firm.pk}
    assert Post.objects.get(person=successor, unit=land.firm).to_on == date(2026, 12, 31)


def test_a_post_the_successor_holds_already_is_not_doubled(land, when):
    make_post(land.head, land.bureau, "LIAISON")

    hand_over(land.liaison, land.head, land.chief, when)

    assert Post.objects.filter(person=land.head, role="LIAISON", ended_at=None).count() == 1


def test_what_is_personal_is_shown_before_and_moves_too(land, when, drawer):
    drawer[land.liaison.pk] = ["一", "二"]
    assert queries.belongings_of(land.liaison) == [("文稿", 2)]

    hand_over(land.liaison, land.head, land.chief, when)

    assert drawer == {land.head.pk: ["一", "二"]}
    assert Entry.objects.get(action="person.handed_over").after["moved"] == {"papers": 2}


def test_a_failure_while_moving_undoes_the_whole_hand_over(land, when, monkeypatch):
    def fails(person, successor, at):
        raise Refused("不行")

    monkeypatch.setattr(
        _belongings, "registered", {"x": queries.Belongings("x", "x", lambda _one: 1, fails)}
    )

    with pytest.raises(Refused):
        hand_over(land.liaison, land.head, land.chief, when)

    assert Post.objects.get(person=land.liaison).ended_at is None
    assert User.objects.get(pk=land.liaison.pk).is_active


def test_who_stays_in_the_house_keeps_the_account(land, when):
    hand_over(land.liaison, land.head, land.chief, when, deactivate=False)

    assert User.objects.get(pk=land.liaison.pk).is_active


def test_stand_ins_of_the_leaver_end_too(land, when, today):
    helper = make_person(land.north_county)
    post = Post.objects.get(person=land.liaison)
    services.stand_in(
        post=post, person=helper, from_on=today, to_on=date(2026, 4, 1), by=land.chief, **when
    )

    hand_over(land.liaison, land.head, land.chief, when)

    fresh = User.objects.get(pk=helper.pk)
    assert not policies.reach(fresh, today).works_at(land.bureau.pk)


@pytest.mark.parametrize("who", ["north_clerk", "liaison", "clerk", "auditor", "leader"])
def test_only_who_may_manage_the_leaver_hands_over(land, when, who):
    with pytest.raises(policies.NotYours):
        hand_over(land.head, land.liaison, getattr(land, who), when)


def test_nothing_is_handed_to_a_closed_account_or_to_oneself(land, when):
    for successor in (make_user(is_active=False), land.liaison):
        with pytest.raises(Refused, match="接任人"):
            hand_over(land.liaison, successor, land.chief, when)


def test_it_is_told_after_the_commit(land, when, django_capture_on_commit_callbacks):
    heard = []
    events.subscribe(services.PersonLeft, heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            hand_over(land.liaison, land.head, land.chief, when)
            assert heard == []
    finally:
        events.unsubscribe(services.PersonLeft, heard.append)

    assert heard == [services.PersonLeft(land.liaison.pk, land.head.pk)]


def test_nobody_takes_over_a_post_they_do_not_hold(land, when):
    with pytest.raises(Refused, match="您自己"):
        hand_over(land.leader, land.chief, land.chief, when)


def test_a_colleague_with_the_same_post_takes_over(land, when, today):
    hand_over(land.colleague, land.chief, land.chief, when)

    assert policies.reach(User.objects.get(pk=land.colleague.pk), today).held == ()
