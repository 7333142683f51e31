"""What a unit is asked, the form of one value, and a table of values."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.evidence import queries as evidence
from changai.evidence import services as evidence_services
from changai.indicators import forms, queries, rules, services
from changai.indicators.rules import Kind, Period
from changai.indicators.views import _shared as shared
from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, writes
from changai.tasks.queries import plans

MAX_ROWS = 2000


@reads
def entry(request: Request) -> HttpResponse:
    units = queries.kept_units(user=request.user, today=timezone.localdate())
    if len(units) == 1:
        return redirect_to(request, reverse("indicators:asked", args=[units[0].pk]))
    context = {"tabs": shared.tabs(request, "entry"), "units": units}
    return render(request, "indicators/entry.html", context)


def _kept_unit(request: Request, pk: int) -> Any:
    units = queries.kept_units(user=request.user, today=timezone.localdate())
    found = next((one for one in units if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


@reads
def asked(request: Request, pk: int) -> HttpResponse:
    unit, today = _kept_unit(request, pk), timezone.localdate()
    wanted = request.GET.get("period", "") or rules.last_over("year", today).code
    rows = queries.asked_rows(unit, user=request.user, today=today, wanted=wanted)
    context = {
        "tabs": shared.tabs(request, "entry"),
        "unit": unit,
        "rows": rows,
        "period": wanted,
        "open_count": sum(row.is_own_tier and row.value is None for row in rows),
        "filters": [shared.select("period", _("年度"), wanted, shared.period_options(today))],
    }
    return render(request, "indicators/asked.html", context)


def _place(request: Request, pk: int, code: str) -> tuple[Any, Any, Period]:
    """Return unit, definition and period of a value the person may type, or a 404."""
    unit, definition, today = _kept_unit(request, pk), shared.the_definition(code), None
    today = timezone.localdate()
    if not queries.may_keep(unit, definition, user=request.user, today=today):
        raise Http404
    return unit, definition, shared.the_period(request, definition, today)


def _form(request: Request, place: tuple[Any, Any, Period], data: Any = None, *,
          files: Any = None, kept: list[int] | None = None,
          warnings: list[tuple[str, str]] | None = None) -> forms.ValueForm:  # fmt: skip
    unit, definition, period = place
    version = definition.version_on(period.last)
    value = queries.value_at(unit, definition, period)
    initial: dict[str, Any] = {"seen_revision": value.revision if value else 0}
    chosen: list[int] = list(kept or [])
    if value is not None:
        numbers = {"number": forms.plain(value.said), "base": forms.plain(value.said_base)}
        initial |= {**numbers, "words": value.words}
        initial |= {f"part_{code}": number for code, number in value.parts.items()}
        chosen += [use.file_id for use in value.files.all()]
    elif (proposed := queries.proposal(unit, definition, period)) is not None:
        numbers = {"number": forms.plain(proposed.number), "base": forms.plain(proposed.base)}
        initial |= {**numbers, "words": _("下级汇总")}
    initial["files"] = [str(pk) for pk in chosen]
    own = evidence.working_units(user=request.user, today=timezone.localdate())
    choices = evidence.file_choices(unit_id=own[0].pk, task=None, chosen=chosen) if own else []
    return forms.ValueForm(
        data,
        files,
        initial=initial,
        definition=definition,
        version=version,
        unit_words=queries.typed_units(definition, version),
        files=[(one.pk, one.name) for one in choices],
        warnings=warnings or [],
    )


def _page(
    request: Request, place: tuple[Any, Any, Period], form: Any, *, status: int = 200
) -> HttpResponse:
    unit, definition, period = place
    row = queries.definition_row(definition, today=period.last)
    context = {
        "unit": unit,
        "row": row,
        "period": period,
        "form": form,
        "value": queries.value_at(unit, definition, period),
        "locked_by": queries.locked_by(unit, definition.code, period.code),
        "periods": queries.period_choices(definition, timezone.localdate()),
        "period_words": queries.period_words(period),
        "version": queries.version_of(row.version),
    }
    return render(request, "indicators/type.html", context, status=status)


@reads
def type_page(request: Request, pk: int, code: str) -> HttpResponse:
    place = _place(request, pk, code)
    return _page(request, place, _form(request, place))


@writes
def type_now(request: Request, pk: int, code: str) -> HttpResponse:
    place = _place(request, pk, code)
    unit, definition, period = place
    asked_about = [(kind.value, "") for kind in Kind if f"answer_{kind.value}" in request.POST]
    form = _form(request, place, request.POST, files=request.FILES, warnings=asked_about)
    if not form.is_valid():
        return _page(request, place, form, status=422)
    given = form.cleaned_data
    try:
        kept = _uploaded(request, given.get("upload"))
    except Refused as refusal:
        form.add_error("upload", str(refusal))
        return _page(request, place, form, status=422)
    files = [int(one) for one in given.get("files", [])] + kept
    seen = evidence.visible_files(user=request.user, today=timezone.localdate())
    draft = services.ValueDraft(
        number=given["number"],
        base=given.get("base"),
        parts={one.code: given[f"part_{one.code}"] for one in definition.parts},
        words=given["words"],
        answers={kind.value: given.get(f"answer_{kind.value}") or "" for kind in Kind},
        files=list(seen.filter(pk__in=files)),
    )
    try:
        value = services.type_value(
            unit=unit, definition=definition, period=period, draft=draft, by=request.user,
            at=timezone.now(), seen_revision=given["seen_revision"],
        )  # fmt: skip
    except services.WarningsOpen as refusal:
        told = [(one.kind.value, queries.warning_words(one)) for one in refusal.warnings]
        data = request.POST.copy()
        data.setlist("files", [str(pk) for pk in files])
        form = _form(request, place, data, kept=files, warnings=told)
        form.is_valid()
        for kind, what in told:
            if not data.get(f"answer_{kind}"):
                form.add_error(f"answer_{kind}", what)
        return _page(request, place, form, status=422)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, place, form, status=422)
    messages.success(request, _("已保存。请核对后审定，送上级核实。"))
    return redirect_to(request, reverse("indicators:value", args=[value.pk]))


def _uploaded(request: Request, upload: Any) -> list[int]:
    own = evidence.working_units(user=request.user, today=timezone.localdate())
    if not upload or not own:
        return []
    file = evidence_services.keep_file(
        unit=own[0], name=upload.name or "", content=upload.read(), by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    return [file.pk]


@reads
def import_page(request: Request) -> HttpResponse:
    return _import_page(request, forms.ImportForm())


def _import_page(request: Request, form: Any, faults: Any = (), status: int = 200) -> HttpResponse:
    units = queries.kept_units(user=request.user, today=timezone.localdate())
    if not units:
        raise Http404
    context = {"form": form, "faults": faults, "units": units[:20]}
    return render(request, "indicators/import.html", context, status=status)


@writes
def import_now(request: Request) -> HttpResponse:
    form = forms.ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, form, status=422)
    why = _("文件不是能读的表格，请另存为 xlsx 再试。")
    try:
        grid = plans.read_tables(form.cleaned_data["file"].read(), why)[0].grid
        rows, faults = _rows(request, grid[:MAX_ROWS])
        if faults:
            told = _("有%(count)d行不能导入，整张表都没有导入。") % {"count": len(faults)}
            raise services.BadRows(told, faults)
        made = services.import_values(rows=rows, by=request.user, at=timezone.now())
    except services.BadRows as refusal:
        form.add_error("file", str(refusal))
        return _import_page(request, form, refusal.faults, status=422)
    except plans.FileUnreadable as refusal:
        form.add_error("file", str(refusal))
        return _import_page(request, form, status=422)
    messages.success(request, _("已导入%(count)d个数。") % {"count": len(made)})
    return redirect_to(request, reverse("indicators:entry"))


def _rows(request: Request, grid: Any) -> tuple[list[Any], list[tuple[int, str]]]:
    """Return the rows of a table as drafts, and what is wrong with those that are none."""
    units: dict[str, Any] = {}
    for one in queries.kept_units(user=request.user, today=timezone.localdate()):
        units |= {key: one for key in (one.name, one.short_name, one.code) if key}
    titles = queries.codes_by_title()
    rows: list[Any] = []
    faults: list[tuple[int, str]] = []
    for number, cells in enumerate(grid, start=1):
        texts = [str(cell).strip() for cell in cells] + [""] * 7
        if not any(texts) or (number == 1 and _decimal(texts[3]) is None):
            continue
        try:
            rows.append((number, *_draft(texts, units, titles)))
        except Refused as refusal:
            faults.append((number, str(refusal)))
    return rows, faults


def _draft(texts: list[str], units: Any, titles: Any) -> tuple[Any, Any, Period, Any]:
    unit, code = units.get(texts[0]), titles.get(texts[1], texts[1])
    definition = queries.definition(code)
    if unit is None:
        raise Refused(_("没有单位“%(name)s”，或不由你填报。") % {"name": texts[0]})
    if definition is None:
        raise Refused(_("没有指标“%(name)s”。") % {"name": texts[1]})
    try:
        period = rules.read_period(texts[2])
    except rules.NoPeriod as fault:
        told = _("期间“%(name)s”读不出，请写成 2025、2025Q3 或 2025-07。") % {"name": texts[2]}
        raise Refused(told) from fault
    number, base = _decimal(texts[3]), _decimal(texts[4])
    if number is None or (texts[4] and base is None):
        raise Refused(_("数值读不出，请只写数字。"))
    answers = {kind.value: texts[6] for kind in Kind}
    return unit, definition, period, services.ValueDraft(
        number=number, base=base, words=texts[5], answers=answers, origin="IMPORTED"
    )  # fmt: skip


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
