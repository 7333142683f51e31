"""Slips: what is proposed today, confirming and dismissing, the list and the page of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.escalations import forms, queries, services
from changai.escalations.rules import Event, Level, State
from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, render_page_or_fragment, writes
from changai.papers import queries as papers

LIGHTS = ("overdue", "behind_trajectory", "poor_quality", "near_due", "unsigned")
EVENT_FORMS: dict[str, Any] = {
    "change": forms.ChangeForm,
    "withdraw": forms.WithdrawForm,
    "answer": forms.AnswerForm,
    "lift": forms.LiftForm,
}


def places(request: Request, here: str) -> list[dict[str, Any]]:
    """Return the tabs of this part of the program for the person."""
    shown = [("list", _("督办单")), ("digests", _("通报简报")), ("schemes", _("考核"))]
    if queries.working_units(user=request.user, today=timezone.localdate()).exists():
        shown.insert(0, ("today", _("今日建议")))
    return [
        {
            "label": label,
            "url": reverse(f"escalations:{name}"),
            "active": name == here,
            "count": None,
        }
        for name, label in shown
    ]


def _select(name: str, label: str, value: str, options: dict[str, Any]) -> dict[str, Any]:
    shown = [("", _("全部")), *options.items()]
    return {"name": name, "label": label, "kind": "select", "value": value, "options": shown}


@reads
def show_list(request: Request) -> HttpResponse:
    today, asked = timezone.localdate(), request.GET
    task = asked.get("task", "")
    wanted = queries.SlipFilter(
        level=asked.get("level", ""),
        state=asked.get("state", ""),
        words=asked.get("q", "").strip(),
        task_id=int(task) if task.isdigit() else None,
    )
    after = asked.get("after", "")
    rows, cursor = queries.slip_page(
        user=request.user,
        today=today,
        wanted=wanted,
        before=int(after) if after.isdigit() else None,
    )
    context = {
        "rows": rows,
        "filtered": not wanted.is_empty,
        "pager": {"previous": "", "next": cursor, "shown": len(rows), "total": None},
        "places": places(request, "list"),
        "filters": [
            {"name": "q", "label": _("任务"), "kind": "search", "value": wanted.words},
            _select("level", _("种类"), wanted.level, queries.LEVEL_WORDS),
            _select("state", _("状态"), wanted.state, queries.STATE_WORDS),
        ],
    }
    return render_page_or_fragment(
        request, "escalations/list.html", "escalations/_slips.html", context
    )


@reads
def today_page(request: Request) -> HttpResponse:
    today, light = timezone.localdate(), request.GET.get("light", "")
    units = queries.working_units(user=request.user, today=today)
    if not units.exists():
        raise Http404
    rows = queries.proposals(user=request.user, today=today, light=light if light in LIGHTS else "")
    context = {
        "proposed": [row for row in rows if row.proposal.level],
        "filtered": bool(light in LIGHTS),
        "others": [row for row in rows if row.proposal.level is None],
        "most": queries.MOST,
        "places": places(request, "today"),
        "lights": [
            {"label": label, "url": f"?light={code}", "active": code == light, "count": None}
            for code, label in [("", _("全部"))]
            + [(code, queries.CAUSE_WORDS[code]) for code in LIGHTS]
        ],
    }
    return render(request, "escalations/today.html", context)


def _task(request: Request, pk: int) -> Any:
    rows = queries.escalable_tasks(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _levels(row: Any) -> list[tuple[str, Any]]:
    """Return the levels to choose from: the proposed one first, then what stands beside it."""
    proposed = row.proposal.level
    if proposed is None:
        return []
    names = [proposed, *(one for one in Level if one is not proposed)]
    return [
        (one.value, queries.LEVEL_WORDS[one.value])
        for one in names
        if one.rung == 0 or one.rung >= proposed.rung
    ]


def _matter_page(
    request: Request, row: Any, form: Any, dismissing: Any, *, status: int = 200
) -> HttpResponse:
    context = {"row": row, "task": row.task, "form": form, "dismissing": dismissing}
    return render(request, "escalations/matter.html", context, status=status)


@reads
def matter(request: Request, pk: int) -> HttpResponse:
    today, task = timezone.localdate(), _task(request, pk)
    row = queries.one_matter(task=task, today=today)
    initial = {
        "level": row.proposal.level.value if row.proposal.level else "",
        "until_on": queries.workdays_after(today, "slip_until"),
    }
    form = forms.ConfirmForm(initial=initial, levels=_levels(row))
    return _matter_page(request, row, form, forms.DismissForm())


@writes
def confirm(request: Request, pk: int) -> HttpResponse:
    task = _task(request, pk)
    row = queries.one_matter(task=task, today=timezone.localdate())
    form = forms.ConfirmForm(request.POST, levels=_levels(row))
    if not _levels(row):
        raise Refused(_("现在没有要发的督办单：%(cause)s。") % {"cause": row.cause_words})
    if not form.is_valid():
        return _matter_page(request, row, form, forms.DismissForm(), status=422)
    try:
        slip = services.confirm_slip(
            task=task, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except (services.ReasonMissing, services.BadDate) as refusal:
        where = "until_on" if isinstance(refusal, services.BadDate) else "started_higher"
        if form.cleaned_data["level"] == Level.REMINDER:
            where = "words"
        form.add_error(where, str(refusal))
        return _matter_page(request, row, form, forms.DismissForm(), status=422)
    said = _("已提醒。") if slip.level == Level.REMINDER else _("已拟稿，请他人签发后印发。")
    messages.success(request, said)
    return redirect_to(request, reverse("escalations:slip", args=[slip.pk]))


@writes
def dismiss(request: Request, pk: int) -> HttpResponse:
    task = _task(request, pk)
    row = queries.one_matter(task=task, today=timezone.localdate())
    form = forms.DismissForm(request.POST)
    if not form.is_valid():
        return _matter_page(request, row, forms.ConfirmForm(levels=_levels(row)), form, status=422)
    services.dismiss_proposal(
        task=task, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
    )
    messages.success(request, _("已记录不采纳的理由，同一原因不再建议。"))
    return redirect_to(request, reverse("escalations:today"))


def _slip(request: Request, pk: int) -> Any:
    rows = queries.visible_slips(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _forms(slip: Any, names: list[str]) -> dict[str, Any]:
    initial = {
        "seen_revision": slip.revision,
        "words": slip.words,
        "until_on": slip.until_on,
        "answer": slip.answer,
    }
    return {name: EVENT_FORMS[name](initial=initial, prefix=name) for name in names}


def _slip_page(
    request: Request, slip: Any, bound: Any = None, *, status: int = 200
) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    actions = queries.slip_actions(slip, user=user, today=today)
    shown = _forms(slip, [name for name, _words in actions]) | (bound or {})
    [row] = queries.slip_rows([slip], today=today)
    kind = slip.level if Level(slip.level).is_paper else ""
    context = {
        "row": row,
        "slip": slip,
        "chain": queries.chain_of(slip, user=user, today=today),
        "actions": [(name, words, shown[name]) for name, words in actions],
        "kind": kind,
        "papers": papers.papers_of(kind=kind, thing_id=slip.pk, user=user, today=today)
        if kind and slip.state != State.DISMISSED
        else [],
        "cause_words": queries.CAUSE_WORDS[slip.cause],
    }
    return render(request, "escalations/slip.html", context, status=status)


@reads
def slip(request: Request, pk: int) -> HttpResponse:
    return _slip_page(request, _slip(request, pk))


@writes
def act(request: Request, pk: int, name: str) -> HttpResponse:
    found = _slip(request, pk)
    allowed = queries.events_for(found, request.user, timezone.localdate())
    if name not in EVENT_FORMS or Event(name) not in allowed:
        raise Http404
    form = EVENT_FORMS[name](request.POST, prefix=name)
    if not form.is_valid():
        return _slip_page(request, found, {name: form}, status=422)
    services_by_name: dict[str, Any] = {
        "change": services.change_slip,
        "withdraw": services.withdraw_slip,
        "answer": services.answer_slip,
        "lift": services.lift_slip,
    }
    services_by_name[name](slip=found, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("已办理。"))
    return redirect_to(request, reverse("escalations:slip", args=[pk]))
