"""Damage a text the way web scrapes do, to show and test that it is restored."""

from __future__ import annotations

from functools import cache
from typing import Any

PINYIN_EVERY = 3


@cache
def _traditional() -> Any:
    import opencc

    return opencc.OpenCC("s2t")


def _injected(text: str, *, toned: bool) -> str:
    from pypinyin import Style, lazy_pinyin

    style = Style.TONE if toned else Style.NORMAL
    out, seen = [], 0
    for character in text:
        out.append(character)
        if not "\u4e00" <= character <= "\u9fff":
            continue
        seen += 1
        if seen % PINYIN_EVERY == 0:
            out.append(f"({lazy_pinyin(character, style=style)[0]})")
    return "".join(out)


def scraped(text: str) -> str:
    """Return the text in traditional characters with toned pinyin behind every third character."""
    return _injected(_traditional().convert(text), toned=True)


def toneless(text: str) -> str:
    """Return the text with toneless pinyin behind every third character."""
    return _injected(text, toned=False)
