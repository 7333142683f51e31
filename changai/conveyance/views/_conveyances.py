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
from changai.kernel.errors import Refused
from changai.kernel.http import Request, file_answer, reads, redirect_to, writes


def _conveyance(request: Request, pk: int) -> Any:
    rows = queries.visible_conveyances(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _node(request: Request, pk: int) -> Any:
    rows = queries.visible_nodes(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


@reads
def conveyance(request: Request, pk: int) -> HttpResponse:
    found, today = _conveyance(request, pk), timezone.localdate()
    unsigned_only = request.GET.get("show") == "unsigned"
    page = queries.conveyance_page(conveyance=found, user=request.user, today=today)
    context: dict[str, Any] = {
        "page": page,
        "conveyance": found,
        "unsigned_only": unsigned_only,
        "paragraphs": queries.quoted_paragraphs(found),
    }
    if unsigned_only:
        rows = queries.unsigned_rows(
            conveyance=found, user=request.user, today=today, after=request.GET.get("after", "")
        )
        shown = rows[:100]
        context["rows"] = shown
        context["pager"] = {
            "previous": "",
            "next": shown[-1].node.unit.path if len(rows) > len(shown) else "",
            "shown": len(shown),
            "total": page.total.waiting,
        }
    return render(request, "conveyance/conveyance.html", context)


@reads
def original(request: Request, pk: int) -> HttpResponse:
    """Hand out the document that was conveyed to those it was conveyed to."""
    found = _conveyance(request, pk)
    if found.document is None:
        raise Http404
    path = documents.stored_path(found.document.original.sha256)
    return file_answer(path.open("rb"), name=found.document.file_name)


@reads
def branch(request: Request, pk: int) -> HttpResponse:
    node = _node(request, pk)
    rows, more = queries.branch_rows(node=node, user=request.user, today=timezone.localdate())
    return render(request, "conveyance/_branch.html", {"branches": rows, "more": more})


@writes
def sign_for(request: Request, pk: int) -> HttpResponse:
    node = _node(request, pk)
    services.sign_for(node=node, by=request.user, at=timezone.now())
    messages.success(request, _("已签收。"))
    return redirect_to(request, reverse("conveyance:conveyance", args=[node.conveyance_id]))


@writes
def recall(request: Request, pk: int) -> HttpResponse:
    found = _conveyance(request, pk)
    services.recall(conveyance=found, by=request.user, at=timezone.now())
    messages.success(request, _("已撤回，各单位不再看到这次传达。"))
    return redirect_to(request, reverse("conveyance:conveyance", args=[pk]))


def _source(request: Request, data: Any) -> dict[str, Any]:
    """Return the instruction or document named in the address, if the person may see it."""
    today = timezone.localdate()
    instruction, document = str(data.get("instruction") or ""), str(data.get("document") or "")
    found: dict[str, Any] = {"instruction": None, "document": None}
    if instruction.isdigit():
        rows = documents.visible_instructions(user=request.user, today=today)
        found["instruction"] = get_object_or_404(rows, pk=instruction)
    elif document.isdigit():
        seen = documents.visible_documents(user=request.user, today=today)
        found["document"] = get_object_or_404(seen, pk=document)
    return found


def _title(source: dict[str, Any]) -> str:
    if (one := source["instruction"]) is not None:
        return _("传达%(where)s") % {"where": documents.where_instructed(one)}
    return source["document"].title if source["document"] is not None else ""


def _asked_unit(request: Request, units: list[Any]) -> Any:
    """Return the unit whose lists are shown: the one chosen, else the first."""
    asked = request.POST.get("unit") or request.GET.get("unit") or ""
    return next((unit for unit in units if str(unit.pk) == asked), units[0])


def _convey(request: Request) -> dict[str, Any]:
    today = timezone.localdate()
    units = queries.sending_units(user=request.user, today=today)
    if not units:
        raise Http404
    data = request.POST if request.method == "POST" else None
    source = _source(request, data if data is not None else request.GET)
    unit = _asked_unit(request, units)
    form = forms.ConveyForm(
        data,
        units=[(one.pk, str(one)) for one in units],
        initial={
            "unit": unit.pk,
            "title": _title(source)[:300],
            "sign_within_days": queries.sign_within(today),
            "client_key": uuid.uuid4(),
            **{name: thing.pk for name, thing in source.items() if thing is not None},
        },
    )
    return {
        "form": form,
        "source": source,
        "units": {one.pk: one for one in units},
        **_below(request, unit, queries.holders_of(**source)),
    }


def _below(request: Request, unit: Any, taken: Any) -> dict[str, Any]:
    choices, every = queries.reach_choices(unit, taken), queries.reach_choices(unit)
    ticked = {one for one in request.POST.getlist("to") if one.isdigit()}
    return {
        "unit": unit,
        "choices": choices,
        "every": every,
        "have_it": every.all_count - choices.all_count,
        "tiers": queries.tier_choices(unit, taken),
        # Whoever ticks units means these, whatever else is chosen.
        "reach": "some" if ticked else request.POST.get("reach", "next"),
        "ticked": ticked,
    }


def _to(request: Request, context: dict[str, Any]) -> list[int] | None:
    """Return to whom it goes: None for everyone below."""
    if context["reach"] == "all":
        return None
    if context["reach"] == "next":
        return list(context["every"].next_ids)
    return sorted(int(one) for one in context["ticked"])


def _left_out(context: dict[str, Any], reached: int) -> str:
    """Say how many units were left out because they have it already; "" where none were."""
    asked = {"all": context["every"].all_count, "next": context["every"].next_count}
    count = asked.get(context["reach"], len(context["ticked"])) - reached
    if count <= 0:
        return ""
    return _("另有 %(count)d 个单位此前已收到，没有重复发送。") % {"count": count}


@reads
def convey_page(request: Request) -> HttpResponse:
    return render(request, "conveyance/convey.html", _convey(request))


@writes
def convey(request: Request) -> HttpResponse:
    context = _convey(request)
    form = context["form"]
    if form.is_valid():
        typed = form.cleaned_data
        try:
            with transaction.atomic():
                made = services.convey(
                    unit=context["units"][typed["unit"]],
                    unit_ids=_to(request, context),
                    title=typed["title"],
                    words=typed["words"],
                    sign_within_days=typed["sign_within_days"],
                    instruction=context["source"]["instruction"],
                    document=context["source"]["document"],
                    client_key=typed["client_key"],
                    by=request.user,
                    at=timezone.now(),
                )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            reached = made.nodes.count()
            said = _("已传达给 %(count)d 个单位，签收情况如下。") % {"count": reached}
            messages.success(request, f"{said}{_left_out(context, reached)}")
            return redirect_to(request, reverse("conveyance:conveyance", args=[made.pk]))
    return render(request, "conveyance/convey.html", context, status=422)


def _passing(request: Request, node: Any) -> dict[str, Any]:
    today = timezone.localdate()
    page = queries.conveyance_page(conveyance=node.conveyance, user=request.user, today=today)
    if node.pk not in page.to_pass_on:
        raise Http404
    return {"node": node, **_below(request, node.unit, queries.holders(node.conveyance))}


@reads
def pass_on_page(request: Request, pk: int) -> HttpResponse:
    return render(request, "conveyance/pass_on.html", _passing(request, _node(request, pk)))


@writes
def pass_on(request: Request, pk: int) -> HttpResponse:
    node = _node(request, pk)
    context = _passing(request, node)
    try:
        with transaction.atomic():
            reached = services.pass_on(
                node=node, unit_ids=_to(request, context), by=request.user, at=timezone.now()
            )
    except Refused as refusal:
        context["refusal"] = str(refusal)
        return render(request, "conveyance/pass_on.html", context, status=422)
    messages.success(request, _("已转达给 %(count)d 个单位。") % {"count": len(reached)})
    return redirect_to(request, reverse("conveyance:conveyance", args=[node.conveyance_id]))
