"""One form for each thing a person may do to a task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changai.ui.forms import DayField


class SeenForm(forms.Form):
    """The revision a person saw when they opened the form."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(SeenForm):
    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class CancelForm(ReasonForm):
    """Why a task is cancelled; its open parts go with it."""


class StrikeOffForm(SeenForm):
    words = forms.CharField(label=_("销号意见"), max_length=300, required=False)


class AssignForm(SeenForm):
    """Date of an assignment; the units come from the pickers beside it."""

    joint = forms.BooleanField(
        label=_("共同牵头"),
        required=False,
        help_text=_("没有单一牵头单位时勾选：各牵头单位分别办结自己的部分。"),
    )
    due_on = DayField(label=_("完成日期"), required=False)
    due_words = forms.CharField(
        label=_("时限（文字）"),
        max_length=120,
        required=False,
        help_text=_("没有具体日期时写明，如“长期坚持”。"),
    )


class ReassignForm(ReasonForm):
    due_on = DayField(label=_("新的完成日期"), required=False, help_text=_("不填则沿用原日期。"))


class ExtensionForm(SeenForm):
    wanted_on = DayField(label=_("希望延至"))
    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    progress = forms.CharField(label=_("目前进展"), max_length=300, required=False)


class GrantForm(SeenForm):
    granted_on = DayField(label=_("批准延至"))
    answer = forms.CharField(label=_("答复"), max_length=300, required=False)


class StopForm(SeenForm):
    cause = forms.ChoiceField(
        label=_("停表原因"),
        choices=[("EXPERT", _("专家评审、听证、招标等时间")), ("OTHER_UNIT", _("等待其他单位"))],
    )
    words = forms.CharField(label=_("说明"), max_length=300)


class ChangeDueForm(ReasonForm):
    due_on = DayField(label=_("新的完成日期"), required=False)
    due_words = forms.CharField(label=_("时限（文字）"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse neither a date nor words."""
        cleaned = super().clean() or {}
        if not cleaned.get("due_on") and not cleaned.get("due_words"):
            self.add_error("due_on", _("请填写日期；没有日期的，请在文字中写明。"))
        return cleaned


class DutyForm(SeenForm):
    words = forms.CharField(label=_("配合事项"), max_length=300, required=False)
    due_on = DayField(label=_("完成日期"), required=False)


class RemindForm(SeenForm):
    words = forms.CharField(
        label=_("提醒内容"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    duties_too = forms.BooleanField(label=_("同时提醒未完成的配合单位"), required=False)


class QualityForm(ReasonForm):
    poor = forms.TypedChoiceField(
        label=_("质量标记"),
        choices=[("1", _("质量不高")), ("0", _("撤销标记"))],
        coerce=lambda value: value == "1",
    )


class FollowUpForm(SeenForm):
    cause = forms.CharField(
        label=_("起因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("如回头看发现的问题，或新的批示。已办结的任务不再打开，另立一项并互相关联。"),
    )
    title = forms.CharField(label=_("新任务名称"), max_length=600, required=False)


class RegisterForm(forms.Form):
    """An item registered by hand; the sentence that makes it stands word for word."""

    title = forms.CharField(label=_("任务名称"), max_length=600)
    clause_words = forms.CharField(
        label=_("来源原文"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    clause_where = forms.CharField(
        label=_("出处"),
        max_length=300,
        required=False,
        help_text=_("文件标题和字号，或会议名称和日期。"),
    )
    leader_name = forms.CharField(label=_("责任领导"), max_length=40, required=False)
    shape = forms.ChoiceField(label=_("类型"))
    due_on = DayField(label=_("拟定完成日期"), required=False)
    due_words = forms.CharField(label=_("时限（文字）"), max_length=120, required=False)
    clause_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    instruction_id = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, shapes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shape"].choices = shapes  # type: ignore[attr-defined]
