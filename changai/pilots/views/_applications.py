"""Applications: handing one in, its page, the review panel's votes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.http import Request, reads, writes
from changai.orgs import queries as orgs
from changai.packs.current import pack
from changai.pilots import forms, queries, services
from changai.pilots.views._calls import back, found_call
from changai.pilots.views._lists import tabs


def _routes(request: Request, call: Any) -> list[tuple[str, Any]]:
    today = timezone.localdate()
    routes = queries.routes_for(call, user=request.user, today=today)
    if not routes or not queries.call_row(call, today=today).is_open:
        raise Http404
    return routes


def _chosen(request: Request, call: Any, asked: Any) -> tuple[str, Any, Any] | None:
    """Return route, the unit that puts forward and the unit put forward; None if not chosen yet."""
    routes = _routes(request, call)
    key = asked.get("way", "")
    found = next((one for one in routes if f"{one[0]}:{one[1].pk}" == key), None)
    if found is None and len(routes) == 1 and routes[0][0] == "OWN":
        found = routes[0]
    if found is None:
        return None
    route, putting = found
    if route == "OWN":
        return route, putting, putting
    picked = next((int(pk) for pk in asked.getlist("unit") if pk.isdigit()), 0)
    units = orgs.pickable_units(user=request.user, today=timezone.localdate())
    unit = units.filter(pk=picked, path__startswith=call.unit.scope_path).first()
    return (route, putting, unit) if unit else None


def _page(
    request: Request, call: Any, asked: Any, data: Any = None, *, fault: str = ""
) -> tuple[dict[str, Any], Any, Any]:
    """Return the context of the page, the form and what was chosen."""
    chosen = _chosen(request, call, asked)
    ways = [
        (f"{route}:{unit.pk}", queries.ROUTE_WORDS[route], unit)
        for route, unit in _routes(request, call)
    ]
    context: dict[str, Any] = {"call": call, "ways": ways, "fault": fault}
    if chosen is None:
        context["missing"] = bool(asked.get("way"))
        return context, None, None
    route, putting, unit = chosen
    scopes = [
        one.code
        for one in pack().pilots.scopes
        if one.code in call.scopes and unit.kind in one.unit_kinds
    ]
    context |= {"unit": unit, "putting": putting, "route": queries.ROUTE_WORDS[route]}
    context["way"] = f"{route}:{putting.pk}"
    if not scopes:
        context["unfit"] = True
        return context, None, chosen
    names, known = queries.facts_to_ask(unit, scope=scopes[0], today=timezone.localdate())
    form = forms.ApplicationForm(data, asked=names, scopes=scopes)
    owners = queries.ownership_words()
    context |= {
        "form": form,
        "known": known,
        "ownership": owners.get(known.ownership, "") if known else "",
        "asked": names,
        "rules": [
            (one.label(queries.language()), one.source)
            for one in pack().pilots.eligibility(scopes[0])
        ],
    }
    return context, form, chosen


@reads
def apply(request: Request, pk: int) -> HttpResponse:
    context, _form, _way = _page(request, found_call(request, pk), request.GET)
    return render(request, "pilots/apply.html", context)


@writes
def apply_now(request: Request, pk: int) -> HttpResponse:
    call = found_call(request, pk)
    context, form, chosen = _page(request, call, request.POST, request.POST)
    if form is None or not form.is_valid():
        return render(request, "pilots/apply.html", context, status=422)
    route, putting, unit = chosen
    given = form.cleaned_data
    draft = services.ApplicationDraft(
        unit=unit,
        nominated_by=putting,
        route=route,
        scope=given["scope"],
        words=given["words"],
        workers_count=given.get("workers_count"),
        output_yuan=given.get("output_yuan"),
        ownership=given.get("ownership", ""),
    )
    try:
        made = services.apply(call=call, draft=draft, by=request.user, at=timezone.now())
    except (services.NotEligible, services.AlreadyThere, services.NotAllowed) as refusal:
        context["fault"] = str(refusal)
        return render(request, "pilots/apply.html", context, status=422)
    messages.success(request, _("申报已提交，等待评审。"))
    return back(request, "application", made.pk)


def _found(request: Request, pk: int) -> Any:
    rows = queries.visible_applications(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _allowed(request: Request, pk: int, step: str) -> Any:
    """Return the application where the person may take a step; others get a 404."""
    found = _found(request, pk)
    if step not in queries.actions_for(found, user=request.user, today=timezone.localdate()):
        raise Http404
    return found


def _application_page(
    request: Request, found: Any, bound: Any = None, *, status: int = 200
) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    actions = queries.actions_for(found, user=user, today=today)
    judged = queries.judged(found, user=user, today=today)
    own = judged.own
    first = (
        {**own.scores, "in_favor": "1" if own.in_favor else "0", "words": own.words} if own else {}
    )
    steps: dict[str, Any] = {
        "correct": forms.CorrectForm(
            initial={"words": found.words, "seen_revision": found.revision}
        ),
        "return": forms.ReasonForm(),
        "vote": forms.VoteForm(initial=first),
        **(bound or {}),
    }
    if judged.tally.count:
        actions -= {"return"}
    owners = queries.ownership_words()
    context = {
        "application": found,
        "row": queries.application_row(found),
        "checks": queries.check_rows(found),
        "ownership": owners.get(found.profile.ownership, "") if found.profile else "",
        "judged": judged,
        "actions": actions,
        "vote_form": steps["vote"] if "vote" in actions else None,
        "correct_form": steps["correct"] if "correct" in actions else None,
        "return_form": steps["return"] if "return" in actions else None,
        "may_settle": "settle" in actions and judged.tally.quorate,
        "pilot": queries.visible_pilots(user=user, today=today).filter(unit=found.unit).last(),
    }
    return render(request, "pilots/application.html", context, status=status)


@reads
def application(request: Request, pk: int) -> HttpResponse:
    return _application_page(request, _found(request, pk))


@writes
def correct(request: Request, pk: int) -> HttpResponse:
    found, form = _allowed(request, pk, "correct"), forms.CorrectForm(request.POST)
    if not form.is_valid():
        return _application_page(request, found, {"correct": form}, status=422)
    services.correct_application(
        application=found, by=request.user, at=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("已重新提交。"))
    return back(request, "application", pk)


@writes
def withdraw(request: Request, pk: int) -> HttpResponse:
    found = _allowed(request, pk, "withdraw")
    services.withdraw_application(application=found, by=request.user, at=timezone.now())
    messages.success(request, _("申报已撤回。"))
    return back(request, "application", pk)


@writes
def return_it(request: Request, pk: int) -> HttpResponse:
    found, form = _allowed(request, pk, "return"), forms.ReasonForm(request.POST)
    if not form.is_valid():
        return _application_page(request, found, {"return": form}, status=422)
    services.return_application(
        application=found, by=request.user, at=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("已退回补正。"))
    return back(request, "application", pk)


@writes
def vote(request: Request, pk: int) -> HttpResponse:
    found, form = _allowed(request, pk, "vote"), forms.VoteForm(request.POST)
    if not form.is_valid():
        return _application_page(request, found, {"vote": form}, status=422)
    services.cast_vote(
        application=found,
        scores=form.scores(),
        in_favor=form.cleaned_data["in_favor"],
        words=form.cleaned_data["words"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("评审意见已记录，评审结束前可以修改。"))
    return back(request, "application", pk)


@writes
def settle(request: Request, pk: int) -> HttpResponse:
    found = _allowed(request, pk, "settle")
    services.settle_application(application=found, by=request.user, at=timezone.now())
    messages.success(request, _("评审已结束，结果由票数得出。"))
    return back(request, "application", pk)


@reads
def reviews(request: Request) -> HttpResponse:
    rows = queries.to_judge(user=request.user, today=timezone.localdate())
    context = {"rows": rows, "tabs": tabs(request, "reviews")}
    return render(request, "pilots/reviews.html", context)
