"""Tell people something, each of them once. Called inside the transaction of the cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from changai.kernel.bulk import insert_rows
from changai.notices import queries, rules
from changai.notices.models import Notice, Outgoing

if TYPE_CHECKING:
    from changai.accounts.models import User

NAMES = ("person_id", "key", "kind", "facts", "url", "urgent", "made_at")


@dataclass(frozen=True)
class Message:
    """One thing to tell some people; the key says what, so that nobody is told it twice."""

    people: Sequence[int]
    kind: str
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    urgent: bool = False


def tell(
    *,
    people: Iterable[int],
    kind: str,
    key: str,
    facts: Mapping[str, Any],
    url: str,
    at: datetime,
    urgent: bool = False,
    by: User | None = None,
) -> int:
    """Tell people something unless they were told under this key; return how many were told.

    `by` is not told what they did themselves. The entry in the audit is that of the cause.
    Raises:
        UnknownKind, MissingFact: the words of the kind cannot be made from the facts.
    """
    message = Message(tuple(people), kind, key, facts, url, urgent)
    return tell_many(messages=[message], at=at, by=by)


def tell_many(*, messages: Sequence[Message], at: datetime, by: User | None = None) -> int:
    """Tell many things at once; return how many notices are new.

    Cost: one query to begin with, then bulk inserts and one read of what is new.
    """
    himself = by.pk if by else None
    wanted = [
        (person, message.key, message.kind, facts, message.url, message.urgent, at)
        for message in messages
        for facts in [rules.checked_facts(message.kind, message.facts)]
        for person in dict.fromkeys(message.people)
        if person != himself
    ]
    if not wanted:
        return 0
    with transaction.atomic():
        # What is new is found by its number: an insert that skips conflicts reports none.
        last = Notice.objects.aggregate(last=Max("pk"))["last"] or 0
        insert_rows(Notice, NAMES, wanted, ignore_conflicts=True)
        new = Notice.objects.filter(pk__gt=last, made_at=at).values_list(
            "pk", "urgent", "person__email", "person__is_active"
        )
        sending = queries.sending(at)
        due = {urgent: sending.due_at(at, urgent=urgent) for urgent in (False, True)}
        rows = list(new)
        mails = [
            (pk, Outgoing.Channel.MAIL.value, due[urgent])
            for pk, urgent, email, is_active in rows
            if email and is_active
        ]
        insert_rows(Outgoing, ("notice_id", "channel", "due_at"), mails, ignore_conflicts=True)
    return len(rows)
