"""The comment round: units say what they think of a draft, the office takes it or not."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.models import Unit
from changai.orgs.policies import WORKING_ROLES
from changai.tasks import policies
from changai.tasks.models import PlanComment, PlanRow, PlanVersion
from changai.tasks.queries import local_day
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plans
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._guards import require_reason
from changai.tasks.services._plan_writing import PlanRefused, lock_draft, touch

State = PlanVersion.State
MAX_COMMENT = 2000


def plan_url(plan_id: int) -> str:
    """Return the address of a plan's page, as a notice keeps it."""
    return f"/tasks/plans/{plan_id}/"


def open_comments(
    *, version: PlanVersion, until: date, seen_revision: int, by: User, at: datetime
) -> PlanVersion:
    """Send a draft out for comments until a day; everybody named in it is told.

    The rows are kept as they are now, so that the office can show what the round changed. Asking
    again with another day prolongs the round and tells the new day.
    Raises:
        PlanRefused: there is no row, or the day has passed.
        NotAllowed, NotADraft, OutOfDate: as their names say.
    """
    with transaction.atomic():
        draft = lock_draft(version, by, at, seen_revision=seen_revision)
        if until < local_day(at):
            raise PlanRefused(_("截止日期已过，请填写今天或以后的日期。"))
        rows = queries.rows_of(draft)
        if not rows:
            raise PlanRefused(_("计划还没有条目，不能征求意见。"))
        before = {"state": draft.state, "comments_until": _iso(draft.comments_until)}
        kept = draft.round_rows if draft.state == State.COMMENT else _kept(rows)
        touch(draft, state=State.COMMENT.value, comments_until=until, round_rows=kept)
        told = _told_units(draft, rows)
        owner = draft.plan.owner
        _tell(
            told,
            "plan_comment_round",
            f"plan_comment_round:{draft.pk}:{until.isoformat()}",
            {"unit": str(owner), "title": draft.plan.title, "until_on": until},
            draft,
            by,
            at,
        )
        audit.record(
            "plan.comments_opened",
            draft,
            by=by,
            at=at,
            unit_id=owner.pk,
            before=before,
            after={"state": draft.state, "comments_until": until.isoformat(), "told": len(told)},
        )
    return draft


def _kept(rows: Iterable[PlanRow]) -> dict[str, dict[str, object]]:
    return {
        str(row.key): plans.facts_json(queries.facts_of(row))
        for row in rows
        if not row.dropped_reason
    }


def _told_units(draft: PlanVersion, rows: Iterable[PlanRow]) -> list[int]:
    owner = draft.plan.owner_id
    named = {part.unit_id for row in rows for part in row.units.all()}
    return sorted({*named, *queries.offices_below(draft.plan.owner)} - {owner})


def _tell(
    unit_ids: Iterable[int],
    kind: str,
    key: str,
    facts: dict[str, object],
    version: PlanVersion,
    by: User,
    at: datetime,
) -> None:
    at_units = orgs.people_at(list(unit_ids), WORKING_ROLES, today=local_day(at))
    people = {person for found in at_units.values() for person in found}
    notices.tell(
        people=sorted(people),
        kind=kind,
        key=key,
        facts=facts,
        url=plan_url(version.plan_id),
        at=at,
        by=by,
    )


def comment_on_plan(
    *,
    version: PlanVersion,
    unit: Unit,
    words: str,
    row_key: uuid.UUID | None = None,
    by: User,
    at: datetime,
) -> PlanComment:
    """Remark on a row, or on the plan as a whole, for a unit that has a say in it.

    The same words said twice by one person are one remark.
    Raises:
        NotAllowed: the person does not work at a unit that has a say.
        NotNow: nobody is asked, or the day has passed.
        PlanRefused: no words, too many, or no such row.
    """
    today = local_day(at)
    words = words.strip()
    if not words or len(words) > MAX_COMMENT:
        raise PlanRefused(_("请写明意见，不超过%(limit)d字。") % {"limit": MAX_COMMENT})
    with transaction.atomic():
        fresh = (
            PlanVersion.objects.select_for_update(of=("self",))
            .select_related("plan__owner")
            .get(pk=version.pk)
        )
        if unit not in policies.commenting_units(fresh, by, today):
            raise refusals.NotAllowed(_("你单位不在征求意见的范围内。"))
        if fresh.state != State.COMMENT or not fresh.comments_until:
            raise refusals.NotNow(_("现在没有征求意见。"))
        if fresh.comments_until < today:
            raise refusals.NotNow(_("征求意见已于%(day)s截止。") % {"day": fresh.comments_until})
        if row_key and not PlanRow.objects.filter(version=fresh, key=row_key).exists():
            raise PlanRefused(_("这一条已被删除，请刷新页面。"))
        same = PlanComment.objects.filter(
            version=fresh, row_key=row_key, unit=unit, by=by, words=words
        ).first()
        if same is not None:
            return same
        comment = PlanComment.objects.create(
            version=fresh, row_key=row_key, unit=unit, by=by, at=at, words=words
        )
        audit.record(
            "plan.commented",
            comment,
            by=by,
            at=at,
            unit_id=unit.pk,
            after={"version_id": fresh.pk, "row_key": str(row_key or ""), "words": words},
        )
    return comment


def answer_comment(
    *, comment: PlanComment, taken: bool, answer: str, by: User, at: datetime
) -> PlanComment:
    """Say whether a remark is taken, with an answer. Taking it changes no row by itself.

    Raises:
        NotAllowed: another unit than the plan's.
        ReasonMissing: no answer.
        OutOfDate: somebody answered it first.
    """
    with transaction.atomic():
        draft = lock_draft(comment.version, by, at)
        kept = require_reason(answer)
        waiting = PlanComment.objects.filter(pk=comment.pk, taken=None)
        if not waiting.update(taken=taken, answer=kept, decided_by=by, decided_at=at):
            raise refusals.OutOfDate(_("这条意见已经答复，请刷新页面。"))
        comment.taken, comment.answer = taken, kept
        audit.record(
            "plan.comment_answered",
            comment,
            by=by,
            at=at,
            unit_id=draft.plan.owner_id,
            before={"taken": None},
            after={"taken": taken, "answer": kept},
        )
    return comment


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
