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
def post_form(request: Request, pk: int) -> HttpResponse:
    person = _forms.person_in_reach(request, pk)
    form = _post_form(request)
    can_give = bool(queries.units_to_give_at(user=request.user, today=timezone.localdate()))
    _forms.or_404(can_give and person.is_active and person.pk != request.user.pk)
    return _forms.show(request, _post_page(person), form)


@writes
def give_post(request: Request, pk: int) -> HttpResponse:
    person = _forms.person_in_reach(request, pk)
    form = _post_form(request)
    if form.is_valid():
        given = _forms.attempt(
            form,
            lambda: services.give_post(
                person=person,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
                today=timezone.localdate(),
            ),
        )
        if given is not None:
            return _forms.done(request, _("职务已授予。"), "orgs:person", pk)
    return _forms.show(request, _post_page(person), form, status=422)


@reads
def end_form(request: Request, pk: int) -> HttpResponse:
    post = _forms.post_in_reach(request, pk)
    _forms.or_404(policies.can_end(request.user, post, timezone.localdate()))
    return _forms.show(request, _end_page(post), forms.EndForm())


@writes
def end_post(request: Request, pk: int) -> HttpResponse:
    post = _forms.post_in_reach(request, pk)
    form = forms.EndForm(request.POST)
    if form.is_valid():
        ended = _forms.attempt(
            form,
            lambda: services.end_post(
                post=post,
                last_day=form.cleaned_data["last_day"],
                by=request.user,
                at=timezone.now(),
                today=timezone.localdate(),
            ),
        )
        if ended is not None:
            words = _("职务结束的日期已记下。")
            return _forms.done(request, words, "orgs:person", post.person_id)
    return _forms.show(request, _end_page(post), form, status=422)


@reads
def cover_form(request: Request, pk: int) -> HttpResponse:
    post = _forms.post_in_reach(request, pk)
    _forms.or_404(policies.can_cover(request.user, post, timezone.localdate()))
    return _forms.show(request, _cover_page(post), _cover_form(request, post))


@writes
def cover_post(request: Request, pk: int) -> HttpResponse:
    post = _forms.post_in_reach(request, pk)
    form = _cover_form(request, post)
    if form.is_valid():
        typed = form.cleaned_data
        person = queries.person_by_key(key=typed["person"])
        cover = person and _forms.attempt(
            form,
            lambda: services.stand_in(
                post=post,
                person=person,
                from_on=typed["from_on"],
                to_on=typed["to_on"],
                by=request.user,
                at=timezone.now(),
                today=timezone.localdate(),
            ),
        )
        if cover is not None:
            words = _("代理已安排，到期自动结束。")
            return _forms.done(request, words, "orgs:person", post.person_id)
    return _forms.show(request, _cover_page(post), form, status=422)


def _post_form(request: Request) -> forms.PostForm:
    today = timezone.localdate()
    return forms.PostForm(
        request.POST if request.method == "POST" else None,
        find=queries.unit_finder(user=request.user, today=today),
        names=queries.units_to_give_at(user=request.user, today=today),
        initial=forms.initial_days(today),
    )


def _cover_form(request: Request, post: Any) -> forms.CoverForm:
    today = timezone.localdate()
    people = queries.stand_in_choices(post=post, user=request.user, today=today)
    return forms.CoverForm(
        request.POST if request.method == "POST" else None,
        people=people,
        initial=forms.initial_days(today),
    )


def _post_page(person: Any) -> _forms.FormPage:
    return _forms.FormPage(
        heading=_("授予职务"),
        about=str(person),
        about_url=reverse("orgs:person", args=[person.pk]),
        action=reverse("orgs:post", args=[person.pk]),
        submit=_("授予"),
        lead=_("职务决定此人看得到什么、能办什么。"),
    )


def _end_page(post: Any) -> _forms.FormPage:
    return _forms.FormPage(
        heading=pgettext("动作", "结束职务"),
        about=str(post.person),
        about_url=reverse("orgs:person", args=[post.person_id]),
        action=reverse("orgs:end", args=[post.pk]),
        submit=pgettext("动作", "结束职务"),
        lead=_("%(person)s在“%(unit)s”任%(role)s。代理此职务的人也一并结束。")
        % {"person": post.person, "unit": post.unit, "role": post.get_role_display()},
        tone="danger",
    )


def _cover_page(post: Any) -> _forms.FormPage:
    return _forms.FormPage(
        heading=pgettext("动作", "安排代理"),
        about=str(post.person),
        about_url=reverse("orgs:person", args=[post.person_id]),
        action=reverse("orgs:cover", args=[post.pk]),
        submit=pgettext("动作", "安排代理"),
        lead=_("%(person)s不在期间，由代理人在“%(unit)s”行使%(role)s的职责。")
        % {"person": post.person, "unit": post.unit, "role": post.get_role_display()},
    )
