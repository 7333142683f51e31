"""Turn what was typed about documents and measures into typed values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from changai.orgs.models import Unit
from changai.ui.forms import DayField

TARGET = re.compile(
    r"^\s*(?P<value>\d[\d,.]*[万亿]?)\s*(?P<unit>[^\s:：]*)\s*[:：]?\s*(?P<what>.*)$"
)


class ReceiveForm(forms.Form):
    """Which unit receives which file."""

    owner = forms.ModelChoiceField(Unit.objects.none(), label=_("接收单位"), empty_label=None)
    file = forms.FileField(label=_("文件"))

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Unit]", self.fields["owner"])
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("path")
        if len(units) == 1:
            field.initial = units[0].pk
            field.widget = forms.HiddenInput()


class DescriptionForm(forms.Form):
    """What kind of paper a document is, and what it carries."""

    title = forms.CharField(label=_("标题"), max_length=300)
    kind = forms.ChoiceField(label=_("文种"))
    issuer = forms.CharField(label=_("发文单位"), max_length=200, required=False)
    number = forms.CharField(
        label=_("发文字号"), max_length=80, required=False, help_text=_("如：苏产改〔2026〕1号")
    )
    dated_on = DayField(label=_("成文日期"), required=False)
    term_from = DayField(label=_("有效期起"), required=False)
    term_to = DayField(label=_("有效期止"), required=False)
    supersedes_id = forms.TypedChoiceField(
        label=_("替代的文件"), required=False, coerce=int, empty_value=None
    )
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]],
        others: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]
        self.fields["supersedes_id"].choices = [("", _("无")), *others]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a term that ends before it begins."""
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("term_from"), cleaned.get("term_to")
        if begins and ends and ends < begins:
            self.add_error("term_to", _("有效期的截止日早于起始日。"))
        return cleaned


class MeasureForm(forms.Form):
    """A measure's quotation and what was read from it."""

    quote = forms.CharField(
        label=_("引文"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("必须与原文逐字一致，可以缩短或延长，不能改写。"),
    )
    deadline_words = forms.CharField(label=_("时限（原文）"), max_length=120, required=False)
    speaker = forms.CharField(label=_("提出人"), max_length=40, required=False)
    targets = forms.CharField(
        label=_("目标"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("每行一个，如：30 家：新增试点企业"),
    )
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)

    def clean_targets(self) -> list[dict[str, str]]:
        """Return the targets typed one a line; name the line that is not a number first."""
        targets = []
        for number, line in enumerate(self.cleaned_data["targets"].splitlines(), start=1):
            if not line.strip():
                continue
            found = TARGET.match(line)
            if not found:
                raise forms.ValidationError(
                    _("第 %(number)d 行要以数字开头，如：30 家：新增试点企业"),
                    params={"number": number},
                )
            targets.append({key: value.strip() for key, value in found.groupdict().items()})
        return targets


class ReasonForm(forms.Form):
    """Why a proposal is not taken."""

    reason = forms.CharField(label=_("不采纳的理由"), max_length=300)
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


class SeenForm(forms.Form):
    """The revision a person saw when they pressed the button."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)
    same_as = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SpanForm(forms.Form):
    """A passage marked in the text. Units: code points of the clean text."""

    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)


class VerdictForm(forms.Form):
    """Whether an instruction asks for work."""

    verdict = forms.ChoiceField(
        choices=[("ACTION", _("需要办理")), ("READ_ONLY", _("仅供阅知"))], label=_("处理方式")
    )
    dated_on = DayField(label=_("批示日期"), required=False)
