"""Files a unit keeps as evidence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changai.documents import queries as documents
from changai.evidence import forms, queries
from changai.evidence.views._uploads import FIELD, keep_uploads
from changai.kernel.http import (
    Request,
    file_answer,
    reads,
    redirect_to,
    render_page_or_fragment,
    writes,
)

PAGE_ROWS = 50


def _context(request: Request, form: Any = None) -> dict[str, Any]:
    today, words = timezone.localdate(), request.GET.get("q", "").strip()
    after = request.GET.get("after", "")
    rows = queries.file_page(
        user=request.user,
        today=today,
        words=words,
        mine_only=request.GET.get("of") != "all",
        before=int(after) if after.isdigit() else None,
    )
    shown = rows[:PAGE_ROWS]
    units = queries.working_units(user=request.user, today=today)
    return {
        "rows": shown,
        "filtered": bool(words),
        "form": form or (forms.KeepForm(units=units) if units else None),
        "pager": {
            "previous": "",
            "next": str(shown[-1].pk) if len(rows) > len(shown) else "",
            "shown": len(shown),
            "total": None,
        },
        "filters": [
            {"name": "q", "label": _("文件名或说明"), "kind": "search", "value": words},
            {
                "name": "of",
                "label": _("范围"),
                "kind": "select",
                "value": request.GET.get("of", ""),
                "options": [("", _("本单位的材料")), ("all", _("能看到的全部材料"))],
            },
        ],
    }


@reads
def files(request: Request) -> HttpResponse:
    return render_page_or_fragment(
        request, "evidence/files.html", "evidence/_files.html", _context(request)
    )


@writes
def keep(request: Request) -> HttpResponse:
    units = queries.working_units(user=request.user, today=timezone.localdate())
    if not units:
        raise Http404
    form = forms.KeepForm(request.POST, units=units)
    if form.is_valid():
        unit = next(one for one in units if one.pk == form.cleaned_data["unit"])
        kept, faults = keep_uploads(request, unit, words=form.cleaned_data["words"])
        if not kept and not faults:
            faults = [_("请选择要上传的文件。")]
        for fault in faults:
            form.add_error(FIELD, fault)
        if kept:
            count = len(set(kept))
            words = ngettext("已保存 %(count)d 个文件。", "已保存 %(count)d 个文件。", count)
            messages.success(request, words % {"count": count})
        if not faults:
            return redirect_to(request, reverse("evidence:files"))
    return render(request, "evidence/files.html", _context(request, form), status=422)


def _file(request: Request, pk: int) -> Any:
    rows = queries.visible_files(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


@reads
def file(request: Request, pk: int) -> HttpResponse:
    found = _file(request, pk)
    user, today = request.user, timezone.localdate()
    context = {
        "file": found,
        "rows": queries.uses_of(file=found, user=user, today=today),
        "others": queries.other_uses_of(file=found, user=user, today=today),
    }
    return render(request, "evidence/file.html", context)


@reads
def download(request: Request, pk: int) -> HttpResponse:
    found = _file(request, pk)
    path = documents.stored_path(found.stored.sha256)
    return file_answer(path.open("rb"), name=found.name)
