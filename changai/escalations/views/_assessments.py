"""Assessments: schemes, every unit's own result with the facts behind it, objections, findings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.escalations import forms, queries, services
from changai.escalations.views._slips import places
from changai.kernel.http import Request, reads, redirect_to, writes

FIRST_POINTS = {"ON_TIME": 1, "LATE": 2, "MADE_UP_LATE": 1, "FALSE": 8}


@reads
def schemes(request: Request) -> HttpResponse:
    today = timezone.localdate()
    rows = queries.visible_schemes(user=request.user, today=today)[:200]
    context = {
        "rows": [
            (one, queries.SCHEME_STATES[one.state], queries.SCHEME_TONES[one.state]) for one in rows
        ],
        "places": places(request, "schemes"),
        "may_make": queries.working_units(user=request.user, today=today).exists(),
    }
    return render(request, "escalations/schemes.html", context)


def _units(request: Request) -> list[Any]:
    units = list(queries.working_units(user=request.user, today=timezone.localdate()))
    if not units:
        raise Http404
    return units


def _form_page(
    request: Request, form: Any, scheme: Any = None, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "scheme": scheme}
    return render(request, "escalations/scheme_form.html", context, status=status)


@reads
def scheme_new(request: Request) -> HttpResponse:
    today = timezone.localdate()
    initial = {"from_on": date(today.year, 1, 1), "to_on": today, "base": 80, "top": 100}
    form = forms.SchemeForm(initial=initial | FIRST_POINTS, units=_units(request))
    return _form_page(request, form)


def _given(form: Any) -> dict[str, Any]:
    names = ("title", "from_on", "to_on", "base", "top")
    return {name: form.cleaned_data[name] for name in names} | {"lines": form.lines()}


def _show_faults(form: Any, refusal: Exception) -> None:
    faults = getattr(refusal, "faults", None)
    field = "to_on" if isinstance(refusal, services.BadDate) else None
    for words in faults or [str(refusal)]:
        form.add_error(field, words)


@writes
def scheme_make(request: Request) -> HttpResponse:
    units = _units(request)
    form = forms.SchemeForm(request.POST, units=units)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    unit = next(one for one in units if one.pk == form.cleaned_data["unit"])
    try:
        made = services.make_scheme(unit=unit, by=request.user, at=timezone.now(), **_given(form))
    except (services.BadScheme, services.BadDate) as refusal:
        _show_faults(form, refusal)
        return _form_page(request, form, status=422)
    return redirect_to(request, reverse("escalations:scheme", args=[made.pk]))


def _scheme(request: Request, pk: int) -> Any:
    rows = queries.visible_schemes(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _run(request: Request, pk: int) -> Any:
    """Return the scheme where the person runs it; anybody else gets a 404."""
    found = _scheme(request, pk)
    if not queries.runs_scheme(found, request.user, timezone.localdate()):
        raise Http404
    return found


def _page(request: Request, scheme: Any, form: Any = None, *, status: int = 200) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    runs = queries.runs_scheme(scheme, user, today)
    until = scheme.objections_until
    context = {
        "scheme": scheme,
        "state_words": queries.SCHEME_STATES[scheme.state],
        "state_tone": queries.SCHEME_TONES[scheme.state],
        "lines": [
            (queries.FORMULA_WORDS[one.formula.value], one) for one in queries.lines_of(scheme)
        ],
        "results": queries.seen_results(scheme, user=user, today=today),
        "objections": queries.seen_objections(scheme, user=user, today=today),
        "sees_all": queries.sees_all_results(scheme, user, today),
        "runs": runs,
        "may_finalize": runs and scheme.state == "OPEN" and until is not None and today > until,
        "form": form or forms.OpenForm(initial={"seen_revision": scheme.revision}),
        "answer_form": forms.WordsForm(),
    }
    return render(request, "escalations/scheme.html", context, status=status)


@reads
def scheme(request: Request, pk: int) -> HttpResponse:
    return _page(request, _scheme(request, pk))


@reads
def scheme_edit(request: Request, pk: int) -> HttpResponse:
    found = _run(request, pk)
    if found.state != "DRAFT":
        raise Http404
    names = ("title", "from_on", "to_on", "base", "top")
    initial = {name: getattr(found, name) for name in names}
    initial |= {"unit": found.unit_id, "seen_revision": found.revision}
    for line in queries.lines_of(found):
        initial |= {line.formula.value: line.points, f"{line.formula.value}_most": line.most}
    return _form_page(request, forms.SchemeForm(initial=initial, units=[found.unit]), found)


@writes
def scheme_change(request: Request, pk: int) -> HttpResponse:
    found = _run(request, pk)
    form = forms.SchemeForm(request.POST, units=[found.unit])
    if not form.is_valid():
        return _form_page(request, form, found, status=422)
    try:
        services.change_scheme(
            scheme=found,
            seen_revision=form.cleaned_data["seen_revision"],
            by=request.user,
            at=timezone.now(),
            **_given(form),
        )
    except (services.BadScheme, services.BadDate) as refusal:
        _show_faults(form, refusal)
        return _form_page(request, form, found, status=422)
    messages.success(request, _("已保存。"))
    return redirect_to(request, reverse("escalations:scheme", args=[pk]))


@writes
def open_now(request: Request, pk: int) -> HttpResponse:
    found = _run(request, pk)
    form = forms.OpenForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    services.open_scheme(scheme=found, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("已公开，各单位已收到通知。"))
    return redirect_to(request, reverse("escalations:scheme", args=[pk]))


@writes
def finalize(request: Request, pk: int) -> HttpResponse:
    found = _run(request, pk)
    services.finalize_scheme(scheme=found, by=request.user, at=timezone.now())
    messages.success(request, _("已定案，结果和事实都已冻结。"))
    return redirect_to(request, reverse("escalations:scheme", args=[pk]))


def _result_page(
    request: Request, pk: int, unit_pk: int, form: Any = None, *, status: int = 200
) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    found = _scheme(request, pk)
    seen = queries.seen_results(found, user=user, today=today)
    result = next((one for one in seen if one.unit.pk == unit_pk), None)
    if result is None:
        raise Http404
    objecting = queries.objecting_units(found, user=user, today=today)
    runs = queries.runs_scheme(found, user, today)
    context = {
        "scheme": found,
        "result": result,
        "may_object": unit_pk in {one.pk for one in objecting},
        "form": form or forms.WordsForm(),
        "objections": [
            one
            for one in queries.seen_objections(found, user=user, today=today)
            if one.unit_id == unit_pk
        ],
        "reports": queries.findable_reports(user=user, today=today, unit_id=unit_pk)
        if runs and found.state != "FINAL"
        else [],
    }
    return render(request, "escalations/result.html", context, status=status)


@reads
def result(request: Request, pk: int, unit_pk: int) -> HttpResponse:
    return _result_page(request, pk, unit_pk)


@writes
def object_now(request: Request, pk: int, unit_pk: int) -> HttpResponse:
    found = _scheme(request, pk)
    units = queries.objecting_units(found, user=request.user, today=timezone.localdate())
    unit = next((one for one in units if one.pk == unit_pk), None)
    if unit is None:
        raise Http404
    form = forms.WordsForm(request.POST)
    if not form.is_valid():
        return _result_page(request, pk, unit_pk, form, status=422)
    services.object_to_result(
        scheme=found,
        unit=unit,
        words=form.cleaned_data["words"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("异议已提交。"))
    return redirect_to(request, reverse("escalations:result", args=[pk, unit_pk]))


@writes
def answer(request: Request, pk: int) -> HttpResponse:
    rows = queries.answerable_objections(user=request.user, today=timezone.localdate())
    found = get_object_or_404(rows, pk=pk)
    services.answer_objection(
        objection=found, answer=request.POST.get("words", ""), by=request.user, at=timezone.now()
    )
    messages.success(request, _("已答复。"))
    return redirect_to(request, reverse("escalations:scheme", args=[found.scheme_id]))


def _report(request: Request, pk: int) -> Any:
    found = queries.report_to_find(user=request.user, today=timezone.localdate(), report_id=pk)
    if found is None:
        raise Http404
    return found


@reads
def finding(request: Request, pk: int) -> HttpResponse:
    context = {"report": _report(request, pk), "form": forms.WordsForm()}
    return render(request, "escalations/finding.html", context)


@writes
def find(request: Request, pk: int) -> HttpResponse:
    report, form = _report(request, pk), forms.WordsForm(request.POST)
    if not form.is_valid():
        context = {"report": report, "form": form}
        return render(request, "escalations/finding.html", context, status=422)
    services.record_finding(
        report=report, words=form.cleaned_data["words"], by=request.user, at=timezone.now()
    )
    messages.success(request, _("已认定，并记入考核。"))
    return redirect_to(request, reverse("evidence:show", args=[pk]))
