"""What the views of meetings share: finding what a person may see, and answering."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.http import Request, redirect_to
from changai.meetings import forms, queries, services
from changai.orgs import queries as orgs


def who(request: Request) -> dict[str, Any]:
    """Return who acts and when, as services ask."""
    return {"by": request.user, "at": timezone.now()}


def visible_meeting(request: Request, pk: int) -> Any:
    """Return a meeting the person may see."""
    rows = queries.visible_meetings(request.user, timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def run_meeting(request: Request, pk: int) -> Any:
    """Return a meeting the person runs; to others it is not there."""
    meeting = visible_meeting(request, pk)
    if not queries.runs(meeting, user=request.user, today=timezone.localdate()):
        raise Http404
    return meeting


def tab_url(pk: int, tab: str = "") -> str:
    """Return the address of one part of the page of a meeting."""
    url = reverse("meetings:meeting", args=[pk])
    return f"{url}?tab={tab}" if tab else url


def back(request: Request, pk: int, tab: str, said: str = "") -> HttpResponse:
    """Return to a part of the page of a meeting, saying what was done."""
    if said:
        messages.success(request, said)
    return redirect_to(request, tab_url(pk, tab))


def picked(request: Request, name: str) -> list[Any]:
    """Return the units picked under a name that the person may name."""
    ids = [int(value) for value in request.POST.getlist(name) if value.isdigit()]
    pick = orgs.pickable_units(user=request.user, today=timezone.localdate())
    return list(pick.filter(pk__in=ids))


def room_drafts(request: Request, text: str) -> list[services.RoomDraft]:
    """Return the branch rooms of a typed list; a line that names one unit is held by it."""
    find = orgs.unit_finder(user=request.user, today=timezone.localdate())
    rooms = []
    for line in forms.lines_of(text):
        units = find(line)
        if len(units) == 1:
            rooms.append(services.RoomDraft(str(units[0]), units[0].pk))
        else:
            rooms.append(services.RoomDraft(line))
    return rooms


def draft_of(values: dict[str, Any]) -> services.MeetingDraft:
    """Return what a form says of a meeting."""
    names = ("title", "kind", "form", "day", "begins", "ends", "venue", "chair", "number")
    return services.MeetingDraft(**{name: values[name] for name in names})


def first_fault(form: Any) -> str:
    """Return the first fault of a form that stands beside a list, with its field."""
    for name, faults in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        return f"{label}：{faults[0]}" if label else str(faults[0])
    return _("请检查填写的内容。")
