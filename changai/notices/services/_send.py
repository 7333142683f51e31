"""Send what is due: at least once, never lost, and never by two workers at the same time."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from changai.audit import services as audit
from changai.notices import queries, rules
from changai.notices.models import Outgoing

logger = logging.getLogger(__name__)
PEOPLE_AT_ONCE = 100
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Sent:
    """What one run did: mails that left, the notices in them, mails that failed."""

    mails: int = 0
    notices: int = 0
    failed: int = 0

    def __add__(self, other: Sent) -> Sent:
        return Sent(
            self.mails + other.mails, self.notices + other.notices, self.failed + other.failed
        )


def send_due(*, now: datetime, by: None = None) -> Sent:
    """Send every mail that is due and not yet sent, one mail a person and bundling window.

    Outside any transaction: a mail cannot be taken back. A process that dies between the mail
    and the note that it left sends it again after the lease, under the same Message-ID.
    """
    total = Sent()
    rules_of_sending = queries.sending(now)
    connection: BaseEmailBackend = get_connection()
    try:
        while claimed := _claim(now, rules_of_sending):
            for rows in _by_person(claimed):
                total += _send_to_person(rows, connection, now, rules_of_sending)
    finally:
        connection.close()
    if total.mails or total.failed:
        audit.record(
            "notices.sent",
            Outgoing,
            by=by,
            at=now,
            after={"mails": total.mails, "notices": total.notices, "failed": total.failed},
        )
    return total


def _claim(now: datetime, sending: rules.Sending) -> list[Outgoing]:
    """Mark the due rows of some people as this worker's until the lease ends.

    The update repeats the condition on its own table, so that of two workers one gets a row.
    """
    due = Outgoing.objects.filter(sent_at=None, due_at__lte=now)
    while people := _people_waiting(now):
        _wait_for_next_window(people, now, sending)
        mine = uuid.uuid4()
        wanted = list(due.filter(notice__person_id__in=people).values_list("pk", flat=True))
        for start in range(0, len(wanted), ROWS_AT_ONCE):
            Outgoing.objects.filter(
                pk__in=wanted[start : start + ROWS_AT_ONCE], sent_at=None, due_at__lte=now
            ).update(claim=mine, due_at=now + rules.LEASE, attempts=F("attempts") + 1)
        claimed = Outgoing.objects.filter(claim=mine).select_related("notice__person")
        if rows := list(claimed.order_by("notice__person_id", "notice_id")):
            return rows
    return []


def _people_waiting(now: datetime) -> list[int]:
    due = Outgoing.objects.filter(sent_at=None, due_at__lte=now).order_by("due_at", "pk")
    people = due.values_list("notice__person_id", flat=True)[: PEOPLE_AT_ONCE * 5]
    return list(dict.fromkeys(people))[:PEOPLE_AT_ONCE]


def _wait_for_next_window(people: Sequence[int], now: datetime, sending: rules.Sending) -> None:
    """Put off what is not urgent for people who had a mail in this window already."""
    mailed = Outgoing.objects.filter(
        sent_at__gte=sending.window_start(now), notice__person_id__in=people
    ).values_list("notice__person_id", flat=True)
    again = list(
        Outgoing.objects.filter(
            Q(notice__urgent=False),
            sent_at=None,
            due_at__lte=now,
            notice__person_id__in=list(dict.fromkeys(mailed)),
        ).values_list("pk", flat=True)
    )
    later = sending.awake(sending.window_end(now))
    for start in range(0, len(again), ROWS_AT_ONCE):
        Outgoing.objects.filter(
            pk__in=again[start : start + ROWS_AT_ONCE], sent_at=None, due_at__lte=now
        ).update(due_at=later)


def _by_person(rows: Sequence[Outgoing]) -> Iterator[list[Outgoing]]:
    for _, of_person in groupby(rows, key=lambda row: row.notice.person_id):
        yield list(of_person)


def _send_to_person(
    rows: list[Outgoing], connection: BaseEmailBackend, now: datetime, sending: rules.Sending
) -> Sent:
    """Send one mail and note that it left, or when to try again."""
    person = rows[0].notice.person
    held = Outgoing.objects.filter(claim=rows[0].claim, notice__person_id=person.pk, sent_at=None)
    ours = Outgoing.objects.filter(pk__in=held.values("pk"))
    if not (person.is_active and person.email):
        # Whoever left, or has no address any more, reads it in the program or not at all.
        ours.delete()
        return Sent()
    try:
        _mail(rows, connection).send()
    except Exception as error:  # noqa: BLE001 - whatever a mail server answers, the rest goes on
        logger.warning("mail to person %s failed: %s", person.pk, error)
        again = now + rules.wait_after(max(row.attempts for row in rows))
        if not any(row.notice.urgent for row in rows):
            again = sending.awake(sending.window_end(again))
        ours.update(claim=None, due_at=again, last_error=f"{type(error).__name__}: {error}"[:200])
        return Sent(failed=1)
    ours.update(claim=None, sent_at=now, last_error="")
    return Sent(mails=1, notices=len(rows))


def _mail(rows: Sequence[Outgoing], connection: BaseEmailBackend) -> EmailMessage:
    """Return the mail that holds these notices, in the language of the person."""
    person = rows[0].notice.person
    with translation.override(person.language):
        items = [
            {
                "words": queries.words(row.notice.kind, row.notice.facts),
                "url": f"{settings.PUBLIC_URL}{row.notice.url}" if row.notice.url else "",
            }
            for row in rows
        ]
        subject = (
            items[0]["words"]
            if len(items) == 1
            else gettext("产改通：%(count)s条通知") % {"count": len(items)}
        )
        body = render_to_string("notices/mail.txt", {"name": person.name, "items": items})
    named = ",".join(str(row.pk) for row in rows)
    digest = hashlib.sha256(named.encode()).hexdigest()[:32]
    return EmailMessage(
        # A title may hold a line break; a subject may not.
        subject=" ".join(subject.split())[:150],
        body=body,
        to=[person.email],
        connection=connection,
        headers={"Message-ID": f"<{digest}@changai>", "Auto-Submitted": "auto-generated"},
    )
