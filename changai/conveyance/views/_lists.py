from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.conveyance import queries
from changai.kernel.http import Request, reads, render_page_or_fragment


def _frame(request: Request, here: str, **more: Any) -> dict[str, Any]:
    """Return what the three lists have in common: tabs, the filter, what may be begun here."""
    today = timezone.localdate()
    waiting = queries.waiting(request.user, today)
    tabs = (
        ("list", _("收到的"), waiting or None),
        ("sent", _("发出的"), None),
        ("instructions", _("领导批示"), None),
    )
    return {
        "here": here,
        "tabs": [
            {
                "label": label,
                "url": reverse(f"conveyance:{name}"),
                "active": name == here,
                "count": count,
            }
            for name, label, count in tabs
        ],
        "may_send": bool(queries.sending_units(user=request.user, today=today)),
        "may_enter": bool(queries.keeping_units(user=request.user, today=today)),
        **more,
    }


def _asked(request: Request) -> tuple[str, int | None]:
    after = request.GET.get("after", "")
    return request.GET.get("q", "").strip(), int(after) if after.isdigit() else None


def _search(label: str, words: str) -> dict[str, Any]:
    return {"name": "q", "label": label, "kind": "search", "value": words}


def _pager(rows: Sequence[Any], shown: Sequence[Any], last: Any) -> dict[str, Any]:
    more = str(last(shown[-1])) if len(rows) > len(shown) else ""
    return {"previous": "", "next": more, "shown": len(shown), "total": None}


@reads
def received(request: Request) -> HttpResponse:
    words, before = _asked(request)
    unsigned, signed = queries.node_rows(
        user=request.user, today=timezone.localdate(), words=words, before=before
    )
    shown = signed[: queries.PAGE_ROWS]
    context = _frame(
        request,
        "list",
        rows=[*unsigned, *shown],
        filtered=bool(words),
        filters=[_search(_("标题或批示原文"), words)],
        pager={
            "previous": "",
            "next": str(shown[-1].node.pk) if len(signed) > len(shown) else "",
            "shown": len(unsigned) + len(shown),
            "total": None,
        },
    )
    return render_page_or_fragment(
        request, "conveyance/list.html", "conveyance/_received.html", context
    )


@reads
def sent(request: Request) -> HttpResponse:
    words, before = _asked(request)
    rows = queries.sent_rows(
        user=request.user, today=timezone.localdate(), words=words, before=before
    )
    shown = rows[: queries.PAGE_ROWS]
    context = _frame(
        request,
        "sent",
        rows=shown,
        filtered=bool(words),
        filters=[_search(_("标题或批示原文"), words)],
        pager=_pager(rows, shown, lambda row: row.pk),
    )
    return render_page_or_fragment(
        request, "conveyance/sent.html", "conveyance/_sent.html", context
    )


@reads
def instructions(request: Request) -> HttpResponse:
    words, before = _asked(request)
    verdict = request.GET.get("verdict", "")
    rows = queries.instruction_rows(
        user=request.user, today=timezone.localdate(), words=words, verdict=verdict, before=before
    )
    shown = rows[: queries.PAGE_ROWS]
    context = _frame(
        request,
        "instructions",
        rows=shown,
        filtered=bool(words or verdict),
        filters=[
            _search(_("领导、原文或批示对象"), words),
            {
                "name": "verdict",
                "label": _("处理"),
                "kind": "select",
                "value": verdict,
                "options": [
                    ("", _("全部")),
                    ("OPEN", _("待认定")),
                    ("ACTION", _("需要办理")),
                    ("READ_ONLY", _("仅供阅知")),
                ],
            },
        ],
        pager=_pager(rows, shown, lambda row: row.instruction.pk),
    )
    return render_page_or_fragment(
        request, "conveyance/instructions.html", "conveyance/_instructions.html", context
    )
