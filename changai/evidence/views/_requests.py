"""Ask for reports: choose, count the burden, send; and how much is asked of whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.evidence import forms, queries, rules, services
from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, render_page_or_fragment, writes

SHOWN = 200


def _units(request: Request) -> list[Any]:
    units = queries.working_units(user=request.user, today=timezone.localdate())
    if not units:
        raise Http404
    return units


def _unit(request: Request, units: list[Any]) -> Any:
    """Return the unit named in the form or the address, else the first."""
    asked = request.POST.get("unit") or request.GET.get("unit", "")
    return next((one for one in units if str(one.pk) == asked), units[0])


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _candidates(request: Request, unit: Any) -> Any:
    return queries.request_candidates(
        unit=unit,
        words=request.GET.get("q", "").strip(),
        parent_id=_number(request.GET.get("parent", "")),
    )


def _choose(request: Request, form: Any, unit: Any, *, status: int = 200) -> HttpResponse:
    found = list(_candidates(request, unit)[: queries.CANDIDATES + 1])
    context = {
        "form": form,
        "unit": unit,
        "rows": found[: queries.CANDIDATES],
        "more": len(found) > queries.CANDIDATES,
        "checked": set(request.GET.getlist("task")),
        "words": request.GET.get("q", ""),
        "parent": request.GET.get("parent", ""),
    }
    return (
        render_page_or_fragment(
            request, "evidence/request.html", "evidence/_candidates.html", context
        )
        if status == 200
        else render(request, "evidence/request.html", context, status=status)
    )


def _form(data: Any, units: list[Any]) -> forms.RequestForm:
    choices = queries.period_choices(rules.periods_near(timezone.localdate()))
    return forms.RequestForm(data, units=units, periods=choices)


@reads
def request_page(request: Request) -> HttpResponse:
    units = _units(request)
    unit = _unit(request, units)
    form = _form(None, units)
    form.initial["unit"] = unit.pk
    return _choose(request, form, unit)


@reads
def request_preview(request: Request) -> HttpResponse:
    units = _units(request)
    unit, form = _unit(request, units), _form(request.GET, units)
    if not form.is_valid():
        return _choose(request, form, unit, status=422)
    rows = _candidates(request, unit)
    if not request.GET.get("all"):
        ids = [int(pk) for pk in request.GET.getlist("task") if pk.isdigit()]
        rows = rows.filter(pk__in=ids)
    preview = queries.request_preview(
        tasks=list(rows[: queries.MOST_ASKED]), period=form.cleaned_data["period"]
    )
    if not (preview.to_ask or preview.known or preview.asked_before):
        form.add_error(None, _("请至少勾选一项任务。"))
        return _choose(request, form, unit, status=422)
    return _preview_page(request, form.cleaned_data, unit, preview)


def _preview_page(
    request: Request, asked: Any, unit: Any, preview: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "unit": unit,
        "asked": asked,
        "period": queries.period_words(asked["period"]),
        "preview": preview,
        "to_ask": preview.to_ask[:SHOWN],
        "known": preview.known[:SHOWN],
        "asked_before": preview.asked_before[:SHOWN],
        "client_key": forms.new_key(),
        **more,
    }
    return render(request, "evidence/request_preview.html", context, status=status)


@writes
def request_now(request: Request) -> HttpResponse:
    units = _units(request)
    unit, form = _unit(request, units), _form(request.POST, units)
    key = forms.PublishForm.base_fields["client_key"]
    if not form.is_valid():
        raise Refused(_("填报要求不完整，请返回上一步重新填写。"))
    asked = form.cleaned_data
    made = services.request_reports(
        unit=unit,
        task_ids=[int(pk) for pk in request.POST.getlist("task") if pk.isdigit()],
        period=asked["period"],
        due_on=asked["due_on"],
        words=asked["words"],
        client_key=key.clean(request.POST.get("client_key")),
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("已向 %(count)d 个单位发出填报要求。") % {"count": made.unit_count})
    return redirect_to(request, reverse("evidence:asked", args=[made.pk]))


@reads
def asked(request: Request, pk: int) -> HttpResponse:
    rows = queries.visible_requests(user=request.user, today=timezone.localdate())
    found = get_object_or_404(rows, pk=pk)
    context = {
        "asked": found,
        "period": queries.period_words(found.period),
        "rows": queries.asked_rows(found, open_only=request.GET.get("show") == "open"),
        "open_only": request.GET.get("show") == "open",
    }
    return render(request, "evidence/asked.html", context)


@reads
def burden(request: Request) -> HttpResponse:
    today = timezone.localdate()
    asked_year = request.GET.get("year", "")
    year = int(asked_year) if asked_year.isdigit() and len(asked_year) == 4 else today.year
    rows = queries.burden_rows(user=request.user, today=today, year=year)
    context = {
        "year": year,
        "years": [
            {"label": str(one), "url": f"?year={one}", "active": one == year, "count": None}
            for one in range(today.year, today.year - 3, -1)
        ],
        "rows": rows,
        "field_count": sum(row.field_count for row in rows),
        "most": max((row.field_count for row in rows), default=0),
        "requests": queries.requests_of_year(user=request.user, today=today, year=year),
        "may_request": bool(queries.working_units(user=request.user, today=today)),
    }
    return render(request, "evidence/burden.html", context)
