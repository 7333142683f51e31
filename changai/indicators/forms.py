"""Forms of values: numbers with their units, the source, evidence, and words for warnings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changai.indicators.rules import MAX_WORDS
from changai.packs.current import language
from changai.packs.indicators import Indicator, Version
from changai.ui.forms import DayField, UnitOfMeasureInput


def _number(label: Any, unit: Any = "", *, required: bool = True) -> forms.DecimalField:
    widget = UnitOfMeasureInput(unit) if unit else forms.NumberInput()
    widget.attrs["step"] = "any"
    return forms.DecimalField(
        label=label, max_digits=20, decimal_places=4, required=required, widget=widget
    )


def _words(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StepForm(forms.Form):
    """The revision the person saw, so that two people cannot both win."""

    seen_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ValueForm(StepForm):
    """The numbers of one value; a word for each warning that came up."""

    def __init__(
        self,
        *args: Any,
        definition: Indicator,
        version: Version,
        unit_words: tuple[Any, Any],
        files: list[tuple[int, str]],
        warnings: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        fields: dict[str, forms.Field] = {}
        above, below = unit_words
        for part in definition.parts:
            fields[f"part_{part.code}"] = _number(part.label(lang), above)
        fields["number"] = _number(version.numerator_label(lang), above)
        if version.is_ratio:
            fields["base"] = _number(version.denominator_label(lang), below)
        for kind, what in warnings:
            fields[f"answer_{kind}"] = _words(
                _("说明"), what + " " + str(_("请改正数字，或在这里说明。")), required=False
            )
        fields["words"] = _words(_("数据出处"), _("哪份报表、哪个系统、截至哪一天。"))
        if files:
            fields["files"] = forms.MultipleChoiceField(
                label=_("佐证材料"),
                choices=[(str(pk), name) for pk, name in files],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        fields["upload"] = forms.FileField(
            label=_("上传佐证"), required=False, help_text=_("可以不传；传过的材料可以直接勾选。")
        )
        self.fields = {**fields, **self.fields}


def plain(number: Any) -> Any:
    """Return a number as a person would write it: 5200 and not 5200.0000."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class AcceptForm(StepForm):
    """What is verified: what was said, or other numbers with a word."""

    number = _number(_("核实数"))
    base = _number(_("核实分母"), required=False)
    words = _words(_("说明"), _("核实数与填报数不同时必须说明。"), required=False)

    def __init__(self, *args: Any, has_base: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_base:
            del self.fields["base"]


class WordsForm(StepForm):
    """Why a value goes back."""

    words = _words(_("理由"))


class RestateForm(AcceptForm):
    """The right numbers of a published value, and why."""

    number = _number(_("更正为"))
    base = _number(_("分母更正为"), required=False)
    words = _words(_("更正理由"))


class PublishForm(forms.Form):
    """Which figures are published, under which title and day, and why any differs from before."""

    title = forms.CharField(label=_("标题"), max_length=200)
    published_on = DayField(label=_("公布日期"))
    reason = _words(_("更正理由"), _("有数与上次公布的不同时必须填写。"), required=False)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)


class ImportForm(forms.Form):
    """A table of values."""

    file = forms.FileField(
        label=_("表格文件"),
        help_text=_("xlsx 或 csv。列：单位、指标、期间、数值（分子）、分母、数据出处、说明。"),
    )
