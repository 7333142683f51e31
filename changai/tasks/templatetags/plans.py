"""How the words of plans look on a page."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from changai.tasks.queries import plans as queries
from changai.tasks.rules import plans

register = template.Library()
SIGNS = {">=": "≥", "<=": "≤", "=": "="}


@register.filter
def operator_sign(code: str) -> str:
    """Return the sign or the words of an operator."""
    if code in SIGNS:
        return SIGNS[code]
    return gettext(plans.Operator(code).words) if code in set(plans.Operator) else code


@register.filter
def target_words(target: plans.Target) -> str:
    """Return a target in one line, without its quotas."""
    operator = plans.Operator(target.operator)
    figure = f"{plans.plain(target.value)}{target.unit}" if operator.has_value else ""
    words = [operator_sign(target.operator), figure, target.what]
    if target.base_year:
        words.append(gettext("（以%(year)d年为基期）") % {"year": target.base_year})
    return " ".join(word for word in words if word)


@register.filter
def shape_words(code: str) -> str:
    """Return the name of a shape."""
    return queries.shape_label(code)
