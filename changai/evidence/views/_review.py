"""One report with its judgment, and all that wait for one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changai.evidence import forms, queries, services
from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, render_page_or_fragment, writes
from changai.tasks import queries as tasks

MOST_AT_ONCE = 200
REFUSALS_SHOWN = 5


def _row(request: Request, pk: int) -> Any:
    row = queries.report_row(pk=pk, user=request.user, today=timezone.localdate())
    if row is None:
        raise Http404
    return row


def _seen_revision(row: Any) -> int | None:
    report = row.report
    if report.purpose == "PROGRESS":
        return None
    return int(report.duty.revision if report.duty else report.task.revision)


def _page(
    request: Request,
    row: Any,
    *,
    verify_form: Any = None,
    return_form: Any = None,
    status: int = 200,
) -> HttpResponse:
    seen = {"seen_revision": _seen_revision(row)}
    context = {
        "row": row,
        "report": row.report,
        "task": row.report.task,
        "verify_form": verify_form
        or forms.VerifyForm(initial=seen, values=row.report.values.all(), prefix="verify"),
        "return_form": return_form or forms.ReturnForm(initial=seen, prefix="back"),
    }
    return render(request, "evidence/show.html", context, status=status)


@reads
def show(request: Request, pk: int) -> HttpResponse:
    return _page(request, _row(request, pk))


@writes
def verify(request: Request, pk: int) -> HttpResponse:
    row = _row(request, pk)
    form = forms.VerifyForm(request.POST, values=row.report.values.all(), prefix="verify")
    if form.is_valid():
        try:
            services.verify_report(
                report=row.report,
                values=form.values,
                words=form.cleaned_data["words"],
                seen_revision=form.cleaned_data["seen_revision"],
                by=request.user,
                at=timezone.now(),
            )
        except services.ReasonMissing as refusal:
            form.add_error("words", str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(judgment)s：已办理。") % {"judgment": row.judge_words})
            return redirect_to(request, reverse("evidence:show", args=[pk]))
    return _page(request, row, verify_form=form, status=422)


@writes
def send_back(request: Request, pk: int) -> HttpResponse:
    row = _row(request, pk)
    form = forms.ReturnForm(request.POST, prefix="back")
    if form.is_valid():
        try:
            services.return_report(
                report=row.report,
                reason=form.cleaned_data["reason"],
                seen_revision=form.cleaned_data["seen_revision"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已退回，并告知报送单位。"))
            return redirect_to(request, reverse("evidence:show", args=[pk]))
    return _page(request, row, return_form=form, status=422)


@reads
def review_task(request: Request, pk: int) -> HttpResponse:
    """Lead to the report that asks for the end of a task, or to what was reported on it."""
    today = timezone.localdate()
    if not tasks.visible_tasks(user=request.user, today=today).filter(pk=pk).exists():
        raise Http404
    reports = queries.visible_reports(user=request.user, today=today)
    closing = reports.filter(task=pk, purpose="CLOSING").order_by("-at", "-pk").first()
    if closing is None:
        return redirect_to(request, reverse("evidence:of_task", args=[pk]))
    return redirect_to(request, reverse("evidence:show", args=[closing.pk]))


@reads
def to_review(request: Request) -> HttpResponse:
    purpose = request.GET.get("purpose", "")
    rows, cursor = queries.to_review(
        user=request.user,
        today=timezone.localdate(),
        purpose=purpose if purpose in queries.PURPOSE_WORDS else "",
        after=request.GET.get("after", ""),
    )
    kinds = [("", _("全部")), *queries.PURPOSE_WORDS.items()]
    context = {
        "rows": rows,
        "pager": {"previous": "", "next": cursor, "shown": len(rows), "total": None},
        "kinds": [
            {"label": words, "url": f"?purpose={code}", "active": code == purpose, "count": None}
            for code, words in kinds
        ],
        "filtered": bool(purpose),
    }
    return render_page_or_fragment(
        request, "evidence/to_review.html", "evidence/_to_review.html", context
    )


@writes
def verify_many(request: Request) -> HttpResponse:
    ids = [int(pk) for pk in request.POST.getlist("report") if pk.isdigit()][:MOST_AT_ONCE]
    reports = queries.reports_to_judge(ids=ids, user=request.user, today=timezone.localdate())
    if not reports:
        raise Refused(_("请先勾选要审核的报送。"))
    outcome = services.verify_reports(reports=reports, by=request.user, at=timezone.now())
    count = len(outcome.done)
    if count:
        words = ngettext("已核实 %(count)d 份报送。", "已核实 %(count)d 份报送。", count)
        messages.success(request, words % {"count": count})
    titles = {report.pk: report.task.title for report in reports}
    for one in outcome.refused[:REFUSALS_SHOWN]:
        told = {"title": titles.get(one.report_id, ""), "why": one.message}
        messages.warning(request, _("未通过：%(title)s。%(why)s") % told)
    more = len(outcome.refused) - REFUSALS_SHOWN
    if more > 0:
        messages.warning(request, _("另有 %(count)d 份未通过，仍在列表里。") % {"count": more})
    return redirect_to(request, reverse("evidence:to_review"))
