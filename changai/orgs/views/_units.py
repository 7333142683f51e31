from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changai.kernel.http import Request, reads, render_page_or_fragment, writes
from changai.orgs import forms, policies, queries, services
from changai.orgs.views import _forms

TONES = {
    "OPENED": "green",
    "LOADED": "grey",
    "MOVED": "blue",
    "RENAMED": "blue",
    "MERGED": "yellow",
    "CLOSED": "red",
}
ICONS = {
    "OPENED": "plus-lg",
    "LOADED": "download",
    "MOVED": "arrow-left-right",
    "RENAMED": "pen",
    "MERGED": "union",
    "CLOSED": "x-lg",
}


@reads
def units(request: Request) -> HttpResponse:
    today, text = timezone.localdate(), request.GET.get("q", "").strip()
    tops = [] if text else queries.top_rows(user=request.user, today=today)
    add_under, invite_at = queries.places_to_add(user=request.user, today=today)
    context = {
        **(_below(tops[0].unit, today) if len(tops) == 1 else {}),
        "text": text,
        "add_under": add_under,
        "invite_at": invite_at,
        "tops": tops,
        "found": queries.found_rows(text=text, user=request.user, today=today),
        "people": queries.found_people(text=text, user=request.user, today=today),
    }
    return render_page_or_fragment(request, "orgs/units.html", "orgs/_units.html", context)


def _below(unit: Any, today: date) -> dict[str, Any]:
    """Return what shows the children of a single top at once: nobody unfolds it first."""
    rows, more = queries.child_rows(unit=unit, today=today)
    return {"below": True, "unit": unit, "rows": rows, "more": more}


@reads
def children(request: Request, pk: int) -> HttpResponse:
    unit = _forms.unit_in_reach(request, pk)
    today, after = timezone.localdate(), request.GET.get("after", "")
    rows, more = queries.child_rows(unit=unit, today=today, after=after)
    context = {"unit": unit, "rows": rows, "more": more}
    return render(request, "orgs/_children.html", context)


@reads
def unit(request: Request, pk: int) -> HttpResponse:
    shown = _forms.unit_in_reach(request, pk)
    page = queries.unit_page(unit=shown, user=request.user, today=timezone.localdate())
    context = {
        "page": page,
        "unit": shown,
        "rows": page.children,
        "more": page.next_children,
        "events": [_event(change) for change in page.changes],
        "facts": _facts(page),
    }
    return render(request, "orgs/unit.html", context)


@reads
def open_form(request: Request, pk: int) -> HttpResponse:
    parent, today = _forms.unit_in_reach(request, pk), timezone.localdate()
    _forms.or_404(policies.can_open_under(request.user, parent, today))
    return _forms.show(request, _open_page(parent), _open_form(request, parent, today))


@writes
def open_unit(request: Request, pk: int) -> HttpResponse:
    parent, today = _forms.unit_in_reach(request, pk), timezone.localdate()
    form = _open_form(request, parent, today)
    if form.is_valid():
        typed = form.cleaned_data
        opened = _forms.attempt(
            form,
            lambda: services.open_unit(
                unit=services.NewUnit(
                    parent=typed["parent"] or parent,
                    kind=typed["kind"],
                    name=typed["name"],
                    short_name=typed["short_name"],
                    credit_code=typed["credit_code"],
                ),
                began_on=typed["began_on"],
                by=request.user,
                at=timezone.now(),
                today=today,
            ),
        )
        if opened is not None:
            return _forms.done(request, _("单位已设立。"), "orgs:unit", opened.pk)
    return _forms.show(request, _open_page(parent), form, status=422)


@reads
def rename_form(request: Request, pk: int) -> HttpResponse:
    unit, today = _forms.unit_in_reach(request, pk), timezone.localdate()
    _forms.or_404(policies.can_rename(request.user, unit, today))
    known = {"name": unit.name, "short_name": unit.short_name, "seen": queries.mark_of(unit)}
    form = forms.RenameForm(initial={**forms.initial_days(today), **known})
    return _forms.show(request, _rename_page(unit), form)


@writes
def rename_unit(request: Request, pk: int) -> HttpResponse:
    unit = _forms.unit_in_reach(request, pk)
    form = forms.RenameForm(request.POST)
    if form.is_valid():
        renamed = _forms.attempt(
            form,
            lambda: services.rename_unit(
                unit=unit,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
                today=timezone.localdate(),
            ),
        )
        if renamed is not None:
            return _forms.done(request, _("单位已更名，原名称保留在变更记录里。"), "orgs:unit", pk)
    return _forms.show(request, _rename_page(unit), form, status=422)


def _open_form(request: Request, parent: Any, today: date) -> forms.OpenForm:
    return forms.OpenForm(
        request.POST if request.method == "POST" else None,
        kinds=queries.kinds_to_open(),
        at=parent,
        find=queries.unit_finder(user=request.user, today=today),
        names=queries.units_to_open_under(user=request.user, today=today),
        initial=forms.initial_days(today),
    )


def _open_page(parent: Any) -> _forms.FormPage:
    return _forms.FormPage(
        heading=_("设立下级单位"),
        about=str(parent),
        about_url=reverse("orgs:unit", args=[parent.pk]),
        action=reverse("orgs:open", args=[parent.pk]),
        submit=pgettext("动作", "设立"),
        lead=_("部门设在本级之下，类型选“成员单位”；企业设在所在的县区或开发区之下。"),
    )


def _rename_page(unit: Any) -> _forms.FormPage:
    return _forms.FormPage(
        heading=pgettext("动作", "更名"),
        about=str(unit),
        about_url=reverse("orgs:unit", args=[unit.pk]),
        action=reverse("orgs:rename", args=[unit.pk]),
        submit=_("保存新名称"),
        lead=_("原名称会保留在变更记录里，已有的任务和文件不受影响。"),
    )


def _facts(page: queries.UnitPage) -> list[tuple[str, str]]:
    unit = page.unit
    facts = [
        (_("类型"), page.kind),
        (_("层级"), unit.get_tier_display()),
        (_("全称"), unit.name),
        (_("简称"), unit.short_name),
        (_("行政区划或园区代码"), unit.code or ""),
        (_("统一社会信用代码"), unit.credit_code or ""),
    ]
    # A unit of the packs whose founding day is unknown has only a day on which it was loaded.
    if all(change.kind != "LOADED" for change in page.changes):
        facts.append((_("设立"), date_format(unit.began_on, "DATE_FORMAT")))
    if unit.ended_on:
        facts.append((_("终止"), date_format(unit.ended_on, "DATE_FORMAT")))
    return [fact for fact in facts if fact[1]]


def _event(change: Any) -> dict[str, Any]:
    notes = {
        "MOVED": _("从“%(old)s”划转到“%(new)s”")
        % {"old": change.old_parent or "—", "new": change.new_parent or "—"},
        "RENAMED": _("从“%(old)s”更名为“%(new)s”")
        % {"old": change.old_name, "new": change.new_name},
        "MERGED": _("并入“%(into)s”") % {"into": change.into or "—"},
    }
    said = [notes.get(change.kind, ""), change.reason]
    return {
        "at": date_format(change.effective_on, "DATE_FORMAT"),
        "what": change.get_kind_display(),
        "note": _("；").join(part for part in said if part),
        "tone": TONES[change.kind],
        "icon": ICONS[change.kind],
    }
