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


def _task(request: Request, pk: int) -> Any:
    today = timezone.localdate()
    task = get_object_or_404(queries.visible_tasks(user=request.user, today=today), pk=pk)
    if "cascade" not in queries.actions_for(task, request.user, today):
        raise Http404
    return task


def _context(request: Request, task: Any) -> dict[str, Any]:
    rows = queries.cascade_rows(task=task, user=request.user, today=timezone.localdate())
    return {
        "task": task,
        "tiers": rows,
        "targets": list(task.targets.filter(dropped_on=None).order_by("position")),
        "posted": request.POST,
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
