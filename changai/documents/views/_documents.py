from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.documents import forms, policies, queries, services
from changai.kernel.errors import Refused
from changai.kernel.http import (
    Request,
    file_answer,
    reads,
    redirect_to,
    render_page_or_fragment,
    writes,
)
from changai.packs.current import language, pack


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of documents of the packs, in the reader's language."""
    return [(kind.code, kind.label(language())) for kind in pack().document_kinds]


@reads
def document_list(request: Request) -> HttpResponse:
    words, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    after = request.GET.get("after", "")
    rows = queries.document_rows(
        user=request.user,
        today=timezone.localdate(),
        words=words,
        kind=kind,
        before=int(after) if after.isdigit() else None,
    )
    shown = rows[: queries.PAGE_ROWS]
    context = {
        "rows": shown,
        "kinds": dict(kind_choices()),
        "filtered": bool(words or kind),
        "may_receive": bool(queries.receiving_units(user=request.user, today=timezone.localdate())),
        "pager": {
            "previous": "",
            "next": str(shown[-1].pk) if len(rows) > len(shown) else "",
            "shown": len(shown),
            "total": None,
        },
        "filters": [
            {"name": "q", "label": _("标题、字号或发文单位"), "kind": "search", "value": words},
            {
                "name": "kind",
                "label": _("文种"),
                "kind": "select",
                "value": kind,
                "options": [("", _("全部")), *kind_choices()],
            },
        ],
    }
    return render_page_or_fragment(
        request, "documents/list.html", "documents/_results.html", context
    )


@reads
def receive_page(request: Request) -> HttpResponse:
    units = queries.receiving_units(user=request.user, today=timezone.localdate())
    if not units:
        raise Http404
    return render(request, "documents/receive.html", {"form": forms.ReceiveForm(units=units)})


@writes
def receive(request: Request) -> HttpResponse:
    units = queries.receiving_units(user=request.user, today=timezone.localdate())
    if not units:
        raise Http404
    form = forms.ReceiveForm(request.POST, request.FILES, units=units)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            document = services.receive_document(
                owner=form.cleaned_data["owner"],
                file_name=file.name,
                content=file.read(),
                by=request.user,
                at=timezone.now(),
            )
        except services.AlreadyReceived as known:
            return redirect_to(request, reverse("documents:detail", args=[known.document_id]))
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect_to(request, reverse("documents:detail", args=[document.pk]))
    return render(request, "documents/receive.html", {"form": form}, status=422)


def workbench(request: Request, document: Any) -> dict[str, Any]:
    """Return what the two columns of the reading page need."""
    today = timezone.localdate()
    measures = queries.shown_measures(document)
    return {
        "document": document,
        "paragraphs": queries.paragraphs(
            document.clean_text, [one for one in measures if one.state != "REJECTED"]
        ),
        "cards": queries.cards(
            document=document, measures=measures, user=request.user, today=today
        ),
        "instructions": list(document.instructions.order_by("start")),
        "may_decide": policies.may_decide(document, request.user, today),
        "open_count": sum(one.state == "PROPOSED" for one in measures),
        "accepted_count": sum(one.state == "ACCEPTED" for one in measures),
        "decided_ratio": _decided_ratio(measures),
    }


def _decided_ratio(measures: list[Any]) -> float | None:
    """Return the share of measures somebody decided on; None where there are none."""
    decided = sum(one.state != "PROPOSED" for one in measures)
    return decided / len(measures) if measures else None


@reads
def reading_page(request: Request, pk: int) -> HttpResponse:
    document = get_object_or_404(
        queries.visible_documents(user=request.user, today=timezone.localdate()), pk=pk
    )
    context = {
        **workbench(request, document),
        "kind_words": dict(kind_choices()).get(document.kind, document.kind),
        "supersedes": document.supersedes,
        "repairs": queries.repairs_in_words(document),
    }
    return render_page_or_fragment(
        request, "documents/detail.html", "documents/_workbench.html", context
    )


@reads
def original(request: Request, pk: int) -> HttpResponse:
    document = get_object_or_404(
        queries.visible_documents(user=request.user, today=timezone.localdate()), pk=pk
    )
    path = queries.stored_path(document.original.sha256)
    return file_answer(path.open("rb"), name=document.file_name)


def _description(request: Request, document: Any, data: Any = None) -> forms.DescriptionForm:
    others = (
        queries.visible_documents(user=request.user, today=timezone.localdate())
        .filter(owner=document.owner)
        .exclude(pk=document.pk)
        .order_by("-pk")
    )
    return forms.DescriptionForm(
        data,
        kinds=kind_choices(),
        others=list(others.values_list("pk", "title")[:200]),
        initial={
            **{name: getattr(document, name) for name in services.DESCRIBED},
            "seen_revision": document.revision,
        },
    )


@reads
def description_form(request: Request, pk: int) -> HttpResponse:
    document = _decidable(request, pk)
    context = {"document": document, "form": _description(request, document)}
    return render(request, "documents/describe.html", context)


@writes
def describe(request: Request, pk: int) -> HttpResponse:
    document = _decidable(request, pk)
    form = _description(request, document, request.POST)
    if not form.is_valid():
        context = {"document": document, "form": form}
        return render(request, "documents/describe.html", context, status=422)
    values = dict(form.cleaned_data)
    services.describe_document(
        document=document,
        seen_revision=values.pop("seen_revision"),
        values=values,
        by=request.user,
        at=timezone.now(),
    )
    return redirect_to(request, reverse("documents:detail", args=[pk]))


@writes
def read_again(request: Request, pk: int) -> HttpResponse:
    document = _decidable(request, pk)
    services.read_again(
        document=document,
        content=queries.stored_path(document.original.sha256).read_bytes(),
        by=request.user,
        at=timezone.now(),
    )
    return redirect_to(request, reverse("documents:detail", args=[pk]))


def _decidable(request: Request, pk: int) -> Any:
    """Return a document the person may decide on; 404 for everybody else."""
    today = timezone.localdate()
    document = get_object_or_404(queries.visible_documents(user=request.user, today=today), pk=pk)
    if not policies.may_decide(document, request.user, today):
        raise Http404
    return document
