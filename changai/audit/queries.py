"""What the audit says, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from changai.audit import rules


def action_label(action: str) -> str:
    """Return what was done, in the reader's language; the code itself where it has no words."""
    return gettext(rules.ACTIONS[action]) if action in rules.ACTIONS else action


def thing_label(object_type: str) -> str:
    """Return what kind of thing it was done to."""
    return gettext(rules.THINGS[object_type]) if object_type in rules.THINGS else object_type


def field_label(name: str) -> str:
    """Return the name of a field."""
    return gettext(rules.FIELDS[name]) if name in rules.FIELDS else name


def actions() -> list[tuple[str, str]]:
    """Return every action with its words, in the order of the words."""
    return sorted(((code, action_label(code)) for code in rules.ACTIONS), key=lambda pair: pair[1])


def things() -> list[tuple[str, str]]:
    """Return every kind of thing with its words."""
    return sorted(((code, thing_label(code)) for code in rules.THINGS), key=lambda pair: pair[1])


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], words: Mapping[str, Any] | None = None
) -> list[tuple[str, str, str]]:
    """Return each changed field with its values before and after, as text; personal ones apart.

    `words` says how the values of `state` are called where the noun has words for them.
    """
    names = [name for name in {**before, **after} if rules.person_of(name) is None]
    called = {"state": words or {}}

    def value(side: Mapping[str, Any], name: str) -> str:
        kept = side.get(name)
        known = called.get(name, {})
        return str(known[kept]) if isinstance(kept, str) and kept in known else shown(kept)

    return [(field_label(name), value(before, name), value(after, name)) for name in sorted(names)]


def shown(value: Any) -> str:
    """Return a kept value as a reader sees it."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return "、".join(shown(one) for one in value)
    if isinstance(value, dict):
        return "；".join(f"{field_label(str(name))}：{shown(one)}" for name, one in value.items())
    return str(value)
