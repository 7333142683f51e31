"""Signing in and out, links, the own account, seen through the client."""

import pytest
from django.urls import reverse
from django.utils import timezone

from changai.accounts import queries, rules, services
from changai.accounts.models import FailedSignIn, User
from tests.accounts.factories import make_user
from tests.orgs.factories import make_office, make_person, make_unit

pytestmark = pytest.mark.django_db
GOOD = "a long and quiet river"
OTHER = "a steep and windy hill"
HOME = "/accounts/me/"


@pytest.fixture(autouse=True)
def home(settings):
    settings.LOGIN_REDIRECT_URL = "accounts:me"


@pytest.fixture
def person():
    user = make_person(make_office(make_unit("省")), "OFFICE", "余辰", login="yu.chen")
    user.set_password(GOOD)
    user.save()
    return user


def sign_in(client, password=GOOD, login="yu.chen", **more):
    data = {"login": login, "password": password, **more.pop("data", {})}
    return client.post(reverse("accounts:sign_in_now"), data, **more)


def link_for(person):
    secret = services.make_ticket(person=person, by=person, at=timezone.now())
    return reverse("accounts:ticket", args=[secret])


def test_a_page_without_a_session_leads_to_sign_in_and_back(client, person):
    answer = client.get(HOME)
    assert answer.status_code == 302
    assert answer.url == f"{reverse('accounts:sign_in')}?next={HOME}"

    assert sign_in(client, data={"next": HOME}).url == HOME
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize(
    "bad", ["https://elsewhere.invalid/", "//elsewhere.invalid", "javascript:1"]
)
def test_sign_in_leads_nowhere_else(client, person, bad):
    assert sign_in(client, data={"next": bad}).url == HOME


def test_refusals_are_byte_for_byte_alike(client, person):
    make_user(login="closed-one", is_active=False)

    bodies = set()
    for login, password in [("nobody", GOOD), ("yu.chen", "wrong"), ("closed-one", "wrong")]:
        answer = sign_in(client, password, login)
        assert answer.status_code == 422
        token = answer.context["csrf_token"]
        bodies.add(answer.content.decode().replace(str(token), "").replace(login, ""))

    assert len(bodies) == 1
    assert FailedSignIn.objects.count() == 3


def test_the_password_is_never_sent_back(client, person):
    assert "wrong-and-long" not in sign_in(client, "wrong-and-long").content.decode()


def test_the_session_gets_a_new_name_at_sign_in(client, person):
    client.get(reverse("accounts:sign_in"))
    session = client.session
    session["planted"] = "x"
    session.save()
    planted = session.session_key

    client.cookies["sessionid"] = planted
    sign_in(client)

    assert client.cookies["sessionid"].value != planted


def test_sign_out_ends_the_session(client, person):
    sign_in(client)
    old = client.cookies["sessionid"].value

    client.post(reverse("accounts:sign_out"))

    client.cookies["sessionid"] = old
    assert client.get(HOME).status_code == 302


def test_a_known_device_gets_in_while_strangers_guess(client, person):
    sign_in(client)
    client.post(reverse("accounts:sign_out"))
    whose = queries.login_hash("yu.chen")
    FailedSignIn.objects.bulk_create(
        FailedSignIn(login_sha256=whose, source_sha256=str(n), at=timezone.now())
        for n in range(rules.LOGIN_LIMIT + 5)
    )

    assert sign_in(client).status_code == 302


def test_a_forged_device_or_forwarded_address_gains_nothing(client, person):
    for number in range(rules.PAIR_LIMIT):
        sign_in(client, "wrong", headers={"x-forwarded-for": f"10.0.0.{number}"})
    client.cookies["device"] = "forged"

    answer = sign_in(client, headers={"x-forwarded-for": "10.0.0.99"})

    assert answer.status_code == 422


def test_behind_our_proxy_the_last_address_counts(client, person, settings):
    settings.BEHIND_TLS = True
    for number in range(rules.PAIR_LIMIT):
        sign_in(client, "wrong", headers={"x-forwarded-for": f"1.1.1.{number}, 10.0.0.7"})

    assert sign_in(client, headers={"x-forwarded-for": "9.9.9.9, 10.0.0.7"}).status_code == 422
    assert sign_in(client, headers={"x-forwarded-for": "9.9.9.9, 10.0.0.8"}).status_code == 302


def test_a_link_opens_sets_the_password_and_signs_in(client, person):
    link = link_for(person)

    page = client.get(link)
    assert page.status_code == 200
    assert "yu.chen" in page.content.decode()
    # Not "no-referrer": with that a browser sends no origin and every form is refused.
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]

    answer = client.post(f"{link}now/", {"password": OTHER, "again": OTHER})
    assert answer.url == HOME
    assert client.get(HOME).status_code == 200


def test_looking_at_a_link_does_not_spend_it(client, person):
    link = link_for(person)
    for _time in range(3):
        client.get(link)

    assert client.post(f"{link}now/", {"password": OTHER, "again": OTHER}).status_code == 302


def test_a_spent_and_a_made_up_link_answer_alike(client, person):
    link = link_for(person)
    client.post(f"{link}now/", {"password": OTHER, "again": OTHER})
    client.logout()

    answers = [client.get(link), client.get(reverse("accounts:ticket", args=["made-up"]))]
    answers.append(client.post(f"{link}now/", {"password": GOOD, "again": GOOD}))

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert "链接已失效" in answers[0].content.decode()


def test_two_different_passwords_are_put_right_on_the_page(client, person):
    link = link_for(person)

    answer = client.post(f"{link}now/", {"password": OTHER, "again": GOOD})

    assert answer.status_code == 422
    assert "两次输入的密码不一样" in answer.content.decode()
    assert client.get(link).status_code == 200


def test_a_new_password_ends_every_other_session(client, person):
    from django.test import Client

    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)

    client.post(reverse("accounts:password"), {"old": GOOD, "password": OTHER, "again": OTHER})

    assert client.get(HOME).status_code == 200
    assert elsewhere.get(HOME).status_code == 302


def test_a_wrong_old_password_is_said_at_its_field(client, person):
    sign_in(client)

    answer = client.post(
        reverse("accounts:password"), {"old": "no", "password": OTHER, "again": OTHER}
    )

    assert answer.status_code == 422
    assert "原密码不正确" in answer.content.decode()
    assert User.objects.get(pk=person.pk).check_password(GOOD)


def test_details_are_saved(client, person):
    sign_in(client)

    client.post(reverse("accounts:details"), {"email": "yu@office.invalid", "phone": "1"})

    assert User.objects.get(pk=person.pk).email == "yu@office.invalid"


def test_the_language_is_kept_with_the_person_and_at_the_door(client, person):
    client.post(reverse("accounts:language"), {"language": "en", "next": "/accounts/sign-in/"})
    assert "Sign in" in client.get(reverse("accounts:sign_in")).content.decode()
    sign_in(client)

    client.post(reverse("accounts:language"), {"language": "en"})

    assert User.objects.get(pk=person.pk).language == "en"
    assert client.post(reverse("accounts:language"), {"language": "xx"}).status_code == 404


def test_the_demo_does_not_exist_outside_the_demo(client, person):
    guest = make_user(login="demo-guest")

    assert client.get(reverse("accounts:demo")).status_code == 404
    assert client.get(reverse("orgs:demo")).status_code == 404
    assert client.post(reverse("accounts:demo_enter", args=[guest.pk])).status_code == 404
    assert "演示" not in client.get(reverse("accounts:sign_in")).content.decode()


def test_in_the_demo_one_button_is_enough_but_only_for_demo_people(client, person, settings):
    settings.DEMO = True
    guest = make_person(make_unit("演示单位"), "LIAISON", "江禾", login="demo-jiang.he")

    assert client.get(reverse("accounts:demo")).url == reverse("orgs:demo")
    page = client.get(reverse("orgs:demo")).content.decode()
    assert "江禾" in page
    assert "余辰" not in page
    assert client.post(reverse("accounts:demo_enter", args=[person.pk])).status_code == 404

    assert client.post(reverse("accounts:demo_enter", args=[guest.pk])).url == HOME
    assert client.get(HOME).status_code == 200


def test_pages_that_read_take_no_posts_and_the_other_way_round(client, person):
    sign_in(client)

    assert client.post(reverse("accounts:me")).status_code == 405
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    assert client.get(reverse("accounts:sign_in_now")).status_code == 405


def test_who_is_signed_in_already_is_not_asked_again(client, person):
    sign_in(client)

    assert client.get(reverse("accounts:sign_in")).url == HOME
