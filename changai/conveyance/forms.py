"""Turn what was typed about instructions and conveyances into typed values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changai.ui.forms import DayField, UnitOfMeasureInput

Choices = Sequence[tuple[Any, str]]
URGENCIES = (("ORDINARY", _("一般")), ("URGENT", _("急件")), ("HARD", _("疑难")))
VERDICTS = (("ACTION", _("需要办理")), ("READ_ONLY", _("仅供阅知")))


class InstructionForm(forms.Form):
    """An instruction that came without a document, or a correction of one."""

    leader_name = forms.CharField(label=_("批示领导"), max_length=40)
    leader_title = forms.CharField(label=_("领导职务"), max_length=80, required=False)
    dated_on = DayField(label=_("批示日期"))
    words = forms.CharField(
        label=_("批示原文"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("一字不改地录入。"),
    )
    about_words = forms.CharField(
        label=_("批示对象"),
        max_length=300,
        required=False,
        help_text=_(
            "领导批在什么上：文件、专报的标题或事项。与已接收文件的标题或字号相同时自动关联。"
        ),
    )
    urgency = forms.ChoiceField(
        label=_("缓急"), choices=URGENCIES, help_text=_("决定立项时拟定的办理期限。")
    )
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EnterForm(InstructionForm):
    """An instruction to enter, for one of the person's units."""

    owner = forms.TypedChoiceField(label=_("录入单位"), coerce=int)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("owner",)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        owner.choices = units  # type: ignore[attr-defined]
        if len(units) == 1:
            owner.initial = units[0][0]
            owner.widget = forms.HiddenInput()


class VerdictForm(forms.Form):
    """Whether an instruction asks for work."""

    verdict = forms.ChoiceField(choices=VERDICTS)


class RegisterForm(forms.Form):
    """A task made from an instruction; the leads come from the picker beside it."""

    title = forms.CharField(label=_("任务名称"), max_length=600)
    due_on = DayField(
        label=_("完成日期"), required=False, help_text=_("按缓急的办理时限拟定，可以改。")
    )


class ConveyForm(forms.Form):
    """What is conveyed, and to whom; ticked units come from the lists below it."""

    unit = forms.TypedChoiceField(label=_("传达单位"), coerce=int)
    title = forms.CharField(label=_("标题"), max_length=300)
    words = forms.CharField(
        label=_("传达要求"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("需要下级怎么学习、办理或反馈。"),
    )
    sign_within_days = forms.IntegerField(
        label=_("签收时限"),
        min_value=1,
        max_value=60,
        widget=UnitOfMeasureInput(pgettext_lazy("单位", "个工作日")),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    instruction = forms.IntegerField(widget=forms.HiddenInput, required=False)
    document = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].initial = units[0][0]
            self.fields["unit"].widget = forms.HiddenInput()


class ReachForm(forms.Form):
    """How far down something goes: right below, to all, or to those ticked."""

    reach = forms.ChoiceField(choices=[("next", ""), ("all", ""), ("some", "")])


class ProcedureForm(forms.Form):
    """A document that holds as rules of a body."""

    document = forms.CharField(
        label=_("文件标题或字号"),
        max_length=300,
        help_text=_("已接收的文件；没有的，先在“文件”里接收。"),
    )
    from_on = DayField(label=_("生效日期"))
    words = forms.CharField(label=_("说明"), max_length=300, required=False)


class EndForm(forms.Form):
    """The last day of rules."""

    last_day = DayField(label=_("停用日期"))
