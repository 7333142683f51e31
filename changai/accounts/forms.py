"""Turn what was typed about accounts into typed values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_RULES = _(
    "至少 12 个字符，可以是一句话，空格也算。不能是常见密码，不能全是数字，"
    "也不要与登录名、姓名或联系方式相近。"
)


class SignInForm(forms.Form):
    """Login and password."""

    login = forms.CharField(
        label=_("登录名"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    """A password, typed twice; whether it keeps the rules the service decides."""

    password = forms.CharField(
        label=_("新密码"),
        help_text=PASSWORD_RULES,
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输入一遍新密码"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two different passwords."""
        typed = super().clean() or {}
        if "password" in typed and "again" in typed and typed["password"] != typed["again"]:
            self.add_error("again", _("两次输入的密码不一样，请重新输入。"))
        return typed


class ChangePasswordForm(NewPasswordForm):
    """The old password and a new one, typed twice."""

    old = forms.CharField(
        label=_("原密码"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old", "password", "again")


class DetailsForm(forms.Form):
    """How to reach a person."""

    email = forms.EmailField(
        label=_("电子邮箱"),
        help_text=_("填写后，催办和到期提醒也会发到这里。"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("联系电话"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
