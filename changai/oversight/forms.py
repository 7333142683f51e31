"""The filters of the audit page; what is malformed is left out rather than refused."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from changai.audit import queries as audit
from changai.oversight.queries import Filter


def read_filter(sent: QueryDict) -> Filter:
    """Return what is looked for."""
    number = sent.get("number", "").strip().removeprefix("#")
    return Filter(
        who=sent.get("who", "").strip()[:40],
        unit=sent.get("unit", "").strip()[:120],
        action=sent.get("action", ""),
        thing=sent.get("thing", ""),
        object_id=int(number) if number.isdecimal() and len(number) < 19 else None,
        since=_day(sent.get("since", "")),
        until=_day(sent.get("until", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def filter_fields(wanted: Filter) -> list[dict[str, Any]]:
    """Return the fields of the filter form, filled in."""

    def one(name: str, label: str, kind: str, value: Any, options: Any = ()) -> dict[str, Any]:
        return {"name": name, "label": label, "kind": kind, "value": value, "options": options}

    everything = [("", _("全部"))]
    return [
        one("who", _("谁"), "search", wanted.who),
        one("unit", _("单位"), "search", wanted.unit),
        one("action", _("做了什么"), "select", wanted.action, [*everything, *audit.actions()]),
        one("thing", _("对象"), "select", wanted.thing, [*everything, *audit.things()]),
        one("number", _("对象编号"), "search", wanted.object_id or ""),
        one("since", _("从"), "date", wanted.since.isoformat() if wanted.since else ""),
        one("until", _("到"), "date", wanted.until.isoformat() if wanted.until else ""),
    ]
