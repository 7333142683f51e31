"""A value is typed, or comes with a table: numbers, source and evidence, warnings answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.evidence.models import EvidenceFile
from changai.evidence.queries import visible_files
from changai.indicators import queries, rules
from changai.indicators.models import Value, ValueFile, ValueWarning
from changai.indicators.rules import Event, Period, State, Typed
from changai.indicators.services import _refusals as refusals
from changai.indicators.services._totals import save_value
from changai.kernel.errors import OutOfDate, Refused
from changai.orgs.models import Unit
from changai.packs.arithmetic import addition
from changai.packs.current import language, pack
from changai.packs.indicators import Indicator, Version
from changai.tasks.queries import local_day


@dataclass(frozen=True)
class ValueDraft:
    """A value as it is handed in.

    `words` say where the numbers come from. `answers` hold a word for each kind of warning.
    `parts` are those of a score, by code; `files` the evidence.
    """

    number: Decimal
    base: Decimal | None = None
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    words: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[EvidenceFile] = ()
    origin: str = Value.Origin.TYPED.value


def type_value(
    *,
    unit: Unit,
    definition: Indicator,
    period: Period,
    draft: ValueDraft,
    by: User,
    at: datetime,
    seen_revision: int | None = None,
) -> Value:
    """Keep what a unit says of an indicator for a period; a second typing replaces the first.

    Raises:
        NotAllowed: the person does not type this for the unit.
        NotNow: the value is approved or accepted, a unit above has closed the period, or the
            period is not over.
        BadNumber: a number that cannot be.
        PartsDoNotAdd: a score table whose parts do not come to its total.
        WordsMissing: nothing says where the numbers come from.
        WarningsOpen: a warning is neither put right nor answered.
        OutOfDate: somebody typed since.
    """
    with transaction.atomic():
        value = _keep(unit, definition, period, draft, by, at, seen_revision)
        audit.record(
            "value.typed", value, by=by, at=at, unit_id=unit.pk,
            after={"indicator": value.indicator, "period": value.period,
                   "said": str(value.said), "said_base": str(value.said_base or "")},
        )  # fmt: skip
    return value


def import_values(
    *,
    rows: Sequence[tuple[int, Unit, Indicator, Period, ValueDraft]],
    by: User,
    at: datetime,
) -> list[Value]:
    """Keep the rows of a table, all or none; each with its number in the table.

    Raises:
        BadRows: some rows cannot be taken; each is named with what is wrong.
    """
    made: list[Value] = []
    faults: list[tuple[int, str]] = []
    with transaction.atomic():
        for number, unit, definition, period, draft in rows:
            try:
                made.append(_keep(unit, definition, period, draft, by, at, None))
            except refusals.WarningsOpen as refusal:
                told = " ".join(queries.warning_words(one) for one in refusal.warnings)
                faults.append((number, _("%(what)s请改正，或在说明列写明原因。") % {"what": told}))
            except Refused as refusal:
                faults.append((number, str(refusal)))
        if faults or not made:
            told = _("有%(count)d行不能导入，整张表都没有导入。") % {"count": len(faults)}
            raise refusals.BadRows(told if faults else _("表里没有可以导入的行。"), faults)
        audit.record(
            "value.imported", Value, by=by, at=at, after={"count": len(made)},
            touched=[audit.Touched(one.pk, one.unit_id, after={"said": str(one.said)})
                     for one in made],
        )  # fmt: skip
    return made


def _keep(
    unit: Unit,
    definition: Indicator,
    period: Period,
    draft: ValueDraft,
    by: User,
    at: datetime,
    seen_revision: int | None,
) -> Value:
    today = local_day(at)
    if not queries.may_keep(unit, definition, user=by, today=today):
        raise refusals.NotAllowed(_("这项指标不由你为该单位填报。"))
    if period.rhythm != definition.rhythm or period.last >= today:
        raise refusals.NotNow(_("这一期还没有结束，或与指标的填报周期不符。"))
    if not queries.is_defined(definition, period):
        day = date_format(definition.versions[0].starts_on, "DATE_FORMAT")
        raise refusals.NotNow(_("这项指标从%(day)s起才有口径，更早的期间不填。") % {"day": day})
    version = definition.version_on(period.last)
    typed = _checked(definition, version, draft)
    rows = Value.objects.select_for_update(of=("self",)).select_related("unit")
    fresh = rows.filter(unit=unit, indicator=definition.code, period=period.code).first()
    if seen_revision is not None and seen_revision != (fresh.revision if fresh else 0):
        raise OutOfDate(_("刚刚有人填报过，请刷新后再填。"))
    if rules.transition(Event.TYPE, State(fresh.state) if fresh else None) is None:
        raise refusals.NotNow(_("已经审定，不能再改；请上级退回后再填。"))
    require_unlocked(unit, definition.code, period.code)
    words = draft.words.strip()
    if not words or len(words) > rules.MAX_WORDS:
        raise refusals.WordsMissing(_("请写明数据出自哪里（300字以内）。"))
    warnings = queries.warned(unit, definition, period, typed)
    answers = {name: text.strip() for name, text in draft.answers.items()}
    if any(not answers.get(one.kind) for one in warnings):
        raise refusals.WarningsOpen(_("有提示尚未改正，也没有说明。"), warnings)
    value = fresh or Value(unit=unit, indicator=definition.code, period=period.code)
    value.begins_on, value.ends_on = period.first, period.last
    value.defined_on = version.starts_on
    value.pack_version = " ".join(f"{code} {number}" for code, number in pack().versions.items())
    value.origin, value.state = draft.origin, State.TYPED.value
    value.said, value.said_base = typed.number, typed.base
    value.parts = {code: f"{one:f}" for code, one in typed.parts.items()}
    value.words, value.typed_by, value.typed_at = words, by, at
    value.approved_by = value.approved_at = None
    value.revision += 1
    save_value(value)
    _attach(value, draft.files, by, at)
    value.warnings.all().delete()
    ValueWarning.objects.bulk_create(
        ValueWarning(value=value, kind=one.kind.value, facts=dict(one.facts),
                     words=answers[one.kind][: rules.MAX_WORDS])
        for one in warnings
    )  # fmt: skip
    return value


def _checked(definition: Indicator, version: Version, draft: ValueDraft) -> Typed:
    """Return the numbers of a draft as they are kept; refuse those that cannot be."""
    if version.is_ratio and draft.base is None:
        name = version.denominator_label(language())
        raise refusals.BadNumber(_("请填写“%(name)s”。") % {"name": name})
    numbers = [draft.number, draft.base, *draft.parts.values()]
    if not all(rules.fits(one) for one in numbers):
        raise refusals.BadNumber(_("数字过大，或不是数字。"))
    require_whole(version, draft.number, draft.base)
    below = definition.range[0] < 0 if definition.range else False
    if (draft.number < 0 and not below) or (draft.base or 0) < 0:
        raise refusals.BadNumber(_("不能填负数。"))
    typed = Typed(draft.number, draft.base if version.is_ratio else None, dict(draft.parts))
    if definition.parts and not draft.parts:
        raise refusals.BadNumber(_("请填写各部分的得分。"))
    if rules.gap_of_score(typed):
        names = {one.code: one.label(language()) for one in definition.parts}
        shown = {names.get(code, code): one for code, one in typed.parts.items()}
        told = {"sum": addition(shown), "total": f"{typed.number:f}"}
        raise refusals.PartsDoNotAdd(
            _("各部分相加不等于总分：%(sum)s，总分填的是%(total)s。") % told
        )
    return typed


def require_whole(version: Version, number: Decimal, base: Decimal | None) -> None:
    """Refuse a fraction of what is counted one by one: persons, units, items.

    Raises:
        BadNumber: there is one.
    """
    named = (
        (version.whole_numerator, number, version.numerator_label(language())),
        (version.whole_denominator, base, version.denominator_label(language())),
    )
    for is_whole, one, name in named:
        if is_whole and one is not None and one != one.to_integral_value():
            raise refusals.BadNumber(_("“%(name)s”按个计数，请填整数。") % {"name": name})


def require_unlocked(unit: Unit, indicator: str, period: str) -> None:
    """Refuse where a unit above has approved its own value for the period: that closes it below.

    Raises:
        NotNow: a unit above has.
    """
    if (above := queries.locked_by(unit, indicator, period)) is not None:
        raise refusals.NotNow(_("%(unit)s已审定本期汇总，下面的数据已锁定。") % {"unit": above})


def _attach(value: Value, files: Sequence[EvidenceFile], by: User, at: datetime) -> None:
    seen = visible_files(user=by, today=local_day(at))
    allowed = seen.filter(pk__in=[one.pk for one in files])
    value.files.all().delete()
    ValueFile.objects.bulk_create(ValueFile(value=value, file=one) for one in allowed)
