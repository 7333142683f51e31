"""Figures of a unit, one figure with what it is made of, and the rows behind it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changai.indicators import queries, rules
from changai.indicators.views import _shared as shared
from changai.kernel.http import Request, reads, render_page_or_fragment
from changai.kernel.sheets import table_answer

SILENT_SHOWN = 20
# A value without a neighbor is a point and no line: the point must be seen.
POINT = {"showAllSymbol": True, "symbolSize": 8}


@reads
def figures(request: Request) -> HttpResponse:
    units = queries.visible_units(user=request.user, today=timezone.localdate())
    unit = units.order_by("depth", "path").first()
    if unit is None:
        context = {"tabs": shared.tabs(request, "figures")}
        return render(request, "indicators/no_unit.html", context)
    return _figures(request, unit)


@reads
def unit_figures(request: Request, pk: int) -> HttpResponse:
    return _figures(request, shared.the_unit(request, pk))


def _figures(request: Request, unit: Any) -> HttpResponse:
    today, asked = timezone.localdate(), request.GET
    wanted = asked.get("period", "") or rules.last_over("year", today).code
    reading, goal = shared.the_reading(request), asked.get("goal", "")
    with queries.Shelf():
        rows = queries.figures_of(
            unit, user=request.user, today=today, wanted=wanted, goal=goal, reading=reading
        )
    only_known = asked.get("show", "known") == "known"
    known = [row for row in rows if row.said.value is not None or row.own_value is not None]
    context: dict[str, Any] = {
        "unit": unit,
        "rows": known if only_known else rows,
        "unknown": [row for row in rows if row not in known],
        "period": wanted,
        "reading": reading,
        "query": asked.urlencode(),
    }
    if not request.htmx or request.htmx.boosted:
        goals = [("", _("全部")), *queries.GOAL_WORDS.items()]
        readings = [("then", _("按当时的区划")), ("now", _("按现在的区划"))]
        shows = [("known", _("只看有数据的")), ("all", _("全部指标"))]
        context |= {
            "tabs": shared.tabs(request, "figures"),
            "below": _below(request, unit),
            "filters": [
                shared.select("period", _("年度"), wanted, shared.period_options(today)),
                shared.select("goal", _("目标方向"), goal, goals),
                shared.select("as", _("区划口径"), reading, readings),
                shared.select("show", _("显示"), asked.get("show", "known"), shows),
            ],
        }
    return render_page_or_fragment(
        request, "indicators/figures.html", "indicators/_figures.html", context
    )


def _below(request: Request, unit: Any) -> list[Any]:
    units = queries.visible_units(user=request.user, today=timezone.localdate())
    return list(units.filter(parent=unit)[:40])


def _asked(request: Request, pk: int, code: str) -> tuple[Any, Any, rules.Period]:
    """Return unit, definition and period of a figure the person may see, or a 404."""
    definition = shared.the_definition(code)
    unit = shared.the_unit(request, pk)
    today = timezone.localdate()
    if not queries.sees_figure(unit, definition, user=request.user, today=today):
        raise Http404
    return unit, definition, shared.the_period(request, definition, today)


@reads
def figure(request: Request, pk: int, code: str) -> HttpResponse:
    unit, definition, period = _asked(request, pk, code)
    reading = shared.the_reading(request)
    with queries.Shelf():
        found, below = queries.figure(unit, definition, period, reading=reading)
        trend = queries.trend(found, reading=reading)
        cut_sums = queries.cut_sums(unit, definition, period, reading)
    whole = found.said.value
    counted = {
        queries.cut_words(column): {
            queries.cell_words(column, cell): number for cell, number in cells.items()
        }
        for column, cells in cut_sums.items()
    }
    cuts = rules.cuts(whole, counted) if whole is not None and counted else []
    silent = queries.silent_units(unit, definition, period)
    entered = found.version.is_entered
    context = {
        "figure": found,
        "row": queries.definition_row(definition, today=period.last),
        "version": queries.version_of(found.version),
        "cells": queries.cells(found, below),
        "trend": trend,
        "chart": _chart(found, trend),
        "cuts": cuts,
        "cuts_agree": rules.agree(cuts),
        "silent": list(silent[:SILENT_SHOWN]) if entered else [],
        "period_words": queries.period_words(period),
        "periods": [(one.code, queries.period_words(one)) for one in _periods(definition)],
        "reading": reading,
        "may_keep": queries.may_keep(
            unit, definition, user=request.user, today=timezone.localdate()
        ),
    }
    return render(request, "indicators/figure.html", context)


def _periods(definition: Any) -> list[rules.Period]:
    newest = rules.last_over(definition.rhythm, timezone.localdate())
    return list(reversed(rules.recent(newest, 6)))


def _chart(found: queries.Figure, trend: list[queries.TrendRow]) -> dict[str, Any]:
    """Return the trend as a chart: what is said, verified, published, and the line to the target.

    A gap stays a gap; nothing is drawn between what is not known.
    """

    def line(name: str, values: list[Any], **more: Any) -> dict[str, Any]:
        points = [None if one is None else float(one) for one in values]
        return {
            "name": name,
            "type": "line",
            "data": points,
            "connectNulls": False,
            **POINT,
            **more,
        }

    series = [
        line(_("填报"), [row.said for row in trend]),
        line(_("核实"), [row.verified for row in trend], symbol="rect"),
        line(_("公布"), [row.published for row in trend], symbol="diamond"),
    ]
    if any(row.line is not None for row in trend):
        values = [row.line for row in trend]
        series.append(line(_("进度线"), values, symbol="none", lineStyle={"type": "dashed"}))
    return {
        "legend": {"bottom": 0},
        "grid": {"left": 16, "right": 24, "top": 32, "bottom": 40, "containLabel": True},
        "xAxis": {"type": "category", "data": [row.period.code for row in trend]},
        "yAxis": {"type": "value", "name": found.unit_words, "scale": True},
        "series": series,
    }


@reads
def rows(request: Request, pk: int, code: str) -> HttpResponse:
    unit, definition, period = _asked(request, pk, code)
    today, reading = timezone.localdate(), shared.the_reading(request)
    context: dict[str, Any] = {
        "unit": unit,
        "definition": definition,
        "title": queries.definition_row(definition, today=today).title,
        "unit_words": queries.definition_row(definition, today=today).unit,
        "period": period,
        "period_words": queries.period_words(period),
    }
    if not definition.version_on(period.last).is_entered:
        context |= queries.records_behind(unit, definition, period)
        return render(request, "indicators/records.html", context)
    found, cursor = queries.rows_behind(
        unit,
        definition,
        period,
        user=request.user,
        today=today,
        reading=reading,
        after=request.GET.get("after", ""),
    )
    context["rows"] = found
    context["is_outside"] = not found and not queries.sees_rows(
        unit, user=request.user, today=today
    )
    context["pager"] = {"previous": "", "next": cursor, "shown": len(found), "total": None}
    return render_page_or_fragment(
        request, "indicators/rows.html", "indicators/_rows.html", context
    )


@reads
def export(request: Request, pk: int) -> HttpResponse:
    unit, today = shared.the_unit(request, pk), timezone.localdate()
    wanted = request.GET.get("period", "") or rules.last_over("year", today).code
    with queries.Shelf():
        found = queries.figures_of(
            unit, user=request.user, today=today, wanted=wanted, reading=shared.the_reading(request)
        )
    heads = [
        pgettext("indicator", "指标"), _("期间"), _("计量单位"), _("填报"), _("核实"), _("公布"),
        _("目标"), _("差距"), _("颜色"), _("核实占比"), _("应报单位"), _("未报单位"),
    ]  # fmt: skip
    body = [
        [
            row.title, row.period.code, row.unit_words, *_unless_small(row), row.shown_target,
            row.shown_gap if not row.is_small else None, row.colour["words"],
            row.verified_share, row.expected, row.silent,
        ]
        for row in found
    ]  # fmt: skip
    return table_answer(request, heads, body, f"indicators-{unit.pk}-{wanted}")


def _unless_small(row: queries.Figure) -> list[Any]:
    numbers = [row.shown_said, row.shown_verified, row.shown_published]
    return [None, None, None] if row.is_small else numbers
