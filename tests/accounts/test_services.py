"""Passwords, links and the throttle of sign-in."""

from datetime import timedelta

import pytest

from changai.accounts import rules, services
from changai.accounts.models import FailedSignIn, Ticket, User
from changai.audit.models import Entry
from changai.kernel.errors import OutOfDate, Refused
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db
GOOD = "a long and quiet river"
OTHER = "a steep and windy hill"


@pytest.fixture
def person():
    user = make_user("余辰", login="yu.chen")
    user.set_password(GOOD)
    user.save()
    return user


def sign_in(noon, login="yu.chen", password=GOOD, network="10.0.0.1", device=""):
    return services.check_sign_in(
        login=login, password=password, network=network, device=device, at=noon
    )


def fail(noon, times=1, **more):
    for _time in range(times):
        with pytest.raises(services.SignInRefused):
            sign_in(noon, password="wrong", **more)


def test_login_and_password_open_the_account_whatever_the_case_of_the_login(person, noon):
    assert sign_in(noon, login=" Yu.Chen ") == person
    assert Entry.objects.get(action="account.signed_in").actor_id == person.pk


def test_unknown_wrong_closed_and_without_password_are_answered_alike(person, noon):
    make_user(login="no-password")
    closed = make_user(login="closed-one", is_active=False)
    closed.set_password(GOOD)
    closed.save()

    answers = set()
    for login, password in [
        ("nobody-here", GOOD),
        ("yu.chen", "wrong"),
        ("closed-one", GOOD),
        ("no-password", GOOD),
    ]:
        with pytest.raises(services.SignInRefused) as refusal:
            sign_in(noon, login=login, password=password)
        answers.add((type(refusal.value), str(refusal.value)))

    assert len(answers) == 1


def test_every_refusal_costs_one_password_hash(person, noon, settings):
    """Time tells as much as words: nobody, somebody, closed and without a password cost alike."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    from django.contrib.auth import hashers

    person.set_password(GOOD)
    person.save()
    make_user(login="no-password")
    spent = []
    original = hashers.PBKDF2PasswordHasher.encode

    def counting(self, *args, **kwargs):
        spent.append(1)
        return original(self, *args, **kwargs)

    hashers.PBKDF2PasswordHasher.encode = counting
    try:
        counts = []
        for login in ("nobody-here", "yu.chen", "no-password"):
            spent.clear()
            fail(noon, login=login)
            counts.append(len(spent))
    finally:
        hashers.PBKDF2PasswordHasher.encode = original

    assert counts == [1, 1, 1]


def test_after_five_failures_from_one_place_even_the_right_password_waits(person, noon):
    fail(noon, rules.PAIR_LIMIT)

    with pytest.raises(services.TooManyAttempts):
        sign_in(noon)


def test_the_wait_ends_with_the_window(person, noon):
    fail(noon, rules.PAIR_LIMIT)

    assert sign_in(noon + rules.WINDOW + timedelta(seconds=1)) == person


def test_a_throttled_attempt_does_not_prolong_the_wait(person, noon):
    fail(noon, rules.PAIR_LIMIT)
    for minutes in range(1, 15):
        with pytest.raises(services.TooManyAttempts):
            sign_in(noon + timedelta(minutes=minutes))

    assert sign_in(noon + timedelta(minutes=15, seconds=1)) == person


def test_a_thousand_guesses_from_one_place_reach_the_password_five_times(person, noon):
    reached = 0
    for _guess in range(1000):
        try:
            sign_in(noon, password="wrong")
        except services.TooManyAttempts:
            continue
        except services.SignInRefused:
            reached += 1

    assert reached == rules.PAIR_LIMIT


def test_guesses_from_five_hundred_places_stop_and_the_victim_still_gets_in(person, noon):
    reached = 0
    for place in range(500):
        try:
            sign_in(noon, password="wrong", network=f"10.1.{place // 250}.{place % 250}")
        except services.TooManyAttempts:
            continue
        except services.SignInRefused:
            reached += 1

    assert reached == rules.LOGIN_LIMIT
    with pytest.raises(services.TooManyAttempts):
        sign_in(noon, network="10.9.9.9")
    assert sign_in(noon, network="10.9.9.9", device="known") == person


def test_one_place_cannot_try_many_logins(noon):
    for number in range(rules.SOURCE_LIMIT):
        fail(noon, login=f"nobody-{number}")

    with pytest.raises(services.TooManyAttempts):
        sign_in(noon, login="nobody-else")


def test_the_throttle_says_the_same_of_a_login_that_does_not_exist(person, noon):
    fail(noon, rules.PAIR_LIMIT)
    fail(noon, rules.PAIR_LIMIT, login="nobody-here")

    messages = set()
    for login in ("yu.chen", "nobody-here"):
        with pytest.raises(services.TooManyAttempts) as refusal:
            sign_in(noon, login=login)
        messages.add(str(refusal.value))
    assert len(messages) == 1


def test_success_takes_the_failures_of_the_pair_back(person, noon):
    fail(noon, 3)
    sign_in(noon)

    assert not FailedSignIn.objects.exists()


def test_no_login_stands_in_the_table_of_failures(person, noon):
    fail(noon)

    kept = str(list(FailedSignIn.objects.values()))
    assert "yu.chen" not in kept
    assert "10.0.0.1" not in kept


def test_an_attempt_is_counted_before_its_password_is_looked_at(person, noon, monkeypatch):
    """So that many at once cannot all look before any of them counts."""
    counted = []

    def looks(**_credentials):
        counted.append(FailedSignIn.objects.count())

    monkeypatch.setattr(services, "authenticate", looks)
    fail(noon, 3)

    assert counted == [1, 2, 3]


def test_a_link_sets_a_password_once(person, noon):
    secret = services.make_ticket(person=person, by=person, at=noon)

    services.use_ticket(secret=secret, password=OTHER, at=noon)

    assert User.objects.get(pk=person.pk).check_password(OTHER)
    with pytest.raises(services.TicketSpent):
        services.use_ticket(secret=secret, password=GOOD, at=noon)
    assert User.objects.get(pk=person.pk).check_password(OTHER)


def test_an_invitation_lives_seven_days_and_a_reset_one(person, noon):
    fresh = make_user()
    invitation = services.make_ticket(person=fresh, by=person, at=noon)
    reset = services.make_ticket(person=person, by=person, at=noon)

    def uses(secret, after):
        try:
            services.use_ticket(secret=secret, password=OTHER, at=noon + after)
        except services.TicketSpent:
            return False
        return True

    assert not uses(reset, timedelta(days=1))
    assert not uses(invitation, timedelta(days=7))
    assert uses(invitation, timedelta(days=7) - timedelta(seconds=1))


def test_a_link_of_a_closed_account_is_dead(person, noon):
    secret = services.make_ticket(person=person, by=person, at=noon)
    User.objects.filter(pk=person.pk).update(is_active=False)

    with pytest.raises(services.TicketSpent):
        services.use_ticket(secret=secret, password=OTHER, at=noon)


def test_a_made_up_link_is_refused_like_a_spent_one(person, noon):
    with pytest.raises(services.TicketSpent):
        services.use_ticket(secret="made-up", password=OTHER, at=noon)


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ("quiet hill", "太短"),
        ("password1234", "太常见"),
        ("980317520468", "全是数字"),
        ("yu.chen.1234", "太相近"),
    ],
)
def test_a_weak_password_is_refused_in_words_and_the_link_stays_good(person, noon, bad, fault):
    secret = services.make_ticket(person=person, by=person, at=noon)

    with pytest.raises(services.PasswordRefused, match=fault):
        services.use_ticket(secret=secret, password=bad, at=noon)

    services.use_ticket(secret=secret, password=OTHER, at=noon)


def test_only_the_hash_of_a_secret_is_kept(person, noon):
    secret = services.make_ticket(person=person, by=person, at=noon)

    assert secret not in str(list(Ticket.objects.values()))


def test_a_new_password_needs_the_old_one(person, noon):
    with pytest.raises(services.WrongOldPassword):
        services.change_password(old="wrong", new=OTHER, by=person, at=noon)

    services.change_password(old=GOOD, new=OTHER, by=person, at=noon)
    assert User.objects.get(pk=person.pk).check_password(OTHER)


def test_no_password_stands_in_the_audit(person, noon):
    services.change_password(old=GOOD, new=OTHER, by=person, at=noon)

    kept = str(list(Entry.objects.values()))
    assert GOOD not in kept
    assert OTHER not in kept


def test_details_changed_meanwhile_are_not_overwritten(person, noon):
    stale = User.objects.get(pk=person.pk)
    fields = {"name": "余辰", "email": "a@office.invalid", "phone": ""}
    services.change_details(person=person, by=person, at=noon, **fields)

    with pytest.raises(OutOfDate):
        services.change_details(person=stale, by=stale, at=noon, **{**fields, "phone": "1"})


def test_demo_logins_are_for_the_demo_only(person, noon, settings):
    with pytest.raises(services.LoginRefused, match="演示"):
        services.open_account(login="demo-x", name="演", by=person, at=noon)

    settings.DEMO = True
    guest = services.open_account(login="demo-x", name="演", by=person, at=noon)
    assert services.enter_demo(person=guest, at=noon) == guest

    with pytest.raises(services.SignInRefused):
        services.enter_demo(person=person, at=noon)
    settings.DEMO = False
    with pytest.raises(services.SignInRefused):
        services.enter_demo(person=guest, at=noon)


def test_a_language_is_one_we_speak(person, noon):
    services.change_language(language="en", by=person, at=noon)
    assert User.objects.get(pk=person.pk).language == "en"

    with pytest.raises(Refused):
        services.change_language(language="xx", by=person, at=noon)
