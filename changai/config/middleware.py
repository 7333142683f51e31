"""What holds for every answer of the program itself; static files never come this far."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from changai.kernel.http import is_read

Answer = Callable[[HttpRequest], HttpResponse]
WRONG_METHOD = 405


def keep_nowhere(answer: Answer) -> Answer:
    """Let no browser and no proxy keep a page: what it shows is for one person, today."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        add_never_cache_headers(response)
        return response

    return middleware


def lead_back(answer: Answer) -> Answer:
    """Lead a person who opens the address of an action to the page it belongs to.

    A form that was refused, and a link shown once, stand in the address bar under the address
    they were sent to: switching the language there or pressing Enter asks for it by GET.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.status_code != WRONG_METHOD or "text/html" not in request.headers.get(
            "Accept", ""
        ):
            return response
        page = _page_above(request.path_info) if request.method == "GET" else ""
        if not page:
            return render(request, "405.html", status=WRONG_METHOD)
        messages.info(request, _("这个地址只用于提交，不能直接打开；已回到填写的页面。"))
        return HttpResponseRedirect(page)

    return middleware


def _page_above(path: str) -> str:
    """Return the nearest address above an action that is a page; empty if there is none."""
    while (path := path.rstrip("/").rpartition("/")[0] + "/") != "/":
        try:
            if is_read(resolve(path).func):
                return path
        except Resolver404:
            continue
    return ""
