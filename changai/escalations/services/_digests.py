"""Circulars, briefings and special reports: the words and the choice are a person's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.escalations import policies, queries
from changai.escalations.models import Digest
from changai.escalations.services import _refusals as refusals
from changai.orgs.models import Unit
from changai.papers import services as papers
from changai.papers.models import Paper
from changai.tasks.queries import local_day

MAX_TITLE, MAX_LEAD = 200, 4000


def make_digest(
    *,
    kind: str,
    unit: Unit,
    title: str,
    from_on: date,
    to_on: date,
    by: User,
    at: datetime,
    lead_words: str = "",
) -> Digest:
    """Begin a digest of a unit over a period.

    Raises:
        NotAllowed: the person does not work at the unit.
        BadDate: the period ends before it begins.
        ReasonMissing: there is no title, or there are more words than are kept.
    """
    if not policies.may_write_digest(unit.pk, by, local_day(at)):
        raise refusals.NotAllowed(_("你不能以该单位的名义编写通报和简报。"))
    with transaction.atomic():
        digest = Digest(kind=Digest.Kind(kind), unit=unit, made_by=by, made_at=at)
        _fill(digest, title, from_on, to_on, lead_words)
        digest.save()
        after = {"kind": digest.kind, "title": digest.title}
        audit.record("digest.made", digest, by=by, at=at, unit_id=unit.pk, after=after)
    return digest


def change_digest(
    *,
    digest: Digest,
    title: str,
    from_on: date,
    to_on: date,
    lead_words: str,
    task_ids: Sequence[int],
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Digest:
    """Change the words, the period and the tasks named in a digest; open drafts are drawn again.

    What went out stays as it went out. Only tasks of the unit and the period can be named.
    Raises: NotAllowed, OutOfDate, BadDate, ReasonMissing, NothingChosen.
    """
    with transaction.atomic():
        fresh = Digest.objects.select_for_update(of=("self",)).select_related("unit")
        held = fresh.get(pk=digest.pk)
        if not policies.may_write_digest(held.unit_id, by, local_day(at)):
            raise refusals.NotAllowed(_("你不能以该单位的名义编写通报和简报。"))
        if seen_revision is not None and seen_revision != held.revision:
            raise refusals.OutOfDate(_("刚刚有人改过，请刷新后再改。"))
        _fill(held, title, from_on, to_on, lead_words)
        wanted = set(task_ids)
        allowed = queries.tasks_of_period(held.unit, from_on, to_on).filter(pk__in=wanted)
        if set(allowed.values_list("pk", flat=True)) != wanted:
            raise refusals.NothingChosen(_("只能点名本单位交办、期内在办的任务。"))
        held.revision += 1
        held.save()
        held.tasks.set(wanted)
        states = (Paper.State.DRAFT, Paper.State.APPROVED)
        for paper in Paper.objects.filter(kind=held.kind, thing_id=held.pk, state__in=states):
            if paper.state == Paper.State.APPROVED:
                papers.return_paper(paper=paper, by=by, at=at)
            papers.redraw_paper(paper=paper, by=by, at=at)
        audit.record(
            "digest.changed",
            held,
            by=by,
            at=at,
            unit_id=held.unit_id,
            after={"title": held.title, "tasks": sorted(wanted)},
        )
    return held


def _fill(digest: Digest, title: str, from_on: date, to_on: date, lead_words: str) -> None:
    kept = title.strip()
    if not kept or len(kept) > MAX_TITLE or len(lead_words) > MAX_LEAD:
        raise refusals.ReasonMissing(_("请填写标题（200字以内），导语控制在4000字以内。"))
    if to_on < from_on:
        raise refusals.BadDate(_("时段的结束日期早于开始日期，请核对。"))
    digest.title, digest.from_on, digest.to_on = kept, from_on, to_on
    digest.lead_words = lead_words.strip()
