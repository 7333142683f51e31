"""Cascade: one action splits a task to units over several tiers, each with a child of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from changai.accounts.models import User
from changai.orgs import rules as tree
from changai.orgs.models import Unit
from changai.tasks import policies, rules
from changai.tasks.models import Task
from changai.tasks.queries import evidence_by_default
from changai.tasks.rules import State
from changai.tasks.services import _refusals as refusals
from changai.tasks.services._action import Action, acting, keep_up
from changai.tasks.services._children import Child, make_children
from changai.tasks.services._drafts import Split
from changai.tasks.services._guards import require_date

SPLIT_SHAPE = "quota"
SPLIT_INTO = "count"


def cascade_task(
    *,
    task: Task,
    targets: Sequence[Split],
    by: User,
    at: datetime,
    seen_revision: int | None = None,
    evidence_required: bool | None = None,
) -> list[int]:
    """Give child units over any number of tiers a part each, in one action; all or none.

    A unit's part hangs under that of the nearest unit above it in the same cascade, else under
    the task itself; the unit above is its assigner and reviewer. Each part is ASSIGNED and is
    signed for by its own unit. The parts of a quota are counts, and ask for evidence as such.
    Returns the ids of the parts.
    Cost: about ten queries and a bulk insert per table and tier, whatever the number of units.
    Raises:
        NotAllowed, OutOfDate, NotNow: as everywhere.
        OutOfReach: a unit lies outside what the person may assign to, or has ended.
        AlreadyAmong: a unit is named twice or already has a part, or leads the task itself.
        BadDate: a date has passed.
    """
    with acting("task.cascaded", by=by, at=at) as action:
        parent = action.lock(task.pk)
        scopes = policies.cascade_scopes(parent, by, action.today)
        if not scopes:
            raise refusals.NotAllowed(_("只有牵头单位或交办单位可以向下分解任务。"))
        action.require_seen(parent, task.state, seen_revision)
        action.require_state(parent, rules.WORKING)
        units = _require_units(parent, targets, scopes, action.today)
        goals = list(parent.targets.filter(dropped_on=None).order_by("position", "pk"))
        _require_quotas(targets, {goal.pk for goal in goals})
        children = _children(action, parent, targets, units)
        shape = SPLIT_INTO if parent.shape == SPLIT_SHAPE else parent.shape
        required = evidence_required
        if required is None:
            required = parent.evidence_required or evidence_by_default(shape)
        axes = list(parent.axes.values_list("axis", flat=True))
        made: list[int] = []
        for tier in _tiers(children):
            made += make_children(
                action,
                tier,
                top=parent,
                targets=goals,
                axes=axes,
                shape=shape,
                evidence_required=required,
            )
        action.change(parent)
        action.log("cascaded", parent, parent.state, str(len(made)))
        action.finish(parent)
    keep_up(task, parent)
    return made


def _require_units(
    parent: Task, targets: Sequence[Split], scopes: Iterable[str], today: date
) -> dict[int, Unit]:
    if not targets:
        raise refusals.OutOfReach(_("请至少选择一个单位。"))
    wanted = [split.unit_id for split in targets]
    if len(set(wanted)) != len(wanted):
        raise refusals.AlreadyAmong(_("同一个单位只能分解一次。"))
    units = Unit.objects.in_bulk(wanted)
    for unit_id in wanted:
        unit = units.get(unit_id)
        if (
            unit is None
            or (unit.ended_on is not None and unit.ended_on <= today)
            or not any(tree.covers(scope, unit.path) for scope in scopes)
        ):
            name = str(unit) if unit else str(unit_id)
            raise refusals.OutOfReach(_("“%(unit)s”不在可以分解的范围内。") % {"unit": name})
    siblings = Task.objects.filter(parent=parent, lead__isnull=False).exclude(state=State.CANCELLED)
    taken = set(siblings.values_list("lead_id", flat=True)) | {parent.lead_id}
    again = [str(units[unit_id]) for unit_id in wanted if unit_id in taken]
    if again:
        raise refusals.AlreadyAmong(
            _("这些单位已有任务：%(units)s") % {"units": "、".join(again[:5])}
        )
    return units


def _require_quotas(targets: Sequence[Split], goal_ids: set[int]) -> None:
    for split in targets:
        for goal_id, value in split.quotas.items():
            if goal_id not in goal_ids or value < Decimal(0):
                raise refusals.OutOfReach(_("分解指标须对应本任务的目标，且不为负数。"))


def _children(
    action: Action, parent: Task, targets: Sequence[Split], units: dict[int, Unit]
) -> list[Child]:
    children: dict[int, Child] = {}
    for split in targets:
        own = split.due_on is not None or bool(split.due_words.strip())
        due_on = split.due_on if own else parent.due_on
        due_words = split.due_words if own else parent.due_words
        require_date(due_on, due_words, action.today)
        children[split.unit_id] = Child(
            units[split.unit_id], parent, due_on, due_words, split.quotas
        )
    by_scope: dict[str, Child] = {}
    for child in children.values():
        by_scope.setdefault(child.unit.scope_path, child)
    for split in targets:
        child = children[split.unit_id]
        if split.under_unit_id is not None:
            child.above = children.get(split.under_unit_id)
            if child.above is None or child.above is child:
                raise refusals.OutOfReach(_("上级单位须在同一次分解之内。"))
        else:
            child.above = _nearest(child, by_scope)
    return list(children.values())


def _nearest(child: Child, by_scope: dict[str, Child]) -> Child | None:
    """Return the child of the cascade whose unit is nearest above, by what units serve."""
    own = child.unit.scope_path
    for path in [child.unit.path, *reversed(tree.ancestors(child.unit.path))]:
        above = by_scope.get(path)
        if above is not None and above is not child and path != own:
            return above
    return None


def _tiers(children: Sequence[Child]) -> list[list[Child]]:
    """Return the children tier by tier, each after the one it hangs under.

    Raises:
        OutOfReach: units were named under each other in a circle.
    """
    depths: dict[int, int] = {}
    tiers: list[list[Child]] = []
    for child in children:
        depth, above = 0, child.above
        while above is not None:
            known = depths.get(above.unit.pk)
            if known is not None:
                depth += known + 1
                break
            depth, above = depth + 1, above.above
            if depth > len(children):
                raise refusals.OutOfReach(_("上下级单位不能互相包含。"))
        depths[child.unit.pk] = depth
        while len(tiers) <= depth:
            tiers.append([])
        tiers[depth].append(child)
    return tiers
