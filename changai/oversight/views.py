"""The page of the audit."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from changai.kernel.http import Request, reads, render_page_or_fragment
from changai.oversight import forms, policies, queries


@reads
def show_list(request: Request) -> HttpResponse:
    """Show what was done within the person's scope."""
    today = timezone.localdate()
    if not policies.may_look(request.user, today):
        raise Http404
    wanted = forms.read_filter(request.GET)
    page = queries.audit_page(
        user=request.user, today=today, wanted=wanted, older_than=request.GET.get("after", "")
    )
    context = {
        "page": page,
        "filtered": wanted != queries.Filter(),
        "filters": forms.filter_fields(wanted),
        "pager": {"previous": "", "next": page.older, "shown": len(page.rows), "total": None},
    }
    return render_page_or_fragment(
        request, "oversight/list.html", "oversight/_results.html", context
    )


@reads
def show_lines(request: Request, pk: int) -> HttpResponse:
    """Show the single objects of a bulk action."""
    lines = queries.entry_lines(pk=pk, user=request.user, today=timezone.localdate())
    if lines is None:
        raise Http404
    context = {"lines": lines, "pk": pk, "most": queries.MOST_LINES}
    if request.htmx:
        return render(request, "oversight/_lines.html", context)
    return render(request, "oversight/lines.html", context)
