"""What holds for every address: method, forged requests, purity, headers, error pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.trust import matrix, rows
from tests.trust.matrix import fingerprint, text_of

pytestmark = pytest.mark.django_db
READS = {name: row for name, row in rows.BY_NAME.items() if not row.is_write}
WRITES = {name: row for name, row in rows.BY_NAME.items() if row.is_write}
BINARY = ("documents:original", "evidence:download")


@pytest.fixture
def real_world(world, settings):
    """The same world with the product's own addresses and error pages."""
    settings.ROOT_URLCONF = "changai.config.urls"
    return world


@pytest.fixture
def as_somebody(real_world):
    """Return a signed-in client of a person, with the checks of a browser if asked."""

    known = {}

    def make(key, **options):
        if (key, *options) not in known:
            known[key, *options] = Client(raise_request_exception=False, **options)
            known[key, *options].force_login(real_world.user(key))
        return known[key, *options]

    return make


def first_of(world, name, row):
    """Return the first address of a row and a person who may open it, or None."""
    for case in row.cases(world):
        able = (one for one in world.people.values() if one.signed_in and row.may(one, case.thing))
        who = next(able, None)
        if who is not None:
            return reverse(name.split(" ")[0], args=case.args), case, who
    return None


def test_what_changes_something_refuses_to_be_read(as_somebody, real_world):
    client = as_somebody("PO.OFFICE")
    for name, row in WRITES.items():
        case = next(iter(row.cases(real_world)))
        answer = client.get(reverse(name.split(" ")[0], args=case.args))
        assert answer.status_code == 405, name


def test_what_reads_refuses_to_be_posted_to_and_other_methods_are_refused(as_somebody, real_world):
    client = as_somebody("PO.OFFICE")
    for name, row in READS.items():
        case = next(iter(row.cases(real_world)))
        url = reverse(name.split(" ")[0], args=case.args)
        for method in ("post", "put", "patch", "delete"):
            assert getattr(client, method)(url).status_code == 405, (method, name)


def test_a_forged_request_is_refused_before_anything_else(real_world, as_somebody):
    clients = {}
    for name, row in WRITES.items():
        found = first_of(real_world, name, row)
        url, case, who = found or (
            reverse(name.split(" ")[0], args=next(iter(row.cases(real_world))).args),
            next(iter(row.cases(real_world))),
            real_world.people["PO.OFFICE"],
        )
        client = clients.setdefault(who.key, as_somebody(who.key, enforce_csrf_checks=True))
        answer = client.post(url, row.data(real_world, case.thing, who))
        assert answer.status_code == 403, name


def test_reading_changes_no_row_and_every_answer_is_guarded(real_world, as_somebody):
    found = {name: first_of(real_world, name, row) for name, row in READS.items()}
    for _url, _case, who in filter(None, found.values()):
        as_somebody(who.key)
    before = fingerprint()
    for name, row in READS.items():
        if found[name] is None:
            continue
        url, case, who = found[name]
        answer = as_somebody(who.key).get(url, case.query)
        assert answer.status_code in row.ok, name
        guarded(name, answer)
        assert "no-store" in answer["Cache-Control"], name
        assert "private" in answer["Cache-Control"], name
        if name in BINARY:
            assert answer["Content-Disposition"].startswith("attachment"), name
            assert answer["Content-Type"] == "application/octet-stream", name
            assert "sandbox" in answer["Content-Security-Policy"], name
        text_of(answer)
    assert fingerprint() == before


def guarded(name, answer):
    """Assert the headers that every answer carries."""
    assert (
        "default-src 'self'" in answer["Content-Security-Policy"]
        or name in BINARY
        or ("default-src 'none'" in answer["Content-Security-Policy"])
    ), name
    assert "unsafe" not in answer["Content-Security-Policy"], name
    assert answer["X-Content-Type-Options"] == "nosniff", name
    assert answer["X-Frame-Options"] == "DENY", name
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), name


@pytest.mark.parametrize("key", ["PO.OFFICE", "E7.CLERK", "nobody", "AO.AUDITOR"])
def test_error_pages_show_nothing_of_what_they_hide(real_world, as_somebody, key):
    client, who = as_somebody(key), real_world.people[key]
    urls = [reverse("tasks:task", args=[one.pk]) for one in real_world.of("task")]
    urls += [reverse("evidence:show", args=[one.pk]) for one in real_world.of("report")]
    urls += [reverse("documents:detail", args=[one.pk]) for one in real_world.of("document")]
    hidden = set()
    for url in urls:
        answer = client.get(url)
        guarded(url, answer)
        assert real_world.marks.leaked(answer.content, who) == []
        if answer.status_code == 404:
            hidden.add(plain(answer.content))

    nowhere = plain(client.get("/tasks/999999999/").content)
    # What is hidden and what does not exist are the same page.
    assert hidden <= {nowhere}


def plain(body):
    """Return a page without forgery tokens and without the address that was asked for."""
    body = re.sub(rb'(value=|X-CSRFToken": )"[0-9A-Za-z]{64}"', b"", body)
    return re.sub(rb'value="/[^"]*"', b"", body)


@pytest.mark.parametrize("key", ["deactivated", "ended", "to come", "nobody"])
def test_somebody_without_a_post_in_force_is_shown_nothing(real_world, key):
    client = Client()
    client.force_login(real_world.user(key))
    for name in ("tasks:ledger", "documents:list", "evidence:files", "orgs:units"):
        answer = client.get(reverse(name))
        if key == "deactivated":
            assert answer.status_code == 302
            assert answer["Location"].startswith(matrix.SIGN_IN)
        else:
            assert real_world.marks.leaked(answer.content, real_world.people["nobody"]) == []
            assert b"qzx" not in answer.content


def test_a_post_that_ends_is_felt_at_the_next_request(real_world, as_somebody):
    client, post = as_somebody("AO.OFFICE"), real_world.of("post", "AO.OFFICE")[0].row
    url = reverse("tasks:task", args=[real_world.of("task", "city")[0].pk])
    assert client.get(url).status_code == 200

    post.to_on, post.ended_at = real_world.today, real_world.now
    post.save()

    assert client.get(url).status_code == 404


def test_an_account_that_is_closed_is_signed_out_at_the_next_request(real_world, as_somebody):
    client, user = as_somebody("AO.OFFICE"), real_world.user("AO.OFFICE")
    assert client.get(reverse("tasks:ledger")).status_code == 200

    type(user).objects.filter(pk=user.pk).update(is_active=False)

    assert client.get(reverse("tasks:ledger"))["Location"].startswith(matrix.SIGN_IN)
