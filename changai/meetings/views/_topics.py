"""The backlog of topics, meetings taken from reports, and calendars subscribed to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, writes
from changai.meetings import forms, queries, rules, services
from changai.meetings.views._common import back, draft_of, run_meeting, who
from changai.meetings.views._meeting import ICS, base_url


def _topics_context(request: Request, form: Any = None) -> dict[str, Any]:
    user, today = request.user, timezone.localdate()
    places = queries.proposable(user=user, today=today)
    return {
        "topics": queries.topic_rows(user=user, today=today),
        "form": form or (forms.TopicForm(places=places) if places else None),
        "ahead": queries.meetings_ahead(user=user, today=today),
        "run_ids": {one.pk for one in queries.run_bodies(user, today)},
    }


@reads
def topics(request: Request) -> HttpResponse:
    return render(request, "meetings/topics.html", _topics_context(request))


@writes
def propose(request: Request) -> HttpResponse:
    places = queries.proposable(user=request.user, today=timezone.localdate())
    if not places:
        raise Http404
    form = forms.TopicForm(request.POST, places=places)
    if form.is_valid():
        chosen = form.cleaned_data["place"]
        body, unit = next((one, unit) for one, unit in places if f"{one.pk}-{unit.pk}" == chosen)
        services.propose_topic(
            body=body,
            unit=unit,
            title=form.cleaned_data["title"],
            words=form.cleaned_data["words"],
            **who(request),
        )
        return redirect_to(request, reverse("meetings:topics"))
    context = _topics_context(request, form)
    return render(request, "meetings/topics.html", context, status=422)


def _topic(request: Request, pk: int) -> Any:
    rows = queries.run_topics(request.user, timezone.localdate())
    return get_object_or_404(rows, pk=pk)


@writes
def take(request: Request, pk: int) -> HttpResponse:
    topic = _topic(request, pk)
    asked = request.POST.get("meeting", "")
    meeting = run_meeting(request, int(asked) if asked.isdigit() else 0)
    services.take_topic(topic=topic, meeting=meeting, **who(request))
    return back(request, meeting.pk, "prepare", _("已列入议程。"))


@writes
def decline(request: Request, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    services.decline_topic(topic=_topic(request, pk), reason=reason, **who(request))
    return redirect_to(request, reverse("meetings:topics"))


def _report(request: Request, pk: int) -> tuple[Any, list[Any]]:
    user, today = request.user, timezone.localdate()
    document = queries.readable_document(pk=pk, user=user, today=today)
    bodies = queries.run_bodies(user, today)
    if document is None:
        raise Http404
    return document, bodies


def _speaker_forms(proposal: rules.Proposal, data: Any = None) -> list[Any]:
    spare = [rules.SpeakerFound("EXCHANGED", "")]
    return [
        (
            forms.SpeakerFoundForm(
                data,
                prefix=f"s{place}",
                initial={
                    "taken": bool(one.name),
                    "act": one.act,
                    "name": one.name,
                    "titles": one.titles,
                    "tier": one.tier,
                },
            ),
            one.quote,
        )
        for place, one in enumerate([*proposal.speakers, *spare])
    ]


def _report_context(
    request: Request, document: Any, proposal: rules.Proposal, form: Any, speakers: Any
) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "document": document,
        "proposal": proposal,
        "form": form,
        "speakers": speakers,
        "taken": queries.taken_from(document=document, user=request.user, today=today),
    }


@reads
def from_document(request: Request, pk: int) -> HttpResponse:
    document, bodies = _report(request, pk)
    if not bodies:
        return render(request, "meetings/no_body.html", {"document": document})
    proposal = queries.proposal_of(document)
    form = forms.ReportForm(
        bodies=bodies,
        initial={
            "title": proposal.title.words,
            "kind": proposal.kind,
            "form": proposal.form,
            "number": proposal.number,
            "day": proposal.day,
            "begins": proposal.begins,
            "when_words": proposal.when.words,
            "venue": proposal.venue.words,
            "chair": proposal.chair.words,
            "rooms": "\n".join(room.words for room in proposal.rooms),
            "cited": "\n".join(one.words for one in proposal.cited),
        },
    )
    context = _report_context(request, document, proposal, form, _speaker_forms(proposal))
    return render(request, "meetings/from_document.html", context)


@writes
def from_document_now(request: Request, pk: int) -> HttpResponse:
    document, bodies = _report(request, pk)
    if not bodies:
        raise Http404
    proposal = queries.proposal_of(document)
    form = forms.ReportForm(request.POST, bodies=bodies)
    speakers = _speaker_forms(proposal, request.POST)
    # Every line is checked, so that every fault is shown at once.
    checked = [one.is_valid() for one, _quote in speakers]
    sound = all(checked)
    if form.is_valid() and sound:
        values = form.cleaned_data
        confirmed = services.ReportConfirmed(
            draft=draft_of(values),
            rooms=tuple(forms.lines_of(values["rooms"])),
            speakers=tuple(_confirmed(one.cleaned_data) for one, _q in speakers if _taken(one)),
            cited=tuple(forms.lines_of(values["cited"])),
            when_words=values["when_words"],
        )
        try:
            meeting = services.record_meeting(
                body=values["body"], document=document, confirmed=confirmed, **who(request)
            )
            return back(request, meeting.pk, "record", _("会议记录已补录，请核对。"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = _report_context(request, document, proposal, form, speakers)
    return render(request, "meetings/from_document.html", context, status=422)


def _taken(form: Any) -> bool:
    return bool(form.cleaned_data["taken"] and form.cleaned_data["name"])


def _confirmed(values: dict[str, Any]) -> services.SpeakerConfirmed:
    names = ("act", "name", "titles", "tier")
    return services.SpeakerConfirmed(**{name: values[name] for name in names})


def _feeds_context(request: Request, form: Any = None, address: str = "") -> dict[str, Any]:
    return {
        "feeds": queries.feeds_of(request.user),
        "form": form or forms.FeedForm(),
        "address": address,
    }


@reads
def feeds(request: Request) -> HttpResponse:
    return render(request, "meetings/feeds.html", _feeds_context(request))


@writes
def make_feed(request: Request) -> HttpResponse:
    form = forms.FeedForm(request.POST)
    if not form.is_valid():
        return render(request, "meetings/feeds.html", _feeds_context(request, form), status=422)
    token = services.make_feed(name=form.cleaned_data["name"], **who(request))
    # The address is shown once, in this answer: only its hash is kept.
    address = base_url(request) + reverse("meetings:feed", args=[token])
    return render(request, "meetings/feeds.html", _feeds_context(request, address=address))


@writes
def revoke_feed(request: Request, pk: int) -> HttpResponse:
    feed = get_object_or_404(queries.feeds_of(request.user), pk=pk)
    services.revoke_feed(feed=feed, **who(request))
    messages.success(request, _("订阅已撤销，原地址不再可用。"))
    return redirect_to(request, reverse("meetings:feeds"))


def _open_feed(request: Request, token: str) -> HttpResponse:
    """Answer with the calendar a token opens; whoever has the address reads it, as calendars do."""
    feed = queries.feed_of(token)
    if feed is None:
        raise Http404
    meetings = queries.calendar_meetings(feed.person, timezone.localdate())
    content = queries.calendar_of(meetings, name=_("产改会议"), base=base_url(request))
    return HttpResponse(content, content_type=ICS)


feed = login_not_required(reads(_open_feed))
