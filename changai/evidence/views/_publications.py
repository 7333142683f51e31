"""Publish verified values, and what was published."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.evidence import forms, queries, services
from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, writes

SHOWN = 100


@reads
def publications(request: Request) -> HttpResponse:
    today = timezone.localdate()
    rows = queries.visible_publications(user=request.user, today=today)
    context = {
        "rows": list(rows[:SHOWN]),
        "may_publish": bool(queries.working_units(user=request.user, today=today)),
    }
    return render(request, "evidence/publications.html", context)


@reads
def publication(request: Request, pk: int) -> HttpResponse:
    today = timezone.localdate()
    rows = queries.visible_publications(user=request.user, today=today)
    found = get_object_or_404(rows, pk=pk)
    context = {
        "publication": found,
        "rows": queries.published_rows(publication=found, user=request.user, today=today),
    }
    return render(request, "evidence/publication.html", context)


def _units(request: Request) -> tuple[list[Any], Any]:
    units = queries.working_units(user=request.user, today=timezone.localdate())
    if not units:
        raise Http404
    asked = request.POST.get("unit") or request.GET.get("unit", "")
    return units, next((one for one in units if str(one.pk) == asked), units[0])


def _page(request: Request, form: Any, *, status: int = 200) -> HttpResponse:
    units, unit = _units(request)
    every = request.GET.get("show") == "all"
    words = request.GET.get("q", "").strip()
    context = {
        "form": form,
        "unit": unit,
        "rows": queries.publishable(unit=unit, words=words, all_verified=every),
        "checked": set(request.POST.getlist("value")),
        "unverified": queries.unverified_count(unit=unit),
        "filters": [
            {"name": "q", "label": _("任务、指标或单位"), "kind": "search", "value": words},
            {
                "name": "show",
                "label": _("范围"),
                "kind": "select",
                "value": request.GET.get("show", ""),
                "options": [("", _("未公布或有变化的")), ("all", _("全部已核实的"))],
            },
            *_unit_filter(units, unit),
        ],
    }
    return render(request, "evidence/publish.html", context, status=status)


def _unit_filter(units: list[Any], unit: Any) -> list[dict[str, Any]]:
    if len(units) < 2:
        return []
    options = [(one.pk, str(one)) for one in units]
    label = _("单位")
    return [
        {"name": "unit", "label": label, "kind": "select", "value": unit.pk, "options": options}
    ]


@reads
def publish_page(request: Request) -> HttpResponse:
    initial = {"published_on": timezone.localdate(), "client_key": forms.new_key()}
    return _page(request, forms.PublishForm(initial=initial))


@writes
def publish(request: Request) -> HttpResponse:
    _all, unit = _units(request)
    form = forms.PublishForm(request.POST)
    if form.is_valid():
        seen = _chosen(request)
        try:
            made = services.publish_values(
                unit=unit,
                target_ids=list(seen),
                title=form.cleaned_data["title"],
                published_on=form.cleaned_data["published_on"],
                client_key=form.cleaned_data["client_key"],
                seen=seen,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已公布。填报、核实、公布三个数都已留存。"))
            return redirect_to(request, reverse("evidence:publication", args=[made.pk]))
    return _page(request, form, status=422)


def _chosen(request: Request) -> dict[int, Decimal]:
    """Return the values ticked, as the person saw them."""
    chosen: dict[int, Decimal] = {}
    for pair in request.POST.getlist("value"):
        pk, _colon, value = pair.partition(":")
        try:
            chosen[int(pk)] = Decimal(value)
        except (ValueError, InvalidOperation):
            continue
    return chosen
