from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.dashboards import rules
from changai.dashboards.views import _shared as shared
from changai.indicators import queries as indicators
from changai.indicators.rules import period_in
from changai.kernel.http import Request, reads
from changai.kernel.sheets import table_answer

WIDTH, HEIGHT, MARGIN = 720, 320, 56


def _asked(request: Request, pk: int, code: str) -> tuple[Any, list[indicators.TrendRow]]:
    """Return a figure the person may see with its last periods, or a 404."""
    unit, today = shared.the_unit(request, pk), timezone.localdate()
    definition = shared.the_definition(unit, code, request)
    period = period_in(definition.rhythm, request.GET.get("period", ""), today)
    reading = shared.the_reading(request)
    with indicators.Shelf():
        figure, _below = indicators.figure(unit, definition, period, reading=reading)
        found = indicators.trends([figure], reading=reading)
    return figure, found[code]


@reads
def trend_svg(request: Request, pk: int, code: str) -> HttpResponse:
    figure, rows = _asked(request, pk, code)
    size = {"width": WIDTH, "height": HEIGHT, "margin": MARGIN}
    columns = [[getattr(row, name) for row in rows] for name in ("said", "verified", "published")]
    lines = [row.line for row in rows]
    # One scale for all: each line is drawn with the others as what it is measured against.
    known = [one for column in (*columns, lines) for one in column if one is not None]
    ends = [min(known), max(known)] if known else []
    drawn = [rules.spark(column, lines, ends=ends, **size) for column in columns]
    step = (WIDTH - 2 * MARGIN) / max(len(rows) - 1, 1)
    context = {
        "figure": figure,
        "rows": [(MARGIN + step * place, row) for place, row in enumerate(rows)],
        "series": list(zip((_("填报"), _("核实"), _("公布")), ("said", "verified", "published"),
                           drawn, strict=True)),
        "aim": drawn[0].aim,
        "low": ends[0] if ends else None,
        "high": ends[1] if ends else None,
        **size,
    }  # fmt: skip
    text = render_to_string("dashboards/_trend_picture.html", context, request)
    return shared.svg_answer(text, f"trend-{pk}-{code}-{figure.period.code}.svg")


@reads
def trend_export(request: Request, pk: int, code: str) -> HttpResponse:
    figure, rows = _asked(request, pk, code)
    heads = [_("期间"), _("填报"), _("核实"), _("公布"), _("进度线"), _("计量单位")]
    body = [
        [row.period.code, row.said, row.verified, row.published, row.line, figure.unit_words]
        for row in rows
    ]
    return table_answer(request, heads, body, f"trend-{pk}-{code}-{figure.period.code}")
