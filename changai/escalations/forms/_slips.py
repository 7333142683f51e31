from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changai.escalations.queries import DIGEST_WORDS
from changai.ui.forms import DayField


class ConfirmForm(forms.Form):
    """What a person confirms: the level, what is demanded, and until when."""

    level = forms.ChoiceField(label=_("发什么"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("要求"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明要做什么。期限、进度、数值由系统从任务取，不用写。"),
    )
    until_on = DayField(label=_("整改期限"), required=False)
    started_higher = forms.CharField(
        label=_("不逐级发单的理由"),
        max_length=300,
        required=False,
        help_text=_("只有重要事项直接发更高一级时填写。"),
    )

    def __init__(self, *args: Any, levels: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels  # type: ignore[attr-defined]


class DismissForm(forms.Form):
    reason = forms.CharField(
        label=_("不采纳的理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class SeenForm(forms.Form):
    """The revision a person saw when they opened the form."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


class ChangeForm(SeenForm):
    words = forms.CharField(
        label=_("要求"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    until_on = DayField(label=_("整改期限"))


class WithdrawForm(SeenForm):
    reason = forms.CharField(
        label=_("作废的理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(SeenForm):
    answer = forms.CharField(
        label=_("整改情况"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("进展和数值请在任务中填报，这里写整改措施和原因。"),
    )


class LiftForm(SeenForm):
    reason = forms.CharField(
        label=_("解除的依据"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明看到了什么，如“已报送办结并核实”。"),
    )


class NewDigestForm(forms.Form):
    """The kind, unit and period of a digest."""

    kind = forms.ChoiceField(label=_("种类"), choices=list(DIGEST_WORDS.items()))
    unit = forms.TypedChoiceField(label=_("编写单位"), coerce=int)
    title = forms.CharField(label=_("标题"), max_length=200)
    from_on = DayField(label=_("时段自"))
    to_on = DayField(label=_("至"))

    def __init__(self, *args: Any, units: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (one.pk, str(one)) for one in units
        ]


class DigestForm(SeenForm):
    title = forms.CharField(label=_("标题"), max_length=200)
    from_on = DayField(label=_("时段自"))
    to_on = DayField(label=_("至"))
    lead_words = forms.CharField(
        label=_("导语或建议"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("每行一段。数字不用写，都从任务算出。"),
    )
