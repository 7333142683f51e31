from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from changai.kernel.http import Request, reads, render_page_or_fragment, safe_next, writes
from changai.orgs import forms, policies, queries, services
from changai.orgs.views import _forms


@login_not_required
@reads
def demo(request: Request) -> HttpResponse:
    _forms.or_404(settings.DEMO)
    context = {
        "rows": queries.demo_rows(today=timezone.localdate()),
        "next": safe_next(request, ""),
    }
    return render_page_or_fragment(request, "orgs/demo.html", "orgs/_demo_people.html", context)


@reads
def person(request: Request, pk: int) -> HttpResponse:
    shown = _forms.person_in_reach(request, pk)
    today = timezone.localdate()
    page = queries.person_page(person=shown, user=request.user, today=today)
    can_give = bool(policies.gives_posts(request.user, today))
    context = {
        "page": page,
        "person": shown,
        "facts": _facts(page),
        "may_give": can_give and shown.is_active and not page.is_self,
    }
    return render(request, "orgs/person.html", context)


@reads
def edit_form(request: Request, pk: int) -> HttpResponse:
    person = _person_to_manage(request, pk)
    known = {"name": person.name, "email": person.email, "phone": person.phone}
    return _forms.show(request, _edit_page(person), forms.PersonForm(initial=known))


@writes
def edit_person(request: Request, pk: int) -> HttpResponse:
    person = _forms.person_in_reach(request, pk)
    form = forms.PersonForm(request.POST)
    if form.is_valid():
        changed = _forms.attempt(
            form,
            lambda: services.change_person(
                person=person,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
                today=timezone.localdate(),
            ),
        )
        if changed is not None:
            return _forms.done(request, _("资料已更正。"), "orgs:person", pk)
    return _forms.show(request, _edit_page(person), form, status=422)


@reads
def hand_over_form(request: Request, pk: int) -> HttpResponse:
    person = _person_to_manage(request, pk)
    form = _hand_over_form(request, person)
    return _forms.show(request, _hand_over_page(person), form, **_open_items(request, person))


@writes
def hand_over(request: Request, pk: int) -> HttpResponse:
    person = _forms.person_in_reach(request, pk)
    form = _hand_over_form(request, person)
    if form.is_valid():
        typed = form.cleaned_data
        successor = queries.person_by_key(key=typed["successor"])
        given = successor and _forms.attempt(
            form,
            lambda: services.hand_over(
                person=person,
                successor=successor,
                deactivate=typed["deactivate"],
                by=request.user,
                at=timezone.now(),
                today=timezone.localdate(),
            ),
        )
        if given is not None:
            words = _("已交接给%(name)s。") % {"name": successor}
            return _forms.done(request, words, "orgs:person", pk)
    more = _open_items(request, person)
    return _forms.show(request, _hand_over_page(person), form, status=422, **more)


def _person_to_manage(request: Request, pk: int) -> Any:
    person = _forms.person_in_reach(request, pk)
    allowed = policies.can_manage_person(request.user, person, timezone.localdate())
    _forms.or_404(allowed and person.is_active)
    return person


def _hand_over_form(request: Request, person: Any) -> forms.HandOverForm:
    people = queries.successor_choices(person=person, user=request.user, today=timezone.localdate())
    return forms.HandOverForm(request.POST if request.method == "POST" else None, people=people)


def _open_items(request: Request, person: Any) -> dict[str, Any]:
    """Return what will be handed over, shown before it is."""
    today = timezone.localdate()
    page = queries.person_page(person=person, user=request.user, today=today)
    return {
        "posts_to_hand_over": [row for row in page.now if not row.post.stand_in_for_id],
        "belongings": queries.belongings_of(person),
    }


def _edit_page(person: Any) -> _forms.FormPage:
    return _forms.FormPage(
        heading=_("更正资料"),
        about=str(person),
        about_url=reverse("orgs:person", args=[person.pk]),
        action=reverse("orgs:edit", args=[person.pk]),
        submit=_("保存"),
    )


def _hand_over_page(person: Any) -> _forms.FormPage:
    return _forms.FormPage(
        heading=_("离任交接"),
        about=str(person),
        about_url=reverse("orgs:person", args=[person.pk]),
        action=reverse("orgs:hand_over", args=[person.pk]),
        submit=_("交接"),
        lead=_(
            "任务、分工和计划属于单位，不随人走；接任人得到相同的职务后就能接着办。交接立即生效。"
        ),
        confirm=_("交接立即生效，不能撤回。确定交接吗？"),
        tone="danger",
        fragment="orgs/_open_items.html",
    )


def _facts(page: queries.PersonPage) -> list[tuple[str, str]]:
    person = page.person
    facts = [(_("登录名"), person.login), (_("状态"), _state(page))]
    if page.may_manage or page.is_self:
        facts += [(_("电子邮箱"), person.email), (_("联系电话"), person.phone)]
    return [fact for fact in facts if fact[1]]


def _state(page: queries.PersonPage) -> str:
    if not page.person.is_active:
        return _("账号已停用")
    if page.never_signed_in and page.has_open_link:
        return _("等待本人用链接设置密码")
    if page.never_signed_in:
        return _("还没有密码；需要时请生成链接")
    return _("正常")
