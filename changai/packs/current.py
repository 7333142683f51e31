"""The packs this place runs on, loaded once."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.translation import get_language

from changai.packs.load import load
from changai.packs.pack import Pack


@cache
def pack() -> Pack:
    """Return the merged packs named in the settings.

    Raises:
        PackError: a pack is wrong; the message names file, line, field and remedy.
    """
    return load(settings.PACK_NAMES, settings.PACKS_DIR)


def language() -> str:
    """Return "en" or "zh", the language labels of packs are wanted in just now."""
    return "en" if (get_language() or "").startswith("en") else "zh"
