"""What the packs in use say about units."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.translation import get_language

from changai import packs
from changai.packs import schema


@cache
def pack() -> packs.Pack:
    """Return the packs in use, read once a process."""
    return packs.load(settings.PACK_NAMES, settings.PACKS_DIR)


def kind_label(code: str) -> str:
    """Return what a kind of unit is called in the reader's language; its code if unknown."""
    try:
        return pack().unit_kind(code).label(get_language() or "")
    except packs.UnknownCode:
        return code


def kinds_to_open() -> list[schema.UnitKind]:
    """Return the kinds of units that can be opened, in the order of the pack."""
    return list(pack().unit_kinds)
