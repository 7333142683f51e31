"""What a person may do to a task or a duty: one small page and one call for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from changai.kernel.errors import Refused
from changai.kernel.http import Request, reads, redirect_to, writes
from changai.orgs import queries as orgs
from changai.tasks import forms, queries, services

Do = Callable[[Request, Any, Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Action:
    """A thing to do: its name on the button, its form, the one call, and how it looks."""

    label: Any
    form: type[django_forms.Form]
    do: Do
    icon: str
    tone: str = ""
    pickers: tuple[str, ...] = ()
    help: Any = ""

    @property
    def is_plain(self) -> bool:
        """Say whether a press of the button is enough."""
        return self.form is forms.SeenForm and not self.pickers


def _who(request: Request) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


def _plain(service: Callable[..., Any]) -> Do:
    """Return a call that hands the form's values to a service of tasks."""

    def do(request: Request, task: Any, values: Mapping[str, Any]) -> Any:
        return service(task=task, **values, **_who(request))

    return do


def picked(request: Request, name: str) -> list[Any]:
    """Return the units picked under a name that the person may name."""
    ids = [int(value) for value in request.POST.getlist(name) if value.isdigit()]
    pick = orgs.pickable_units(user=request.user, today=timezone.localdate())
    return list(pick.filter(pk__in=ids))


def _assign(request: Request, task: Any, values: Mapping[str, Any]) -> Any:
    duties = [services.DutyDraft(unit.pk) for unit in picked(request, "cooperating")]
    leads = [unit.pk for unit in picked(request, "lead")]
    return services.assign_task(task=task, lead_ids=leads, duties=duties, **values, **_who(request))


def _reassign(request: Request, task: Any, values: Mapping[str, Any]) -> Any:
    leads = picked(request, "lead")
    if len(leads) != 1:
        raise Refused(_("请选择一个新的牵头单位。"))
    return services.reassign_task(task=task, lead_id=leads[0].pk, **values, **_who(request))


def _stop(request: Request, task: Any, values: Mapping[str, Any]) -> Any:
    waiting = picked(request, "waiting_for")
    return services.stop_clock(
        task=task, waiting_for=waiting[0] if waiting else None, **values, **_who(request)
    )


def _add_duty(request: Request, task: Any, values: Mapping[str, Any]) -> Any:
    units = picked(request, "cooperating")
    if not units:
        raise Refused(_("请选择配合单位。"))
    drafts = [services.DutyDraft(one.pk, values["due_on"], values["words"]) for one in units]
    return services.add_duties(
        task=task, duties=drafts, seen_revision=values["seen_revision"], **_who(request)
    )


def _approve(request: Request, task: Any, values: Mapping[str, Any]) -> Any:
    return services.approve_extension(
        extension=_asked(task),
        granted_on=values["granted_on"],
        answer=values["answer"],
        **_who(request),
    )


def _refuse(request: Request, task: Any, values: Mapping[str, Any]) -> Any:
    return services.refuse_extension(
        extension=_asked(task), reason=values["reason"], **_who(request)
    )


def _asked(task: Any) -> Any:
    extension = task.extensions.filter(state="ASKED").first()
    if extension is None:
        raise Refused(_("没有待答复的延期申请。"))
    return extension


def _remind(request: Request, task: Any, values: Mapping[str, Any]) -> Any:
    return services.remind_task(
        task=task, words=values["words"], duties_too=values["duties_too"], **_who(request)
    )


def _follow_up(request: Request, task: Any, values: Mapping[str, Any]) -> Any:
    return services.follow_up_task(
        task=task, cause=values["cause"], title=values["title"], **_who(request)
    )


F, S = forms, services
ACTIONS: Mapping[str, Action] = {
    "acknowledge": Action(
        gettext_lazy("签收"), F.SeenForm, _plain(S.acknowledge_task), "check2-circle"
    ),
    "assign": Action(
        gettext_lazy("交办"), F.AssignForm, _assign, "send", pickers=("lead", "cooperating")
    ),
    "decline": Action(
        gettext_lazy("退回"),
        F.ReasonForm,
        _plain(S.decline_task),
        "reply",
        help=gettext_lazy("不属于本单位职责的，请写明理由退回交办单位。"),
    ),
    "extend": Action(
        gettext_lazy("申请延期"),
        F.ExtensionForm,
        _plain(S.ask_extension),
        "calendar-event",
        help=gettext_lazy("到期日之前申请、经批准的，按新日期计；过期后申请的，仍记为超期。"),
    ),
    "approve_extension": Action(gettext_lazy("批准延期"), F.GrantForm, _approve, "calendar-check"),
    "refuse_extension": Action(gettext_lazy("不批准延期"), F.ReasonForm, _refuse, "calendar-x"),
    "strike_off": Action(
        gettext_lazy("销号"), F.StrikeOffForm, _plain(S.strike_off_task), "check-circle"
    ),
    "archive": Action(gettext_lazy("归档"), F.SeenForm, _plain(S.archive_task), "archive"),
    "add_duty": Action(
        gettext_lazy("增加配合事项"), F.DutyForm, _add_duty, "node-plus", pickers=("cooperating",)
    ),
    "change_due": Action(
        gettext_lazy("调整期限"), F.ChangeDueForm, _plain(S.change_due), "calendar3"
    ),
    "stop": Action(
        pgettext_lazy("action", "停表"),
        F.StopForm,
        _stop,
        "pause-circle",
        pickers=("waiting_for",),
        help=gettext_lazy("专家评审或等待其他单位的时间不计入办理时间，停了几天，到期日顺延几天。"),
    ),
    "resume": Action(gettext_lazy("恢复计时"), F.SeenForm, _plain(S.resume_clock), "play-circle"),
    "remind": Action(gettext_lazy("提醒"), F.RemindForm, _remind, "bell"),
    "quality": Action(gettext_lazy("质量标记"), F.QualityForm, _plain(S.mark_quality), "flag"),
    "waive": Action(
        gettext_lazy("豁免"),
        F.ReasonForm,
        _plain(S.waive_child),
        "slash-circle",
        help=gettext_lazy("豁免后，上级任务可以在本任务未完成时办结；本任务仍需办理。"),
    ),
    "follow_up": Action(gettext_lazy("另立一项"), F.FollowUpForm, _follow_up, "plus-lg"),
    "reassign": Action(
        gettext_lazy("改交"), F.ReassignForm, _reassign, "arrow-left-right", pickers=("lead",)
    ),
    "cancel": Action(
        gettext_lazy("取消任务"), F.CancelForm, _plain(S.cancel_task), "x-circle", tone="danger"
    ),
}
PICKER_LABELS = {
    "lead": gettext_lazy("牵头单位"),
    "cooperating": gettext_lazy("配合单位"),
    "waiting_for": gettext_lazy("等待的单位"),
}


def _task(request: Request, pk: int, name: str) -> tuple[Any, Action]:
    """Return a task and what is to be done, 404 where the person may not."""
    today = timezone.localdate()
    task = get_object_or_404(queries.visible_tasks(user=request.user, today=today), pk=pk)
    if name not in ACTIONS or name not in queries.actions_for(task, request.user, today):
        raise Http404
    return task, ACTIONS[name]


def _page(request: Request, task: Any, name: str, form: Any, *, status: int = 200) -> HttpResponse:
    action = ACTIONS[name]
    context = {
        "task": task,
        "name": name,
        "action": action,
        "form": form,
        "pickers": [
            {
                "name": picker,
                "label": PICKER_LABELS[picker],
                "chosen": picked(request, picker),
                "single": picker == "waiting_for" or name == "reassign",
            }
            for picker in action.pickers
        ],
    }
    return render(request, "tasks/action.html", context, status=status)


@reads
def action_page(request: Request, pk: int, action: str) -> HttpResponse:
    task, wanted = _task(request, pk, action)
    initial = {"seen_revision": task.revision, "due_on": task.due_on, "due_words": task.due_words}
    return _page(request, task, action, wanted.form(initial=initial))


@writes
def act(request: Request, pk: int, action: str) -> HttpResponse:
    task, wanted = _task(request, pk, action)
    form = wanted.form(request.POST)
    if not form.is_valid():
        return _page(request, task, action, form, status=422)
    try:
        wanted.do(request, task, form.cleaned_data)
    except Refused as refusal:
        if wanted.is_plain:
            raise
        form.add_error(None, str(refusal))
        return _page(request, task, action, form, status=422)
    said = DONE_WORDS.get(action) or _("%(action)s：已办理。") % {"action": wanted.label}
    messages.success(request, said)
    return redirect_to(request, reverse("tasks:task", args=[pk]))


DONE_WORDS: Mapping[str, Any] = {
    "acknowledge": gettext_lazy("已签收。"),
    "decline": gettext_lazy("已退回。"),
    "assign": gettext_lazy("已交办。"),
    "strike_off": gettext_lazy("已销号。"),
    "archive": gettext_lazy("已归档。"),
    "extend": gettext_lazy("已申请延期。"),
    "remind": gettext_lazy("已提醒。"),
}
DUTY_ACTIONS: Mapping[str, tuple[Any, type[django_forms.Form], Callable[..., Any]]] = {
    "accept": (gettext_lazy("确认"), F.SeenForm, S.accept_duty),
    "return": (gettext_lazy("退回"), F.ReasonForm, S.return_duty),
    "waive": (gettext_lazy("免除"), F.ReasonForm, S.waive_duty),
}


def _duty(request: Request, pk: int, name: str) -> Any:
    today = timezone.localdate()
    duty = get_object_or_404(queries.visible_duties(user=request.user, today=today), pk=pk)
    rows = queries.duty_rows(task=duty.task, user=request.user, today=today)
    allowed = next((row.events for row in rows if row.duty.pk == duty.pk), ())
    if name not in DUTY_ACTIONS or name not in allowed:
        raise Http404
    return duty


@reads
def duty_page(request: Request, pk: int, action: str) -> HttpResponse:
    duty = _duty(request, pk, action)
    label, form, _service = DUTY_ACTIONS[action]
    context = {
        "duty": duty,
        "name": action,
        "label": label,
        "form": form(initial={"seen_revision": duty.revision}),
    }
    return render(request, "tasks/duty_action.html", context)


@writes
def duty_act(request: Request, pk: int, action: str) -> HttpResponse:
    duty = _duty(request, pk, action)
    label, form_class, service = DUTY_ACTIONS[action]
    form = form_class(request.POST)
    if not form.is_valid():
        context = {"duty": duty, "name": action, "label": label, "form": form}
        return render(request, "tasks/duty_action.html", context, status=422)
    service(duty=duty, **form.cleaned_data, **_who(request))
    messages.success(request, _("%(action)s：已办理。") % {"action": label})
    return redirect_to(request, reverse("tasks:task", args=[duty.task_id]))
