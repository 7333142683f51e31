"""Move and merge units: the tree changes shape, and its paths with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.audit import services as audit
from changai.kernel import events
from changai.orgs import policies, queries, rules
from changai.orgs.models import Post, Unit, UnitChange
from changai.orgs.services import _units
from changai.orgs.services._units import UnitRefused
from changai.packs.current import pack


@dataclass(frozen=True)
class UnitsMerged:
    """Units were merged into another, which answers for what they leave open."""

    unit_ids: tuple[int, ...]
    into_id: int


def move_unit(
    *,
    unit: Unit,
    to: Unit,
    effective_on: date,
    reason: str = "",
    seen: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Unit:
    """Put a unit with its whole subtree under another parent.

    Cost: three statements for the subtree, however large.
    Raises:
        NotYours: the person is no office above the unit and over the new parent.
        UnitRefused: the new parent is the unit itself, stands below it, or has ended.
        OutOfDate: somebody moved or closed the unit first.
    """
    policies.require(
        policies.can_reshape(by, unit, today) and policies.can_open_under(by, to, today),
        _("只有同时管辖原上级和新上级的产改办可以划转单位。"),
    )
    _units.require_seen(unit, seen)
    _units.require_day(unit, effective_on, today)
    with transaction.atomic():
        _units.lock_the_tree()
        fresh, target = _read_again(unit), Unit.objects.get(pk=to.pk)
        if fresh.parent_id == target.pk:
            raise UnitRefused(_("单位已经在这个上级之下。"))
        old_parent_id = fresh.parent_id
        _hang(fresh, target)
        _note(fresh, UnitChange.Kind.MOVED, effective_on, old_parent_id, target, reason)
        audit.record(
            "unit.moved",
            fresh,
            by=by,
            at=at,
            unit_id=fresh.pk,
            before={"parent": old_parent_id},
            after={"parent": target.pk, "effective_on": str(effective_on)},
        )
    unit.refresh_from_db()
    return unit


def merge_units(
    *,
    units: Sequence[Unit],
    into: Unit,
    effective_on: date,
    reason: str,
    seen: str = "",
    by: User,
    at: datetime,
    today: date,
) -> Unit:
    """Merge units of one kind into another, which becomes their successor.

    What stood under them moves under the successor; a reform office, or a unit of the same name
    and kind, is merged into the one there. A merged unit stays in the tree under its successor,
    ended, so that its history and what it left open lie in the successor's scope; its people get
    the same posts at the successor and keep the old ones until these are ended or handed over.

    Raises:
        NotYours: the person is no office above one of the units.
        UnitRefused: kinds differ, the successor is one of them or stands below one.
        OutOfDate: one of them was changed first.
    """
    policies.require(
        policies.can_rename(by, into, today)
        and all(policies.can_reshape(by, unit, today) for unit in units),
        _("只有管辖全部相关单位的上级产改办可以合并单位。"),
    )
    if not units:
        raise UnitRefused(_("请选择要并入的单位。"))
    if not reason.strip():
        raise UnitRefused(_("请写明合并原因，例如批复文号。"))
    touched: list[audit.Touched] = []
    with transaction.atomic():
        _units.lock_the_tree()
        for unit in units:
            _units.require_seen(unit, seen)
            _units.require_day(unit, effective_on, today)
            _merge(_read_again(unit), into.pk, effective_on, today, reason, touched)
        merged_ids = tuple(one.object_id for one in touched if "successor" in one.after)
        audit.record(
            "unit.merged",
            Unit,
            by=by,
            at=at,
            unit_id=into.pk,
            after={"into": into.pk, "effective_on": str(effective_on), "reason": reason.strip()},
            touched=touched,
        )
        events.publish(UnitsMerged(merged_ids, into.pk))
    into.refresh_from_db()
    return into


def _merge(
    source: Unit,
    into_id: int,
    effective_on: date,
    today: date,
    reason: str,
    touched: list[audit.Touched],
) -> None:
    into = Unit.objects.get(pk=into_id)
    if into.ended_on is not None:
        raise UnitRefused(_("并入的单位已撤销，请选择仍在运行的单位。"))
    if source.kind != into.kind:
        raise UnitRefused(_("只有同类单位可以合并。"))
    if rules.covers(source.path, into.path):
        raise UnitRefused(_("不能并入自己或自己的下级单位。"))
    standing = list(Unit.objects.filter(parent=into, ended_on=None).exclude(pk=source.pk))
    for child in Unit.objects.filter(parent=source, ended_on=None).order_by("path"):
        twin = _twin(child, standing)
        child = _read_again(child)
        if twin is not None:
            _merge(child, twin.pk, effective_on, today, reason, touched)
            continue
        _hang(child, Unit.objects.get(pk=into_id))
        _note(child, UnitChange.Kind.MOVED, effective_on, source.pk, into, reason)
        touched.append(
            audit.Touched(child.pk, child.pk, {"parent": source.pk}, {"parent": into_id})
        )
    source = _read_again(source)
    old_parent_id = source.parent_id
    Unit.objects.filter(pk=source.pk).update(ended_on=effective_on, successor_id=into_id)
    if old_parent_id != into_id:
        _hang(source, Unit.objects.get(pk=into_id), keeps_ended=True)
    _note(source, UnitChange.Kind.MERGED, effective_on, old_parent_id, into, reason)
    given = _give_same_posts(source, into_id, today)
    before = {"parent": old_parent_id}
    after = {"successor": into_id, "posts": given}
    touched.append(audit.Touched(source.pk, source.pk, before, after))


def _twin(child: Unit, standing: Sequence[Unit]) -> Unit | None:
    for other in standing:
        same_name = other.name == child.name
        if other.kind == child.kind and (same_name or child.kind == rules.OFFICE_KIND):
            return other
        if same_name:
            raise UnitRefused(
                _("“%(name)s”在新上级下已有同名而不同类的单位，请先更名。") % {"name": child.name}
            )
    return None


def _read_again(unit: Unit) -> Unit:
    """Return the unit as it is now; refuse if it ended or hangs elsewhere than was read."""
    fresh = Unit.objects.filter(pk=unit.pk, parent_id=unit.parent_id, ended_on=None).first()
    if fresh is None:
        raise _units.out_of_date()
    return fresh


def _hang(unit: Unit, parent: Unit, *, keeps_ended: bool = False) -> None:
    """Rewrite the paths of a subtree so that it hangs under the parent.

    A merged unit is kept under its successor whatever the successor's kind may hold.
    """
    if rules.covers(unit.path, parent.path):
        raise UnitRefused(_("不能划转到自己或自己的下级单位之下。"))
    if parent.ended_on is not None:
        raise UnitRefused(_("上级单位已撤销，请选择仍在运行的单位。"))
    if not (keeps_ended or pack().unit_kind(parent.kind).may_have_children):
        raise UnitRefused(_("这类单位下不能有下级。"))
    old = unit.path
    last = Unit.objects.filter(parent=parent).aggregate(last=Max("path"))["last"]
    new = parent.path + rules.segment(rules.number_of(last) + 1 if last else 1)
    subtree: QuerySet[Unit] = Unit.objects.filter(path__gte=old, path__lt=rules.after(old))
    deepest = subtree.aggregate(deepest=Max("depth"))["deepest"]
    levels = deepest - unit.depth + len(new) // rules.STEP
    if levels * rules.STEP > rules.MAX_PATH:
        raise UnitRefused(_("层级太深：请划转到更高一级的单位下。"))
    try:
        with transaction.atomic():
            subtree.exclude(pk=unit.pk).update(
                scope_path=Concat(Value(new), Substr("scope_path", len(old) + 1))
            )
            subtree.update(
                path=Concat(Value(new), Substr("path", len(old) + 1)),
                depth=F("depth") + len(new) // rules.STEP - 1 - unit.depth,
            )
            Unit.objects.filter(pk=unit.pk).update(
                parent=parent, scope_path=rules.scope_of(unit.kind, new)
            )
    except IntegrityError as error:
        raise UnitRefused(_("新上级下已有同名单位，请先更名。")) from error
    moved = Unit.objects.get(pk=unit.pk)
    for follow in queries.followers():
        follow(moved, old, new)


def _note(
    unit: Unit,
    kind: UnitChange.Kind,
    effective_on: date,
    old_parent_id: int | None,
    target: Unit,
    reason: str,
) -> None:
    UnitChange.objects.create(
        unit=unit,
        kind=kind,
        effective_on=effective_on,
        old_parent_id=old_parent_id,
        new_parent=target,
        into=target if kind == UnitChange.Kind.MERGED else None,
        reason=reason.strip(),
    )


def _give_same_posts(source: Unit, into_id: int, today: date) -> list[int]:
    """Give the people of a merged unit the same posts at its successor; return their ids."""
    posts = Post.objects.filter(policies.in_force(today), unit=source, stand_in_for=None)
    taken = set(
        Post.objects.filter(Q(to_on=None), unit_id=into_id, ended_at=None).values_list(
            "person_id", "role"
        )
    )
    fresh = [
        Post(
            person_id=post.person_id,
            unit_id=into_id,
            role=post.role,
            from_on=today,
            to_on=post.to_on,
        )
        for post in posts
        if (post.person_id, post.role) not in taken
    ]
    return [post.pk for post in Post.objects.bulk_create(fresh)]
