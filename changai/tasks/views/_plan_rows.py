from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from changai.kernel.http import Request, reads, redirect_to, writes
from changai.tasks.forms import plans as forms
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plans as rules
from changai.tasks.services import plans as services
from changai.tasks.views._plans import editable_draft, may_edit, rows_context, visible_plan

ADOPTION = "adopt"  # where a row is mended on the way to adoption, saving leads back there
TargetFormSet = formset_factory(
    forms.TargetForm,
    extra=forms.EMPTY_TARGETS,
    max_num=forms.MAX_TARGETS,
    absolute_max=forms.MAX_TARGETS,
)


def visible_row(request: Request, pk: int) -> Any:
    """Return a row of a version the person may see; 404 otherwise."""
    rows = queries.visible_rows(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _editable_row(request: Request, pk: int) -> Any:
    row = visible_row(request, pk)
    if row.version.state == "ADOPTED" or not may_edit(request, row.version.plan):
        raise Http404
    return row


@reads
def plan_row(request: Request, pk: int) -> HttpResponse:
    row = visible_row(request, pk)
    today = timezone.localdate()
    version = row.version
    facts = queries.facts_of(row)
    units = {part.unit_id: part.unit for part in row.units.all()}
    units |= {unit.pk: unit for unit in queries.units_by_id(queries.unit_ids_in([facts]))}
    editable = version.state != "ADOPTED" and may_edit(request, version.plan)
    in_adopted = queries.stands_in_adopted(row)
    context = {
        "row": row,
        "plan": version.plan,
        "version": version,
        "view": queries.one_row_view(row, user=request.user, today=today),
        "facts": queries.row_words(facts, units),
        "editable": editable,
        "in_adopted": in_adopted,
        "can_drop": editable and in_adopted and not row.dropped_reason,
        "remarks": queries.row_comments(
            version=version, key=row.key, user=request.user, today=today
        ),
        "commenting": queries.may_comment(version, user=request.user, today=today),
        "faults": queries.row_faults(row, today) if version.state != "ADOPTED" else [],
        "drop_form": forms.DropForm(initial={"seen_revision": row.revision}),
    }
    return render(request, "tasks/plan_row.html", context)


def _parties(request: Request) -> dict[str, Any]:
    """Return the units that were picked, in order, with the days of cooperating ones."""
    picked = {
        name: [int(pk) for pk in request.POST.getlist(name) if pk.isdigit()]
        for name in rules.PARTY_NAMES
    }
    known = queries.pickable_ids(
        {pk for pks in picked.values() for pk in pks},
        user=request.user,
        today=timezone.localdate(),
    )
    return {
        "leads": tuple(dict.fromkeys(pk for pk in picked["leads"] if pk in known)),
        "cooperating": tuple(
            rules.Party(pk, _day(request.POST.get(f"due_{pk}", "")))
            for pk in dict.fromkeys(picked["cooperating"])
            if pk in known
        ),
        "summarizing": next((pk for pk in picked["summarizing"] if pk in known), None),
    }


def _day(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def _form(request: Request, version: Any, given: rules.RowFacts, revision: int | None) -> Any:
    today = timezone.localdate()
    names = queries.unit_names(
        owner=version.plan.owner,
        user=request.user,
        today=today,
        also=queries.unit_ids_in([given]),
    )
    posted = request.method == "POST"
    lines = TargetFormSet(
        request.POST if posted else None,
        prefix="t",
        form_kwargs={"names": names},
        initial=[forms.target_initial(one, names) for one in given.targets],
    )
    good = lines.is_valid() if posted else True
    form = forms.RowForm(
        request.POST if posted else None,
        version=version,
        today=today,
        given=given,
        parties=_parties(request) if posted else {},
        targets=lines.forms if posted else None,
        instructions=queries.instructions_for(given.clause_id),
        initial={**forms.row_initial(given), "seen_revision": revision},
    )
    return form, lines, good


def _form_context(request: Request, form: Any, lines: Any, version: Any) -> dict[str, Any]:
    facts = form.given.with_changes(**form.parties) if form.parties else form.given
    units = {unit.pk: unit for unit in queries.units_by_id(queries.unit_ids_in([facts]))}
    return {
        "form": form,
        "targets": lines,
        "plan": version.plan,
        "version": version,
        "leads": [units[pk] for pk in facts.leads if pk in units],
        "cooperating": [
            (units[one.unit_id], one.due_on) for one in facts.cooperating if one.unit_id in units
        ],
        "cooperating_units": [
            units[one.unit_id] for one in facts.cooperating if one.unit_id in units
        ],
        "summarizing": [units[facts.summarizing]] if facts.summarizing in units else [],
    }


@reads
def plan_row_new(request: Request, pk: int) -> HttpResponse:
    draft = editable_draft(request, visible_plan(request, pk))
    form, lines, _good = _form(request, draft, rules.RowFacts(shape="mechanism"), None)
    form.initial["evidence"] = ""
    context = {**_form_context(request, form, lines, draft), "row": None}
    return render(request, "tasks/plan_row_form.html", context)


@writes
def plan_row_add(request: Request, pk: int) -> HttpResponse:
    draft = editable_draft(request, visible_plan(request, pk))
    form, lines, good = _form(request, draft, rules.RowFacts(shape="mechanism"), None)
    if not (form.is_valid() and good):
        context = {**_form_context(request, form, lines, draft), "row": None}
        return render(request, "tasks/plan_row_form.html", context, status=422)
    row = services.add_row(version=draft, facts=form.facts, by=request.user, at=timezone.now())
    return redirect_to(request, reverse("tasks:plan_row", args=[row.pk]))


@reads
def plan_row_edit(request: Request, pk: int) -> HttpResponse:
    row = _editable_row(request, pk)
    form, lines, _good = _form(request, row.version, queries.facts_of(row), row.revision)
    context = {**_form_context(request, form, lines, row.version), "row": row}
    context["to_adoption"] = request.GET.get("to") == ADOPTION
    return render(request, "tasks/plan_row_form.html", context)


@writes
def plan_row_change(request: Request, pk: int) -> HttpResponse:
    row = _editable_row(request, pk)
    to_adoption = request.POST.get("to") == ADOPTION
    form, lines, good = _form(request, row.version, queries.facts_of(row), row.revision)
    if not (form.is_valid() and good):
        context = {**_form_context(request, form, lines, row.version), "row": row}
        context["to_adoption"] = to_adoption
        return render(request, "tasks/plan_row_form.html", context, status=422)
    seen = form.cleaned_data.get("seen_revision")
    services.change_row(
        row=row,
        facts=form.facts,
        seen_revision=-1 if seen is None else seen,
        by=request.user,
        at=timezone.now(),
    )
    if to_adoption:
        return redirect_to(request, reverse("tasks:plan_adopt", args=[row.version.plan_id]))
    return redirect_to(request, reverse("tasks:plan_row", args=[pk]))


@writes
def plan_row_mend(request: Request, pk: int) -> HttpResponse:
    """Fill in the lead or the day a row lacks, from the list of what cannot be adopted."""
    row = _editable_row(request, pk)
    form = forms.MendForm(request.POST)
    if not form.is_valid():
        raise services.PlanRefused(_("日期写法不对，应如 2026-06-30。"))
    given = queries.facts_of(row)
    filled: dict[str, Any] = {}
    if "mends_leads" in request.POST:
        filled["leads"] = _parties(request)["leads"]
        filled["cooperating"] = tuple(
            one for one in given.cooperating if one.unit_id not in filled["leads"]
        )
    if form.cleaned_data["due_on"]:
        filled["due_on"] = form.cleaned_data["due_on"]
    services.change_row(
        row=row,
        facts=given.with_changes(**filled),
        seen_revision=form.cleaned_data["seen_revision"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("已补正：%(title)s") % {"title": row.title})
    return redirect_to(request, reverse("tasks:plan_adopt", args=[row.version.plan_id]))


def _to_rows(request: Request, row: Any) -> HttpResponse:
    """Answer with the table htmx asked for, or go back to the plan."""
    plan = visible_plan(request, row.version.plan_id)
    if not request.htmx:
        return redirect_to(request, reverse("tasks:plan", args=[plan.pk]))
    draft = editable_draft(request, plan)
    context = {"plan": plan, "version": draft, **rows_context(request, plan, draft)}
    return render(request, "tasks/_plan_rows.html", context)


@writes
def plan_row_move(request: Request, pk: int) -> HttpResponse:
    row = _editable_row(request, pk)
    steps = -1 if request.POST.get("to") == "up" else 1
    services.move_row(row=row, steps=steps, by=request.user, at=timezone.now())
    return _to_rows(request, row)


@writes
def plan_row_duplicate(request: Request, pk: int) -> HttpResponse:
    row = _editable_row(request, pk)
    made = services.duplicate_row(row=row, by=request.user, at=timezone.now())
    return redirect_to(request, reverse("tasks:plan_row_edit", args=[made.pk]))


def _seen(request: Request) -> int:
    form = forms.SeenForm(request.POST)
    return form.cleaned_data["seen_revision"] if form.is_valid() else -1


@writes
def plan_row_delete(request: Request, pk: int) -> HttpResponse:
    row = _editable_row(request, pk)
    services.delete_row(row=row, seen_revision=_seen(request), by=request.user, at=timezone.now())
    return redirect_to(request, reverse("tasks:plan", args=[row.version.plan_id]))


@writes
def plan_row_drop(request: Request, pk: int) -> HttpResponse:
    row = _editable_row(request, pk)
    services.drop_row(
        row=row,
        reason=request.POST.get("reason", ""),
        seen_revision=_seen(request),
        by=request.user,
        at=timezone.now(),
    )
    return redirect_to(request, reverse("tasks:plan_row", args=[pk]))


@writes
def plan_row_restore(request: Request, pk: int) -> HttpResponse:
    row = _editable_row(request, pk)
    services.restore_row(row=row, seen_revision=_seen(request), by=request.user, at=timezone.now())
    return redirect_to(request, reverse("tasks:plan_row", args=[pk]))
