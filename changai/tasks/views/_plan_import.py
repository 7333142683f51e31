from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, writes
from changai.tasks.forms import plans as forms
from changai.tasks.queries import plans as queries
from changai.tasks.rules import plan_tables
from changai.tasks.services import plans as services
from changai.tasks.views._plans import editable_draft, may_edit, visible_plan

SHOWN_ROWS = 200
SAMPLE_ROWS = 3


@reads
def plan_import(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    draft = editable_draft(request, found)
    context = _upload_context(found, draft, forms.UploadForm())
    return render(request, "tasks/plan_import.html", context)


def _upload_context(plan: Any, draft: Any, form: forms.UploadForm) -> dict[str, Any]:
    return {
        "plan": plan,
        "version": draft,
        "form": form,
        "uploads": queries.uploads_of(plan),
        "steps": _steps("upload"),
    }


def _steps(now: str) -> list[dict[str, str]]:
    labels = [("upload", _("上传")), ("map", _("对应各列")), ("done", _("导入"))]
    place = [name for name, _label in labels].index(now)
    states = ["done"] * place + ["current"] + ["todo"] * (len(labels) - place - 1)
    return [
        {"label": label, "state": state, "note": ""}
        for (_name, label), state in zip(labels, states, strict=True)
    ]


@writes
def plan_import_upload(request: Request, pk: int) -> HttpResponse:
    found = visible_plan(request, pk)
    draft = editable_draft(request, found)
    form = forms.UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = services.upload_table(
                version=draft,
                file_name=file.name,
                content=file.read(),
                by=request.user,
                at=timezone.now(),
            )
            return redirect_to(request, reverse("tasks:plan_import_map", args=[upload.pk]))
        except Refused as refusal:
            form.add_error("file", str(refusal))
    context = _upload_context(found, draft, form)
    return render(request, "tasks/plan_import.html", context, status=422)


def _upload(request: Request, pk: int) -> Any:
    today = timezone.localdate()
    upload = get_object_or_404(queries.visible_uploads(user=request.user, today=today), pk=pk)
    if not may_edit(request, upload.version.plan):
        raise Http404
    return upload


def _map_form(upload: Any, tables: list[Any], data: Any = None) -> forms.MappingForm:
    choices = [(index, f"{one.name}（{len(one.grid)}）") for index, one in enumerate(tables)]
    initial = {
        "table": upload.table,
        "header_row": upload.header_row + 1,
        "several_leads": upload.several_leads,
        "seen_revision": upload.revision,
    }
    return forms.MappingForm(data, tables=choices, initial=initial)


def _map_context(request: Request, upload: Any, form: Any) -> dict[str, Any]:
    tables = services.tables_of(upload)
    grid = tables[upload.table].grid
    heading = grid[upload.header_row]
    below = grid[upload.header_row + 1 : upload.header_row + 1 + SAMPLE_ROWS]
    trial = queries.dry_run(upload=upload, grid=grid, user=request.user, today=timezone.localdate())
    return {
        "plan": upload.version.plan,
        "version": upload.version,
        "upload": upload,
        "form": form or _map_form(upload, tables),
        "fields": [(name, _(words)) for name, words in plan_tables.COLUMN_WORDS.items()],
        "columns": [
            {
                "index": index,
                "heading": words or _("（空）"),
                "field": upload.columns.get(str(index), ""),
                "samples": [row[index] for row in below if index < len(row) and row[index]],
            }
            for index, words in enumerate(heading)
        ],
        "trial": trial,
        "rows": trial.rows[:SHOWN_ROWS],
        "bad": trial.bad,
        "counts": {name: trial.count(name) for name in ("new", "changed", "same")},
        "unknown": list(trial.unknown.items()),
        "steps": _steps("done" if upload.done_at else "map"),
    }


@reads
def plan_import_map(request: Request, pk: int) -> HttpResponse:
    upload = _upload(request, pk)
    return render(request, "tasks/plan_import_map.html", _map_context(request, upload, None))


@writes
def plan_import_map_now(request: Request, pk: int) -> HttpResponse:
    upload = _upload(request, pk)
    form = _map_form(upload, services.tables_of(upload), request.POST)
    if not form.is_valid():
        context = _map_context(request, upload, form)
        return render(request, "tasks/plan_import_map.html", context, status=422)
    values = form.cleaned_data
    services.map_table(
        upload=upload,
        table=values["table"],
        header_row=values["header_row"] - 1,
        columns=_columns(request, upload, values),
        several_leads=values["several_leads"],
        names=_names(request),
        seen_revision=values["seen_revision"],
        by=request.user,
        at=timezone.now(),
    )
    return redirect_to(request, reverse("tasks:plan_import_map", args=[pk]))


def _columns(request: Request, upload: Any, values: dict[str, Any]) -> dict[int, str]:
    """Return the columns as chosen; proposed anew where another table or heading was chosen."""
    moved = (values["table"], values["header_row"] - 1) != (upload.table, upload.header_row)
    if moved:
        grid = services.tables_of(upload)[values["table"]].grid
        row = min(values["header_row"] - 1, len(grid) - 1)
        if values["table"] != upload.table and values["header_row"] - 1 == upload.header_row:
            row = plan_tables.header_row(grid)
            values["header_row"] = row + 1
        proposed = plan_tables.proposed_columns(grid[row])
        return proposed if "title" in proposed.values() else {**proposed, 0: "title"}
    return {
        int(name.removeprefix("column_")): str(value)
        for name, value in request.POST.items()
        if name.startswith("column_") and name.removeprefix("column_").isdigit()
    }


def _names(request: Request) -> dict[str, int]:
    """Return which unit a person said each unknown name means."""
    words, chosen = request.POST.getlist("name_words"), request.POST.getlist("name_unit")
    ids = {int(pk) for pk in chosen if pk.isdigit()}
    known = queries.pickable_ids(ids, user=request.user, today=timezone.localdate())
    return {
        name: int(pk)
        for name, pk in zip(words, chosen, strict=False)
        if pk.isdigit() and int(pk) in known
    }


@writes
def plan_import_now(request: Request, pk: int) -> HttpResponse:
    upload = _upload(request, pk)
    form = forms.SeenForm(request.POST)
    seen = form.cleaned_data["seen_revision"] if form.is_valid() else -1
    services.import_table(upload=upload, seen_revision=seen, by=request.user, at=timezone.now())
    return redirect_to(request, reverse("tasks:plan", args=[upload.version.plan_id]))
