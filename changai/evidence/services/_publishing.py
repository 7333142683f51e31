"""Verified values are published, frozen as they stand on that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.evidence import policies
from changai.evidence.models import Publication, PublishedValue
from changai.evidence.services import _refusals as refusals
from changai.orgs.models import Unit
from changai.tasks.models import TaskTarget
from changai.tasks.queries import local_day

MAX_TITLE = 200


def publish_values(
    *,
    unit: Unit,
    target_ids: Sequence[int],
    title: str,
    published_on: date,
    by: User,
    at: datetime,
    seen: Mapping[int, Decimal] | None = None,
    client_key: UUID | None = None,
) -> Publication:
    """Publish the verified values of targets of tasks the unit assigned, and freeze all three.

    `seen` gives the verified values the person saw; the same key by the same person is the same
    publication.
    Raises:
        NotAllowed: the person does not work at the unit, or a task is another unit's.
        NotVerified: a value was never verified.
        NothingChosen: no value, no title, or a day to come.
        OutOfDate: a value was verified anew since it was seen.
    """
    today = local_day(at)
    kept = title.strip()
    if not policies.may_publish(unit.pk, by, today):
        raise refusals.NotAllowed(_("你不能以该单位的名义公布数据。"))
    if not target_ids or not kept or len(kept) > MAX_TITLE:
        raise refusals.NothingChosen(_("请选择要公布的指标，并填写标题（200字以内）。"))
    if published_on > today:
        raise refusals.NothingChosen(_("公布日期不能晚于今天。"))
    with transaction.atomic():
        targets = _targets(unit, target_ids)
        if client_key is not None:
            known = Publication.objects.filter(by=by, client_key=client_key).first()
            if known is not None:
                return known
        verified = _require_verified(targets, seen or {})
        publication = Publication.objects.create(
            unit=unit, title=kept, published_on=published_on, by=by, at=at, client_key=client_key
        )
        _freeze(publication, targets, verified)
        audit.record(
            "values.published",
            publication,
            by=by,
            at=at,
            unit_id=unit.pk,
            after={
                "title": kept,
                "published_on": published_on.isoformat(),
                "values": {str(pk): str(value) for pk, value in verified.items()},
            },
        )
    return publication


def _freeze(
    publication: Publication, targets: Sequence[TaskTarget], verified: Mapping[int, Decimal]
) -> None:
    PublishedValue.objects.bulk_create(
        [
            PublishedValue(
                publication=publication,
                target=target,
                said=target.said_value,
                verified=target.verified_value,
                published=verified[target.pk],
            )
            for target in targets
        ]
    )
    for target in targets:
        TaskTarget.objects.filter(pk=target.pk).update(
            published_value=verified[target.pk], published_on=publication.published_on
        )


def _targets(unit: Unit, target_ids: Sequence[int]) -> list[TaskTarget]:
    wanted = set(target_ids)
    rows = TaskTarget.objects.select_for_update(of=("self",)).select_related("task")
    found = list(rows.filter(pk__in=wanted, task__assigner=unit).order_by("pk"))
    if len(found) != len(wanted):
        raise refusals.NotAllowed(_("只能公布本单位交办任务的指标。"))
    return found


def _require_verified(
    targets: Sequence[TaskTarget], seen: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """Return the values to publish."""
    verified = {one.pk: one.verified_value for one in targets if one.verified_value is not None}
    if len(verified) < len(targets):
        raise refusals.NotVerified(
            _("有%(count)d个指标尚未核实，不能公布。") % {"count": len(targets) - len(verified)}
        )
    if any(pk in seen and seen[pk] != value for pk, value in verified.items()):
        raise refusals.OutOfDate(_("有指标刚刚重新核实，请刷新页面后再公布。"))
    return verified
