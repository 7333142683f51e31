"""Inviting, resetting, deactivating and bringing back people."""

import pytest

from changai.accounts import queries as account_queries
from changai.accounts import services as accounts
from changai.accounts.models import Ticket, User
from changai.audit.models import Entry
from changai.kernel.errors import Refused
from changai.orgs import policies, queries, services
from tests.accounts.factories import make_user
from tests.orgs.factories import make_person, make_post

GOOD = "a long and quiet river"


def invite(unit, by, when, **fields):
    fields = {"role": "LIAISON", "login": "yu.chen", "name": "余辰", **fields}
    return services.invite_person(unit=unit, by=by, **fields, **when)


def reset(person, by, when):
    return services.make_link(person=person, by=by, **when)


def test_an_invited_person_sets_a_password_and_finds_their_unit(land, when, today, noon):
    invitation = invite(land.firm, land.chief, when)

    person = accounts.use_ticket(secret=invitation.secret, password=GOOD, at=noon)

    assert person.check_password(GOOD)
    assert policies.reach(person, today).works_at(land.firm.pk)


def test_the_secret_is_kept_nowhere(land, when):
    invitation = invite(land.firm, land.chief, when)

    ticket = Ticket.objects.get(user=invitation.person)
    assert invitation.secret not in ticket.secret_sha256
    kept = str(list(Entry.objects.values("before", "after")))
    assert invitation.secret not in kept


def test_the_audit_keeps_no_name_and_no_telephone_in_the_clear(land, when):
    invite(land.firm, land.chief, when, phone="13800001234")

    kept = str(list(Entry.objects.values("before", "after")))
    assert "余辰" not in kept
    assert "13800001234" not in kept


def test_an_invitation_that_may_not_be_leaves_nothing_behind(land, when):
    with pytest.raises(policies.NotYours):
        invite(land.south_county, land.north_clerk, when)

    assert not User.objects.filter(login="yu.chen").exists()


def test_a_login_stands_once_whatever_its_case(land, when):
    invite(land.firm, land.chief, when)

    with pytest.raises(Refused, match="已被使用"):
        invite(land.firm, land.chief, when, login="YU.Chen")


def test_only_who_may_give_every_post_resets_a_person(land, when):
    both = make_person(land.bureau, "LIAISON")
    make_post(both, land.office, "LEADER")

    with pytest.raises(policies.NotYours):
        reset(both, land.head, when)

    reset(both, land.chief, when)


@pytest.mark.parametrize("target", ["chief", "colleague", "leader", "auditor", "liaison"])
def test_a_city_office_resets_nobody_above_or_beside(land, when, target):
    with pytest.raises(policies.NotYours):
        reset(getattr(land, target), land.north_clerk, when)


def test_a_responsible_person_resets_the_liaison_but_no_office(land, when):
    reset(land.liaison, land.head, when)

    with pytest.raises(policies.NotYours):
        reset(land.chief, land.head, when)


@pytest.mark.parametrize("who", ["liaison", "leader", "auditor", "clerk"])
def test_others_reset_nobody(land, when, who):
    with pytest.raises(policies.NotYours):
        reset(land.head, getattr(land, who), when)


def test_a_reset_voids_the_old_password_and_earlier_links_at_once(land, when, noon):
    land.liaison.set_password(GOOD)
    land.liaison.save()
    first = reset(land.liaison, land.chief, when)

    second = reset(land.liaison, land.chief, when)

    assert not User.objects.get(pk=land.liaison.pk).check_password(GOOD)
    assert account_queries.live_ticket(secret=first.secret, at=noon) is None
    assert account_queries.live_ticket(secret=second.secret, at=noon) is not None


def test_a_deactivated_person_holds_nothing_and_signs_in_nowhere(land, when, today):
    land.liaison.set_password(GOOD)
    land.liaison.save()

    services.deactivate_person(person=land.liaison, by=land.chief, **when)

    person = User.objects.get(pk=land.liaison.pk)
    assert not person.is_active
    assert not person.check_password(GOOD)
    assert policies.reach(person, today).held == ()
    assert land.liaison.pk not in queries.people_at([land.bureau.pk], today=today)[land.bureau.pk]


def test_nobody_deactivates_themselves(land, when):
    with pytest.raises(policies.NotYours):
        services.deactivate_person(person=land.chief, by=land.chief, **when)


def test_who_comes_back_comes_back_without_posts(land, when, today):
    services.deactivate_person(person=land.liaison, by=land.chief, **when)
    gone = User.objects.get(pk=land.liaison.pk)

    invitation = services.reactivate_person(person=gone, by=land.chief, **when)

    assert invitation.person.is_active
    assert policies.reach(invitation.person, today).held == ()


def test_details_are_changed_by_who_may_manage(land, when):
    fields = {"name": "唐一", "email": "", "phone": ""}
    with pytest.raises(policies.NotYours):
        services.change_person(person=land.liaison, by=land.clerk, **fields, **when)

    services.change_person(person=land.liaison, by=land.head, **fields, **when)

    assert User.objects.get(pk=land.liaison.pk).name == "唐一"


@pytest.mark.django_db
def test_the_first_person_is_made_once(when, today):
    from tests.orgs.factories import make_office, make_unit

    office = make_office(make_unit("省"))
    founded = services.found_first_person(login="first", name="阮青", unit=office, **when)

    assert policies.reach(founded.person, today).everything
    with pytest.raises(Refused):
        services.found_first_person(login="second", name="罗平", unit=office, **when)


def test_a_stranger_is_seen_by_nobody_below(land, today):
    stranger = make_user()

    seen = queries.visible_people(user=land.north_clerk, today=today)

    assert stranger not in seen
    assert land.chief not in seen
    assert land.clerk in seen
    assert land.north_clerk in seen
