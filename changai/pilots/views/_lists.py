"""The list of pilots, both cuts of it, and its exports."""

from __future__ import annotations

import csv
import io
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.http import Request, file_answer, reads, render_page_or_fragment
from changai.orgs import queries as orgs
from changai.pilots import queries

MOST_ROWS = 20_000
FORMULA = ("=", "+", "-", "@", "\t")


def tabs(request: Request, active: str) -> list[dict[str, Any]]:
    """Return the pages of pilots beside each other."""
    pages = (
        ("list", _("试点名单")),
        ("cuts", _("两种口径")),
        ("calls", _("征集与名额")),
        ("reviews", _("待我评审")),
        ("instructors", _("指导员")),
        ("practices", _("做法")),
    )
    return [
        {"label": label, "url": reverse(f"pilots:{name}"), "active": name == active}
        for name, label in pages
    ]


def _wanted(request: Request) -> queries.PilotFilter:
    asked = request.GET
    unit = asked.get("unit", "")
    names = ("tier", "category", "scope", "ownership", "phase", "status", "alarm")
    return queries.PilotFilter(
        words=asked.get("q", "").strip(),
        unit_id=int(unit) if unit.isdigit() else None,
        **{name: asked.get(name, "") for name in names},
    )


def _select(name: str, label: str, value: str, options: Any) -> dict[str, Any]:
    shown = [("", _("全部")), *options]
    return {"name": name, "label": label, "kind": "select", "value": value, "options": shown}


def _filters(wanted: queries.PilotFilter) -> list[dict[str, Any]]:
    owners = [*queries.ownership_words().items(), ("unknown", queries.UNKNOWN)]
    tiers = [(code, queries.tier_words(code)) for code in queries.tier_codes()]
    return [
        {"name": "q", "label": _("单位名称"), "kind": "search", "value": wanted.words},
        _select("tier", _("层级"), wanted.tier, tiers),
        _select("ownership", _("所有制"), wanted.ownership, owners),
        _select("scope", _("范围"), wanted.scope, queries.scope_words().items()),
        _select("category", _("试点类别"), wanted.category, queries.category_words().items()),
        _select("phase", _("试点阶段"), wanted.phase, queries.phase_words().items()),
        _select("status", _("状态"), wanted.status, queries.STATUS_WORDS.items()),
        _select("alarm", _("到期提醒"), wanted.alarm, queries.ALARM_WORDS.items()),
    ]


@reads
def show_list(request: Request) -> HttpResponse:
    today, after = timezone.localdate(), request.GET.get("after", "")
    wanted = _wanted(request)
    rows, cursor, total = queries.pilot_page(
        user=request.user,
        today=today,
        wanted=wanted,
        after=int(after) if after.isdigit() else None,
    )
    context: dict[str, Any] = {
        "rows": rows,
        "total": total,
        "filtered": not wanted.is_empty,
        "pager": {"previous": "", "next": cursor, "shown": len(rows), "total": total},
    }
    if not request.htmx or request.htmx.boosted:
        context["filters"] = _filters(wanted)
        context["tabs"] = tabs(request, "list")
    return render_page_or_fragment(request, "pilots/list.html", "pilots/_results.html", context)


@reads
def cuts(request: Request) -> HttpResponse:
    today, asked = timezone.localdate(), request.GET.get("unit", "")
    unit = None
    if asked:
        units = orgs.visible_units(user=request.user, today=today)
        unit = get_object_or_404(units, pk=int(asked) if asked.isdigit() else 0)
    page = queries.cuts_page(user=request.user, today=today, unit=unit)
    context = {"page": page, "unit": unit, "tabs": tabs(request, "cuts")}
    return render(request, "pilots/cuts.html", context)


def _table(request: Request) -> tuple[list[str], list[list[str]]]:
    today = timezone.localdate()
    found = queries.filtered_pilots(user=request.user, today=today, wanted=_wanted(request))
    rows = queries.pilot_rows(list(found.order_by("unit__path", "pk")[:MOST_ROWS]), today=today)
    heads = [
        _("单位"),
        _("层级"),
        _("试点类别"),
        _("范围"),
        _("所有制"),
        _("试点阶段"),
        _("状态"),
        _("命名日期"),
        _("任期届满"),
        _("结束日期"),
        _("命名单位"),
        _("批次"),
        _("指导员"),
        _("到期提醒"),
    ]
    return heads, [
        [
            row.pilot.unit.name,
            str(row.tier),
            row.category,
            row.scope,
            str(row.ownership),
            row.phase,
            str(row.status),
            row.pilot.named_on.isoformat(),
            row.pilot.term_ends_on.isoformat(),
            row.pilot.ended_on.isoformat() if row.pilot.ended_on else "",
            str(row.pilot.named_by_unit),
            row.pilot.batch.title,
            str(row.instructor or ""),
            str(row.alarm),
        ]
        for row in rows
    ]


@reads
def export_xlsx(request: Request) -> HttpResponse:
    """Hand out the list as it is narrowed; text that looks like a formula stays text."""
    heads, rows = _table(request)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 13, 14)
    sheet.freeze_panes(1, 1)
    book.close()
    content.seek(0)
    return file_answer(content, name=f"pilots-{timezone.localdate().isoformat()}.xlsx")


@reads
def export_csv(request: Request) -> HttpResponse:
    """Hand out the list as it is narrowed, as spreadsheets open it."""
    heads, rows = _table(request)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    content = io.BytesIO(text.getvalue().encode("utf-8-sig"))
    return file_answer(content, name=f"pilots-{timezone.localdate().isoformat()}.csv")
