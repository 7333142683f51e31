"""Tags and filters that every template has without loading them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

register = template.Library()

TONES = ("blue", "yellow", "red", "green", "grey")
# A colour is told by its shape and its words as well: never by the colour alone.
TONE_ICONS = {
    "blue": "stopwatch",
    "yellow": "exclamation-triangle-fill",
    "red": "exclamation-diamond-fill",
    "green": "check-circle-fill",
    "grey": "circle",
}
TONE_WORDS = {
    "blue": gettext_lazy("蓝"),
    "yellow": gettext_lazy("黄"),
    "red": gettext_lazy("红"),
    "green": gettext_lazy("绿"),
    "grey": gettext_lazy("无色"),
}
KILO = 1024
WAN = 10_000
NEAR_DAYS = 3


def part(thing: Any, name: str, default: Any = "") -> Any:
    """Return a named part of an object or of a dict."""
    found = thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)
    return default if found is None else found


def tone_of(code: Any) -> str:
    """Return the tone of a colour code, whatever its case; an unknown one is grey."""
    tone = str(code or "").lower()
    return tone if tone in TONES else "grey"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of src/icons.txt; silent for a screen reader unless it has a label."""
    place = f"{static('changai/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, place
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', place)


@register.inclusion_tag("ui/_color.html")
def color_badge(color: Any) -> dict[str, Any]:
    """Show a computed colour: `code`, `words` and the `inputs` it was computed from."""
    code = color if isinstance(color, str) else part(color, "code")
    tone = tone_of(code)
    return {
        "tone": tone,
        "icon": TONE_ICONS[tone],
        "words": part(color, "words") or TONE_WORDS[tone],
        "inputs": part(color, "inputs", []),
    }


@register.inclusion_tag("ui/_status.html")
def status_badge(words: Any, tone: str = "grey", icon: str = "") -> dict[str, Any]:
    """Show a state in words; the noun that owns the state chooses tone and icon."""
    return {"words": words, "tone": tone_of(tone), "icon": icon}


@register.inclusion_tag("ui/_due.html")
def due_date(
    day: dt.date | None,
    left: int | None = None,
    words: str = "",
    provisional: bool = False,
    inline: bool = False,
) -> dict[str, Any]:
    """Show a due day with the working days left.

    Units: `left` in working days, negative when late. `words` stands where there is no day.
    """
    late, near = left is not None and left < 0, left is not None and 0 <= left <= NEAR_DAYS
    return {
        "day": day,
        "left_words": days_left_words(left),
        "late": late,
        "near": near,
        "words": words,
        "provisional": provisional,
        "inline": inline,
    }


def days_left_words(left: int | None) -> str:
    """Say how many working days are left, or by how many it is late."""
    if left is None:
        return ""
    if left == 0:
        return _("今天到期")
    if left < 0:
        return ngettext("已超期 %(days)d 个工作日", "已超期 %(days)d 个工作日", -left) % {
            "days": -left
        }
    return ngettext("还有 %(days)d 个工作日", "还有 %(days)d 个工作日", left) % {"days": left}


@register.inclusion_tag("ui/_bars.html")
def progress_triple(
    said: Any = None,
    verified: Any = None,
    published: Any = None,
    target: Any = None,
    unit: str = "",
) -> dict[str, Any]:
    """Show what was said, verified and published beside each other, and the target as a mark."""
    values = [float(value) for value in (said, verified, published, target) if value is not None]
    top = max(values, default=0) or 1
    lanes = [
        (_("填报"), "said", said),
        (_("核实"), "verified", verified),
        (_("公布"), "published", published),
    ]
    return {
        "lanes": [
            {"name": name, "kind": kind, "value": value, "width": share(value, top)}
            for name, kind, value in lanes
        ],
        "target": target,
        "target_at": share(target, top),
        "unit": unit,
    }


def share(value: Any, top: float) -> str:
    """Return how far along a lane of 100 a value lies."""
    return "0" if value is None else f"{max(0.0, min(100.0, float(value) / top * 100)):.1f}"


@register.inclusion_tag("ui/_meter.html")
def meter(ratio: Any, label: str = "") -> dict[str, Any]:
    """Show one ratio as a bar with its figure.

    Units: `ratio` 0-1.
    """
    return {"width": share(ratio, 1), "words": percent(ratio), "label": label}


@register.inclusion_tag("ui/_confirm_button.html", takes_context=True)
def confirm_button(
    context: Context,
    url: str,
    label: str,
    text: str,
    tone: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
) -> dict[str, Any]:
    """Post to a url after the person said yes to `text`; tone "danger" for what stays done."""
    return {
        "csrf_token": context.get("csrf_token"),
        "url": url,
        "label": label,
        "text": text,
        "tone": tone,
        "icon": icon,
        "name": name,
        "value": value,
    }


@register.filter
def number(value: Any) -> str:
    """Write a number with separators and without idle zeros; nothing for none."""
    if value is None or value == "":
        return "—"
    figure = Decimal(str(value))
    figure = figure.quantize(Decimal(1)) if figure == figure.to_integral_value() else figure
    text = f"{figure.normalize() if figure % 1 else figure:,f}"
    return text


@register.filter
def listed(values: Iterable[Any]) -> str:
    """Write several names one after the other, with the comma of the reader's language."""
    return _("、").join(str(value) for value in values)


@register.filter
def money(value: Any) -> str:
    """Write an amount of yuan; ten thousands are written out as offices do.

    Units: yuan.
    """
    if value is None or value == "":
        return "—"
    amount = Decimal(str(value))
    # Only Chinese counts in ten thousands; the English of this is never asked for.
    in_chinese = (get_language() or "").startswith("zh")
    if in_chinese and abs(amount) >= WAN and amount % 100 == 0:
        return _("%(amount)s 万元") % {"amount": number(amount / WAN)}
    return _("%(amount)s 元") % {"amount": number(amount)}


@register.filter
def percent(value: Any, digits: int = 1) -> str:
    """Write a ratio of 0-1 as a percentage."""
    if value is None or value == "":
        return "—"
    return f"{number(round(Decimal(str(value)) * 100, digits))}%"


@register.filter
def file_size(value: int | None) -> str:
    """Write a size of bytes the way a person reads it."""
    if value is None:
        return "—"
    size = float(value)
    for unit in ("B", "KB", "MB"):
        if size < KILO:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= KILO
    return f"{size:.1f} GB"


@register.filter(expects_localtime=True)
def day(value: dt.date | None, shape: str = "") -> SafeString | str:
    """Write a day in full, in the reader's language; `"weekday"` adds the day of the week."""
    if not value:
        return "—"
    words = formats.date_format(value, "DATE_FORMAT")
    if shape == "weekday":
        # Each language puts the day of the week in its own place.
        words = formats.date_format(value, _("Y年n月j日 l"))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.filter
def moment(value: dt.datetime | None) -> SafeString | str:
    """Write a moment in the local time, always with its date: "2 hours ago" does not print."""
    if not value:
        return "—"
    local = timezone.localtime(value)
    words = f"{formats.date_format(local, 'DATE_FORMAT')} {local:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.filter
def way_back(request: HttpRequest) -> str:
    """Return the page the person came from when it is one of ours, the start page otherwise."""
    came_from = request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return came_from if ours else "/"
