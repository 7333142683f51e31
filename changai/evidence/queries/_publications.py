"""Values that may be published, and those that were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from changai.accounts.models import User
from changai.evidence import policies
from changai.evidence.models import Publication, PublishedValue
from changai.orgs import policies as orgs
from changai.orgs.models import Unit
from changai.tasks.models import TaskTarget, TaskUnit

ROWS = 300


@dataclass(frozen=True)
class PublishableRow:
    """A verified target; `key` names it with the value the page shows."""

    target: TaskTarget
    key: str


def publishable(*, unit: Unit, words: str = "", all_verified: bool = False) -> list[PublishableRow]:
    """Return the verified targets of tasks a unit assigned that are not published as they stand.

    `all_verified` adds those published unchanged. At most 300, in the order of the tasks.
    Cost: one query.
    """
    rows = TaskTarget.objects.filter(
        task__assigner=unit, verified_value__isnull=False, dropped_on=None
    ).exclude(task__state="CANCELLED")
    if not all_verified:
        rows = rows.filter(Q(published_value=None) | ~Q(published_value=F("verified_value")))
    if words:
        rows = rows.filter(
            Q(what__icontains=words)
            | Q(task__title__icontains=words)
            | Q(task__lead__name__icontains=words)
        )
    found = rows.select_related("task__lead").order_by("task_id", "position", "pk")[:ROWS]
    return [PublishableRow(target, f"{target.pk}:{target.verified_value}") for target in found]


def unverified_count(*, unit: Unit) -> int:
    """Return how many targets of a unit's tasks have a value said that nobody verified."""
    rows = TaskTarget.objects.filter(task__assigner=unit, said_value__isnull=False)
    return rows.filter(verified_value=None, dropped_on=None).count()


def visible_publications(*, user: User, today: date) -> QuerySet[Publication]:
    """Return the publications the person may see, newest first, with how many values each has."""
    rows = Publication.objects.select_related("unit", "by").annotate(value_count=Count("values"))
    return policies.visible_publications(rows, user, today).order_by("-published_on", "-pk")


@dataclass(frozen=True)
class PublishedRow:
    """A published value; what was said and verified only where the reader sees the task."""

    target: TaskTarget
    published: Decimal
    said: Decimal | None
    verified: Decimal | None
    shows_task: bool


def published_rows(*, publication: Publication, user: User, today: date) -> list[PublishedRow]:
    """Return the values of a publication.

    To somebody from below only what was published is public; what was said and verified they see
    where they see the task.
    Cost: one query.
    """
    seen = orgs.reach(user, today)
    rows = publication.values.select_related("target__task__lead").order_by(
        "target__task_id", "target__position", "pk"
    )
    units = Unit.objects.filter(orgs.within("path", seen.scopes)).values("pk")
    mine = TaskUnit.objects.filter(task_id=OuterRef("target__task_id"), unit_id__in=units)
    return [_row(row, sees=seen.everything or row.sees) for row in rows.annotate(sees=Exists(mine))]


def _row(row: PublishedValue, *, sees: bool) -> PublishedRow:
    said, verified = (row.said, row.verified) if sees else (None, None)
    return PublishedRow(row.target, row.published, said, verified, sees)
