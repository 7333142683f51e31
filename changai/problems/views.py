"""Problems: the list, one problem and its lives, adding one or a list, and each step."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, render_page_or_fragment, writes
from changai.orgs import queries as orgs
from changai.problems import forms, queries, rules, services
from changai.tasks.queries import plans
from changai.tasks.rules import plan_tables


def _select(name: str, label: str, value: Any, options: list[tuple[Any, Any]]) -> dict[str, Any]:
    shown = [("", _("全部")), *options]
    return {"name": name, "label": label, "kind": "select", "value": value or "", "options": shown}


@reads
def show_list(request: Request) -> HttpResponse:
    today, asked = timezone.localdate(), request.GET
    unit, after = asked.get("unit", ""), asked.get("after", "")
    wanted = queries.ProblemFilter(
        words=asked.get("q", "").strip(),
        stage=asked.get("stage", ""),
        source=asked.get("source", ""),
        unit_id=int(unit) if unit.isdigit() else None,
    )
    rows, cursor = queries.problem_page(
        user=request.user,
        today=today,
        wanted=wanted,
        after=int(after) if after.isdigit() else None,
    )
    context: dict[str, Any] = {
        "rows": rows,
        "filtered": not wanted.is_empty,
        "pager": {"previous": "", "next": cursor, "shown": len(rows), "total": None},
    }
    if not request.htmx or request.htmx.boosted:
        units = queries.concerned_units(user=request.user, today=today)
        stages = [("LOOK_BACK", queries.LOOK_BACK), *queries.STATE_WORDS.items()]
        context["filters"] = [
            {"name": "q", "label": _("问题或出处"), "kind": "search", "value": wanted.words},
            _select("stage", _("状态"), wanted.stage, stages),
            _select("source", _("来源"), wanted.source, list(queries.SOURCE_WORDS.items())),
            _select("unit", _("责任单位"), wanted.unit_id, [(one.pk, str(one)) for one in units]),
        ]
        context["may_add"] = bool(queries.keeping_units(user=request.user, today=today))
    return render_page_or_fragment(request, "problems/list.html", "problems/_results.html", context)


def _problem(request: Request, pk: int) -> Any:
    rows = queries.visible_problems(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _allowed(request: Request, pk: int, name: str) -> Any:
    """Return the problem where the person may take a step; a stranger gets a 404."""
    problem = _problem(request, pk)
    if name not in queries.actions_for(problem, user=request.user, today=timezone.localdate()):
        raise Http404
    return problem


def _page(request: Request, problem: Any, bound: Any = None, *, status: int = 200) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    actions = queries.actions_for(problem, user=user, today=today)
    seen = {"seen_revision": problem.revision}
    steps = {
        "rectify": forms.RectifyForm(
            initial={**seen, "title": problem.words, "due_on": queries.proposed_due(today)}
        ),
        "look_back": forms.LookBackForm(initial=seen),
        "drop": forms.DropForm(initial=seen),
        **(bound or {}),
    }
    context = {
        "row": queries.problem_row(problem, today=today),
        "problem": problem,
        "chain": queries.chain_of(problem, user=user, today=today),
        "actions": actions,
        "steps": {name: form for name, form in steps.items() if name in actions},
    }
    return render(request, "problems/detail.html", context, status=status)


@reads
def detail(request: Request, pk: int) -> HttpResponse:
    return _page(request, _problem(request, pk))


@reads
def of_task(request: Request, pk: int) -> HttpResponse:
    """Show the problem a task puts right, for the page of the task."""
    rows = queries.visible_problems(user=request.user, today=timezone.localdate())
    found = get_object_or_404(rows, task_id=pk)
    row = queries.problem_row(found, today=timezone.localdate())
    return render_page_or_fragment(
        request, "problems/of_task.html", "problems/_of_task.html", {"row": row}
    )


def _units(request: Request) -> list[Any]:
    units = queries.keeping_units(user=request.user, today=timezone.localdate())
    if not units:
        raise Http404
    return units


def _form(request: Request, data: Any = None, **initial: Any) -> forms.ProblemForm:
    today = timezone.localdate()
    meetings, documents = queries.source_choices(user=request.user, today=today)
    first = {
        "found_on": today,
        "look_back_days": queries.default_look_back(today),
        **{name: request.GET[name] for name in ("meeting", "document") if name in request.GET},
        **initial,
    }
    return forms.ProblemForm(
        data, initial=first, units=_units(request), meetings=meetings, documents=documents
    )


def _form_page(
    request: Request, form: Any, problem: Any = None, *, status: int = 200
) -> HttpResponse:
    picked = [int(pk) for pk in request.POST.getlist("concerned") if pk.isdigit()]
    if not picked and problem is not None:
        picked = [problem.concerned_id]
    context = {"form": form, "problem": problem, "chosen": plans.units_by_id(picked)}
    return render(request, "problems/form.html", context, status=status)


@reads
def new(request: Request) -> HttpResponse:
    return _form_page(request, _form(request))


def _draft(request: Request, form: Any) -> services.ProblemDraft | None:
    """Return what was typed; None with the fault on the form where no unit is concerned."""
    today = timezone.localdate()
    picked = [int(pk) for pk in request.POST.getlist("concerned") if pk.isdigit()]
    units = orgs.pickable_units(user=request.user, today=today).filter(pk__in=picked[:1])
    concerned = units.first()
    if concerned is None:
        form.add_error(None, _("请选择责任单位。"))
        return None
    meetings, documents = queries.source_choices(user=request.user, today=today)
    given = form.cleaned_data
    return services.ProblemDraft(
        concerned=concerned,
        words=given["words"],
        where=given["where"],
        found_on=given["found_on"],
        source=given["source"],
        meeting=next((one for one in meetings if one.pk == given.get("meeting")), None),
        document=next((one for one in documents if one.pk == given.get("document")), None),
        look_back_days=given["look_back_days"],
    )


@writes
def add(request: Request) -> HttpResponse:
    form = _form(request, request.POST)
    draft = _draft(request, form) if form.is_valid() else None
    if draft is None:
        return _form_page(request, form, status=422)
    unit = next(one for one in _units(request) if one.pk == form.cleaned_data["unit"])
    try:
        problem = services.add_problem(unit=unit, draft=draft, by=request.user, at=timezone.now())
    except services.BadDate as refusal:
        form.add_error("found_on", str(refusal))
        return _form_page(request, form, status=422)
    messages.success(request, _("问题已登记。"))
    return redirect_to(request, reverse("problems:problem", args=[problem.pk]))


@reads
def edit(request: Request, pk: int) -> HttpResponse:
    problem = _allowed(request, pk, "change")
    names = ("unit_id", "source", "words", "where", "found_on", "look_back_days")
    initial = {name.removesuffix("_id"): getattr(problem, name) for name in names}
    initial |= {"meeting": problem.meeting_id, "document": problem.document_id}
    return _form_page(request, _form(request, seen_revision=problem.revision, **initial), problem)


@writes
def change(request: Request, pk: int) -> HttpResponse:
    problem = _allowed(request, pk, "change")
    form = _form(request, request.POST)
    draft = _draft(request, form) if form.is_valid() else None
    if draft is None:
        return _form_page(request, form, problem, status=422)
    services.change_problem(
        problem=problem,
        draft=draft,
        seen_revision=form.cleaned_data["seen_revision"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("已保存。"))
    return redirect_to(request, reverse("problems:problem", args=[pk]))


@writes
def rectify(request: Request, pk: int) -> HttpResponse:
    problem = _allowed(request, pk, "rectify")
    form = forms.RectifyForm(request.POST)
    if not form.is_valid():
        return _page(request, problem, {"rectify": form}, status=422)
    services.rectify_problem(
        problem=problem, by=request.user, at=timezone.now(), **form.cleaned_data
    )
    messages.success(request, _("已交办整改，责任单位已收到通知。"))
    return redirect_to(request, reverse("problems:problem", args=[pk]))


@writes
def look_back(request: Request, pk: int) -> HttpResponse:
    problem = _allowed(request, pk, "look_back")
    form = forms.LookBackForm(request.POST)
    if not form.is_valid():
        return _page(request, problem, {"look_back": form}, status=422)
    result = services.look_back(
        problem=problem, by=request.user, at=timezone.now(), **form.cleaned_data
    )
    if result.pk == problem.pk:
        messages.success(request, _("已记录：未反弹。"))
    else:
        messages.warning(request, _("已记录反弹，并另立一条，与前一次相连。请再交办整改。"))
    return redirect_to(request, reverse("problems:problem", args=[result.pk]))


@writes
def drop(request: Request, pk: int) -> HttpResponse:
    problem = _allowed(request, pk, "drop")
    form = forms.DropForm(request.POST)
    if not form.is_valid():
        return _page(request, problem, {"drop": form}, status=422)
    services.drop_problem(problem=problem, by=request.user, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("已不再跟踪。"))
    return redirect_to(request, reverse("problems:problem", args=[pk]))


@reads
def import_page(request: Request) -> HttpResponse:
    form = forms.ImportForm(initial={"found_on": timezone.localdate()}, units=_units(request))
    return render(request, "problems/import.html", {"form": form})


@writes
def import_now(request: Request) -> HttpResponse:
    units = _units(request)
    form = forms.ImportForm(request.POST, request.FILES, units=units)
    if not form.is_valid():
        return render(request, "problems/import.html", {"form": form}, status=422)
    given = form.cleaned_data
    unit = next(one for one in units if one.pk == given["unit"])
    try:
        lines = _lines(given)
        made = _import(request, unit, lines, given)
    except services.BadLines as refusal:
        context = {"form": form, "faults": refusal.faults}
        return render(request, "problems/import.html", context, status=422)
    except plans.FileUnreadable as refusal:
        form.add_error("file", str(refusal))
        return render(request, "problems/import.html", {"form": form}, status=422)
    messages.success(request, _("已登记%(count)d个问题。") % {"count": len(made)})
    return redirect_to(request, reverse("problems:list"))


def _lines(given: dict[str, Any]) -> list[rules.ListLine]:
    if not given["file"]:
        return rules.read_lines(given["lines"])
    content = given["file"].read()
    why = _("文件不是能读的表格，请另存为 xlsx 再试。")
    return rules.read_rows(plans.read_tables(content, why)[0].grid)


def _import(
    request: Request, unit: Any, lines: list[rules.ListLine], given: dict[str, Any]
) -> list[Any]:
    """Add the lines of a list, all or none.

    Raises:
        BadLines: with every line that cannot be taken, and why.
    """
    if not lines or len(lines) > rules.MAX_LINES:
        raise Refused(
            _("清单里没有问题，或超过%(count)d行，请分开登记。") % {"count": rules.MAX_LINES}
        )
    names = plans.unit_names(owner=unit, user=request.user, today=timezone.localdate())
    drafts, faults = [], []
    for line in lines:
        draft = _read(line, names, given)
        if isinstance(draft, str):
            faults.append(services.RowFault(line.number, draft))
        else:
            drafts.append((line.number, draft))
    if faults:
        raise services.BadLines(faults)
    return services.add_problems(unit=unit, drafts=drafts, by=request.user, at=timezone.now())


def _read(line: rules.ListLine, names: Any, given: dict[str, Any]) -> services.ProblemDraft | str:
    """Return a line as a draft, or in words what is wrong with it."""
    if not line.unit:
        return _("没有责任单位，请在第二列填写。")
    [named] = plan_tables.read_names(line.unit)[:1] or [plan_tables.NamedUnit(line.unit)]
    found = names.find(named, "concerned")
    if found.unit is None:
        return _(found.fault.words) % found.fault.params if found.fault else _("没有这个单位。")
    day: date | None = given["found_on"]
    if line.found:
        day = rules.read_day(line.found)
    if day is None:
        return _("发现日期“%(day)s”读不出，请写成 2026-03-02。") % {"day": line.found}
    return services.ProblemDraft(
        concerned=found.unit,
        words=line.words,
        where=line.where or given["where"],
        found_on=day,
        source=given["source"],
    )
