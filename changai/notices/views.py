"""The page of notices: all that a person was told, newest first."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from changai.kernel.http import Request, reads, redirect_to, render_page_or_fragment, writes
from changai.notices import queries, services


@reads
def show_list(request: Request) -> HttpResponse:
    """Show the person's notices, all or only the unread ones."""
    unread_only = request.GET.get("show") == "unread"
    page = queries.my_notices(
        user=request.user, unread_only=unread_only, older_than=request.GET.get("after", "")
    )
    context = {
        "page": page,
        "unread_only": unread_only,
        "unread_count": queries.unread_count(request.user),
        "pager": {"previous": "", "next": page.older, "shown": len(page.rows), "total": None},
    }
    return render_page_or_fragment(request, "notices/list.html", "notices/_results.html", context)


@writes
def mark_read(request: Request, pk: int) -> HttpResponse:
    """Mark one notice as read and answer with its line."""
    notice = queries.my_notice(user=request.user, pk=pk)
    if notice is None:
        raise Http404
    services.mark_read(notice=notice, by=request.user, at=timezone.now())
    if not request.htmx:
        return redirect_to(request, reverse("notices:list"))
    row = queries.my_row(user=request.user, pk=pk)
    return render(request, "notices/_row.html", {"row": row})


@writes
def open_notice(request: Request, pk: int) -> HttpResponse:
    """Mark one notice as read and lead to what it speaks of."""
    notice = queries.my_notice(user=request.user, pk=pk)
    if notice is None:
        raise Http404
    services.mark_read(notice=notice, by=request.user, at=timezone.now())
    return redirect_to(request, notice.url or reverse("notices:list"))


@writes
def mark_all_read(request: Request) -> HttpResponse:
    """Mark everything as read."""
    services.mark_all_read(by=request.user, at=timezone.now())
    return redirect_to(request, reverse("notices:list"))
