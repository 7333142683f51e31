"""Publications, what goes into one, and what was restated."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changai.indicators import forms, queries, rules, services
from changai.indicators.views import _shared as shared
from changai.kernel.http import Request, reads, redirect_to, render_page_or_fragment, writes
from changai.kernel.sheets import table_answer

PAGE_ROWS = 50


@reads
def publications(request: Request) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    after = request.GET.get("after", "")
    rows = queries.visible_publications(user=user, today=today)
    place = int(after) if after.isdigit() else 0
    found = list(rows[place : place + PAGE_ROWS + 1])
    more = str(place + PAGE_ROWS) if len(found) > PAGE_ROWS else ""
    context = {
        "tabs": shared.tabs(request, "publications"),
        "rows": found[:PAGE_ROWS],
        "units": queries.publishing_units(user=user, today=today),
        "pager": {"previous": "", "next": more, "shown": len(found[:PAGE_ROWS]), "total": None},
    }
    return render(request, "indicators/publications.html", context)


def _publishing_unit(request: Request, pk: int) -> Any:
    units = queries.publishing_units(user=request.user, today=timezone.localdate())
    found = next((one for one in units if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _page(
    request: Request, unit: Any, form: Any, wanted: str, *, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    with queries.Shelf():
        rows = queries.publishable(unit, wanted=wanted, today=today)
    context = {
        "unit": unit,
        "form": form,
        "period": wanted,
        "rows": [one for one, _below in rows],
        "chosen": request.POST.getlist("code"),
        "filters": [shared.select("period", _("年度"), wanted, shared.period_options(today))],
    }
    return render(request, "indicators/publish.html", context, status=status)


@reads
def publish_page(request: Request, pk: int) -> HttpResponse:
    unit, today = _publishing_unit(request, pk), timezone.localdate()
    wanted = request.GET.get("period", "") or rules.last_over("year", today).code
    first = {"published_on": today, "client_key": uuid.uuid4()}
    return _page(request, unit, forms.PublishForm(initial=first), wanted)


@writes
def publish(request: Request, pk: int) -> HttpResponse:
    unit = _publishing_unit(request, pk)
    wanted = (
        request.POST.get("period", "")[:7] or rules.last_over("year", timezone.localdate()).code
    )
    form = forms.PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, unit, form, wanted, status=422)
    try:
        with queries.Shelf():
            made = services.publish_figures(
                unit=unit, codes=request.POST.getlist("code"), period=wanted, by=request.user,
                at=timezone.now(), **form.cleaned_data,
            )  # fmt: skip
    except services.WordsMissing as refusal:
        form.add_error("reason", str(refusal))
        return _page(request, unit, form, wanted, status=422)
    except services.NothingToPublish as refusal:
        form.add_error(None, str(refusal))
        return _page(request, unit, form, wanted, status=422)
    messages.success(request, _("已公布，三个数一并留存。"))
    return redirect_to(request, reverse("indicators:publication", args=[made.pk]))


def _publication(request: Request, pk: int) -> Any:
    rows = queries.visible_publications(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


@reads
def publication(request: Request, pk: int) -> HttpResponse:
    found = _publication(request, pk)
    context = {
        "publication": found,
        "rows": queries.published_rows(found),
        "restated": queries.restated_in(found),
    }
    return render(request, "indicators/publication.html", context)


@reads
def publication_export(request: Request, pk: int) -> HttpResponse:
    found = _publication(request, pk)
    heads = [pgettext("indicator", "指标"), _("单位"), _("期间"), _("计量单位"), _("填报"),
             _("核实"), _("公布"), _("已核实单位"), _("应报单位")]  # fmt: skip
    hidden = _("人数少，不显示")
    body = [
        [
            row.title, str(row.figure.unit), row.figure.period, row.unit_words,
            *([hidden] * 3 if row.figure.is_hidden else (row.said, row.verified, row.published)),
            row.figure.known, row.figure.expected,
        ]
        for row in queries.published_rows(found)
    ]  # fmt: skip
    return table_answer(request, heads, body, f"publication-{found.pk}")


@reads
def restatements(request: Request) -> HttpResponse:
    after = request.GET.get("after", "")
    rows, cursor = queries.restated_rows(
        user=request.user,
        today=timezone.localdate(),
        after=int(after) if after.isdigit() else None,
    )
    context = {
        "tabs": shared.tabs(request, "restatements"),
        "rows": rows,
        "pager": {"previous": "", "next": cursor, "shown": len(rows), "total": None},
    }
    return render_page_or_fragment(
        request, "indicators/restatements.html", "indicators/_restatements.html", context
    )
