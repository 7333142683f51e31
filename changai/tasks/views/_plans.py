from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from changai.kernel.http import Request, reads, redirect_to, render_page_or_fragment, writes
from changai.tasks import policies
from changai.tasks.forms import plans as forms
from changai.tasks.queries import plans as queries
from changai.tasks.services import plans as services

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def visible_plan(request: Request, pk: int) -> Any:
    """Return a plan the person may see; 404 otherwise."""
    plans = queries.visible_plans(user=request.user, today=timezone.localdate())
    return get_object_or_404(plans, pk=pk)


def editable_draft(request: Request, plan: Any) -> Any:
    """Return the draft of a plan the person may change; 404 otherwise."""
    draft = queries.draft_of(plan)
    if draft is None or not may_edit(request, plan):
        raise Http404
    return draft


def may_edit(request: Request, plan: Any) -> bool:
    """Say whether the person drafts this plan."""
    return policies.may_edit_plans(plan.owner, request.user, timezone.localdate())


def number_asked(request: Request, name: str) -> int | None:
    """Return a whole number out of the address; None if it is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isdigit() and len(text) < 12 else None


@reads
def plan_list(request: Request) -> HttpResponse:
    today = timezone.localdate()
    words, year = request.GET.get("q", "").strip(), number_asked(request, "year")
    rows = queries.plan_list(
        user=request.user,
        today=today,
        words=words,
        year=year,
        before=number_asked(request, "after"),
    )
    shown = rows[: queries.PAGE_PLANS]
    context = {
        "plans": shown,
        "may_create": bool(queries.owning_units(user=request.user, today=today)),
        "filtered": bool(words or year),
        "pager": {
            "previous": "",
            "next": str(shown[-1].pk) if len(rows) > len(shown) else "",
            "shown": len(shown),
            "total": None,
        },
        "filters": [
            {"name": "q", "label": _("计划名称"), "kind": "search", "value": words},
            {
                "name": "year",
                "label": _("年度"),
                "kind": "select",
                "value": year or "",
                "options": [("", _("全部")), *((y, y) for y in range(today.year + 1, 2019, -1))],
            },
        ],
    }
    return render_page_or_fragment(request, "tasks/plans.html", "tasks/_plans.html", context)


def new_plan_form(request: Request, data: Any = None) -> forms.NewPlanForm:
    """Return the form of a plan to be opened; 404 for who drafts none."""
    units = queries.owning_units(user=request.user, today=timezone.localdate())
    if not units:
        raise Http404
    return forms.NewPlanForm(
        data,
        units=units,
        initial={"year": timezone.localdate().year},
        # Where it is one choice of two it stands folded up: a browser would refuse it unseen.
        use_required_attribute=False,
    )


@reads
def plan_new(request: Request) -> HttpResponse:
    return render(request, "tasks/plan_new.html", {"form": new_plan_form(request)})


@writes
def plan_create(request: Request) -> HttpResponse:
    form = new_plan_form(request, request.POST)
    if not form.is_valid():
        return render(request, "tasks/plan_new.html", {"form": form}, status=422)
    version = services.create_plan(**form.cleaned_data, by=request.user, at=timezone.now())
    return redirect_to(request, reverse("tasks:plan", args=[version.plan_id]))


def version_shown(request: Request, plan: Any) -> tuple[Any, list[Any]]:
    """Return the version asked for, or the newest the person may see, and all of them."""
    versions = queries.versions_of(plan, user=request.user, today=timezone.localdate())
    asked = number_asked(request, "version")
    shown = next((one for one in versions if asked in (None, one.number)), None)
    if shown is None:
        raise Http404
    return shown, versions


def rows_context(request: Request, plan: Any, version: Any) -> dict[str, Any]:
    """Return what the table of rows needs."""
    today = timezone.localdate()
    asked = queries.RowFilter(
        words=request.GET.get("q", "").strip(),
        section=request.GET.get("section", ""),
        unit=number_asked(request, "unit"),
        after=number_asked(request, "after") or 0,
    )
    changes = queries.changes_since(version) if version.number > 1 else []
    rows = queries.row_views(
        version=version,
        user=request.user,
        today=today,
        wanted=asked,
        changes=queries.change_marks(changes),
    )
    shown = rows[: queries.PAGE_ROWS]
    editable = version.state != "ADOPTED" and may_edit(request, plan)
    bad = {one.row.pk: one.faults for one in queries.bad_rows(version, today)} if editable else {}
    return {
        "rows": [replace(view, faults=bad.get(view.row.pk, ())) for view in shown],
        "bad_count": len(bad),
        "editable": editable,
        "filtered": bool(asked.words or asked.section or asked.unit),
        "pager": {
            "previous": "",
            "next": str(shown[-1].row.position) if len(rows) > len(shown) else "",
            "shown": len(shown),
            "total": None,
        },
        "filters": [
            {"name": "q", "label": _("任务或领导"), "kind": "search", "value": asked.words},
            {
                "name": "section",
                "label": _("类别"),
                "kind": "select",
                "value": asked.section,
                "options": [("", _("全部")), *((s, s) for s in queries.sections_of(version))],
            },
            {
                "name": "unit",
                "label": _("责任单位"),
                "kind": "select",
                "value": asked.unit or "",
                "options": [
                    ("", _("全部")),
                    *((unit.pk, str(unit)) for unit in queries.units_of(version)),
                ],
            },
        ],
    }


def head_context(request: Request, plan: Any, version: Any, versions: list[Any]) -> dict[str, Any]:
    """Return what every page of a plan shows above its content."""
    today = timezone.localdate()
    mine = may_edit(request, plan)
    return {
        "plan": plan,
        "version": version,
        "versions": versions,
        "may_edit": mine,
        "is_newest": version.pk == versions[0].pk,
        "has_draft": versions[0].state != "ADOPTED",
        "commenting": queries.may_comment(version, user=request.user, today=today),
        "copying": queries.copying_units(plan, user=request.user, today=today),
    }


TABS = ("rows", "changes", "comments", "above", "versions")


@reads
def plan(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    version, versions = version_shown(request, found)
    tab = request.GET.get("tab", "rows")
    tab = tab if tab in TABS else "rows"
    context = head_context(request, found, version, versions)
    context |= {"tab": tab, "tabs": _tabs(context, tab)}
    if tab == "rows":
        context |= rows_context(request, found, version)
        return render_page_or_fragment(request, "tasks/plan.html", "tasks/_plan_rows.html", context)
    if tab == "changes":
        context |= _changes_context(version)
    elif tab == "comments":
        context |= _comments_context(request, version)
    elif tab == "above":
        context |= _above_context(found, version)
    return render(request, "tasks/plan.html", context)


def _tabs(head: dict[str, Any], tab: str) -> list[dict[str, Any]]:
    plan, version = head["plan"], head["version"]
    labels = [("rows", _("条目")), ("versions", _("版本"))]
    if version.number > 1 or version.round_rows:
        labels.insert(1, ("changes", _("修改对照")))
    if version.state == "COMMENT" or version.comments_until:
        labels.insert(-1, ("comments", _("意见")))
    if plan.parent_id and head["may_edit"]:
        labels.insert(-1, ("above", _("上级计划")))
    base = reverse("tasks:plan", args=[plan.pk])
    return [
        {
            "label": label,
            "url": f"{base}?version={version.number}&tab={name}",
            "active": name == tab,
            "count": None,
        }
        for name, label in labels
    ]


def _changes_context(version: Any) -> dict[str, Any]:
    return {
        "since_before": queries.changes_since(version) if version.number > 1 else None,
        "since_round": queries.changes_since(version, of_round=True)
        if version.round_rows
        else None,
    }


def _comments_context(request: Request, version: Any) -> dict[str, Any]:
    rows = {row.key: row for row in queries.rows_of(version)}
    comments = queries.comments_of(version=version, user=request.user, today=timezone.localdate())
    return {
        "remarks": [
            (comment, rows.get(comment.row_key) if comment.row_key else None)
            for comment in comments
        ],
        "plan_rows": list(rows.values()),
    }


def _above_context(plan: Any, version: Any) -> dict[str, Any]:
    changes = queries.parent_changes(plan)
    return {
        "changes": [(one, queries.stored_changes(one)) for one in changes],
        "gaps": queries.quota_gaps(plan, queries.rows_of(version)),
    }


@reads
def plan_print(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    version, versions = version_shown(request, found)
    context = {
        **head_context(request, found, version, versions),
        "rows": queries.plain_views(version),
    }
    return render(request, "tasks/plan_print.html", context)


@reads
def plan_export(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    version, _versions = version_shown(request, found)
    rows = queries.export_texts(version, user=request.user, today=timezone.localdate())
    as_docx = request.GET.get("format") == "docx"
    write = queries.write_docx if as_docx else queries.write_xlsx
    state = (
        _("第%(number)d版，%(day)s印发") % {"number": version.number, "day": version.adopted_on}
        if version.state == "ADOPTED"
        else _("第%(number)d版草稿") % {"number": version.number}
    )
    content = write(title=found.title, note=f"{found.owner} · {state}", rows=rows)
    answer = HttpResponse(content, content_type=DOCX if as_docx else XLSX)
    name = get_valid_filename(f"{found.title}.{'docx' if as_docx else 'xlsx'}")
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@writes
def plan_amend(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    services.start_amendment(plan=found, by=request.user, at=timezone.now())
    return redirect_to(request, reverse("tasks:plan", args=[pk]))


@writes
def plan_copy(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    units = queries.copying_units(found, user=request.user, today=timezone.localdate())
    owner = next((one for one in units if str(one.pk) == request.POST.get("owner")), None)
    if owner is None:
        raise Http404
    version = services.copy_plan(parent=found, owner=owner, by=request.user, at=timezone.now())
    return redirect_to(request, reverse("tasks:plan", args=[version.plan_id]))


@reads
def plan_carry(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    draft = editable_draft(request, found)
    tasks = queries.open_rows_of_year(owner=found.owner, year=found.year)
    context = {"plan": found, "version": draft, "tasks": tasks}
    return render(request, "tasks/plan_carry.html", context)


@writes
def plan_carry_now(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    draft = editable_draft(request, found)
    chosen = set(request.POST.getlist("task"))
    tasks = queries.open_rows_of_year(owner=found.owner, year=found.year)
    services.carry_over(
        version=draft,
        tasks=[task for task in tasks if str(task.pk) in chosen],
        by=request.user,
        at=timezone.now(),
    )
    return redirect_to(request, reverse("tasks:plan", args=[pk]))
