"""The one page on which every form of this noun is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from changai.kernel.errors import Refused
from changai.kernel.http import Request, redirect_to
from changai.orgs import queries

ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class FormPage:
    """What a page with one form says around the form."""

    heading: str
    about: str
    about_url: str
    action: str
    submit: str
    lead: str = ""
    tone: str = ""
    confirm: str = ""
    fragment: str = ""


def show(
    request: Request,
    page: FormPage,
    form: django_forms.Form,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render a form with its page; 422 where something has to be put right."""
    context = {"page": page, "form": form, **more}
    return render(request, "orgs/form.html", context, status=status)


def attempt(form: django_forms.Form, call: Callable[[], ResultT]) -> ResultT | None:
    """Make the one call; a refusal undoes it and is shown above the form, nothing typed is lost."""
    try:
        with transaction.atomic():
            return call()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def done(request: Request, words: str, name: str, pk: int) -> HttpResponse:
    """Go to a page and say there what was done."""
    messages.success(request, words)
    return redirect_to(request, reverse(name, args=[pk]))


def unit_in_reach(request: Request, pk: int) -> Any:
    """Return the unit when the person may see it; a stranger gets "not found"."""
    units = queries.visible_units(user=request.user, today=timezone.localdate())
    return get_object_or_404(units, pk=pk)


def person_in_reach(request: Request, pk: int) -> Any:
    """Return the person when the reader may see them; a stranger gets "not found"."""
    people = queries.visible_people(user=request.user, today=timezone.localdate())
    return get_object_or_404(people, pk=pk)


def post_in_reach(request: Request, pk: int) -> Any:
    """Return the post when the reader may see it; a stranger gets "not found"."""
    posts = queries.visible_posts(user=request.user, today=timezone.localdate())
    return get_object_or_404(posts, pk=pk)


def or_404(allowed: bool) -> None:
    """Answer "not found" where there is nothing for this person to fill in."""
    if not allowed:
        raise Http404
