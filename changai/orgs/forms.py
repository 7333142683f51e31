"""Turn what was typed about units, posts and people into typed values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from changai.kernel import identifiers
from changai.orgs.models import Post, Unit
from changai.packs import schema
from changai.packs.current import language
from changai.ui.forms import DayField

Choices = Sequence[tuple[Any, str]]


class SuggestingInput(forms.TextInput):
    """A text with suggestions that the browser itself offers while one types."""

    template_name = "orgs/_suggesting_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions: Sequence[str] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs, the suggestions included."""
        context = super().get_context(name, value, attrs)
        context["widget"]["suggestions"] = self.suggestions
        context["widget"]["attrs"]["list"] = f"{name}-suggestions"
        return context


class UnitField(forms.CharField):
    """A unit named by its code, or by a name that only one unit in reach carries."""

    widget = SuggestingInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.find: Callable[[str], list[Unit]] = lambda _text: []

    def clean(self, value: Any) -> Any:
        """Return the unit; say what to type where none or several fit."""
        text = super().clean(value)
        if not text:
            return None
        found = self.find(text)
        if not found:
            raise forms.ValidationError(
                _("没有找到“%(text)s”。请填写完整名称、行政区划代码或统一社会信用代码。"),
                params={"text": text},
            )
        if len(found) > 1:
            raise forms.ValidationError(_("有多个单位叫这个名称，请改填代码。"))
        return found[0]


class CreditCodeField(forms.CharField):
    """A code that some kinds of unit need and others have not: no mark says "optional"."""

    sometimes_required = True


class SeenForm(forms.Form):
    """A change of something the person has read: it carries what was read."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class OpenForm(forms.Form):
    """A unit to be opened, under the unit whose page it was begun on unless another is named."""

    parent = UnitField(
        label=_("上级单位"), help_text=_("输入名称或代码，浏览器会给出建议。"), required=False
    )
    kind = forms.ChoiceField(label=_("单位类型"))
    name = forms.CharField(label=_("名称"), max_length=120)
    short_name = forms.CharField(
        label=_("简称"),
        help_text=_("列表和表格里显示简称；不填则显示名称。"),
        max_length=60,
        required=False,
    )
    credit_code = CreditCodeField(
        label=_("统一社会信用代码"),
        help_text=_("企业必填，18 位；其他单位可以不填。"),
        max_length=40,
        required=False,
    )
    began_on = DayField(label=_("设立日期"))

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[schema.UnitKind],
        at: Unit,
        find: Callable[[str], list[Unit]],
        names: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _begin_with(self, "parent", at, find, names)
        self.kinds = {kind.code: kind for kind in kinds}
        _choose(self, "kind", [(kind.code, kind.label(language())) for kind in kinds])

    def clean(self) -> dict[str, Any]:
        """Check the credit code where the kind of unit needs one."""
        typed = super().clean() or {}
        kind = self.kinds.get(typed.get("kind", ""))
        code = typed.get("credit_code", "")
        if code or (kind and kind.needs_credit_code):
            try:
                typed["credit_code"] = identifiers.check_credit_code(code)
            except identifiers.CreditCodeRefused as refusal:
                self.add_error("credit_code", str(refusal))
        return typed


class RenameForm(SeenForm):
    """A new name from a day on."""

    name = forms.CharField(label=_("新名称"), max_length=120)
    short_name = forms.CharField(label=_("新简称"), max_length=60, required=False)
    effective_on = DayField(label=_("生效日期"))
    reason = forms.CharField(
        label=_("依据"),
        help_text=_("例如批复文号。"),
        max_length=300,
        required=False,
    )


class MoveForm(SeenForm):
    """A new parent from a day on."""

    to = UnitField(label=_("新的上级单位"), help_text=_("输入名称或代码，浏览器会给出建议。"))
    effective_on = DayField(label=_("生效日期"))
    reason = forms.CharField(
        label=_("依据"), help_text=_("例如批复文号。"), max_length=300, required=False
    )

    def __init__(
        self, *args: Any, find: Callable[[str], list[Unit]], names: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _suggest(self, "to", find, names)


class MergeForm(MoveForm):
    """A successor from a day on, with the reason."""

    to = UnitField(label=_("并入哪个单位"), help_text=_("须是同类单位。输入名称或代码。"))
    reason = forms.CharField(label=_("依据"), help_text=_("例如批复文号。"), max_length=300)


class CloseForm(SeenForm):
    """The day from which a unit is no more, with the reason."""

    effective_on = DayField(label=_("生效日期"))
    reason = forms.CharField(label=_("撤销原因"), max_length=300)


class PersonForm(forms.Form):
    """A person's name and how to reach them."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    email = forms.EmailField(
        label=_("电子邮箱"),
        help_text=_("可以不填；填写后，催办和到期提醒也会发到这里。"),
        required=False,
    )
    phone = forms.CharField(label=_("联系电话"), max_length=20, required=False)


class InviteForm(PersonForm):
    """A new person with a first post, at the unit the page is of unless another is named."""

    unit = UnitField(
        label=_("单位"), help_text=_("输入名称或代码，浏览器会给出建议。"), required=False
    )

    login = forms.CharField(
        label=_("登录名"),
        help_text=_("3 至 40 位小写字母、数字、点或短横线，例如姓名拼音。"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("职务"))
    field_order = ("unit", "name", "login", "role", "email", "phone")

    def __init__(
        self,
        *args: Any,
        roles: Choices,
        at: Unit,
        find: Callable[[str], list[Unit]],
        names: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _begin_with(self, "unit", at, find, names)
        _choose(self, "role", roles)


class PostForm(forms.Form):
    """A post for somebody who has an account."""

    unit = UnitField(label=_("单位"), help_text=_("输入名称或代码，浏览器会给出建议。"))
    role = forms.ChoiceField(label=_("职务"), choices=Post.Role.choices)
    from_on = DayField(label=_("开始日期"))
    to_on = DayField(
        label=_("最后一天"), help_text=_("不填则一直有效，直到有人结束它。"), required=False
    )

    def __init__(
        self, *args: Any, find: Callable[[str], list[Unit]], names: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _suggest(self, "unit", find, names)


class EndForm(forms.Form):
    """When a post ends."""

    when = forms.ChoiceField(
        label=_("什么时候结束"),
        choices=[("NOW", _("现在：下一次点击起就不再有效")), ("LATER", _("在以后某一天之后"))],
        widget=forms.RadioSelect,
        initial="NOW",
    )
    last_day = DayField(label=_("最后一天"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the day where the post ends later."""
        typed = super().clean() or {}
        if typed.get("when") == "LATER" and not typed.get("last_day"):
            self.add_error("last_day", _("请填写最后一天。"))
        if typed.get("when") == "NOW":
            typed["last_day"] = None
        return typed


class CoverForm(forms.Form):
    """Who stands in, from when to when."""

    person = forms.ChoiceField(label=_("代理人"))
    from_on = DayField(label=_("开始日期"))
    to_on = DayField(label=_("最后一天"), help_text=_("到期自动结束，不用再办手续。"))

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "person", people)


class HandOverForm(forms.Form):
    """Who takes over, and whether the account closes."""

    successor = forms.ChoiceField(label=_("接任人"))
    deactivate = forms.BooleanField(label=_("同时停用此人的账号"), required=False, initial=True)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "successor", people)


def initial_days(today: date) -> dict[str, date]:
    """Return today for every field that asks for a day."""
    return {"effective_on": today, "from_on": today, "began_on": today}


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = cast(forms.ChoiceField, form.fields[name])
    field.choices = [("", gettext("请选择")), *((str(key), words) for key, words in choices)]


def _begin_with(
    form: forms.Form,
    name: str,
    at: Unit,
    find: Callable[[str], list[Unit]],
    names: Sequence[str],
) -> None:
    """Let a field begin with a unit, which its name then means even where others share it."""
    form.fields[name].initial = at.name
    # It is filled in already: no mark says "optional".
    cast(Any, form.fields[name]).sometimes_required = True
    _suggest(form, name, lambda text: [at] if text.strip() == at.name else find(text), names)


def _suggest(
    form: forms.Form, name: str, find: Callable[[str], list[Unit]], names: Sequence[str]
) -> None:
    field = cast(UnitField, form.fields[name])
    field.find = find
    cast(SuggestingInput, field.widget).suggestions = names
