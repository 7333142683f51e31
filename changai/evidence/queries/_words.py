"""States, purposes and periods in the words of the pages."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changai.evidence import rules

STATE_WORDS = {
    "SAID": gettext_lazy("待核实"),
    "VERIFIED": gettext_lazy("已核实"),
    "PARTLY": gettext_lazy("部分核实"),
    "RETURNED": gettext_lazy("已退回"),
}
STATE_TONES = {"SAID": "blue", "VERIFIED": "green", "PARTLY": "yellow", "RETURNED": "grey"}
STATE_ICONS = {
    "SAID": "hourglass-split",
    "VERIFIED": "patch-check",
    "PARTLY": "exclamation-circle",
    "RETURNED": "arrow-return-left",
}
PURPOSE_WORDS = {
    "PROGRESS": gettext_lazy("进展"),
    "CLOSING": gettext_lazy("报请办结"),
    "DUTY": gettext_lazy("配合事项"),
}
JUDGE_WORDS = {
    "PROGRESS": gettext_lazy("予以核实"),
    "CLOSING": gettext_lazy("同意办结"),
    "DUTY": gettext_lazy("认可"),
}


def period_words(code: str) -> str:
    """Return a period in words; a code of another kind as it stands."""
    span = rules.period(code)
    if span is None:
        return code
    told = {"year": span.year, "number": span.number}
    if span.kind == "month":
        # Translators: a format of dates as Django writes them; in English “F Y”.
        return date_format(date(span.year, span.number, 1), _("Y年n月"))
    if span.kind == "quarter":
        return _("%(year)d年第%(number)d季度") % told
    if span.kind == "half":
        return _("%(year)d年上半年") % told if span.number == 1 else _("%(year)d年下半年") % told
    return _("%(year)d年全年") % told


def period_choices(codes: list[str]) -> list[tuple[str, str]]:
    """Return periods to choose from, with their words."""
    return [(code, period_words(code)) for code in dict.fromkeys(codes)]
