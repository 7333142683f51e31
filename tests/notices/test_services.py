import contextlib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from changai.audit.models import Entry
from changai.notices import queries, services
from changai.notices.models import Notice, Outgoing
from changai.notices.rules import LEASE, MissingFact, UnknownKind
from tests.conftest import NOON
from tests.notices.world import make_person

pytestmark = pytest.mark.django_db
FACTS = {"title": "遴选试点企业", "due_on": None, "unit": "市产改办"}


@pytest.fixture
def reader():
    return make_person("reader", email="reader@example.org")


def tell(*people, key="one", at=NOON, kind="task_assigned", **more):
    facts = FACTS if kind == "task_assigned" else {"title": "x"}
    return services.tell(
        people=[person.pk for person in people],
        kind=kind,
        key=key,
        facts=facts,
        url="/tasks/1/",
        at=at,
        **more,
    )


def later(minutes):
    return NOON + timedelta(minutes=minutes)


def test_a_person_is_told_once(reader):
    assert tell(reader) == 1
    assert tell(reader, at=later(1)) == 0
    assert tell(reader, key="two") == 1
    assert Notice.objects.count() == Outgoing.objects.count() == 2


def test_whoever_did_it_is_not_told(reader):
    other = make_person("other")
    assert tell(reader, other, by=reader) == 1
    assert Notice.objects.get().person == other


def test_no_mail_without_an_address_or_for_somebody_who_left(reader):
    gone = make_person("gone", email="gone@example.org")
    gone.is_active = False
    gone.save()
    tell(make_person("quiet"), gone)
    assert Notice.objects.count() == 2
    assert Outgoing.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "refusal"), [("nonsense", UnknownKind), ("task_returned", MissingFact)]
)
def test_what_has_no_words_is_refused(reader, kind, refusal):
    with pytest.raises(refusal):
        tell(reader, kind=kind)


def test_telling_thousands_costs_no_query_each(reader):
    def messages(count, name):
        return [
            services.Message([reader.pk], "task_done", f"{name}:{number}", {"title": "x"})
            for number in range(count)
        ]

    def cost(count, name):
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert services.tell_many(messages=messages(count, name), at=NOON) == count
        return len(found)

    few, many = cost(10, "few"), cost(3000, "many")
    assert few <= 8
    # SQLite takes 999 values a statement; a notice and its mail have 15 columns.
    assert many <= few + 3000 * 15 // 999 + 2


def test_a_mail_holds_all_of_a_window_and_leaves_once(reader):
    tell(reader, key="a")
    tell(reader, key="b", at=later(3))
    assert services.send_due(now=later(9)).mails == 0
    sent = services.send_due(now=later(10))
    assert (sent.mails, sent.notices) == (1, 2)
    assert services.send_due(now=later(11)).mails == 0
    assert "2" in mail.outbox[0].subject
    assert mail.outbox[0].body.count("/tasks/1/") == 2


def test_the_words_are_in_the_language_of_the_reader(reader):
    english = make_person("english", email="english@example.org", language="en")
    tell(reader, english, kind="task_done")
    services.send_due(now=later(10))
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects["reader@example.org"] == "审核通过，已办结：x"
    assert subjects["english@example.org"] == "Accepted as done: x"


def test_what_is_urgent_does_not_wait_and_the_rest_does(reader):
    tell(reader, key="slow")
    tell(reader, key="fast", urgent=True)
    assert services.send_due(now=NOON).notices == 1
    assert services.send_due(now=later(10)).notices == 1


def test_a_second_mail_in_a_window_waits_for_the_next(reader):
    tell(reader, key="a")
    services.send_due(now=later(10))
    # Committed late: its bundle has left already.
    tell(reader, key="b", at=later(9))
    assert services.send_due(now=later(12)).mails == 0
    assert services.send_due(now=later(20)).mails == 1


def test_a_mail_that_fails_is_tried_again_later(reader, monkeypatch):
    class Broken:
        def send_messages(self, messages):
            raise OSError("no route")

        def close(self):
            pass

    tell(reader)
    with monkeypatch.context() as patch:
        patch.setattr("changai.notices.services._send.get_connection", Broken)
        assert services.send_due(now=later(10)).failed == 1
    row = Outgoing.objects.get()
    assert (row.attempts, row.claim, row.sent_at) == (1, None, None)
    assert "no route" in row.last_error
    assert later(15) <= row.due_at <= later(30)
    assert services.send_due(now=later(11)).mails == 0
    assert services.send_due(now=row.due_at).mails == 1
    assert Entry.objects.filter(action="notices.sent").count() == 2


def test_what_a_dead_worker_claimed_is_sent_after_its_lease(reader, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    tell(reader)
    with monkeypatch.context() as patch:
        patch.setattr("changai.notices.services._send._send_to_person", die)
        with pytest.raises(Killed):
            services.send_due(now=later(10))
    assert services.send_due(now=later(11)).mails == 0
    assert services.send_due(now=later(10) + LEASE).mails == 1


def test_two_workers_never_send_the_same_row(reader, monkeypatch):
    """The second one runs in the worst moment: between the choice and the claim of the first."""
    from changai.notices.services import _send

    tell(reader)
    between, second = _send._wait_for_next_window, []

    def also_run(*arguments):
        monkeypatch.setattr(_send, "_wait_for_next_window", between)
        between(*arguments)
        second.append(services.send_due(now=later(10)))

    monkeypatch.setattr(_send, "_wait_for_next_window", also_run)
    first = services.send_due(now=later(10))
    assert [first.mails, second[0].mails] == [0, 1]
    assert len(mail.outbox) == 1


def test_whoever_left_gets_no_mail_any_more(reader):
    tell(reader)
    reader.is_active = False
    reader.save()
    assert services.send_due(now=later(10)).mails == 0
    assert not Outgoing.objects.exists()


def test_reading_is_marked_once_and_only_by_the_reader(reader):
    tell(reader)
    notice = Notice.objects.get()
    assert not services.mark_read(notice=notice, by=make_person("nosy"), at=NOON)
    assert services.mark_read(notice=notice, by=reader, at=NOON)
    assert not services.mark_read(notice=notice, by=reader, at=NOON)
    assert Entry.objects.filter(action="notices.read").count() == 1


def test_everything_is_marked_as_read_in_one_entry(reader):
    for key in "abc":
        tell(reader, key=key)
    assert queries.unread_count(reader) == 3
    assert services.mark_all_read(by=reader, at=NOON) == 3
    assert queries.unread_count(reader) == 0
    assert Entry.objects.filter(action="notices.all_read").count() == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["tell", "urgent", "run", "fail", "die before", "die after"]),
        st.integers(0, 2),
        st.integers(0, 25),
    ),
    max_size=25,
)


class TestOutbox(TestCase):
    """Whatever fails whenever: nothing is lost, and without a death nothing is doubled."""

    @settings(max_examples=25, deadline=None)
    @given(STEPS)
    def test_nothing_is_lost_and_only_a_death_repeats(self, steps):
        from unittest.mock import patch

        from changai.notices.services import _send

        people = [make_person(f"p{n}", email=f"p{n}@example.org") for n in range(3)]
        mail.outbox.clear()
        now, told, deaths = NOON, 0, 0

        class Killed(BaseException):
            pass

        for what, who, minutes in steps:
            now += timedelta(minutes=minutes)
            if what in ("tell", "urgent"):
                told += tell(people[who], key=f"k{told}", at=now, urgent=what == "urgent")
                continue
            send = _send._send_to_person

            def broken(rows, connection, at, sending, what=what, send=send):
                if what == "die after":
                    send_mail = _send._mail(rows, connection)
                    send_mail.send()
                raise Killed

            class Down:
                def send_messages(self, messages):
                    raise OSError("down")

                def close(self):
                    pass

            if what == "run":
                services.send_due(now=now)
            elif what == "fail":
                with patch.object(_send, "get_connection", Down):
                    services.send_due(now=now)
            else:
                deaths += what == "die after"
                dying = patch.object(_send, "_send_to_person", broken)
                with dying, contextlib.suppress(Killed):
                    services.send_due(now=now)
        for _ in range(6):
            now += timedelta(hours=13)
            services.send_due(now=now)

        lines = sum(message.body.count("/tasks/1/") for message in mail.outbox)
        assert Outgoing.objects.filter(sent_at=None).count() == 0
        assert Outgoing.objects.count() == told
        assert lines >= told
        if not deaths:
            assert lines == told
