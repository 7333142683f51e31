"""One value and each step of its life, and what waits to be judged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changai.indicators import forms, queries, services
from changai.indicators.views import _shared as shared
from changai.kernel.http import Request, reads, redirect_to, writes


def _value(request: Request, pk: int) -> Any:
    rows = queries.visible_values(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _allowed(request: Request, pk: int, name: str) -> Any:
    """Return the value where the person may take a step; a stranger gets a 404."""
    value = _value(request, pk)
    if name not in queries.actions_for(value, user=request.user, today=timezone.localdate()):
        raise Http404
    return value


def _page(request: Request, value: Any, bound: Any = None, *, status: int = 200) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    actions = queries.actions_for(value, user=user, today=today)
    seen = {"seen_revision": value.revision}
    has_base = value.said_base is not None
    said = {**seen, "number": forms.plain(value.said), "base": forms.plain(value.said_base)}
    sure = {
        **seen,
        "number": forms.plain(value.verified),
        "base": forms.plain(value.verified_base),
    }
    steps = {
        "approve": forms.StepForm(initial=seen),
        "accept": forms.AcceptForm(initial=said, has_base=has_base),
        "return": forms.WordsForm(initial=seen, prefix="return"),
        "reopen": forms.WordsForm(initial=seen, prefix="reopen"),
        "restate": forms.RestateForm(initial=sure, has_base=has_base),
        **(bound or {}),
    }
    rows = queries.visible_values(user=user, today=today).filter(pk=value.pk)
    [row] = queries.value_rows(rows, user=user, today=today)
    context = {
        "row": row,
        "value": value,
        "version": queries.version_of(row.definition.version_on(value.ends_on)),
        "typed": queries.typed_numbers(value),
        "parts": queries.part_rows(value),
        "warnings": queries.answered_warnings(value),
        "restatements": [queries.restated_row(one) for one in queries.restatements_of(value)],
        "actions": actions,
        "locked_by": queries.locked_by(value.unit, value.indicator, value.period),
        "closing": queries.closing(value) if "approve" in actions else None,
        "is_top": value.unit.parent_id is None,
        "steps": {name.replace("return", "send_back"): form
                  for name, form in steps.items() if name in actions},
    }  # fmt: skip
    return render(request, "indicators/value.html", context, status=status)


@reads
def value(request: Request, pk: int) -> HttpResponse:
    return _page(request, _value(request, pk))


def _done(request: Request, pk: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect_to(request, reverse("indicators:value", args=[pk]))


@writes
def approve(request: Request, pk: int) -> HttpResponse:
    found = _allowed(request, pk, "approve")
    form = forms.StepForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422)
    services.approve_value(value=found, by=request.user, at=timezone.now(), **form.cleaned_data)
    words = _("已审定，等待上级核实。")
    if found.unit.parent_id is None:
        words = _("已审定，等待本办另一人核实。")
    return _done(request, pk, words)


@writes
def accept(request: Request, pk: int) -> HttpResponse:
    found = _allowed(request, pk, "accept")
    form = forms.AcceptForm(request.POST, has_base=found.said_base is not None)
    if not form.is_valid():
        return _page(request, found, {"accept": form}, status=422)
    try:
        services.accept_value(value=found, by=request.user, at=timezone.now(), **form.cleaned_data)
    except services.WordsMissing as refusal:
        form.add_error("words", str(refusal))
        return _page(request, found, {"accept": form}, status=422)
    return _done(request, pk, _("已核实并锁定。"))


def _with_words(request: Request, pk: int, name: str, service: Any, words: str) -> HttpResponse:
    found = _allowed(request, pk, name)
    form = forms.WordsForm(request.POST, prefix=name)
    if not form.is_valid():
        return _page(request, found, {name: form}, status=422)
    service(value=found, by=request.user, at=timezone.now(), **form.cleaned_data)
    return _done(request, pk, words)


@writes
def send_back(request: Request, pk: int) -> HttpResponse:
    return _with_words(
        request, pk, "return", services.return_value, _("已退回，填报人已收到通知。")
    )


@writes
def reopen(request: Request, pk: int) -> HttpResponse:
    return _with_words(request, pk, "reopen", services.reopen_value, _("已解锁退回。"))


@writes
def restate(request: Request, pk: int) -> HttpResponse:
    found = _allowed(request, pk, "restate")
    form = forms.RestateForm(request.POST, has_base=found.said_base is not None)
    if not form.is_valid():
        return _page(request, found, {"restate": form}, status=422)
    given = {"base": None, **form.cleaned_data}
    services.restate_value(value=found, by=request.user, at=timezone.now(), **given)
    return _done(request, pk, _("已更正，原数、新数和理由列入更正清单。"))


@reads
def review(request: Request) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    context = {
        "tabs": shared.tabs(request, "review"),
        "rows": queries.waiting_rows(user=user, today=today),
        "total": queries.count_waiting(user=user, today=today),
    }
    return render(request, "indicators/review.html", context)


@writes
def accept_many(request: Request) -> HttpResponse:
    ids = [int(one) for one in request.POST.getlist("value") if one.isdigit()]
    rows = queries.visible_values(user=request.user, today=timezone.localdate())
    chosen = list(rows.filter(pk__in=ids).order_by("pk"))
    done = services.accept_values(values=chosen, by=request.user, at=timezone.now())
    words = ngettext("已核实 %(count)d 个数。", "已核实 %(count)d 个数。", len(done))
    messages.success(request, words % {"count": len(done)})
    if len(done) < len(chosen):
        left = len(chosen) - len(done)
        messages.warning(request, _("有%(count)d个数不能核实，未作改动。") % {"count": left})
    return redirect_to(request, reverse("indicators:review"))
