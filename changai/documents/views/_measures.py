from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.documents import forms, policies, queries, services
from changai.documents.views._documents import _decidable, workbench
from changai.kernel.errors import OutOfDate, Refused
from changai.kernel.http import Request, reads, writes
from changai.orgs import queries as orgs

CUT_AFTER = re.compile(r"[。；;，,！!？?]")


def _measure(request: Request, pk: int) -> Any:
    """Return a measure the person may decide on; 404 for everybody else."""
    today = timezone.localdate()
    measure = get_object_or_404(queries.visible_measures(user=request.user, today=today), pk=pk)
    if not policies.may_decide(measure.document, request.user, today):
        raise Http404
    return measure


def _bench(request: Request, document: Any, *, said: str = "") -> HttpResponse:
    """Answer with both columns and the buttons above them, and a word for the screen reader."""
    context = {**workbench(request, document), "said": said}
    return render(request, "documents/_answer.html", context)


def _seen(request: Request) -> forms.SeenForm:
    form = forms.SeenForm(request.POST)
    if not form.is_valid():
        raise OutOfDate(_("页面不完整，请刷新后再试。"))
    return form


@writes
def accept_measure(request: Request, pk: int) -> HttpResponse:
    measure, seen = _measure(request, pk), _seen(request).cleaned_data
    same_as = None
    if seen["same_as"]:
        same_as = (
            queries.visible_measures(user=request.user, today=timezone.localdate())
            .filter(pk=seen["same_as"], state="ACCEPTED")
            .first()
        )
    services.accept_measure(
        measure=measure,
        seen_revision=seen["seen_revision"],
        same_as=same_as,
        by=request.user,
        at=timezone.now(),
    )
    return _bench(request, measure.document, said=_("已采纳。"))


@reads
def reject_form(request: Request, pk: int) -> HttpResponse:
    measure = _measure(request, pk)
    form = forms.ReasonForm(initial={"seen_revision": measure.revision}, auto_id=_ids_of(measure))
    context = {"measure": measure, "form": form, "action": "documents:measure_reject"}
    return render(request, "documents/_measure_form.html", context)


@writes
def reject_measure(request: Request, pk: int) -> HttpResponse:
    measure, form = _measure(request, pk), forms.ReasonForm(request.POST)
    if not form.is_valid():
        raise Refused(_("请写明不采纳的理由。"))
    services.reject_measure(
        measure=measure, by=request.user, at=timezone.now(), **form.cleaned_data
    )
    return _bench(request, measure.document, said=_("已标为不采纳。"))


@writes
def reopen_measure(request: Request, pk: int) -> HttpResponse:
    measure = _measure(request, pk)
    services.reopen_measure(
        measure=measure,
        seen_revision=_seen(request).cleaned_data["seen_revision"],
        by=request.user,
        at=timezone.now(),
    )
    return _bench(request, measure.document, said=_("已撤回，可重新处理。"))


@reads
def edit_form(request: Request, pk: int) -> HttpResponse:
    measure = _measure(request, pk)
    lines = [f"{goal['value']} {goal['unit']}：{goal['what']}" for goal in measure.targets]
    form = forms.MeasureForm(
        initial={
            "quote": measure.quote,
            "deadline_words": measure.deadline_words,
            "speaker": measure.speaker,
            "targets": "\n".join(lines),
            "seen_revision": measure.revision,
        },
        auto_id=_ids_of(measure),
    )
    context = {"measure": measure, "form": form, "action": "documents:measure_edit"}
    return render(request, "documents/_measure_form.html", context)


@writes
def edit_measure(request: Request, pk: int) -> HttpResponse:
    measure, form = _measure(request, pk), forms.MeasureForm(request.POST)
    form.auto_id = _ids_of(measure)
    if form.is_valid():
        try:
            services.edit_measure(
                measure=measure, by=request.user, at=timezone.now(), **form.cleaned_data
            )
            return _bench(request, measure.document, said=_("已保存。"))
        except services.QuoteNotInText as refusal:
            form.add_error("quote", str(refusal))
    context = {"measure": measure, "form": form, "action": "documents:measure_edit"}
    answer = render(request, "documents/_measure_form.html", context, status=422)
    answer["HX-Retarget"], answer["HX-Reswap"] = f"#form-{measure.pk}", "innerHTML"
    return answer


@reads
def split_form(request: Request, pk: int) -> HttpResponse:
    measure = _measure(request, pk)
    pieces, begin = [], 0
    for match in CUT_AFTER.finditer(measure.quote):
        if match.end() < len(measure.quote):
            pieces.append(
                {"text": measure.quote[begin : match.end()], "place": measure.start + match.end()}
            )
            begin = match.end()
    pieces.append({"text": measure.quote[begin:], "place": None})
    return render(request, "documents/_split_form.html", {"measure": measure, "pieces": pieces})


@writes
def split_measure(request: Request, pk: int) -> HttpResponse:
    measure = _measure(request, pk)
    services.split_measure(
        measure=measure,
        places=[int(place) for place in request.POST.getlist("place") if place.isdigit()],
        seen_revision=_seen(request).cleaned_data["seen_revision"],
        by=request.user,
        at=timezone.now(),
    )
    return _bench(request, measure.document, said=_("已拆分。"))


@writes
def merge_measures(request: Request, pk: int) -> HttpResponse:
    document = _decidable(request, pk)
    pairs = [pair.split(":") for pair in request.POST.getlist("merge")]
    revisions = {
        int(one[0]): int(one[1]) for one in pairs if len(one) == 2 and all(map(str.isdigit, one))
    }
    measures = queries.visible_measures(user=request.user, today=timezone.localdate()).filter(
        document=document, pk__in=revisions
    )
    services.merge_measures(
        measures=list(measures), seen_revisions=revisions, by=request.user, at=timezone.now()
    )
    return _bench(request, document, said=_("已合并。"))


@reads
def units_form(request: Request, pk: int) -> HttpResponse:
    measure = _measure(request, pk)
    [card] = queries.cards(
        document=measure.document,
        measures=[measure],
        user=request.user,
        today=timezone.localdate(),
    )
    context = {
        "measure": measure,
        "lead": list(card.lead) or card.suggested["lead"],
        "cooperating": list(card.cooperating) or card.suggested["cooperating"],
        "lead_id": f"lead-{pk}",
        "cooperating_id": f"cooperating-{pk}",
    }
    return render(request, "documents/_units_form.html", context)


@writes
def set_units(request: Request, pk: int) -> HttpResponse:
    measure = _measure(request, pk)
    pick = orgs.pickable_units(user=request.user, today=timezone.localdate())
    services.set_units(
        measure=measure,
        lead=list(pick.filter(pk__in=_ids(request, "lead"))),
        cooperating=list(pick.filter(pk__in=_ids(request, "cooperating"))),
        seen_revision=_seen(request).cleaned_data["seen_revision"],
        by=request.user,
        at=timezone.now(),
    )
    return _bench(request, measure.document, said=_("责任单位已保存。"))


@writes
def add_measure(request: Request, pk: int) -> HttpResponse:
    document, form = _decidable(request, pk), forms.SpanForm(request.POST)
    if not form.is_valid():
        raise services.QuoteNotInText(_("请先在原文中选取一段文字。"))
    services.add_measure(document=document, by=request.user, at=timezone.now(), **form.cleaned_data)
    return _bench(request, document, said=_("已标为举措，请确认。"))


@writes
def decide_instruction(request: Request, pk: int) -> HttpResponse:
    today = timezone.localdate()
    instruction = get_object_or_404(
        queries.visible_instructions(user=request.user, today=today), pk=pk
    )
    if instruction.document is None or not policies.may_instruct(instruction, request.user, today):
        raise Http404
    form = forms.VerdictForm(request.POST)
    if not form.is_valid():
        raise Refused(_("请选择这条批示的处理方式。"))
    services.decide_instruction(
        instruction=instruction, by=request.user, at=timezone.now(), **form.cleaned_data
    )
    return _bench(request, instruction.document, said=_("批示已处理。"))


def _ids(request: Request, name: str) -> list[int]:
    return [int(value) for value in request.POST.getlist(name) if value.isdigit()]


def _ids_of(measure: Any) -> str:
    """Return how the fields of a measure's form are named in the page; several may be open."""
    return f"id-{measure.pk}-%s"
