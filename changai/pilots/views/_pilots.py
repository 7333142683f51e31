"""One pilot with its life, its instructor and visits; the instructors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.http import Request, reads, redirect_to, writes
from changai.pilots import forms, policies, queries, services
from changai.pilots.rules import Event
from changai.pilots.views._calls import back, basis_of, choices
from changai.pilots.views._lists import tabs
from changai.problems.queries import proposed_due


def found_pilot(request: Request, pk: int) -> Any:
    """Return a pilot the person may see; a stranger gets a 404."""
    rows = queries.visible_pilots(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _move_form(request: Request, found: Any, data: Any = None) -> forms.MoveForm | None:
    events = queries.events_for(found, user=request.user, today=timezone.localdate())
    if not events:
        return None
    documents, papers = choices(request)
    first = {"seen_revision": found.revision}
    return forms.MoveForm(data, events=events, documents=documents, papers=papers, initial=first)


def _may_pair(request: Request, found: Any) -> bool:
    office = policies.is_office(found.named_by_unit, request.user, timezone.localdate())
    return bool(found.is_live and office)


def _page(request: Request, found: Any, bound: Any = None, *, status: int = 200) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    pairing = found.pairings.filter(to_on=None).select_related("instructor__person").first()
    rows = queries.instructor_choices(found) if _may_pair(request, found) else []
    practices = queries.visible_practices(user=user, today=today).filter(pilot=found)
    context = {
        "pilot": found,
        "row": queries.pilot_rows([found], today=today)[0],
        "events": queries.steps_of(found),
        "visits": queries.visits_of(found),
        "practices": list(practices.order_by("-pk")),
        "pairing": pairing,
        "move_form": _move_form(request, found),
        "pair_form": forms.PairForm(rows=rows) if rows else None,
        "may_visit": found.is_live and policies.is_instructor_of(found, user) is not None,
        "may_write": policies.may_write_practice(found, user, today),
        **(bound or {}),
    }
    return render(request, "pilots/pilot.html", context, status=status)


@reads
def pilot(request: Request, pk: int) -> HttpResponse:
    return _page(request, found_pilot(request, pk))


@writes
def move(request: Request, pk: int) -> HttpResponse:
    found = found_pilot(request, pk)
    form = _move_form(request, found, request.POST)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _page(request, found, {"move_form": form}, status=422)
    given = form.cleaned_data
    event = Event(given["event"])
    step = services.Move(
        event,
        basis_of(request, given),
        given["words"],
        given.get("passed") if event is Event.CHECK else None,
    )
    try:
        services.move_pilot(
            pilot=found,
            move=step,
            by=request.user,
            at=timezone.now(),
            seen_revision=given["seen_revision"],
        )
    except services.WordsMissing as refusal:
        form.add_error("words", str(refusal))
        return _page(request, found, {"move_form": form}, status=422)
    messages.success(request, _("已办理，并记入试点经历。"))
    return back(request, "pilot", pk)


@writes
def pair(request: Request, pk: int) -> HttpResponse:
    found = found_pilot(request, pk)
    if not _may_pair(request, found):
        raise Http404
    rows = queries.instructor_choices(found)
    form = forms.PairForm(request.POST, rows=rows)
    if not form.is_valid():
        return _page(request, found, {"pair_form": form}, status=422)
    instructor = next(one for one in rows if one.pk == form.cleaned_data["instructor"])
    services.pair_instructor(pilot=found, instructor=instructor, by=request.user, at=timezone.now())
    messages.success(request, _("指导员已安排，双方已收到通知。"))
    return back(request, "pilot", pk)


def _taught(request: Request, pk: int) -> Any:
    """Return a live pilot whose instructor the person is; others get a 404."""
    found = found_pilot(request, pk)
    if not found.is_live or policies.is_instructor_of(found, request.user) is None:
        raise Http404
    return found


@reads
def visit(request: Request, pk: int) -> HttpResponse:
    found, today = _taught(request, pk), timezone.localdate()
    form = forms.VisitForm(initial={"on": today}, proposed_due=proposed_due(today))
    return render(request, "pilots/visit.html", {"pilot": found, "form": form})


@writes
def add_visit(request: Request, pk: int) -> HttpResponse:
    found = _taught(request, pk)
    form = forms.VisitForm(request.POST)
    context = {"pilot": found, "form": form}
    if not form.is_valid():
        return render(request, "pilots/visit.html", context, status=422)
    given = form.cleaned_data
    draft = services.VisitDraft(
        on=given["on"],
        talked_count=given["talked_count"],
        words=given["words"],
        findings=form.findings(),
    )
    try:
        services.record_visit(pilot=found, draft=draft, by=request.user, at=timezone.now())
    except services.BadDate as refusal:
        form.add_error(None, str(refusal))
        return render(request, "pilots/visit.html", context, status=422)
    messages.success(request, _("走访已登记；发现的问题已交试点单位整改。"))
    return back(request, "pilot", pk)


def _instructors_page(request: Request, form: Any = None, *, status: int = 200) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    context = {
        "rows": queries.instructor_rows(user=user, today=today),
        "coverage": queries.coverage(user=user, today=today),
        "form": form or _appoint_form(request),
        "tabs": tabs(request, "instructors"),
    }
    return render(request, "pilots/instructors.html", context, status=status)


def _appoint_form(request: Request, data: Any = None) -> forms.AppointForm | None:
    user, today = request.user, timezone.localdate()
    offices = list(policies.offices(user, today))
    if not offices:
        return None
    posts = queries.people_to_appoint(user=user, today=today)
    return forms.AppointForm(data, offices=offices, posts=posts)


@reads
def instructors(request: Request) -> HttpResponse:
    return _instructors_page(request)


@writes
def appoint(request: Request) -> HttpResponse:
    form = _appoint_form(request, request.POST)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _instructors_page(request, form, status=422)
    given, today = form.cleaned_data, timezone.localdate()
    posts = queries.people_to_appoint(user=request.user, today=today)
    post = next(one for one in posts if one.pk == given["post"])
    services.appoint_instructor(
        office=get_object_or_404(policies.offices(request.user, today), pk=given["office"]),
        person=post.person,
        unit=post.unit,
        source=given["source"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("指导员已聘任。"))
    return redirect_to(request, reverse("pilots:instructors"))


@writes
def end_instructor(request: Request, pk: int) -> HttpResponse:
    today = timezone.localdate()
    rows = queries.visible_instructors(user=request.user, today=today)
    found = get_object_or_404(rows, pk=pk, ended_on=None)
    if not policies.is_office(found.appointed_by_unit, request.user, today):
        raise Http404
    left = services.end_instructor(instructor=found, by=request.user, at=timezone.now())
    messages.warning(request, _("已解聘；%(count)d个试点没有了指导员。") % {"count": left})
    return redirect_to(request, reverse("pilots:instructors"))
