from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.http import (
    Request,
    file_answer,
    reads,
    redirect_to,
    render_page_or_fragment,
    writes,
)
from changai.papers import forms, policies, queries, rules, services

Event = rules.Event


@reads
def paper_list(request: Request) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "kind", "state")}
    before = request.GET.get("after", "")
    rows = queries.paper_rows(
        user=request.user,
        today=timezone.localdate(),
        words=asked["q"],
        kind=asked["kind"],
        state=asked["state"],
        before=int(before) if before.isdigit() else None,
    )
    shown = rows[: queries.PAGE_ROWS]
    context = {
        "rows": shown,
        "filtered": any(asked.values()),
        "waiting": queries.to_sign_count(user=request.user, today=timezone.localdate()),
        "prefix_units": queries.prefix_units(user=request.user, today=timezone.localdate()),
        "pager": {
            "previous": "",
            "next": str(shown[-1].paper.pk) if len(rows) > len(shown) else "",
            "shown": len(shown),
            "total": None,
        },
        "filters": _filters(asked),
    }
    return render_page_or_fragment(request, "papers/list.html", "papers/_results.html", context)


def _filters(asked: dict[str, str]) -> list[dict[str, Any]]:
    states = [("", _("全部")), ("TO_SIGN", _("待我签收"))]
    states += [(state, queries.state_words(state)) for state in rules.State]
    return [
        {"name": "q", "label": _("标题或文号"), "kind": "search", "value": asked["q"]},
        {
            "name": "kind", "label": _("种类"), "kind": "select", "value": asked["kind"],
            "options": [("", _("全部")), *queries.kind_choices()],
        },
        {
            "name": "state", "label": _("状态"), "kind": "select", "value": asked["state"],
            "options": states,
        },
    ]  # fmt: skip


@reads
def preview(request: Request, kind: str, thing_id: int) -> HttpResponse:
    sheet = _live(request, kind, thing_id)
    context = {
        "view": queries.shown_sheet(sheet),
        "kind": kind,
        "kind_words": queries.kind_words(kind),
        "thing_id": thing_id,
        "may_draft": policies.may_draft(
            rules.kind_of(kind), thing_id, request.user, timezone.now()
        ),
        "open_paper": queries.open_paper(
            kind=kind, thing_id=thing_id, user=request.user, today=timezone.localdate()
        ),
    }
    return render(request, "papers/preview.html", context)


@reads
def preview_docx(request: Request, kind: str, thing_id: int) -> HttpResponse:
    sheet = _live(request, kind, thing_id)
    return _file(rules.docx_of(sheet), sheet.title, "docx")


@reads
def preview_pdf(request: Request, kind: str, thing_id: int) -> HttpResponse:
    sheet = _live(request, kind, thing_id)
    return _file(rules.pdf_of(sheet), sheet.title, "pdf")


def _live(request: Request, kind: str, thing_id: int) -> rules.Sheet:
    sheet = queries.live_sheet(kind=kind, thing_id=thing_id, user=request.user, at=timezone.now())
    if sheet is None:
        raise Http404
    return sheet


@writes
def draft(request: Request, kind: str, thing_id: int) -> HttpResponse:
    known = policies.known_kind(kind)
    if known is None or not policies.may_see_live(known, thing_id, request.user, timezone.now()):
        raise Http404
    try:
        paper = services.draft_paper(
            kind=kind, thing_id=thing_id, by=request.user, at=timezone.now()
        )
    except services.AlreadyDrafted as known_one:
        return redirect_to(request, reverse("papers:detail", args=[known_one.paper_id]))
    return redirect_to(request, reverse("papers:detail", args=[paper.pk]))


@reads
def detail(request: Request, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    return render(request, "papers/detail.html", _page_of(request, paper))


def _page_of(request: Request, paper: Any) -> dict[str, Any]:
    now, today = timezone.now(), timezone.localdate()
    may = {
        event.value: rules.allows(event, rules.State(paper.state))
        and queries.may_cause(paper, event, request.user, now)
        for event in Event
    }
    return {
        "paper": paper,
        "row": queries.row_of(paper=paper, user=request.user, today=today),
        "view": queries.shown_sheet(queries.content_of(paper)),
        "changes": queries.changes_since(paper=paper, user=request.user, at=now),
        "deliveries": queries.delivery_rows(paper=paper, user=request.user, today=today),
        "to_sign": queries.units_to_sign_for(paper=paper, user=request.user, today=today),
        "steps": queries.steps_of(paper),
        "may": may,
        "alone": may["approve"] and request.user.pk == paper.made_by_id,
    }


@reads
def docx(request: Request, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    return _file(queries.stored(paper=paper, form="docx"), paper.title, "docx")


@reads
def pdf(request: Request, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    return _file(queries.stored(paper=paper, form="pdf"), paper.title, "pdf")


def _file(content: bytes, title: str, form: str) -> HttpResponse:
    name = title.replace("\n", "").replace("/", "")[:80]
    return file_answer(io.BytesIO(content), name=f"{name}.{form}")


@reads
def edit_page(request: Request, pk: int) -> HttpResponse:
    paper = _allowed(request, pk, Event.EDIT)
    return render(request, "papers/edit.html", {"paper": paper, "form": _edit_form(paper)})


def _edit_form(paper: Any, data: Any = None) -> forms.EditForm:
    sheet = queries.content_of(paper)
    return forms.EditForm(
        data,
        paragraphs=queries.editable(sheet),
        initial={
            **{name: getattr(sheet, name) for name in rules.PLAIN_WORDS},
            "seen_revision": paper.revision,
        },
    )


@writes
def edit(request: Request, pk: int) -> HttpResponse:
    paper = _allowed(request, pk, Event.EDIT)
    form = _edit_form(paper, request.POST)
    if not form.is_valid():
        return render(request, "papers/edit.html", {"paper": paper, "form": form}, status=422)
    services.edit_paper(
        paper=paper,
        edits=form.edits(),
        seen_revision=form.cleaned_data["seen_revision"],
        by=request.user,
        at=timezone.now(),
    )
    return redirect_to(request, reverse("papers:detail", args=[pk]))


@writes
def redraw(request: Request, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    services.redraw_paper(paper=paper, **_press(request))
    return redirect_to(request, reverse("papers:detail", args=[pk]))


@writes
def approve(request: Request, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    services.approve_paper(paper=paper, **_press(request))
    messages.success(request, _("已签发，可以编号印发。"))
    return redirect_to(request, reverse("papers:detail", args=[pk]))


@writes
def take_back(request: Request, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    services.return_paper(paper=paper, **_press(request))
    return redirect_to(request, reverse("papers:detail", args=[pk]))


@writes
def discard(request: Request, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    services.discard_paper(paper=paper, **_press(request))
    return redirect_to(request, reverse("papers:list"))


@writes
def issue(request: Request, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    services.issue_paper(paper=paper, **_press(request))
    messages.success(request, _("已编号印发，并送达受文单位。"))
    return redirect_to(request, reverse("papers:detail", args=[pk]))


@writes
def sign(request: Request, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    units = queries.units_to_sign_for(paper=paper, user=request.user, today=timezone.localdate())
    form = forms.SignForm(request.POST, units=units)
    if not form.is_valid():
        raise Http404
    services.sign_for(
        paper=paper, unit=form.cleaned_data["unit"], by=request.user, at=timezone.now()
    )
    messages.success(request, _("已签收。"))
    return redirect_to(request, reverse("papers:detail", args=[pk]))


@reads
def withdraw_page(request: Request, pk: int) -> HttpResponse:
    paper = _allowed(request, pk, Event.WITHDRAW)
    form = forms.WithdrawForm(initial={"seen_revision": paper.revision})
    return render(request, "papers/withdraw.html", {"paper": paper, "form": form})


@writes
def withdraw(request: Request, pk: int) -> HttpResponse:
    paper = _allowed(request, pk, Event.WITHDRAW)
    form = forms.WithdrawForm(request.POST)
    if not form.is_valid():
        return render(request, "papers/withdraw.html", {"paper": paper, "form": form}, status=422)
    services.withdraw_paper(
        paper=paper,
        reason=form.cleaned_data["reason"],
        seen_revision=form.cleaned_data["seen_revision"],
        by=request.user,
        at=timezone.now(),
    )
    return redirect_to(request, reverse("papers:detail", args=[pk]))


@reads
def check(request: Request, pk: int) -> HttpResponse:
    paper = _paper(request, pk)
    if not rules.State(paper.state).is_frozen:
        raise Http404
    same = queries.is_same_again(paper=paper)
    return render(request, "papers/check.html", {"paper": paper, "same": same})


@reads
def prefix_page(request: Request, unit_id: int) -> HttpResponse:
    unit = _own_unit(request, unit_id)
    form = forms.PrefixForm(initial={"words": queries.prefix_of(unit)})
    return render(request, "papers/prefix.html", {"unit": unit, "form": form})


@writes
def set_prefix(request: Request, unit_id: int) -> HttpResponse:
    unit = _own_unit(request, unit_id)
    form = forms.PrefixForm(request.POST)
    if not form.is_valid():
        return render(request, "papers/prefix.html", {"unit": unit, "form": form}, status=422)
    services.set_prefix(
        unit=unit, words=form.cleaned_data["words"], by=request.user, at=timezone.now()
    )
    messages.success(request, _("已设定。以后印发的公文从此使用，已印发的不变。"))
    return redirect_to(request, reverse("papers:list"))


def _own_unit(request: Request, unit_id: int) -> Any:
    units = queries.prefix_units(user=request.user, today=timezone.localdate())
    found = next((unit for unit in units if unit.pk == unit_id), None)
    if found is None:
        raise Http404
    return found


def _paper(request: Request, pk: int) -> Any:
    """Return a paper the person may see; 404 for everybody else."""
    return get_object_or_404(
        queries.visible_papers(user=request.user, today=timezone.localdate()), pk=pk
    )


def _allowed(request: Request, pk: int, event: rules.Event) -> Any:
    """Return a paper with which the person may do this now; 404 for everybody else."""
    paper = _paper(request, pk)
    allowed = rules.allows(event, rules.State(paper.state)) and queries.may_cause(
        paper, event, request.user, timezone.now()
    )
    if not allowed:
        raise Http404
    return paper


def _press(request: Request) -> dict[str, Any]:
    """Return who pressed a button, when, and which revision they saw."""
    form = forms.SeenForm(request.POST)
    seen = form.cleaned_data["seen_revision"] if form.is_valid() else None
    return {"by": request.user, "at": timezone.now(), "seen_revision": seen}
