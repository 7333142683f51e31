from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.conveyance import forms, queries, services
from changai.documents import queries as documents
from changai.documents import services as document_services
from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, writes
from changai.orgs import queries as orgs
from changai.papers import queries as papers

PROPOSED_TITLE = 60


def _instruction(request: Request, pk: int) -> Any:
    rows = documents.visible_instructions(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _page(request: Request, found: Any, form: Any = None) -> dict[str, Any]:
    today = timezone.localdate()
    page = queries.instruction_page(instruction=found, user=request.user, today=today)
    if form is None and page.may_register:
        form = forms.RegisterForm(
            initial={
                "title": _proposed_title(found),
                "due_on": queries.proposed_due(found, today),
            }
        )
    leads = request.POST.getlist("lead")
    return {
        "page": page,
        "instruction": found,
        "form": form,
        "leads": _pickable(request, leads) if leads else [],
        "papers": papers.papers_of(
            kind="INSTRUCTION_SLIP", thing_id=found.pk, user=request.user, today=today
        ),
        "may_convey": bool(queries.sending_units(user=request.user, today=today)),
    }


def _proposed_title(found: Any) -> str:
    words = " ".join(found.words.split())
    return words if len(words) <= PROPOSED_TITLE else words[: PROPOSED_TITLE - 1] + "…"


def _pickable(request: Request, ids: list[str]) -> list[Any]:
    units = orgs.pickable_units(user=request.user, today=timezone.localdate())
    return list(units.filter(pk__in=[one for one in ids if one.isdigit()]))


@reads
def instruction(request: Request, pk: int) -> HttpResponse:
    found = _instruction(request, pk)
    return render(request, "conveyance/instruction.html", _page(request, found))


def _enter(request: Request) -> dict[str, Any]:
    today = timezone.localdate()
    units = queries.keeping_units(user=request.user, today=today)
    if not units:
        raise Http404
    form = forms.EnterForm(
        request.POST if request.method == "POST" else None,
        units=[(unit.pk, str(unit)) for unit in units],
        initial={"dated_on": today, "client_key": uuid.uuid4()},
    )
    return {"form": form, "units": {unit.pk: unit for unit in units}}


def _typed(request: Request, form: Any) -> dict[str, Any]:
    """Return what was typed, with the document of that title or number where there is one."""
    names = ("leader_name", "leader_title", "words", "dated_on", "about_words", "urgency")
    typed = {name: form.cleaned_data[name] for name in names}
    about = queries.named_document(
        title=typed["about_words"].strip("《》 "), user=request.user, today=timezone.localdate()
    )
    return {**typed, "about": about}


@reads
def enter_page(request: Request) -> HttpResponse:
    return render(request, "conveyance/enter.html", _enter(request))


@writes
def enter(request: Request) -> HttpResponse:
    context = _enter(request)
    form = context["form"]
    if form.is_valid():
        try:
            with transaction.atomic():
                made = document_services.enter_instruction(
                    owner=context["units"][form.cleaned_data["owner"]],
                    client_key=form.cleaned_data["client_key"],
                    by=request.user,
                    at=timezone.now(),
                    **_typed(request, form),
                )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("批示已录入。请认定是否需要办理。"))
            return redirect_to(request, reverse("conveyance:instruction", args=[made.pk]))
    return render(request, "conveyance/enter.html", context, status=422)


def _changing(request: Request, pk: int) -> dict[str, Any]:
    found = _instruction(request, pk)
    page = queries.instruction_page(
        instruction=found, user=request.user, today=timezone.localdate()
    )
    if not page.may_change:
        raise Http404
    names = forms.InstructionForm.base_fields
    form = forms.InstructionForm(
        request.POST if request.method == "POST" else None,
        initial={
            **{name: getattr(found, name) for name in names if name != "seen_revision"},
            "seen_revision": found.revision,
        },
    )
    return {"form": form, "instruction": found}


@reads
def change_page(request: Request, pk: int) -> HttpResponse:
    return render(request, "conveyance/change.html", _changing(request, pk))


@writes
def change(request: Request, pk: int) -> HttpResponse:
    context = _changing(request, pk)
    form = context["form"]
    if form.is_valid():
        try:
            with transaction.atomic():
                document_services.change_instruction(
                    instruction=context["instruction"],
                    seen_revision=form.cleaned_data["seen_revision"],
                    by=request.user,
                    at=timezone.now(),
                    **_typed(request, form),
                )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已保存。"))
            return redirect_to(request, reverse("conveyance:instruction", args=[pk]))
    return render(request, "conveyance/change.html", context, status=422)


@writes
def decide(request: Request, pk: int) -> HttpResponse:
    found = _instruction(request, pk)
    form = forms.VerdictForm(request.POST)
    if not form.is_valid():
        raise Refused(_("请选择这条批示的处理方式。"))
    document_services.decide_instruction(
        instruction=found,
        verdict=form.cleaned_data["verdict"],
        dated_on=found.dated_on,
        by=request.user,
        at=timezone.now(),
    )
    return redirect_to(request, reverse("conveyance:instruction", args=[pk]))


@writes
def register(request: Request, pk: int) -> HttpResponse:
    found = _instruction(request, pk)
    form = forms.RegisterForm(request.POST)
    if form.is_valid():
        leads = _pickable(request, request.POST.getlist("lead"))
        try:
            with transaction.atomic():
                task = services.register_instruction(
                    instruction=found,
                    title=form.cleaned_data["title"],
                    due_on=form.cleaned_data["due_on"],
                    lead_ids=[unit.pk for unit in leads],
                    by=request.user,
                    at=timezone.now(),
                )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已立项：%(title)s") % {"title": task.title})
            return redirect_to(request, reverse("conveyance:instruction", args=[pk]))
    return render(request, "conveyance/instruction.html", _page(request, found, form), status=422)
