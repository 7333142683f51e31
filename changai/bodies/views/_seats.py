from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.bodies import forms, policies, queries, rules, services
from changai.bodies.views import _shared
from changai.kernel.http import Request, reads, writes


def _adding(request: Request, body: Any) -> dict[str, Any]:
    today = timezone.localdate()
    form = forms.SeatsForm(
        request.POST if request.method == "POST" else None,
        initial={"from_on": max(today, body.began_on)},
    )
    candidates = queries.member_candidates(
        unit=body.unit, user=request.user, today=today, body=body
    )
    return {
        "form": form,
        "body": body,
        "candidates": candidates,
        "ticked": _shared.ticked(request, candidates),
    }


@reads
def seats_page(request: Request, pk: int) -> HttpResponse:
    body = _shared.body_or_404(request, pk, run=True)
    return _shared.show(request, "bodies/seats.html", _adding(request, body))


@writes
def add_seats(request: Request, pk: int) -> HttpResponse:
    body = _shared.body_or_404(request, pk, run=True)
    context = _adding(request, body)
    form = context["form"]
    if form.is_valid():
        seats = _shared.drafts(
            request, form, kind=body.kind, unit=body.unit, candidates=context["candidates"]
        )
        given = form.is_valid() and _shared.attempt(
            form,
            lambda: services.add_seats(
                body=body,
                seats=seats,
                from_on=form.cleaned_data["from_on"],
                by=request.user,
                at=timezone.now(),
            ),
        )
        if given:
            words = _("已增加 %(count)d 个席位。") % {"count": len(given)}
            return _shared.done(request, words, pk)
    return _shared.show(request, "bodies/seats.html", context, refused=True)


def _seat(request: Request, pk: int) -> Any:
    today = timezone.localdate()
    seat = get_object_or_404(queries.visible_seats(request.user, today), pk=pk)
    if seat.to_on is not None or not policies.may_run(seat.body, request.user, today):
        raise Http404
    return seat


def _seat_context(request: Request, seat: Any, *, ending: bool = False) -> dict[str, Any]:
    today, data = timezone.localdate(), request.POST if request.method == "POST" else None
    form = forms.SeatForm(
        None if ending else data,
        roles=[(part.value, queries.part_words(seat.body.kind, part)) for part in rules.PARTS],
        initial={
            **{name: getattr(seat, name) for name in forms.SeatForm.base_fields if name in KEPT},
            "from_on": max(today, seat.from_on),
            "seen_revision": seat.revision,
        },
    )
    end_form = forms.LastDayForm(
        data if ending else None,
        prefix="end",
        initial={"last_day": max(today, seat.from_on), "seen_revision": seat.revision},
    )
    return {"seat": seat, "body": seat.body, "form": form, "end_form": end_form}


KEPT = ("role", "person", "title", "alternate", "liaison")


@reads
def seat_page(request: Request, pk: int) -> HttpResponse:
    return _shared.show(request, "bodies/seat.html", _seat_context(request, _seat(request, pk)))


@writes
def change_seat(request: Request, pk: int) -> HttpResponse:
    seat = _seat(request, pk)
    context = _seat_context(request, seat)
    form = context["form"]
    if form.is_valid():
        typed = form.cleaned_data
        draft = services.SeatDraft(seat.unit_id, **{name: typed[name] for name in KEPT})
        changed = _shared.attempt(
            form,
            lambda: services.change_seat(
                seat=seat,
                draft=draft,
                from_on=typed["from_on"],
                seen_revision=typed["seen_revision"],
                by=request.user,
                at=timezone.now(),
            ),
        )
        if changed:
            return _shared.done(request, _("席位已更新。"), seat.body_id)
    return _shared.show(request, "bodies/seat.html", context, refused=True)


@writes
def end_seat(request: Request, pk: int) -> HttpResponse:
    seat = _seat(request, pk)
    context = _seat_context(request, seat, ending=True)
    form = context["end_form"]
    if form.is_valid():
        ended = _shared.attempt(
            form,
            lambda: services.end_seat(
                seat=seat, **form.cleaned_data, by=request.user, at=timezone.now()
            ),
        )
        if ended:
            return _shared.done(request, _("席位结束的日期已记下。"), seat.body_id)
    return _shared.show(request, "bodies/seat.html", context, refused=True)
