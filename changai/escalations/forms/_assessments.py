from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changai.escalations.queries import FORMULA_WORDS
from changai.escalations.rules import Formula, Line
from changai.ui.forms import DayField, UnitOfMeasureInput

FREE = (Formula.ON_TIME, Formula.REACHED, Formula.LATE, Formula.MADE_UP_LATE, Formula.RETURNED)


def _points(label: Any, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        max_digits=6,
        decimal_places=2,
        min_value=Decimal("0.01"),
        widget=UnitOfMeasureInput(_("分"), attrs={"step": "any", "inputmode": "decimal"}),
    )


class SchemeForm(forms.Form):
    """A scheme: its period, and the points of each formula of the closed list."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    unit = forms.TypedChoiceField(label=_("考核单位"), coerce=int)
    title = forms.CharField(label=_("标题"), max_length=200)
    from_on = DayField(label=_("时段自"))
    to_on = DayField(label=_("至"))

    def __init__(self, *args: Any, units: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["unit"].choices = [(one.pk, str(one)) for one in units]
        fields["base"] = _points(_("基础分"), required=True)
        fields["top"] = _points(_("最高分"), required=True)
        for formula in Formula:
            words = FORMULA_WORDS[formula.value]
            fields[formula.value] = _points(words, required=formula is Formula.FALSE)
            if formula is not Formula.FALSE:
                fields[f"{formula.value}_most"] = _points(_("同上，合计最多"))

    def lines(self) -> list[Line]:
        """Return the lines that have points."""
        given = self.cleaned_data
        return [
            Line(formula, given[formula.value], given.get(f"{formula.value}_most"))
            for formula in Formula
            if given.get(formula.value) is not None
        ]


class OpenForm(forms.Form):
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)
    until_on = DayField(
        label=_("异议截止日期"),
        help_text=_("这一天以前，各单位可看本单位结果、补正事实、提出异议。"),
    )


class WordsForm(forms.Form):
    """Words of an objection, an answer or a finding."""

    words = forms.CharField(
        label=_("说明"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
