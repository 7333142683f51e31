"""Assessments: a scheme is data; results are computed, open to objection, then frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.escalations import policies, queries, rules
from changai.escalations.models import Finding, Objection, Result, Scheme, SchemeLine
from changai.escalations.rules import Fault, SchemeEvent, SchemeState
from changai.escalations.services import _refusals as refusals
from changai.evidence.models import Report
from changai.notices import services as notices
from changai.orgs import queries as orgs
from changai.orgs.models import Unit
from changai.orgs.policies import WORKING_ROLES
from changai.tasks.queries import local_day

MAX_WORDS = 600


def make_scheme(
    *,
    unit: Unit,
    title: str,
    from_on: date,
    to_on: date,
    base: Decimal,
    top: Decimal,
    lines: Sequence[rules.Line],
    by: User,
    at: datetime,
) -> Scheme:
    """Draw up a scheme of a unit.

    Raises:
        NotAllowed: the person does not work at the unit.
        BadScheme: falsehood would not cost more than lateness, or a line is none.
        BadDate, ReasonMissing: the period ends before it begins; there is no title.
    """
    scheme = Scheme(unit=unit, made_by=by, made_at=at)
    if not policies.runs_scheme(scheme, by, local_day(at)):
        raise refusals.NotAllowed(_("你不能为该单位拟定考核细则。"))
    with transaction.atomic():
        _fill(scheme, title, from_on, to_on, base, top, lines)
        _record("scheme.made", scheme, by, at, after=_words_of(lines))
    return scheme


def change_scheme(
    *,
    scheme: Scheme,
    title: str,
    from_on: date,
    to_on: date,
    base: Decimal,
    top: Decimal,
    lines: Sequence[rules.Line],
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Scheme:
    """Change a scheme that is not open yet.

    Raises: as `make_scheme`; NotNow, OutOfDate.
    """
    with transaction.atomic():
        held = _locked(scheme, SchemeEvent.CHANGE, by, at, seen_revision)
        before = _words_of(queries.lines_of(held))
        held.revision += 1
        _fill(held, title, from_on, to_on, base, top, lines)
        _record("scheme.changed", held, by, at, before=before, after=_words_of(lines))
    return held


def _words_of(lines: Sequence[rules.Line]) -> dict[str, Any]:
    return {one.formula.value: f"{one.points} / {one.most}" for one in lines}


def _fill(
    scheme: Scheme,
    title: str,
    from_on: date,
    to_on: date,
    base: Decimal,
    top: Decimal,
    lines: Sequence[rules.Line],
) -> None:
    if not title.strip() or len(title) > 200:
        raise refusals.ReasonMissing(_("请填写标题（200字以内）。"))
    if to_on < from_on:
        raise refusals.BadDate(_("时段的结束日期早于开始日期，请核对。"))
    if faults := rules.scheme_faults(lines, base=base, top=top):
        raise refusals.BadScheme([_fault(one, lines) for one in faults])
    scheme.title, scheme.from_on, scheme.to_on = title.strip(), from_on, to_on
    scheme.base, scheme.top = base, top
    scheme.save()
    scheme.lines.all().delete()
    SchemeLine.objects.bulk_create(
        SchemeLine(scheme=scheme, formula=one.formula.value, points=one.points, most=one.most)
        for one in lines
    )


def _fault(fault: Fault, lines: Sequence[rules.Line]) -> str:
    words: Mapping[Fault, str] = {
        Fault.NO_FALSE: _("须有“填报不实”一项。"),
        Fault.TWICE: _("同一项只能写一次。"),
        Fault.NOT_POSITIVE: _("分值和上限须大于0；加减由该项决定。"),
        Fault.FALSE_CAPPED: _("“填报不实”不能设扣分上限：否则再次造假就不用付代价。"),
        Fault.FALSE_TOO_CHEAP: _(
            "“填报不实”每次须扣%(points)s分以上：要比最重的迟报更重，还要超过造假可能多得的分。"
        )
        % {"points": rules.cheapest_false(lines)},
        Fault.MAKING_UP_DEARER: _("超期后补办不能比不办扣得更多。"),
        Fault.TOP_BELOW_BASE: _("最高分不能低于基础分。"),
    }
    return words[fault]


def open_scheme(
    *,
    scheme: Scheme,
    until_on: date,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Scheme:
    """Show every unit its own result, and take objections until a day.

    Raises: NotAllowed, NotNow, OutOfDate; BadDate: the day has passed.
    """
    today = local_day(at)
    with transaction.atomic():
        held = _locked(scheme, SchemeEvent.OPEN, by, at, seen_revision)
        if until_on < today:
            raise refusals.BadDate(_("异议截止日期不能早于今天。"))
        held.state, held.objections_until = SchemeState.OPEN.value, until_on
        held.revision += 1
        held.save()
        units = [one.unit.pk for one in queries.results_of(held, today=today)]
        people = orgs.people_at(units, WORKING_ROLES, today=today)
        facts = {"unit": str(held.unit), "until_on": until_on, "title": held.title}
        _tell(
            "scheme_opened", held, [one for some in people.values() for one in some], facts, at, by
        )
        _record("scheme.opened", held, by, at, after={"until_on": until_on.isoformat()})
    return held


def object_to_result(
    *, scheme: Scheme, unit: Unit, words: str, by: User, at: datetime
) -> Objection:
    """Object to a unit's own result while the scheme is open.

    Raises: NotAllowed (another unit, or the day has passed), ReasonMissing.
    """
    today, kept = local_day(at), _words(words)
    with transaction.atomic():
        held = (
            Scheme.objects.select_for_update(of=("self",)).select_related("unit").get(pk=scheme.pk)
        )
        if not policies.may_object(held, unit, by, today):
            raise refusals.NotAllowed(_("只能在截止日期前对本单位的结果提出异议。"))
        made = Objection.objects.create(scheme=held, unit=unit, words=kept, by=by, at=at)
        people = orgs.people_at([held.unit_id], WORKING_ROLES, today=today)
        facts = {"unit": str(unit), "title": held.title}
        told = people.get(held.unit_id, [])
        _tell("scheme_objected", held, told, facts, at, by, mark=made.pk)
        audit.record("scheme.objected", made, by=by, at=at, unit_id=unit.pk, after={"words": kept})
    return made


def answer_objection(*, objection: Objection, answer: str, by: User, at: datetime) -> Objection:
    """Answer an objection as the unit of the scheme; facts are put right where they stand.

    Raises: NotAllowed, NotNow, ReasonMissing.
    """
    kept = _words(answer)
    with transaction.atomic():
        rows = Objection.objects.select_for_update(of=("self",)).select_related("scheme__unit")
        held = rows.get(pk=objection.pk)
        if not policies.runs_scheme(held.scheme, by, local_day(at)):
            raise refusals.NotAllowed(_("只有考核单位能答复异议。"))
        if held.answer or held.scheme.state != SchemeState.OPEN:
            raise refusals.NotNow(_("异议已经答复，或考核已经定案。"))
        held.answer, held.answered_by, held.answered_at = kept, by, at
        held.save()
        facts = {"title": held.scheme.title}
        _tell("scheme_answered", held.scheme, [held.by_id], facts, at, by, mark=held.pk)
        audit.record(
            "scheme.objection_answered",
            held,
            by=by,
            at=at,
            unit_id=held.unit_id,
            after={"answer": kept},
        )
    return held


def finalize_scheme(
    *, scheme: Scheme, by: User, at: datetime, seen_revision: int | None = None
) -> Scheme:
    """Freeze every result with its facts; nothing of it changes again.

    Raises:
        NotAllowed, OutOfDate: as their names say.
        NotNow: objections are still taken, or one waits for an answer.
    """
    today = local_day(at)
    with transaction.atomic():
        held = _locked(scheme, SchemeEvent.FINALIZE, by, at, seen_revision)
        if held.objections_until is None or today <= held.objections_until:
            raise refusals.NotNow(_("异议截止日期过后才能定案。"))
        if held.objections.filter(answer="").exists():
            raise refusals.NotNow(_("还有异议没有答复。"))
        found = queries.results_of(held, today=today)
        Result.objects.bulk_create(
            Result(
                scheme=held,
                unit=one.unit,
                score=one.score,
                rank=one.rank,
                task_count=one.task_count,
                lines=[queries.freeze(line) for line in one.lines],
            )
            for one in found
        )
        held.state = SchemeState.FINAL.value
        held.finalized_by, held.finalized_at = by, at
        held.revision += 1
        held.save()
        _record("scheme.finalized", held, by, at, after={"units": len(found)})
    return held


def record_finding(*, report: Report, words: str, by: User, at: datetime) -> Finding:
    """Find a report false, as somebody of the unit that assigned the task.

    What the unit itself corrected before the task was due is no falsehood.
    Raises: NotAllowed, NotNow, ReasonMissing.
    """
    today, kept = local_day(at), _words(words)
    with transaction.atomic():
        rows = Report.objects.select_for_update(of=("self",)).select_related("task")
        held = rows.get(pk=report.pk)
        if not policies.may_find(held, by, today):
            raise refusals.NotAllowed(_("只有交办单位的其他人能认定填报不实。"))
        if Finding.objects.filter(report=held).exists():
            raise refusals.NotNow(_("这份报送已经认定过。"))
        later = Report.objects.filter(
            task=held.task, unit_id=held.unit_id, duty=None, at__gt=held.at
        ).order_by("at")
        due = held.task.due_on
        if due is not None and any(local_day(one.at) <= due for one in later):
            raise refusals.NotNow(_("该单位已在期限前自行更正，不作不实认定。"))
        made = Finding.objects.create(report=held, words=kept, found_on=today, by=by, at=at)
        audit.record(
            "finding.recorded", made, by=by, at=at, unit_id=held.unit_id, after={"words": kept}
        )
    return made


def withdraw_finding(*, finding: Finding, reason: str, by: User, at: datetime) -> Finding:
    """Withdraw a finding of falsehood, with a reason.

    Raises: NotAllowed, NotNow, ReasonMissing.
    """
    kept = _words(reason)[:300]
    with transaction.atomic():
        rows = Finding.objects.select_for_update(of=("self",)).select_related("report__task")
        held = rows.get(pk=finding.pk)
        if not policies.may_find(held.report, by, local_day(at)):
            raise refusals.NotAllowed(_("只有交办单位的其他人能认定填报不实。"))
        if held.withdrawn_reason:
            raise refusals.NotNow(_("认定已经撤销。"))
        held.withdrawn_reason, held.withdrawn_by = kept, by
        held.save()
        unit_id = held.report.unit_id
        audit.record(
            "finding.withdrawn", held, by=by, at=at, unit_id=unit_id, after={"reason": kept}
        )
    return held


def _locked(
    scheme: Scheme, event: SchemeEvent, by: User, at: datetime, seen_revision: int | None
) -> Scheme:
    rows = Scheme.objects.select_for_update(of=("self",)).select_related("unit")
    held = rows.get(pk=scheme.pk)
    if not policies.runs_scheme(held, by, local_day(at)):
        raise refusals.NotAllowed(_("只有考核单位能办理这一步。"))
    if seen_revision is not None and seen_revision != held.revision:
        raise refusals.OutOfDate(_("刚刚有人改过，请刷新后再改。"))
    if not rules.scheme_allows(event, SchemeState(held.state)):
        raise refusals.NotNow(
            _("考核现在是“%(state)s”，不能这样办理。")
            % {"state": queries.SCHEME_STATES[held.state]}
        )
    return held


def _words(words: str) -> str:
    kept = words.strip()
    if not kept or len(kept) > MAX_WORDS:
        raise refusals.ReasonMissing(
            _("请写明理由，并控制在%(count)d字以内。") % {"count": MAX_WORDS}
        )
    return kept


def _tell(
    kind: str,
    scheme: Scheme,
    people: Sequence[int],
    facts: Mapping[str, Any],
    at: datetime,
    by: User,
    mark: int = 0,
) -> None:
    notices.tell(
        people=people,
        kind=kind,
        key=f"{kind}:{scheme.pk}:{mark}",
        facts=facts,
        url=f"/escalations/schemes/{scheme.pk}/",
        at=at,
        by=by,
    )


def _record(action: str, scheme: Scheme, by: User, at: datetime, **sides: Any) -> None:
    audit.record(action, scheme, by=by, at=at, unit_id=scheme.unit_id, **sides)
