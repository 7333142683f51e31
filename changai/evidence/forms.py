"""Turn what was typed about reports, files, requests and publications into typed values."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from changai.evidence import rules
from changai.evidence.models import EvidenceFile, Report, ReportValue
from changai.orgs.models import Unit
from changai.tasks.models import TaskTarget
from changai.ui.forms import DayField, UnitOfMeasureInput
from changai.ui.templatetags.ui import file_size, number

VALUE = "value_"


class ManyFilesInput(forms.ClearableFileInput):
    """A place for several files at once."""

    allow_multiple_selected = True


def _amount(target: TaskTarget, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=target.what or _("指标"),
        max_digits=18,
        decimal_places=4,
        widget=UnitOfMeasureInput(target.unit, attrs={"step": "any", "inputmode": "decimal"}),
        **options,
    )


def _about(target: TaskTarget) -> str:
    """Return what is known of a target, so that nobody has to look it up."""
    told = {
        "target": f"{target.operator}{number(target.value)}{target.unit}",
        "said": f"{number(target.said_value)}{target.unit}",
        "on": target.said_on.isoformat() if target.said_on else "",
        "verified": f"{number(target.verified_value)}{target.unit}",
    }
    if target.said_value is None:
        return gettext("目标 %(target)s；还没有填报过。") % told
    if target.verified_value is None:
        return gettext("目标 %(target)s；上次填报 %(said)s（%(on)s），未核实。") % told
    return gettext("目标 %(target)s；上次填报 %(said)s（%(on)s），核实 %(verified)s。") % told


# Most forms are taken and never shown again.
_about_lazy = lazy(_about, str)


def plain(value: Decimal | None) -> str:
    """Return a number as a person types it, without idle zeros."""
    return "" if value is None else f"{value.normalize():f}"


def file_label(file: EvidenceFile) -> str:
    """Return a file as a line to tick."""
    kept_on = localtime(file.at).date().isoformat()
    return f"{file.name} · {file_size(file.stored.byte_count)} · {kept_on}"


class KeyedForm(forms.Form):
    """A form that is one submit however often it is sent, and knows what the person saw."""

    client_key = forms.UUIDField(widget=forms.HiddenInput)
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


class FilesMixin(forms.Form):
    """Evidence of a report: files the unit keeps already, and new ones."""

    kept = forms.TypedMultipleChoiceField(
        label=_("使用已有材料"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("同一份材料可以用于多项任务，不必重复上传。"),
    )
    uploads = forms.FileField(
        label=_("上传新材料"), required=False, widget=ManyFilesInput(attrs={"multiple": True})
    )

    def offer(self, choices: Sequence[EvidenceFile]) -> None:
        """Show files to choose from; without any the field is left out."""
        if choices:
            self.fields["kept"].choices = [  # type: ignore[attr-defined]
                (file.pk, file_label(file)) for file in choices
            ]
        else:
            del self.fields["kept"]

    def accept_any(self) -> None:
        """Take whatever numbers were ticked; the service says whose files they are."""
        self.fields["kept"].choices = [  # type: ignore[attr-defined]
            (pk, str(pk)) for pk in self.ticked
        ]

    @property
    def ticked(self) -> list[int]:
        """Return the numbers of the files ticked, whatever else is wrong."""
        if not isinstance(self.data, QueryDict):
            return []
        return [int(pk) for pk in self.data.getlist("kept") if pk.isdigit()]


class ReportForm(FilesMixin, KeyedForm):
    """What a lead says of its task for a period."""

    template_name = "evidence/_report_fields.html"
    field_order = ("purpose", "period", "changed_words", "blocked_words", "kept", "uploads")

    purpose = forms.ChoiceField(
        label=_("报送类型"),
        choices=[
            (Report.Purpose.PROGRESS.value, _("只报进展")),
            (Report.Purpose.CLOSING.value, _("报请办结")),
        ],
        widget=forms.RadioSelect,
    )
    period = forms.ChoiceField(label=_("报送期"))
    changed_words = forms.CharField(
        label=_("进展情况"),
        max_length=rules.MAX_CHANGED,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("与上次相比做了什么、有什么变化。"),
    )
    blocked_words = forms.CharField(
        label=_("受阻情况"),
        max_length=rules.MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("被什么卡住、需要谁协调；没有就留空。"),
    )

    def __init__(
        self,
        *args: Any,
        targets: Sequence[TaskTarget],
        periods: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_periods(periods)
        for target in targets:
            name = f"{VALUE}{target.pk}"
            self.fields[name] = _amount(target, required=False, help_text=_about_lazy(target))

    def offer_periods(self, periods: Sequence[tuple[str, str]]) -> None:
        """Show periods to choose from."""
        self.fields["period"].choices = list(periods)  # type: ignore[attr-defined]

    @property
    def value_fields(self) -> list[BoundField]:
        """Return the fields of the targets."""
        return [self[name] for name in self.fields if name.startswith(VALUE)]

    @property
    def values(self) -> dict[int, Decimal]:
        """Return the values typed, by target."""
        return {
            int(name.removeprefix(VALUE)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(VALUE) and value is not None
        }


class DutyReportForm(FilesMixin, KeyedForm):
    """What a cooperating unit says of its duty."""

    template_name = "evidence/_report_fields.html"
    field_order = ("changed_words", "kept", "uploads")

    changed_words = forms.CharField(
        label=_("完成情况"),
        max_length=rules.MAX_CHANGED,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class VerifyForm(forms.Form):
    """What a reviewer finds: the values as said, or their own with a reason."""

    words = forms.CharField(
        label=_("审核意见"),
        max_length=rules.MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("核实数与填报数不同时，必须写明理由。"),
    )
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, values: Sequence[ReportValue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value in values:
            said = f"{number(value.said)}{value.target.unit}"
            self.fields[f"{VALUE}{value.target_id}"] = _amount(
                value.target,
                initial=plain(value.said),
                help_text=gettext("填报 %(said)s；核实不同的，直接改成核实数。") % {"said": said},
            )
        self.order_fields([*[n for n in self.fields if n.startswith(VALUE)], "words"])

    @property
    def values(self) -> dict[int, Decimal]:
        """Return the values verified, by target."""
        return {
            int(name.removeprefix(VALUE)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(VALUE)
        }


class ReturnForm(forms.Form):
    """Why a report goes back."""

    reason = forms.CharField(
        label=_("退回理由"),
        max_length=rules.MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明缺什么、改什么，对方会原样看到。"),
    )
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class UnitForm(forms.Form):
    """For which unit something is done; hidden where there is only one."""

    unit = forms.TypedChoiceField(label=_("单位"), coerce=int)

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        field.choices = [(unit.pk, str(unit)) for unit in units]  # type: ignore[attr-defined]
        field.initial = units[0].pk
        if len(units) == 1:
            field.widget = forms.HiddenInput()


class KeepForm(UnitForm):
    """Files to keep as evidence of a unit."""

    template_name = "evidence/_report_fields.html"

    uploads = forms.FileField(
        label=_("上传材料"), required=False, widget=ManyFilesInput(attrs={"multiple": True})
    )
    words = forms.CharField(label=_("备注"), max_length=rules.MAX_WORDS, required=False)


class RequestForm(UnitForm):
    """A request for reports, before its burden is counted."""

    period = forms.ChoiceField(label=_("报送期"))
    due_on = DayField(label=_("截止日期"))
    words = forms.CharField(
        label=_("备注"),
        max_length=rules.MAX_WORDS,
        required=False,
        help_text=_("为什么需要、用在哪里；被要求的单位会看到。"),
    )

    def __init__(self, *args: Any, periods: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = list(periods)  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """Under which title and from which day values are public."""

    title = forms.CharField(
        label=_("标题"), max_length=200, help_text=_("如：2026年第一季度产改指标完成情况")
    )
    published_on = DayField(label=_("公布日期"))
    client_key = forms.UUIDField(widget=forms.HiddenInput)


def new_key() -> uuid.UUID:
    """Return a key under which a form is one submit."""
    return uuid.uuid4()
