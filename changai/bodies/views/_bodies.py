from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.bodies import forms, queries, services
from changai.bodies.views import _shared
from changai.kernel.http import Request, reads, render_page_or_fragment, writes


@reads
def body_list(request: Request) -> HttpResponse:
    today = timezone.localdate()
    words, ended = request.GET.get("q", "").strip(), request.GET.get("show") == "ended"
    context = {
        "rows": queries.body_rows(user=request.user, today=today, words=words, ended=ended),
        "filtered": bool(words or ended),
        "may_found": bool(queries.founding_units(user=request.user, today=today)),
        "filters": [
            {"name": "q", "label": _("名称或地区"), "kind": "search", "value": words},
            {
                "name": "show",
                "label": _("状态"),
                "kind": "select",
                "value": "ended" if ended else "",
                "options": [("", _("现有")), ("ended", _("已撤销"))],
            },
        ],
    }
    return render_page_or_fragment(request, "bodies/list.html", "bodies/_results.html", context)


@reads
def body(request: Request, pk: int) -> HttpResponse:
    found = _shared.body_or_404(request, pk)
    page = queries.body_page(body=found, user=request.user, today=timezone.localdate())
    return render(request, "bodies/body.html", {"page": page, "body": found})


def _new(request: Request) -> dict[str, Any]:
    today = timezone.localdate()
    units = queries.founding_units(user=request.user, today=today)
    if not units:
        raise Http404
    offices = queries.office_choices(units=units, user=request.user, today=today)
    form = forms.NewBodyForm(
        request.POST if request.method == "POST" else None,
        kinds=queries.kind_choices(),
        units=[(unit.pk, str(unit)) for unit in units],
        offices=[(unit.pk, str(unit)) for unit in offices],
        initial={"began_on": today, "unit": units[0].pk, "office": _own(units, offices)},
    )
    candidates = queries.member_candidates(unit=units[0], user=request.user, today=today)
    return {
        "form": form,
        "units": {unit.pk: unit for unit in units},
        "offices": {unit.pk: unit for unit in offices},
        "candidates": candidates,
        "ticked": _shared.ticked(request, candidates),
    }


def _own(units: list[Any], offices: list[Any]) -> int | None:
    """Return the office to begin with: one of the person's own."""
    own = {unit.pk for unit in units}
    chosen = next((one for one in offices if one.pk in own), offices[0] if offices else None)
    return chosen.pk if chosen else None


@reads
def new_page(request: Request) -> HttpResponse:
    return _shared.show(request, "bodies/new.html", _new(request))


@writes
def found(request: Request) -> HttpResponse:
    context = _new(request)
    form = context["form"]
    if form.is_valid():
        typed = form.cleaned_data
        unit = context["units"][typed["unit"]]
        seats = _shared.drafts(
            request, form, kind=typed["kind"], unit=unit, candidates=context["candidates"]
        )
        made = form.is_valid() and _shared.attempt(
            form,
            lambda: services.found_body(
                kind=typed["kind"],
                name=typed["name"],
                unit=unit,
                office=context["offices"][typed["office"]],
                began_on=typed["began_on"],
                seats=seats,
                by=request.user,
                at=timezone.now(),
            ),
        )
        if made:
            words = _("议事机构已设立，有 %(count)d 个席位。") % {"count": len(seats)}
            return _shared.done(request, words, made.pk)
    return _shared.show(request, "bodies/new.html", context, refused=True)


def _change(request: Request, found: Any) -> dict[str, Any]:
    offices = queries.office_choices(
        units=[found.unit], user=request.user, today=timezone.localdate()
    )
    choices = {unit.pk: unit for unit in [*offices, found.office]}
    form = forms.BodyForm(
        request.POST if request.method == "POST" else None,
        kinds=queries.kind_choices(),
        offices=[(pk, str(unit)) for pk, unit in choices.items()],
        initial={
            "kind": found.kind,
            "name": found.name,
            "office": found.office_id,
            "seen_revision": found.revision,
        },
    )
    return {"form": form, "body": found, "offices": choices}


@reads
def change_page(request: Request, pk: int) -> HttpResponse:
    found = _shared.body_or_404(request, pk, run=True)
    return _shared.show(request, "bodies/change.html", _change(request, found))


@writes
def change(request: Request, pk: int) -> HttpResponse:
    found = _shared.body_or_404(request, pk, run=True)
    context = _change(request, found)
    form = context["form"]
    if form.is_valid():
        typed = form.cleaned_data
        changed = _shared.attempt(
            form,
            lambda: services.change_body(
                body=found,
                kind=typed["kind"],
                name=typed["name"],
                office=context["offices"][typed["office"]],
                seen_revision=typed["seen_revision"],
                by=request.user,
                at=timezone.now(),
            ),
        )
        if changed:
            return _shared.done(request, _("已保存。"), pk)
    return _shared.show(request, "bodies/change.html", context, refused=True)


def _end(request: Request, found: Any) -> dict[str, Any]:
    form = forms.LastDayForm(
        request.POST if request.method == "POST" else None,
        initial={"last_day": timezone.localdate(), "seen_revision": found.revision},
    )
    return {"form": form, "body": found}


@reads
def end_page(request: Request, pk: int) -> HttpResponse:
    found = _shared.body_or_404(request, pk, run=True)
    return _shared.show(request, "bodies/end.html", _end(request, found))


@writes
def end(request: Request, pk: int) -> HttpResponse:
    found = _shared.body_or_404(request, pk, run=True)
    context = _end(request, found)
    form = context["form"]
    if form.is_valid():
        ended = _shared.attempt(
            form,
            lambda: services.end_body(
                body=found, **form.cleaned_data, by=request.user, at=timezone.now()
            ),
        )
        if ended:
            return _shared.done(request, _("议事机构已撤销，席位和历史都还能查看。"), pk)
    return _shared.show(request, "bodies/end.html", context, refused=True)
