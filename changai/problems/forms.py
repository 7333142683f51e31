"""Turn what was typed about problems into typed values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from changai.problems.queries import SOURCE_WORDS
from changai.ui.forms import DayField, UnitOfMeasureInput


class SeenForm(forms.Form):
    """The revision a person saw when they opened the form."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ProblemForm(SeenForm):
    """A problem; the unit concerned comes from the picker beside it."""

    unit = forms.TypedChoiceField(label=_("登记单位"), coerce=int)
    source = forms.ChoiceField(label=_("来源"), choices=list(SOURCE_WORDS.items()))
    words = forms.CharField(
        label=_("问题"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("照原话写；交办整改时，这句话就是任务的来源原文。"),
    )
    where = forms.CharField(
        label=_("出处"),
        max_length=300,
        help_text=_("会议、督查或文件的名称和日期，如“省督查组第二季度督查”。"),
    )
    meeting = forms.TypedChoiceField(label=_("会议"), coerce=int, empty_value=None, required=False)
    document = forms.TypedChoiceField(label=_("文件"), coerce=int, empty_value=None, required=False)
    found_on = DayField(label=_("发现日期"))
    look_back_days = forms.IntegerField(
        label=_("整改办结后多久回头看"),
        min_value=1,
        max_value=250,
        widget=UnitOfMeasureInput(_("个工作日")),
    )

    def __init__(
        self,
        *args: Any,
        units: list[Any],
        meetings: list[Any],
        documents: list[Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].choices = [(one.pk, str(one)) for one in units]
        for name, rows in (("meeting", meetings), ("document", documents)):
            fields[name].choices = [("", _("无")), *((one.pk, str(one)) for one in rows)]
            if not rows:
                del fields[name]

    def summary(self) -> SafeString:
        """Return the summary of faults, for a page that lays the fields out itself."""
        return self.render("ui/error_summary.html")

    def required_mark(self) -> SafeString:
        """Return the mark of a required field, for the picker of the unit concerned."""
        return self["unit"].render("ui/field_mark.html")


class RectifyForm(SeenForm):
    title = forms.CharField(label=_("任务名称"), max_length=600)
    due_on = DayField(label=_("整改期限"))
    evidence_required = forms.BooleanField(label=_("办结须附佐证"), required=False, initial=True)


class LookBackForm(SeenForm):
    held = forms.TypedChoiceField(
        label=_("回头看结果"),
        choices=[("1", _("未反弹")), ("0", _("已反弹"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("看到的情况"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("看了什么、问了谁、和整改前比怎样。"),
    )


class DropForm(SeenForm):
    reason = forms.CharField(
        label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ImportForm(forms.Form):
    """A list, pasted or as a file; each line a problem."""

    unit = forms.TypedChoiceField(label=_("登记单位"), coerce=int)
    source = forms.ChoiceField(label=_("来源"), choices=list(SOURCE_WORDS.items()))
    where = forms.CharField(
        label=_("出处"), max_length=300, help_text=_("某行没有写出处时用这一句。")
    )
    found_on = DayField(label=_("发现日期"), help_text=_("某行没有写日期时用这一天。"))
    lines = forms.CharField(
        label=_("问题清单"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "从表格直接粘贴，每行一个问题：问题、责任单位、发现日期、出处；后两列可以不填。"
        ),
    )
    file = forms.FileField(
        label=_("或选择表格文件"), required=False, help_text=_("xlsx、docx 或 csv。")
    )

    def __init__(self, *args: Any, units: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].choices = [(one.pk, str(one)) for one in units]

    def clean(self) -> dict[str, Any]:
        """Refuse neither lines nor a file."""
        cleaned = super().clean() or {}
        if not (cleaned.get("lines") or "").strip() and not cleaned.get("file"):
            self.add_error("lines", _("请粘贴清单，或选择表格文件。"))
        return cleaned
