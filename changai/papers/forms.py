"""Turn what was typed about papers into typed values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changai.orgs.models import Unit


class EditForm(forms.Form):
    """Words of a draft that a person may put otherwise."""

    addressees = forms.CharField(
        label=_("主送机关"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    copies_to = forms.CharField(
        label=_("抄送机关"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("单位之间用逗号隔开，末尾的句号会自动加上。"),
    )
    note = forms.CharField(
        label=_("附注"), max_length=120, required=False, help_text=_("如：此件公开发布")
    )
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, paragraphs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [key for key, _words in paragraphs]
        for number, (_key, words) in enumerate(paragraphs, start=1):
            self.fields[f"paragraph-{number}"] = forms.CharField(
                label=_("段落 %(number)d") % {"number": number},
                initial=words,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def edits(self) -> dict[str, Any]:
        """Return what was typed, paragraphs by their key; only what differs from what was there."""
        values = self.cleaned_data
        paragraphs = {
            key: values[f"paragraph-{number}"].strip().replace("\r\n", "\n")
            for number, key in enumerate(self.keys, start=1)
            if f"paragraph-{number}" in self.changed_data
        }
        plain: dict[str, Any] = {
            name: " ".join(values[name].split())
            for name in ("addressees", "copies_to", "note")
            if name in self.changed_data
        }
        return {**plain, "paragraphs": paragraphs}


class WithdrawForm(forms.Form):
    """Why an issued paper is withdrawn."""

    reason = forms.CharField(label=_("撤回理由"), max_length=300)
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


class SeenForm(forms.Form):
    """The revision a person saw when they pressed the button."""

    seen_revision = forms.IntegerField(required=False)


class SignForm(forms.Form):
    """For which unit somebody signs."""

    unit = forms.ModelChoiceField(Unit.objects.none())

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(  # type: ignore[attr-defined]
            pk__in=[unit.pk for unit in units]
        )


class PrefixForm(forms.Form):
    """The word with which a unit's document numbers begin."""

    words = forms.CharField(
        label=_("发文代字的开头"),
        max_length=10,
        help_text=_("各机关代字，写在文号最前面，一般是一两个字。"),
    )
