"""The list of meetings, planning one, changing it, and the steps of its life."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, render_page_or_fragment, writes
from changai.meetings import forms, queries, rules, services
from changai.meetings.views._common import (
    back,
    draft_of,
    first_fault,
    room_drafts,
    run_meeting,
    tab_url,
    who,
)


@reads
def meeting_list(request: Request) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    asked = request.GET.get("body", "")
    past, words = request.GET.get("when") == "past", request.GET.get("q", "").strip()
    bodies = queries.bodies_with_meetings(user=user, today=today)
    rows = queries.meeting_rows(
        user=user,
        today=today,
        body_id=int(asked) if asked.isdigit() else None,
        words=words,
        past=past,
    )
    context = {
        "rows": [(row, queries.when_words(row.meeting)) for row in rows],
        "past": past,
        "filtered": bool(asked or words),
        "may_plan": bool(queries.run_bodies(user, today)),
        "series": queries.living_series(user, today),
        "filters": _filters(bodies, asked, words, past),
    }
    return render_page_or_fragment(request, "meetings/list.html", "meetings/_results.html", context)


def _filters(bodies: list[Any], asked: str, words: str, past: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": "when",
            "label": _("时间"),
            "kind": "select",
            "value": "past" if past else "",
            "options": [("", _("将要召开")), ("past", _("已经开过"))],
        },
        {
            "name": "body",
            "label": _("议事机构"),
            "kind": "select",
            "value": asked,
            "options": [("", _("全部")), *((one.pk, one.name) for one in bodies)],
        },
        {"name": "q", "label": _("查找"), "kind": "search", "value": words},
    ]


def _bodies(request: Request) -> list[Any]:
    bodies = queries.run_bodies(request.user, timezone.localdate())
    if not bodies:
        raise Http404
    return bodies


@reads
def plan_page(request: Request) -> HttpResponse:
    bodies = _bodies(request)
    asked = request.GET.get("body", "")
    initial = {
        "kind": "QUARTERLY",
        "form": "ON_SITE",
        "begins": "09:00",
        "ends": "11:00",
        "body": asked if asked.isdigit() else None,
    }
    form = forms.PlanForm(bodies=bodies, initial={k: v for k, v in initial.items() if v})
    return render(request, "meetings/plan.html", {"form": form})


@writes
def plan(request: Request) -> HttpResponse:
    form = forms.PlanForm(request.POST, bodies=_bodies(request))
    if form.is_valid():
        values = form.cleaned_data
        draft, rooms = draft_of(values), room_drafts(request, values["rooms"])
        try:
            if values["rhythm"]:
                meeting = services.start_series(
                    body=values["body"],
                    draft=draft,
                    rhythm=values["rhythm"],
                    rooms=rooms,
                    **who(request),
                )
            else:
                meeting = services.plan_meeting(
                    body=values["body"], draft=draft, rooms=rooms, **who(request)
                )
            return redirect_to(request, tab_url(meeting.pk))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "meetings/plan.html", {"form": form}, status=422)


def _draft(meeting: Any) -> dict[str, Any]:
    day, begins, ends = rules.parts(meeting.starts_at, meeting.ends_at)
    names = ("title", "kind", "form", "number", "venue", "chair")
    known = {name: getattr(meeting, name) for name in names}
    return {
        **known,
        "day": day,
        "begins": begins,
        "ends": ends,
        "seen_revision": meeting.revision,
    }


@reads
def edit_page(request: Request, pk: int) -> HttpResponse:
    meeting = run_meeting(request, pk)
    if meeting.state not in rules.PREPARED_IN:
        raise Http404
    form = forms.ChangeForm(initial=_draft(meeting))
    return render(request, "meetings/edit.html", {"form": form, "meeting": meeting})


@writes
def edit(request: Request, pk: int) -> HttpResponse:
    meeting = run_meeting(request, pk)
    form = forms.ChangeForm(request.POST)
    if form.is_valid():
        try:
            services.change_meeting(
                meeting=meeting,
                draft=draft_of(form.cleaned_data),
                seen_revision=form.cleaned_data["seen_revision"],
                **who(request),
            )
            return back(request, pk, "", _("已保存。"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "meeting": meeting}
    return render(request, "meetings/edit.html", context, status=422)


@writes
def rooms(request: Request, pk: int) -> HttpResponse:
    meeting = run_meeting(request, pk)
    form = forms.RoomsForm(request.POST)
    if not form.is_valid():
        raise Refused(first_fault(form))
    drafts = room_drafts(request, form.cleaned_data["rooms"])
    services.set_rooms(meeting=meeting, rooms=drafts, **who(request))
    return back(request, pk, "", _("分会场已保存。"))


@writes
def convene(request: Request, pk: int) -> HttpResponse:
    services.convene_meeting(meeting=run_meeting(request, pk), **_seen(request), **who(request))
    return back(request, pk, "", _("会议通知已发出。"))


@writes
def hold(request: Request, pk: int) -> HttpResponse:
    services.hold_meeting(meeting=run_meeting(request, pk), **_seen(request), **who(request))
    return back(request, pk, "record")


@writes
def cancel(request: Request, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    services.cancel_meeting(
        meeting=run_meeting(request, pk), reason=reason, **_seen(request), **who(request)
    )
    return back(request, pk, "", _("会议已取消。"))


@writes
def sign(request: Request, pk: int) -> HttpResponse:
    services.sign_minutes(meeting=run_meeting(request, pk), **_seen(request), **who(request))
    return back(request, pk, "minutes", _("纪要已签发，此后不再改动。"))


def _seen(request: Request) -> dict[str, Any]:
    form = forms.SeenForm(request.POST)
    return {"seen_revision": form.cleaned_data["seen_revision"] if form.is_valid() else None}


def _series(request: Request, pk: int) -> Any:
    return get_object_or_404(queries.visible_series(request.user, timezone.localdate()), pk=pk)


@writes
def next_of_series(request: Request, pk: int) -> HttpResponse:
    meeting = services.plan_next(series=_series(request, pk), **who(request))
    return back(request, meeting.pk, "", _("下一次会议的草稿已建立，请核对日期。"))


@writes
def end_series(request: Request, pk: int) -> HttpResponse:
    services.end_series(series=_series(request, pk), **who(request))
    return redirect_to(request, reverse("meetings:list"))
