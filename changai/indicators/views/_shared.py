"""What the pages of this noun share: what is asked for, and tabs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.indicators import queries, rules
from changai.kernel.http import Request
from changai.packs.indicators import Indicator


def the_unit(request: Request, pk: int) -> Any:
    """Return the place or firm asked for; a stranger gets a 404."""
    rows = queries.visible_units(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def the_definition(code: str) -> Indicator:
    """Return the definition asked for, or a 404."""
    found = queries.definition(code)
    if found is None:
        raise Http404
    return found


def the_period(request: Request, definition: Indicator, today: date) -> rules.Period:
    """Return the period asked for, else the newest that is over."""
    return rules.period_in(definition.rhythm, request.GET.get("period", ""), today)


def the_reading(request: Request) -> str:
    """Return how the tree is read: as it was then, unless as it is now is asked for."""
    return "now" if request.GET.get("as") == "now" else "then"


def tabs(request: Request, here: str) -> list[dict[str, Any]]:
    """Return the pages of this noun, with what waits."""
    user, today = request.user, timezone.localdate()
    waiting = queries.count_waiting(user=user, today=today)
    shown = [
        ("figures", _("指标数据"), None),
        ("entry", _("填报指标"), None),
        ("review", _("待核实"), waiting),
        ("publications", _("公布"), None),
        ("restatements", _("更正"), None),
        ("dictionary", _("指标字典"), None),
    ]
    return [
        {
            "label": label,
            "url": reverse(f"indicators:{name}"),
            "active": name == here,
            "count": count,
        }
        for name, label, count in shown
    ]


def select(name: str, label: str, value: Any, options: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    """Return a select of a filter bar without an empty choice."""
    return {"name": name, "label": label, "kind": "select", "value": value, "options": options}


def period_options(today: date) -> list[tuple[str, str]]:
    """Return the last years as choices of a filter, the newest first."""
    years = rules.recent(rules.period_of("year", today), 6)
    return [(one.code, queries.period_words(one)) for one in reversed(years)]
