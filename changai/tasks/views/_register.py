from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.documents import queries as documents
from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, writes
from changai.packs.current import language, pack
from changai.tasks import forms, queries, services


def _shapes() -> list[tuple[str, str]]:
    return [(shape.code, shape.label(language())) for shape in pack().task_shapes]


def _assigners(request: Request) -> list[Any]:
    units = queries.registering_units(user=request.user, today=timezone.localdate())
    if not units:
        raise Http404
    return units


def _source(request: Request) -> dict[str, Any]:
    """Return what the clause or instruction named in the address brings along."""
    today = timezone.localdate()
    asked = request.GET or request.POST
    clause, instruction = asked.get("clause", ""), asked.get("instruction", "")
    if clause.isdigit():
        rows = documents.visible_measures(user=request.user, today=today)
        found = rows.filter(pk=clause, state="ACCEPTED").first()
        if found is not None:
            return {
                "clause_id": found.pk,
                "title": found.quote[:600],
                "clause_words": found.quote,
                "clause_where": found.document.title,
                "due_words": found.deadline_words,
            }
    if instruction.isdigit():
        orders = documents.visible_instructions(user=request.user, today=today)
        order = orders.filter(pk=instruction, verdict="ACTION").first()
        if order is not None:
            return {
                "instruction_id": order.pk,
                "title": order.words[:600],
                "clause_words": order.words,
                "clause_where": documents.where_instructed(order),
                "leader_name": order.leader_name,
            }
    return {}


@reads
def register_page(request: Request) -> HttpResponse:
    units = _assigners(request)
    form = forms.RegisterForm(shapes=_shapes(), initial={"shape": "mechanism", **_source(request)})
    return render(request, "tasks/register.html", {"form": form, "units": units})


@writes
def register(request: Request) -> HttpResponse:
    units = _assigners(request)
    form = forms.RegisterForm(request.POST, shapes=_shapes())
    assigner = request.POST.get("assigner", "")
    unit = next((one for one in units if str(one.pk) == assigner), None)
    if unit is None:
        form.add_error(None, _("请选择立项单位。"))
    if form.is_valid() and unit is not None:
        values = dict(form.cleaned_data)
        values["clause_id"] = values["clause_id"] or None
        try:
            task = services.register_task(
                draft=services.TaskDraft(assigner_id=unit.pk, **values),
                by=request.user,
                at=timezone.now(),
            )
            return redirect_to(request, reverse("tasks:task", args=[task.pk]))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "tasks/register.html", {"form": form, "units": units}, status=422)
