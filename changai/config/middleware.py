"""What holds for every answer of the program itself; static files never come this far."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

Answer = Callable[[HttpRequest], HttpResponse]


def keep_nowhere(answer: Answer) -> Answer:
    """Let no browser and no proxy keep a page: what it shows is for one person, today."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        add_never_cache_headers(response)
        return response

    return middleware
