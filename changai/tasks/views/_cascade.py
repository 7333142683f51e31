from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, writes
from changai.tasks import queries, services
from changai.tasks.queries import plans


def _task(request: Request, pk: int) -> Any:
    today = timezone.localdate()
    task = get_object_or_404(queries.visible_tasks(user=request.user, today=today), pk=pk)
    if "cascade" not in queries.actions_for(task, request.user, today):
        raise Http404
    return task


def _context(request: Request, task: Any) -> dict[str, Any]:
    """Return the page with what was typed, or, before that, with the shares the plan gives."""
    targets = list(task.targets.filter(dropped_on=None).order_by("position"))
    found = queries.cascade_rows(task=task, user=request.user, today=timezone.localdate())
    if request.method == "POST":
        chosen, typed = set(request.POST.getlist("unit")), request.POST.dict()
    else:
        chosen, typed = _from_plan(task, [unit for tier in found for unit in tier.units])
    tiers = []
    for tier in found:
        groups: list[dict[str, Any]] = [
            {
                "city": group.city,
                "rows": [_row(unit, group.city, targets, chosen, typed) for unit in group.units],
            }
            for group in tier.groups
        ]
        ticked = any(row["ticked"] for group in groups for row in group["rows"])
        tiers.append(
            {
                "tier": tier.tier,
                "words": tier.words,
                "groups": groups,
                "count": len(tier.units),
                "is_open": tier.is_next or ticked,
            }
        )
    return {"task": task, "tiers": tiers, "targets": targets, "due_on": typed.get("due_on", "")}


def _from_plan(task: Any, units: list[Any]) -> tuple[set[str], dict[str, str]]:
    """Return the units to which the plan gives a share, and the shares as if they were typed.

    What the plan gives to a division, its reform office takes.
    """
    chosen: set[str] = set()
    typed: dict[str, str] = {}
    quotas = plans.plan_quotas(task)
    for unit in units if quotas else ():
        serves = unit.parent_id if unit.scope_path != unit.path else 0
        for target_id, shares in quotas.items():
            # Taken out: a share is given once, also where a division has two offices.
            own = shares.pop(unit.pk, None)
            value = own if own is not None else shares.pop(serves, None)
            if value is not None:
                chosen.add(str(unit.pk))
                typed[f"quota_{target_id}_{unit.pk}"] = f"{value.normalize():f}"
    return chosen, typed


def _row(
    unit: Any, city: str, targets: list[Any], chosen: set[str], typed: dict[str, str]
) -> dict[str, Any]:
    return {
        "unit": unit,
        # Two cities may each have a district of one name: where a name stands alone, city first.
        "full_name": f"{city}·{unit}" if city else str(unit),
        "ticked": str(unit.pk) in chosen,
        "due_on": typed.get(f"due_{unit.pk}", ""),
        "quotas": [
            {"target": target, "value": typed.get(f"quota_{target.pk}_{unit.pk}", "")}
            for target in targets
        ],
    }


@reads
def cascade_page(request: Request, pk: int) -> HttpResponse:
    task = _task(request, pk)
    return render(request, "tasks/cascade.html", _context(request, task))


@writes
def cascade(request: Request, pk: int) -> HttpResponse:
    task = _task(request, pk)
    try:
        made = services.cascade_task(
            task=task,
            targets=_splits(request, task),
            by=request.user,
            at=timezone.now(),
            seen_revision=_number(request.POST.get("seen_revision", "")),
        )
    except Refused as refusal:
        context = {**_context(request, task), "refusal": str(refusal)}
        return render(request, "tasks/cascade.html", context, status=422)
    messages.success(request, _("已分解到 %(count)d 个单位。") % {"count": len(made)})
    return redirect_to(request, reverse("tasks:task", args=[pk]))


def _splits(request: Request, task: Any) -> list[services.Split]:
    """Return the shares typed: one for each ticked unit; name the unit whose field is wrong."""
    data = request.POST
    every_due = _day(data.get("due_on", ""), _("统一完成日期"))
    targets = list(task.targets.filter(dropped_on=None))
    splits = []
    for value in data.getlist("unit"):
        if not value.isdigit():
            continue
        name = data.get(f"name_{value}", value)
        quotas = {
            target.pk: amount
            for target in targets
            if (amount := _amount(data.get(f"quota_{target.pk}_{value}", ""), name)) is not None
        }
        due = _day(data.get(f"due_{value}", ""), name) or every_due
        splits.append(services.Split(int(value), due_on=due, quotas=quotas))
    if not splits:
        raise Refused(_("请至少勾选一个单位。"))
    return splits


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _day(text: str, where: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise Refused(
            _("%(where)s：日期“%(text)s”写法不对，应如 2026-06-30。")
            % {"where": where, "text": text}
        ) from error


def _amount(text: str, where: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        amount = Decimal(text.strip().replace(",", ""))
    except InvalidOperation as error:
        raise Refused(
            _("%(where)s：指标“%(text)s”不是数字。") % {"where": where, "text": text}
        ) from error
    if not amount.is_finite() or amount < 0:
        raise Refused(_("%(where)s：指标不能是负数。") % {"where": where})
    return amount
