from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.dashboards import queries
from changai.dashboards.views import _shared as shared
from changai.indicators import queries as indicators
from changai.indicators import rules
from changai.kernel.http import Request, reads, render_page_or_fragment
from changai.kernel.sheets import table_answer


def _asked(request: Request, pk: int) -> dict[str, Any]:
    """Return the unit, what can be chosen of it, and the indicator chosen or the first one."""
    unit, today = shared.the_unit(request, pk), timezone.localdate()
    choices = indicators.comparable(unit, user=request.user, today=today)
    code = request.GET.get("indicator", "")
    definition = shared.the_definition(unit, code, request) if code else None
    if definition is None and choices:
        definition = choices[0]
    found: dict[str, Any] = {"unit": unit, "choices": choices, "definition": definition}
    if definition is not None:
        wanted = shared.the_year(request, today)
        found["period"] = rules.period_in(definition.rhythm, wanted, today)
    return found


def _chrome(request: Request, asked: dict[str, Any], here: str) -> dict[str, Any]:
    today, definition = timezone.localdate(), asked["definition"]
    options = [(one.code, indicators.title_of(one)) for one in asked["choices"]]
    if definition is not None and definition not in asked["choices"]:
        options.append((definition.code, indicators.title_of(definition)))
    chosen = shared.select(
        "indicator", _("指标名称"), definition.code if definition else "", options
    )
    return {
        "tabs": shared.tabs(request, asked["unit"], here),
        "filters": shared.filters(request, today, chosen),
        "above": shared.crumbs(request, asked["unit"]),
    }


def _map(request: Request, asked: dict[str, Any]) -> queries.TileMap | None:
    if asked["definition"] is None:
        return None
    approved = None if request.GET.get("shape") == "tiles" else queries.approved_map()
    return queries.tile_map(
        asked["unit"],
        asked["definition"],
        asked["period"],
        user=request.user,
        today=timezone.localdate(),
        reading=shared.the_reading(request),
        approved=approved,
    )


@reads
def unit_map(request: Request, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    query = request.GET.copy()
    query.pop("shape", None)
    context = {
        **asked,
        "map": _map(request, asked),
        "reading": shared.the_reading(request),
        "has_approved": request.GET.get("shape") == "tiles" and queries.approved_map() is not None,
        "query": query.urlencode(),
        **_chrome(request, asked, "map"),
    }
    return render_page_or_fragment(request, "dashboards/map.html", "dashboards/_map.html", context)


@reads
def map_svg(request: Request, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    found = _map(request, asked)
    context = {**asked, "map": found, "reading": shared.the_reading(request), "alone": True}
    text = render_to_string("dashboards/_tiles.html", context, request)
    return shared.svg_answer(text, f"map-{_name(asked)}.svg")


@reads
def map_export(request: Request, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    found = _map(request, asked)
    heads = [
        _("单位"), _("填报"), _("核实"), _("目标"), _("颜色"), _("已报"), _("应报"),
    ]  # fmt: skip
    body = [
        [
            tile.name, tile.row.cell.said, tile.row.cell.verified,
            indicators.shown(tile.row.target.value, asked["definition"])
            if tile.row.target else None,
            str(tile.words), tile.row.cell.known, tile.row.cell.expected,
        ]
        for tile in (found.tiles if found else [])
    ]  # fmt: skip
    return table_answer(request, heads, body, f"map-{_name(asked)}")


@reads
def peers(request: Request, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    context = {
        **asked,
        "page": _peers(request, asked),
        "reading": shared.the_reading(request),
        "query": request.GET.urlencode(),
        **_chrome(request, asked, "peers"),
    }
    return render_page_or_fragment(
        request, "dashboards/peers.html", "dashboards/_peers.html", context
    )


def _peers(request: Request, asked: dict[str, Any]) -> queries.PeersPage | None:
    if asked["definition"] is None:
        return None
    return queries.peers_page(
        asked["unit"],
        asked["definition"],
        asked["period"],
        user=request.user,
        today=timezone.localdate(),
        reading=shared.the_reading(request),
    )


@reads
def peers_export(request: Request, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    found = _peers(request, asked)
    heads = [
        _("单位"), _("规模组"), _("起点组"), _("数值"), _("区间下限"), _("区间上限"),
        _("规模"), _("起点"), _("起点期间"), _("全部核实"), _("名次"), _("为什么没有名次"),
    ]  # fmt: skip
    body = [
        [
            row.name, str(group.size), str(group.start), row.value, row.low, row.high, row.size,
            row.start, row.start_period, _("是") if row.is_sure else _("否"), row.rank,
            _("人数少，不显示") if row.is_hidden else str(row.why),
        ]
        for group in (found.groups if found else [])
        for row in group.rows
    ]  # fmt: skip
    return table_answer(request, heads, body, f"peers-{_name(asked)}")


def _name(asked: dict[str, Any]) -> str:
    definition = asked["definition"]
    if definition is None:
        return str(asked["unit"].pk)
    return f"{asked['unit'].pk}-{definition.code}-{asked['period'].code}"
