"""What every views.py needs from HTTP, and nothing about the domain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import RLock
from typing import IO, TYPE_CHECKING, Any, cast

from django.db import connection, transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from changai.kernel.errors import Refused

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from changai.accounts.models import User

READ_SQL = ("SELECT", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "EXPLAIN")
SESSION_TABLES = ('"django_session"', "django_session")
READS = "reads_only"
View = Callable[..., HttpResponse]
_turn = RLock()


class Request(HttpRequest):
    """A request as views see it: signed in, and knowing whether htmx asked."""

    user: User
    htmx: HtmxDetails


def reads(view: View) -> View:
    """Allow GET and HEAD only, and make any SQL that is not a read an error."""

    def only_reads(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if not sql.lstrip().upper().startswith(READ_SQL) and not any(
            table in sql for table in SESSION_TABLES
        ):
            raise RuntimeError(f"a page that reads tried to write: {sql[:60]}")
        return execute(sql, params, many, context)

    @require_safe
    @wraps(view)
    def wrapper(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        with connection.execute_wrapper(only_reads):
            return view(request, *args, **kwargs)

    wrapper.__dict__[READS] = True
    return wrapper


def is_read(view: object) -> bool:
    """Say whether a view is a page to be opened by its address; wrapping it keeps the mark."""
    return bool(getattr(view, READS, False))


@contextmanager
def in_turn() -> Iterator[None]:
    """Let the threads of this process write one after the other on SQLite, which has one writer.

    Without it they find the database locked and sleep, and the last to come may sleep longest.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _turn:
        yield


def writes(view: View) -> View:
    """Allow POST only, in one transaction; a refusal undoes it and answers 422.

    htmx gets the refusal for the #refusals region; a plain form gets a page that shows it
    above a way back, so that nothing typed is lost.
    """

    @require_POST
    @wraps(view)
    def wrapper(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with in_turn(), transaction.atomic():
                return view(request, *args, **kwargs)
        except Refused as refusal:
            return refusal_answer(request, refusal)

    return wrapper


def refusal_answer(request: Request, refusal: Refused) -> HttpResponse:
    """Answer a refusal with 422: a fragment for htmx, a page otherwise."""
    context = {"message": str(refusal)}
    if not request.htmx:
        return render(request, "ui/refused.html", context, status=422)
    answer = render(request, "ui/_refusal.html", context, status=422)
    return reswap(retarget(answer, "#refusals"), "innerHTML")


def file_answer(content: IO[bytes], *, name: str) -> HttpResponse:
    """Hand out a file that somebody uploaded: always as an attachment, never shown in our pages."""
    answer = FileResponse(
        content, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return cast(HttpResponse, answer)


def redirect_to(request: Request, url: str) -> HttpResponse:
    """Send the browser to a page, whether htmx or a plain form asked."""
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the page asked for in `next` when it is one of ours, the default otherwise."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    good = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if asked and good else default


def render_page_or_fragment(
    request: Request, page: str, fragment: str, context: dict[str, Any]
) -> HttpResponse:
    """Render the fragment when htmx asks for one and the page otherwise.

    The page includes the fragment. A boosted or history request wants the whole page.
    """
    part = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return render(request, fragment if part else page, context)
