"""The page of a meeting in its parts, its calendar entry, and the agenda."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.documents import queries as documents
from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, writes
from changai.meetings import forms, queries, rules, services
from changai.meetings.views._common import (
    back,
    first_fault,
    picked,
    run_meeting,
    tab_url,
    visible_meeting,
    who,
)
from changai.papers import queries as papers

ICS = "text/calendar; charset=utf-8"


@reads
def meeting(request: Request, pk: int) -> HttpResponse:
    found = visible_meeting(request, pk)
    today = timezone.localdate()
    page = queries.meeting_page(meeting=found, user=request.user, today=today)
    tabs = _tabs(page)
    asked = request.GET.get("tab", "")
    tab = asked if asked in [one["name"] for one in tabs] else tabs[0]["name"]
    for one in tabs:
        one["active"] = one["name"] == tab
    context: dict[str, Any] = {"page": page, "meeting": found, "tabs": tabs, "tab": tab}
    context |= _parts(request, page, tab)
    return render(request, "meetings/meeting.html", context)


def _tabs(page: Any) -> list[dict[str, Any]]:
    pk, found = page.meeting.pk, page.meeting
    names: list[tuple[str, str, Any]] = [("prepare", _("会务和议程"), len(page.items))]
    if page.may_run and found.state in ("HELD", "MINUTES_SIGNED"):
        names.append(("record", _("记录"), None))
    if page.sees_record and found.state in ("HELD", "MINUTES_SIGNED"):
        names.append(("minutes", _("纪要"), len(page.decisions)))
    if page.may_run and found.state != "CANCELLED":
        names.append(("pack", _("未办结的议定事项"), None))
    if page.may_run and found.state in rules.RECORDED_IN:
        # While a meeting is recorded, that is what the office comes for.
        names.insert(0, names.pop(1))
    return [
        {"name": name, "label": label, "url": tab_url(pk, name), "count": count, "active": False}
        for name, label, count in names
    ]


def _parts(request: Request, page: Any, tab: str) -> dict[str, Any]:
    today, found = timezone.localdate(), page.meeting
    context: dict[str, Any] = {}
    kinds = _paper_kinds(page, [one["name"] for one in _tabs(page)])
    if kinds:
        context["paper_kinds"] = kinds
        context["papers"] = papers.papers_of(
            kind=kinds, thing_id=found.pk, user=request.user, today=today
        )
    if tab == "prepare" and page.may_run:
        context["topics"] = queries.open_topics(found) if page.prepares else []
        context["item_form"] = forms.ItemForm(initial={"kind": "REVIEW"})
        lines = "\n".join(room.name for room in page.rooms)
        context["rooms_form"] = forms.RoomsForm(initial={"rooms": lines})
        context["reason_form"] = forms.ReasonForm(initial={"seen_revision": found.revision})
    if tab == "record":
        context |= record_context(page)
        context["speaker_form"] = forms.SpeakerForm(initial={"act": "EXCHANGED"})
        context["summary_form"] = forms.SummaryForm(
            initial={
                "chair": found.chair,
                "summary": found.summary,
                "seen_revision": found.revision,
            }
        )
        context["presences"] = forms.choices(rules.PRESENCES, "")
    if tab == "minutes":
        context["content"] = queries.minutes_shown(found)
        context["amendments"] = queries.amendments_of(found)
    if tab == "pack":
        context["owed"] = queries.owed_before(found, user=request.user, today=today)
    return context


def _paper_kinds(page: Any, tabs: list[str]) -> str:
    """Return the kinds of paper that a meeting has for the person, one click away on each part."""
    kinds = {
        "MINUTES": "minutes" in tabs,
        "MEETING_NOTICE": bool(page.meeting.convened_at or page.prepares),
        "MEETING_PACK": "pack" in tabs,
    }
    return ",".join(code for code, there in kinds.items() if there)


def record_context(page: Any, form: Any = None) -> dict[str, Any]:
    """Return what the list of decisions needs with the line to add one."""
    units = queries.decision_choices(page.meeting)
    items = [(row.item.pk, row.item.title) for row in page.items]
    return {"decision_form": form or forms.DecisionForm(units=units, items=items)}


@reads
def calendar(request: Request, pk: int) -> HttpResponse:
    found = visible_meeting(request, pk)
    content = queries.calendar_of([found], name=found.title, base=base_url(request))
    answer = HttpResponse(content, content_type=ICS)
    answer["Content-Disposition"] = f'attachment; filename="meeting-{pk}.ics"'
    return answer


def base_url(request: Request) -> str:
    """Return the address of this installation, as links in calendars need it."""
    return str(settings.PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/")


def _item_draft(request: Request, form: Any) -> services.ItemDraft:
    values, units = form.cleaned_data, picked(request, "unit")
    return services.ItemDraft(
        kind=values["kind"],
        title=values["title"],
        unit_id=units[0].pk if units else None,
        presenter=values["presenter"],
        minutes=values["minutes"] or 10,
    )


@writes
def add_item(request: Request, pk: int) -> HttpResponse:
    found = run_meeting(request, pk)
    form = forms.ItemForm(request.POST)
    if not form.is_valid():
        raise Refused(first_fault(form))
    services.add_item(meeting=found, draft=_item_draft(request, form), **who(request))
    return back(request, pk, "prepare")


def _item(request: Request, pk: int) -> Any:
    rows = queries.visible_items(request.user, timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _item_context(request: Request, item: Any, form: Any) -> dict[str, Any]:
    choices = queries.paper_choices(user=request.user, today=timezone.localdate())
    return {
        "item": item,
        "meeting": item.meeting,
        "form": form,
        "unit": [item.unit] if item.unit else [],
        "papers": queries.papers_beside(item),
        "choices": choices,
        "prepares": item.meeting.state in rules.PREPARED_IN,
    }


@reads
def item_page(request: Request, pk: int) -> HttpResponse:
    item = _item(request, pk)
    if item.meeting.state not in rules.PREPARED_IN | rules.RECORDED_IN:
        raise Http404
    names = ("title", "kind", "presenter", "minutes")
    initial = {name: getattr(item, name) for name in names}
    form = forms.ItemForm(initial={**initial, "seen_revision": item.revision})
    return render(request, "meetings/item.html", _item_context(request, item, form))


@writes
def change_item(request: Request, pk: int) -> HttpResponse:
    item = _item(request, pk)
    form = forms.ItemForm(request.POST)
    if form.is_valid():
        try:
            services.change_item(
                item=item,
                draft=_item_draft(request, form),
                seen_revision=form.cleaned_data["seen_revision"],
                **who(request),
            )
            return back(request, item.meeting_id, "prepare", _("已保存。"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = _item_context(request, item, form)
    return render(request, "meetings/item.html", context, status=422)


@writes
def move_item(request: Request, pk: int) -> HttpResponse:
    item = _item(request, pk)
    services.move_item(item=item, up=request.POST.get("to") == "up", **who(request))
    return back(request, item.meeting_id, "prepare")


@writes
def remove_item(request: Request, pk: int) -> HttpResponse:
    item = _item(request, pk)
    services.remove_item(item=item, **who(request))
    return back(request, item.meeting_id, "prepare", _("议题已删去。"))


@writes
def add_paper(request: Request, pk: int) -> HttpResponse:
    item = _item(request, pk)
    today, asked = timezone.localdate(), request.POST.get("document", "")
    rows = documents.visible_documents(user=request.user, today=today)
    document = get_object_or_404(rows, pk=int(asked) if asked.isdigit() else 0)
    services.add_paper(item=item, document=document, **who(request))
    return back(request, item.meeting_id, "prepare", _("材料已附上。"))


@writes
def remove_paper(request: Request, pk: int) -> HttpResponse:
    rows = queries.visible_item_papers(request.user, timezone.localdate())
    paper = get_object_or_404(rows, pk=pk)
    services.remove_paper(paper=paper, **who(request))
    return back(request, paper.item.meeting_id, "prepare", _("材料已移除。"))
