from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changai.dashboards import queries
from changai.dashboards.views import _shared as shared
from changai.indicators import queries as indicators
from changai.kernel.http import Request, reads, render_page_or_fragment
from changai.kernel.sheets import table_answer

MOST_BELOW = 40


@reads
def goals(request: Request) -> HttpResponse:
    units = indicators.visible_units(user=request.user, today=timezone.localdate())
    unit = units.order_by("depth", "path").first()
    if unit is None:
        return render(request, "dashboards/no_goals.html")
    return _goals(request, unit)


@reads
def unit_goals(request: Request, pk: int) -> HttpResponse:
    return _goals(request, shared.the_unit(request, pk))


def _goals(request: Request, unit: Any) -> HttpResponse:
    today = timezone.localdate()
    wanted, reading = shared.the_year(request, today), shared.the_reading(request)
    page = queries.goals_page(unit, user=request.user, today=today, wanted=wanted, reading=reading)
    context: dict[str, Any] = {
        "unit": unit,
        "page": page,
        "headline": queries.headline(page.standing),
        "period": wanted,
        "reading": reading,
    }
    if not request.htmx or request.htmx.boosted:
        below = indicators.visible_units(user=request.user, today=today).filter(parent=unit)
        context |= {
            "tabs": shared.tabs(request, unit, "unit_goals"),
            "filters": shared.filters(request, today),
            "above": shared.crumbs(request, unit),
            "below": list(below[:MOST_BELOW]),
            "today": today,
        }
    return render_page_or_fragment(
        request, "dashboards/goals.html", "dashboards/_goals.html", context
    )


@reads
def goals_export(request: Request, pk: int) -> HttpResponse:
    unit, today = shared.the_unit(request, pk), timezone.localdate()
    wanted = shared.the_year(request, today)
    page = queries.goals_page(
        unit, user=request.user, today=today, wanted=wanted, reading=shared.the_reading(request)
    )
    heads = [
        pgettext("indicator", "指标"), _("目标方向"), _("期间"), _("计量单位"), _("填报"),
        _("核实"), _("公布"), _("目标"), _("目标到期"), _("进度线"), _("差距"), _("颜色"),
        _("核实占比"), _("应报单位"), _("未报单位"),
    ]  # fmt: skip
    body = [
        _line(goal.figure, result.name)
        for result in page.results
        for goal in (*result.aimed, *result.plain)
    ]
    return table_answer(request, heads, body, f"goals-{unit.pk}-{wanted}")


def _line(figure: indicators.Figure, result: Any) -> list[Any]:
    hides = figure.is_small
    numbers = [figure.shown_said, figure.shown_verified, figure.shown_published]
    return [
        figure.title, str(result), figure.period.code, figure.unit_words,
        *([None] * 3 if hides else numbers),
        figure.shown_target, figure.target.due_on if figure.target else None, figure.shown_line,
        None if hides else figure.shown_gap, figure.colour["words"], figure.verified_share,
        figure.expected, figure.silent,
    ]  # fmt: skip
