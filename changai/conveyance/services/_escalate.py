"""Tell of what was not signed for: the unit first, then the unit above and the sender.

Nothing is planned ahead: each run looks for what is true today and is not marked yet, and marks it
in the same transaction. A run that was missed loses nothing, a run too many repeats nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from changai.audit import services as audit
from changai.calendar.queries import working_calendar
from changai.conveyance.models import Node
from changai.conveyance.rules import State
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.policies import WORKING_ROLES
from changai.packs.current import pack

CHUNK = 500
FURTHEST_BACK = timedelta(days=90)


def escalate_unsigned(*, at: datetime, by: None = None) -> dict[str, int]:
    """Remind units that let the day pass, and report those that went on; return how many nodes.

    Each chunk is a transaction of its own. Several unsigned units under one unit are one notice.
    """
    today = timezone.localdate(at)
    told = {
        "reminded": sum(_remind(ids, today, at) for ids in _chunks("reminded_on", today)),
        "escalated": sum(
            _escalate(ids, today, at) for ids in _chunks("escalated_on", last_day_before(today))
        ),
    }
    if any(told.values()):
        audit.record("conveyance.notified", Node, by=by, at=at, after=told)
    return told


def last_day_before(today: date) -> date:
    """Return the day before which a day to sign by must lie to be reported today."""
    day = today
    while day > today - FURTHEST_BACK:
        limit = pack().clock("conveyance_escalates_after").value_on(day)
        if working_calendar().add_workdays(day - timedelta(days=1), limit) < today:
            break
        day -= timedelta(days=1)
    return day


def _chunks(mark: str, before: date) -> list[list[int]]:
    due = Node.objects.filter(state=State.SENT, sign_by__lt=before, **{mark: None})
    ids = list(due.order_by("conveyance_id", "pk").values_list("pk", flat=True))
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]


def _locked(ids: Sequence[int], mark: str) -> list[Node]:
    """Read the nodes again, locked and still unsigned: somebody may have just signed."""
    rows = Node.objects.filter(pk__in=ids, state=State.SENT, **{mark: None})
    return list(
        rows.select_related("conveyance__unit", "parent", "unit")
        .select_for_update(of=("self",))
        .order_by("pk")
    )


def _remind(ids: Sequence[int], today: date, at: datetime) -> int:
    with transaction.atomic():
        nodes = _locked(ids, "reminded_on")
        people = orgs.people_at({node.unit_id for node in nodes}, WORKING_ROLES, today=today)
        notices.tell_many(
            messages=[
                notices.Message(
                    people=people.get(node.unit_id, []),
                    kind="conveyed_unsigned",
                    key=f"conveyed_unsigned:{node.pk}",
                    facts={"title": node.conveyance.title, "due_on": node.sign_by},
                    url=f"/conveyance/{node.conveyance_id}/",
                )
                for node in nodes
            ],
            at=at,
        )
        Node.objects.filter(pk__in=[node.pk for node in nodes]).update(reminded_on=today)
    return len(nodes)


def _escalate(ids: Sequence[int], today: date, at: datetime) -> int:
    with transaction.atomic():
        nodes = _locked(ids, "escalated_on")
        groups: dict[tuple[int, int], list[Node]] = {}
        for node in nodes:
            above = {node.conveyance.unit_id, node.sender_id}
            if node.parent is not None:
                above.add(node.parent.unit_id)
            for unit_id in above:
                groups.setdefault((node.conveyance_id, unit_id), []).append(node)
        people = orgs.people_at({unit for _row, unit in groups}, WORKING_ROLES, today=today)
        notices.tell_many(
            messages=[
                notices.Message(
                    people=people.get(unit_id, []),
                    kind="conveyed_escalated",
                    key=f"conveyed_escalated:{row}:{unit_id}:{some[0].pk}",
                    facts={
                        "title": some[0].conveyance.title,
                        "unit": str(some[0].unit),
                        "count": len(some),
                    },
                    url=f"/conveyance/{row}/?show=unsigned",
                )
                for (row, unit_id), some in groups.items()
            ],
            at=at,
        )
        Node.objects.filter(pk__in=[node.pk for node in nodes]).update(escalated_on=today)
    return len(nodes)
