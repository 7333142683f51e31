from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _

from changai.kernel.http import Request, reads, render_page_or_fragment
from changai.orgs import queries as orgs
from changai.search import queries


@reads
def results(request: Request) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    slug = request.GET.get("kind", "")
    if slug and slug not in queries.SLUGS:
        raise Http404
    user, today = request.user, timezone.localdate()
    page = None
    groups: list[queries.Group] = []
    if slug:
        page = queries.found_page(
            asked=asked, slug=slug, after=request.GET.get("after", ""), user=user, today=today
        )
        groups = [page] if page else []
    else:
        groups = queries.found_groups(asked=asked, user=user, today=today)
    context = {
        "asked": asked,
        "groups": [{"group": one, "url": _url(asked, one.slug)} for one in groups if one.rows],
        "single": bool(slug),
        "tabs": _tabs(asked, slug),
        "pager": {
            "previous": "",
            "next": page.following if page else "",
            "shown": len(page.rows) if page else 0,
            "total": None,
        },
    }
    return render_page_or_fragment(request, "search/results.html", "search/_results.html", context)


def _url(asked: str, slug: str) -> str:
    chosen = {"q": asked, "kind": slug} if slug else {"q": asked}
    return f"{reverse('search:results')}?{urlencode(chosen)}"


def _tabs(asked: str, slug: str) -> list[dict[str, Any]]:
    places = [("", _("全部")), *queries.LABELS.items()]
    return [
        {"label": label, "url": _url(asked, one), "active": one == slug, "count": None}
        for one, label in places
    ]


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
