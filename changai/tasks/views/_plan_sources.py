from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from changai.documents import queries as documents
from changai.kernel.http import Request, reads, redirect_to, writes
from changai.tasks.queries import plans as queries
from changai.tasks.services import plans as services
from changai.tasks.views._plans import new_plan_form, number_asked


def _source_document(request: Request, pk: int) -> Any:
    today = timezone.localdate()
    if not queries.owning_units(user=request.user, today=today):
        raise Http404
    return get_object_or_404(documents.visible_documents(user=request.user, today=today), pk=pk)


def _choices(
    request: Request, measures: list[Any], chosen: Any, wanted: set[str] | None = None
) -> list[dict[str, Any]]:
    """Return the measures with where each stands already; what stands elsewhere is not ticked."""
    known = queries.planned_measure_ids(chosen, measures) if chosen else set()
    elsewhere = queries.planned_elsewhere(
        measures, user=request.user, today=timezone.localdate(), but=chosen
    )
    return [
        {
            "measure": one,
            "known": one.pk in known,
            "elsewhere": elsewhere.get(one.pk),
            "ticked": one.pk not in elsewhere if wanted is None else str(one.pk) in wanted,
        }
        for one in measures
    ]


@reads
def plan_from_document(request: Request, pk: int) -> HttpResponse:
    document = _source_document(request, pk)
    today = timezone.localdate()
    measures = queries.choosable_measures(user=request.user, today=today, document_id=pk)
    drafts = queries.open_drafts(user=request.user, today=today)
    asked = number_asked(request, "plan")
    chosen = next((one for one in drafts if one.plan_id == asked), drafts[0] if drafts else None)
    context = {
        "document": document,
        "measures": _choices(request, measures, chosen),
        "drafts": drafts,
        "chosen": chosen,
        "form": new_plan_form(request),
    }
    return render(request, "tasks/plan_from_document.html", context)


@writes
def plan_from_document_now(request: Request, pk: int) -> HttpResponse:
    document = _source_document(request, pk)
    today, now = timezone.localdate(), timezone.now()
    wanted = set(request.POST.getlist("measure"))
    measures = [
        one
        for one in queries.choosable_measures(user=request.user, today=today, document_id=pk)
        if str(one.pk) in wanted
    ]
    drafts = queries.open_drafts(user=request.user, today=today)
    asked = request.POST.get("plan", "")
    version = next((one for one in drafts if str(one.plan_id) == asked), None)
    if version is None:
        form = new_plan_form(request, request.POST)
        if not form.is_valid():
            context = {
                "document": document,
                "measures": _choices(request, measures, None, wanted),
                "drafts": drafts,
                "chosen": None,
                "form": form,
            }
            return render(request, "tasks/plan_from_document.html", context, status=422)
        version = services.create_plan(
            **form.cleaned_data, document=document, by=request.user, at=now
        )
    services.rows_from_measures(version=version, measures=measures, by=request.user, at=now)
    return redirect_to(request, reverse("tasks:plan", args=[version.plan_id]))
