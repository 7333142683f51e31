"""Turn what was typed about bodies and seats into typed values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from changai.ui.forms import DayField

MEMBERS_HELP = _(
    "每行一个单位，可以接着写姓名和职务：省总工会，王强，主席。"
    "召集人和参与单位写在行首：“召集人：…”；一行只写“参与单位：”，下面各行就都是参与单位。"
)
MEMBERS_EXAMPLE = _(
    "召集人：省总工会，王强，主席\n省教育厅，李敏，副厅长\n省财政厅\n参与单位：省工商联"
)
Choices = Sequence[tuple[Any, str]]


class SeenForm(forms.Form):
    """The revision a person saw when they opened the form."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class BodyForm(SeenForm):
    """What a body is called, whose it is and who its office is."""

    kind = forms.ChoiceField(label=_("类型"))
    name = forms.CharField(
        label=_("名称"), max_length=120, help_text=_("写全称，会议和公文里就这样用。")
    )
    office = forms.TypedChoiceField(
        label=_("办公室"),
        coerce=int,
        help_text=_("承担日常工作的单位；它的人员安排会议、调整席位。"),
    )

    def __init__(self, *args: Any, kinds: Choices, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["office"].choices = offices  # type: ignore[attr-defined]


class NewBodyForm(BodyForm):
    """A body to set up, with its first members."""

    unit = forms.TypedChoiceField(label=_("所属地区或单位"), coerce=int)
    began_on = DayField(label=_("设立日期"))
    members = forms.CharField(
        label=_("成员名单"),
        widget=forms.Textarea(attrs={"rows": 9}),
        required=False,
        help_text=MEMBERS_HELP,
    )
    field_order = ("kind", "name", "unit", "office", "began_on", "members")

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["members"].widget.attrs["placeholder"] = MEMBERS_EXAMPLE


class SeatsForm(forms.Form):
    """Members to add to a body, many at once."""

    from_on = DayField(label=_("任期开始"))
    members = forms.CharField(
        label=_("成员名单"),
        widget=forms.Textarea(attrs={"rows": 9}),
        required=False,
        help_text=MEMBERS_HELP,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].widget.attrs["placeholder"] = MEMBERS_EXAMPLE


class SeatForm(SeenForm):
    """Who sits on a seat, from when on."""

    role = forms.ChoiceField(label=_("席位"))
    person = forms.CharField(label=_("姓名"), max_length=40, required=False)
    title = forms.CharField(label=_("职务"), max_length=80, required=False)
    alternate = forms.CharField(label=_("替补"), max_length=40, required=False)
    liaison = forms.CharField(label=_("联络员"), max_length=40, required=False)
    from_on = DayField(
        label=_("从哪天起"),
        help_text=_("换人时填新任期的第一天，原任期留在历史里；只改错字就保留原来的日期。"),
    )

    def __init__(self, *args: Any, roles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class LastDayForm(SeenForm):
    """The last day of a seat or of a body."""

    last_day = DayField(label=_("最后一天"))
