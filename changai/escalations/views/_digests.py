"""Circulars, briefings and special reports: begin one, choose what it names, see its figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.escalations import forms, queries, services
from changai.escalations.views._slips import places
from changai.kernel.http import Request, reads, redirect_to, writes
from changai.papers import queries as papers

SHOWN = 200


@reads
def digests(request: Request) -> HttpResponse:
    today = timezone.localdate()
    rows = queries.visible_digests(user=request.user, today=today)[:SHOWN]
    context = {
        "rows": [(one, queries.DIGEST_WORDS[one.kind]) for one in rows],
        "places": places(request, "digests"),
        "may_write": queries.working_units(user=request.user, today=today).exists(),
    }
    return render(request, "escalations/digests.html", context)


def _units(request: Request) -> list[Any]:
    units = list(queries.working_units(user=request.user, today=timezone.localdate()))
    if not units:
        raise Http404
    return units


@reads
def digest_new(request: Request) -> HttpResponse:
    today = timezone.localdate()
    first = today.replace(day=1)
    initial = {
        "kind": request.GET.get("kind", "CIRCULAR"),
        "from_on": first - timedelta(days=1) if today.day == 1 else first,
        "to_on": today,
    }
    form = forms.NewDigestForm(initial=initial, units=_units(request))
    return render(request, "escalations/digest_new.html", {"form": form})


@writes
def digest_make(request: Request) -> HttpResponse:
    units = _units(request)
    form = forms.NewDigestForm(request.POST, units=units)
    if not form.is_valid():
        return render(request, "escalations/digest_new.html", {"form": form}, status=422)
    given = dict(form.cleaned_data)
    given["unit"] = next(one for one in units if one.pk == given["unit"])
    try:
        made = services.make_digest(by=request.user, at=timezone.now(), **given)
    except services.BadDate as refusal:
        form.add_error("to_on", str(refusal))
        return render(request, "escalations/digest_new.html", {"form": form}, status=422)
    return redirect_to(request, reverse("escalations:digest", args=[made.pk]))


def _digest(request: Request, pk: int) -> Any:
    rows = queries.visible_digests(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _page(request: Request, digest: Any, form: Any = None, *, status: int = 200) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    tasks = queries.digest_tasks(digest)
    may_write = queries.may_write_digest(digest.unit_id, user, today)
    chosen = queries.chosen_matters(digest, today=today)
    initial = {
        "seen_revision": digest.revision,
        "title": digest.title,
        "from_on": digest.from_on,
        "to_on": digest.to_on,
        "lead_words": digest.lead_words,
    }
    context = {
        "digest": digest,
        "kind_words": queries.DIGEST_WORDS[digest.kind],
        "figures": queries.figures_of(tasks, digest, today=today),
        "values": queries.value_sums(tasks),
        "chosen": chosen,
        "chosen_ids": {row.task.pk for row in chosen},
        "choices": queries.choosable_tasks(digest, today=today)[:SHOWN] if may_write else [],
        "form": form or (forms.DigestForm(initial=initial) if may_write else None),
        "papers": papers.papers_of(kind=digest.kind, thing_id=digest.pk, user=user, today=today),
    }
    return render(request, "escalations/digest.html", context, status=status)


@reads
def digest(request: Request, pk: int) -> HttpResponse:
    return _page(request, _digest(request, pk))


@writes
def digest_change(request: Request, pk: int) -> HttpResponse:
    found = _digest(request, pk)
    if not queries.may_write_digest(found.unit_id, request.user, timezone.localdate()):
        raise Http404
    form = forms.DigestForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    ids = [int(pk) for pk in request.POST.getlist("task") if pk.isdigit()]
    try:
        services.change_digest(
            digest=found, task_ids=ids, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except services.BadDate as refusal:
        form.add_error("to_on", str(refusal))
        return _page(request, found, form, status=422)
    messages.success(request, _("已保存。"))
    return redirect_to(request, reverse("escalations:digest", args=[pk]))
