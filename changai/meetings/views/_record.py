"""Recording a meeting: attendance, speakers, outcomes, decisions, tasks, corrections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, writes
from changai.meetings import forms, queries, rules, services
from changai.meetings.views._common import back, first_fault, picked, run_meeting, who
from changai.meetings.views._meeting import record_context


@writes
def all_present(request: Request, pk: int) -> HttpResponse:
    services.all_present(meeting=run_meeting(request, pk), **who(request))
    return back(request, pk, "record", _("已登记全部出席，个别情况可以再改。"))


@writes
def attendance(request: Request, pk: int) -> HttpResponse:
    meeting = run_meeting(request, pk)
    told = {}
    for name in request.POST:
        presence = request.POST.get(name, "")
        number = name.removeprefix("presence-")
        if number == name or not number.isdigit():
            continue
        if presence and presence not in rules.PRESENCES:
            raise Refused(_("请从列表里选择出席情况。"))
        told[int(number)] = services.Presence(
            presence,
            request.POST.get(f"who-{number}", ""),
            request.POST.get(f"words-{number}", ""),
        )
    services.set_attendance(meeting=meeting, presences=told, **who(request))
    return back(request, pk, "record", _("参会情况已保存。"))


@writes
def add_speaker(request: Request, pk: int) -> HttpResponse:
    meeting = run_meeting(request, pk)
    form = forms.SpeakerForm(request.POST)
    if not form.is_valid():
        raise Refused(first_fault(form))
    act = form.cleaned_data["act"]
    drafts = [
        services.SpeakerDraft(act, one.name, one.titles, one.tier)
        for one in form.cleaned_data["name"]
    ]
    services.add_speakers(meeting=meeting, drafts=drafts, **who(request))
    said = ngettext("已登记 %(count)d 位发言。", "已登记 %(count)d 位发言。", len(drafts))
    return back(request, pk, "record", said % {"count": len(drafts)})


@writes
def remove_speaker(request: Request, pk: int) -> HttpResponse:
    rows = queries.visible_speakers(request.user, timezone.localdate())
    spoken = get_object_or_404(rows, pk=pk)
    services.remove_speaker(spoken=spoken, **who(request))
    return back(request, spoken.meeting_id, "record")


@writes
def summarize(request: Request, pk: int) -> HttpResponse:
    meeting = run_meeting(request, pk)
    form = forms.SummaryForm(request.POST)
    if not form.is_valid():
        raise Refused(first_fault(form))
    services.summarize_meeting(meeting=meeting, **form.cleaned_data, **who(request))
    return back(request, pk, "record", _("已保存。"))


@writes
def set_outcome(request: Request, pk: int) -> HttpResponse:
    rows = queries.visible_items(request.user, timezone.localdate())
    item = get_object_or_404(rows, pk=pk)
    form = forms.OutcomeForm(request.POST)
    if not form.is_valid():
        raise Refused(first_fault(form))
    services.set_outcome(item=item, outcome=form.cleaned_data["outcome"], **who(request))
    return back(request, item.meeting_id, "record", _("已保存。"))


def _form(meeting: Any, page: Any, data: Any = None, **more: Any) -> forms.DecisionForm:
    units = queries.decision_choices(meeting)
    extra = more.pop("extra", None)
    if extra is not None and extra.pk not in dict(units):
        units = [*units, (extra.pk, extra.name)]
    items = [(row.item.pk, row.item.title) for row in page.items]
    return forms.DecisionForm(data, units=units, items=items, **more)


def _page(request: Request, meeting: Any) -> Any:
    return queries.meeting_page(meeting=meeting, user=request.user, today=timezone.localdate())


def _decisions(request: Request, meeting: Any, form: Any = None) -> HttpResponse:
    page = _page(request, meeting)
    context = {"page": page, "meeting": meeting, **record_context(page, form)}
    if form is not None:
        return render(request, "meetings/_decisions.html", context, status=422)
    return render(request, "meetings/_decisions_answer.html", context)


def _told(request: Request, meeting: Any, said: str) -> HttpResponse:
    """Answer a change of the list of decisions, saying what was done."""
    if not request.htmx:
        return back(request, meeting.pk, "record", said)
    messages.success(request, said)
    return _decisions(request, meeting)


@writes
def add_decision(request: Request, pk: int) -> HttpResponse:
    meeting = run_meeting(request, pk)
    form = _form(meeting, _page(request, meeting), request.POST)
    if form.is_valid():
        try:
            values, other = _values(form), picked(request, "lead")
            if other:
                values["unit_id"] = other[0].pk
            services.add_decision(meeting=meeting, **values, **who(request))
        except services.WordsMissing as refusal:
            form.add_error("words", str(refusal))
        else:
            return _told(request, meeting, _("已记下。"))
    if request.htmx:
        return _decisions(request, meeting, form)
    raise Refused(first_fault(form))


def _values(form: Any) -> dict[str, Any]:
    values = form.cleaned_data
    return {
        "words": values["words"],
        "unit_id": values["unit"],
        "due_on": values["due_on"],
        "item_id": values["item"],
    }


def _decision(request: Request, pk: int) -> Any:
    rows = queries.run_decisions(request.user, timezone.localdate())
    return get_object_or_404(rows, pk=pk)


@reads
def decision_page(request: Request, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    if decision.meeting.state not in rules.RECORDED_IN or queries.is_task(decision):
        raise Http404
    meeting = decision.meeting
    form = _form(
        meeting,
        _page(request, meeting),
        initial={
            "words": decision.words,
            "due_on": decision.due_on,
            "seen_revision": decision.revision,
        },
    )
    context = _decision_context(decision, form)
    return render(request, "meetings/decision.html", context)


def _decision_context(decision: Any, form: Any) -> dict[str, Any]:
    return {
        "decision": decision,
        "meeting": decision.meeting,
        "form": form,
        "unit": [decision.unit] if decision.unit else [],
        "cooperating": [row.unit for row in decision.cooperating.all()],
    }


@writes
def change_decision(request: Request, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    meeting = decision.meeting
    form = _form(meeting, _page(request, meeting), request.POST)
    if form.is_valid():
        units = picked(request, "lead")
        try:
            services.change_decision(
                decision=decision,
                words=form.cleaned_data["words"],
                unit_id=units[0].pk if units else None,
                due_on=form.cleaned_data["due_on"],
                cooperating=[unit.pk for unit in picked(request, "cooperating")],
                seen_revision=form.cleaned_data["seen_revision"],
                **who(request),
            )
            return back(request, meeting.pk, "record", _("已保存。"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = _decision_context(decision, form)
    return render(request, "meetings/decision.html", context, status=422)


@writes
def drop_decision(request: Request, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    services.drop_decision(decision=decision, **who(request))
    return _told(request, decision.meeting, _("已删去。"))


@writes
def make_task(request: Request, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    services.make_tasks(meeting=decision.meeting, only=decision, **who(request))
    return _told(request, decision.meeting, _("已立项并交办。"))


@writes
def make_tasks(request: Request, pk: int) -> HttpResponse:
    meeting = run_meeting(request, pk)
    count = services.make_tasks(meeting=meeting, **who(request))
    said = ngettext("%(count)d 项已立项并交办。", "%(count)d 项已立项并交办。", count)
    return _told(request, meeting, said % {"count": count})


def _amendable(request: Request, pk: int) -> Any:
    meeting = run_meeting(request, pk)
    if meeting.state != "MINUTES_SIGNED":
        raise Http404
    return meeting


@reads
def amend_page(request: Request, pk: int) -> HttpResponse:
    meeting = _amendable(request, pk)
    form = forms.AmendForm(
        lines=queries.lines_to_amend(meeting), initial={"key": request.GET.get("key", "")}
    )
    return render(request, "meetings/amend.html", {"form": form, "meeting": meeting})


@writes
def amend(request: Request, pk: int) -> HttpResponse:
    meeting = _amendable(request, pk)
    form = forms.AmendForm(request.POST, lines=queries.lines_to_amend(meeting))
    if form.is_valid():
        try:
            services.amend_minutes(meeting=meeting, **form.cleaned_data, **who(request))
            return back(request, pk, "minutes", _("更正已发布，原文仍然保留。"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "meeting": meeting}
    return render(request, "meetings/amend.html", context, status=422)
