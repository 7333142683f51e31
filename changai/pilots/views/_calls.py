"""Calls: the list, one call with quotas and applications, its panel, and naming."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.http import Request, reads, redirect_to, writes
from changai.pilots import forms, policies, queries, services
from changai.pilots.views._lists import tabs


def found_call(request: Request, pk: int) -> Any:
    """Return a call the person may see; a stranger gets a 404."""
    rows = queries.visible_calls(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def own_call(request: Request, pk: int) -> Any:
    """Return a call of the person's own office."""
    call = found_call(request, pk)
    if not policies.is_office(call.unit, request.user, timezone.localdate()):
        raise Http404
    return call


def basis_of(request: Request, given: dict[str, Any]) -> services.Basis:
    """Return what a decision rests on, from a form that was checked."""
    documents, papers = choices(request)
    return services.Basis(
        given.get("source", ""),
        next((one for one in documents if one.pk == given.get("document")), None),
        next((one for one in papers if one.pk == given.get("paper")), None),
    )


def choices(request: Request) -> tuple[list[Any], list[Any]]:
    """Return the documents and papers a decision may rest on."""
    return queries.basis_choices(user=request.user, today=timezone.localdate())


def back(request: Request, name: str, pk: int) -> HttpResponse:
    """Lead back to a page."""
    return redirect_to(request, reverse(f"pilots:{name}", args=[pk]))


@reads
def calls(request: Request) -> HttpResponse:
    today, after = timezone.localdate(), request.GET.get("after", "")
    rows, cursor = queries.call_rows(
        user=request.user, today=today, after=int(after) if after.isdigit() else None
    )
    context = {
        "rows": rows,
        "tabs": tabs(request, "calls"),
        "may_call": policies.offices(request.user, today).exists(),
        "pager": {"previous": "", "next": cursor, "shown": len(rows), "total": None},
    }
    return render(request, "pilots/calls.html", context)


def _call_form(request: Request, data: Any = None) -> forms.CallForm:
    units = list(policies.offices(request.user, timezone.localdate()))
    if not units:
        raise Http404
    documents, _papers = choices(request)
    return forms.CallForm(data, units=units, documents=documents)


@reads
def new_call(request: Request) -> HttpResponse:
    return render(request, "pilots/call_form.html", {"form": _call_form(request)})


@writes
def add_call(request: Request) -> HttpResponse:
    form = _call_form(request, request.POST)
    if not form.is_valid():
        return render(request, "pilots/call_form.html", {"form": form}, status=422)
    given = form.cleaned_data
    units = policies.offices(request.user, timezone.localdate())
    call = services.draft_call(
        unit=get_object_or_404(units, pk=given["unit"]),
        draft=_draft(given, choices(request)[0]),
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("征集已起草。请安排评审组，需要的分配名额，再发布。"))
    return back(request, "call", call.pk)


def _draft(given: dict[str, Any], documents: list[Any]) -> services.CallDraft:
    """Return a call as it was handed in, from a form that was checked."""
    return services.CallDraft(
        title=given["title"],
        category=given["category"],
        scopes=tuple(given["scopes"]),
        closes_on=given["closes_on"],
        source=given["source"],
        words=given["words"],
        document=next((one for one in documents if one.pk == given.get("document")), None),
    )


def _change_form(request: Request, call: Any, data: Any = None) -> tuple[Any, list[Any]]:
    """Return the form of a draft and the documents it offers, the one it names among them."""
    documents = choices(request)[0]
    if call.document_id and all(one.pk != call.document_id for one in documents):
        documents = [call.document, *documents]
    first = {
        "unit": call.unit_id,
        "title": call.title,
        "category": call.category,
        "scopes": call.scopes,
        "closes_on": call.closes_on,
        "words": call.words,
        "source": call.source,
        "document": call.document_id,
        "seen_revision": call.revision,
    }
    form = forms.CallChangeForm(data, units=[call.unit], documents=documents, initial=first)
    return form, documents


def _own_draft(request: Request, pk: int) -> Any:
    call = own_call(request, pk)
    if call.state != "DRAFT":
        raise Http404
    return call


@reads
def edit_call(request: Request, pk: int) -> HttpResponse:
    call = _own_draft(request, pk)
    form, _documents = _change_form(request, call)
    return render(request, "pilots/call_form.html", {"form": form, "call": call})


@writes
def change_call(request: Request, pk: int) -> HttpResponse:
    call = own_call(request, pk)
    form, documents = _change_form(request, call, request.POST)
    if not form.is_valid():
        context = {"form": form, "call": call}
        return render(request, "pilots/call_form.html", context, status=422)
    given = form.cleaned_data
    services.change_call(
        call=call,
        draft=_draft(given, documents),
        by=request.user,
        at=timezone.now(),
        seen_revision=given["seen_revision"],
    )
    messages.success(request, _("草稿已修改。"))
    return back(request, "call", pk)


@reads
def call(request: Request, pk: int) -> HttpResponse:
    found, user, today = found_call(request, pk), request.user, timezone.localdate()
    is_office = policies.is_office(found.unit, user, today)
    row = queries.call_row(found, today=today)
    context = {
        "call": found,
        "row": row,
        "quotas": queries.quota_rows(found, user=user, today=today),
        "applications": queries.applications_of(found, user=user, today=today),
        "is_office": is_office,
        "panel": list(found.seats.select_related("person").order_by("pk")) if is_office else [],
        "may_name": bool(queries.nameable(found, user=user, today=today)),
        "may_apply": row.is_open and bool(queries.routes_for(found, user=user, today=today)),
        "batches": list(found.batches.order_by("-pk")),
    }
    return render(request, "pilots/call.html", context)


@writes
def open_call(request: Request, pk: int) -> HttpResponse:
    services.open_call(call=own_call(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("征集已发布，下级单位可以申报。"))
    return back(request, "call", pk)


@writes
def close_call(request: Request, pk: int) -> HttpResponse:
    services.close_call(call=own_call(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("征集已截止。"))
    return back(request, "call", pk)


def _parent(request: Request, call: Any, asked: str) -> Any:
    """Return the quota to hand down, None for the call's own; others get a 404."""
    today = timezone.localdate()
    if not asked:
        if not policies.is_office(call.unit, request.user, today):
            raise Http404
        return None
    quota = get_object_or_404(
        call.quotas.select_related("unit"), pk=int(asked) if asked.isdigit() else 0
    )
    if not policies.may_set_quota(quota, request.user, today):
        raise Http404
    return quota


def _quota_form(call: Any, parent: Any, data: Any = None) -> forms.QuotaForm:
    held = {one.unit_id: one for one in call.quotas.all()}
    units = queries.quota_units(call, parent)
    initial = {}
    for one in units:
        if one.pk in held:
            initial[f"minimum_{one.pk}"] = held[one.pk].minimum
            initial[f"zones_{one.pk}"] = held[one.pk].zone_minimum
    return forms.QuotaForm(data, units=units, initial=initial)


@reads
def quotas(request: Request, pk: int) -> HttpResponse:
    call = found_call(request, pk)
    parent = _parent(request, call, request.GET.get("parent", ""))
    context = {"call": call, "parent": parent, "form": _quota_form(call, parent)}
    return render(request, "pilots/quotas.html", context)


@writes
def set_quotas(request: Request, pk: int) -> HttpResponse:
    call = found_call(request, pk)
    parent = _parent(request, call, request.POST.get("parent", ""))
    form = _quota_form(call, parent, request.POST)
    context = {"call": call, "parent": parent, "form": form}
    if not form.is_valid():
        return render(request, "pilots/quotas.html", context, status=422)
    given = form.cleaned_data
    lines = [
        services.QuotaLine(one, given[f"minimum_{one.pk}"], given[f"zones_{one.pk}"] or 0)
        for one in form.units
        if given[f"minimum_{one.pk}"] is not None
    ]
    try:
        services.set_quotas(
            call=call, lines=lines, parent=parent, by=request.user, at=timezone.now()
        )
    except services.BadQuota as refusal:
        context["fault"] = str(refusal)
        return render(request, "pilots/quotas.html", context, status=422)
    messages.success(request, _("名额已分配。"))
    return back(request, "call", pk)


def _panel_form(request: Request, call: Any, data: Any = None) -> forms.PanelForm:
    people = queries.panel_choices(call, user=request.user, today=timezone.localdate())
    seated = list(call.seats.values_list("person_id", flat=True))
    shown = [(one.pk, f"{one.name}（{one.login}）") for one in people]
    return forms.PanelForm(data, choices=shown, initial={"people": seated})


@reads
def panel(request: Request, pk: int) -> HttpResponse:
    call = own_call(request, pk)
    context = {"call": call, "form": _panel_form(request, call), "quorum": queries.limit("quorum")}
    return render(request, "pilots/panel.html", context)


@writes
def seat_panel(request: Request, pk: int) -> HttpResponse:
    call = own_call(request, pk)
    form = _panel_form(request, call, request.POST)
    if not form.is_valid():
        context = {"call": call, "form": form, "quorum": queries.limit("quorum")}
        return render(request, "pilots/panel.html", context, status=422)
    picked = set(form.cleaned_data["people"])
    people = queries.panel_choices(call, user=request.user, today=timezone.localdate())
    services.seat_panel(
        call=call,
        people=[one for one in people if one.pk in picked],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("评审组已安排。"))
    return back(request, "call", pk)


def _naming_form(request: Request, call: Any, data: Any = None) -> forms.NamingForm:
    rows = queries.nameable(call, user=request.user, today=timezone.localdate())
    documents, papers = choices(request)
    return forms.NamingForm(data, rows=rows, documents=documents, papers=papers)


@reads
def naming(request: Request, pk: int) -> HttpResponse:
    call = own_call(request, pk)
    form = _naming_form(request, call)
    return render(request, "pilots/naming.html", {"call": call, "form": form})


@writes
def name_batch(request: Request, pk: int) -> HttpResponse:
    call = own_call(request, pk)
    form = _naming_form(request, call, request.POST)
    if not form.is_valid():
        return render(request, "pilots/naming.html", {"call": call, "form": form}, status=422)
    given, today = form.cleaned_data, timezone.localdate()
    picked = set(given["applications"])
    rows = queries.nameable(call, user=request.user, today=today)
    services.name_batch(
        call=call,
        applications=[row.application for row in rows if row.application.pk in picked],
        title=given["title"],
        basis=basis_of(request, given),
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("已命名%(count)d个试点，单位已收到通知。") % {"count": len(picked)})
    return back(request, "call", pk)
