from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from changai.accounts import forms, queries, rules, services
from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, safe_next, writes

DEVICE_COOKIE = "device"
DEVICE_SECONDS = 180 * 24 * 3600
BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@never_cache
@reads
def sign_in_page(request: Request) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request, resolve_url(settings.LOGIN_REDIRECT_URL)))
    return _sign_in_answer(request, forms.SignInForm(), 200)


# Not @writes: a refused attempt is kept, and no lock is held while the password is hashed.
@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_POST
def sign_in(request: Request) -> HttpResponse:
    form = forms.SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_answer(request, form, 422)
    login = form.cleaned_data["login"]
    try:
        person = services.check_sign_in(
            login=login,
            password=form.cleaned_data["password"],
            network=_network(request),
            device=_known_device(request, login),
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _sign_in_answer(request, form, 422)
    auth.login(request, person, backend=BACKEND)
    answer = HttpResponseRedirect(safe_next(request, resolve_url(settings.LOGIN_REDIRECT_URL)))
    return _greet(request, answer)


@require_POST
def sign_out(request: Request) -> HttpResponse:
    services.note_sign_out(by=request.user, at=timezone.now())
    auth.logout(request)
    return redirect_to(request, reverse("accounts:sign_in"))


@login_not_required
@reads
def demo(request: Request) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    return HttpResponseRedirect(reverse("orgs:demo"))


@login_not_required
@never_cache
@writes
def enter_demo(request: Request, pk: int) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(queries.demo_people(), pk=pk)
    services.enter_demo(person=person, at=timezone.now())
    auth.login(request, person, backend=BACKEND)
    return HttpResponseRedirect(safe_next(request, resolve_url(settings.LOGIN_REDIRECT_URL)))


@login_not_required
@never_cache
@reads
def ticket_page(request: Request, secret: str) -> HttpResponse:
    ticket = queries.live_ticket(secret=secret, at=timezone.now())
    return _ticket_answer(request, secret, ticket, forms.NewPasswordForm(), 200)


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@sensitive_variables("secret")
@writes
def use_ticket(request: Request, secret: str) -> HttpResponse:
    now = timezone.now()
    ticket = queries.live_ticket(secret=secret, at=now)
    form = forms.NewPasswordForm(request.POST)
    if ticket is None or not form.is_valid():
        return _ticket_answer(request, secret, ticket, form, 422)
    try:
        person = services.use_ticket(
            secret=secret, password=form.cleaned_data["password"], at=now, by=ticket.user
        )
    except services.PasswordRefused as refusal:
        form.add_error("password", str(refusal))
        return _ticket_answer(request, secret, ticket, form, 422)
    auth.login(request, person, backend=BACKEND)
    messages.success(request, _("密码已设好，您已登录。下次用登录名和这个密码登录。"))
    answer = HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    return _greet(request, answer)


@never_cache
@reads
def me(request: Request) -> HttpResponse:
    return _my_page(request, 200)


@writes
def change_details(request: Request) -> HttpResponse:
    form = forms.DetailsForm(request.POST)
    if not form.is_valid():
        return _my_page(request, 422, details=form)
    services.change_details(
        person=request.user,
        name=request.user.name,
        email=form.cleaned_data["email"],
        phone=form.cleaned_data["phone"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("联系方式已保存。"))
    return redirect_to(request, reverse("accounts:me"))


@sensitive_post_parameters("old", "password", "again")
@writes
def change_password(request: Request) -> HttpResponse:
    form = forms.ChangePasswordForm(request.POST)
    if not form.is_valid():
        return _my_page(request, 422, password=form)
    try:
        services.change_password(
            old=form.cleaned_data["old"],
            new=form.cleaned_data["password"],
            by=request.user,
            at=timezone.now(),
        )
    except services.WrongOldPassword as refusal:
        form.add_error("old", str(refusal))
        return _my_page(request, 422, password=form)
    except services.PasswordRefused as refusal:
        form.add_error("password", str(refusal))
        return _my_page(request, 422, password=form)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("密码已更改，其他设备上的登录已全部失效。"))
    return redirect_to(request, reverse("accounts:me"))


@login_not_required
@writes
def set_language(request: Request) -> HttpResponse:
    language = request.POST.get("language", "")
    if language not in rules.LANGUAGES:
        raise Http404
    if request.user.is_authenticated:
        services.change_language(language=language, by=request.user, at=timezone.now())
    answer = redirect_to(request, safe_next(request, "/"))
    return _speak(answer, language)


def _sign_in_answer(request: Request, form: forms.SignInForm, status: int) -> HttpResponse:
    context = {"form": form, "next": safe_next(request, ""), "demo": settings.DEMO}
    return render(request, "accounts/sign_in.html", context, status=status)


def _ticket_answer(
    request: Request, secret: str, ticket: Any, form: forms.NewPasswordForm, status: int
) -> HttpResponse:
    if ticket is None:
        return render(request, "accounts/ticket_spent.html", status=404)
    context = {"form": form, "person": ticket.user, "secret": secret}
    return render(request, "accounts/ticket.html", context, status=status)


def _my_page(
    request: Request,
    status: int,
    details: forms.DetailsForm | None = None,
    password: forms.ChangePasswordForm | None = None,
) -> HttpResponse:
    known = {"email": request.user.email, "phone": request.user.phone}
    context = {
        "details": details or forms.DetailsForm(initial=known),
        "password": password or forms.ChangePasswordForm(),
        "languages": settings.LANGUAGES,
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "accounts/me.html", context, status=status)


def _greet(request: Request, answer: HttpResponse) -> HttpResponse:
    """Speak the person's language from now on, and know this device again."""
    known = {"login": request.user.login, "id": secrets.token_urlsafe(16)}
    answer.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(known, salt=DEVICE_COOKIE),
        max_age=DEVICE_SECONDS,
        path=reverse("accounts:sign_in"),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return _speak(answer, request.user.language)


def _speak(answer: HttpResponse, language: str) -> HttpResponse:
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=DEVICE_SECONDS,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


def _known_device(request: HttpRequest, login: str) -> str:
    """Return the id of this device when it has signed in with this login before, else ""."""
    try:
        known = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_COOKIE, max_age=DEVICE_SECONDS
        )
    except signing.BadSignature:
        return ""
    return str(known["id"]) if known["login"] == rules.plain_login(login) else ""


def _network(request: HttpRequest) -> str:
    """Return the address the request came from.

    Behind our own proxy it is the last one in the header: the others were typed by the sender.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.BEHIND_TLS and forwarded:
        return str(forwarded.rsplit(",", 1)[-1]).strip()
    return str(request.META.get("REMOTE_ADDR", ""))
