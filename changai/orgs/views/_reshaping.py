from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changai.kernel.http import Request, reads, writes
from changai.orgs import forms, policies, queries, services
from changai.orgs.views import _forms


@reads
def move_form(request: Request, pk: int) -> HttpResponse:
    unit = _unit_to_reshape(request, pk)
    return _forms.show(request, _move_page(unit), _form(forms.MoveForm, request, unit))


@writes
def move_unit(request: Request, pk: int) -> HttpResponse:
    unit = _forms.unit_in_reach(request, pk)
    form = _form(forms.MoveForm, request, unit)
    if form.is_valid():
        moved = _forms.attempt(
            form,
            lambda: services.move_unit(
                unit=unit,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
                today=timezone.localdate(),
            ),
        )
        if moved is not None:
            return _forms.done(request, _("单位已划转，下级单位随之划转。"), "orgs:unit", pk)
    return _forms.show(request, _move_page(unit), form, status=422)


@reads
def merge_form(request: Request, pk: int) -> HttpResponse:
    unit = _unit_to_reshape(request, pk)
    return _forms.show(request, _merge_page(unit), _form(forms.MergeForm, request, unit))


@writes
def merge_unit(request: Request, pk: int) -> HttpResponse:
    unit = _forms.unit_in_reach(request, pk)
    form = _form(forms.MergeForm, request, unit)
    if form.is_valid():
        typed = form.cleaned_data
        successor = _forms.attempt(
            form,
            lambda: services.merge_units(
                units=[unit],
                into=typed["to"],
                effective_on=typed["effective_on"],
                reason=typed["reason"],
                seen=typed["seen"],
                by=request.user,
                at=timezone.now(),
                today=timezone.localdate(),
            ),
        )
        if successor is not None:
            words = _("单位已并入，人员在新单位有了相同的职务。")
            return _forms.done(request, words, "orgs:unit", successor.pk)
    return _forms.show(request, _merge_page(unit), form, status=422)


@reads
def close_form(request: Request, pk: int) -> HttpResponse:
    unit, today = _unit_to_reshape(request, pk), timezone.localdate()
    known = {**forms.initial_days(today), "seen": queries.mark_of(unit)}
    return _forms.show(request, _close_page(unit), forms.CloseForm(initial=known))


@writes
def close_unit(request: Request, pk: int) -> HttpResponse:
    unit = _forms.unit_in_reach(request, pk)
    form = forms.CloseForm(request.POST)
    if form.is_valid():
        closed = _forms.attempt(
            form,
            lambda: services.close_unit(
                unit=unit,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
                today=timezone.localdate(),
            ),
        )
        if closed is not None:
            return _forms.done(request, _("单位已撤销，其人员的职务已结束。"), "orgs:unit", pk)
    return _forms.show(request, _close_page(unit), form, status=422)


def _unit_to_reshape(request: Request, pk: int) -> Any:
    unit = _forms.unit_in_reach(request, pk)
    allowed = policies.can_reshape(request.user, unit, timezone.localdate())
    _forms.or_404(allowed and unit.ended_on is None)
    return unit


def _form(kind: type[forms.MoveForm], request: Request, unit: Any) -> forms.MoveForm:
    today = timezone.localdate()
    same_kind = unit.kind if kind is forms.MergeForm else ""
    return kind(
        request.POST if request.method == "POST" else None,
        find=queries.unit_finder(user=request.user, today=today),
        names=queries.suggested_names(unit=unit, kind=same_kind, user=request.user, today=today),
        initial={**forms.initial_days(today), "seen": queries.mark_of(unit)},
    )


def _move_page(unit: Any) -> _forms.FormPage:
    return _forms.FormPage(
        heading=pgettext("动作", "划转"),
        about=str(unit),
        about_url=reverse("orgs:unit", args=[unit.pk]),
        action=reverse("orgs:move", args=[unit.pk]),
        submit=pgettext("动作", "划转"),
        lead=_("“%(name)s”和它的全部下级单位将归到新的上级之下；任务、文件和人员不变。")
        % {"name": unit.name},
    )


def _merge_page(unit: Any) -> _forms.FormPage:
    return _forms.FormPage(
        heading=_("并入其他单位"),
        about=str(unit),
        about_url=reverse("orgs:unit", args=[unit.pk]),
        action=reverse("orgs:merge", args=[unit.pk]),
        submit=_("并入"),
        lead=_(
            "下级单位归到新单位之下；人员在新单位得到相同的职务，原职务保留到办完未了事项为止。"
        ),
        confirm=_("合并后不能撤回。确定并入吗？"),
        tone="danger",
    )


def _close_page(unit: Any) -> _forms.FormPage:
    return _forms.FormPage(
        heading=pgettext("动作", "撤销单位"),
        about=str(unit),
        about_url=reverse("orgs:unit", args=[unit.pk]),
        action=reverse("orgs:close", args=[unit.pk]),
        submit=pgettext("动作", "撤销单位"),
        lead=_("撤销后没有承接单位，其人员的职务立即结束。如有承接单位，请改用“并入其他单位”。"),
        confirm=_("撤销后不能恢复。确定撤销这个单位吗？"),
        tone="danger",
    )
