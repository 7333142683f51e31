"""Open, rename and close units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from changai import packs
from changai.accounts.models import User
from changai.audit import services as audit
from changai.kernel import identifiers
from changai.kernel.errors import OutOfDate, Refused
from changai.orgs import policies, queries, rules
from changai.orgs.models import Post, Unit, UnitChange
from changai.orgs.services import _ending
from changai.packs.current import pack

BATCH = 500


class UnitRefused(Refused):
    """The unit cannot be opened or changed like this."""


@dataclass(frozen=True)
class NewUnit:
    """What is known of a unit that is to be opened; `tier` is worked out where it is empty."""

    parent: Unit | None
    kind: str
    name: str
    short_name: str = ""
    code: str | None = None
    credit_code: str | None = None
    tier: str = ""


def open_unit(
    *, unit: NewUnit, by: User | None, at: datetime, today: date, began_on: date | None = None
) -> Unit:
    """Open one unit under its parent; only the first unit of a place has none.

    Raises:
        NotYours: the person is no office over the parent.
        UnitRefused: name, kind, code or parent do not fit, or one of them is taken.
    """
    began = began_on or today
    with transaction.atomic():
        lock_the_tree()
        require_may_open([unit], by, today)
        opened = plant([unit], began_on=began)[0]
        UnitChange.objects.create(
            unit=opened, kind=UnitChange.Kind.OPENED, effective_on=began, new_parent=unit.parent
        )
        audit.record("unit.opened", opened, by=by, at=at, unit_id=opened.pk, after=kept(opened))
    return opened


def open_units(
    *, units: Sequence[NewUnit], by: User | None, at: datetime, today: date
) -> list[Unit]:
    """Open many units in one action, each under a parent that exists already.

    Cost: a few statements for each 500 units.
    Raises:
        NotYours: the person is no office over one of the parents.
        UnitRefused: one of the units does not fit; none is opened.
    """
    with transaction.atomic():
        lock_the_tree()
        require_may_open(units, by, today)
        opened = plant(units, began_on=today)
        note_opened(opened, today)
        lines = [audit.Touched(unit.pk, unit.pk, after=kept(unit)) for unit in opened]
        audit.record("unit.opened_many", Unit, by=by, at=at, touched=lines)
    return opened


def rename_unit(
    *,
    unit: Unit,
    name: str,
    short_name: str = "",
    effective_on: date,
    reason: str = "",
    seen: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Unit:
    """Give a unit another name from a day on; the old one stays in its history.

    Raises:
        NotYours: the person is no office over the unit.
        OutOfDate: somebody renamed or closed it first.
    """
    policies.require(policies.can_rename(by, unit, today), _("只有上级产改办可以更名。"))
    require_seen(unit, seen)
    require_day(unit, effective_on, today)
    name, short_name = name.strip(), short_name.strip()
    if not name:
        raise UnitRefused(_("请填写单位名称。"))
    try:
        with transaction.atomic():
            changed = Unit.objects.filter(
                pk=unit.pk, name=unit.name, short_name=unit.short_name, ended_on=None
            ).update(name=name, short_name=short_name)
            if not changed:
                raise out_of_date()
            UnitChange.objects.create(
                unit=unit,
                kind=UnitChange.Kind.RENAMED,
                effective_on=effective_on,
                old_name=unit.name,
                new_name=name,
                reason=reason.strip(),
            )
            audit.record(
                "unit.renamed",
                unit,
                by=by,
                at=at,
                unit_id=unit.pk,
                before={"name": unit.name, "short_name": unit.short_name},
                after={"name": name, "short_name": short_name, "effective_on": str(effective_on)},
            )
    except IntegrityError as error:
        raise UnitRefused(_("同一上级下已有同名单位，请换一个名称。")) from error
    unit.name, unit.short_name = name, short_name
    return unit


def close_unit(
    *,
    unit: Unit,
    effective_on: date,
    reason: str,
    seen: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Unit:
    """Close a unit without a successor; its posts end at once.

    Raises:
        NotYours: the person is no office above the unit.
        UnitRefused: units stand under it, or the reason is missing.
        OutOfDate: somebody closed it first.
    """
    policies.require(policies.can_reshape(by, unit, today), _("只有上级产改办可以撤销单位。"))
    require_seen(unit, seen)
    require_day(unit, effective_on, today)
    if not reason.strip():
        raise UnitRefused(_("请写明撤销原因。"))
    with transaction.atomic():
        lock_the_tree()
        if Unit.objects.filter(parent=unit, ended_on=None).exists():
            raise UnitRefused(_("还有下级单位：请先把它们划转、合并或撤销，再撤销本单位。"))
        if not Unit.objects.filter(pk=unit.pk, ended_on=None).update(ended_on=effective_on):
            raise out_of_date()
        ended = _ending.end_now(Post.objects.filter(unit=unit), at, today)
        UnitChange.objects.create(
            unit=unit,
            kind=UnitChange.Kind.CLOSED,
            effective_on=effective_on,
            old_parent=unit.parent,
            reason=reason.strip(),
        )
        audit.record(
            "unit.closed",
            unit,
            by=by,
            at=at,
            unit_id=unit.pk,
            after={"ended_on": str(effective_on), "posts_ended": ended, "reason": reason.strip()},
        )
    unit.ended_on = effective_on
    return unit


def out_of_date() -> OutOfDate:
    """Return the refusal for a unit that somebody else changed in between."""
    return OutOfDate(_("这个单位刚被别人改过，什么都没有改动。请刷新页面后再试。"))


def lock_the_tree() -> None:
    """Let one change of the tree run at a time; a path read before is still true after."""
    list(Unit.objects.select_for_update().filter(depth=0).values_list("pk", flat=True))


def require_seen(unit: Unit, seen: str) -> None:
    """Refuse where the unit is no longer what the page showed."""
    if seen and seen != queries.mark_of(unit):
        raise out_of_date()


def require_day(unit: Unit, effective_on: date, today: date) -> None:
    """Refuse a day to come and a day before the unit was opened."""
    if effective_on > today:
        raise UnitRefused(_("生效日期不能晚于今天；到那一天再办理。"))
    if effective_on < unit.began_on:
        raise UnitRefused(_("生效日期不能早于单位设立的日期。"))


def require_may_open(units: Sequence[NewUnit], by: User | None, today: date) -> None:
    """Refuse where the person is no office over one of the parents.

    Without a person only the first tree of a place is planted, at installation.
    """
    if by is None:
        return
    for parent in {unit.parent for unit in units}:
        allowed = parent is not None and policies.can_open_under(by, parent, today)
        policies.require(allowed, _("只有上级产改办可以在这里设立单位。"))


def plant(units: Sequence[NewUnit], *, began_on: date | Sequence[date]) -> list[Unit]:
    """Insert units under parents that exist already; the callers check who may and leave a trail.

    Raises:
        UnitRefused: something does not fit or is taken.
    """
    days = [began_on] * len(units) if isinstance(began_on, date) else list(began_on)
    next_numbers = _next_numbers(units)
    fresh = [_made(unit, day, next_numbers) for unit, day in zip(units, days, strict=True)]
    try:
        with transaction.atomic():
            return Unit.objects.bulk_create(fresh, batch_size=BATCH)
    except IntegrityError as error:
        raise UnitRefused(_taken(fresh)) from error


def note_opened(
    units: Sequence[Unit],
    effective_on: date | None = None,
    reason: str = "",
    kind: UnitChange.Kind = UnitChange.Kind.OPENED,
) -> None:
    """Write into their histories that units were opened, or only loaded on a day."""
    UnitChange.objects.bulk_create(
        [
            UnitChange(
                unit=unit,
                kind=kind,
                effective_on=effective_on or unit.began_on,
                new_parent_id=unit.parent_id,
                reason=reason,
            )
            for unit in units
        ],
        batch_size=BATCH,
    )


def kept(unit: Unit) -> dict[str, str | int | None]:
    """Return what the audit keeps of a unit."""
    return {
        "name": unit.name,
        "kind": unit.kind,
        "parent": unit.parent_id,
        "code": unit.code,
        "credit_code": unit.credit_code,
    }


def _next_numbers(units: Sequence[NewUnit]) -> dict[int | None, int]:
    """Read once what number the next child of each parent gets."""
    parents = {unit.parent.pk if unit.parent else None for unit in units}
    taken = Unit.objects.filter(parent_id__in=[pk for pk in parents if pk]).values_list("parent_id")
    numbers: dict[int | None, int] = dict.fromkeys(parents, 1)
    for parent_id, last in taken.annotate(last=Max("path")):
        numbers[parent_id] = rules.number_of(last) + 1
    if None in parents:
        last = Unit.objects.filter(depth=0).aggregate(last=Max("path"))["last"]
        numbers[None] = rules.number_of(last) + 1 if last else 1
    return numbers


def _made(unit: NewUnit, began_on: date, numbers: dict[int | None, int]) -> Unit:
    kind = _checked_kind(unit)
    parent = unit.parent
    path = (parent.path if parent else "") + rules.segment(numbers[parent.pk if parent else None])
    numbers[parent.pk if parent else None] += 1
    if len(path) > rules.MAX_PATH:
        raise UnitRefused(_("层级太深：请设立在更高一级的单位下。"))
    name = unit.name.strip()
    if not name:
        raise UnitRefused(_("请填写单位名称。"))
    credit_code = (unit.credit_code or "").strip()
    if credit_code or kind.needs_credit_code:
        credit_code = identifiers.check_credit_code(credit_code)
    return Unit(
        parent=parent,
        path=path,
        scope_path=rules.scope_of(unit.kind, path),
        depth=len(path) // rules.STEP - 1,
        kind=unit.kind,
        tier=unit.tier or rules.tier_of(unit.kind, kind.tier, parent.tier if parent else None),
        name=name,
        short_name=unit.short_name.strip(),
        code=(unit.code or "").strip() or None,
        credit_code=credit_code or None,
        began_on=began_on,
    )


def _checked_kind(unit: NewUnit) -> packs.schema.UnitKind:
    try:
        kind = pack().unit_kind(unit.kind)
    except packs.UnknownCode as error:
        raise UnitRefused(_("没有这种单位类型。")) from error
    if unit.parent is not None:
        if unit.parent.ended_on is not None:
            raise UnitRefused(_("上级单位已撤销，不能在其下设立单位。"))
        if not pack().unit_kind(unit.parent.kind).may_have_children:
            raise UnitRefused(_("这类单位下不能设立下级。"))
    return kind


def _taken(units: Sequence[Unit]) -> str:
    codes = [unit.credit_code for unit in units if unit.credit_code]
    holder = Unit.objects.filter(credit_code__in=codes).first()
    if holder:
        return _("统一社会信用代码 %(code)s 已登记在“%(name)s”名下。") % {
            "code": holder.credit_code,
            "name": holder.name,
        }
    holder = Unit.objects.filter(code__in=[unit.code for unit in units if unit.code]).first()
    if holder:
        return _("代码 %(code)s 已由“%(name)s”使用。") % {"code": holder.code, "name": holder.name}
    return _("同一上级下已有同名单位，请换一个名称。")
