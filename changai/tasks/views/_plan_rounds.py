from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.http import Request, reads, redirect_to, writes
from changai.tasks.forms import plans as forms
from changai.tasks.queries import plans as queries
from changai.tasks.services import plans as services
from changai.tasks.views._plans import editable_draft, may_edit, version_shown, visible_plan


def _tab(plan_id: int, name: str) -> str:
    return f"{reverse('tasks:plan', args=[plan_id])}?tab={name}"


@reads
def plan_round(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    draft = editable_draft(request, found)
    form = forms.RoundForm(initial={"until": draft.comments_until, "seen_revision": draft.revision})
    return render(request, "tasks/plan_round.html", _round_context(found, draft, form))


def _round_context(plan: Any, draft: Any, form: forms.RoundForm) -> dict[str, Any]:
    rows = queries.rows_of(draft)
    return {"plan": plan, "version": draft, "form": form, "burden": queries.burden(rows)}


@writes
def plan_round_open(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    draft = editable_draft(request, found)
    form = forms.RoundForm(request.POST)
    if not form.is_valid():
        context = _round_context(found, draft, form)
        return render(request, "tasks/plan_round.html", context, status=422)
    services.open_comments(version=draft, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect_to(request, _tab(pk, "comments"))


@writes
def plan_comment(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    version, _versions = version_shown(request, found)
    form = forms.CommentForm(request.POST)
    units = queries.may_comment(version, user=request.user, today=timezone.localdate())
    form.is_valid()
    unit = next((one for one in units if one.pk == form.cleaned_data.get("unit")), None)
    if unit is None:
        raise Http404
    services.comment_on_plan(
        version=version,
        unit=unit,
        words=form.cleaned_data.get("words", ""),
        row_key=form.cleaned_data.get("row_key"),
        by=request.user,
        at=timezone.now(),
    )
    return redirect_to(request, _tab(pk, "comments"))


@writes
def plan_answer(request: Request, pk: int) -> HttpResponse:
    today = timezone.localdate()
    comment = get_object_or_404(queries.answerable_comments(user=request.user, today=today), pk=pk)
    form = forms.AnswerForm(request.POST)
    form.is_valid()
    services.answer_comment(
        comment=comment,
        taken=bool(form.cleaned_data.get("taken")),
        answer=form.cleaned_data.get("answer", ""),
        by=request.user,
        at=timezone.now(),
    )
    return redirect_to(request, _tab(comment.version.plan_id, "comments"))


def _adopt_context(
    request: Request, plan: Any, draft: Any, form: forms.AdoptForm
) -> dict[str, Any]:
    rows = queries.rows_of(draft)
    open_comments = [
        one
        for one in queries.comments_of(version=draft, user=request.user, today=timezone.localdate())
        if one.taken is None
    ]
    return {
        "plan": plan,
        "version": draft,
        "form": form,
        "bad": _to_mend(request, plan, queries.bad_rows(draft, timezone.localdate())),
        "burden": queries.burden(rows),
        "row_count": sum(1 for row in rows if not row.dropped_reason),
        "changes": queries.changes_since(draft) if draft.number > 1 else [],
        "open_comments": len(open_comments),
    }


def _to_mend(request: Request, plan: Any, bad: list[queries.BadRow]) -> list[dict[str, Any]]:
    """Return the faulty rows with what can be mended at once; a unit of the text's name stands in.

    A person still confirms it by saving.
    """
    words = {one.row.pk: list(one.row.clause.lead_words) for one in bad if one.row.clause}
    names = None
    if any(one.lacks_lead and words.get(one.row.pk) for one in bad):
        names = queries.unit_names(owner=plan.owner, user=request.user, today=timezone.localdate())
    rows = []
    for one in bad:
        leads, said = one.leads, words.get(one.row.pk, [])
        found = names.named(said) if names and one.lacks_lead and not leads else []
        rows.append(
            {
                "row": one.row,
                "faults": one.faults,
                "lacks_lead": one.lacks_lead,
                "lacks_day": one.lacks_day,
                "picker": f"leads-{one.row.pk}",
                "leads": leads or found[:1],
                "found": bool(found),
            }
        )
    return rows


@reads
def plan_adopt(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    if queries.draft_of(found) is None and may_edit(request, found):
        # Adopted meanwhile, or the way back of the browser: the plan itself says how it stands.
        return redirect_to(request, reverse("tasks:plan", args=[pk]))
    draft = editable_draft(request, found)
    form = forms.AdoptForm(initial={"seen_revision": draft.revision})
    return render(request, "tasks/plan_adopt.html", _adopt_context(request, found, draft, form))


@writes
def plan_adopt_now(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    draft = editable_draft(request, found)
    form = forms.AdoptForm(request.POST)
    if not form.is_valid():
        context = _adopt_context(request, found, draft, form)
        return render(request, "tasks/plan_adopt.html", context, status=422)
    done = services.adopt_version(
        version=draft, **form.cleaned_data, by=request.user, at=timezone.now()
    )
    messages.success(request, _done_words(done))
    return redirect_to(request, reverse("tasks:plan", args=[pk]))


def _done_words(done: services.Adopted) -> str:
    """Return what an adoption did, in one line."""
    made = {task.row_key for task in done.made}
    rows = [row for row in queries.rows_of(done.version) if row.key in made]
    leads = {lead for row in rows for lead in queries.facts_of(row).leads}
    words = _("已印发，产生 %(made)d 项任务，已通知 %(leads)d 个牵头单位。")
    said = words % {"made": len(made), "leads": len(leads)}
    if done.changed or done.cancelled:
        more = _("另调整 %(changed)d 项，取消 %(cancelled)d 项。")
        said += more % {"changed": len(done.changed), "cancelled": len(done.cancelled)}
    return said


def _change(request: Request, pk: int) -> Any:
    today = timezone.localdate()
    change = get_object_or_404(
        queries.visible_parent_changes(user=request.user, today=today), pk=pk
    )
    if not may_edit(request, change.plan):
        raise Http404
    return change


@writes
def plan_change_apply(request: Request, pk: int) -> HttpResponse:
    change = _change(request, pk)
    services.apply_change(change=change, by=request.user, at=timezone.now())
    return redirect_to(request, _tab(change.plan_id, "above"))


@writes
def plan_change_note(request: Request, pk: int) -> HttpResponse:
    change = _change(request, pk)
    services.acknowledge_change(change=change, by=request.user, at=timezone.now())
    return redirect_to(request, _tab(change.plan_id, "above"))
