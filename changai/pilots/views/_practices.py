"""Practices: the list, one with the graph of who took it over, and each step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.http import Request, reads, writes
from changai.pilots import forms, policies, queries, services
from changai.pilots.views._calls import back
from changai.pilots.views._lists import tabs
from changai.pilots.views._pilots import found_pilot


@reads
def practices(request: Request) -> HttpResponse:
    wanted, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    rows, cursor = queries.practice_rows(
        user=request.user,
        today=timezone.localdate(),
        wanted=wanted,
        after=int(after) if after.isdigit() else None,
    )
    context = {
        "rows": rows,
        "filtered": bool(wanted),
        "filters": [{"name": "q", "label": _("做法"), "kind": "search", "value": wanted}],
        "tabs": tabs(request, "practices"),
        "pager": {"previous": "", "next": cursor, "shown": len(rows), "total": None},
    }
    return render(request, "pilots/practices.html", context)


def _found(request: Request, pk: int) -> Any:
    rows = queries.visible_practices(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _tells(rows: list[Any], told: Any) -> list[tuple[Any, Any]]:
    """Return the adoptions the person may tell of, each with a form; `told` is one filled in."""
    key, form = told or (0, None)
    return [
        (
            row,
            form
            if row.adoption.pk == key
            else forms.OutcomeForm(auto_id=f"id_{row.adoption.pk}_%s"),
        )
        for row in rows
        if row.may_tell
    ]


def _page(
    request: Request, found: Any, bound: Any = None, told: Any = None, *, status: int = 200
) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    rows = queries.adoption_rows(found, user=user, today=today)
    units = list(policies.adopting_units(found, user, today))
    form = None
    if units:
        first = {"adopted_on": today}
        origin = found.pilot.unit
        form = forms.AdoptForm(units=units, rows=rows, origin=origin, initial=first)
    context = {
        "practice": found,
        "rows": rows,
        "graph": queries.adoption_graph(found, rows) if rows else None,
        "adopt_form": form,
        "may_publish": policies.may_publish(found, user, today),
        "tells": _tells(rows, told),
        "sees_pilot": queries.visible_pilots(user=user, today=today)
        .filter(pk=found.pilot_id)
        .exists(),
        **(bound or {}),
    }
    return render(request, "pilots/practice.html", context, status=status)


@reads
def practice(request: Request, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _writable(request: Request, pk: int) -> Any:
    found = found_pilot(request, pk)
    if not policies.may_write_practice(found, request.user, timezone.localdate()):
        raise Http404
    return found


@reads
def new_practice(request: Request, pk: int) -> HttpResponse:
    context = {"pilot": _writable(request, pk), "form": forms.PracticeForm()}
    return render(request, "pilots/practice_form.html", context)


@writes
def add_practice(request: Request, pk: int) -> HttpResponse:
    found, form = _writable(request, pk), forms.PracticeForm(request.POST)
    if not form.is_valid():
        context = {"pilot": found, "form": form}
        return render(request, "pilots/practice_form.html", context, status=422)
    made = services.write_practice(
        pilot=found, by=request.user, at=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("做法已整理，由命名单位发布后大家都能看到。"))
    return back(request, "practice", made.pk)


@writes
def publish(request: Request, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if not policies.may_publish(found, request.user, timezone.localdate()):
        raise Http404
    services.publish_practice(practice=found, by=request.user, at=timezone.now())
    messages.success(request, _("做法已发布。"))
    return back(request, "practice", pk)


@writes
def adopt(request: Request, pk: int) -> HttpResponse:
    found, today = _found(request, pk), timezone.localdate()
    units = list(policies.adopting_units(found, request.user, today))
    if not units:
        raise Http404
    rows = queries.adoption_rows(found, user=request.user, today=today)
    form = forms.AdoptForm(request.POST, units=units, rows=rows, origin=found.pilot.unit)
    if not form.is_valid():
        return _page(request, found, {"adopt_form": form}, status=422)
    given = form.cleaned_data
    source = next((row.adoption for row in rows if row.adoption.pk == given["learned_from"]), None)
    try:
        services.adopt_practice(
            practice=found,
            unit=next(one for one in units if one.pk == given["unit"]),
            changes=given["changes"],
            adopted_on=given["adopted_on"],
            learned_from=source,
            by=request.user,
            at=timezone.now(),
        )
    except services.BadDate as refusal:
        form.add_error("adopted_on", str(refusal))
        return _page(request, found, {"adopt_form": form}, status=422)
    messages.success(request, _("已登记采用。见效与否，过些时候请回来填写。"))
    return back(request, "practice", pk)


@writes
def tell_outcome(request: Request, pk: int) -> HttpResponse:
    today = timezone.localdate()
    adoption = queries.told_adoption(pk, user=request.user, today=today)
    if adoption is None:
        raise Http404
    found, form = (
        _found(request, adoption.practice_id),
        forms.OutcomeForm(request.POST, auto_id=f"id_{pk}_%s"),
    )
    if not form.is_valid():
        return _page(request, found, told=(pk, form), status=422)
    services.tell_outcome(
        adoption=adoption, by=request.user, at=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("成效已记录。"))
    return back(request, "practice", adoption.practice_id)
