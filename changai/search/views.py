from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify

from changai.kernel.http import Request, reads
from changai.orgs import queries as orgs


@reads
def unit_options(request: Request) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    context = {
        "units": orgs.unit_options(words=words, user=request.user, today=timezone.localdate()),
        "name": slugify(request.GET.get("name", "")),
        "picker": slugify(request.GET.get("picker", "")),
        "single": request.GET.get("single") == "1",
        "words": words,
    }
    return render(request, "search/_unit_options.html", context)


@reads
def picked_unit(request: Request, pk: int) -> HttpResponse:
    units = orgs.pickable_units(user=request.user, today=timezone.localdate())
    context = {
        "unit": get_object_or_404(units, pk=pk),
        "name": slugify(request.GET.get("name", "")),
    }
    return render(request, "search/_picked_unit.html", context)
