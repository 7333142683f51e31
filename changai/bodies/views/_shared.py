"""What the pages of bodies and of seats have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from changai.bodies import policies, queries, services
from changai.kernel.errors import Refused
from changai.kernel.http import Request, redirect_to

ResultT = TypeVar("ResultT")


def body_or_404(request: Request, pk: int, *, run: bool = False) -> Any:
    """Return a body the person may see, and run where that is asked; else "not found"."""
    today = timezone.localdate()
    found = queries.body_for(pk, request.user, today)
    if found is None or (run and not policies.may_run(found, request.user, today)):
        raise Http404
    return found


def attempt(form: django_forms.Form, call: Callable[[], ResultT]) -> ResultT | None:
    """Make the one call; a refusal undoes it and stands above the form, nothing typed is lost."""
    try:
        with transaction.atomic():
            return call()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def done(request: Request, words: str, pk: int) -> HttpResponse:
    """Go to the page of a body and say there what was done."""
    messages.success(request, words)
    return redirect_to(request, reverse("bodies:body", args=[pk]))


def ticked(request: Request, candidates: Sequence[Any]) -> list[Any]:
    """Return the units ticked, of those that were offered."""
    wanted = set(request.POST.getlist("unit_ticked"))
    return [unit for unit in candidates if str(unit.pk) in wanted]


def drafts(
    request: Request, form: django_forms.Form, *, kind: str, unit: Any, candidates: Sequence[Any]
) -> list[services.SeatDraft]:
    """Return the seats meant by the list and the ticks; faults go to the field of the list."""
    picked = queries.read_members(
        text=form.cleaned_data["members"],
        kind=kind,
        unit=unit,
        user=request.user,
        today=timezone.localdate(),
    )
    for fault in picked.faults:
        form.add_error("members", fault)
    seats = [
        services.SeatDraft(one.pk, line.part, person=line.person, title=line.title)
        for line, one in picked.found
    ]
    named = {one.pk for _line, one in picked.found}
    seats += [
        services.SeatDraft(one.pk) for one in ticked(request, candidates) if one.pk not in named
    ]
    return seats


def show(
    request: Request, template: str, context: dict[str, Any], *, refused: bool = False
) -> HttpResponse:
    """Render a page with a form; 422 where something has to be put right."""
    return render(request, template, context, status=422 if refused else 200)
