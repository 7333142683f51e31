from __future__ import annotations

from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from changai.kernel.http import Request, reads, writes
from changai.orgs import forms, policies, queries, services
from changai.orgs.views import _forms


@reads
def invite_form(request: Request, pk: int) -> HttpResponse:
    unit = _forms.unit_in_reach(request, pk)
    roles = policies.offered_roles(request.user, unit, timezone.localdate())
    _forms.or_404(unit.ended_on is None and bool(roles))
    return _forms.show(request, _invite_page(unit), _invite_form(request, unit))


@never_cache
@writes
def invite(request: Request, pk: int) -> HttpResponse:
    unit = _forms.unit_in_reach(request, pk)
    form = _invite_form(request, unit)
    if form.is_valid():
        typed = {**form.cleaned_data}
        chosen = typed.pop("unit") or unit
        invitation = _forms.attempt(
            form,
            lambda: services.invite_person(
                unit=chosen,
                **typed,
                by=request.user,
                at=timezone.now(),
                today=timezone.localdate(),
            ),
        )
        if invitation is not None:
            return _show_link(request, invitation)
    return _forms.show(request, _invite_page(unit), form, status=422)


@never_cache
@writes
def make_link(request: Request, pk: int) -> HttpResponse:
    person = _forms.person_in_reach(request, pk)
    invitation = services.make_link(
        person=person, by=request.user, at=timezone.now(), today=timezone.localdate()
    )
    return _show_link(request, invitation)


@never_cache
@writes
def reactivate(request: Request, pk: int) -> HttpResponse:
    person = _forms.person_in_reach(request, pk)
    invitation = services.reactivate_person(
        person=person, by=request.user, at=timezone.now(), today=timezone.localdate()
    )
    return _show_link(request, invitation)


@writes
def deactivate(request: Request, pk: int) -> HttpResponse:
    person = _forms.person_in_reach(request, pk)
    services.deactivate_person(
        person=person, by=request.user, at=timezone.now(), today=timezone.localdate()
    )
    return _forms.done(request, _("账号已停用，其登录立即失效。"), "orgs:person", pk)


def _show_link(request: Request, invitation: services.Invitation) -> HttpResponse:
    """Show the link once, with a code for a telephone; it is kept nowhere."""
    link = request.build_absolute_uri(reverse("accounts:ticket", args=[invitation.secret]))
    code = segno.make(link, error="m", micro=False)
    context = {
        "person": invitation.person,
        "link": link,
        "code": code.svg_data_uri(scale=5, border=4, dark="#10203a", light="#ffffff"),
        "one_time": True,
        "expires_at": queries.link_expires_at(person=invitation.person),
    }
    return render(request, "orgs/link.html", context)


def _invite_form(request: Request, unit: Any) -> forms.InviteForm:
    user, today = request.user, timezone.localdate()
    return forms.InviteForm(
        request.POST if request.method == "POST" else None,
        roles=queries.role_choices(policies.offered_roles(user, unit, today)),
        at=unit,
        find=queries.unit_finder(user=user, today=today),
        names=queries.units_to_give_at(user=user, today=today),
    )


def _invite_page(unit: Any) -> _forms.FormPage:
    return _forms.FormPage(
        heading=pgettext("动作", "邀请人员"),
        about=str(unit),
        about_url=reverse("orgs:unit", args=[unit.pk]),
        action=reverse("orgs:invite", args=[unit.pk]),
        submit=_("生成邀请链接"),
        lead=_("填好后得到一个一次性链接，交给本人用来设置密码；不需要邮箱。"),
    )
