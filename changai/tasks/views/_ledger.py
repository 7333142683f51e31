from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.http import (
    Request,
    file_answer,
    reads,
    redirect_to,
    render_page_or_fragment,
    writes,
)
from changai.packs.current import language, pack
from changai.tasks import queries, services
from changai.tasks.rules import Colour, State


def wanted_filter(request: Request) -> queries.LedgerFilter:
    """Return what the address narrows the ledger to."""
    asked = request.GET

    def number(name: str) -> int | None:
        value = asked.get(name, "")
        return int(value) if value.isdigit() else None

    return queries.LedgerFilter(
        words=asked.get("q", "").strip(),
        state=asked.get("state", ""),
        colour=asked.get("colour", ""),
        axis=asked.get("axis", ""),
        leader=asked.get("leader", ""),
        unit_id=number("unit"),
        assigner_id=number("assigner"),
        plan_id=number("plan"),
    )


def _select(name: str, label: str, value: Any, options: list[tuple[Any, Any]]) -> dict[str, Any]:
    shown = [("", _("全部")), *options]
    return {"name": name, "label": label, "kind": "select", "value": value or "", "options": shown}


def filters(request: Request, wanted: queries.LedgerFilter) -> list[dict[str, Any]]:
    """Return the filter bar of the ledger."""
    user, today = request.user, timezone.localdate()
    units = [(unit.pk, str(unit)) for unit in queries.lead_units(user=user, today=today)]
    names = queries.leaders(user=user, today=today)
    return [
        {"name": "q", "label": _("任务或原文"), "kind": "search", "value": wanted.words},
        _select(
            "colour",
            _("颜色"),
            wanted.colour,
            [(colour.value, queries.COLOUR_WORDS[colour]) for colour in Colour],
        ),
        _select(
            "state",
            _("状态"),
            wanted.state,
            [(state.value, queries.STATE_WORDS[state]) for state in State],
        ),
        _select("unit", _("牵头单位"), wanted.unit_id, units),
        _select("leader", _("责任领导"), wanted.leader, [(name, name) for name in names]),
        _select(
            "axis",
            _("归口"),
            wanted.axis,
            [(axis.code, axis.label(language())) for axis in pack().axes],
        ),
    ]


@reads
def ledger(request: Request) -> HttpResponse:
    today, wanted = timezone.localdate(), wanted_filter(request)
    rows, cursor = queries.ledger_page(
        user=request.user, today=today, wanted=wanted, after=request.GET.get("after", "")
    )
    context = {
        "rows": rows,
        "filtered": not wanted.is_empty,
        "query": request.GET.urlencode(),
        "pager": {"previous": "", "next": cursor, "shown": len(rows), "total": None},
    }
    if not request.htmx or request.htmx.boosted:
        context["filters"] = filters(request, wanted)
    return render_page_or_fragment(request, "tasks/ledger.html", "tasks/_ledger.html", context)


@reads
def ledger_print(request: Request) -> HttpResponse:
    today = timezone.localdate()
    rows = queries.ledger_all(user=request.user, today=today, wanted=wanted_filter(request))
    return render(request, "tasks/ledger_print.html", {"rows": rows, "today": today})


@reads
def ledger_export(request: Request) -> HttpResponse:
    today = timezone.localdate()
    rows = queries.ledger_all(user=request.user, today=today, wanted=wanted_filter(request))
    return file_answer(_workbook(rows), name=f"ledger-{today.isoformat()}.xlsx")


def _workbook(rows: list[queries.LedgerRow]) -> io.BytesIO:
    """Return the ledger as xlsx; text that looks like a formula stays text."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    heads = [
        _("序号"),
        _("任务"),
        _("牵头单位"),
        _("交办单位"),
        _("完成日期"),
        _("状态"),
        _("颜色"),
        _("责任领导"),
        _("来源原文"),
        _("出处"),
    ]
    sheet.write_row(0, 0, heads, bold)
    for number, row in enumerate(rows, start=1):
        task = row.task
        values = [
            str(number),
            task.title,
            str(task.lead or ""),
            str(task.assigner),
            task.due_on.isoformat() if task.due_on else task.due_words,
            str(row.state_words),
            str(row.colour["words"]),
            task.leader_name,
            task.clause_words,
            task.clause_where,
        ]
        for column, value in enumerate(values):
            sheet.write_string(number, column, value)
    sheet.set_column(1, 1, 50)
    sheet.set_column(8, 8, 60)
    sheet.freeze_panes(1, 0)
    book.close()
    content.seek(0)
    return content


@writes
def remind_many(request: Request) -> HttpResponse:
    ids = [int(value) for value in request.POST.getlist("task") if value.isdigit()]
    tasks = queries.visible_tasks(user=request.user, today=timezone.localdate()).filter(pk__in=ids)
    outcome = services.remind_tasks(
        tasks=list(tasks),
        words=request.POST.get("words", ""),
        by=request.user,
        at=timezone.now(),
        duties_too=request.POST.get("duties_too") == "1",
    )
    messages.success(request, _("已提醒 %(count)d 项任务。") % {"count": len(outcome.done)})
    for refused in outcome.refused[:5]:
        messages.warning(request, f"#{refused.task_id} {refused.message}")
    return redirect_to(request, reverse("tasks:ledger"))
