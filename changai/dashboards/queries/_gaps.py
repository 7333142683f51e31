"""Where the numbers lie furthest behind the line to their target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from changai.accounts.models import User
from changai.dashboards import rules
from changai.tasks import policies
from changai.tasks.models import Task, TaskTarget
from changai.tasks.rules import OWED

GAPS_SHOWN = 5
LOOKED_AT = 400
DOWNWARD = ("<", "<=", "≤", "＜")


@dataclass(frozen=True)
class Gap:
    """A target, and how far it lies behind a straight line from the start to its day.

    Units: `reached` and `expected` and `behind` are shares of the target, 0-1; values as written.
    """

    target: TaskTarget
    reached: Decimal
    expected: Decimal
    behind: Decimal


def biggest_gaps(seen: QuerySet[Task], user: User, today: date) -> list[Gap]:
    """Return the targets that lie furthest behind, of the owed tasks seen whole, nearest the top.

    What counts is the verified value where there is one, otherwise what was said.
    Cost: one query; looks at a bounded number of targets, the first due first.
    """
    # Only what is no part of something else in sight: its parts stand behind as it does.
    owed = seen.order_by().filter(state__in=[state.value for state in OWED])
    owed = owed.filter(Q(parent=None) | ~Q(parent__in=seen.order_by().values("pk")))
    rows = (
        TaskTarget.objects.filter(
            task__in=owed.values("pk"), dropped_on=None, value__gt=0, task__due_on__isnull=False
        )
        .exclude(operator__in=DOWNWARD)
        .select_related("task__lead", "task__assigner")
        .order_by(F("task__lead__depth").asc(), "task__due_on", "pk")[:LOOKED_AT]
    )
    whole = [row for row in rows if policies.sees_whole(row.task, user, today)]
    gaps = [gap for row in whole if (gap := _gap(row, today)) and gap.behind > 0]
    return sorted(gaps, key=lambda gap: gap.behind, reverse=True)[:GAPS_SHOWN]


def _gap(target: TaskTarget, today: date) -> Gap | None:
    task = target.task
    expected = rules.expected_share(task.acknowledged_on or task.assigned_on, task.due_on, today)
    if expected is None:
        return None
    value = target.verified_value if target.verified_value is not None else target.said_value
    reached = (value or Decimal(0)) / target.value
    behind = rules.gap_points(value or Decimal(0), target.value, expected)
    return Gap(target=target, reached=reached, expected=expected, behind=behind)
