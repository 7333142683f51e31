"""The forms by which a unit reports, and what was reported on a task."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changai.evidence import forms, policies, queries, rules, services
from changai.evidence.views._uploads import FIELD, keep_uploads, with_kept
from changai.kernel.errors import Refused
from changai.kernel.http import (
    Request,
    in_turn,
    reads,
    redirect_to,
    render_page_or_fragment,
    writes,
)
from changai.tasks import queries as tasks


def _seen_task(request: Request, pk: int) -> Any:
    rows = tasks.visible_tasks(user=request.user, today=timezone.localdate())
    return get_object_or_404(rows, pk=pk)


def _led_task(request: Request, pk: int, *, little: bool = False) -> Any:
    """Return a task the person reports on; 404 for everybody else."""
    today = timezone.localdate()
    task = queries.led_task(pk=pk, user=request.user, today=today, little=little)
    if task is None:
        raise Http404
    return task


@reads
def of_task(request: Request, pk: int) -> HttpResponse:
    task, today = _seen_task(request, pk), timezone.localdate()
    context = {
        "task": task,
        "rows": queries.reports_of(task=task, user=request.user, today=today),
        "may_report": policies.may_report(task, request.user, today),
    }
    return render_page_or_fragment(
        request, "evidence/of_task.html", "evidence/_of_task.html", context
    )


def _periods(*more: str) -> list[tuple[str, str]]:
    sound = [code for code in more if rules.period(code)]
    return queries.period_choices([*sound, *rules.periods_near(timezone.localdate())])


@reads
def report_page(request: Request, pk: int) -> HttpResponse:
    task = _led_task(request, pk)
    last, wanted = queries.last_said(task=task), queries.wanted_for(task=task)
    asked = request.GET.get("period", "")
    codes = [code for code in (asked, *[one.period for one in wanted]) if rules.period(code)]
    targets = tasks.live_targets(task.pk)
    month = rules.month_of(timezone.localdate())
    initial = {
        "purpose": "CLOSING" if request.GET.get("purpose") == "closing" else "PROGRESS",
        "period": codes[0] if codes else month,
        "changed_words": last.changed_words,
        "blocked_words": last.blocked_words,
        "kept": list(last.file_ids),
        "client_key": forms.new_key(),
        "seen_revision": task.revision,
    }
    for target in targets:
        value = last.values.get(target.pk, target.said_value)
        initial[f"{forms.VALUE}{target.pk}"] = forms.plain(value)
    form = forms.ReportForm(initial=initial, targets=targets, periods=_periods(*codes, month))
    form.offer(_choices(task, last.file_ids))
    return _page(request, task, form, last=last, wanted=wanted)


def _choices(task: Any, chosen: Any) -> list[Any]:
    return queries.file_choices(unit_id=task.lead_id, task=task, chosen=chosen)


def _page(
    request: Request, task: Any, form: forms.ReportForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "task": task,
        "form": form,
        "may_report": policies.may_report(task, request.user, timezone.localdate()),
        "state_words": tasks.STATE_WORDS[task.state],
        "needs_evidence": task.evidence_required and not task.evidence_count,
        **more,
    }
    return render(request, "evidence/report.html", context, status=status)


@require_POST
def report(request: Request, pk: int) -> HttpResponse:
    """Take a report. Form and files stand before it and outside its transaction: others write."""
    task = _led_task(request, pk, little=True)
    kept, faults = _kept(request, task.lead) if request.FILES else ([], [])
    form = forms.ReportForm(
        with_kept(request.POST, kept),
        targets=tasks.live_targets(task.pk),
        periods=[(code, code) for code in request.POST.getlist("period") if rules.period(code)],
    )
    form.accept_any()
    for fault in faults:
        form.add_error(FIELD, fault)
    if form.is_valid():
        try:
            made = _post(request, task, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _told(made))
            return redirect_to(request, reverse("tasks:task", args=[pk]))
    form.offer(_choices(task, form.ticked))
    form.offer_periods(_periods(request.POST.get("period", "")))
    return _page(request, task, form, status=422)


def _kept(request: Request, unit: Any) -> tuple[list[int], list[str]]:
    with in_turn(), transaction.atomic():
        return keep_uploads(request, unit)


def _post(request: Request, task: Any, form: forms.ReportForm) -> Any:
    said = form.cleaned_data
    with in_turn():
        return services.post_report(
            task=task,
            purpose=said["purpose"],
            period=said["period"],
            values=form.values,
            changed_words=said["changed_words"],
            blocked_words=said["blocked_words"],
            client_key=said["client_key"],
            file_ids=said["kept"],
            seen_revision=said["seen_revision"],
            by=request.user,
            at=timezone.now(),
        )


def _told(made: Any) -> str:
    return _("已报请办结，等待审核。") if made.purpose == "CLOSING" else _("进展已报送。")


def _own_duty(request: Request, pk: int) -> Any:
    """Return a duty the person reports on; 404 for everybody else."""
    today = timezone.localdate()
    duty = get_object_or_404(tasks.visible_duties(user=request.user, today=today), pk=pk)
    if not policies.reports_for_duty(duty, request.user, today):
        raise Http404
    return duty


def _duty_page(
    request: Request, duty: Any, form: forms.DutyReportForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "duty": duty,
        "form": form,
        "may_report": policies.may_report_duty(duty, request.user, today),
        **more,
    }
    return render(request, "evidence/report_duty.html", context, status=status)


@reads
def duty_page(request: Request, pk: int) -> HttpResponse:
    duty = _own_duty(request, pk)
    last = queries.last_said(task=duty.task, duty=duty)
    form = forms.DutyReportForm(
        initial={
            "changed_words": last.changed_words,
            "kept": list(last.file_ids),
            "client_key": forms.new_key(),
            "seen_revision": duty.revision,
        }
    )
    form.offer(queries.file_choices(unit_id=duty.unit_id, task=None, chosen=last.file_ids))
    return _duty_page(request, duty, form, last=last)


@writes
def report_duty(request: Request, pk: int) -> HttpResponse:
    duty = _own_duty(request, pk)
    kept, faults = keep_uploads(request, duty.unit)
    form = forms.DutyReportForm(with_kept(request.POST, kept))
    form.accept_any()
    for fault in faults:
        form.add_error(FIELD, fault)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.post_report(
                task=duty.task,
                duty=duty,
                purpose="DUTY",
                period=rules.month_of(timezone.localdate()),
                changed_words=said["changed_words"],
                client_key=said["client_key"],
                file_ids=said["kept"],
                seen_revision=said["seen_revision"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("配合事项已报送，等待牵头单位认可。"))
            return redirect_to(request, reverse("tasks:task", args=[duty.task_id]))
    form.offer(queries.file_choices(unit_id=duty.unit_id, task=None, chosen=form.ticked))
    return _duty_page(request, duty, form, status=422)
