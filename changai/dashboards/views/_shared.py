"""What the pages of goals share: the unit, the indicator and the period asked for, and tabs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changai.indicators import queries as indicators
from changai.indicators import rules
from changai.kernel.http import Request, file_answer


def the_unit(request: Request, pk: int) -> Any:
    """Return the place or firm asked for; a stranger gets a 404."""
    rows = indicators.visible_units(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def the_reading(request: Request) -> str:
    """Return how the tree is read: as it was then, unless as it is now is asked for."""
    return "now" if request.GET.get("as") == "now" else "then"


def the_year(request: Request, today: date) -> str:
    """Return the period asked for as its code, else the newest year that is over."""
    try:
        return rules.read_period(request.GET.get("period", "")).code
    except rules.NoPeriod:
        return rules.last_over("year", today).code


def the_definition(unit: Any, code: str, request: Request) -> Any:
    """Return a definition of which the person may see the figure of a unit, or a 404."""
    found, today = indicators.definition(code), timezone.localdate()
    if found is None or not indicators.sees_figure(unit, found, user=request.user, today=today):
        raise Http404
    return found


def filters(request: Request, today: date, *first: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the filter bar: what is named first, then the period and how the tree is read."""
    years = reversed(rules.recent(rules.period_of("year", today), 6))
    periods = [(one.code, indicators.period_words(one)) for one in years]
    readings = [("then", _("按当时的区划")), ("now", _("按现在的区划"))]
    return [
        *first,
        select("period", _("年度"), the_year(request, today), periods),
        select("as", _("区划口径"), the_reading(request), readings),
    ]


def select(name: str, label: str, value: Any, options: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    """Return a select of a filter bar without an empty choice."""
    return {"name": name, "label": label, "kind": "select", "value": value, "options": options}


def tabs(request: Request, unit: Any, here: str) -> list[dict[str, Any]]:
    """Return the pages about the goals of one unit, with what was chosen kept."""
    kept = {name: request.GET[name] for name in ("period", "as") if request.GET.get(name)}
    query = f"?{urlencode(kept)}" if kept else ""
    shown = [
        ("unit_goals", pgettext("goals", "目标")),
        ("map", _("分地区")),
        ("peers", _("同类比较")),
    ]
    return [
        {
            "label": label,
            "url": reverse(f"dashboards:{name}", args=[unit.pk]) + query,
            "active": name == here,
            "count": None,
        }
        for name, label in shown
    ]


def crumbs(request: Request, unit: Any) -> list[Any]:
    """Return the units above one that the person may open, the highest first."""
    rows = indicators.visible_units(user=request.user, today=timezone.localdate())
    return list(rows.filter(path__in=indicators.above_paths(unit)))


def svg_answer(text: str, name: str) -> HttpResponse:
    """Hand out a picture; as a file, so that nothing in it ever runs in our pages."""
    return file_answer(io.BytesIO(text.encode("utf-8")), name=name)
