"""One width of punctuation, so that a rule needs to know one form only."""

from __future__ import annotations

from typing import Final

_WIDE: Final = str.maketrans(
    {
        ",": "，",
        ";": "；",
        ":": "：",
        "?": "？",
        "!": "！",
        "(": "（",
        ")": "）",
        "﹑": "、",
        "．": ".",
    }
)


def widen(text: str) -> str:
    """Turn ASCII punctuation into Chinese punctuation; every offset stays what it was."""
    return text.translate(_WIDE)
