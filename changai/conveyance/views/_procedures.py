from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.bodies import queries as bodies
from changai.conveyance import forms, policies, queries, services
from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, render_page_or_fragment, writes


def _context(request: Request, pk: int, form: Any = None) -> dict[str, Any]:
    today = timezone.localdate()
    body = bodies.body_for(pk, request.user, today)
    if body is None:
        raise Http404
    may_keep = policies.may_keep_rules(body, request.user, today)
    return {
        "body": body,
        "rows": queries.procedure_rows(body=body, user=request.user, today=today),
        "may_keep": may_keep,
        "today": today,
        "form": form or forms.ProcedureForm(initial={"from_on": today}),
    }


@reads
def procedures(request: Request, pk: int) -> HttpResponse:
    return render_page_or_fragment(
        request, "conveyance/procedures.html", "conveyance/_procedures.html", _context(request, pk)
    )


@writes
def link_procedure(request: Request, pk: int) -> HttpResponse:
    form = forms.ProcedureForm(request.POST)
    context = _context(request, pk, form)
    if not context["may_keep"]:
        raise Http404
    if form.is_valid():
        typed = form.cleaned_data
        document = queries.named_document(
            title=typed["document"], user=request.user, today=context["today"]
        )
        if document is None:
            form.add_error(
                "document", _("没有找到这份文件，或有几份同名。请填写完整的标题或字号。")
            )
        else:
            try:
                with transaction.atomic():
                    services.link_procedure(
                        body=context["body"],
                        document=document,
                        from_on=typed["from_on"],
                        words=typed["words"],
                        by=request.user,
                        at=timezone.now(),
                    )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("已列为议事规则。"))
                return redirect_to(request, reverse("conveyance:procedures", args=[pk]))
    return render(request, "conveyance/procedures.html", context, status=422)


@writes
def end_procedure(request: Request, pk: int) -> HttpResponse:
    today = timezone.localdate()
    found = get_object_or_404(queries.visible_procedures(user=request.user, today=today), pk=pk)
    services.end_procedure(procedure=found, last_day=today, by=request.user, at=timezone.now())
    messages.success(request, _("这份规则自明天起不再执行。"))
    return redirect_to(request, reverse("conveyance:procedures", args=[found.body_id]))
