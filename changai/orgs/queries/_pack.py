"""What the packs in use say about units."""

from __future__ import annotations

from changai import packs
from changai.packs import schema
from changai.packs.current import language, pack


def kind_label(code: str) -> str:
    """Return what a kind of unit is called in the reader's language; its code if unknown."""
    try:
        return pack().unit_kind(code).label(language())
    except packs.UnknownCode:
        return code


def kinds_to_open() -> list[schema.UnitKind]:
    """Return the kinds of units that can be opened, in the order of the pack."""
    return list(pack().unit_kinds)
