"""How every form looks: Tabler's markup, labels, help and errors tied to their fields."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import django.forms
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property

DJANGO_TEMPLATES = Path(django.forms.__file__).parent / "templates"
OWN_TEMPLATES = Path(__file__).parent / "form_templates"
CHOICES = ("checkbox", "radio")
DAY_IN_WORDS = re.compile(r"^\s*(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?\s*$")


def widget_class(widget: dict[str, Any]) -> str:
    """Return the class that a widget of this kind wears."""
    kind = widget.get("type", "")
    if kind in CHOICES:
        return "form-check-input"
    if kind == "hidden":
        return ""
    template = Path(widget["template_name"]).stem
    return "form-select" if template == "select" else "form-control"


class Renderer(DjangoTemplates):
    """Render `{{ form }}` and `{{ field.as_field_group }}` the way every page shows them."""

    form_template_name = "ui/form.html"
    formset_template_name = "ui/formset.html"
    field_template_name = "ui/field.html"

    @cached_property
    def engine(self) -> Any:
        """Return an engine that finds our pieces before Django's, with our tags built in."""
        return self.backend(
            {
                "APP_DIRS": True,
                "DIRS": [OWN_TEMPLATES, DJANGO_TEMPLATES],
                "NAME": "changai-forms",
                "OPTIONS": {"builtins": ["django.templatetags.i18n", "changai.ui.templatetags.ui"]},
            }
        )

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> Any:
        """Render one piece; a widget gets the class of its kind unless it has one."""
        widget = context.get("widget")
        if widget and "class" not in widget["attrs"]:
            worn = widget_class(widget)
            listed = template_name.endswith(("radio.html", "checkbox_select.html"))
            if worn and not listed:
                widget["attrs"]["class"] = worn
        return super().render(template_name, context, request)


class DayInput(forms.DateInput):
    """A day, shown by the browser's own calendar, which only knows ISO dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day; also takes 2026年3月2日, 2026.3.2 and 2026/3/2, as offices write it."""

    widget = DayInput

    def to_python(self, value: Any) -> dt.date | None:
        """Return the day, reading the Chinese way of writing it too."""
        if isinstance(value, str) and (found := DAY_IN_WORDS.match(value)):
            value = "{}-{:0>2}-{:0>2}".format(*found.groups())
        return super().to_python(value)


class UnitOfMeasureInput(forms.NumberInput):
    """A number with its unit written behind it: pass `unit`."""

    template_name = "ui/widgets/number_with_unit.html"

    def __init__(self, unit: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs, the unit included."""
        context = super().get_context(name, value, attrs)
        context["widget"]["unit"] = self.unit
        return context
